// SPDX-License-Identifier: Apache-2.0

package detect

import "unicode/utf8"

// sampleStride is the distance of the samples. Eleven numerals, the shortest
// number that a narrow plan looks for, have 33 bytes: the first sample among them
// falls on one of the first six, and minNumerals are left.
const sampleStride = 18

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
		case c < 0xE4 || c > 0xE9:
			if !plainMark(text, j) {
				s.oddRune(j)
			}
		}
	}
}

// plainMark reports whether the rune at i is punctuation that Chinese text is full
// of and that hides nothing: U+3000 to U+3006 and U+3008 to U+303F but the comma
// 、 and the full-width forms of
// , : ; ( ) ! ? and their like; dashes, quotes and the ellipsis not behind a digit.
func plainMark(text []byte, i int) bool {
	if i+2 >= len(text) {
		return false
	}
	a, b, c := text[i], text[i+1], text[i+2]
	return a == 0xE3 && b == 0x80 && c != 0x87 && c != 0x81 ||
		a == 0xE2 && b == 0x80 && (c >= 0x94 && c <= 0x9F || c == 0xA6) && (i == 0 || !isDigit(text[i-1])) ||
		a == 0xEF && b == 0xBC && (c >= 0x81 && c <= 0x8F || c >= 0x9A && c <= 0x9F)
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
