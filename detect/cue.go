// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A cue is a context word: 手机号 in front of eleven digits, "order no." in front
// of others. Cues come in sets, named after what they speak for. Recognisers
// define sets with [cues] and may share them.

// cueSet is one named set of context words. The zero cueSet is empty.
type cueSet uint8

// cueMask is a set of cueSets.
type cueMask [4]uint64

func (m *cueMask) add(c cueSet)      { m[c>>6] |= 1 << (c & 63) }
func (m *cueMask) has(c cueSet) bool { return m[c>>6]>>(c&63)&1 == 1 }
func (m *cueMask) or(x cueMask) {
	for k := range m {
		m[k] |= x[k]
	}
}

func (m *cueMask) meets(x cueMask) bool {
	return m[0]&x[0]|m[1]&x[1]|m[2]&x[2]|m[3]&x[3] != 0
}

func maskOf(sets ...cueSet) (m cueMask) {
	for _, c := range sets {
		m.add(c)
	}
	m[0] &^= 1 // the empty set
	return m
}

type cueList struct {
	name  string
	words string
}

// registeredCues starts with the empty set.
var registeredCues = []cueList{{}}

// cues defines a set of context words, parted by white space; '_' inside a word
// stands for an optional space, '_' or '-' of the text ("date_of_birth" matches
// dateOfBirth as well). ASCII letters match in both cases and only as whole
// words; camelCase counts as several words. So do words of the other scripts that
// have capitals (é, Cyrillic, Greek), in small letters, in capitals and with a
// first capital. Words of scripts without capitals, such as Chinese, Hebrew or
// Arabic, match anywhere.
func cues(name, words string) cueSet {
	if len(registeredCues) == 64*len(cueMask{}) {
		panic("detect: more sets of context words than cueMask holds; widen it")
	}
	registeredCues = append(registeredCues, cueList{name, words})
	return cueSet(len(registeredCues) - 1)
}

// cueHit is a context word found in the text.
type cueHit struct {
	start, end int
	mask       cueMask
}

// cueEntry is one cue without the part it is looked up by.
type cueEntry struct {
	tail string // lower case
	mask uint16 // index into cueTable.masks
	// The first three bytes of the tail, or of what follows an optional separator
	// at its beginning: as they are in lower case, which bits of the text must be
	// so, and which do not tell a capital.
	head, heads, fold uint32
	separated         bool // the tail begins with an optional separator
}

// newCueEntry returns the entry of a cue whose first part is taken off.
func newCueEntry(tail string, mask uint16) cueEntry {
	e := cueEntry{tail: tail, mask: mask}
	rest, ok := strings.CutPrefix(tail, "_")
	e.separated = ok
	for k := 0; k < min(3, len(rest)) && rest[k] != '_' && !casedLead(rest[k]); k++ {
		e.head |= uint32(rest[k]) << (8 * k)
		e.heads |= 0xFF << (8 * k)
		if isLetter(rest[k]) {
			e.fold |= 0x20 << (8 * k)
		}
	}
	return e
}

// hanFirst and hanLast bound the characters that have a flag of their own.
const (
	hanFirst = 0x4E00
	hanLast  = 0x9FFF
)

// cueTable finds cues by their first Chinese character, first ASCII word or
// first other rune.
type cueTable struct {
	han    [hanLast - hanFirst + 1]uint16 // index into lists, 0 if no cue begins so
	pairs  pairTable                      // first two Chinese characters → index into lists
	lists  [][]cueEntry                   // longest tail first
	nexts  []uint32                       // for each list, how its tails begin, see nextOf
	words  wordTable                      // lower-case first words
	begins [1 << beginBits / 64]uint64    // bitmap of the beginKeys of first words
	runes  map[rune]uint16
	open   [(hanLast - hanFirst + 1) / 64]uint64 // characters that anything may follow in a cue
	follow [1 << followBits / 64]uint64          // bitmap of followKeys
	masks  []cueMask                             // that cues have
	byMask map[cueMask]uint16
}

// ownCues are the sets that speak for one recogniser only and that it asks for:
// they need not be known where the recogniser is left out.
var ownCues cueMask

// nearTable is the table of the context words around what a plan finds.
func (p *plan) nearTable() *cueTable {
	mask := cueMask{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}
	for k := range mask {
		mask[k] &^= ownCues[k] &^ p.cueMask[k]
	}
	nearTables.Lock()
	defer nearTables.Unlock()
	t, ok := nearTables.by[mask]
	if !ok {
		t = newCueTable(mask)
		nearTables.by[mask] = t
	}
	return t
}

// nearWords is nearTable, asked once for each plan.
func (p *plan) nearWords() *cueTable {
	if p.near == nil {
		return p.nearTable()
	}
	return p.near()
}

// nearTables are shared by the engines with the same recognisers.
var nearTables = struct {
	sync.Mutex
	by map[cueMask]*cueTable
}{by: map[cueMask]*cueTable{}}

// newCueTable makes a table of the sets in mask.
func newCueTable(mask cueMask) *cueTable {
	t := emptyCueTable(4096) // all cues have fewer first words and pairs of characters
	for set, l := range registeredCues {
		if !mask.has(cueSet(set)) {
			continue
		}
		for w := range strings.FieldsSeq(l.words) {
			if strings.ContainsFunc(w, cased) {
				for _, v := range caseForms(w) {
					t.enter(v, cueSet(set))
				}
			} else {
				t.enter(strings.ToLower(w), cueSet(set))
			}
		}
	}
	dot := beginKey([]byte("dot"), 0, 3) // for [scan.cueWord]
	t.begins[dot>>6] |= 1 << (dot & 63)
	t.sort()
	return t
}

// emptyCueTable makes a table with room for so many lists of cues.
func emptyCueTable(room int) *cueTable {
	return &cueTable{lists: make([][]cueEntry, 1, room), runes: map[rune]uint16{}, byMask: map[cueMask]uint16{}}
}

// enter adds a cue, in lower case, with its optional separators and without any.
func (t *cueTable) enter(w string, set cueSet) {
	t.add(w, set)
	if w[0] < 0x80 && strings.Contains(w, "_") {
		t.add(strings.ReplaceAll(w, "_", ""), set)
	}
}

// caseForms returns w as it may stand in a text: its ASCII letters small, the others
// small, capital, and capital at the beginning.
func caseForms(w string) []string {
	small := strings.ToLower(w)
	capitals := strings.Map(func(r rune) rune {
		if r < 0x80 {
			return unicode.ToLower(r)
		}
		if plain, ok := greekCapitals[r]; ok {
			return plain
		}
		// The capital of the Turkish ı is an ASCII letter.
		if r = unicode.ToUpper(r); r < 0x80 {
			return unicode.ToLower(r)
		}
		return r
	}, w)
	if capitals == small {
		return []string{small}
	}
	r, n := utf8.DecodeRuneInString(small)
	if r < 0x80 {
		return []string{small, capitals}
	}
	return []string{small, capitals, string(unicode.ToUpper(r)) + small[n:]}
}

// greekCapitals are the letters that lose their accent in words of capitals.
var greekCapitals = map[rune]rune{'ά': 'Α', 'έ': 'Ε', 'ή': 'Η', 'ί': 'Ι', 'ό': 'Ο', 'ύ': 'Υ', 'ώ': 'Ω'}

// cased reports whether r is a letter beyond ASCII of a script that has capitals.
func cased(r rune) bool { return r >= 0x80 && (unicode.IsLower(r) || unicode.IsUpper(r)) }

// wholeWord reports whether the cue at [i, end) is no part of a longer word of a
// script with capitals: инн in длинный.
func wholeWord(text []byte, i, end int) bool {
	first, _ := utf8.DecodeRune(text[i:])
	before, _ := utf8.DecodeLastRune(text[:i])
	if cased(first) && (cased(before) || i > 0 && isLetter(text[i-1])) {
		return false
	}
	last, _ := utf8.DecodeLastRune(text[:end])
	after, _ := utf8.DecodeRune(text[end:])
	switch {
	case cased(last):
		return !cased(after) && (end == len(text) || !isLetter(text[end]))
	case last < 0x80 && isLetter(byte(last)):
		return !cased(after)
	}
	return true
}

// sort puts the longest cues first, so that 手机号 wins over 手机.
func (t *cueTable) sort() {
	t.nexts = make([]uint32, len(t.lists))
	for k, l := range t.lists {
		slices.SortStableFunc(l, func(a, b cueEntry) int { return cmp.Compare(len(b.tail), len(a.tail)) })
		for i := range l {
			t.nexts[k] |= l[i].nextBits()
		}
	}
}

// nextBits are the bits of [nextOf] that the text behind the first word may have
// where the entry matches.
func (e *cueEntry) nextBits() uint32 {
	rest := e.tail
	if rest != "" && optionalSeparator(rest[0]) {
		rest = rest[1:]
	}
	if rest == "" || optionalSeparator(rest[0]) {
		return ^uint32(0)
	}
	return nextOf([]byte(rest), 0)
}

// nextOf is a bit for the byte at i, or for the one behind a separator there: a
// letter's is the same in both cases, and that of all bytes above 0x7F.
func nextOf(text []byte, i int) uint32 {
	if i < len(text) && optionalSeparator(text[i]) {
		i++
	}
	if i >= len(text) || text[i] >= 0x80 {
		return 1
	}
	return 1 << (text[i] & 31)
}

func (t *cueTable) add(w string, set cueSet) {
	n := 0
	for n < len(w) && isLetter(w[n]) {
		n++
	}
	var slot uint16
	if n > 0 {
		slot = t.slot(t.words.find([]byte(w[:n])))
		t.words.add([]byte(w[:n]), slot)
		k := beginKey([]byte(w), 0, n)
		t.begins[k>>6] |= 1 << (k & 63)
	} else {
		r, size := utf8.DecodeRuneInString(w)
		n = size
		if r >= hanFirst && r <= hanLast {
			slot = t.slot(t.han[r-hanFirst])
			t.han[r-hanFirst] = slot
			t.addFollow(uint(r-hanFirst), w[n:])
			if second, ok := hanAt([]byte(w), n); ok {
				key := pairOf(r, rune(second)+hanFirst)
				slot = t.slot(t.pairs.find(key))
				t.pairs.add(key, slot)
			}
		} else {
			slot = t.slot(t.runes[r])
			t.runes[r] = slot
		}
	}
	l := t.lists[slot]
	if i := slices.IndexFunc(l, func(e cueEntry) bool { return e.tail == w[n:] }); i >= 0 {
		m := t.masks[l[i].mask]
		m.add(set)
		l[i].mask = t.mask(m)
		return
	}
	t.lists[slot] = append(l, newCueEntry(w[n:], t.mask(maskOf(set))))
}

// mask returns the number of m.
func (t *cueTable) mask(m cueMask) uint16 {
	k, ok := t.byMask[m]
	if !ok {
		k = uint16(len(t.masks))
		t.masks, t.byMask[m] = append(t.masks, m), k
	}
	return k
}

// matchHan looks for the longest cue that begins with the Chinese character
// first, which stands in front of i.
func (t *cueTable) matchHan(first uint, text []byte, i int) (end int, mask cueMask) {
	end = -1
	if second, ok := hanAt(text, i); ok {
		if slot := t.pairs.find(pairOf(rune(first)+hanFirst, rune(second)+hanFirst)); slot != 0 {
			end, mask = t.match(slot, text, i)
		}
	}
	if slot := t.han[first]; len(t.lists[slot]) > 0 {
		if e, m := t.match(slot, text, i); e > end {
			return e, m
		}
	}
	return end, mask
}

// followBits keeps the bitmap in the processor's nearest cache; one pair in
// twenty passes it without need.
const followBits = 16

// followKey folds a first character, counted from hanFirst, and the three bytes
// behind it, the lowest first, into followBits bits.
func followKey(first uint, next uint32) uint32 {
	return (uint32(first)*0x9E3779B1 ^ next<<8*0x85EBCA6B) >> (32 - followBits)
}

// addFollow notes how the rest of a cue begins. One that has no rest, or begins
// it with ASCII or an optional space, may be followed by anything.
func (t *cueTable) addFollow(first uint, rest string) {
	if rest != "" {
		if r, w := utf8.DecodeRuneInString(rest); w == 3 && r != utf8.RuneError {
			k := followKey(first, uint32(rest[0])|uint32(rest[1])<<8|uint32(rest[2])<<16)
			t.follow[k>>6] |= 1 << (k & 63)
			return
		}
	}
	t.open[first>>6] |= 1 << (first & 63)
}

// follows returns 1 in its lowest bit if the three bytes in next may continue a cue
// that begins with the Chinese character first. It is a filter: nearly every pair
// that is no cue is refused.
func (t *cueTable) follows(first uint, next uint32) uint64 {
	k := followKey(first, next)
	return t.follow[k>>6] >> (k & 63)
}

// mayFollow reports whether a cue may begin with the Chinese character first in
// front of the three bytes in next.
func (t *cueTable) mayFollow(first uint, next uint32) bool {
	return (t.open[first>>6]>>(first&63)|t.follows(first, next))&1 == 1
}

func (t *cueTable) slot(i uint16) uint16 {
	if i != 0 {
		return i
	}
	t.lists = append(t.lists, nil)
	return uint16(len(t.lists) - 1)
}

// match looks for the longest cue of list whose first part ends at i, and
// returns the end of the whole cue, or -1.
func (t *cueTable) match(list uint16, text []byte, i int) (end int, mask cueMask) {
	x := bytes4(text, i)
	behind := x // the bytes behind an optional separator
	if optionalSeparator(byte(x)) {
		behind = x >> 8
	}
	for k := range t.lists[list] {
		e := &t.lists[list][k]
		y := x
		if e.separated {
			y = behind
		}
		if (y|e.fold)&e.heads != e.head {
			continue
		}
		if end := matchTail(text, i, e.tail); end >= 0 {
			return end, t.masks[e.mask]
		}
	}
	return -1, cueMask{}
}

// bytes4 returns the four bytes at i, the lowest first, zeros behind the end.
func bytes4(text []byte, i int) (x uint32) {
	if i+4 <= len(text) {
		return binary.LittleEndian.Uint32(text[i:])
	}
	for k, c := range text[min(i, len(text)):] {
		x |= uint32(c) << (8 * k)
	}
	return x
}

// casedLead reports whether c begins a letter of a script beyond ASCII that has
// capitals: é, ж, ế.
func casedLead(c byte) bool { return c >= 0xC3 && (c < 0xE0 || c == 0xE1) }

// optionalSeparator reports whether c may stand where a cue has '_'.
func optionalSeparator(c byte) bool { return c == ' ' || c == '_' || c == '-' || c == '.' }

// matchTail compares tail with the text at i and returns where it ends, or -1.
func matchTail(text []byte, i int, tail string) int {
	for k := 0; k < len(tail); k++ {
		if tail[k] == '_' {
			if i < len(text) && optionalSeparator(text[i]) {
				i++
			}
			continue
		}
		if casedLead(tail[k]) {
			r, w := utf8.DecodeRuneInString(tail[k:])
			got, n := utf8.DecodeRune(text[min(i, len(text)):])
			if got != r && unicode.ToLower(got) != r {
				return -1
			}
			k, i = k+w-1, i+n
			continue
		}
		if i >= len(text) || lower(text[i]) != tail[k] {
			return -1
		}
		i++
	}
	// An ASCII word ends where a hump or another character begins.
	if n := len(tail); n > 0 && isLetter(tail[n-1]) && i < len(text) && isLetter(text[i]) && !isUpper(text[i]) {
		return -1
	}
	return i
}

// beginBits keeps the bitmap in the processor's nearest cache; one word in
// thirty passes it without need.
const beginBits = 16

// beginKey folds the first four letters of the n letters at i, in any case, and
// n into beginBits bits.
func beginKey(text []byte, i, n int) uint32 {
	return (firstLetters(text, i, n)*0x9E3779B1 + uint32(n)*0x85EBCA6B) >> (32 - beginBits)
}

// firstLetters returns up to four of the n letters at i as a number, in any case.
func firstLetters(text []byte, i, n int) uint32 {
	return (bytes4(text, i) | 0x20202020) & firstBytes[min(n, 4)]
}

var firstBytes = [...]uint32{0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF}

// mayBegin reports whether the n letters at i have the length and first letters
// of a first word, so that nearly every other word is passed over at once.
func (t *cueTable) mayBegin(text []byte, i, n int) bool {
	k := beginKey(text, i, n)
	return t.begins[k>>6]>>(k&63)&1 == 1
}

func lower(c byte) byte {
	if isUpper(c) {
		return c | 0x20
	}
	return c
}

// hump returns the end of the camelCase part of the letters [i, end).
func hump(text []byte, i, end int) int {
	j := i + 1
	if j < end && isUpper(text[i]) && isUpper(text[j]) {
		for j < end && isUpper(text[j]) {
			j++
		}
		if j < end && j-i > 1 {
			j-- // the last capital begins the next word
		}
		return j
	}
	for j < end && !isUpper(text[j]) {
		j++
	}
	return j
}

// maxCueWord is the longest row of letters that is looked up: longer ones are
// encoded data.
const maxCueWord = 40

// word looks the letters [i, end) of text up, whole and, if they are mixed, by
// humps, and calls add for each cue.
func (t *cueTable) word(text []byte, i, end int, mixed bool, add func(cueHit)) {
	if h, ok := t.lookup(text, i, end); ok {
		add(h)
		return
	}
	if !mixed {
		return
	}
	for a := i; a < end; {
		b := hump(text, a, end)
		if b == end && a == i {
			return
		}
		if h, ok := t.lookup(text, a, b); ok {
			add(h)
			a = max(b, h.end)
			continue
		}
		a = b
	}
}

func (t *cueTable) lookup(text []byte, i, end int) (cueHit, bool) {
	n := end - i
	if !t.mayBegin(text, i, n) {
		return cueHit{}, false
	}
	slot := t.words.find(text[i:end])
	if slot == 0 || t.nexts[slot]&nextOf(text, end) == 0 {
		return cueHit{}, false
	}
	if e, m := t.match(slot, text, end); e >= 0 && wholeWord(text, i, e) {
		return cueHit{i, e, m}, true
	}
	return cueHit{}, false
}

// find calls add for every cue in text that begins in [lo, hi), in order, and
// returns where to go on.
func (t *cueTable) find(text []byte, lo, hi int, add func(cueHit)) int {
	for i := lo; ; {
		for i < hi && byteClass[text[i]] == 0 {
			i++
		}
		if i >= hi {
			return i
		}
		c := text[i]
		switch {
		case c < 0x80: // a letter
			end, mixed := i+1, uint8(0)
			for end < len(text) && byteClass[text[end]]&byteLetter != 0 {
				mixed |= byteClass[text[end]]
				end++
			}
			if end-i <= maxCueWord && (mixed&byteUpper != 0 || t.mayBegin(text, i, end-i)) {
				t.word(text, i, end, mixed&byteUpper != 0, add)
			}
			i = end
		case c >= 0xE4 && c <= 0xE9 && i+2 < len(text):
			if r := (uint(c&0x0F)<<12 | uint(text[i+1]&0x3F)<<6 | uint(text[i+2]&0x3F)) - hanFirst; r < uint(len(t.han)) {
				if t.han[r] != 0 && t.mayFollow(r, bytes4(text, i+3)) {
					if e, m := t.matchHan(r, text, i+3); e >= 0 {
						add(cueHit{i, e, m})
						i = e
						continue
					}
				}
			}
			i += 3
		default:
			i = t.rune(text, i, add)
		}
	}
}

// at returns the longest cue that begins at i.
func (t *cueTable) at(text []byte, i int) (cueHit, bool) {
	if i >= len(text) {
		return cueHit{}, false
	}
	if isLetter(text[i]) {
		end := i + 1
		for end < len(text) && isLetter(text[end]) {
			end++
		}
		return t.lookup(text, i, end)
	}
	if r, ok := hanAt(text, i); ok {
		if t.han[r] == 0 {
			return cueHit{}, false
		}
		e, m := t.matchHan(r, text, i+3)
		return cueHit{i, e, m}, e >= 0
	}
	r, w := utf8.DecodeRune(text[i:])
	slot := uint16(0)
	if r >= 0x80 {
		slot = t.runes[r]
	}
	if slot == 0 {
		return cueHit{}, false
	}
	e, m := t.match(slot, text, i+w)
	return cueHit{i, e, m}, e >= 0 && wholeWord(text, i, e)
}

// rune looks up the cue that begins with the rune at i, which has no flag of its
// own, and returns where to go on.
func (t *cueTable) rune(text []byte, i int, add func(cueHit)) int {
	r, w := utf8.DecodeRune(text[i:])
	if slot := t.runes[r]; slot != 0 {
		if e, m := t.match(slot, text, i+w); e >= 0 && wholeWord(text, i, e) {
			add(cueHit{i, e, m})
			return e
		}
	}
	return i + w
}
