// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"math"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

// detail is what a report tells of a set beyond its score.
type detail struct {
	curves map[detect.Type]*curve
	pairs  map[pair]int
	faults []fault
	docs   []goldDoc
}

// pair is what a stretch is labelled as, and what it was found as; either may
// be [nothing].
type pair struct{ labelled, found detect.Type }

const nothing = detect.Type("")

// reason is why something counts as an error.
type reason int

const (
	wrongBounds reason = iota // the right type, other bounds
	wrongType                 // a label found as another type
	missed                    // a label that nothing overlaps
	falseAlarm                // a finding of a scored type without a label of it
	reasons                   // how many there are
)

// fault is one error.
type fault struct {
	doc    *goldDoc
	reason reason
	at     interval // the label; the finding of a false alarm
	as     interval // what was found there; a label below a false alarm
}

func newDetail(docs []goldDoc) *detail {
	return &detail{curves: map[detect.Type]*curve{}, pairs: map[pair]int{}, docs: docs}
}

// compare sorts the labels of a document by what they were found as. found are
// all findings, kept those that are scored. A row of pairs adds up to the labels
// of its type.
func (d *detail) compare(doc *goldDoc, gold, found, kept []interval) {
	shown := map[interval]bool{} // findings that are listed as a wrong type
	for _, g := range gold {
		same, ok := closest(g, kept, func(f interval) bool { return f.typ == g.typ })
		other, taken := closest(g, found, func(f interval) bool { return f.typ != g.typ })
		switch {
		case ok && same == g:
			d.pairs[pair{g.typ, g.typ}]++
		case ok:
			d.pairs[pair{g.typ, g.typ}]++
			d.faults = append(d.faults, fault{doc, wrongBounds, g, same})
		case taken:
			d.pairs[pair{g.typ, other.typ}]++
			shown[other] = true
			d.faults = append(d.faults, fault{doc, wrongType, g, other})
		default:
			d.pairs[pair{g.typ, nothing}]++
			d.faults = append(d.faults, fault{doc, missed, g, interval{}})
		}
	}
	for _, f := range kept {
		if _, right := closest(f, gold, func(g interval) bool { return g.typ == f.typ }); right {
			continue
		}
		below, labelled := closest(f, gold, func(interval) bool { return true })
		if !labelled {
			d.pairs[pair{nothing, f.typ}]++
		}
		if !shown[f] && !d.has(doc, f) {
			d.faults = append(d.faults, fault{doc, falseAlarm, f, below})
		}
	}
}

// promised notes a finding in a document that promises to hold none of its type.
func (d *detail) promised(doc *goldDoc, f interval) {
	if d != nil && !d.has(doc, f) {
		d.faults = append(d.faults, fault{doc, falseAlarm, f, interval{}})
	}
}

// has reports whether a false alarm of the document is noted already. Those of
// one document stand together at the end.
func (d *detail) has(doc *goldDoc, f interval) bool {
	for i := len(d.faults) - 1; i >= 0 && d.faults[i].doc == doc; i-- {
		if o := d.faults[i]; o.reason == falseAlarm && o.at.typ == f.typ && o.at.meets(f) {
			return true
		}
	}
	return false
}

// closest returns the interval that shares most with a, of those that ok allows.
func closest(a interval, list []interval, ok func(interval) bool) (best interval, found bool) {
	most := 0
	for _, b := range list {
		if n := a.shared(b); n > most && ok(b) {
			best, most = b, n
		}
	}
	return best, most > 0
}

// lowEngine is the engine without a least score: what it finds, with the scores,
// gives the figures for every least score at once.
type lowEngine struct {
	engine *detect.Engine
	tables *scan.Scanner
	veil   *detect.Engine // of all types, also those that are not scored
}

func newLowEngine(o detect.Options) (*lowEngine, error) {
	o.MinScore = -1
	e, err := detect.New(o)
	if err != nil {
		return nil, err
	}
	tables, err := scan.New(scan.Options{Detect: o})
	if err != nil {
		return nil, err
	}
	veil, err := detect.New(detect.Options{MinScore: -1, Rules: o.Rules})
	return &lowEngine{e, tables, veil}, err
}

// curveSteps is how many steps the least score takes from 0 to 1: one is as fine
// as the scores of recognisers are.
const curveSteps = 20

// curve counts for one type as [typeScore] does, for each least score.
type curve struct {
	gold                       int
	found, right, hit, exactly [curveSteps + 1]int
}

// leastScore returns the least score of a step.
func leastScore(step int) float64 { return float64(step) / curveSteps }

// reach adds one for every least score that score reaches.
func reach(counts *[curveSteps + 1]int, score float64) {
	for i := range counts {
		if score+1e-9 < leastScore(i) { // scores are sums
			return
		}
		counts[i]++
	}
}

func (c *curve) overlap(step int) figures {
	return newFigures(c.right[step], c.found[step], c.hit[step], c.gold)
}

func (c *curve) strict(step int) figures {
	return newFigures(c.exactly[step], c.found[step], c.exactly[step], c.gold)
}

func (c *curve) add(o *curve) {
	c.gold += o.gold
	for i := range c.found {
		c.found[i] += o.found[i]
		c.right[i] += o.right[i]
		c.hit[i] += o.hit[i]
		c.exactly[i] += o.exactly[i]
	}
}

// curves counts one document for every least score.
func (sc *scorer) curves(s *setScore, d *goldDoc, text []rune, gold, ignored []interval) {
	list, scores := inCodePoints(d.Text, findings(sc.low.engine, sc.low.tables, d))
	best, exact := make([]float64, len(gold)), make([]float64, len(gold))
	for i := range gold {
		best[i], exact[i] = math.Inf(-1), math.Inf(-1)
	}
	for i, f := range list {
		f, ok := s.counts(text, f, ignored)
		if !ok {
			continue
		}
		c := s.detail.curve(f.typ)
		reach(&c.found, scores[i])
		right := false
		for k, g := range gold {
			if g.typ != f.typ || !g.meets(f) {
				continue
			}
			right = true
			best[k] = max(best[k], scores[i])
			if g == f {
				exact[k] = max(exact[k], scores[i])
			}
		}
		if right {
			reach(&c.right, scores[i])
		}
	}
	for k, g := range gold {
		c := s.detail.curve(g.typ)
		c.gold++
		reach(&c.hit, best[k])
		reach(&c.exactly, exact[k])
	}
}

func (d *detail) curve(t detect.Type) *curve {
	if d.curves[t] == nil {
		d.curves[t] = new(curve)
	}
	return d.curves[t]
}
