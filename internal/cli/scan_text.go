// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/document"
	"github.com/hulanhq/hulan/internal/scan"
	"github.com/hulanhq/hulan/internal/source"
)

// The text report is for a person at a terminal: one line for each value with
// its first place in front, so that editors and terminals make a link of it,
// below it why, and where else. What was not read stands at the very end, where
// it is seen.
type textReport struct {
	a      *app
	w      io.Writer
	groups scan.Groups
}

// Limits of the text report. A person does not read more; the other formats
// have none.
const (
	textValues    = 5_000 // values that are listed
	textLocations = 6     // places kept of each
	textAlso      = 5     // places written of each, besides the first
	textProblems  = 100   // files that were not read
)

func newTextReport(a *app, f *scanFlags, w io.Writer) reporter {
	if f.output != "" && f.output != "-" {
		a.color = false
	}
	return &textReport{a: a, w: w, groups: scan.Groups{MaxGroups: textValues, MaxLocations: textLocations}}
}

func (t *textReport) document(d scan.Document) { t.groups.Add(d.Name, d.Hits) }

func (t *textReport) close(r scan.Report) {
	for _, g := range t.groups.All() {
		t.group(g)
	}
	if n := t.groups.Left(); n > 0 {
		fmt.Fprintf(t.w, t.a.tr("… and %d more places of values beyond the first %d; --format jsonl lists all\n", "……另有 %d 处，超出最先的 %d 个值；--format jsonl 可全部列出\n"), n, textValues)
	}
	if len(t.groups.All()) > 0 {
		fmt.Fprintln(t.w)
	}
	t.a.summary(t.w, r)
}

// group writes one value.
func (t *textReport) group(g *scan.Group) {
	a := t.a
	h := &g.First
	value := a.paint(bold, printable(h.Masked))
	if h.Value != "" {
		value = a.paint(bold, printable(h.Value))
	}
	typ := string(h.Type)
	if h.Kind != "" {
		typ += " (" + h.Kind + ")"
	}
	fmt.Fprintf(t.w, "%s  %s  %s  %s  %s\n", a.place(g.Locations[0]), value, typ,
		a.likelihood(h.Likelihood()), a.paint(levelStyle(g.Level), g.Level.String()))
	why := a.typeName(h.Type) + a.tr(": ", "：") + a.why(h)
	if n := len(h.Reasons); n > 0 && h.Reasons[0].Code != detect.ReasonItem {
		why += a.tr("; ", "；") + a.reason(h.Reasons[0])
	}
	if h.Path != "" {
		why += a.tr("; at ", "；位于 ") + printable(h.Path)
	}
	if h.Expired != "" {
		why += a.trf("; its ignore ended on %s", "；忽略已于 %s 到期", printable(h.Expired))
	}
	fmt.Fprintf(t.w, "    %s\n", a.paint(faint, why))
	if g.Count > 1 {
		fmt.Fprintf(t.w, "    %s\n", a.paint(faint, t.also(g)))
	}
}

// also lists the further places of a value.
func (t *textReport) also(g *scan.Group) string {
	var places []string
	for _, l := range g.Locations[1:min(len(g.Locations), 1+textAlso)] {
		places = append(places, t.a.place(l))
	}
	s := t.a.tr("also ", "另见 ") + strings.Join(places, t.a.tr(", ", "、"))
	if n := g.Count - 1 - len(places); n > 0 {
		s += t.a.trf(" and %d more", "等另外 %d 处", n)
	}
	return s
}

// place returns "file:line:column".
func (a *app) place(l scan.Location) string {
	return fmt.Sprintf("%s:%d:%d", printable(l.Name), l.Line, l.Column)
}

// summaryReport prints only counts.
type summaryReport struct {
	a *app
	w io.Writer
}

func newSummaryReport(a *app, f *scanFlags, w io.Writer) reporter {
	if f.output != "" && f.output != "-" {
		a.color = false
	}
	return summaryReport{a, w}
}

func (s summaryReport) document(scan.Document) {}
func (s summaryReport) close(r scan.Report)    { s.a.summary(s.w, r) }

// summary writes the counts by type and level, and the coverage.
func (a *app) summary(w io.Writer, r scan.Report) {
	a.headline(w, r)
	for _, t := range byCount(r.ByType) {
		fmt.Fprintf(w, "  %-22s %9d  %s\n", t, r.ByType[t], a.typeName(t))
	}
	for l := detect.S4; l >= detect.S0; l-- {
		if n := r.ByLevel[l]; n > 0 {
			fmt.Fprintf(w, "  %s %9d  %s\n", a.paint(levelStyle(l), fmt.Sprintf("%-22s", l)), n, a.levelWords(l))
		}
	}
	if u := r.Grade.Units; u.Serious {
		fmt.Fprintln(w, a.paint(alarm, a.trf("Counted as the law counts: %d of %d, the line of a serious offence (an indicator, not a legal finding).",
			"按法定标准折算：%d（“情节严重”标准为 %d；仅为风险提示，不是法律认定）。", u.U, u.Line)))
	}
	a.coverage(w, r)
}

// headline says what was found in one sentence.
func (a *app) headline(w io.Writer, r scan.Report) {
	if r.Hits == 0 {
		fmt.Fprintln(w, a.tr("Nothing found.", "没有发现。"))
		return
	}
	places := a.count(r.Hits, "place", "places", "处")
	files := a.count(r.Documents, "file", "files", "个文件")
	level := a.paint(levelStyle(r.Grade.Level), r.Grade.Level.String())
	if r.Values == 0 { // only counted
		fmt.Fprintln(w, a.trf("Found: %s in %s, up to level %s.", "发现：%s，分布在 %s，最高等级 %s。", places, files, level))
		return
	}
	values := a.count(r.Values, "value", "values", "个值")
	fmt.Fprintln(w, a.trf("Found: %s in %s of %s, up to level %s.", "发现：%s，共 %s，分布在 %s，最高等级 %s。", values, places, files, level))
}

// byCount returns the types, most frequent first.
func byCount(counts map[detect.Type]int) []detect.Type {
	return slices.SortedFunc(maps.Keys(counts), func(x, y detect.Type) int {
		return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y))
	})
}

// levelWords says what a level means.
func (a *app) levelWords(l detect.Level) string {
	switch l {
	case detect.S4:
		return a.tr("critical disclosure", "特别严重")
	case detect.S3:
		return a.tr("severe disclosure", "严重")
	case detect.S2:
		return a.tr("sensitive or linked", "敏感或可关联到人")
	case detect.S1:
		return a.tr("single ordinary item", "单项一般信息")
	}
	return a.tr("discloses nothing: public, own, test or masked", "不构成泄露：公开、本人、测试或已遮盖")
}

// coverage says what was read and what not.
func (a *app) coverage(w io.Writer, r scan.Report) {
	c := r.Coverage
	parts := []string{a.trf("Read %s, %s", "已读 %s，%s", a.count(c.Files, "file", "files", "个文件"), a.size(c.Bytes))}
	add := func(n int, en, zh string) {
		if n > 0 {
			parts = append(parts, a.trf(en, zh, n))
		}
	}
	add(c.Ignored, "%d left out by ignore files", "按忽略文件排除 %d 项")
	add(c.Links, "%d links not followed", "未跟随链接 %d 个")
	add(c.Special, "%d devices or pipes", "设备或管道 %d 个")
	add(c.Binaries, "%d not text", "非文本 %d 个")
	add(r.Suppressed.Inline, "%d findings passed over by comments", "按注释忽略 %d 处")
	add(r.Suppressed.Baseline, "%d findings known from the baseline", "基线中已知 %d 处")
	fmt.Fprintln(w, strings.Join(parts, a.tr("; ", "；"))+a.tr(".", "。"))
	if len(c.Remarks) > 0 {
		fmt.Fprintln(w, a.tr("Remarks:", "备注："))
		a.problems(w, c.Remarks)
	}
	if c.Complete() {
		return
	}
	fmt.Fprintln(w, a.paint(red, a.trf("Incomplete: %s not read, or not to the end.", "不完整：%s未读或未读完。", a.count(c.Holes, "entry", "entries", "项"))))
	a.problems(w, c.Problems)
}

func (a *app) problems(w io.Writer, list []scan.Problem) {
	for _, p := range list[:min(len(list), textProblems)] {
		fmt.Fprintln(w, "  "+a.problem(p))
	}
	if n := len(list) - textProblems; n > 0 {
		fmt.Fprintln(w, a.trf("  … and %d more; --format json lists all", "  ……另有 %d 项；--format json 可全部列出", n))
	}
}

// tellProblems writes what was not read to standard error.
func (a *app) tellProblems(c scan.Coverage) {
	for _, p := range c.Problems[:min(len(c.Problems), textProblems)] {
		fmt.Fprintln(a.stderr, "hulan: "+a.problem(p))
	}
}

// problem returns what was not read, why, and what to do.
func (a *app) problem(p scan.Problem) string {
	name := printable(p.Name)
	switch p.Cause {
	case scan.Unreadable:
		return a.trf("%s: cannot be read: %v; %s", "%s：无法读取：%v；%s", name, p.Err, a.remedy(p.Err))
	case scan.Broken:
		return a.trf("%s: reading stopped at byte %d: %v; %s", "%s：读到第 %d 字节时中断：%v；%s", name, p.Byte, p.Err, a.remedy(p.Err))
	case scan.CutOff:
		return a.trf("%s: ends inside a character at byte %d; get the complete file, or name its encoding with --encoding", "%s：在第 %d 字节处字符不完整；请取得完整文件，或用 --encoding 指定编码", name, p.Byte)
	case scan.Huge:
		return a.trf("%s: larger than --max-size; raise it, or name the file alone", "%s：超过 --max-size；请调高上限", name)
	case scan.Deep:
		return a.trf("%s: %v; scan it by itself", "%s：%v；请单独检查", name, p.Err)
	case scan.Encoding:
		return a.trf("%s: %s; name it with --encoding", "%s：%s；请用 --encoding 指定", name, p.Text)
	case scan.Binary:
		return a.trf("%s: %v; if it is text, name its encoding with --encoding", "%s：%v（不是文本）；如果是文本，请用 --encoding 指定编码", name, document.ErrBinary)
	}
	return name + a.tr(": ", "：") + p.Text
}

// remedy says what to do about an error of reading.
func (a *app) remedy(err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return a.tr(source.Remedy(err), "请以有权限的用户运行，或写入 .hulanignore")
	}
	return a.tr(source.Remedy(err), "请检查后重试，或写入 .hulanignore")
}
