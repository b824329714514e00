// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
	"github.com/hulanhq/hulan/redact"
)

// veil hides the values of a set from a report: where they are labelled, where
// the engine sees something, wherever else a labelled value stands, and long
// numbers of any kind in the surroundings.
type veil struct {
	engine  *detect.Engine // of all types, without a least score
	values  map[string]bool
	lengths []int // of values, in code points
	show    bool
}

// veilScore is the score from which a finding in the surroundings of an error is
// hidden: a little below the one from which it is reported.
const veilScore = 0.4

// longNumber is from how many digits on a number is hidden, labelled or not: the
// number of a student or a patient has as many, a price or a year has not.
const longNumber = 6

// newVeil collects the values of the documents. One character alone is hidden
// where it is labelled only: it is in every other word.
func newVeil(e *detect.Engine, show bool, docs []goldDoc) *veil {
	v := &veil{engine: e, values: map[string]bool{}, show: show}
	lengths := map[int]bool{}
	for _, d := range docs {
		text := []rune(d.Text)
		for _, s := range d.Spans {
			for _, value := range []string{string(text[s.Start:s.End]), oneLine(string(text[s.Start:s.End]))} {
				if r := []rune(value); len(r) > 1 {
					v.values[lower(r)] = true
					lengths[len(r)] = true
				}
			}
		}
	}
	v.lengths = slices.Sorted(maps.Keys(lengths))
	return v
}

// lower returns text in small letters, one code point for each.
func lower(r []rune) string {
	l := make([]rune, len(r))
	for i := range r {
		l[i] = unicode.ToLower(r[i])
	}
	return string(l)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cover puts stars over every labelled value in s, in any case.
func (v *veil) cover(s string) string {
	if v.show {
		return s
	}
	r := []rune(s)
	small := []rune(lower(r))
	for i := range r {
		for _, n := range v.lengths {
			if i+n <= len(r) && v.values[string(small[i:i+n])] {
				for k := i; k < i+n; k++ {
					r[k] = '*'
				}
			}
		}
	}
	return string(r)
}

// passage is a mistake with the text around it.
type passage struct{ before, value, after string }

// passage cuts out a stretch of a document with some text around it, and hides
// what is to be hidden. A stretch of doubtful type shows nothing: the customary
// form of one type may show too much of another.
func (v *veil) passage(d *goldDoc, at interval, doubtful bool) passage {
	text := []rune(d.Text)
	lo, hi := max(0, at.start-aroundMistake), min(len(text), at.end+aroundMistake)
	value := string(text[at.start:at.end])
	if !v.show {
		text = v.hidden(d, text)
		if value = redact.Mask(at.typ, "", value); doubtful {
			value = string(text[at.start:at.end])
		}
	}
	p := passage{
		before: v.cover(printable(oneLine(string(text[lo:at.start]) + "|"))),
		value:  v.cover(printable(oneLine(value))),
		after:  v.cover(printable(oneLine("|" + string(text[at.end:hi])))),
	}
	p.before, p.after = strings.TrimSuffix(p.before, "|"), strings.TrimPrefix(p.after, "|")
	if lo > 0 {
		p.before = "…" + strings.TrimLeft(p.before, " ")
	}
	if hi < len(text) {
		p.after = strings.TrimRight(p.after, " ") + "…"
	}
	return p
}

// hidden returns the text with stars over labels and findings.
func (v *veil) hidden(d *goldDoc, text []rune) []rune {
	out := slices.Clone(text)
	star := func(start, end int) {
		for i := start; i < end; i++ {
			if !unicode.IsSpace(out[i]) {
				out[i] = '*'
			}
		}
	}
	for _, g := range d.Spans {
		star(g.Start, g.End)
	}
	for i := 0; i < len(out); i++ {
		n := i
		for n < len(text) && unicode.IsDigit(text[n]) {
			n++
		}
		if n-i >= longNumber {
			star(i, n)
		}
		i = max(i, n)
	}
	list, scores := inCodePoints(d.Text, v.engine.Find(d.Text))
	for i, f := range list {
		if scores[i] >= veilScore {
			star(f.start, f.end)
		}
	}
	return out
}

// name returns a short text of the set that is no value, such as the number of a
// document, without what looks like one.
func (v *veil) name(s string) string {
	if v.show {
		return printable(s)
	}
	return printable(v.cover(scan.MaskAll(v.engine, s)))
}
