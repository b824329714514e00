// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"unicode"
	"unicode/utf8"
)

// fold returns the ASCII character that r looks like or is a form of, and 0 for
// an invisible one. ok is false for a rune that stands for itself.
//
// Sources: Unicode 15 (compatibility forms), UTS 39 confusables for the letters
// that are in use, and the invisible characters collected in reports of
// evasion (default-ignorable code points and Hangul fillers).
func fold(r rune) (f rune, ok bool) {
	switch {
	case r == 0xFF01 || r == 0xFF0C || r == 0xFF1B || r == 0xFF1F:
		return 0, false // ！，；？ end a clause and are no part of a value
	case r >= 0xFF01 && r <= 0xFF5E: // full-width forms
		return r - 0xFF01 + '!', true
	case invisible(r):
		return 0, true
	case r == 0x3000 || r == 0xA0 || r >= 0x2000 && r <= 0x200A || r == 0x202F || r == 0x205F:
		return ' ', true
	case r >= 0x2010 && r <= 0x2015 || r == 0x2212 || r == 0xFE63:
		return '-', true
	case r == 0x3002 || r == 0xFF61 || r == 0x2024 || r == 0xFE52:
		return '.', true
	case r == 0xFE6B:
		return '@', true
	}
	if d := digitForm(r); d >= 0 {
		return '0' + rune(d), true
	}
	if l := letterForm(r); l != 0 {
		return l, true
	}
	return 0, false
}

// invisible reports whether r takes no room when shown.
func invisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0x180B && r <= 0x180F, r >= 0xFFF9 && r <= 0xFFFB,
		r >= 0xE0000 && r <= 0xE007F, r >= 0xE0100 && r <= 0xE01EF:
		return true
	}
	switch r {
	case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFEFF, 0xFFA0,
		0x20E3: // the box of a keycap emoji
		return true
	}
	return false
}

// digitRanges are forms of single digits in a row: first code point, the
// digit it stands for, and how many follow.
var digitRanges = []struct {
	first rune
	digit int8
	n     int8
}{
	{0x2070, 0, 1}, {0x00B9, 1, 1}, {0x00B2, 2, 2}, {0x2074, 4, 6}, // superscripts
	{0x2080, 0, 10},                                                // subscripts
	{0x2460, 1, 9}, {0x24EA, 0, 1}, {0x2474, 1, 9}, {0x2488, 1, 9}, // circled, in brackets, with full stop
	{0x24F5, 1, 9}, {0x24FF, 0, 1}, {0x2776, 1, 9}, {0x2780, 1, 9}, {0x278A, 1, 9}, // double and dark circles
	{0x3220, 1, 9}, {0x3280, 1, 9}, // Chinese numerals in brackets and circles
	{0x1F100, 0, 1}, {0x1F101, 0, 10}, {0x1FBF0, 0, 10}, // with full stop, with comma, segmented
}

// digitForm returns the digit that r is a form of, or -1. Chinese numerals are
// handled by joinDigits, since they are words as well.
func digitForm(r rune) int {
	if r < 0xB2 {
		return -1
	}
	if r >= 0x1D7CE && r <= 0x1D7FF { // mathematical: five alphabets of ten
		return int(r-0x1D7CE) % 10
	}
	for _, d := range digitRanges {
		if r >= d.first && r < d.first+rune(d.n) {
			return int(d.digit) + int(r-d.first)
		}
	}
	if r >= 0x660 && r < hanFirst && unicode.Is(unicode.Nd, r) {
		// Digits of other scripts come in tens that begin at zero.
		z := r
		for unicode.Is(unicode.Nd, z-1) && r-z < 9 {
			z--
		}
		return int(r - z)
	}
	return -1
}

// confusable maps letters of Cyrillic and Greek that look like Latin ones.
var confusable = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'һ': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm', 'о': 'o', 'р': 'p', 'ԛ': 'q',
	'ѕ': 's', 'т': 't', 'у': 'y', 'х': 'x', 'ѡ': 'w', 'А': 'A', 'В': 'B', 'С': 'C', 'Е': 'E', 'Н': 'H', 'І': 'I', 'Ј': 'J', 'К': 'K', 'М': 'M',
	'О': 'O', 'Р': 'P', 'Ѕ': 'S', 'Т': 'T', 'Х': 'X', 'У': 'Y', 'З': '3', 'α': 'a', 'ο': 'o', 'ρ': 'p', 'ν': 'v', 'ι': 'i', 'κ': 'k', 'υ': 'u',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Χ': 'X', 'Υ': 'Y', 'Ζ': 'Z',
	'ı': 'i', 'ɡ': 'g',
}

// letterForm returns the ASCII letter that r is a form of or looks like, or 0.
func letterForm(r rune) rune {
	switch {
	case r >= 0x24B6 && r <= 0x24CF: // circled capitals
		return r - 0x24B6 + 'A'
	case r >= 0x24D0 && r <= 0x24E9:
		return r - 0x24D0 + 'a'
	case r >= 0x1F130 && r <= 0x1F149 || r >= 0x1F150 && r <= 0x1F169 || r >= 0x1F170 && r <= 0x1F189: // squared and dark capitals
		return (r-0x1F130)%32 + 'A'
	case r >= 0x1D400 && r <= 0x1D6A3: // mathematical: alphabets of 52
		if k := (r - 0x1D400) % 52; k < 26 {
			return k + 'A'
		} else {
			return k - 26 + 'a'
		}
	}
	if r >= 0x131 && r < 0x530 {
		return confusable[r]
	}
	return 0
}

// hidesRune reports whether a rune above U+007F may hide a value. Punctuation in
// full width and homoglyphs in words of their own script do not.
func (s *scan) hidesRune(r rune, start, end int) bool {
	if r >= 0xFF01 && r <= 0xFF5E {
		c := byte(r - 0xFF01 + '!')
		return isAlnum(c) || c == '@'
	}
	if invisible(r) {
		return start > s.lo && isWordOrMark(s.text[start-1]) || end < s.hi && isWordOrMark(s.text[end])
	}
	if digitForm(r) >= 0 {
		return true
	}
	if l := letterForm(r); l != 0 {
		return r >= 0x530 || start > s.lo && isAlnum(s.text[start-1]) || end < s.hi && isAlnum(s.text[end])
	}
	// Anything else between two digits parts them: an emoji, a bullet, a Chinese comma.
	return start > s.lo && end < s.hi && isDigit(s.text[start-1]) && isDigit(s.text[end]) && !isHan(r)
}

func isHan(r rune) bool {
	return r >= 0x3400 && r <= 0x9FFF || r >= 0x20000 && r <= 0x323AF || r >= 0xF900 && r <= 0xFAFF
}

// hanDigits are the Chinese numerals that people write digits with: ordinary,
// financial (simplified and traditional) and the spoken 幺 洞 拐 of radio.
const hanDigits = "零〇一二三四五六七八九壹贰貳叁參参肆伍陆陸柒捌玖幺弌弍弎两兩"

// hanDigitValues holds the digit of each rune of hanDigits.
const hanDigitValues = "001234567891223334566789112322"

// hanDigitOf returns the digit that r is, or -1.
func hanDigitOf(r rune) int {
	if r != '〇' && (r < hanFirst || r > hanLast || hanDigit[(r-hanFirst)>>6]>>((r-hanFirst)&63)&1 == 0) {
		return -1
	}
	k := 0
	for _, h := range hanDigits {
		if h == r {
			return int(hanDigitValues[k] - '0')
		}
		k++
	}
	return -1
}

// hanDigit is a bitmap of hanDigits from U+4E00 on.
var hanDigit = func() (t [(hanLast-hanFirst)/64 + 1]uint64) {
	for _, r := range hanDigits {
		if r >= hanFirst {
			t[(r-hanFirst)>>6] |= 1 << ((r - hanFirst) & 63)
		}
	}
	return t
}()

// minNumerals is how many Chinese numerals in a row may be a hidden number.
// Years have four; shorter numbers than seven digits are no phone or account.
const minNumerals = 5

// numeral notes the Chinese numeral at i if it begins a long enough row of
// numerals, other digits and single separators.
func (s *scan) numeral(i int) {
	if i < s.numeralEnd {
		return
	}
	// Nearly always another character follows: 一个, 第三条.
	if t := s.text[:s.hi]; i+5 < len(t) && t[i+3] >= 0xE4 && t[i+3] <= 0xE9 {
		r := (uint(t[i+3]&0x0F)<<12 | uint(t[i+4]&0x3F)<<6 | uint(t[i+5]&0x3F)) - hanFirst
		if r <= hanLast-hanFirst && hanDigit[r>>6]>>(r&63)&1 == 0 {
			return
		}
	}
	n, j, gap := 0, i, 0
	for k := i; k > s.lo && i-k < 12 && isDigit(s.text[k-1]); k-- {
		n++ // 1761175零三四七
	}
	for j < s.hi && n < 24 {
		r, w := utf8.DecodeRune(s.text[j:s.hi])
		switch {
		case hanDigitOf(r) >= 0 || r < 0x80 && isDigit(byte(r)) || digitForm(r) >= 0 || r >= 0xFF10 && r <= 0xFF19:
			n, gap = n+1, 0
		case gap < 2 && !isHan(r) && (r >= 0x80 || !isLetter(byte(r)) && r != '\n'):
			gap++
		default:
			s.numeralEnd = j
			if n >= minNumerals {
				s.odd = append(s.odd, i)
			}
			return
		}
		j += w
	}
	s.numeralEnd = j
	if n >= minNumerals {
		s.odd = append(s.odd, i)
	}
}
