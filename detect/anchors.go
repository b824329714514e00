// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"math/bits"
	"slices"
)

// shl shifts x up by n bits and lets the top bits of p, the same class's mask
// in the window before, flow in.
func shl(x, p uint64, n uint) uint64 { return x<<n | p>>(64-n) }

// windowScan is what one window's triggers need from the window before.
type windowScan struct {
	cur, prev   masks
	gap, dots   uint64 // digits behind a one-byte gap; those that are a second such in an IPv4 distance
	colon2      uint64 // second colons in a MAC or IPv6 distance
	base        int    // place of bit 0
	pgap, pdots uint64
	pcolon2     uint64
	runeTo      int // behind the last rune above U+007F that was looked at
}

// anchors finds the places where structured values may stand between s.lo and
// s.hi and calls the recognisers that asked for them. One pass makes bitmaps of
// character classes per 64 bytes; shifts and ands turn them into triggers; only
// triggers look at bytes again.
func (s *scan) anchors() {
	p := s.plan
	var w windowScan
	if p.wide {
		w.wide(s, p)
	} else {
		w.narrow(s, p)
	}
	if rem := s.hi - s.lo; rem > 0 && rem%window == 0 && w.prev.digit>>63 == 1 {
		// The text ends with a digit at a window's end: one empty window ends the run.
		w.cur = masks{}
		w.triggers(s, p)
	}
	s.anchorBytes(p)
}

// wide looks at the windows of a plan that asks for words.
func (w *windowScan) wide(s *scan, p *plan) {
	for w.base = s.lo; w.base < s.hi; w.base += window {
		b := s.windowAt(w.base)
		// Nothing of digits ends here if the window before does not end with one.
		if w.prev.digit>>63 == 0 && allHigh(b) { // Chinese characters and nothing else
			w.cur, w.gap, w.dots, w.colon2 = masks{high: ^uint64(0)}, 0, 0, 0
			w.runes(s, p)
		} else {
			classifyAll(b, &w.cur)
			w.triggers(s, p)
		}
		w.prev, w.pgap, w.pdots, w.pcolon2 = w.cur, w.gap, w.dots, w.colon2
	}
}

// narrow looks at the windows of a plan that asks for digits only. Of those
// without any, only the last in a row is looked at, for what the next one needs.
func (w *windowScan) narrow(s *scan, p *plan) {
	quiet := false // the window before was passed over
	for w.base = s.lo; w.base < s.hi; w.base += window {
		b := s.windowAt(w.base)
		d := mergedDigits(b)
		if d == 0 && w.prev.digit>>63 == 0 {
			w.prev.digit, quiet = 0, true
			continue
		}
		if quiet {
			w.prev, w.pgap, w.pdots, quiet = s.edge(w.base-window), 0, 0, false
		}
		classifyCore(b, d, &w.cur)
		w.triggers(s, p)
		w.prev, w.pgap, w.pdots = w.cur, w.gap, w.dots
	}
}

// edge returns what the next window needs of the one at base, which has no digits:
// the classes of its last two bytes. It shows a plate's letter among the last
// bytes, whose digits may stand in the next window.
func (s *scan) edge(base int) (m masks) {
	const last = window - 8
	b := (*[window]byte)(s.text[base:])
	u, h := upper8(b, last), high8(b, last)
	if u&(h<<8) != 0 && s.plan.has(anchorPlate) {
		for t := u & (h << 8); t != 0; t &= t - 1 {
			i := base + last + bits.TrailingZeros64(t)/8
			s.call(anchorPlate, i, i+1)
		}
	}
	return masks{high: h >> 63 << 63, upper: u>>63<<63 | u>>55&1<<62}
}

// windowAt returns the 64 bytes at base; beyond s.hi they are zero.
func (s *scan) windowAt(base int) *[window]byte {
	if base+window <= s.hi {
		return (*[window]byte)(s.text[base:])
	}
	s.tail = [window]byte{}
	copy(s.tail[:], s.text[base:s.hi])
	return &s.tail
}

// triggers computes the trigger bits of the current window and dispatches them.
func (w *windowScan) triggers(s *scan, p *plan) {
	if w.cur.digit|w.prev.digit != 0 {
		w.digitTriggers(s, p)
	} else {
		w.gap, w.dots = 0, 0
	}
	if p.has(anchorPlate) {
		for t := w.cur.upper & shl(w.cur.high, w.prev.high, 1); t != 0; t &= t - 1 {
			i := w.base + bits.TrailingZeros64(t)
			s.call(anchorPlate, i, i+1)
		}
	}
	if p.wide {
		w.colonTriggers(s, p)
		w.longTriggers(s, p)
		w.words(s, p)
	}
}

// digitTriggers finds what has digits in it.
func (w *windowScan) digitTriggers(s *scan, p *plan) {
	d, pd := w.cur.digit, w.prev.digit
	n, pn := ^d, ^pd
	d2, p2 := d&shl(d, pd, 1), pd&(pd<<1)
	d4, p4 := d2&shl(d2, p2, 2), p2&(p2<<2)
	d7, p7 := d4&shl(d4, p4, 3), p4&(p4<<3)

	for t := n & shl(d7, p7, 1); t != 0; t &= t - 1 {
		s.runEnds(w.base + bits.TrailingZeros64(t))
	}
	w.gap = d & shl(n, pn, 1) & shl(d, pd, 2)
	if p.has(anchorDots) {
		w.dots = w.gap & (shl(w.gap, w.pgap, 2) | shl(w.gap, w.pgap, 3) | shl(w.gap, w.pgap, 4))
		for t := w.gap & (shl(w.dots, w.pdots, 2) | shl(w.dots, w.pdots, 3) | shl(w.dots, w.pdots, 4)); t != 0; t &= t - 1 {
			if i := w.base + bits.TrailingZeros64(t) - 1; i >= s.lo && s.text[i] == '.' {
				s.call(anchorDots, i, i+1)
			}
		}
	}
	if p.has(anchorGroups) {
		w.groupTriggers(s, p, d, pd, n, pn, d2, p2, d4, p4)
	}
	if p.has(anchorIBAN) {
		u, pu := w.cur.upper, w.prev.upper
		for t := d2 & shl(u, pu, 2) & shl(u, pu, 3); t != 0; t &= t - 1 {
			i := w.base + bits.TrailingZeros64(t) - 3
			if i >= s.lo && (i == s.lo || !isWord(s.text[i-1])) {
				s.call(anchorIBAN, i, i+4)
			}
		}
	}
	if p.wide {
		w.wordTriggers(s, p, d4, p4)
	} else {
		// Digits with something above U+007F in front or behind.
		h, ph := w.cur.high, w.prev.high
		for t := d & shl(h, ph, 1); t != 0; t &= t - 1 {
			s.oddBeside(w.base+bits.TrailingZeros64(t), true)
		}
		for t := h & shl(d, pd, 1); t != 0; t &= t - 1 {
			s.oddBeside(w.base+bits.TrailingZeros64(t), false)
		}
	}
}

// groupTriggers finds sequences of digit groups. A narrow plan only knows the
// two shapes that its recognisers ask for, 3-2-4 and 4-4-4-4; a wide plan looks
// at every gap of one to three bytes.
func (w *windowScan) groupTriggers(s *scan, p *plan, d, pd, n, pn, d2, p2, d4, p4 uint64) {
	var t uint64
	if p.wide {
		gap2 := d & shl(n, pn, 1) & shl(n, pn, 2) & shl(d, pd, 3)
		gap3 := d & shl(n, pn, 1) & shl(n, pn, 2) & shl(n, pn, 3) & shl(d, pd, 4)
		t = w.gap | gap2 | gap3
	} else {
		d3, p3 := d2&shl(d, pd, 2), p2&(pd<<2)
		ssn := d4 & shl(n, pn, 4) & shl(d2, p2, 5) & shl(n, pn, 7) & shl(d3, p3, 8)
		card := d4 & shl(n, pn, 4) & shl(d4, p4, 5) & shl(n, pn, 9) & shl(d4, p4, 10) & shl(n, pn, 14) & shl(d4, p4, 15)
		for t = ssn | card; t != 0; t &= t - 1 {
			i := w.base + bits.TrailingZeros64(t)
			if i < s.groupsEnd {
				continue
			}
			if card>>(i-w.base)&1 == 1 {
				s.groupsFrom(max(s.lo, i-18)) // the first of 4-4-4-4
			} else {
				s.groupsFrom(max(s.lo, i-10)) // the first of 3-2-4
			}
		}
	}
	for ; t != 0; t &= t - 1 {
		if i := w.base + bits.TrailingZeros64(t); i >= s.groupsEnd && endsSeparator[s.text[i-1]] {
			s.groupsAt(i)
		}
	}
}

// wordTriggers finds words of letters and digits: four digits behind a letter, or
// a letter behind four digits.
func (w *windowScan) wordTriggers(s *scan, p *plan, d4, p4 uint64) {
	l, pl := w.cur.letter, w.prev.letter
	if p.has(anchorWord) {
		for t := d4&shl(l, pl, 4) | l&shl(d4, p4, 1); t != 0; t &= t - 1 {
			s.wordAt(w.base + bits.TrailingZeros64(t))
		}
	}
}

// longWord is the shortest word that is long.
const longWord = 26

// longTriggers finds words of at least longWord letters and digits, at the place
// where they have become that long.
func (w *windowScan) longTriggers(s *scan, p *plan) {
	if !p.has(anchorLong) {
		return
	}
	r, q := w.cur.letter|w.cur.digit, w.prev.letter|w.prev.digit
	if r&shl(r, q, 8)&shl(r, q, 16)&shl(r, q, longWord-1) == 0 {
		return // nearly always
	}
	for _, n := range [...]uint{1, 2, 4, 8, longWord - 16} { // runs of 2, 4, 8, 16 and longWord
		if r, q = r&shl(r, q, n), q&(q<<n); r == 0 {
			return
		}
	}
	for t := r &^ shl(r, q, 1); t != 0; t &= t - 1 {
		start := w.base + bits.TrailingZeros64(t) - longWord + 1
		if start < s.lo || start > s.lo && isAlnum(s.text[start-1]) {
			continue // the run began before what may be looked at
		}
		s.longAt(start)
	}
}

// longAt shows the long word that begins at start.
func (s *scan) longAt(start int) {
	end := start + longWord
	for end < s.hi && isAlnum(s.text[end]) {
		end++
	}
	for _, t := range s.plan.by[anchorLong] {
		if n := end - start; n >= t.lens[0] && n <= t.lens[1] && hasLetter(s.text[start:end]) {
			s.fire(t, start, end)
		}
	}
}

// colonTriggers finds colons of MAC and IPv6 addresses.
func (w *windowScan) colonTriggers(s *scan, p *plan) {
	if p.has(anchorColons) && w.cur.colon|w.prev.colon != 0 {
		c, pc := w.cur.colon, w.prev.colon
		w.colon2 = c & (shl(c, pc, 2) | shl(c, pc, 3) | shl(c, pc, 4) | shl(c, pc, 5))
		q, pq := w.colon2, w.pcolon2
		t := c&(shl(q, pq, 2)|shl(q, pq, 3)|shl(q, pq, 4)|shl(q, pq, 5)) | c&shl(c, pc, 1)
		for ; t != 0; t &= t - 1 {
			if i := w.base + bits.TrailingZeros64(t); i >= s.colonsEnd && i < s.hi && s.text[i] == ':' {
				s.call(anchorColons, i, i+1)
			}
		}
	}
}

// anchorBytes calls the recognisers that wait for '@' or "://".
func (s *scan) anchorBytes(p *plan) {
	if p.has(anchorAt) {
		for i := s.lo; ; i++ {
			k := bytes.IndexByte(s.text[i:s.hi], '@')
			if k < 0 {
				break
			}
			if i += k; i > s.lo && i+1 < s.hi && s.text[i-1] > ' ' && s.text[i+1] > ' ' {
				s.call(anchorAt, i, i+1)
			} else if p.wide && s.hidden(i) {
				s.odd = append(s.odd, i)
			}
		}
	}
	if p.has(anchorURL) {
		for i := s.lo; ; i++ {
			k := bytes.Index(s.text[i:s.hi], slashes)
			if k < 0 {
				break
			}
			if i += k; i > s.lo && s.text[i-1] == ':' {
				s.call(anchorURL, i-1, i+2)
			}
		}
	}
}

// slashes is looked for rather than "://", since colons are more common.
var slashes = []byte("//")

// runEnds handles a run of seven or more digits that ends before end.
func (s *scan) runEnds(end int) {
	start := end - 7
	for start > s.lo && isDigit(s.text[start-1]) {
		start--
	}
	n := end - start
	if n >= 22 && s.plan.wide && n%2 == 0 && hexText(s.text[start:end]) {
		s.odd = append(s.odd, start) // eleven digits in hexadecimal
	}
	before, after := s.wordBefore(start), s.wordAfter(end)
	if !before && !after {
		if n < 64 && s.plan.runLens>>n&1 == 1 {
			s.fireList(&s.plan.runs[n], start, end)
		}
		return
	}
	if s.plan.has(anchorWord) && !s.plan.wide {
		s.wordAt(end - 1)
	}
}

// wordAt handles the word of letters and digits around place i, once.
func (s *scan) wordAt(i int) {
	if i < s.wordEnd {
		return
	}
	start, end := i, i
	for start > s.lo && i-start <= maxWord && isAlnum(s.text[start-1]) {
		start--
	}
	// A backslash and a letter in front are an escape, not part of the word.
	if start > s.lo && start < i && s.text[start-1] == '\\' && isEscapeLetter(s.text[start]) {
		start++
	}
	for end < s.hi && isAlnum(s.text[end]) {
		end++
	}
	s.wordEnd = end
	n := end - start
	if n > maxWord || len(s.plan.wordLens[n].always)+len(s.plan.wordLens[n].inFields) == 0 || (start > s.lo && s.text[start-1] == '_') || (end < s.hi && s.text[end] == '_') {
		return
	}
	if !hasLetter(s.text[start:end]) {
		return // the only letter was the escape's
	}
	s.fireList(&s.plan.wordLens[n], start, end)
}

// fireList calls the recognisers of a list.
func (s *scan) fireList(l *triggerList, start, end int) {
	for _, t := range l.always {
		s.fire(t, start, end)
	}
	if s.field != "" || s.fieldAt != nil {
		for _, t := range l.inFields {
			s.fire(t, start, end)
		}
	}
}

func hasLetter(b []byte) bool {
	return slices.ContainsFunc(b, isLetter)
}

// maxWord is the longest word that recognisers may ask for: longer ones are
// hashes, keys and encoded data, which other anchors find.
const maxWord = 64

func (s *scan) call(k anchorKind, start, end int) {
	for _, t := range s.plan.by[k] {
		s.fire(t, start, end)
	}
}

// fire calls one recogniser.
func (s *scan) fire(t *trigger, start, end int) {
	s.rec = t.rec
	if s.plan.clock != nil {
		s.timed(t, start, end)
		return
	}
	t.fn(s, start, end)
}

func isDigit(c byte) bool { return c-'0' < 10 }

func isUpper(c byte) bool { return c-'A' < 26 }

func isLetter(c byte) bool { return (c|0x20)-'a' < 26 }

func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }

// isWord reports whether c belongs to a word: ASCII letter, digit or '_'. A
// Chinese character does not, so that 手机13812345678谢谢 is found.
func isWord(c byte) bool { return isAlnum(c) || c == '_' }

func isEscapeLetter(c byte) bool { return c == 'n' || c == 't' || c == 'r' }

// wordBefore reports whether the byte before start belongs to the same word.
// The letter of an escape such as \n in quoted text does not.
func (s *scan) wordBefore(start int) bool {
	if start <= s.lo || !isWord(s.text[start-1]) {
		return false
	}
	return !(isEscapeLetter(s.text[start-1]) && start-2 >= s.lo && s.text[start-2] == '\\')
}

// wordAfter reports whether the byte at end belongs to the same word.
func (s *scan) wordAfter(end int) bool { return end < s.hi && isWord(s.text[end]) }

// alone reports whether [start, end) is neither preceded nor followed by a
// letter, digit or '_'.
func (s *scan) alone(start, end int) bool { return !s.wordBefore(start) && !s.wordAfter(end) }

// decimal reports whether [start, end) is part of a number with a decimal point
// or thousands separators, such as a price.
func (s *scan) decimal(start, end int) bool {
	if end+1 < s.hi && (s.text[end] == '.' || s.text[end] == ',') && isDigit(s.text[end+1]) {
		return s.text[end] == '.' || !s.table(start, end)
	}
	return start-2 >= s.lo && s.text[start-1] == '.' && isDigit(s.text[start-2])
}

// table reports whether a comma beside the value parts columns rather than
// thousands: what follows is not exactly three digits.
func (s *scan) table(_, end int) bool {
	i := end + 1
	for i < s.hi && isDigit(s.text[i]) {
		i++
	}
	return i-end-1 != 3
}
