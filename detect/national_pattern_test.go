// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"testing"
	"unicode/utf8"
)

// Every pattern matches what package regexp takes for its longest match: in
// random rows of the characters that it names, and of those that fold to them.
func TestPatternsLikeRegexp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	seen := 0
	for _, n := range nationals {
		if n.pattern == "" {
			continue
		}
		seen++
		want := regexp.MustCompile("^(?i:" + n.pattern + ")")
		want.Longest()
		letters := []rune(n.pattern + "  --00123456789ABCXYZaſKkй品川さ・শা\n")
		matched, pattern := 0, readPattern(n.pattern)
		tries := 3000
		if testing.Short() {
			tries = 500
		}
		for range tries {
			text := patternText(random, n.pattern, letters)
			length := -1
			if m := want.FindIndex(text[:min(len(text), maxPattern)]); m != nil {
				length, matched = m[1], matched+1
			}
			if got := pattern.match(text); got != length {
				t.Fatalf("%s: %q: %d bytes match, want %d", n.id, text, got, length)
			}
		}
		if matched < tries/30 {
			t.Errorf("%s: only %d of %d texts match", n.id, matched, tries)
		}
	}
	if seen < 10 {
		t.Errorf("%d patterns", seen)
	}
}

// patternText makes a text that often matches: it walks along the pattern, and
// changes a little.
func patternText(random *rand.Rand, pattern string, letters []rune) []byte {
	var out []byte
	for range 1 + random.IntN(3) {
		out = patternSample(random, pattern, out)
	}
	for range random.IntN(3) {
		i := random.IntN(len(out) + 1)
		r := letters[random.IntN(len(letters))]
		out = append(out[:i:i], append(utf8.AppendRune(nil, r), out[i:]...)...)
	}
	return out
}

// patternSample appends a text that pattern describes.
func patternSample(random *rand.Rand, pattern string, out []byte) []byte {
	p := patternParser{rest: pattern, whole: pattern}
	return p.sample(random, out)
}

func (p *patternParser) sample(random *rand.Rand, out []byte) []byte {
	var choices [][]byte
	one := []byte{}
	for p.rest != "" && p.rest[0] != ')' {
		if p.takes("|") {
			choices, one = append(choices, one), []byte{}
			continue
		}
		start := p.rest
		p.sampleAtom(random)
		atom := start[:len(start)-len(p.rest)]
		times := 1
		switch {
		case p.takes("?"):
			times = random.IntN(2)
		case p.takes("{"):
			var least int
			fmt.Sscanf(p.rest, "%d", &least)
			p.number()
			most := least
			if p.takes(",") {
				most = p.number()
			}
			p.takes("}")
			times = least + random.IntN(most-least+1)
		}
		for range times {
			a := patternParser{rest: atom, whole: atom}
			one = append(one, a.sampleAtom(random)...)
		}
	}
	choices = append(choices, one)
	return append(out, choices[random.IntN(len(choices))]...)
}

func (p *patternParser) sampleAtom(random *rand.Rand) []byte {
	pick := func(rs ...rune) []byte { return utf8.AppendRune(nil, rs[random.IntN(len(rs))]) }
	switch {
	case p.takes("(?:"):
		out := p.sample(random, nil)
		p.takes(")")
		return out
	case p.takes("["):
		x := p.class().ranges
		r := x[random.IntN(len(x))]
		return pick(r[0], r[1], r[0]+rune(random.IntN(int(r[1]-r[0])+1)))
	case p.takes(`\p{Bengali}`):
		return pick('ঢ', 'া', 'ক')
	case p.takes(`\p{Han}`):
		return pick('品', '川', '袖')
	}
	return pick(p.next())
}

// What a pattern cannot be says so at once.
func TestPatternMistakes(t *testing.T) {
	for _, s := range []string{"a*", "a+", "(a)", "[^a]", "[a", "a{2", "a{3,2}", `\d`, "a)", "(?:a", "^a", ".", "a{", `\p{Greek}`, `[\d]`, "?"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was read", s)
				}
			}()
			readPattern(s)
		}()
	}
}

func BenchmarkPattern(b *testing.B) {
	part := readPattern(`[A-Z]{2}[0-9]{2}[ -]?[A-Z]{3}|[A-Z][0-9]{1,3}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?[0-9]{1,3}[A-Z]`)
	text := []byte("AB12 CDE is a plate, and the text goes on for a while so that there is something to look at")
	for b.Loop() {
		if part.match(text) != 8 {
			b.Fatal("no match")
		}
	}
}

func BenchmarkRegexp(b *testing.B) {
	re := regexp.MustCompile(`^(?i:[A-Z]{2}[0-9]{2}[ -]?[A-Z]{3}|[A-Z][0-9]{1,3}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?[0-9]{1,3}[A-Z])`)
	re.Longest()
	text := []byte("AB12 CDE is a plate, and the text goes on for a while so that there is something to look at")
	for b.Loop() {
		if len(re.Find(text)) != 8 {
			b.Fatal("no match")
		}
	}
}
