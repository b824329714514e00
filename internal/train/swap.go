// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// swapped returns d with its names replaced by made-up ones of the same kind, so
// that what stands around names is learned apart from whose they are.
func swapped(rng *rand.Rand, d document) (document, bool) {
	r := []rune(d.Text)
	var b strings.Builder
	out := document{ID: d.ID}
	at, any := 0, false
	for _, s := range d.Spans {
		if s.Start < at {
			return d, false
		}
		b.WriteString(string(r[at:s.Start]))
		v := string(r[s.Start:s.End])
		switch {
		case s.Type == "PERSON":
			w := otherName(rng, v)
			any = any || w != v
			v = w
		case s.Type == "LOCATION" && rng.IntN(2) == 0 && sounds(v):
			v = pick(rng, madePlaces)
		}
		n := s
		n.Start = utf8.RuneCountInString(b.String())
		b.WriteString(v)
		n.End = utf8.RuneCountInString(b.String())
		out.Spans = append(out.Spans, n)
		at = s.End
	}
	b.WriteString(string(r[at:]))
	out.Text = b.String()
	return out, any
}

// otherName returns a made-up name of the kind of v.
func otherName(rng *rand.Rand, v string) string {
	n := utf8.RuneCountInString(v)
	first, _ := utf8.DecodeRuneInString(v)
	switch {
	case strings.Contains(v, "·"):
		return madeForeign(rng, true)
	case n == 4 && rng.IntN(3) == 0 && !sounds(v):
		return pick(rng, madeJapanese) + pick(rng, madeJapaneseGiven)
	case n <= 3 && strings.ContainsRune(madeSurnames, first) && (n == 3 || !sounds(v)):
		return madeHan(rng)
	case sounds(v):
		return madeForeign(rng, rng.IntN(8) == 0)
	}
	return v
}

// sounds reports whether v looks like a foreign name written by sound.
func sounds(v string) bool {
	k := 0
	for _, r := range v {
		if strings.ContainsRune(soundLetters, r) {
			k++
		}
	}
	n := utf8.RuneCountInString(v)
	return n > 1 && k*4 >= n*3
}

var soundLetters = strings.Join(madeSound, "") + strings.Join(madePlaces, "")
