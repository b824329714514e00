// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// A text is looked at unit by unit, so that a stream of any length needs
// bounded memory and gives the same findings as the text in one piece: what is
// found in a unit depends only on it, a bounded stretch in
// front and behind.
type unitSizes struct {
	size   int // of which the second half is searched for a line end
	before int // more than any reach of context
	after  int // more than the longest finding, a private key in PEM
}

var defaultUnits = unitSizes{size: 256 << 10, before: 1 << 10, after: 4 << 10}

// maxFinding is the longest finding that may be reported, bytes.
const maxFinding = 4<<10 - 256

// scan is the state of one call. It is pooled: after the first calls nothing is
// allocated.
type scan struct {
	plan    *plan
	text    []byte
	lo, hi  int // what may be looked at: the unit with its surroundings
	unitLo  int // findings begin at or behind
	unitHi  int // and before
	depth   int // of nested decoding
	field   string
	fieldAt func(int) string

	found                                                                   []Finding
	spare                                                                   []Finding // scratch of order
	places                                                                  []uint64  // scratch of order
	cues                                                                    []cueHit
	odd                                                                     []int       // places of characters that may hide a value, ascending
	chars                                                                   []charHit   // characters that recognisers are called for
	noted                                                                   []charHit   // and those that were only noted
	flagged                                                                 [32]charHit // scratch of runes: more than characters begin in a window
	caps                                                                    []span      // capitalised words
	rec                                                                     *recogniser // the one being called
	groups                                                                  groups
	groupsEnd, wordEnd, colonsEnd, numeralEnd, blockEnd, capEnd, addressEnd int
	known                                                                   int // findings that are ordered, before persons are looked for

	fieldName      string
	fieldOff       int // that fieldCues belong to, where fields have places
	fieldMasks     map[string]cueMask
	fieldCues      cueMask
	tail           [window]byte
	buf            [128]byte // scratch of the recogniser being called
	addCue         func(cueHit)
	addNear        func(cueHit)
	nearCues       []cueHit // cues between nearLo and nearHi, see cuesAround
	nearLo, nearHi int
	shadow         shadow
	names          enCandidate // scratch
	capWord        latinWord   // the capitalised word being looked at
	latinMet       metWords
	special        []specialHit // words of special categories
	people         []hint       // names, for them; set if met
	met            bool
	clause         clause // the sentence around the one being looked at
	model          modelScratch
	high           bool // the unit has characters above U+007F
}

type span struct{ start, end int }

// charHit is a character that recognisers asked for.
type charHit struct {
	off  uint32 // from s.lo
	char uint16 // counted from hanFirst
}

// run finds everything in text and appends it to dst. base is added to offsets.
func (s *scan) run(dst []Finding, in Input, final bool) (out []Finding, done int) {
	s.field, s.fieldAt = in.Field, in.FieldAt
	at := 0
	for at < len(in.Text) {
		end, ok := s.plan.units.end(in.Text, at, final)
		if !ok {
			break
		}
		dst = s.unit(dst, in.Text, at, end)
		at = end
	}
	return dst, at
}

// end returns where the unit that begins at start ends. ok is false when
// more text is needed to tell.
func (u unitSizes) end(text []byte, start int, final bool) (end int, ok bool) {
	if len(text)-start <= u.size+u.after {
		return len(text), final
	}
	half, full := start+u.size/2, start+u.size
	if k := bytes.LastIndexByte(text[half:full], '\n'); k >= 0 {
		return half + k + 1, true
	}
	// No line end: cut in front of the last byte that begins a word or rune.
	end = full
	for end > full-128 && (!utf8.RuneStart(text[end]) || isWord(text[end-1]) && isWord(text[end])) {
		end--
	}
	for !utf8.RuneStart(text[end]) && end > full-132 {
		end--
	}
	return end, true
}

// unit looks at text[start:end] with its surroundings.
func (s *scan) unit(dst []Finding, text []byte, start, end int) []Finding {
	s.begin(text, start, end)
	s.passes()
	return s.finish(dst)
}

// begin makes the scan ready for text[start:end].
func (s *scan) begin(text []byte, start, end int) {
	s.text = text
	s.unitLo, s.unitHi = start, end
	s.lo, s.hi = max(0, start-s.plan.units.before), min(len(text), end+s.plan.units.after)
	for s.lo < start && !utf8.RuneStart(text[s.lo]) {
		s.lo++
	}
	s.found, s.cues, s.odd, s.chars, s.noted, s.caps = s.found[:0], s.cues[:0], s.odd[:0], s.chars[:0], s.noted[:0], s.caps[:0]
	s.groupsEnd, s.wordEnd, s.colonsEnd, s.numeralEnd, s.blockEnd, s.capEnd, s.addressEnd = 0, 0, 0, 0, 0, -2, 0
	s.high = false
	s.fieldName, s.fieldCues, s.fieldOff = "", cueMask{}, -1
	s.nearLo, s.nearHi = 0, -1
	s.special, s.met, s.clause.lo, s.clause.hi = s.special[:0], false, -1, -1
}

// passes looks at the unit; what is found is in s.found.
func (s *scan) passes() {
	if !s.plan.wide {
		s.sample()
	}
	s.anchors()
	s.orderCues()
	s.cued()
	s.unhide()
	s.persons()
}

// orderCues sorts the context words by place. They come window by window, ASCII
// words first, so an insertion sort has next to nothing to do.
func (s *scan) orderCues() {
	for i := 1; i < len(s.cues); i++ {
		for j := i; j > 0 && s.cues[j].start < s.cues[j-1].start; j-- {
			s.cues[j], s.cues[j-1] = s.cues[j-1], s.cues[j]
		}
	}
}

// cued calls the recognisers that wait for context words.
func (s *scan) cued() {
	if !s.plan.has(anchorCue) {
		return
	}
	for i := 0; i < len(s.cues); i++ {
		h := s.cues[i]
		for k, set := range h.mask {
			for ; set != 0; set &= set - 1 {
				for _, t := range s.plan.byCue[k<<6|bits.TrailingZeros64(set)] {
					s.fire(t, h.start, h.end)
				}
			}
		}
	}
}

// persons calls the recognisers that need the structured findings around them.
func (s *scan) persons() {
	if !s.plan.wide && !s.plan.has(anchorEnd) {
		return
	}
	s.order()
	s.known = len(s.found)
	for _, c := range s.chars {
		for _, t := range s.plan.charLists[s.plan.charSlots[c.char]] {
			s.fire(t, s.lo+int(c.off), s.lo+int(c.off)+3)
		}
	}
	s.capWord.end = 0
	for _, c := range s.caps {
		s.call(anchorCapital, c.start, c.end)
	}
	s.call(anchorEnd, s.unitLo, s.unitHi)
}

// emit reports a finding of the recogniser being called. The score is clamped to 0–1; findings that are empty,
// too long or outside of what may be looked at are dropped.
func (s *scan) emit(f Finding) {
	if f.Start < s.lo || f.End > s.hi || f.Start >= f.End || f.End-f.Start > maxFinding {
		return
	}
	f.Rule = s.rec.id
	if f.Type == "" {
		f.Type = s.rec.typ
	}
	if s.maskBeside(f.Start, f.End) {
		f.Score, f.Evidence = min(f.Score, maskedScore), f.Evidence|IsMasked
	}
	f.Score = min(max(f.Score, 0), 1)
	s.found = append(s.found, f)
}

// maskedScore is what the rest of a value that somebody has masked already may
// score: it is not reported by default.
const maskedScore = 0.3

// maskBeside reports whether two or more mask characters stand right before or
// behind a digit at the border of [start, end): 138****8000 is no seven digits.
func (s *scan) maskBeside(start, end int) bool {
	t := s.text
	if isDigit(t[end-1]) && end+1 < s.hi && isMask(t[end:s.hi]) {
		return true
	}
	if !isDigit(t[start]) || start < s.lo+2 {
		return false
	}
	if t[start-1] < 0x80 {
		return isMask(t[start-2 : start])
	}
	return start >= s.lo+6 && isMask(t[start-6:start])
}

// isMask reports whether b begins with two of the same mask character.
func isMask(b []byte) bool {
	if b[0] == '*' {
		return b[1] == '*'
	}
	for _, m := range [...]string{"●●", "••", "××", "＊＊", "■■", "○○", "◯◯"} {
		if len(b) >= len(m) && string(b[:len(m)]) == m {
			return true
		}
	}
	return false
}

// cue fills the part of a finding that [scan.near] knows.
func (f *Finding) cue(h cueHit, ev Evidence) {
	f.Evidence |= ev
	if ev&(HasCue|NotCue) != 0 && h.end > h.start {
		f.CueStart, f.CueEnd = h.start, h.end
	}
}

// order sorts the findings. They are large and come in a few rows that are
// ordered already, so that places are sorted and each finding is moved once.
func (s *scan) order() {
	fs := s.found
	n := 1
	for n < len(fs) && compare(fs[n-1], fs[n]) <= 0 {
		n++
	}
	if n >= len(fs) {
		return
	}
	s.places = s.places[:0]
	for i := range fs {
		s.places = append(s.places, uint64(fs[i].Start-s.lo)<<32|uint64(i))
	}
	slices.Sort(s.places)
	spare := s.spare[:0]
	for _, p := range s.places {
		spare = append(spare, fs[uint32(p)])
		for j := len(spare) - 1; j > 0 && spare[j].Start == spare[j-1].Start && compare(spare[j], spare[j-1]) < 0; j-- {
			spare[j], spare[j-1] = spare[j-1], spare[j]
		}
	}
	s.found, s.spare = spare, fs
}

func compare(a, b Finding) int {
	if a.Start != b.Start {
		return cmp.Compare(a.Start, b.Start)
	}
	return cmp.Or(cmp.Compare(b.End, a.End), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Evidence, b.Evidence), cmp.Compare(a.CueStart, b.CueStart))
}

// finish settles overlaps, applies the limits of the plan and appends the
// unit's findings to dst.
func (s *scan) finish(dst []Finding) []Finding {
	s.order()
	s.settle()
	for _, f := range s.found {
		if f.Start >= s.unitLo && f.Start < s.unitHi && f.Score >= s.plan.minScore && s.plan.wants(f.Type) {
			dst = append(dst, f)
		}
	}
	return dst
}

// settle marks findings that lose against one they overlap by score -1 and
// removes them. s.found is ordered.
func (s *scan) settle() {
	fs := s.found
	for i := range fs {
		for j := i + 1; j < len(fs) && fs[j].Start < fs[i].End; j++ {
			a, b := &fs[i], &fs[j]
			if a.Score < 0 {
				break
			}
			if b.Score < 0 {
				continue
			}
			loser := b
			if beats(b, a) {
				loser = a
			}
			inside := a.Type == b.Type || s.plan.overlaps == OverlapBest
			if inside {
				loser.Score = -1
			}
		}
	}
	s.found = slices.DeleteFunc(fs, func(f Finding) bool { return f.Score < 0 })
}

// beats reports whether a is kept rather than b.
func beats(a, b *Finding) bool {
	return cmp.Or(cmp.Compare(a.Score, b.Score), cmp.Compare(a.End-a.Start, b.End-b.Start),
		cmp.Compare(b.Rule, a.Rule)) > 0
}
