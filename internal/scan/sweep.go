// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/document"
)

// A document comes in segments of some hundred kilobytes which may cut a text
// anywhere, even inside a telephone number. Each segment is looked at where it
// stands, without copying; findings in its last reachAfter bytes are held back.
// When the next segment continues the text, they are thrown away and the seam
// is looked at instead: the held stretch with reachBefore bytes in front and
// the beginning of the new segment behind. All findings are then the ones that
// the text in one piece would give. The figures are the engine's own reach.
const (
	reachBefore = 1 << 10
	reachAfter  = 4 << 10
)

// block is a text that was looked at, with findings in it that are settled.
type block struct {
	text []byte
	at   int64 // of text[0] in the sequence of all segments' texts
	fs   []detect.Finding
	loc  locator
}

// batch is what became of the findings of one block.
type batch struct {
	hits    []Hit
	counts  Counts
	regions []region // for cleaning
	grade   Grade
	hidden  Suppressed
}

func (b *batch) empty() bool {
	return len(b.hits) == 0 && len(b.counts) == 0 && len(b.regions) == 0 && b.hidden == Suppressed{}
}

func (b *batch) add(o batch) {
	b.hits = append(b.hits, o.hits...)
	b.counts = b.counts.plus(o.counts)
	b.regions = append(b.regions, o.regions...)
	b.grade.merge(o.grade)
	b.hidden.add(o.hidden)
}

// slot is the place of a segment's hits in the order of the document.
type slot struct {
	from int64 // nothing in it begins before
	own  batch
	held batch // of the end of the segment, valid if keep
	keep bool
	done chan struct{} // nil if the segment was looked at in place
}

// sweep looks at the segments of one document.
type sweep struct {
	find  func(dst []detect.Finding, in detect.Input) []detect.Finding
	cells func(seg *document.Segment, fs []detect.Finding) []detect.Finding // nil, or looks at columns of tables
	take  func(block) batch                                                 // safe for concurrent use
	lend  func(*chunk) bool                                                 // nil, or hands a copy to others
	idle  func() bool                                                       // whether they seem to have time
	emit  func(batch)

	plain  bool // lines and columns can be counted in the text itself
	places bool // lines and columns are wanted
	slots  []*slot
	spare  *slot
	fs     []detect.Finding

	at       int64  // behind the last segment
	tail     []byte // the end of the text so far
	tailAt   int64  // of tail[0]
	tailDone int    // tail[:tailDone] is settled
	tailSpot spot   // of tail[0]
}

// begin prepares the sweep for a new document.
func (s *sweep) begin() {
	s.at, s.tail, s.tailDone = 0, s.tail[:0], 0
	s.slots = s.slots[:0]
}

// segment looks at the document's next segment.
func (s *sweep) segment(seg *document.Segment) {
	if seg.Continues && len(s.tail) > 0 {
		s.decide(false)
		s.seam(seg)
	} else {
		s.decide(true)
		s.tail = s.tail[:0]
		s.direct(seg, 0)
	}
	s.at += int64(len(seg.Text))
	s.drain(maxLent)
}

// end says that the document is complete.
func (s *sweep) end() {
	s.decide(true)
	s.drain(0)
}

// decide says whether the held findings of the last segment count.
func (s *sweep) decide(keep bool) {
	if n := len(s.slots); n > 0 {
		s.slots[n-1].keep = keep
	}
}

// maxLent is how many segments of a document may be looked at by others while
// it is read on.
const maxLent = 8

// drain hands out what all decided slots hold, in order, and waits while more
// than limit are with others. The last slot is decided by the next segment, or
// by a limit of 0.
func (s *sweep) drain(limit int) {
	for len(s.slots) > 0 {
		f := s.slots[0]
		if len(s.slots) == 1 && limit > 0 {
			return
		}
		if f.done != nil {
			select {
			case <-f.done:
			default:
				if len(s.slots) <= limit {
					return
				}
				<-f.done
			}
		}
		if f.keep {
			f.own.add(f.held)
		}
		if !f.own.empty() {
			s.emit(f.own)
		}
		s.slots = append(s.slots[:0], s.slots[1:]...)
		*f = slot{}
		s.spare = f
	}
}

// told returns up to where everything was handed out: what is found later
// begins there or behind.
func (s *sweep) told() int64 {
	if len(s.slots) > 0 {
		return s.slots[0].from
	}
	return s.at
}

func (s *sweep) push(from int64) *slot {
	f := s.spare
	if s.spare = nil; f == nil {
		f = new(slot)
	}
	f.from = from
	s.slots = append(s.slots, f)
	return f
}

// direct looks at a segment where it stands. What begins before from belongs to
// the seam.
func (s *sweep) direct(seg *document.Segment, from int) {
	text := seg.Text
	cut := settledEnd(text, from)
	f := s.push(s.at + int64(from))
	if s.lend == nil || !s.plain || len(text) < lendable || !s.lendOut(f, seg, from, cut) {
		in := detect.Input{Text: text, Field: seg.Field}
		if s.cells != nil || len(seg.Columns) > 0 {
			// Preset "core" does without for JSON: there the name stands in
			// front of the value, and finding it costs more than the search.
			in.FieldAt = seg.FieldAt
		}
		s.fs = s.find(s.fs[:0], in)
		if s.cells != nil && len(seg.Columns) > 0 {
			s.fs = s.cells(seg, s.fs)
		}
		if len(s.fs) > 0 {
			f.own, f.held = s.split(block{text: text, at: s.at, loc: s.locator(seg)}, s.fs, from, cut)
		}
	}
	s.keepTail(seg, cut)
}

// split turns findings that begin in [from, cut) into a batch, and those behind.
func (s *sweep) split(b block, fs []detect.Finding, from, cut int) (own, held batch) {
	i := 0
	for i < len(fs) && fs[i].Start < from {
		i++
	}
	j := i
	for j < len(fs) && fs[j].Start < cut {
		j++
	}
	if b.fs = fs[i:j]; len(b.fs) > 0 {
		own = s.take(b)
	}
	if b.fs = fs[j:]; len(b.fs) > 0 {
		held = s.take(b)
	}
	return own, held
}

// keepTail remembers the end of a segment for the seam.
func (s *sweep) keepTail(seg *document.Segment, cut int) {
	lo := max(0, cut-reachBefore)
	s.tail = append(s.tail[:0], seg.Text[lo:]...)
	s.tailAt, s.tailDone = s.at+int64(lo), cut-lo
	if s.places && len(seg.Text) > 0 {
		s.tailSpot = spotAt(seg, lo)
	}
}

// settledEnd returns up to where findings in text, which may be continued, are
// settled: at a line's end if there is one near.
func settledEnd(text []byte, from int) int {
	end := len(text) - reachAfter
	if end <= from {
		return min(from, len(text))
	}
	lo := max(from, end-reachBefore)
	if k := bytes.LastIndexByte(text[lo:end], '\n'); k >= 0 {
		return lo + k + 1
	}
	for back := 0; back < utf8.UTFMax && end > from && !utf8.RuneStart(text[end]); back++ {
		end--
	}
	return end
}

// seam looks at the place where a segment continues the text before it, and at
// the rest of the segment.
func (s *sweep) seam(seg *document.Segment) {
	joint := len(s.tail)
	head := min(len(seg.Text), reachBefore+reachAfter)
	text := append(s.tail, seg.Text[:head]...)
	in := detect.Input{Text: text, Field: seg.Field}
	if at := seg.FieldAt; at != nil {
		in.FieldAt = func(off int) string {
			if off < joint {
				return "" // the segment that knew is gone
			}
			return at(off - joint)
		}
	}
	s.fs = s.find(s.fs[:0], in)
	b := block{text: text, at: s.tailAt, loc: locator{text: text, spot: s.tailSpot}}
	if !s.plain {
		b.loc.seg, b.loc.segAt = seg, joint
	}
	f := s.push(s.tailAt + int64(s.tailDone))
	f.keep = true
	if head < len(seg.Text) {
		f.own, _ = s.split(b, s.fs, s.tailDone, joint+reachBefore)
		s.tail = text
		s.direct(seg, reachBefore)
		return
	}
	cut := settledEnd(text, s.tailDone)
	f.own, f.held = s.split(b, s.fs, s.tailDone, cut)
	lo := max(0, cut-reachBefore)
	if s.places {
		s.tailSpot = (&locator{text: text, spot: s.tailSpot}).spotAt(lo)
	}
	s.tail = append(text[:0], text[lo:]...)
	s.tailAt, s.tailDone = s.tailAt+int64(lo), cut-lo
}

// lendable is the size in bytes from which handing a text to another worker is
// worth a copy.
const lendable = 64 << 10

// chunk is a piece of plain text that another worker looks at.
type chunk struct {
	text      []byte
	at        int64
	start     spot
	from, cut int
	sweep     *sweep
	slot      *slot
	fs        []detect.Finding
}

// lendOut hands the segment to another worker, if one is idle.
func (s *sweep) lendOut(f *slot, seg *document.Segment, from, cut int) bool {
	if !s.idle() {
		return false
	}
	c := chunk{text: seg.Text, at: s.at, from: from, cut: cut, sweep: s, slot: f}
	if s.places {
		c.start = spotAt(seg, 0)
	}
	f.done = make(chan struct{})
	if s.lend(&c) {
		return true
	}
	f.done = nil
	return false
}

// run looks at the chunk.
func (c *chunk) run() {
	s := c.sweep
	c.fs = s.find(c.fs[:0], detect.Input{Text: c.text})
	if len(c.fs) > 0 {
		b := block{text: c.text, at: c.at, loc: locator{text: c.text, spot: c.start}}
		c.slot.own, c.slot.held = s.split(b, c.fs, c.from, c.cut)
	}
	close(c.slot.done)
}
