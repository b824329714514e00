// SPDX-License-Identifier: Apache-2.0

package detect

import "unicode/utf8"

// maxGroups bounds a sequence of digit groups. A number written digit by digit
// has 19 at most; longer sequences are tables.
const maxGroups = 20

// group is one run of digits in a sequence.
type group struct {
	start, end int
}

func (g group) len() int { return g.end - g.start }

// groups is a maximal sequence of digit groups parted by separators, for
// example "+86 138-1234-5678" or "(021) 6234 5678". It belongs to the scan and
// is valid during the call of a recogniser.
type groups struct {
	n      int
	g      [maxGroups]group
	digits int  // in all groups
	plus   bool // a '+' stands in front
	// lens[i] are the lengths of the groups from i on, four bits each, the first
	// lowest, see [groupLens]; in wide plans.
	lens [maxGroups + 1]uint64
}

// groupLens packs lengths of groups: what a number that is written in groups is
// compared with at once. Lengths above 15 count as 15.
func groupLens(lens ...int) (packed uint64) {
	for k, n := range lens {
		packed |= uint64(min(n, 15)) << (4 * k)
	}
	return packed
}

// pack fills lens.
func (gs *groups) pack() {
	gs.lens[gs.n] = 0
	for i := gs.n - 1; i >= 0; i-- {
		gs.lens[i] = gs.lens[i+1]<<4 | uint64(min(gs.g[i].len(), 15))
	}
}

// groupsAt gathers the sequence that place i, a digit behind a gap, is part of.
func (s *scan) groupsAt(i int) {
	// The sequence begins with the group in front of the gap: an earlier one
	// would have been met at its own gap.
	start := i - 1
	for start > s.lo && i-start < 3 && !isDigit(s.text[start-1]) {
		start--
	}
	if s.separatorAfter(start) != i-start {
		return
	}
	s.groupsFrom(start)
}

// groupsFrom gathers the sequence whose first group ends at or behind start and
// shows it to the recognisers.
func (s *scan) groupsFrom(start int) {
	for start > s.lo && isDigit(s.text[start-1]) {
		start--
	}
	gs := &s.groups
	gs.n, gs.digits = 0, 0
	gs.plus = start > s.lo && s.text[start-1] == '+'
	at := start
	for {
		end := at
		for end < s.hi && isDigit(s.text[end]) {
			end++
		}
		if gs.n < maxGroups {
			gs.g[gs.n] = group{at, end}
		}
		gs.n++
		gs.digits += end - at
		sep := s.separatorAfter(end)
		if sep == 0 {
			at = end
			break
		}
		at = end + sep
	}
	s.groupsEnd = at
	if s.plan.wide && gs.n >= 4 && gs.n <= maxGroups && gs.digits >= 11 && gs.digits <= maxJoined && gs.scattered() {
		s.odd = append(s.odd, start)
	}
	if gs.n < 2 || gs.n > maxGroups || gs.digits < 7 || s.wordBefore(start) || s.wordAfter(at) && !s.loneX(at) {
		return
	}
	if s.plan.wide && s.dateOrAddress() {
		return
	}
	if s.plan.wide {
		gs.pack()
	}
	s.fireList(&s.plan.groups, start, at)
}

// loneX reports whether the byte at i is the check character X, alone behind digits.
func (s *scan) loneX(i int) bool {
	return (s.text[i] == 'X' || s.text[i] == 'x') && !s.wordAfter(i+1)
}

// dateOrAddress reports whether the groups are those of a date, 2026-11-24, or of
// an IPv4 address: the sequences that logs are full of and no number has.
func (s *scan) dateOrAddress() bool {
	gs := &s.groups
	g := gs.g[:gs.n]
	switch gs.n {
	case 3:
		year := s.text[g[0].start:g[0].end]
		return len(year) == 4 && (year[0] == '1' && year[1] == '9' || year[0] == '2' && year[1] == '0') &&
			g[1].len() <= 2 && g[2].len() <= 2
	case 4:
		for i := range g {
			if g[i].len() > 3 || i > 0 && (g[i].start-g[i-1].end != 1 || s.text[g[i-1].end] != '.') {
				return false
			}
		}
		return true
	}
	return false
}

// scattered reports whether most groups have one or two digits: nobody's way of
// writing a number, other than to hide it.
func (gs *groups) scattered() bool {
	small := 0
	for _, g := range gs.g[:gs.n] {
		if g.len() <= 2 {
			small++
		}
	}
	return small*2 > gs.n
}

// separatorAfter returns the length of a separator that begins at i and is
// followed by a digit: one of space - . / · ( ), or two or three of them where
// spaces or brackets take part, or a dash or space of Unicode. Zero if none.
func (s *scan) separatorAfter(i int) int {
	if i+1 < s.hi && separatorByte[s.text[i]] && isDigit(s.text[i+1]) {
		return 1
	}
	n := 0
	for n < 3 && i+n < s.hi {
		w := separatorWidth(s.text[i+n : s.hi])
		if w == 0 {
			break
		}
		n += w
	}
	if n == 0 || n > 3 || i+n >= s.hi || !isDigit(s.text[i+n]) {
		return 0
	}
	if n >= 2 && !soft(s.text[i:i+n]) {
		return 0
	}
	return n
}

// soft reports whether a separator of several bytes is one that people write:
// it has a space or bracket, or is a single rune.
func soft(b []byte) bool {
	if r, w := utf8.DecodeRune(b); w == len(b) && r != utf8.RuneError {
		return true
	}
	for i, c := range b {
		if c == ' ' || c == '(' || c == ')' {
			return i == 0 || len(b) <= 3
		}
	}
	return false
}

// separatorByte are the separators of one byte; endsSeparator are the bytes that
// any separator may end with.
var (
	separatorByte = byteSet(" -./()")
	endsSeparator = func() [256]bool {
		t := separatorByte
		for c := 0x80; c < 256; c++ {
			t[c] = true
		}
		return t
	}()
)

// separatorWidth returns the length of the separator rune at the start of b.
func separatorWidth(b []byte) int {
	switch c := b[0]; {
	case separatorByte[c]:
		return 1
	case c < 0x80:
		return 0
	}
	switch r, w := utf8.DecodeRune(b); r {
	case 0xA0, 0xB7, 0x2002, 0x2003, 0x2009, 0x202F, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x3000:
		// no-break space, middle dot, spaces, hyphens and dashes, ideographic space
		return w
	}
	return 0
}

// match reports whether the groups from index i on have exactly the given
// lengths, and returns the bounds of the stretch.
func (gs *groups) match(i int, lens ...int) (start, end int, ok bool) {
	if i < 0 || i+len(lens) > gs.n {
		return 0, 0, false
	}
	for k, n := range lens {
		if gs.g[i+k].len() != n {
			return 0, 0, false
		}
	}
	return gs.g[i].start, gs.g[i+len(lens)-1].end, true
}

// sameSeparators reports whether the gaps inside groups i to j (exclusive) are
// all written alike.
func (s *scan) sameSeparators(i, j int) bool {
	gs := &s.groups
	for k := i + 1; k+1 < j; k++ {
		a := s.text[gs.g[k-1].end:gs.g[k].start]
		b := s.text[gs.g[k].end:gs.g[k+1].start]
		if string(a) != string(b) {
			return false
		}
	}
	return true
}

// digits appends the ASCII digits of [start, end) to dst. Recognisers pass
// s.buf[:0], which is theirs until they return.
func (s *scan) digits(dst []byte, start, end int) []byte {
	for _, c := range s.text[start:end] {
		if isDigit(c) {
			dst = append(dst, c)
		}
	}
	return dst
}
