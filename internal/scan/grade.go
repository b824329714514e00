// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// Grade says how bad a disclosure, a document or a run is.
type Grade struct {
	Level detect.Level
	// Reasons hold each code once, with its highest level; highest first.
	Reasons []detect.Reason
	// Units is the count of distinct values against the law's lines; only where
	// the run is not CountOnly.
	Units detect.Units
}

func (g *Grade) merge(o Grade) {
	g.Level = max(g.Level, o.Level)
	for _, r := range o.Reasons {
		i := slices.IndexFunc(g.Reasons, func(x detect.Reason) bool { return x.Code == r.Code })
		switch {
		case i < 0:
			g.Reasons = append(g.Reasons, r)
		case r.Level > g.Reasons[i].Level:
			g.Reasons[i] = r
		}
	}
}

// count adds what the number of distinct values alone gives.
func (g *Grade) count(entities map[string]int) {
	g.Units = detect.Count(entities, false)
	g.Level = max(g.Level, g.Units.Floor)
	slices.SortStableFunc(g.Reasons, func(a, b detect.Reason) int { return int(b.Level - a.Level) })
}

const (
	// linkGap is how many bytes may lie between findings of one disclosure: what
	// [detect.Assess] links.
	linkGap = 300
	// aroundLink is how much text around the findings of a disclosure Assess is
	// shown: its phrases begin or end within linkGap, none is longer than 64
	// bytes.
	aroundLink = linkGap + 64
)

// grade sets the level of each hit and returns the highest. Hits and b.fs are
// parallel. Findings that stand close together are one disclosure; where a line
// is a record, none goes across lines. The preset "core" looks for numbers
// alone, so there is nothing to link: each has the level of its type.
func (d *reading) grade(b block, hits []Hit) Grade {
	var g Grade
	if d.s.tables == nil { // preset "core"
		for i := range hits {
			c := d.s.class(b.fs[i])
			hits[i].Level, hits[i].entity = c.level, c.entity
			g.Level = max(g.Level, c.level)
		}
		return g
	}
	var shifted []detect.Finding
	for i := 0; i < len(hits); {
		j := d.disclosure(b, i)
		lo, hi := d.around(b, i, j)
		shifted = append(shifted[:0], b.fs[i:j]...)
		for k := range shifted {
			f := &shifted[k]
			f.Start, f.End = f.Start-lo, min(f.End, hi)-lo
			f.CueStart, f.CueEnd = 0, 0
		}
		a := detect.Assess(b.text[lo:hi], shifted, detect.AssessOptions{Now: d.s.opt.Today})
		g.merge(Grade{Level: a.Level, Reasons: a.Reasons})
		for k := i; k < j; k++ {
			c := d.s.class(b.fs[k])
			hits[k].entity, hits[k].Reasons = c.entity, a.Reasons
			if hits[k].Level = a.Level; cleared(b.fs[k]) {
				hits[k].Level = detect.S0
			}
		}
		i = j
	}
	return g
}

// disclosure returns the end of the findings that belong with b.fs[i].
func (d *reading) disclosure(b block, i int) int {
	end := b.fs[i].End
	j := i + 1
	for ; j < len(b.fs); j++ {
		start := b.fs[j].Start
		if start-end > linkGap || d.records && start > end && bytes.IndexByte(b.text[end:start], '\n') >= 0 {
			break
		}
		end = max(end, b.fs[j].End)
	}
	return j
}

// around returns the text that is shown to the assessment of b.fs[i:j].
func (d *reading) around(b block, i, j int) (lo, hi int) {
	start, end := b.fs[i].Start, b.fs[i].End
	for _, f := range b.fs[i:j] {
		end = max(end, f.End)
	}
	lo, hi = max(0, start-aroundLink), min(len(b.text), end+aroundLink)
	if i > 0 {
		lo = min(max(lo, b.fs[i-1].End), start)
	}
	if j < len(b.fs) {
		hi = max(min(hi, b.fs[j].Start), end)
	}
	if d.records {
		if k := bytes.LastIndexByte(b.text[lo:start], '\n'); k >= 0 {
			lo += k + 1
		}
		if k := bytes.IndexByte(b.text[end:hi], '\n'); k >= 0 {
			hi = end + k
		}
	}
	for lo < start && !utf8.RuneStart(b.text[lo]) {
		lo++
	}
	for hi > end && hi < len(b.text) && !utf8.RuneStart(b.text[hi]) {
		hi--
	}
	return lo, hi
}

// cleared reports whether the finding's own evidence says that it discloses
// nothing.
func cleared(f detect.Finding) bool {
	return f.Evidence&(detect.IsTest|detect.IsMasked|detect.NotPersonal) != 0
}

// class is what counting needs of a [detect.Class].
type class struct {
	level  detect.Level
	entity string
}

type classKey struct {
	typ  detect.Type
	kind string
}

// class returns the class of a finding.
func (s *Scanner) class(f detect.Finding) class {
	if cleared(f) {
		return class{}
	}
	k := classKey{f.Type, f.Kind}
	if c, ok := s.classes.Load(k); ok {
		return c.(class)
	}
	c := detect.ClassOf(f.Type, f.Kind)
	out := class{level: c.Level, entity: c.Entity}
	if !c.Known {
		out.entity = string(f.Type) // counts as an ordinary one
	}
	s.classes.Store(k, out)
	return out
}
