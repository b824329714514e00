// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// markdown writes the report as Markdown with tables.
type markdown struct {
	strings.Builder
	a *app
}

// writeMarkdown writes the report as Markdown: the same as the page, with one
// table in the place of each drawing.
func (a *app) writeMarkdown(w io.Writer, r *report) error {
	m := &markdown{a: a}
	m.printf("# %s\n", escapeMarkdown(r.Title))
	if r.Values {
		m.printf("\n**%s**\n", a.tr("This report shows personal information as it stands in the set.", "本报告按原样显示数据集中的个人信息。"))
	}
	for i := range r.Sets {
		m.set(&r.Sets[i], len(r.Sets) > 1, r.Values)
	}
	m.printf("\n## %s\n\n", a.tr("How to repeat this", "如何重现"))
	m.printf("%s\n\n", codeBlock(r.Command))
	m.item(a.tr("Version", "版本"), "hulan "+r.Version)
	m.item(a.tr("Time", "时间"), r.Time)
	for _, o := range r.Options {
		m.item(o[0], o[1])
	}
	_, err := io.WriteString(w, m.String())
	return err
}

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(&m.Builder, format, args...) }

func (m *markdown) item(name, value string) {
	m.printf("- %s: %s\n", escapeMarkdown(name), escapeMarkdown(value))
}

// row writes a line of a table.
func (m *markdown) row(cells ...string) {
	for i, c := range cells {
		cells[i] = escapeMarkdown(c)
	}
	m.printf("| %s |\n", strings.Join(cells, " | "))
}

// head writes the head of a table whose columns beyond the first are numbers.
func (m *markdown) head(cells ...string) {
	m.WriteByte('\n')
	m.row(cells...)
	m.printf("|---|%s\n", strings.Repeat("---:|", len(cells)-1))
}

func (m *markdown) set(s *reportSet, many, values bool) {
	if many {
		m.printf("\n## %s\n", escapeMarkdown(s.Name))
	}
	m.printf("\n%s\n", escapeMarkdown(s.Lead))
	if len(s.Rows) > 0 {
		m.scores(s)
		m.curves(s)
		m.mixed(s)
	}
	m.errors(s, values)
	m.promises(s)
	m.printf("\n## %s\n\n", m.a.tr("The set", "数据集"))
	m.item(m.a.tr("Name", "名称"), s.Name)
	m.item(m.a.tr("Size", "规模"), s.Docs+m.a.tr(", ", "，")+s.Size)
	m.item("SHA-256", s.Sum)
	if s.Unscored != "" {
		m.item(m.a.tr("Labels that are not scored", "未计分的标签"), s.Unscored)
	}
}

func (m *markdown) scores(s *reportSet) {
	a := m.a
	m.printf("\n## %s\n", a.tr("Scores by type", "各类型得分"))
	exact, any := a.tr(" exact", " 一致"), a.tr(" overlap", " 重叠")
	right := a.tr("right", "正确")
	m.head(a.tr("type", "类型"), a.tr("labels", "标注"), a.tr("found", "发现"),
		right+exact, "P"+exact, "R"+exact, "F1"+exact, "F2"+exact, right+any, "P"+any, "R"+any, "F1"+any, "F2"+any)
	rows := s.Rows
	if s.All != nil {
		rows = append(rows[:len(rows):len(rows)], *s.All)
	}
	for _, r := range rows {
		name := r.Words
		if r.Type != "" {
			name += " (" + r.Type + ")"
		}
		cells := append([]string{name, fmt.Sprint(r.Gold), fmt.Sprint(r.Found)}, r.Strict[:]...)
		m.row(append(cells, r.Overlap[:]...)...)
	}
}

// curves writes one table: a line for each type, a column for each least score,
// of every second step so that it fits.
func (m *markdown) curves(s *reportSet) {
	a := m.a
	m.printf("\n## %s\n\n", a.tr("What another least score would give", "换一个最低分值会怎样"))
	m.printf("%s\n", a.tr("Precision and recall by overlap (P / R), against the least score that a finding must have.", "按重叠计算的精确率和召回率（P / R），列为发现须达到的最低分值。"))
	head := []string{a.tr("type", "类型")}
	const every = 2
	for i := 0; i <= curveSteps; i += every {
		head = append(head, fmt.Sprintf("%.1f", leastScore(i)))
	}
	m.head(head...)
	charts := slices.Concat(s.Charts, s.Further)
	if s.Pooled != nil {
		charts = append(charts, *s.Pooled)
	}
	for _, c := range charts {
		cells := []string{c.Name}
		for i := 0; i <= curveSteps; i += every {
			cells = append(cells, c.Rows[i][1]+" / "+c.Rows[i][2])
		}
		m.row(cells...)
	}
}

func (m *markdown) mixed(s *reportSet) {
	a := m.a
	m.printf("\n## %s\n\n", a.tr("What was taken for what", "类型混淆"))
	if s.Mixed == nil {
		m.printf("%s\n", a.tr("Every label was found as what it is, and nothing else was found.", "每处标注都被识别为正确的类型，也没有其他发现。"))
		return
	}
	m.printf("%s\n", a.tr("A row holds the labels of a type, by what they were found as. The last row holds findings without any label.", "每行是一种类型的标注，按识别结果分列。最后一行是没有任何标注的发现。"))
	m.head(append([]string{a.tr("labelled as", "标注为")}, s.Mixed.Columns...)...)
	for _, r := range s.Mixed.Rows {
		cells := []string{r.Name}
		for _, c := range r.Cells {
			cells = append(cells, fmt.Sprint(c.N))
		}
		m.row(cells...)
	}
}

func (m *markdown) errors(s *reportSet, values bool) {
	a := m.a
	m.printf("\n## %s\n", a.tr("Errors to look at", "值得查看的错误"))
	if !values {
		m.printf("\n%s\n", a.tr("Labels, findings, long numbers and every other place where a labelled value stands are masked.", "标注、发现、长数字，以及标注值出现的其他位置都已遮盖。"))
	}
	for _, g := range s.Groups {
		m.printf("\n### %s (%d)\n", g.Name, g.Count)
		if g.Count == 0 {
			continue
		}
		m.printf("\n%s %s\n\n", escapeMarkdown(g.About), escapeMarkdown(g.Shown))
		for _, f := range g.Faults {
			what := f.Type
			if f.What != "" {
				what += " · " + f.What
			}
			m.printf("- %s**⟦%s⟧**%s  \n  %s · %s %s\n", escapeMarkdown(f.Before), escapeMarkdown(f.Value), escapeMarkdown(f.After),
				escapeMarkdown(what), a.tr("document", "文档"), escapeMarkdown(f.Doc))
		}
	}
}

func (m *markdown) promises(s *reportSet) {
	if len(s.Promises) == 0 {
		return
	}
	a := m.a
	m.printf("\n## %s\n", a.tr("Alarms where nothing should be", "不应有发现之处的误报"))
	m.head(a.tr("label", "标签"), a.tr("alarms", "误报"), a.tr("documents", "文档"), a.tr("per 1,000 documents", "每千篇"), a.tr("per MB", "每 MB"))
	for _, p := range s.Promises {
		m.row(p.Label, fmt.Sprint(p.Alarms), fmt.Sprint(p.Docs), p.PerThousand, p.PerMegabyte)
	}
}

// escapeMarkdown makes text stand for itself: neither mark-up nor HTML.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case strings.ContainsRune("\\`*_[]<>|~#!$", r):
			b.WriteByte('\\')
		case r == '&':
			b.WriteString("&amp;")
			continue
		case r == '\n' || r == '\r':
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.ReplaceAll(b.String(), "://", ":\\//") // no bare link
}

// codeBlock fences a command, with more backquotes than it holds.
func codeBlock(s string) string {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "sh\n" + s + "\n" + fence
}
