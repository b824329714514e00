// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// treatment is what the package knows about a type. Each file named after a
// kind of number registers its own; every field but typ may be empty.
type treatment struct {
	typ detect.Type
	// numeric says that Chinese numerals and the look-alikes of 0 and 1 stand
	// for digits.
	numeric bool
	// shows returns how many plain characters the type's own form shows at the
	// start and at the end. Without shows and mask it shows none.
	shows func(v value) (start, end int)
	// mask writes the type's own form where it is not so simple.
	mask func(v value, char rune) string
	// plain brings the value into the one form that is hashed and compared;
	// without it value.plain is that form.
	plain func(v value) string
	// surrogate makes up a value of the same form; false if the value does not
	// have the form.
	surrogate func(s *stream, v value) (string, bool)
	// generalise writes a coarser value; false if it cannot.
	generalise func(o Operator, v value) (string, bool)
}

var registry []treatment

// register adds a treatment to the package, at package initialisation.
func register(t treatment) bool {
	registry = append(registry, t)
	return true
}

var treatments = sync.OnceValue(func() map[detect.Type]treatment {
	m := make(map[detect.Type]treatment, len(registry))
	for _, t := range registry {
		m[t.typ] = t
	}
	return m
})

// treat returns the treatment of a type and the value taken apart under it.
func treat(t detect.Type, kind, text string) (treatment, value) {
	how, ok := treatments()[t]
	if !ok {
		how = nationals()[t]
	}
	return how, parse(text, kind, how.numeric)
}

// canonical returns the one form of a value.
func (how treatment) canonical(v value) string {
	s := v.plain
	if how.plain != nil {
		s = how.plain(v)
	}
	if s == "" {
		return v.text // all symbols: better as it is than empty
	}
	return s
}

// exact is the plain form of secrets and links: every character counts.
func exact(v value) string { return v.text }

// words is the plain form of names and addresses: letters and digits in lower
// case, words parted by one space, no space between Han characters.
func words(v value) string {
	var b strings.Builder
	gap := false
	var last rune
	for _, u := range v.units {
		if u.plain == "" || v.text[u.start:u.end] == "•" { // a bullet between the parts of a name
			r, _ := utf8.DecodeRuneInString(v.text[u.start:u.end])
			gap = gap || !invisible(r)
			continue
		}
		r, _ := utf8.DecodeRuneInString(u.plain)
		if gap && last != 0 && !unicode.Is(unicode.Han, last) && !unicode.Is(unicode.Han, r) {
			b.WriteByte(' ')
		}
		b.WriteString(strings.ToLower(u.plain))
		gap, last = false, r
	}
	return b.String()
}

// onlyWords reports whether a text has no letters but those of the given words,
// which are in lower case.
func onlyWords(text string, allowed []string) bool {
	text = strings.ToLower(text)
	for _, w := range allowed {
		text = strings.ReplaceAll(text, w, " ")
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsMark(r) || r == utf8.RuneError || unicode.IsNumber(r) && !isDigit(r)
	})
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// tag is the type's name as replacement.
func tag(t detect.Type) string { return "<" + string(t) + ">" }
