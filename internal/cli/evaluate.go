// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
	"github.com/hulanhq/hulan/redact"
)

var _ = register(command{"evaluate", 40, (*app).evaluate})

type evaluateFlags struct {
	engine     engineFlags
	format     string
	errors     bool
	showValues bool
	report     string
	output     string
	limit      int
}

func (a *app) evaluate() *cobra.Command {
	f := &evaluateFlags{}
	cmd := &cobra.Command{
		Use:   "evaluate GOLD.jsonl…",
		Short: a.tr("score the engine on labelled data", "用标注数据给引擎打分"),
		Long: a.tr(`Reads labelled documents, one JSON object per line:

  {"id", "text", "spans": [{"start", "end", "type"}], "neg_for": ["TYPE"]}

with offsets in code points, and scores each file by itself, never pooled:
precision, recall, F1 and F2 by exact bounds and by overlap, and the share of
labelled characters that was found; for documents with neg_for, false alarms per
1,000 documents and per MB.

Fair scoring: labels of other products are mapped; types that a file does not
label, and labels that Hulan has no type for, are not scored; what overlaps
PERSON_NOMINAL, TITLE or USERNAME is no alarm for PERSON; titles are cut from
both sides' names. ADDRESS is also scored by intersection over union ≥ 0.8.

--report writes a page to read instead: scores, confusion between types,
precision and recall against the least score, and the errors in their masked
context. It is one file that needs nothing else.`,
			`逐行读取标注文档：

  {"id", "text", "spans": [{"start", "end", "type"}], "neg_for": ["类型"]}

偏移量为码点。每个文件单独打分，从不合并：按边界完全一致和按重叠给出精确率、召回率、
F1、F2，以及被找到的标注字符比例；对带 neg_for 的文档给出每千篇和每 MB 的误报数。

公平规则：映射其他产品的标签；文件未标注的类型、护栏没有的标签不计分；与
PERSON_NOMINAL、TITLE、USERNAME 重叠的 PERSON 不算误报；双方姓名都去掉称谓。
ADDRESS 另按交并比 ≥ 0.8 计分。

--report 改为写出一份可读的报告：得分、类型混淆、精确率和召回率随最低分值的变化，
以及带遮盖上下文的错误。报告是一个独立文件，不依赖任何其他内容。`),
		Example: "  hulan evaluate gold.jsonl\n  hulan evaluate gold.jsonl --report html -o report.html",
		Annotations: map[string]string{"exit": a.statuses(
			a.tr("every line was scored, whatever the score", "每行都已计分（无论得分高低）"), "",
			a.tr("incomplete: some lines could not be read", "不完整：有的行无法读取"))},
		Args: a.needs(1, -1, "evaluate needs a file of labelled data", "evaluate 需要标注数据文件"),
		RunE: func(_ *cobra.Command, args []string) error { return a.runEvaluate(f, args) },
	}
	f.add(a, cmd)
	return cmd
}

func (f *evaluateFlags) add(a *app, cmd *cobra.Command) {
	f.engine.add(a, cmd)
	fs := cmd.Flags()
	fs.StringVarP(&f.format, "format", "f", "text", a.tr("output: text or json", "输出格式：text 或 json"))
	fs.BoolVar(&f.errors, "errors", false, a.tr("list misses, false alarms and wrong bounds, masked", "列出漏报、误报和边界错误（已遮盖）"))
	fs.BoolVar(&f.showValues, "show-values", false, a.tr("do not mask them", "不遮盖"))
	fs.StringVar(&f.report, "report", "", a.tr("write a report to read: html or md", "写出可读的报告：html 或 md"))
	fs.IntVar(&f.limit, "limit", 30, a.tr("in a report, the most errors of each group; 0 for all", "报告中每组最多列出的错误数；0 为全部"))
	fs.StringVarP(&f.output, "output", "o", "", a.tr("file to write to instead of standard output", "写入文件而不是标准输出"))
	cmd.MarkFlagsMutuallyExclusive("report", "format")
}

// check refuses values of flags that are not known.
func (f *evaluateFlags) check() error {
	if f.format != "text" && f.format != "json" {
		return fmt.Errorf("--format %q is not known; it is text or json", f.format)
	}
	if f.report != "" && f.report != "html" && f.report != "md" {
		return fmt.Errorf("--report %q is not known; it is html or md", f.report)
	}
	if f.limit < 0 {
		return fmt.Errorf("--limit %d is less than 0", f.limit)
	}
	return nil
}

// newScorer makes the scorer that the flags ask for.
func (a *app) newScorer(f *evaluateFlags) (*scorer, error) {
	o, err := f.engine.options(a)
	if err != nil {
		return nil, err
	}
	sc := &scorer{known: map[detect.Type]bool{}, keep: f.errors}
	if sc.engine, err = detect.New(o); err != nil {
		return nil, f.engine.explain(err)
	}
	if sc.tables, err = scan.New(scan.Options{Detect: o}); err != nil {
		return nil, f.engine.explain(err)
	}
	if f.report != "" {
		if sc.low, err = newLowEngine(o); err != nil {
			return nil, f.engine.explain(err)
		}
	}
	known := o.Types
	if len(known) == 0 {
		known = detect.Types()
		for _, r := range o.Rules {
			known = append(known, r.Type)
		}
	}
	for _, t := range known {
		sc.known[t] = true
	}
	return sc, nil
}

// runEvaluate runs the command.
func (a *app) runEvaluate(f *evaluateFlags, args []string) error {
	if err := f.check(); err != nil {
		return err
	}
	sc, err := a.newScorer(f)
	if err != nil {
		return err
	}
	code, sets := exitNone, make([]*setScore, len(args))
	err = a.output(f.output, func(out io.Writer) error {
		for i, name := range args {
			s, bad, err := a.scoreFile(sc, name)
			if err != nil {
				return err
			}
			if bad {
				code = exitIncomplete
			}
			if sets[i] = s; f.report == "" && f.format == "text" {
				a.writeSet(out, f, sc.engine, name, s)
			}
		}
		return a.writeSets(out, f, sc, args, sets)
	})
	if err != nil {
		return err
	}
	return exit(code)
}

// writeSets writes what can only be written when all sets have been scored.
func (a *app) writeSets(out io.Writer, f *evaluateFlags, sc *scorer, names []string, sets []*setScore) error {
	switch {
	case f.report != "":
		return a.writeReport(out, f, sc, names, sets)
	case f.format == "json":
		list := []jsonSet{}
		for i, s := range sets {
			list = append(list, a.newJSONSet(f, sc.engine, names[i], s))
		}
		enc := newEncoder(out)
		enc.SetIndent("", "  ")
		enc.Encode(map[string]any{"sets": list})
	}
	return nil
}

// scoreFile reads and scores one file.
func (a *app) scoreFile(sc *scorer, name string) (s *setScore, bad bool, err error) {
	r, err := openGold(name, a.stdin)
	if err != nil {
		return nil, false, err
	}
	defer r.Close()
	sum := sha256.New()
	docs, n, first, err := readGold(io.TeeReader(r, sum))
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", name, err)
	}
	if len(docs) == 0 && n > 0 {
		return nil, false, fmt.Errorf("%s: no line is labelled data; the first problem: %w", name, first)
	}
	if n > 0 {
		a.remark("%s: %d lines passed over; the first: %v", "%s：跳过 %d 行；第一处：%v", name, n, first)
	}
	s = sc.score(docs)
	s.sum = hex.EncodeToString(sum.Sum(nil))
	return s, n > 0, nil
}

// writeSet writes the score of one set for people.
func (a *app) writeSet(w io.Writer, f *evaluateFlags, e *detect.Engine, name string, s *setScore) {
	fmt.Fprintf(w, "%s: %s, %s\n", filepath.Base(name), a.count(s.docs, "document", "documents", "篇文档"), a.size(int64(s.bytes)))
	if len(s.types) > 0 {
		fmt.Fprintf(w, "  %-20s %6s %6s | %s %6s %6s %6s %6s | %s %6s %6s %6s %6s | %6s\n", a.tr("type", "类型"), a.tr("gold", "标注"), a.tr("found", "发现"),
			a.tr("strict", "精确"), "P", "R", "F1", "F2", a.tr("overlap", "重叠"), "P", "R", "F1", "F2", a.tr("chars", "字符"))
		for _, t := range slices.Sorted(maps.Keys(s.types)) {
			a.writeScore(w, string(t), *s.types[t])
		}
		if len(s.types) > 1 {
			a.writeScore(w, a.tr("all of these", "以上合计"), s.all())
		}
		if t := s.types[detect.Address]; t != nil {
			fmt.Fprintf(w, "  ADDRESS IoU ≥ 0.8: %s\n", decimals(ratio(t.Close, t.Gold)))
		}
	}
	for _, label := range slices.Sorted(maps.Keys(s.negatives)) {
		n := s.negatives[label]
		fmt.Fprintln(w, a.trf("  no %-16s %6d alarms in %d documents: %.2f per 1,000, %.2f per MB", "  不应有 %-14s %4d 处误报，共 %d 篇：每千篇 %.2f，每 MB %.2f", label, n.Count, n.Docs, n.perThousand(), n.perMB()))
	}
	if len(s.unscored) > 0 {
		var parts []string
		for _, l := range slices.Sorted(maps.Keys(s.unscored)) {
			parts = append(parts, fmt.Sprintf("%s %d", l, s.unscored[l]))
		}
		fmt.Fprintln(w, a.tr("  not scored: ", "  未计分：")+strings.Join(parts, ", "))
	}
	for _, m := range s.mistakes {
		fmt.Fprintf(w, "  %-6s %-18s %s  %s\n", m.kind, m.at.typ, printable(m.doc.ID), printable(m.context(e, f.showValues)))
	}
}

func (a *app) writeScore(w io.Writer, name string, t typeScore) {
	st, ov := t.strict(), t.overlap()
	pad := strings.Repeat(" ", len(a.tr("strict", "精确 ")))
	pad2 := strings.Repeat(" ", len(a.tr("overlap", "重叠 ")))
	fmt.Fprintf(w, "  %-20s %6d %6d | %s %6s %6s %6s %6s | %s %6s %6s %6s %6s | %6s\n", name, t.Gold, t.Found,
		pad, decimals(st.P), decimals(st.R), decimals(st.F1), decimals(st.F2),
		pad2, decimals(ov.P), decimals(ov.R), decimals(ov.F1), decimals(ov.F2), decimals(ratio(t.FoundChars, t.GoldChars)))
}

// decimals writes a share with four decimals, a dash if there is none.
func decimals(f float64) string {
	if f < 0 {
		return "-"
	}
	return fmt.Sprintf("%.4f", f)
}

// aroundMistake is how many code points of context a mistake is shown with.
const aroundMistake = 20

// context returns the mistake with some text around it. Unless values are
// shown, the stretch itself, all labels and all findings are masked.
func (m mistake) context(e *detect.Engine, show bool) string {
	text := []rune(m.doc.Text)
	lo, hi := max(0, m.at.start-aroundMistake), min(len(text), m.at.end+aroundMistake)
	before, value, after := string(text[lo:m.at.start]), string(text[m.at.start:m.at.end]), string(text[m.at.end:hi])
	if !show {
		hide := slices.Clone(text)
		for _, g := range m.doc.Spans {
			for i := g.Start; i < g.End; i++ {
				hide[i] = '*'
			}
		}
		before, after = scan.MaskAll(e, string(hide[lo:m.at.start])), scan.MaskAll(e, string(hide[m.at.end:hi]))
		value = redact.Mask(m.at.typ, "", value)
	}
	return strings.Join(strings.Fields(before+"⟦"+value+"⟧"+after), " ")
}

// jsonSet is the score of one set for programs. Shares that nothing divides are
// -1.
type jsonSet struct {
	File      string                   `json:"file"`
	Documents int                      `json:"documents"`
	Bytes     int                      `json:"bytes"`
	Types     map[string]jsonTypeScore `json:"types"`
	All       *jsonTypeScore           `json:"all,omitempty"`
	Negatives map[string]jsonAlarms    `json:"negatives"`
	Unscored  map[string]int           `json:"unscored"`
	Mistakes  []jsonMistake            `json:"mistakes,omitempty"`
}

type jsonTypeScore struct {
	typeScore
	StrictFigures  figures `json:"strict_figures"`
	OverlapFigures figures `json:"overlap_figures"`
	CharRecall     float64 `json:"char_recall"`
	IoU80          float64 `json:"iou80"`
}

type jsonAlarms struct {
	alarms
	PerThousand float64 `json:"per_1000_documents"`
	PerMB       float64 `json:"per_mb"`
}

type jsonMistake struct {
	Kind    string      `json:"kind"`
	Type    detect.Type `json:"type"`
	ID      string      `json:"id"`
	Start   int         `json:"start"`
	End     int         `json:"end"`
	Context string      `json:"context"`
}

func newJSONTypeScore(t typeScore) jsonTypeScore {
	return jsonTypeScore{t, t.strict(), t.overlap(), ratio(t.FoundChars, t.GoldChars), ratio(t.Close, t.Gold)}
}

func (a *app) newJSONSet(f *evaluateFlags, e *detect.Engine, name string, s *setScore) jsonSet {
	out := jsonSet{File: name, Documents: s.docs, Bytes: s.bytes, Types: map[string]jsonTypeScore{}, Negatives: map[string]jsonAlarms{}, Unscored: s.unscored}
	for t, score := range s.types {
		out.Types[string(t)] = newJSONTypeScore(*score)
	}
	if len(s.types) > 0 {
		all := newJSONTypeScore(s.all())
		out.All = &all
	}
	for label, n := range s.negatives {
		out.Negatives[label] = jsonAlarms{*n, n.perThousand(), n.perMB()}
	}
	for _, m := range s.mistakes {
		out.Mistakes = append(out.Mistakes, jsonMistake{m.kind, m.at.typ, m.doc.ID, m.at.start, m.at.end, m.context(e, f.showValues)})
	}
	return out
}
