// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"sync"

	"github.com/hulanhq/hulan/detect"
)

// nationals are the treatments of the numbers that authorities give to persons
// and that have none of their own.
var nationals = sync.OnceValue(func() map[detect.Type]treatment {
	m := map[detect.Type]treatment{}
	for _, t := range detect.Types() {
		if _, _, ok := detect.TypeNames(t); ok {
			m[t] = national(t)
		}
	}
	return m
})

// national treats a number that an authority gives to persons by its own check
// alone. A third of it is shown, at most three characters, at its end.
func national(typ detect.Type) treatment {
	return treatment{
		typ:   typ,
		shows: func(v value) (start, end int) { return 0, min(3, v.total/3) },
		surrogate: func(s *stream, v value) (string, bool) {
			return nationalSurrogate(typ, s, v)
		},
	}
}

// What a surrogate may cost: so many values are tried, of which one in a
// thousand passes the strictest check (a date, a region and a remainder by 97).
const (
	surrogateTries   = 40_000
	surrogateChanges = 6 // changes that passed make a value that is far from the first
)

// nationalSurrogate changes a few characters at a time and keeps what the check
// of the type accepts, so that dates, regions and check digits stay possible.
func nationalSurrogate(typ detect.Type, s *stream, v value) (string, bool) {
	valid := func(text string) bool {
		ok, _, err := detect.Check(typ, text)
		return ok && err == nil
	}
	passes := valid
	if !passes(v.plain) {
		// Some numbers are none without their separators: 131052-308T, 123-ABC.
		passes = func(plain string) bool {
			text, ok := v.refill(plain)
			return ok && valid(text)
		}
	}
	if !passes(v.plain) {
		return "", false
	}
	b := []byte(v.plain)
	changes := 0
	for try := 0; try < surrogateTries && changes < surrogateChanges; try++ {
		c := []byte(string(b))
		for range 2 + s.below(3) {
			i := s.below(len(c))
			switch {
			case c[i] >= '0' && c[i] <= '9':
				c[i] = '0' + byte(s.below(10))
			case c[i] >= 'A' && c[i] <= 'Z':
				c[i] = 'A' + byte(s.below(26))
			case c[i] >= 'a' && c[i] <= 'z':
				c[i] = 'a' + byte(s.below(26))
			}
		}
		if string(c) == string(b) {
			continue
		}
		if passes(string(c)) {
			b, changes = c, changes+1
		}
	}
	if changes < surrogateChanges {
		return "", false
	}
	return v.refill(string(b))
}
