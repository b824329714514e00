// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// What a word may be in Latin script.
const (
	enGiven   = 1 << iota // a given name
	enSurname             // a surname
	enWord                // an ordinary English word
)

// enTable holds the words of en_names.txt and of the lists. A place has 21 bits
// of a word's hash, eight that number the set of lists it is in, and three of
// flags: half a megabyte in place of four. Less than one word in a million is
// taken for another.
type enTable struct {
	slots [1 << enBits]uint32 // 50,000 words: two of five places are taken
	sets  []enLists           // that words are in
}

const (
	enBits     = 17 // of the hash in a place's number
	enFlagBits = 3
	enSetBits  = 8
	enRest     = enFlagBits + enSetBits
)

// enNames is built when the first capitalised word is met.
var enNames = sync.OnceValue(func() *enTable {
	t := &enTable{sets: []enLists{0}}
	for line := range strings.Lines(enNamesText) {
		kinds, words, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || line[0] == '#' {
			continue
		}
		var flags uint32
		for _, k := range kinds {
			flags |= map[rune]uint32{'g': enGiven, 's': enSurname, 'w': enWord}[k]
		}
		for w := range strings.FieldsSeq(words) {
			t.add(w, flags)
		}
	}
	lists := map[string]enLists{}
	for i, words := range enListWords {
		for w := range strings.FieldsSeq(words) {
			lists[w] |= 1 << i
		}
	}
	for w, set := range lists {
		k := slices.Index(t.sets, set)
		if k < 0 {
			k = len(t.sets)
			t.sets = append(t.sets, set)
		}
		t.add(w, uint32(k)<<enFlagBits)
	}
	return t
})

// enHash folds the letters of a word. It is computed while a word is read, and
// letters can be taken off its end again; [enTable.slot] mixes its bits. Words of
// up to twelve ASCII letters have hashes of their own.
func enHash(w []byte) (h uint64) {
	for _, c := range w {
		h = enPush(h, c)
	}
	return h
}

func enPush(h uint64, c byte) uint64 { return bits.RotateLeft64(h, 5) ^ uint64(c) }

func enPop(h uint64, c byte) uint64 { return bits.RotateLeft64(h^uint64(c), -5) }

// slot returns the place of the word with hash h, which is free or holds it, and
// the bits that stand for it there, never zero.
func (t *enTable) slot(h uint64) (i, mark uint32) {
	m := h * 0x9E3779B97F4A7C15 // Fibonacci hashing (Knuth, TAOCP 3, 6.4)
	i, mark = uint32(m>>(64-enBits)), uint32(m>>16|1)<<enRest
	for t.slots[i] != 0 && t.slots[i]>>enRest != mark>>enRest {
		i = (i + 1) & (1<<enBits - 1)
	}
	return i, mark
}

func (t *enTable) add(w string, bits uint32) {
	i, mark := t.slot(enHash([]byte(w)))
	t.slots[i] |= mark | bits
}

// find returns the flags of the word with hash h and the lists that hold it.
func (t *enTable) find(h uint64) (flags uint32, lists enLists) {
	i, _ := t.slot(h)
	v := t.slots[i]
	return v & (1<<enFlagBits - 1), t.sets[v>>enFlagBits&(1<<enSetBits-1)]
}

// word reports whether the word with hash h is an ordinary one.
func (t *enTable) word(h uint64) bool {
	f, _ := t.find(h)
	return f&enWord != 0
}

// inflected returns enWord if the lower-case word w, which is not in the table,
// is an inflected form of an ordinary word.
func (t *enTable) inflected(w []byte, h uint64) uint32 {
	if len(w) < 5 {
		return 0
	}
	for _, end := range inflections[w[len(w)-1]-'a'] {
		if len(w)-len(end) < 3 || string(w[len(w)-len(end):]) != end {
			continue
		}
		base, b := w[:len(w)-len(end)], h
		for k := len(w) - 1; k >= len(base); k-- {
			b = enPop(b, w[k])
		}
		if t.word(b) {
			return enWord
		}
		if w[len(w)-1] == 's' {
			continue
		}
		if n := len(base); n > 3 && base[n-1] == base[n-2] && t.word(enPop(b, base[n-1])) {
			return enWord // planned, running
		}
		if end == "ed" || end == "ing" || end == "er" {
			if t.word(enPush(b, 'e')) {
				return enWord // making
			}
		}
	}
	return 0
}

// inflections are the ends of inflected and derived words, by their last letter.
var inflections = [26][]string{
	'd' - 'a': {"ed", "d"}, 'g' - 'a': {"ing"}, 'p' - 'a': {"ship"}, 'r' - 'a': {"er", "r"}, 's' - 'a': {"s", "es", "ness", "ings", "ers"},
	't' - 'a': {"est", "ment"}, 'y' - 'a': {"ly"},
}

// latinWord is a word in Latin script.
type latinWord struct {
	start, end int
	flags      uint32
	capital    bool // begins with one
	allCaps    bool // has no other letters
	second     bool // its second letter is a capital
	mixed      bool // a capital inside that Mc, Mac, O', D' or a hyphen does not explain
	n          int  // letters of key
	key        [24]byte
	hash       uint64 // of key
	lists      enLists
}

func (w *latinWord) is(l enList) bool { return w.lists.has(l) }

// enList is a list of short words. A word that was read knows the lists it is in.
type enList uint8

// enLists is a set of lists.
type enLists uint64

func (s enLists) has(l enList) bool { return s>>l&1 == 1 }

var enListWords []string

// enWords defines a list of words, parted by white space. There may be 64 lists.
func enWords(words string) enList {
	enListWords = append(enListWords, words)
	return enList(len(enListWords) - 1)
}

// latinAt reads the word that begins at i: letters of Latin script with
// apostrophes and hyphens inside. Accents are folded in the key.
func (s *scan) latinAt(i int) (w latinWord) {
	s.readLatin(&w, i)
	return w
}

// readLatin is latinAt into w.
func (s *scan) readLatin(w *latinWord, i int) {
	*w = latinWord{}
	if !w.plain(s.text[:s.hi], i, &s.latinMet) {
		*w = s.latinSlow(i)
	}
}

// plain reads a word of ASCII letters that has capitals at its beginning or
// throughout, as nearly all have. It reports false for every other.
func (w *latinWord) plain(text []byte, i int, met *metWords) bool {
	upper := 0
	j := i
	for j < len(text) && isLetter(text[j]) {
		c := text[j] | 0x20
		if w.n == len(w.key) {
			return false
		}
		upper += int(^text[j] >> 5 & 1)
		w.key[w.n] = c
		w.n++
		w.hash = enPush(w.hash, c)
		j++
	}
	if j < len(text) && (text[j] == '\'' || text[j] == '-' || text[j] >= 0xC3 && text[j] < 0xE2) {
		return false
	}
	w.start, w.end = i, j
	w.capital = w.n > 0 && isUpper(text[i])
	if upper > 1 && upper < w.n || upper == 1 && !w.capital {
		return false
	}
	w.second = upper > 1
	w.finish(met, upper < w.n, upper)
	return true
}

// latinSlow is latinAt for every word.
func (s *scan) latinSlow(i int) (w latinWord) {
	w.start, w.end = i, i
	lowerSeen, upperSeen, part := false, 0, 0
	for w.end < s.hi && w.end-i < 48 {
		c := s.text[w.end]
		size := 1
		var up bool
		switch {
		case isLetter(c):
			up = isUpper(c)
			w.add(c | 0x20)
		case (c == '\'' || c == '-') && w.end > i && s.letterAt(w.end+1):
			if c == '\'' && s.contraction(w.end+1) {
				w.finish(&s.latinMet, lowerSeen, upperSeen)
				return w
			}
			part = w.end + 1
			w.end++
			continue
		case c >= 0xC3 && c < 0xE2:
			r, n := utf8.DecodeRune(s.text[w.end:s.hi])
			if r == 0x2019 { // ’
				return w
			}
			base := latinBase(r)
			if base == "" {
				w.finish(&s.latinMet, lowerSeen, upperSeen)
				return w
			}
			up = base[0] < 'a'
			for k := range len(base) {
				w.add(base[k] | 0x20)
			}
			size = n
		default:
			w.finish(&s.latinMet, lowerSeen, upperSeen)
			return w
		}
		if up {
			upperSeen++
			if w.n == 2 && w.end == i+1 {
				w.second = true
			}
			if w.end == i {
				w.capital = true
			} else if w.end != part && lowerSeen && !w.celtic() {
				w.mixed = true
			}
		} else {
			lowerSeen = true
		}
		w.end += size
	}
	w.finish(&s.latinMet, lowerSeen, upperSeen)
	return w
}

// capital reads the word at i, which several recognisers ask for in turn.
func (s *scan) capital(i int) *latinWord {
	if s.capWord.start != i || s.capWord.end == 0 {
		s.readLatin(&s.capWord, i)
	}
	return &s.capWord
}

// contraction reports whether the letters at i, behind an apostrophe, are those of
// 's, 't, 're, 'll, 've, 'd or 'm rather than the rest of a name.
func (s *scan) contraction(i int) bool {
	j := i
	for j < s.hi && j-i < 3 && isLetter(s.text[j]) {
		j++
	}
	switch j - i {
	case 1:
		return true
	case 2:
		switch string(s.text[i:j]) {
		case "re", "ll", "ve":
			return true
		}
	}
	return false
}

func (w *latinWord) add(c byte) {
	if w.n < len(w.key) {
		w.key[w.n] = c
		w.n++
		w.hash = enPush(w.hash, c)
	}
}

// celtic reports whether the letters before the last one are Mc or Mac.
func (w *latinWord) celtic() bool {
	k := string(w.key[:max(0, w.n-1)])
	return k == "mc" || k == "mac" || k == "fitz" || k == "de" || k == "van" || k == "le" || k == "la" || k == "di"
}

func (w *latinWord) finish(met *metWords, lowerSeen bool, upperSeen int) {
	w.allCaps = !lowerSeen && upperSeen > 1
	if lowerSeen && upperSeen > 1 && w.second {
		w.mixed = true // LSym, AAAAResource
	}
	if w.n < 2 {
		_, w.lists = enNames().find(w.hash)
		return
	}
	k := met.at(w.hash)
	if k.hash != w.hash {
		t := enNames()
		k.hash = w.hash
		if k.flags, k.lists = t.find(w.hash); k.flags == 0 {
			k.flags = t.inflected(w.key[:w.n], w.hash)
		}
	}
	w.flags, w.lists = k.flags, k.lists
}

// metWord is what the table says of a word, inflected forms included. The words
// met last are kept: most words of a text are among the same few hundred, and the
// table is larger than the processor's nearer caches.
type metWord struct {
	hash  uint64
	flags uint32
	lists enLists
}

// metBits keeps them in the second nearest cache: 48 KB.
const metBits = 11

type metWords [1 << metBits]metWord

// at returns the place of the word with hash h.
func (m *metWords) at(h uint64) *metWord { return &m[h*golden>>(64-metBits)] }

func (s *scan) letterAt(i int) bool {
	return i < s.hi && (isLetter(s.text[i]) || s.text[i] >= 0xC3 && s.text[i] < 0xE2)
}

// latinBases are the base letters of U+00C0 to U+017F in order, with - for what
// has none and digits for those of two letters.
const latinBases = "AAAAAA1CEEEEIIIIDNOOOOO-OUUUUY23" + "aaaaaa4ceeeeiiiidnooooo-ouuuuy5y" +
	"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi67JjKkkLlLlLlLlLlNnNnNnnNnOoOoOo89RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs"

var latinPairs = map[byte]string{'1': "Ae", '2': "Th", '3': "ss", '4': "ae", '5': "th", '6': "Ij", '7': "ij", '8': "Oe", '9': "oe"}

// latinBase returns the ASCII form of an accented Latin letter, "" if r is none.
func latinBase(r rune) string {
	switch {
	case r >= 0xC0 && r <= 0x17F:
		k := int(r - 0xC0)
		if p, ok := latinPairs[latinBases[k]]; ok {
			return p
		}
		if latinBases[k] == '-' {
			return ""
		}
		return latinBases[k : k+1]
	case r >= 0x218 && r <= 0x21B: // Romanian S and T with comma
		return "SsTt"[r-0x218 : r-0x218+1]
	case r >= 0x1E00 && r <= 0x1EFF: // Vietnamese and others
		const vowels = "AAAAAAAAAAAAEEEEEEEEIIOOOOOOOOOOOOUUUUUUUYYYY"
		if r >= 0x1EA0 && r <= 0x1EF9 {
			k := int(r-0x1EA0) / 2
			b := vowels[k : k+1]
			if r%2 == 1 {
				return strings.ToLower(b)
			}
			return b
		}
	}
	return ""
}
