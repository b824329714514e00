// SPDX-License-Identifier: Apache-2.0

package detect

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed calls.tsv
var callsTSV string

// hintKind is a set of the kinds in calls.tsv.
type hintKind uint64

const (
	hintNone hintKind = 1 << iota
	hintOwn
	hintOwnName
	hintReach
	hintOther
	hintPublic
	hintCall
	hintHunt
	hintSpread
	hintThreat
	hintLife
	hintChild
	hintOffspring
	hintSchool
	hintGrade
	hintAdult
	hintAge
	hintAged
	hintSell
	hintGoods
	hintStuff
	hintPiece
	hintDeal
	hintSeller
	hintNotSale
	hintReport
	hintTest
	hintMissing
	hintRing
	hintErrand
	hintWhere
	hintIll
	hintRemedy
	hintAnimal
)

// hintNames are the kinds in the order of the constants.
var hintNames = [...]string{
	"none", "own", "own_name", "reach", "other", "public", "call", "hunt", "spread", "threat", "life", "child",
	"offspring", "school", "grade", "adult", "age", "aged", "sell", "goods", "stuff", "piece", "deal",
	"seller", "not_sale", "report", "test", "missing", "ring", "errand", "where", "ill", "remedy", "animal",
}

// hintTarget are the kinds that name or imply somebody other than the writer.
const hintTarget = hintOther | hintAgainst | hintRing | hintChild | hintOffspring

// hintAgainst are the kinds that turn on a person.
const hintAgainst = hintCall | hintHunt | hintThreat | hintLife

// hint is a phrase of calls.tsv found in a text.
type hint struct {
	kind       hintKind
	start, end int
}

// hintStart is the beginning of a row of calls.tsv: one of its first words, and
// the words that follow, each one of several. Rows are matched as they stand;
// written out they are 14,000 phrases, which took 24 ms to put into a tree.
type hintStart struct {
	kind  hintKind
	first string
	rest  [][]string
	// The first four bytes of first, as far as they are letters or parts of a
	// character, and which of the text's bits must be as they are.
	head, heads, fold uint32
}

func newHintStart(kind hintKind, first string, rest [][]string) hintStart {
	s := hintStart{kind: kind, first: first, rest: rest}
	for k := 0; k < min(4, len(first)) && (first[k] >= 0x80 || isLetter(first[k])); k++ {
		s.head |= uint32(first[k]) << (8 * k)
		s.heads |= 0xFF << (8 * k)
		if first[k] < 0x80 {
			s.fold |= 0x20 << (8 * k)
		}
	}
	return s
}

// pairSet is a set of pairKeys: how phrases begin.
type pairSet [1 << 16 / 64]uint64

func (t *pairSet) has(r rune, b byte) bool {
	k := pairKey(r, b)
	return t[k>>6]>>(k&63)&1 == 1
}

// hintTable holds the rows by the characters that they can begin with.
type hintTable struct {
	starts  [1 << 16 / 64]uint64 // a set of characters
	pairs   pairSet
	byStart map[rune][]hintStart
}

var hintPhrases = sync.OnceValue(func() *hintTable { return parsePhrases(callsTSV, hintNames[:]) })

// parsePhrases reads a table of kinds and patterns; the kinds are numbered as in
// names, the first of which takes phrases out of play.
func parsePhrases(text string, names []string) *hintTable {
	t := &hintTable{byStart: map[rune][]hintStart{}}
	for row := range tableRows(text) {
		for i, name := range names {
			if len(row) == 2 && row[0] == name {
				t.add(1<<i, parsePattern(row[1]))
			}
		}
	}
	return t
}

// parsePattern parts a pattern into its words: "call (him|her)" has two, the
// first of which is always "call ".
func parsePattern(p string) (words [][]string) {
	for p != "" {
		literal, rest, _ := strings.Cut(p, "(")
		if literal != "" {
			words = append(words, []string{literal})
		}
		group, after, ok := strings.Cut(rest, ")")
		if ok {
			words = append(words, strings.Split(group, "|"))
		}
		p = after
	}
	return words
}

// add enters the words under every character that they can begin with.
func (t *hintTable) add(kind hintKind, words [][]string) {
	for i, word := range words {
		optional := false
		for _, member := range word {
			if member == "" {
				optional = true
				continue
			}
			r, _ := utf8.DecodeRuneInString(member)
			t.starts[r>>6&1023] |= 1 << (r & 63)
			t.byStart[r] = append(t.byStart[r], newHintStart(kind, member, words[i+1:]))
			t.pairs.add(r, member[utf8.RuneLen(r):])
		}
		if !optional {
			return
		}
	}
}

// add notes how a phrase that begins with r goes on: with rest, or with anything
// where that is empty.
func (t *pairSet) add(r rune, rest string) {
	switch {
	case rest == "":
		for b := range 256 {
			t.enter(r, byte(b))
		}
	case rest[0] == '\'':
		t.enter(r, tellingByte([]byte("\u2019")))
		fallthrough
	default:
		t.enter(r, tellingByte([]byte(rest)))
	}
}

func (t *pairSet) enter(r rune, b byte) {
	k := pairKey(r, b)
	t[k>>6] |= 1 << (k & 63)
}

// pairsOf returns how the phrases of some kinds begin.
func (t *hintTable) pairsOf(kinds hintKind) *pairSet {
	set := &pairSet{}
	for r, starts := range t.byStart {
		for i := range starts {
			if s := &starts[i]; s.kind&kinds != 0 {
				set.add(r, s.first[utf8.RuneLen(r):])
			}
		}
	}
	return set
}

// mayBegin reports whether one of the phrases may begin in text. It looks where
// [hintTable.appendTo] does, or at more places.
func (t *pairSet) mayBegin(text []byte) bool {
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf && byteClass[c]&byteLetter != 0 && i > 0 && byteClass[text[i-1]]&byteLetter != 0 {
			i++
			continue
		}
		r, n := threeBytes(text, i), 3
		if r == 0 {
			r, n = foldRune(text[i:])
		}
		if i += n; t.has(r, tellingByte(text[i:])) {
			return true
		}
	}
	return false
}

// pairKey folds a character and the tellingByte of what follows into 16 bits.
func pairKey(r rune, b byte) uint { return (uint(r)*0x9E37 ^ uint(b)*0x85) & 0xFFFF }

// tellingByte is the byte that tells a character at the beginning of text from
// others: the last of three, the only one of ASCII.
func tellingByte(text []byte) byte {
	switch {
	case len(text) == 0:
		return 0
	case text[0] >= 0xE0 && len(text) > 2:
		return text[2]
	}
	return foldByte(text[0])
}

// maxHints bounds what is kept of a text that is nothing but phrases.
const maxHints = 1 << 16

// find returns the phrases in text: leftmost longest, without overlaps.
func (t *hintTable) find(text []byte) []hint { return t.appendTo(nil, text) }

// appendTo appends the phrases in text to out.
func (t *hintTable) appendTo(out []hint, text []byte) []hint {
	for i := 0; i < len(text) && len(out) < maxHints; {
		c := text[i]
		if c < utf8.RuneSelf && (byteClass[c]&byteLetter != 0 && i > 0 && byteClass[text[i-1]]&byteLetter != 0 || t.starts[foldByte(c)>>6]>>(foldByte(c)&63)&1 == 0) {
			// Inside a word, or nothing begins so: on to what follows the word.
			for i++; byteClass[c]&byteLetter != 0 && i < len(text) && byteClass[text[i]]&byteLetter != 0; {
				i++
			}
			continue
		}
		r, n := threeBytes(text, i), 3
		if r == 0 {
			r, n = foldRune(text[i:])
		}
		if r >= 1<<16 || t.starts[r>>6]>>(r&63)&1 == 0 {
			i += n
			continue
		}
		if !t.pairs.has(r, tellingByte(text[i+n:])) || latinBefore(text, i) {
			i += n
			continue
		}
		end, kind := t.longest(text, i, t.byStart[r])
		if kind == 0 {
			i += n
			continue
		}
		if kind&hintNone == 0 {
			out = append(out, hint{kind, i, end})
		}
		i = end
	}
	return out
}

// longest returns the end and kinds of the longest phrase that starts at i.
func (t *hintTable) longest(text []byte, i int, starts []hintStart) (end int, kind hintKind) {
	end = i
	var x uint32
	for k := range min(4, len(text)-i) {
		x |= uint32(text[i+k]) << (8 * k)
	}
	for k := range starts {
		s := &starts[k]
		if (x|s.fold)&s.heads != s.head {
			continue
		}
		e := matchWord(text, i, s.first)
		if e < 0 {
			continue
		}
		switch e = matchWords(text, e, s.rest); {
		case e > end:
			end, kind = e, s.kind
		case e == end && e > i:
			kind |= s.kind
		}
	}
	return end, kind
}

// matchWords returns the furthest end of the words from i on, or -1.
func matchWords(text []byte, i int, words [][]string) int {
	if len(words) == 0 {
		if latinAfter(text, i) {
			return -1
		}
		return i
	}
	best := -1
	var next byte
	if i < len(text) {
		next = foldByte(text[i])
	}
	for _, member := range words[0] {
		if member != "" && member[0] != next && next != 0xE2 {
			continue // the quick way; 0xE2 may be an apostrophe
		}
		if end := matchWord(text, i, member); end >= 0 {
			best = max(best, matchWords(text, end, words[1:]))
		}
	}
	return best
}

// matchWord returns the end of the word at i, or -1. A space stands for up to
// four blanks or line breaks, ' also for the typographic apostrophe U+2019.
func matchWord(text []byte, i int, word string) int {
	for k := range len(word) {
		if i >= len(text) {
			return -1
		}
		c := foldByte(text[i])
		i++
		if c == 0xE2 && word[k] == '\'' && i+1 < len(text) && text[i] == 0x80 && text[i+1] == 0x99 {
			c, i = '\'', i+2
		}
		if c != word[k] {
			return -1
		}
		if c == ' ' {
			for n := 0; n < 3 && i < len(text) && foldByte(text[i]) == ' '; n++ {
				i++
			}
		}
	}
	return i
}

// foldByte lower-cases ASCII and reads blanks as spaces.
func foldByte(c byte) byte {
	switch {
	case c-'A' < 26:
		return c | 0x20
	case c == '\t', c == '\n', c == '\r':
		return ' '
	}
	return c
}

// threeBytes returns the character of three bytes at i, 0 if there is none.
func threeBytes(text []byte, i int) rune {
	if i+3 > len(text) || text[i]&0xF0 != 0xE0 || text[i+1]&0xC0 != 0x80 || text[i+2]&0xC0 != 0x80 {
		return 0
	}
	return rune(text[i]&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
}

func foldRune(b []byte) (r rune, size int) {
	if b[0] < utf8.RuneSelf {
		return rune(foldByte(b[0])), 1
	}
	return utf8.DecodeRune(b)
}

// latinBefore reports that a Latin word runs on across i from the left.
func latinBefore(text []byte, i int) bool {
	if i == 0 || !latinByte(text[i]) {
		return false
	}
	r, _ := utf8.DecodeLastRune(text[:i])
	return latinRune(r)
}

// latinAfter reports that a Latin word runs on across i to the right.
func latinAfter(text []byte, i int) bool {
	if i >= len(text) || !latinByte(text[i-1]) {
		return false
	}
	r, _ := utf8.DecodeRune(text[i:])
	return latinRune(r)
}

func latinByte(c byte) bool { return c-'0' < 10 || (c|0x20)-'a' < 26 }

func latinRune(r rune) bool {
	if r < utf8.RuneSelf {
		return latinByte(byte(r))
	}
	return unicode.Is(unicode.Latin, r)
}
