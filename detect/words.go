// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Classes of bytes for the search for context words, and flags of Chinese
// characters.
const (
	byteLetter = 1 << iota
	byteUpper
	byteHigh // above U+007F

	hanNoted   = 1 << 0 // is noted for a recogniser
	hanCalls   = 1 << 1 // a recogniser is called for it
	hanHead    = 1 << 2 // a recogniser is called for it if a digit follows
	hanCue     = 1 << 3 // begins a context word
	hanNumeral = 1 << 4 // a digit in Chinese

	// Bits of plan.hanMarks.
	markNoted  = 0 // hanNoted
	markCalls  = 1 // is looked at wherever it stands
	markFollow = 2 // is looked at if what follows may continue a context word
	markHead   = 3 // is looked at if a digit follows
	markBits   = 4
)

var byteClass = func() (t [256]uint8) {
	for c := range 256 {
		b := byte(c)
		switch {
		case isUpper(b):
			t[c] = byteLetter | byteUpper
		case isLetter(b):
			t[c] = byteLetter
		case b >= 0x80:
			t[c] = byteHigh
		}
	}
	return t
}()

// setHanFlags completes the flags of every character.
func (p *plan) setHanFlags() {
	for k := range p.han {
		if p.cues.han[k] != 0 {
			p.han[k] |= hanCue
		}
		if hanDigit[k>>6]>>(k&63)&1 == 1 {
			p.han[k] |= hanNumeral
		}
		f := p.han[k]
		marks := uint64(f&hanNoted) << markNoted
		if f&(hanCalls|hanNumeral) != 0 || f&hanCue != 0 && p.cues.open[k>>6]>>(k&63)&1 == 1 {
			marks |= 1 << markCalls
		}
		if f&hanCue != 0 {
			marks |= 1 << markFollow
		}
		if f&hanHead != 0 {
			marks |= 1 << markHead
		}
		p.hanMarks[k*markBits>>6] |= marks << (k * markBits & 63)
	}
}

// words looks at the letters, the characters above U+007F and the marks of one
// window: it collects the context words, the characters and capitalised words
// that recognisers asked for, and the places of characters behind which a value
// may hide. Nothing is decided here.
func (w *windowScan) words(s *scan, p *plan) {
	text := s.text[:s.hi]
	l, d, u := w.cur.letter, w.cur.digit, w.cur.upper
	before := shl(d, w.prev.digit, 1) // behind a digit
	capital := u &^ before
	if !p.has(anchorCapital) {
		capital = 0
	}
	for t := l &^ shl(l, w.prev.letter, 1); t != 0; t &= t - 1 {
		k := bits.TrailingZeros64(t) & 63
		i, n := w.base+k, bits.TrailingZeros64(^(l >> k))
		mixed := u>>k>>1&(1<<((n-1)&63)-1) != 0
		after := d>>k>>(n&63)&1 == 1
		if k+n == window {
			end := i + n
			for end < len(text) && isLetter(text[end]) {
				mixed = mixed || isUpper(text[end])
				end++
			}
			after = end < len(text) && isDigit(text[end])
			n = end - i
		}
		// A single letter behind a digit is a unit, a time's T or hexadecimal.
		if mixed || p.cues.mayBegin(text, i, n) && (n > 1 || before>>k&1 == 0) {
			s.cueWord(text, i, i+n, mixed)
		}
		if capital>>k&1 == 1 {
			s.capitalWord(text, i, i+n)
		}
		if (after || before>>k&1 == 1 || n >= minBase64) && i >= s.blockEnd {
			s.oddLetters(text, i, i+n, before>>k&1 == 1, after)
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
	text, cues, lo := s.text[:s.hi], p.cues, s.lo
	stop := min(w.base+window, s.hi)
	i := max(w.base, w.runeTo)
	// Characters to be noted are a sixth of a Chinese text and those to be looked
	// at a twentieth, in no order that a processor could foresee: each is
	// written, and kept by counting up.
	s.high = true
	n, q := len(s.noted), 0
	s.noted = slices.Grow(s.noted, len(s.flagged))
	noted, flagged := (*[len(s.flagged)]charHit)(s.noted[n:n+len(s.flagged)]), &s.flagged
	n = 0
	for i < stop && i+8 <= len(text) {
		x := binary.LittleEndian.Uint64(text[i:])
		if x&0xC0C0F0 == 0x8080E0 { // three bytes
			if r := uint(x&0xF<<12|x>>8&0x3F<<6|x>>16&0x3F) - hanFirst; r < hanLast-hanFirst+1 {
				hit := charHit{uint32(i - lo), uint16(r)}
				marks := p.hanMarks[r*markBits>>6] >> (r * markBits & 63)
				noted[n%len(noted)] = hit
				n += int(marks >> markNoted & 1)
				digit := (uint64(byte(x>>24)-'0') - 10) >> 63
				flagged[q%len(flagged)] = hit
				q += int((marks>>markCalls | marks>>markFollow&cues.follows(r, uint32(x>>24)) | marks>>markHead&digit) & 1)
				i += 3
				continue
			}
		}
		if x&0x80 == 0 {
			rest := w.cur.high >> ((i - w.base) & 63)
			if rest == 0 {
				i = stop
				break
			}
			i += bits.TrailingZeros64(rest)
			continue
		}
		if plainMark(text, i) {
			i += 3
			continue
		}
		s.flaggedChars(text, q)
		q = 0
		i += s.otherRune(text, i)
	}
	s.flaggedChars(text, q)
	s.noted = s.noted[:len(s.noted)+n]
	for i < stop { // the text ends
		i += s.lastRune(text, i)
	}
	w.runeTo = i
}

// flaggedChars handles the first n characters of s.flagged, which have eight
// bytes of text.
func (s *scan) flaggedChars(text []byte, n int) {
	for _, c := range s.flagged[:n] {
		i, k := s.lo+int(c.off), uint(c.char)
		f := s.plan.han[k]
		if f&hanCue != 0 && !s.plan.cues.mayFollow(k, binary.LittleEndian.Uint32(text[i+3:])) {
			f &^= hanCue
		}
		if f&hanHead != 0 && !isDigit(text[i+3]) {
			f &^= hanHead
		}
		s.hanChar(text, i, k, f)
	}
}

// lastRune does what [windowScan.runes] does for the rune at i, within the last
// eight bytes, and returns its length.
func (s *scan) lastRune(text []byte, i int) int {
	r := s.hanRune(i)
	switch {
	case text[i] < 0x80:
		return 1
	case r == 0 && plainMark(text, i):
		return 3
	case r == 0:
		return s.otherRune(text, i)
	}
	k := uint(r - hanFirst)
	if s.plan.han[k]&hanNoted != 0 {
		s.noted = append(s.noted, charHit{uint32(i - s.lo), uint16(k)})
	}
	f := s.plan.han[k]
	if i+3 >= len(text) || !isDigit(text[i+3]) {
		f &^= hanHead
	}
	s.hanChar(text, i, k, f)
	return 3
}

// cueWord notes the context words of the letters [i, end); mixed says that a
// capital is among the letters behind the first.
func (s *scan) cueWord(text []byte, i, end int, mixed bool) {
	if end-i <= maxCueWord {
		s.plan.cues.word(text, i, end, mixed, s.addCue)
	}
	if i >= s.blockEnd && end-i == 3 && i > s.lo && text[i-1] == ' ' && equalFold(text[i:end], "dot") {
		if _, n := spelled(text, i-1); n > 0 {
			s.odd = append(s.odd, i)
		}
	}
}

// capitalWord notes the word [i, end) unless it follows another with a capital or
// is an ordinary one at the beginning of a sentence.
func (s *scan) capitalWord(text []byte, i, end int) {
	if (i != s.capEnd+1 || text[s.capEnd] != ' ') && !opensSentence(text, i, end) {
		s.caps = append(s.caps, span{i, end})
	}
	s.capEnd = end
}

// openers are short words that begin sentences and are no part of a name or
// address when a small letter follows.
const openers = `i a an the this that we if you it its in on at by of or and but for to from my his her our how what when where why who let no not so as is are was were they she he
	be do does did has have had then than here each some any all both most more your one two with also just only very see use yes now new`

// openersBy are the openers of up to four letters by the hash of these.
var openersBy = func() (by [1 << 9]uint32) {
	for w := range strings.FieldsSeq(openers) {
		if len(w) <= 4 {
			x := firstLetters([]byte(w), 0, len(w))
			by[x*0x9E3779B1>>23] = x
		}
	}
	return by
}()

// opensSentence reports whether [i, end) is one of openers, a space and a small
// letter behind it. Some may be missed.
func opensSentence(text []byte, i, end int) bool {
	if end-i > 4 || end+1 >= len(text) || text[end] != ' ' || text[end+1] < 'a' || text[end+1] > 'z' {
		return false
	}
	x := firstLetters(text, i, end-i)
	return openersBy[x*0x9E3779B1>>23] == x
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
	if f&(hanCalls|hanHead) != 0 {
		s.chars = append(s.chars, charHit{uint32(i - s.lo), uint16(k)})
	}
	if f&hanCue != 0 {
		if e, m := s.plan.cues.matchHan(k, text, i+3); e >= 0 {
			s.cues = append(s.cues, cueHit{i, e, m})
		}
	}
}

// otherRune handles the rune above U+007F at i that is neither among the flagged
// ones nor a [plainMark], and returns its length.
func (s *scan) otherRune(text []byte, i int) int {
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
		if e, m := s.plan.cues.match(slot, text, i+w); e >= 0 && wholeWord(text, i, e) {
			s.cues = append(s.cues, cueHit{i, e, m})
		}
	}
	return w
}
