// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// readingOf returns the state of a worker that reads one text.
func readingOf(t *testing.T, o Options, records bool) *reading {
	t.Helper()
	o.Key = key
	s, err := New(o)
	must(t, err)
	d := s.newReading(t.Context(), func(Document, bool) {})
	d.records = records
	return d
}

// graded looks at a text and returns "type level" for each finding.
func graded(t *testing.T, d *reading, text string) ([]string, Grade) {
	t.Helper()
	fs := d.s.engine.Find(text)
	hits := make([]Hit, len(fs))
	g := d.grade(block{text: []byte(text), fs: fs}, hits)
	var out []string
	for i, f := range fs {
		out = append(out, fmt.Sprintf("%s %s", f.Type, hits[i].Level))
	}
	return out, g
}

// What stands close together is one disclosure and has one level; what stands
// far away is another.
func TestGradeLinks(t *testing.T) {
	const id, phone = "身份证号440305199003076125", "联系电话13812345678"
	d := readingOf(t, Options{Detect: detect.Options{Types: []detect.Type{detect.CNResidentID, detect.PhoneNumber}}}, false)
	alone, _ := graded(t, d, phone)
	together, g := graded(t, d, id+"，"+phone)
	apart, _ := graded(t, d, id+strings.Repeat("一些别的话。", linkGap)+phone)
	equal(t, "alone", alone, []string{"PHONE_NUMBER S1"})
	if len(together) != 2 || together[1] == alone[0] || g.Level < detect.S2 {
		t.Errorf("together: %q, grade %v", together, g.Level)
	}
	if len(apart) != 2 || apart[1] != alone[0] {
		t.Errorf("apart: %q", apart)
	}
}

// Where a line is a record, nothing is linked across lines; the text that the
// assessment sees ends there, too.
func TestGradeRecords(t *testing.T) {
	const text = "身份证号440305199003076125\n联系电话13812345678\n"
	for records, linked := range map[bool]bool{false: true, true: false} {
		d := readingOf(t, Options{Detect: detect.Options{Types: []detect.Type{detect.CNResidentID, detect.PhoneNumber}}}, records)
		got, _ := graded(t, d, text)
		if len(got) != 2 || (got[1] != "PHONE_NUMBER S1") != linked {
			t.Errorf("records %v: %q", records, got)
		}
		if !records {
			continue
		}
		fs := d.s.engine.Find(text)
		b := block{text: []byte(text), fs: fs}
		lo, hi := d.around(b, 1, 2)
		if shown := text[lo:hi]; strings.Contains(shown, "\n") || !strings.HasPrefix(shown, "联系电话") {
			t.Errorf("shown to the assessment: %q", shown)
		}
	}
}

// The text around a disclosure never reaches into the findings beside it, never
// cuts a character, and always holds its own findings.
func TestAround(t *testing.T) {
	d := readingOf(t, Options{}, false)
	text := strings.Repeat("字", 400) + "0123456789" + strings.Repeat("字", 400) + "0123456789" + strings.Repeat("字", 400)
	fs := []detect.Finding{{Start: 1200, End: 1210}, {Start: 2410, End: 2420}}
	b := block{text: []byte(text), fs: fs}
	for i, f := range fs {
		lo, hi := d.around(b, i, i+1)
		if lo > f.Start || hi < f.End || f.Start-lo > aroundLink || hi-f.End > aroundLink || !strings.ContainsRune(text[lo:hi], '字') || strings.ContainsRune(text[lo:hi], '\uFFFD') {
			t.Errorf("finding %d: %d to %d", i, lo, hi)
		}
		for j, other := range fs {
			if j != i && lo < other.End && other.Start < hi {
				t.Errorf("finding %d: %d to %d meets finding %d", i, lo, hi, j)
			}
		}
	}
}

// The preset "core" has nothing to link: each finding has the level of its type,
// and what discloses nothing is S0.
func TestGradeCore(t *testing.T) {
	d := readingOf(t, Options{Detect: detect.Options{Preset: "core"}}, false)
	got, g := graded(t, d, "电话 13812345678")
	if equal(t, "core", got, []string{"PHONE_NUMBER S1"}); g.Level != detect.S1 {
		t.Errorf("grade %v", g.Level)
	}
	for ev, want := range map[detect.Evidence]detect.Level{
		detect.HasShape: detect.S1, detect.IsTest: detect.S0, detect.IsMasked: detect.S0, detect.NotPersonal: detect.S0, detect.NotCue: detect.S1,
	} {
		if c := d.s.class(detect.Finding{Type: detect.PhoneNumber, Evidence: ev}); c.level != want || (c.entity == "") != (want == detect.S0) {
			t.Errorf("evidence %v: %+v", ev.Names(), c)
		}
	}
	if c := d.s.class(detect.Finding{Type: "EMPLOYEE_ID"}); c.entity != "EMPLOYEE_ID" || c.level != detect.S1 {
		t.Errorf("a user's type: %+v", c)
	}
}

// Grades are put together by the highest level; each reason is kept once, with
// its highest level, and the number of distinct values can raise the result.
func TestGradeMerge(t *testing.T) {
	var g Grade
	g.merge(Grade{Level: detect.S1, Reasons: []detect.Reason{{Code: "a", Level: detect.S1}, {Code: "b", Level: detect.S0}}})
	g.merge(Grade{Level: detect.S3, Reasons: []detect.Reason{{Code: "a", Level: detect.S3}}})
	g.merge(Grade{Level: detect.S0})
	if g.Level != detect.S3 || len(g.Reasons) != 2 || g.Reasons[0].Level != detect.S3 {
		t.Errorf("grade: %+v", g)
	}
	g = Grade{Level: detect.S1, Reasons: []detect.Reason{{Code: "b", Level: detect.S0}, {Code: "a", Level: detect.S2}}}
	g.count(map[string]int{"PHONE_CN": 5000})
	if g.Level != detect.S4 || !g.Units.Serious || g.Reasons[0].Code != "a" {
		t.Errorf("5,000 numbers: %+v", g)
	}
}

// Distinct values are counted once up to the limit, and every time beyond it:
// rather too much than too little.
func TestTally(t *testing.T) {
	id := func(n int) string { return fmt.Sprintf("%032x", n) }
	tl := tally{limit: 3}
	for range 2 {
		for n := range 5 {
			tl.add([]Hit{{ID: id(n), entity: "PHONE_CN"}})
		}
	}
	if tl.total != 7 || tl.entities["PHONE_CN"] != 7 || len(tl.seen) != 3 {
		t.Errorf("%d values, entities %v, %d kept", tl.total, tl.entities, len(tl.seen))
	}
	tl.add([]Hit{{ID: "", entity: "PHONE_CN"}, {ID: id(99)}})
	if tl.total != 8 || tl.entities["PHONE_CN"] != 7 {
		t.Errorf("%d values, entities %v", tl.total, tl.entities)
	}
}

// Counts put equal types and levels together and keep the order of the rest.
func TestCounts(t *testing.T) {
	var c Counts
	c = c.add("A", detect.S1, 1).add("B", detect.S1, 2).add("A", detect.S2, 3).add("A", detect.S1, 4)
	c = c.plus(Counts{{"B", detect.S1, 5}, {"C", detect.S0, 6}})
	want := Counts{{"A", detect.S1, 5}, {"B", detect.S1, 7}, {"A", detect.S2, 3}, {"C", detect.S0, 6}}
	if !slices.Equal(c, want) {
		t.Errorf("counts: %v", c)
	}
}
