// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

// typeName returns a type in words; one without words as it is written.
func (a *app) typeName(t detect.Type) string {
	if en, zh, ok := detect.TypeWords(t); ok {
		return a.tr(en, zh)
	}
	return string(t)
}

// evidenceWords are what can speak for a finding, by the engine's names.
var evidenceWords = map[string][2]string{
	"shape":        {"shape", "格式相符"},
	"checksum":     {"check digit", "校验码正确"},
	"region":       {"known region or issuer", "地区或发行机构存在"},
	"date":         {"possible date", "日期有效"},
	"plan":         {"allocated number range", "号段已分配"},
	"cue":          {"context word", "上下文词"},
	"field":        {"field name", "字段名"},
	"lexicon":      {"word list", "词表"},
	"model":        {"model", "模型"},
	"repeat":       {"found elsewhere", "别处已确认"},
	"list":         {"list of the same kind", "同类列表"},
	"normalised":   {"written to hide", "经变形书写"},
	"decoded":      {"inside an encoding", "编码内"},
	"not_cue":      {"context says otherwise", "上下文指向其他含义"},
	"not_personal": {"published contact", "公开联系方式"},
	"test":         {"test number", "测试号码"},
	"masked":       {"masked already", "已遮盖"},
}

// why returns what spoke for a finding, with the word that counted.
func (a *app) why(h *scan.Hit) string {
	var parts []string
	for _, name := range h.Evidence.Names() {
		w, ok := evidenceWords[name]
		if !ok {
			w = [2]string{name, name}
		}
		s := a.tr(w[0], w[1])
		switch {
		case (name == "cue" || name == "not_cue") && h.Cue != "":
			s += a.trf(" %q", "“%s”", printable(h.Cue))
		case name == "field" && h.Field != "":
			s += a.trf(" %q", "“%s”", printable(h.Field))
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, a.tr(", ", "、"))
}

// reason returns a reason of a grade in words.
func (a *app) reason(r detect.Reason) string { return a.tr(r.EN, r.ZH) }

// likelihood returns a likelihood in words.
func (a *app) likelihood(l detect.Likelihood) string {
	switch l {
	case detect.VeryUnlikely:
		return a.tr("very unlikely", "极不可能")
	case detect.Unlikely:
		return a.tr("unlikely", "不太可能")
	case detect.Possible:
		return a.tr("possible", "可能")
	case detect.Likely:
		return a.tr("likely", "很可能")
	}
	return a.tr("very likely", "极可能")
}

// levelStyle is the colour of a level.
func levelStyle(l detect.Level) style {
	switch {
	case l >= detect.S4:
		return alarm
	case l == detect.S3:
		return red
	case l == detect.S2:
		return yellow
	case l == detect.S1:
		return cyan
	}
	return faint
}
