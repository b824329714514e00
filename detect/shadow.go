// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"unicode/utf8"
)

// Values are hidden by writing them in other characters, with things in
// between, or encoded. The passes over a unit note the places of characters that
// may do so (s.odd). Around these places a shadow is made: the same text with
// the hiding undone, and for each of its bytes the place it came from. The
// shadow is looked at like any text; of what is found there only findings that
// contain something undone count, with the bounds they have in the original.
// Shadow text itself is never returned.

// The stretch of text around an odd place that goes into its shadow.
const (
	zoneBefore = cueReach + 24 // room for a context word and the beginning of the value
	zoneAfter  = 96            // a value whose first character is the odd one
	zoneMax    = 4 << 10       // a longer stretch of odd characters is cut
	maxDepth   = 3             // of encodings inside each other
)

// shadow is a text without what hides a value, and the way back.
type shadow struct {
	text  []byte
	units []unitOf // one for each byte of text
	child *scan
}

// unitOf says where a byte of a shadow comes from.
type unitOf struct {
	start, end int32 // of the character or sequence in the original, relative to the zone
	undone     Evidence
}

func (h *shadow) add(b []byte, start, end int, undone Evidence) {
	h.text = append(h.text, b...)
	for range b {
		h.units = append(h.units, unitOf{int32(start), int32(end), undone})
	}
}

func (h *shadow) addRune(r rune, start, end int, undone Evidence) {
	var b [utf8.UTFMax]byte
	h.add(b[:utf8.EncodeRune(b[:], r)], start, end, undone)
}

func (h *shadow) reset() { h.text, h.units = h.text[:0], h.units[:0] }

// unhide makes and scans the shadows of the unit.
func (s *scan) unhide() {
	if len(s.odd) == 0 || s.depth >= maxDepth {
		s.odd = s.odd[:0]
		return
	}
	slices.Sort(s.odd)
	for i := 0; i < len(s.odd); {
		j := i + 1
		for j < len(s.odd) && s.odd[j]-s.odd[j-1] < zoneAfter && s.odd[j]-s.odd[i] < zoneMax {
			j++
		}
		lo, hi := s.runeBounds(s.odd[i]-zoneBefore, s.odd[j-1]+zoneAfter)
		s.zone(lo, hi)
		i = j
	}
}

// runeBounds clips [lo, hi) to what may be looked at and to whole runes and
// words.
func (s *scan) runeBounds(lo, hi int) (int, int) {
	lo, hi = max(lo, s.lo), min(hi, s.hi)
	for lo > s.lo && (!utf8.RuneStart(s.text[lo]) || isWord(s.text[lo]) && isWord(s.text[lo-1]) && hi-lo < 2*zoneMax) {
		lo--
	}
	for hi < s.hi && (!utf8.RuneStart(s.text[hi]) || isWord(s.text[hi]) && isWord(s.text[hi-1]) && hi-lo < 2*zoneMax) {
		hi++
	}
	return lo, hi
}

// zone scans the shadow of [lo, hi).
func (s *scan) zone(lo, hi int) {
	h := &s.shadow
	h.reset()
	s.undo(h, lo, hi)
	s.joinDigits(h)
	if !slices.ContainsFunc(h.units, func(u unitOf) bool { return u.undone != 0 }) {
		return
	}
	if h.child == nil {
		h.child = newScan(s.plan)
	}
	c := h.child
	c.depth = s.depth + 1
	c.field, c.fieldAt = s.field, nil
	if s.fieldAt != nil {
		c.field = s.fieldAt(lo)
	}
	c.look(h.text)
	for _, f := range c.found {
		if m, ok := h.original(f, lo); ok {
			s.found = append(s.found, m)
		}
	}
}

// look finds everything in one short text and leaves it in s.found.
func (s *scan) look(text []byte) {
	s.begin(text, 0, len(text))
	s.passes()
	s.order()
	s.settle()
}

// original returns f with its bounds in the text whose zone begins at lo. ok is
// false when nothing in it was undone.
func (h *shadow) original(f Finding, lo int) (Finding, bool) {
	var undone Evidence
	start, end := h.units[f.Start].start, h.units[f.End-1].end
	for _, u := range h.units[f.Start:f.End] {
		undone |= u.undone
		start, end = min(start, u.start), max(end, u.end)
	}
	if undone == 0 {
		return f, false
	}
	f.Start, f.End = lo+int(start), lo+int(end)
	f.Evidence |= undone
	if f.CueEnd > 0 {
		f.CueStart, f.CueEnd = lo+int(h.units[f.CueStart].start), lo+int(h.units[f.CueEnd-1].end)
	}
	return f, true
}

// undo appends [lo, hi) of the text to h with encodings undone and characters
// folded to ASCII.
func (s *scan) undo(h *shadow, lo, hi int) {
	for i := lo; i < hi; {
		c := s.text[i]
		if c < 0x80 {
			if n := s.undoASCII(h, lo, i, hi); n > 0 {
				i += n
				continue
			}
			h.text = append(h.text, c)
			h.units = append(h.units, unitOf{int32(i - lo), int32(i - lo + 1), 0})
			i++
			continue
		}
		r, w := utf8.DecodeRune(s.text[i:hi])
		switch f, ok := fold(r); {
		case !ok:
			h.add(s.text[i:i+w], i-lo, i-lo+w, 0)
		case f == 0 && !s.betweenWords(i, i+w):
			h.add(s.text[i:i+w], i-lo, i-lo+w, 0)
		case f == 0: // dropped: the byte before takes it in
			if k := len(h.units); k > 0 {
				h.units[k-1].undone |= WasNormalised
			}
		default:
			h.addRune(f, i-lo, i-lo+w, undoneBy(f))
		}
		i += w
	}
}

// undoneBy says whether having folded to f is worth noting: punctuation is not,
// Chinese text is full of it.
func undoneBy(f rune) Evidence {
	if f < 0x80 && (isAlnum(byte(f)) || f == '@') {
		return WasNormalised
	}
	return 0
}

// betweenWords reports whether an invisible character stands beside letters or
// digits, rather than in an emoji or between Chinese characters.
func (s *scan) betweenWords(start, end int) bool {
	return start > s.lo && isWordOrMark(s.text[start-1]) || end < s.hi && isWordOrMark(s.text[end]) ||
		start > s.lo && s.text[start-1] >= 0x80 || end < s.hi && s.text[end] >= 0x80
}

func isWordOrMark(c byte) bool { return isWord(c) || c == '@' || c == '.' || c == '-' || c == '+' }
