// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// scored runs the comparison of one document by hand: no engine.
func scored(gold, found []interval) *setScore {
	sc := &scorer{keep: true}
	s := &setScore{types: map[detect.Type]*typeScore{}}
	for _, iv := range append(append([]interval{}, gold...), found...) {
		s.types[iv.typ] = orNew(s.types[iv.typ])
	}
	sc.compare(s, &goldDoc{}, gold, found)
	return s
}

// Strict counts exact bounds, overlap counts shared characters, of the same type
// only; a long finding over two labels is right once and hits two.
func TestCompare(t *testing.T) {
	const p, a = detect.PhoneNumber, detect.Address
	for _, c := range []struct {
		name        string
		gold, found []interval
		want        typeScore // of p
	}{
		{"exact", []interval{{0, 11, p}}, []interval{{0, 11, p}}, typeScore{1, 1, 1, 1, 1, 1, 11, 11}},
		{"shifted", []interval{{0, 10, p}}, []interval{{1, 10, p}}, typeScore{1, 1, 0, 1, 1, 1, 10, 9}},
		{"half", []interval{{0, 10, p}}, []interval{{5, 15, p}}, typeScore{1, 1, 0, 1, 1, 0, 10, 5}},
		{"miss and alarm", []interval{{0, 10, p}}, []interval{{20, 30, p}}, typeScore{1, 1, 0, 0, 0, 0, 10, 0}},
		{"wrong type", []interval{{0, 10, p}}, []interval{{0, 10, a}}, typeScore{1, 0, 0, 0, 0, 0, 10, 0}},
		{"one over two", []interval{{0, 5, p}, {5, 10, p}}, []interval{{0, 10, p}}, typeScore{2, 1, 0, 2, 1, 0, 10, 10}},
		{"two in one", []interval{{0, 10, p}}, []interval{{0, 5, p}, {5, 10, p}}, typeScore{1, 2, 0, 1, 2, 0, 10, 10}},
	} {
		if got := *scored(c.gold, c.found).types[p]; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	var kinds []string
	for _, m := range scored([]interval{{0, 5, p}, {10, 15, p}}, []interval{{11, 15, p}, {20, 25, p}}).mistakes {
		kinds = append(kinds, m.kind)
	}
	if got := strings.Join(kinds, " "); got != "miss bounds alarm" {
		t.Errorf("mistakes: %s", got)
	}
}

// F1 and F2 weigh precision and recall as their definitions say.
func TestFigures(t *testing.T) {
	f := newFigures(8, 10, 6, 12) // P 0.8, R 0.5
	if math.Abs(f.F1-0.8/1.3) > 1e-9 || math.Abs(f.F2-5*0.4/(3.2+0.5)) > 1e-9 {
		t.Errorf("figures: %+v", f)
	}
	if f := newFigures(0, 0, 0, 5); f.P != -1 || f.R != 0 || f.F1 != 0 {
		t.Errorf("nothing found: %+v", f)
	}
	if f := newFigures(0, 0, 0, 0); f.F1 != -1 {
		t.Errorf("nothing there: %+v", f)
	}
}

// Titles are cut from names on both sides, nothing else is.
func TestTrimTitles(t *testing.T) {
	for in, want := range map[string]string{
		"Mr. John Roe": "John Roe", "Dr Mrs. Anna Roe": "Anna Roe", "王小明先生": "王小明", "李老师": "李", "John Roe Prof.": "John Roe",
		" Anna ": "Anna", "Drew Roe": "Drew Roe", "Missy": "Missy", "先生": "先生", "Mr.": "",
	} {
		text := []rune(in)
		iv := trimTitles(text, interval{0, len(text), detect.Person})
		if got := string(text[iv.start:iv.end]); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	text := []rune("Mr. Lane 5")
	if iv := trimTitles(text, interval{0, len(text), detect.Address}); iv.start != 0 {
		t.Error("a title is cut from an address")
	}
}

// The rules of fair scoring: what overlaps a role word is no alarm for PERSON,
// types that a set does not label are not scored, PERSON_CN counts Chinese names
// only.
func TestFairScoring(t *testing.T) {
	e, err := detect.New(detect.Options{Types: []detect.Type{"WORD"}, Rules: []detect.Rule{{ID: "w", Type: "WORD", Pattern: `zz[a-z]+|周[一-龥]`, Boundary: "none"}}})
	must(t, err)
	sc := &scorer{engine: e, known: map[detect.Type]bool{"WORD": true}}
	docs := []goldDoc{
		{ID: "1", Text: "zzabc and zzdef", Spans: []goldSpan{{0, 5, "WORD"}, {10, 15, "OTHER:X"}}},
		{ID: "2", Text: "zzghi", NegFor: []string{"WORD", "UNKNOWN"}},
	}
	s := sc.score(docs)
	got := s.types["WORD"]
	if got.Gold != 1 || got.Found != 3 || got.Strict != 1 || s.unscored["OTHER:X"] != 1 {
		t.Errorf("score: %+v, unscored %v", got, s.unscored)
	}
	if n := s.negatives["WORD"]; n == nil || n.Docs != 1 || n.Count != 1 || len(s.negatives) != 1 || n.perThousand() != 1000 {
		t.Errorf("negatives: %+v", s.negatives)
	}
	other := sc.score(docs[1:])
	if len(other.types) != 0 {
		t.Errorf("a type without labels is scored: %v", other.types)
	}
}

// Predictions that overlap role words do not count.
func TestIgnoredLabels(t *testing.T) {
	sc := &scorer{known: map[detect.Type]bool{detect.Person: true}}
	d := goldDoc{Text: "the Borrower and Anna Roe", Spans: []goldSpan{{4, 12, "PERSON_NOMINAL"}, {17, 25, "PERSON"}}}
	gold, ignored := sc.gold(&d, []rune(d.Text))
	if len(gold) != 1 || len(ignored) != 1 || !ignored[0].meets(interval{4, 12, detect.Person}) || ignored[0].meets(gold[0]) {
		t.Errorf("gold %v, ignored %v", gold, ignored)
	}
}

// Masked context shows neither the mistake's value nor labelled values near it.
func TestMistakeContext(t *testing.T) {
	e, err := detect.New(detect.Options{})
	must(t, err)
	d := goldDoc{Text: "张三丰的内线 8321744，手机13812345678", Spans: []goldSpan{{0, 3, "PERSON"}, {7, 14, "PHONE"}}}
	m := mistake{&d, "miss", interval{7, 14, detect.PhoneNumber}}
	got := m.context(e, false)
	for _, secret := range []string{"8321744", "张三丰", "13812345678"} {
		if strings.Contains(got, secret) {
			t.Errorf("the context shows %s: %s", secret, got)
		}
	}
	if !strings.Contains(m.context(e, true), "⟦8321744⟧") {
		t.Errorf("shown: %s", m.context(e, true))
	}
}

// Labelled data is read line by line; a line that makes no sense is counted and
// described without repeating it, and spans always lie inside the text.
func FuzzReadGold(f *testing.F) {
	f.Add([]byte(`{"id":1,"text":"手机13812345678","spans":[{"start":2,"end":13,"type":"PHONE"}]}` + "\n{}\nx"))
	f.Add([]byte(`{"id":"a","text":"x","spans":[{"start":-1,"end":1,"type":"PHONE"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, bad, first, err := readGold(bytes.NewReader(data))
		must(t, err)
		if (bad > 0) != (first != nil) {
			t.Errorf("%d bad lines, first %v", bad, first)
		}
		if len(docs)+bad > bytes.Count(data, []byte("\n"))+1 {
			t.Errorf("%d documents and %d bad lines of %d bytes", len(docs), bad, len(data))
		}
		for _, d := range docs {
			for _, s := range d.Spans {
				if s.Start < 0 || s.End > utf8.RuneCountInString(d.Text) || s.Start >= s.End {
					t.Errorf("span %+v in %q", s, d.Text)
				}
			}
		}
	})
}

// The score of a set shows every figure with four decimals.
func TestWriteSet(t *testing.T) {
	a, _, _ := newApp(chinese)
	s := scored([]interval{{0, 10, detect.Address}}, []interval{{0, 9, detect.Address}})
	s.docs, s.negatives, s.unscored = 1, map[string]*alarms{"PHONE": {2, 1000, 1}}, map[string]int{"ORG": 3}
	var buf bytes.Buffer
	e, err := detect.New(detect.Options{})
	must(t, err)
	s.mistakes = nil
	a.writeSet(&buf, &evaluateFlags{}, e, "x/gold.jsonl", s)
	for _, want := range []string{"gold.jsonl: 1 篇文档", "ADDRESS IoU ≥ 0.8: 1.0000", "未计分：ORG 3", "每千篇 500.00", "0.9000"} {
		if !strings.Contains(buf.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &buf)
		}
	}
	if decimals(-1) != "-" || decimals(0.5) != "0.5000" {
		t.Error("decimals")
	}
}
