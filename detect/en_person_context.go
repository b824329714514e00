// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"cmp"
	"slices"
)

var (
	enClosings = &enList{words: "regards sincerely thanks cheers truly yours love best hi hello hey dear faithfully wishes"}
	enArticles = &enList{words: "the a an this that these those our your in at on near every each any no"}
	enStrong   = &enList{words: "name named called starring dear i'm attn nickname surname cardholder holder recipient passenger patient payee beneficiary author"}
	enIs       = &enList{words: "is am by"}
	enCallees  = &enList{words: "me him her them"}
	enCallers  = &enList{words: "call calls called calling name named names nicknamed christened"}
	enMakers   = &enList{words: "name i this here directed written sung produced composed painted founded owned signed led hosted designed created edited performed presented"}
)

// enLeft weighs what stands in front of a name, and returns the word that counts.
func (s *scan) enLeft(start int, titled bool) (float64, span) {
	if titled {
		return 0.4, span{}
	}
	i := start
	for i > s.lo && start-i < 3 && (s.text[i-1] == ' ' || s.text[i-1] == '"' || s.text[i-1] == '(' || s.text[i-1] == '\'') {
		i--
	}
	if i == s.lo {
		return 0.1, span{}
	}
	switch c := s.text[i-1]; c {
	case '\n', '\r':
		return 0.1 + s.closing(i), span{}
	case ':', '=', '\t', '|', ';':
		if k, strong := s.wordEndingAt(i - 1); strong {
			return 0.4, k
		}
		return 0.1, span{}
	case ',':
		k, _ := s.wordEndingAt(i - 1)
		if s.oneOfWords(k, enClosings) {
			return 0.35, k
		}
		return 0.05, span{}
	case '.':
		k, _ := s.wordEndingAt(i - 1)
		if s.oneOfWords(k, enTitles) {
			return 0.4, k
		}
		return 0, span{}
	}
	k, strong := s.wordEndingAt(i)
	switch {
	case strong:
		return 0.4, k
	case s.oneOfWords(k, enTitles):
		return 0.4, k
	case s.oneOfWords(k, enArticles):
		return -0.25, span{}
	case s.oneOfWords(k, enBefore):
		return 0.2, k
	}
	return 0, span{}
}

// closing returns points if the line before i ends a letter.
func (s *scan) closing(i int) float64 {
	for i > s.lo && s.text[i-1] <= ' ' {
		i--
	}
	if i > s.lo && s.text[i-1] == ',' {
		if k, _ := s.wordEndingAt(i - 1); s.oneOfWords(k, enClosings) {
			return 0.3
		}
	}
	return 0
}

// wordEndingAt returns the word in front of i. strong says that it announces a
// name whatever follows: name, named, called, starring, "I am", "my name is",
// "call me", "named him".
func (s *scan) wordEndingAt(i int) (k span, strong bool) {
	for i > s.lo && s.text[i-1] == ' ' {
		i--
	}
	a := i
	for a > s.lo && i-a < 16 && (isLetter(s.text[a-1]) || s.text[a-1] == '\'' || s.text[a-1] == '/') {
		a--
	}
	k = span{a, i}
	if s.oneOfWords(k, enStrong) {
		return k, true
	}
	is, callee := s.oneOfWords(k, enIs), s.oneOfWords(k, enCallees)
	if (is || callee) && a > s.lo {
		before := span{}
		b := a
		for b > s.lo && s.text[b-1] == ' ' {
			b--
		}
		before.end = b
		for b > s.lo && before.end-b < 16 && (isLetter(s.text[b-1]) || s.text[b-1] == '\'') {
			b--
		}
		before.start = b
		return k, is && s.oneOfWords(before, enMakers) || callee && s.oneOfWords(before, enCallers)
	}
	return k, false
}

// oneOfWords reports whether the text of k, in any case, is in list.
func (s *scan) oneOfWords(k span, list *enList) bool {
	var buf [20]byte
	n := 0
	if k.end <= k.start || k.end-k.start > len(buf) {
		return false
	}
	for _, c := range s.text[k.start:k.end] {
		buf[n] = lower(c)
		n++
	}
	return list.has(buf[:n])
}

// andSons reports whether " and Sons", " & Co" or the like follows at end.
func (s *scan) andSons(end int) bool {
	rest := s.text[end:min(s.hi, end+12)]
	for _, x := range [...]string{" and Sons", " & ", " and Co", "-based"} {
		if len(rest) >= len(x) && string(rest[:len(x)]) == x {
			return true
		}
	}
	return false
}

// enRight weighs what stands behind a name that ends at end.
func (s *scan) enRight(end int) float64 {
	if end >= s.hi {
		return 0.1
	}
	switch c := s.text[end]; c {
	case '_', '(', '[', '=', '{', '/', '\\', '@', '`', '<', '*':
		if c == '(' && end > s.lo && s.text[end-1] != ' ' || c != '(' {
			return -0.4
		}
	case ':':
		if end+1 < s.hi && s.text[end+1] == ':' {
			return -0.5
		}
		if end+2 < s.hi && s.text[end+1] == ' ' && (isUpper(s.text[end+2]) || s.text[end+2] >= 0x80) {
			return 0.15 // who speaks, in a chat or a play
		}
		return -0.05
	case '\'':
		return 0.15 // 's
	case '.':
		if end+1 < s.hi && isAlnum(s.text[end+1]) {
			return -0.5 // a domain, a method
		}
		return 0.05
	case '\n', '\r', ',', '!', '?', ';', ')', '"', '|', '\t':
		return 0.1
	case ' ':
	default:
		return 0
	}
	if end+1 < s.hi && s.text[end+1] == '(' {
		return 0.1
	}
	b := end + 1
	for b < s.hi && b-end < 16 && isLetter(s.text[b]) {
		b++
	}
	if b > end+1 && s.oneOfWords(span{end + 1, b}, enAfter) {
		return 0.2
	}
	known := s.found[:s.known]
	i, _ := slices.BinarySearchFunc(known, end, func(f Finding, at int) int { return cmp.Compare(f.Start, at) })
	for ; i < len(known) && known[i].Start < end+24; i++ {
		if f := &known[i]; f.Type != Person && f.Score >= 0.6 {
			return 0.15
		}
	}
	return 0
}
