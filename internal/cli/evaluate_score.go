// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

// typeScore counts for one type in one set. Strict means the same bounds and
// type, overlap the same type and at least one shared code point.
type typeScore struct {
	Gold       int `json:"gold"`
	Found      int `json:"found"`
	Strict     int `json:"strict"`      // gold spans found exactly
	Hit        int `json:"hit"`         // gold spans that a finding overlaps
	Right      int `json:"right"`       // findings that a gold span overlaps
	Close      int `json:"close"`       // gold spans with an intersection over union of at least 0.8
	GoldChars  int `json:"gold_chars"`  // code points of gold spans
	FoundChars int `json:"found_chars"` // of them covered by findings
}

func (s *typeScore) add(o typeScore) {
	s.Gold += o.Gold
	s.Found += o.Found
	s.Strict += o.Strict
	s.Hit += o.Hit
	s.Right += o.Right
	s.Close += o.Close
	s.GoldChars += o.GoldChars
	s.FoundChars += o.FoundChars
}

// figures are precision, recall and their means; -1 where nothing divides.
type figures struct {
	P  float64 `json:"precision"`
	R  float64 `json:"recall"`
	F1 float64 `json:"f1"`
	F2 float64 `json:"f2"`
}

func ratio(a, b int) float64 {
	if b == 0 {
		return -1
	}
	return float64(a) / float64(b)
}

func newFigures(rightFound, found, hitGold, gold int) figures {
	f := figures{ratio(rightFound, found), ratio(hitGold, gold), -1, -1}
	p, r := max(f.P, 0), max(f.R, 0)
	if gold+found > 0 {
		f.F1, f.F2 = 0, 0
	}
	if p+r > 0 {
		f.F1, f.F2 = 2*p*r/(p+r), 5*p*r/(4*p+r)
	}
	return f
}

func (s typeScore) strict() figures  { return newFigures(s.Strict, s.Found, s.Strict, s.Gold) }
func (s typeScore) overlap() figures { return newFigures(s.Right, s.Found, s.Hit, s.Gold) }

// alarms counts findings where there should be none.
type alarms struct {
	Docs  int `json:"documents"` // that promise the type's absence
	Bytes int `json:"bytes"`
	Count int `json:"alarms"`
}

func (a alarms) perThousand() float64 { return 1000 * float64(a.Count) / float64(max(a.Docs, 1)) }
func (a alarms) perMB() float64       { return 1e6 * float64(a.Count) / float64(max(a.Bytes, 1)) }

// mistake is a miss, an alarm or a wrong boundary.
type mistake struct {
	doc  *goldDoc
	kind string // "miss", "alarm", "bounds"
	at   interval
}

// setScore is the score of one set.
type setScore struct {
	types     map[detect.Type]*typeScore // scored types
	negatives map[string]*alarms         // by label in neg_for
	unscored  map[string]int             // gold labels without a type here
	docs      int
	bytes     int
	mistakes  []mistake
	detail    *detail // for a report, else nil
	sum       string  // SHA-256 of the file
}

// scorer scores one set by the rules of fair scoring that come with the data.
type scorer struct {
	engine *detect.Engine
	tables *scan.Scanner
	known  map[detect.Type]bool // what the engine can find and the user wants
	keep   bool                 // mistakes
	low    *lowEngine           // for a report, else nil
}

// score looks at all documents of a set.
func (sc *scorer) score(docs []goldDoc) *setScore {
	s := &setScore{types: map[detect.Type]*typeScore{}, negatives: map[string]*alarms{}, unscored: map[string]int{}}
	if sc.low != nil {
		s.detail = newDetail(docs)
	}
	for _, d := range docs {
		for _, g := range d.Spans {
			if t, ok := sc.typeOf(g.Type); ok {
				s.types[t] = orNew(s.types[t])
			} else if !slices.Contains(ignoredLabels, g.Type) {
				s.unscored[g.Type]++
			}
		}
	}
	for i := range docs {
		sc.document(s, &docs[i])
	}
	return s
}

func orNew(s *typeScore) *typeScore {
	if s == nil {
		return new(typeScore)
	}
	return s
}

// typeOf returns the type that a label stands for, if it is scored.
func (sc *scorer) typeOf(label string) (detect.Type, bool) {
	t, ok := detect.CanonicalType(label)
	if !ok {
		t = detect.Type(label)
	}
	return t, sc.known[t]
}

// document scores one document.
func (sc *scorer) document(s *setScore, d *goldDoc) {
	text := []rune(d.Text)
	s.docs++
	s.bytes += len(d.Text)
	found := sc.find(d)
	if len(d.NegFor) > 0 {
		sc.negative(s, d, text, found)
	}
	gold, ignored := sc.gold(d, text)
	var kept []interval
	for _, f := range found {
		if f, ok := s.counts(text, f, ignored); ok {
			kept = append(kept, f)
		}
	}
	sc.compare(s, d, gold, kept)
	if s.detail != nil {
		s.detail.compare(d, gold, found, kept)
		sc.curves(s, d, text, gold, ignored)
	}
}

// counts says whether a finding is scored, and returns it without titles.
func (s *setScore) counts(text []rune, f interval, ignored []interval) (interval, bool) {
	if s.types[f.typ] == nil {
		return f, false // the set does not label this type
	}
	f = trimTitles(text, f)
	return f, f.start < f.end && (f.typ != detect.Person || !slices.ContainsFunc(ignored, f.meets))
}

// find returns the engine's findings in code points.
func (sc *scorer) find(d *goldDoc) []interval {
	out, _ := inCodePoints(d.Text, findings(sc.engine, sc.tables, d))
	return out
}

// inCodePoints turns findings into intervals, each with its score.
func inCodePoints(text string, fs []detect.Finding) (out []interval, scores []float64) {
	at, units := 0, 0
	for _, f := range fs {
		if f.Start < at {
			continue // tables may report a cell twice
		}
		units += utf8.RuneCountInString(text[at:f.Start])
		at = f.Start
		out = append(out, interval{units, units + utf8.RuneCountInString(text[f.Start:f.End]), f.Type})
		scores = append(scores, f.Score)
	}
	return out, scores
}

func findings(e *detect.Engine, tables *scan.Scanner, d *goldDoc) []detect.Finding {
	switch strings.ToLower(path.Ext(d.File)) {
	case ".csv", ".tsv":
		if fs, err := tables.Table(d.File, []byte(d.Text)); err == nil {
			return fs
		}
	}
	return e.Find(d.Text)
}

// gold returns the scored spans of a document, and those that are to be ignored.
func (sc *scorer) gold(d *goldDoc, text []rune) (gold, ignored []interval) {
	for _, g := range d.Spans {
		if slices.Contains(ignoredLabels, g.Type) {
			ignored = append(ignored, interval{g.Start, g.End, detect.Person})
		} else if t, ok := sc.typeOf(g.Type); ok {
			if iv := trimTitles(text, interval{g.Start, g.End, t}); iv.start < iv.end {
				gold = append(gold, iv)
			}
		}
	}
	return gold, ignored
}

// compare counts what agrees.
func (sc *scorer) compare(s *setScore, d *goldDoc, gold, found []interval) {
	same := func(a interval) func(interval) bool {
		return func(b interval) bool { return a.typ == b.typ && a.meets(b) }
	}
	for _, g := range gold {
		t := s.types[g.typ]
		t.Gold++
		t.GoldChars += g.end - g.start
		covered, best := 0, 0.0
		for _, f := range found {
			if f.typ == g.typ {
				n := g.shared(f)
				covered += n
				best = max(best, float64(n)/float64(max(g.end, f.end)-min(g.start, f.start)))
			}
		}
		t.FoundChars += min(covered, g.end-g.start)
		exact := slices.Contains(found, g)
		hit := slices.ContainsFunc(found, same(g))
		t.Strict += one(exact)
		t.Hit += one(hit)
		t.Close += one(best >= 0.8)
		switch {
		case !hit:
			sc.mistake(s, d, "miss", g)
		case !exact:
			sc.mistake(s, d, "bounds", g)
		}
	}
	for _, f := range found {
		t := s.types[f.typ]
		t.Found++
		right := slices.ContainsFunc(gold, same(f))
		t.Right += one(right)
		if !right {
			sc.mistake(s, d, "alarm", f)
		}
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// negative counts false alarms in a document that promises the absence of types.
func (sc *scorer) negative(s *setScore, d *goldDoc, text []rune, found []interval) {
	for _, label := range d.NegFor {
		name, han := strings.CutSuffix(label, "_CN")
		if name != "PERSON" {
			name, han = label, false
		}
		t, ok := sc.typeOf(name)
		if !ok {
			continue
		}
		a := s.negatives[label]
		if a == nil {
			a = new(alarms)
			s.negatives[label] = a
		}
		a.Docs++
		a.Bytes += len(d.Text)
		for _, f := range found {
			if f.typ == t && (!han || slices.ContainsFunc(text[f.start:f.end], func(r rune) bool { return unicode.Is(unicode.Han, r) })) {
				a.Count++
				sc.mistake(s, d, "alarm", f)
				s.detail.promised(d, f)
			}
		}
	}
}

func (sc *scorer) mistake(s *setScore, d *goldDoc, kind string, at interval) {
	if sc.keep {
		s.mistakes = append(s.mistakes, mistake{d, kind, at})
	}
}

// all adds up the scored types of the set.
func (s *setScore) all() typeScore {
	var sum typeScore
	for _, t := range slices.Sorted(maps.Keys(s.types)) {
		sum.add(*s.types[t])
	}
	return sum
}
