// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// faultGroup holds the errors of one reason that are shown.
type faultGroup struct {
	ID, Name, About, Shown string
	Count                  int
	Faults                 []faultRow
}

// faultRow is one error with its surroundings.
type faultRow struct {
	Before, Value, After string
	Type, What, Doc      string
}

// faultGroups puts the errors into words, at most limit of each group (0: all).
func (a *app) faultGroups(s *setScore, v *veil, limit int) []faultGroup {
	words := [reasons][2]string{
		wrongBounds: {a.tr("Other bounds", "边界不一致"), a.tr("Found as the right type, but not from the first to the last character of the label. The mark shows the label.", "类型正确，但起止位置与标注不同。高亮处为标注。")},
		wrongType:   {a.tr("Another type", "类型不符"), a.tr("A labelled stretch was found as something else.", "标注处被识别为另一种类型。")},
		missed:      {a.tr("Missed", "漏报"), a.tr("Nothing was found on the label.", "标注处没有任何发现。")},
		falseAlarm:  {a.tr("False", "误报"), a.tr("A finding that stands on no label of its type.", "发现处没有同类标注。")},
	}
	var groups []faultGroup
	for r := range reasons {
		all := ofReason(s.detail.faults, r)
		shown := inTurn(all, limit)
		g := faultGroup{ID: [reasons]string{"bounds", "type", "missed", "false"}[r], Name: words[r][0], About: words[r][1], Count: len(all)}
		if len(shown) < len(all) {
			g.Shown = a.trf("%d of %d are shown, the first of each type in turn; --limit 0 shows all.", "共列出 %d 处（总数 %d），各类型轮流取最先出现的；--limit 0 列出全部。", len(shown), len(all))
		}
		for _, f := range shown {
			p := v.passage(f.doc, f.at, f.as.typ != nothing && f.as.typ != f.at.typ)
			g.Faults = append(g.Faults, faultRow{p.before, p.value, p.after, a.typeName(f.at.typ), a.whatIsWrong(f), v.name(f.doc.ID)})
		}
		groups = append(groups, g)
	}
	return groups
}

func ofReason(faults []fault, r reason) []fault {
	var out []fault
	for _, f := range faults {
		if f.reason == r {
			out = append(out, f)
		}
	}
	return out
}

// inTurn takes at most limit errors, one of each type after the other, so that a
// type with many does not hide the rest; each type's stay in the set's order.
func inTurn(faults []fault, limit int) []fault {
	if limit == 0 || len(faults) <= limit {
		return faults
	}
	rank := make([]int, len(faults)) // the how manieth of its type
	count := map[detect.Type]int{}
	for i, f := range faults {
		rank[i] = count[f.at.typ]
		count[f.at.typ]++
	}
	var out []fault
	for round := 0; len(out) < limit; round++ {
		for i, f := range faults {
			if rank[i] == round && len(out) < limit {
				out = append(out, f)
			}
		}
	}
	return out
}

// whatIsWrong says what the error is, beyond its group.
func (a *app) whatIsWrong(f fault) string {
	switch {
	case f.reason == wrongBounds:
		parts := []string{
			a.moved(f.at.start-f.as.start, a.tr("before the label", "标注之前"), a.tr("at its start", "开头")),
			a.moved(f.as.end-f.at.end, a.tr("behind the label", "标注之后"), a.tr("at its end", "末尾")),
		}
		return strings.Trim(strings.Join(parts, a.tr(", ", "，")), ", ，")
	case f.reason == wrongType:
		return a.trf("found as %s", "识别为%s", a.typeName(f.as.typ))
	case f.reason == falseAlarm && f.as.typ != nothing:
		return a.trf("labelled as %s", "标注为%s", a.typeName(f.as.typ))
	}
	return ""
}

// moved says how many characters a finding has too many (n > 0) or too few.
func (a *app) moved(n int, outside, inside string) string {
	switch {
	case n > 0:
		return a.trf("%s too many %s", "多出 %s（%s）", a.count(n, "character", "characters", "个字符"), outside)
	case n < 0:
		return a.trf("%s too few %s", "缺少 %s（%s）", a.count(-n, "character", "characters", "个字符"), inside)
	}
	return ""
}
