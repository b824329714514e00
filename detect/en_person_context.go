// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"cmp"
	"slices"
)

var (
	enClosings = enWords("regards sincerely thanks cheers truly yours love best hi hello hey dear faithfully wishes")
	enArticles = enWords("the a an this that these those our your in at on near every each any no")
	enStrong   = enWords("name named called starring dear i'm attn nickname surname cardholder holder recipient passenger patient payee beneficiary author")
	enIs       = enWords("is am by")
	enCallees  = enWords("me him her them")
	enCallers  = enWords("call calls called calling name named names nicknamed christened")
	enMakers   = enWords("name i this here directed written sung produced composed painted founded owned signed led hosted designed created edited performed presented")
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
		if k, _, strong := s.wordEndingAt(i - 1); strong {
			return 0.4, k
		}
		return 0.1, span{}
	case ',':
		if k, in, _ := s.wordEndingAt(i - 1); in.has(enClosings) {
			return 0.35, k
		}
		return 0.05, span{}
	case '.':
		if k, in, _ := s.wordEndingAt(i - 1); in.has(enTitles) {
			return 0.4, k
		}
		return 0, span{}
	}
	k, in, strong := s.wordEndingAt(i)
	switch {
	case strong || in.has(enTitles):
		return 0.4, k
	case in.has(enArticles):
		return -0.25, span{}
	case in.has(enBefore):
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
		if _, in, _ := s.wordEndingAt(i - 1); in.has(enClosings) {
			return 0.3
		}
	}
	return 0
}

// wordEndingAt returns the word in front of i and the lists it is in. strong says
// that it announces a name whatever follows: name, named, called, starring, "I
// am", "my name is", "call me", "named him".
func (s *scan) wordEndingAt(i int) (k span, in enLists, strong bool) {
	k = s.wordTo(i, '/')
	in = s.listsOf(k)
	switch {
	case in.has(enStrong):
		return k, in, true
	case in.has(enIs):
		return k, in, s.listsOf(s.wordTo(k.start, '\'')).has(enMakers)
	case in.has(enCallees):
		return k, in, s.listsOf(s.wordTo(k.start, '\'')).has(enCallers)
	}
	return k, in, false
}

// wordTo returns the word in front of i, over spaces: letters, apostrophes and
// other.
func (s *scan) wordTo(i int, other byte) span {
	for i > s.lo && s.text[i-1] == ' ' {
		i--
	}
	a := i
	for a > s.lo && i-a < 16 && (isLetter(s.text[a-1]) || s.text[a-1] == '\'' || s.text[a-1] == other) {
		a--
	}
	return span{a, i}
}

// listsOf returns the lists that hold the text of k, in any case.
func (s *scan) listsOf(k span) enLists {
	if k.end <= k.start || k.end-k.start > maxCueWord {
		return 0
	}
	var h uint64
	for _, c := range s.text[k.start:k.end] {
		h = enPush(h, lower(c))
	}
	if k := s.latinMet.at(h); k.hash == h {
		return k.lists
	}
	_, lists := enNames().find(h)
	return lists
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
	if s.listsOf(span{end + 1, b}).has(enAfter) {
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
