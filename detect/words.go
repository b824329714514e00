// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Classes of bytes for the search for context words, and flags of Chinese
// characters.
const (
	byteLetter = 1 << iota
	byteUpper

	hanAsked   = 1 << 0 // a recogniser asked for it
	hanCue     = 1 << 1 // begins a context word
	hanNumeral = 1 << 2 // a digit in Chinese
)

var byteClass = func() (t [256]uint8) {
	for c := range 256 {
		b := byte(c)
		switch {
		case isUpper(b):
			t[c] = byteLetter | byteUpper
		case isLetter(b):
			t[c] = byteLetter
		}
	}
	return t
}()

// hanFlags returns the flags of every character for plan p.
func (p *plan) hanFlags(t *cueTable) (flags [hanLast - hanFirst + 1]uint8) {
	for k := range flags {
		if t.han[k] != 0 {
			flags[k] |= hanCue
		}
		if p.charSlots[k] != 0 {
			flags[k] |= hanAsked
		}
		if hanDigit[k>>6]>>(k&63)&1 == 1 {
			flags[k] |= hanNumeral
		}
	}
	return flags
}

// words looks at the letters, the characters above U+007F and the marks of one
// window: it collects the context words, the characters and capitalised words
// that recognisers asked for, and the places of characters behind which a value
// may hide. Nothing is decided here.
func (w *windowScan) words(s *scan, p *plan) {
	l, d, u := w.cur.letter, w.cur.digit, w.cur.upper
	capital := p.has(anchorCapital)
	before := shl(d, w.prev.digit, 1) // behind a digit
	for t := l &^ shl(l, w.prev.letter, 1); t != 0; t &= t - 1 {
		k := bits.TrailingZeros64(t)
		i, n := w.base+k, bits.TrailingZeros64(^(l >> k))
		end := i + n
		mixed := u>>k>>1&(1<<(n-1)-1) != 0
		after := d>>k>>n&1 == 1
		if k+n == window {
			for end < s.hi && isLetter(s.text[end]) {
				mixed = mixed || isUpper(s.text[end])
				end++
			}
			after = end < s.hi && isDigit(s.text[end])
		}
		if p.cues.mayBegin(s.text[i:end]) || mixed || i >= s.blockEnd && (after || before>>k&1 == 1 || end-i >= minBase64) ||
			capital && u>>k&1 == 1 || end-i == 3 && s.text[i]|0x20 == 'd' {
			s.asciiWord(s.text[:s.hi], i, end, mixed)
		}
	}
	for t := w.cur.mark; t != 0; t &= t - 1 {
		if i := w.base + bits.TrailingZeros64(t); s.hidden(i) {
			s.odd = append(s.odd, i)
		}
	}
	// One byte between two digits: 138*1234*5678.
	for t := w.gap; t != 0; t &= t - 1 {
		if i := w.base + bits.TrailingZeros64(t) - 1; hidesASCII[s.text[i]] && s.hidden(i) {
			s.odd = append(s.odd, i)
		}
	}
	if w.cur.high != 0 {
		w.runes(s, p)
	}
}

// runes looks at the runes above U+007F that begin in the window.
func (w *windowScan) runes(s *scan, p *plan) {
	text, flags := s.text[:s.hi], &p.han
	stop := min(w.base+window, s.hi)
	i := max(w.base, w.runeTo)
	// Characters that were asked for are a third of a Chinese text, in no order
	// that a processor could foresee: each is written, and kept by counting up.
	n := len(s.chars)
	s.chars = slices.Grow(s.chars, window/3+1)
	chars := s.chars[:n+window/3+1]
	for i < stop {
		c := text[i]
		if c < 0x80 {
			rest := w.cur.high >> (i - w.base)
			if rest == 0 {
				break
			}
			i += bits.TrailingZeros64(rest)
			continue
		}
		if c >= 0xE4 && c <= 0xE9 && i+2 < len(text) {
			r := (uint(c&0x0F)<<12 | uint(text[i+1]&0x3F)<<6 | uint(text[i+2]&0x3F)) - hanFirst
			if r < uint(len(flags)) {
				f := flags[r]
				chars[n] = charHit{i, uint16(r)}
				n += int(f & hanAsked)
				if f > hanAsked {
					s.hanChar(text, i, r, f)
				}
				i += 3
				continue
			}
		}
		i += s.otherRune(text, i)
	}
	w.runeTo = i
	s.chars = chars[:n]
}

// asciiWord handles the letters [i, end); mixed says that a capital is among
// the letters behind the first.
func (s *scan) asciiWord(text []byte, i, end int, mixed bool) {
	if end-i <= maxCueWord {
		s.plan.cues.word(text, i, end, mixed, s.addCue)
	}
	if isUpper(text[i]) && s.plan.has(anchorCapital) {
		if i != s.capEnd+1 || text[s.capEnd] != ' ' {
			s.caps = append(s.caps, span{i, end})
		}
		s.capEnd = end
	}
	digitAfter := end < len(text) && isDigit(text[end])
	digitBefore := i > s.lo && isDigit(text[i-1])
	switch c := text[i]; {
	case i < s.blockEnd:
	case digitBefore || digitAfter || end-i >= minBase64:
		s.oddLetters(text, i, end, digitBefore, digitAfter)
	case (c == 'd' || c == 'D') && end-i == 3 && i > s.lo && text[i-1] == ' ' && equalFold(text[i:end], "dot"):
		if _, n := spelled(text, i-1); n > 0 {
			s.odd = append(s.odd, i)
		}
	}
}

// oddLetters notes the letters [i, end) if they may be part of a number written
// with letters or of an encoded block.
func (s *scan) oddLetters(text []byte, i, end int, digitBefore, digitAfter bool) {
	if c := text[i]; (digitBefore || digitAfter) && end-i <= 4 && (c == 'O' || c == 'o' || c == 'l' || c == 'I') {
		if digitBefore && digitAfter || i == s.lo || !isWord(text[i-1]) || end == len(text) || !isWord(text[end]) {
			s.odd = append(s.odd, i)
			return
		}
	}
	if end-i == 1 && digitBefore && digitAfter && (text[i] == 'x' || text[i] == 'X') && s.parted(i) {
		s.odd = append(s.odd, i)
		return
	}
	if i < s.blockEnd || !digitAfter && end-i < minBase64 {
		return
	}
	// A block may begin with digits. One that has no letter among its first
	// maxWord characters is a number.
	a := i
	for a > s.lo && i-a < maxWord && isBase64(text[a-1]) {
		a--
	}
	n := blockLength(text[a:])
	s.blockEnd = max(i+1, a+n)
	if n > 0 && textBlock(text[a:a+n]) {
		s.odd = append(s.odd, a)
	}
}

// hanChar handles the flagged character at i; k counts from hanFirst.
func (s *scan) hanChar(text []byte, i int, k uint, f uint8) {
	if f&hanNumeral != 0 {
		s.numeral(i)
	}
	if f&hanCue != 0 && s.plan.cues.mayFollow(text, i, k) {
		if e, m := s.plan.cues.match(s.plan.cues.han[k], text, i+3); e >= 0 {
			s.cues = append(s.cues, cueHit{i, e, m})
		}
	}
}

// otherRune handles the rune above U+007F at i that is not among the flagged
// ones, and returns its length.
func (s *scan) otherRune(text []byte, i int) int {
	if plainMark(text, i) {
		return 3
	}
	r, w := utf8.DecodeRune(text[i:])
	if r >= 0xC0 && r < 0x1F00 && s.plan.has(anchorCapital) && (i == s.lo || !isLetter(text[i-1])) {
		if b := latinBase(r); b != "" && isUpper(b[0]) { // Éva, Åsa
			s.caps = append(s.caps, span{i, i + w})
			s.capEnd = -2
		}
	}
	if r == '〇' {
		s.numeral(i)
	} else if s.hidesRune(r, i, i+w) {
		s.odd = append(s.odd, i)
	}
	if slot := s.plan.cues.runes[r]; slot != 0 {
		if e, m := s.plan.cues.match(slot, text, i+w); e >= 0 {
			s.cues = append(s.cues, cueHit{i, e, m})
		}
	}
	return w
}
