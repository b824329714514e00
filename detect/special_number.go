// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode/utf8"
)

// hanAmount are the characters of Chinese numbers and of their approximations.
const hanAmount = "零〇一二两三四五六七八九十百千万亿几半多"

// amountAt returns the end of the number at i: digits with separators, or
// Chinese numerals, with 万, k and the like behind. ok is false if there is none.
func (s *scan) amountAt(i int) (end int, ok bool) {
	end = i
	if s.startsWith(end, "$") || s.startsWith(end, "£") || s.startsWith(end, "€") || s.startsWith(end, "¥") || s.startsWith(end, "￥") {
		_, w := utf8.DecodeRune(s.text[end:])
		end += w
	}
	from := end
	for end < s.hi {
		c := s.text[end]
		if isDigit(c) || end > from && (c == ',' || c == '.') && end+1 < s.hi && isDigit(s.text[end+1]) {
			end++
			continue
		}
		if c < 0x80 {
			break
		}
		r, w := utf8.DecodeRune(s.text[end:s.hi])
		if end == from && (r == '多' || r == '半') {
			break // 好多年 is no number
		}
		if !strings.ContainsRune(hanAmount, r) && (r < '０' || r > '９') {
			break
		}
		end += w
	}
	if end == from {
		return i, false
	}
	if end < s.hi && (s.text[end] == 'k' || s.text[end] == 'K' || s.text[end] == 'w' || s.text[end] == 'W') && (end+1 == s.hi || !isLetter(s.text[end+1])) {
		end++
	}
	return end, true
}

// amountNear returns the bounds of the first number within reach bytes behind i,
// if no mark that ends a clause and no other digit stands before it.
func (s *scan) amountNear(i, reach int) (start, end int, ok bool) {
	for at := i; at < s.hi && at <= i+reach; at++ {
		c := s.text[at]
		if c == '\n' || c == ',' || c == ';' || c == '?' {
			return 0, 0, false
		}
		if c >= 0x80 && !utf8.RuneStart(c) {
			continue
		}
		if s.startsWith(at, "，") || s.startsWith(at, "。") || s.startsWith(at, "；") {
			return 0, 0, false
		}
		if end, ok := s.amountAt(at); ok {
			if at > s.lo && isLetter(s.text[at-1]) && isDigit(s.text[at]) {
				return 0, 0, false
			}
			return at, end, true
		}
	}
	return 0, 0, false
}

// measure returns the end of the unit at i, a blank apart, or -1 if none of units,
// longest first, stands there.
func (s *scan) measure(i int, units []string) int {
	if i < s.hi && s.text[i] == ' ' {
		i++
	}
	for _, u := range units {
		if i+len(u) <= s.hi && sameWord(s.text[i:i+len(u)], u) {
			if c := u[len(u)-1]; isLetter(c) && i+len(u) < s.hi && isLetter(s.text[i+len(u)]) {
				continue
			}
			return i + len(u)
		}
	}
	return -1
}

// sameWord reports whether b is the lower-case word w, in any case.
func sameWord(b []byte, w string) bool { return len(b) == len(w) && equalFold(b, w) }
