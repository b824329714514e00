// SPDX-License-Identifier: Apache-2.0

package detect

import "unicode/utf8"

// sampleStride is the distance of the samples: seven numerals or full-width
// digits have 21 bytes, so one sample falls on a character of theirs that is
// whole.
const sampleStride = 16

// sample is what a narrow plan does in place of words: it looks at one
// character in every sampleStride bytes for the kinds that hide digits. Digits
// in other characters that have an ASCII digit beside them are found by the
// windows.
func (s *scan) sample() {
	text := s.text[:s.hi]
	for i := s.lo; i < len(text); i += sampleStride {
		c := text[i]
		if c < 0x80 {
			continue
		}
		j := i
		for j > s.lo && !utf8.RuneStart(text[j]) && i-j < 3 {
			j--
		}
		// Leads of the blocks with digit forms: superscripts, other scripts,
		// symbols, Chinese, full width, mathematical.
		switch c = text[j]; {
		case c >= 0xE4 && c <= 0xE9 && j+2 < len(text):
			r := rune(c&0x0F)<<12 | rune(text[j+1]&0x3F)<<6 | rune(text[j+2]&0x3F)
			if k := r - hanFirst; k >= 0 && r <= hanLast && hanDigit[k>>6]>>(k&63)&1 == 1 {
				s.numeral(j)
			}
		case c == 0xE2 || c == 0xEF || c == 0xF0 || c == 0xE3 || c < 0xE2:
			s.oddRune(j)
		}
	}
}

// oddRune notes the rune at i if it hides something.
func (s *scan) oddRune(i int) {
	r, w := utf8.DecodeRune(s.text[i:s.hi])
	if r == '〇' {
		s.numeral(i)
	} else if s.hidesRune(r, i, i+w) {
		s.odd = append(s.odd, i)
	}
}

// oddBeside notes the rune that ends before i or begins at it, next to an ASCII
// digit, if it hides something. Chinese characters other than numerals do not.
func (s *scan) oddBeside(i int, before bool) {
	if before {
		j := i - 1
		for j > s.lo && !utf8.RuneStart(s.text[j]) && i-j < 4 {
			j--
		}
		i = j
	}
	if c := s.text[i]; c >= 0xE4 && c <= 0xE9 {
		if r, _ := utf8.DecodeRune(s.text[i:s.hi]); hanDigitOf(r) >= 0 {
			s.numeral(i)
		}
		return
	}
	s.oddRune(i)
}
