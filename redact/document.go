// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// Document is the state of one document while it is cleaned: the numbers of
// its placeholders. It is not safe for concurrent use.
type Document struct {
	r       *Redactor
	numbers map[identity]int
	last    map[detect.Type]int
}

// String, GoString and LogValue keep the values that were met out of logs.
func (d *Document) String() string {
	return "document with " + strconv.Itoa(len(d.numbers)) + " placeholders"
}

func (d *Document) GoString() string { return d.String() }

// identity is what makes two values of a document the same.
type identity struct {
	t     detect.Type
	plain string
}

// Document begins a document.
func (r *Redactor) Document() *Document {
	return &Document{r: r, numbers: map[identity]int{}, last: map[detect.Type]int{}}
}

// Replace returns the text that takes the place of value, the text of finding
// f. Only f's Type, Kind and Evidence are looked at. The error is nil for every
// operator that this package has; it is there for operators that can fail.
func (d *Document) Replace(f detect.Finding, value string) (string, error) {
	return d.replace(f, value, true), nil
}

// replace is Replace. Whole is false when value is more than what was found, a
// union of overlapping findings: then nothing may rely on its form.
func (d *Document) replace(f detect.Finding, value string, whole bool) string {
	o := d.r.operator(f.Type)
	if f.Evidence.Has(detect.WasDecoded) {
		whole = false // the form is that of what stands inside the encoding
	}
	switch o.Kind {
	case KindKeep:
		return value
	case KindRemove:
		return ""
	case KindReplace:
		if o.New != "" {
			return o.New
		}
		return tag(f.Type)
	case KindMask:
		return d.mask(o, f, value, whole)
	}
	how, v := treat(f.Type, f.Kind, value)
	plain := how.canonical(v)
	switch o.Kind {
	case KindPlaceholder:
		return d.placeholder(f.Type, plain)
	case KindHMAC:
		return d.r.hashed(o, f.Type, plain)
	case KindPseudonym:
		return d.r.pseudonym(f.Type, v, plain)
	case KindSurrogate:
		if whole {
			return d.r.surrogate(f.Type, how, v, plain)
		}
		return d.r.token(f.Type, plain)
	case KindDateShift:
		if s, ok := d.r.shifted(o, v); ok && whole {
			return s
		}
	case KindGeneralise:
		if how.generalise != nil && whole {
			if s, ok := how.generalise(o, v); ok {
				return s
			}
		}
	}
	return tag(f.Type)
}

func (d *Document) mask(o Operator, f detect.Finding, value string, whole bool) string {
	char := o.MaskChar
	if char == 0 {
		char = defaultMaskChar
	}
	how, v := treat(f.Type, f.Kind, value)
	switch {
	case f.Evidence.Has(detect.WasDecoded):
		return maskAll(value, char)
	case !whole:
		return maskMiddle(v, 0, 0, char)
	case o.KeepStart == OwnForm || o.KeepEnd == OwnForm:
		return ownMask(how, v, char)
	}
	return maskMiddle(v, o.KeepStart, o.KeepEnd, char)
}

// placeholder returns "<PERSON_1>", counting by type from 1 in the order in
// which values are first met.
func (d *Document) placeholder(t detect.Type, plain string) string {
	id := identity{t, plain}
	n, ok := d.numbers[id]
	if !ok {
		d.last[t]++
		n = d.last[t]
		d.numbers[id] = n
	}
	return "<" + string(t) + "_" + strconv.Itoa(n) + ">"
}

// surrogate makes up a value. One that happens to be the value itself is drawn
// again; a value that has not the form of its type becomes a token.
func (r *Redactor) surrogate(t detect.Type, how treatment, v value, plain string) string {
	if how.surrogate == nil {
		return r.token(t, plain)
	}
	s := r.stream("surrogate", t, plain)
	for range 8 { // in the smallest range, 100 numbers, eight misses are 1 in 10^16
		out, ok := how.surrogate(s, v)
		if !ok {
			break
		}
		if again := parse(out, v.kind, how.numeric); how.canonical(again) != plain && !strings.EqualFold(out, v.text) {
			return out
		}
	}
	return r.token(t, plain)
}
