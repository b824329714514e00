// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math/bits"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A pattern is the small part of Go's syntax of regular expressions that numbers
// of vehicles need: characters, classes of characters and \p{Script}, groups,
// alternatives, and the repeats ? and {m,n}. Package regexp would be a tenth of
// what a browser downloads.
//
// A part of a pattern leads from a set of places in the text to the set of places
// behind it, so that nothing is tried twice.
type patternPart func(text []byte, from places) places

// places is a set of offsets from 0 to maxPattern.
type places [maxPattern/64 + 1]uint64

func (p *places) add(i int) { p[i/64] |= 1 << (i % 64) }

func (p *places) union(q places) {
	for k := range p {
		p[k] |= q[k]
	}
}

// last returns the greatest member, -1 if there is none.
func (p *places) last() int {
	for k := len(p) - 1; k >= 0; k-- {
		if p[k] != 0 {
			return k*64 + bits.Len64(p[k]) - 1
		}
	}
	return -1
}

// match returns how long the longest match at the start of text is, -1 if there
// is none. The case of letters does not matter. Text behind maxPattern bytes is
// not looked at.
func (part patternPart) match(text []byte) int {
	var start places
	start.add(0)
	end := part(text[:min(len(text), maxPattern)], start)
	return end.last()
}

// readPattern reads a pattern. It panics if there is more in it than it knows: a
// mistake in a declaration, which the tests read all of.
func readPattern(s string) patternPart {
	p := patternParser{rest: s, whole: s}
	part := p.alternatives()
	if p.rest != "" {
		p.fail()
	}
	return part
}

type patternParser struct{ rest, whole string }

func (p *patternParser) fail() {
	panic("pattern " + p.whole + ": cannot read it from " + strconv.Quote(p.rest) + " on")
}

// takes reports whether the rest begins with s, and goes behind it.
func (p *patternParser) takes(s string) (ok bool) {
	p.rest, ok = strings.CutPrefix(p.rest, s)
	return ok
}

func (p *patternParser) next() rune {
	r, n := utf8.DecodeRuneInString(p.rest)
	if n == 0 {
		p.fail()
	}
	p.rest = p.rest[n:]
	return r
}

func (p *patternParser) alternatives() patternPart {
	all := []patternPart{p.sequence()}
	for p.takes("|") {
		all = append(all, p.sequence())
	}
	return func(text []byte, from places) (to places) {
		for _, a := range all {
			to.union(a(text, from))
		}
		return to
	}
}

func (p *patternParser) sequence() patternPart {
	var all []patternPart
	for p.rest != "" && p.rest[0] != '|' && p.rest[0] != ')' {
		all = append(all, p.repeated(p.atom()))
	}
	return func(text []byte, at places) places {
		for _, a := range all {
			if at = a(text, at); at == (places{}) {
				break
			}
		}
		return at
	}
}

// repeated reads how often a part may stand.
func (p *patternParser) repeated(part patternPart) patternPart {
	least, most := 1, 1
	switch {
	case p.takes("?"):
		least = 0
	case p.takes("{"):
		least = p.number()
		most = least
		if p.takes(",") {
			most = p.number()
		}
		if !p.takes("}") || most < least {
			p.fail()
		}
	}
	return func(text []byte, at places) (to places) {
		for n := 0; ; n++ {
			if n >= least {
				to.union(at)
			}
			if n == most || at == (places{}) {
				return to
			}
			at = part(text, at)
		}
	}
}

func (p *patternParser) number() (n int) {
	if p.rest == "" || !isDigit(p.rest[0]) {
		p.fail()
	}
	for p.rest != "" && isDigit(p.rest[0]) {
		n, p.rest = 10*n+int(p.rest[0]-'0'), p.rest[1:]
	}
	return n
}

// atom reads a group, a class or a character.
func (p *patternParser) atom() patternPart {
	switch {
	case p.takes("(?:"):
		part := p.alternatives()
		if !p.takes(")") {
			p.fail()
		}
		return part
	case p.takes("["):
		return p.class().part()
	case p.takes(`\p{Bengali}`):
		return charClass{script: unicode.Bengali}.part()
	case p.takes(`\p{Han}`):
		return charClass{script: unicode.Han}.part()
	case strings.ContainsRune(`\.*+?^$(){}]`, rune(p.rest[0])):
		p.fail()
	}
	r := p.next()
	return charClass{ranges: [][2]rune{{r, r}}}.part()
}

// class reads a class behind its bracket.
func (p *patternParser) class() (c charClass) {
	if strings.HasPrefix(p.rest, "^") {
		p.fail()
	}
	for !p.takes("]") {
		if p.rest == "" || p.rest[0] == '\\' || p.rest[0] == '[' {
			p.fail()
		}
		first := p.next()
		last := first
		if strings.HasPrefix(p.rest, "-") && !strings.HasPrefix(p.rest, "-]") {
			p.next()
			last = p.next()
		}
		c.ranges = append(c.ranges, [2]rune{first, last})
	}
	return c
}

// charClass is a set of characters.
type charClass struct {
	ranges [][2]rune
	script *unicode.RangeTable
}

// has reports whether r is in the class, in either case.
func (c charClass) has(r rune) bool {
	if c.script != nil {
		return unicode.Is(c.script, r)
	}
	for f := unicode.SimpleFold(r); ; f = unicode.SimpleFold(f) {
		for _, x := range c.ranges {
			if f >= x[0] && f <= x[1] {
				return true
			}
		}
		if f == r {
			return false
		}
	}
}

// part is one character of the class.
func (c charClass) part() patternPart {
	var ascii [utf8.RuneSelf]bool
	for r := range ascii {
		ascii[r] = c.has(rune(r))
	}
	return func(text []byte, from places) (to places) {
		for k, word := range from {
			for ; word != 0; word &= word - 1 {
				i := k*64 + bits.TrailingZeros64(word)
				if i >= len(text) {
					continue
				}
				if b := text[i]; b < utf8.RuneSelf {
					if ascii[b] {
						to.add(i + 1)
					}
					continue
				}
				if r, n := utf8.DecodeRune(text[i:]); (r != utf8.RuneError || n > 1) && c.has(r) {
					to.add(i + n)
				}
			}
		}
		return to
	}
}
