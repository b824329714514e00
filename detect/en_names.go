// SPDX-License-Identifier: Apache-2.0

package detect

import (
	_ "embed"
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed en_names.txt
var enNamesText string

// What a word may be in Latin script.
const (
	enGiven   = 1 << iota // a given name
	enSurname             // a surname
	enWord                // an ordinary English word
)

// enTable holds the words of en_names.txt as hashes of 29 bits with three bits of
// flags: half a megabyte in place of four, and one word in ten thousand that is
// taken for another.
type enTable struct {
	slots []uint32
}

// enNames is built when the first capitalised word is met.
var enNames = sync.OnceValue(func() *enTable {
	t := &enTable{slots: make([]uint32, 1<<17)} // 49,000 words: two of five places are taken
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
			t.slots[t.place(enHash([]byte(w)))] |= enHash([]byte(w))<<3 | flags
		}
	}
	return t
})

// enHashE is the hash of w with an e behind.
func enHashE(w []byte) uint32 {
	var b [25]byte
	n := copy(b[:24], w)
	b[n] = 'e'
	return enHash(b[:n+1])
}

// enHash is FNV-1a, 29 bits, never zero.
func enHash(w []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range w {
		h = (h ^ uint32(c)) * 16777619
	}
	return h>>3 | 1
}

func (t *enTable) place(h uint32) int {
	i := int(h * 0x9E3779B1 >> (32 - bits.Len(uint(len(t.slots)-1))))
	for t.slots[i] != 0 && t.slots[i]>>3 != h {
		i = (i + 1) & (len(t.slots) - 1)
	}
	return i
}

// flags returns what the lower-case word w may be. Ordinary words are found in
// their inflected forms as well.
func (t *enTable) flags(w []byte) uint32 {
	f := t.slots[t.place(enHash(w))] & 7
	if f != 0 || len(w) < 5 {
		return f
	}
	for _, end := range inflections[w[len(w)-1]-'a'] {
		if base, ok := cutEnd(w, end); ok && len(base) >= 3 {
			if t.slots[t.place(enHash(base))]&enWord != 0 {
				return enWord
			}
			if w[len(w)-1] == 's' {
				continue
			}
			if n := len(base); n > 3 && base[n-1] == base[n-2] && t.slots[t.place(enHash(base[:n-1]))]&enWord != 0 {
				return enWord // planned, running
			}
			if end == "ed" || end == "ing" || end == "er" {
				if t.slots[t.place(enHashE(base))]&enWord != 0 {
					return enWord // making
				}
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

func cutEnd(w []byte, end string) ([]byte, bool) {
	n := len(w) - len(end)
	if n < 0 || string(w[n:]) != end {
		return w, false
	}
	return w[:n], true
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
}

func (w *latinWord) is(l *enList) bool { return l.has(w.key[:w.n]) }

// enList is a list of short words, put into a table when first asked.
type enList struct {
	words string
	once  sync.Once
	table wordTable
}

// has reports whether w, in lower case, is in the list.
func (l *enList) has(w []byte) bool {
	l.once.Do(func() {
		for x := range strings.FieldsSeq(l.words) {
			l.table.add([]byte(x), 1)
		}
	})
	return l.table.find(w) != 0
}

// latinAt reads the word that begins at i: letters of Latin script with
// apostrophes and hyphens inside. Accents are folded in the key.
func (s *scan) latinAt(i int) (w latinWord) {
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
				w.finish(lowerSeen, upperSeen)
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
				w.finish(lowerSeen, upperSeen)
				return w
			}
			up = base[0] < 'a'
			for k := range len(base) {
				w.add(base[k] | 0x20)
			}
			size = n
		default:
			w.finish(lowerSeen, upperSeen)
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
	w.finish(lowerSeen, upperSeen)
	return w
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
	}
}

// celtic reports whether the letters before the last one are Mc or Mac.
func (w *latinWord) celtic() bool {
	k := string(w.key[:max(0, w.n-1)])
	return k == "mc" || k == "mac" || k == "fitz" || k == "de" || k == "van" || k == "le" || k == "la" || k == "di"
}

func (w *latinWord) finish(lowerSeen bool, upperSeen int) {
	w.allCaps = !lowerSeen && upperSeen > 1
	if lowerSeen && upperSeen > 1 && w.second {
		w.mixed = true // LSym, AAAAResource
	}
	if w.n > 1 {
		w.flags = enNames().flags(w.key[:w.n])
	}
}

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
