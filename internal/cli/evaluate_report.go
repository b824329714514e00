// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// report is what `hulan evaluate --report` shows, in words: the two formats only
// lay it out.
type report struct {
	Lang, Title, Time, Version, Command string
	Values                              bool // are shown
	Options                             [][2]string
	Sets                                []reportSet
}

type reportSet struct {
	ID, Name, Sum, Size, Docs string
	Lead                      string
	Figures                   []reportFigure
	Rows                      []scoreRow
	All                       *scoreRow // of more than one type
	Pooled                    *chart
	Charts, Further           []chart // of types with many labels, and the rest
	FurtherName               string
	Mixed                     *matrix
	Groups                    []faultGroup
	Promises                  []promiseRow
	Unscored                  string
}

type reportFigure struct{ Name, Value, Note string }

// scoreRow is a type's line in the table of scores.
type scoreRow struct {
	Words, Type         string
	Gold, Found         int
	Strict, Overlap     [5]string // right, P, R, F1, F2
	Bar                 string    // F2 by overlap, in per cent
	StrictF2, OverlapF2 float64
}

// promiseRow counts alarms where a type was promised not to occur.
type promiseRow struct {
	Label                    string
	Alarms, Docs             int
	PerThousand, PerMegabyte string
}

// writeReport writes the report of all sets.
func (a *app) writeReport(w io.Writer, f *evaluateFlags, sc *scorer, names []string, sets []*setScore) error {
	r := a.newReport(f, versionOf())
	for i, s := range sets {
		v := newVeil(sc.low.veil, f.showValues, s.detail.docs)
		r.Sets = append(r.Sets, a.newReportSet(f, v, fmt.Sprintf("set%d", i+1), filepath.Base(names[i]), s))
	}
	r.Title = a.trf("Evaluation of %s", "%s 的评估", r.Sets[0].Name)
	if n := len(r.Sets); n > 1 {
		r.Title = a.trf("Evaluation of %d sets", "%d 个数据集的评估", n)
	}
	if f.report == "md" {
		return a.writeMarkdown(w, r)
	}
	return a.writeHTML(w, r)
}

// newReport says how the report was made.
func (a *app) newReport(f *evaluateFlags, version string) *report {
	r := &report{
		Lang:    "en",
		Time:    a.now().Format("2006-01-02 15:04 -07:00"),
		Version: version,
		Command: "hulan " + shellWords(a.args),
		Values:  f.showValues,
	}
	if a.lang == chinese {
		r.Lang = "zh-CN"
	}
	types := a.tr("all", "全部")
	if len(f.engine.types) > 0 {
		types = strings.Join(f.engine.types, ", ")
	}
	rules := a.tr("none", "无")
	if len(f.engine.rules) > 0 {
		rules = strings.Join(f.engine.rules, ", ")
	}
	r.Options = [][2]string{
		{a.tr("Preset", "查找范围"), f.engine.preset},
		{a.tr("Types", "类型"), types},
		{a.tr("Least score", "最低分值"), fmt.Sprintf("%.2f", f.engine.minScore)},
		{a.tr("Further rules", "附加规则"), rules},
	}
	return r
}

// shellWords writes arguments so that a shell reads them again.
func shellWords(args []string) string {
	words := make([]string, len(args))
	for i, s := range args {
		words[i] = s
		if s == "" || strings.ContainsFunc(s, func(r rune) bool {
			return r < 0x80 && !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./,:=+@%", r)
		}) {
			words[i] = "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
		}
	}
	return printable(strings.Join(words, " "))
}

// newReportSet puts the score of one set into words.
func (a *app) newReportSet(f *evaluateFlags, v *veil, id, name string, s *setScore) reportSet {
	out := reportSet{
		ID: id, Name: printable(name), Sum: s.sum, Size: a.size(int64(s.bytes)),
		Docs: a.count(s.docs, "document", "documents", "篇文档"),
	}
	all := s.all()
	out.Lead = a.lead(s, all)
	if len(s.types) > 0 {
		out.Figures = a.figures(all)
	}
	order := byLabels(s)
	for _, t := range order {
		out.Rows = append(out.Rows, a.newScoreRow(a.typeName(t), string(t), *s.types[t]))
	}
	if len(order) > 1 {
		row := a.newScoreRow(a.tr("all of these", "以上合计"), "", all)
		out.All = &row
	}
	a.addCharts(&out, s, order, f.engine.minScore)
	out.Mixed = a.newMatrix(s, order)
	out.Groups = a.faultGroups(s, v, f.limit)
	for _, label := range slices.Sorted(maps.Keys(s.negatives)) {
		n := s.negatives[label]
		out.Promises = append(out.Promises, promiseRow{v.name(label), n.Count, n.Docs, fmt.Sprintf("%.2f", n.perThousand()), fmt.Sprintf("%.2f", n.perMB())})
	}
	var parts []string
	for _, l := range slices.Sorted(maps.Keys(s.unscored)) {
		parts = append(parts, fmt.Sprintf("%s %d", v.name(l), s.unscored[l]))
	}
	out.Unscored = strings.Join(parts, a.tr(", ", "、"))
	return out
}

// byLabels orders the types by the number of labels, most first.
func byLabels(s *setScore) []detect.Type {
	return slices.SortedFunc(maps.Keys(s.types), func(x, y detect.Type) int {
		return cmp.Or(cmp.Compare(s.types[y].Gold, s.types[x].Gold), cmp.Compare(x, y))
	})
}

// lead is the result in two sentences.
func (a *app) lead(s *setScore, all typeScore) string {
	if all.Gold == 0 {
		alarms := 0
		for _, n := range s.negatives {
			alarms += n.Count
		}
		return a.trf("The set holds no label that is scored. Of the types that are promised not to occur, %s reported.",
			"数据集中没有计分的标注。对承诺不出现的类型，共有 %s。", a.count(alarms, "was", "were", "处误报"))
	}
	return a.trf("Of %s, %d were found, %d of them with exactly the labelled bounds. Of %s, %d stand on no label of their type.",
		"%s中找到 %d 处，其中 %d 处边界完全一致；%s中有 %d 处不在同类标注上。",
		a.count(all.Gold, "label", "labels", "处标注"), all.Hit, all.Strict,
		a.count(all.Found, "finding", "findings", "处发现"), all.Found-all.Right)
}

// figures are the four numbers at the top: by overlap, with the strict ones below.
func (a *app) figures(all typeScore) []reportFigure {
	ov, st := all.overlap(), all.strict()
	note := func(f float64) string { return a.trf("%s by exact bounds", "边界完全一致时 %s", share(f)) }
	return []reportFigure{
		{a.tr("Precision", "精确率"), share(ov.P), note(st.P)},
		{a.tr("Recall", "召回率"), share(ov.R), note(st.R)},
		{"F1", share(ov.F1), note(st.F1)},
		{"F2", share(ov.F2), note(st.F2)},
	}
}

// share writes a share with three decimals, a dash if there is none.
func share(f float64) string {
	if f < 0 {
		return "–"
	}
	return fmt.Sprintf("%.3f", f)
}

func (a *app) newScoreRow(words, name string, t typeScore) scoreRow {
	cells := func(right int, f figures) [5]string {
		return [5]string{fmt.Sprint(right), share(f.P), share(f.R), share(f.F1), share(f.F2)}
	}
	row := scoreRow{Words: words, Type: name, Gold: t.Gold, Found: t.Found}
	if words == name {
		row.Type = "" // a type without words
	}
	row.Strict, row.Overlap = cells(t.Strict, t.strict()), cells(t.Right, t.overlap())
	row.Bar = fmt.Sprintf("%.1f%%", 100*max(0, t.overlap().F2))
	return row
}

// matrix is the confusion between types: what labels of a row were found as.
type matrix struct {
	Columns []string
	Rows    []matrixRow
	Left    int // types without any error that are left out
	Cut     int // types with errors beyond the most that are shown
}

type matrixRow struct {
	Name  string
	Cells []matrixCell
}

type matrixCell struct {
	N    int
	Kind string // "same", "other", "nothing" or "none" for an empty cell
}

// maxMatrix is how many types the table of confusion shows: more do not fit on a
// page.
const maxMatrix = 12

// newMatrix makes the table of confusion, of the types with errors.
func (a *app) newMatrix(s *setScore, order []detect.Type) *matrix {
	errs := map[detect.Type]int{}
	for p, n := range s.detail.pairs {
		if p.labelled != p.found {
			errs[p.labelled] += n
			errs[p.found] += n
		}
	}
	delete(errs, nothing)
	if len(errs) == 0 {
		return nil
	}
	types := slices.SortedFunc(maps.Keys(errs), func(x, y detect.Type) int {
		return cmp.Or(cmp.Compare(errs[y], errs[x]), cmp.Compare(x, y))
	})
	m := &matrix{Cut: max(0, len(types)-maxMatrix)}
	types = types[:min(len(types), maxMatrix)]
	for _, t := range order {
		if errs[t] == 0 {
			m.Left++
		}
	}
	for _, t := range types {
		m.Columns = append(m.Columns, a.typeName(t))
	}
	m.Columns = append(m.Columns, a.tr("nothing", "未找到"))
	for _, row := range append(types, nothing) {
		if row != nothing && s.types[row] == nil {
			continue // the set does not label it
		}
		m.Rows = append(m.Rows, a.matrixRow(s, row, types))
	}
	return m
}

func (a *app) matrixRow(s *setScore, row detect.Type, types []detect.Type) matrixRow {
	r := matrixRow{Name: a.typeName(row)}
	if row == nothing {
		r.Name = a.tr("no label", "无标注")
	}
	for _, col := range append(slices.Clone(types), nothing) {
		c := matrixCell{N: s.detail.pairs[pair{row, col}]}
		switch {
		case c.N == 0:
			c.Kind = "none"
		case row == col:
			c.Kind = "same"
		case row == nothing || col == nothing:
			c.Kind = "nothing"
		default:
			c.Kind = "other"
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}
