// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"cmp"
	"errors"
	"slices"
	"sync"
)

// recogniser is one drop-in file of this package: what it looks for, where the
// rule comes from and which places in a text it wants to be shown.
type recogniser struct {
	id     string // unique, for example "cn_resident_id"; the file is named after it
	typ    Type
	region string // ISO 3166 code of the country it belongs to; "" is everywhere
	source string // the standard, law or article that the rule comes from
	about  string // one sentence for `hulan rules`, English
	core   bool   // member of the preset "core"
	on     []trigger
	// check says whether a lone value is valid, for `hulan rules check`. The
	// reason names the part that decided. Nil if the type has no inner rule.
	check func(value string) (ok bool, why string)
}

// trigger asks for a call at each anchor of a kind.
type trigger struct {
	kind  anchorKind
	lens  []int     // anchorRun, anchorWord; anchorLong: shortest and longest
	cues  cueSet    // anchorCue
	chars string    // anchorChar
	head  bool      // anchorChar: only in front of a digit
	fn    matchFunc // nil: noted only, for onChar and onCue
	rec   *recogniser
	// inFields says that what is found scores less than bare outside of a field
	// of its name; where that is never reported, only fields are looked at.
	inFields bool
	bare     float64
}

// fieldsBelow returns triggers that need a field of the recogniser's name, unless
// scores of bare are reported.
func fieldsBelow(on []trigger, bare float64) []trigger {
	for i := range on {
		on[i].inFields, on[i].bare = true, bare
	}
	return on
}

// matchFunc looks at one anchor and reports what it finds with [scan.emit].
// What start and end are depends on the anchor's kind.
type matchFunc func(s *scan, start, end int)

type anchorKind uint8

// The kinds of anchors.
const (
	anchorRun anchorKind = iota
	anchorWord
	anchorLong
	anchorPlate
	anchorGroups
	anchorAt
	anchorURL
	anchorDots
	anchorIBAN
	anchorColons
	anchorCue
	anchorChar
	anchorCapital
	anchorEnd
	anchorKinds
)

// onRun asks for every maximal run of ASCII digits whose length is one of lens
// (7 to 40) and that has no ASCII letter, digit or '_' on either side. start
// and end bound the run.
func onRun(fn matchFunc, lens ...int) trigger {
	return trigger{kind: anchorRun, fn: fn, lens: lens}
}

// onWord asks for every maximal run of ASCII letters and digits that holds both,
// has at least four digits in a row and a length among lens (up to 64).
func onWord(fn matchFunc, lens ...int) trigger {
	return trigger{kind: anchorWord, fn: fn, lens: lens}
}

// onLong asks for every maximal run of ASCII letters and digits that has letters
// and between shortest and longest characters; shortest is at least longWord.
func onLong(fn matchFunc, shortest, longest int) trigger {
	return trigger{kind: anchorLong, fn: fn, lens: []int{max(shortest, longWord), longest}}
}

// onPlate asks for every ASCII capital letter that follows a byte above 0x7F,
// where a Chinese licence plate may stand. start is the letter's place.
func onPlate(fn matchFunc) trigger { return trigger{kind: anchorPlate, fn: fn} }

// onGroups asks for every maximal sequence of two or more digit groups that are
// parted by separators of one to three bytes; s.groups describes it. start and
// end bound the sequence.
func onGroups(fn matchFunc) trigger { return trigger{kind: anchorGroups, fn: fn} }

// onAt asks for every '@' that stands between two bytes other than space.
func onAt(fn matchFunc) trigger { return trigger{kind: anchorAt, fn: fn} }

// onURL asks for every "://"; start is the colon's place.
func onURL(fn matchFunc) trigger { return trigger{kind: anchorURL, fn: fn} }

// onDots asks for every place that may be the third dot of an IPv4 address.
func onDots(fn matchFunc) trigger { return trigger{kind: anchorDots, fn: fn} }

// onIBAN asks for every word that begins with two ASCII capitals and two digits;
// start and end bound these four.
func onIBAN(fn matchFunc) trigger { return trigger{kind: anchorIBAN, fn: fn} }

// onColons asks for every place that may be the third colon, or the second of
// "::", of a MAC or IPv6 address.
func onColons(fn matchFunc) trigger { return trigger{kind: anchorColons, fn: fn} }

// onCue asks for every context word of set; start and end bound the word. With
// a nil fn the words are noted in s.cues, for another trigger.
func onCue(set cueSet, fn matchFunc) trigger { return trigger{kind: anchorCue, fn: fn, cues: set} }

// onChar asks for every occurrence of one of the given characters, which must
// be from the block U+4E00 to U+9FFF. Structured findings of the unit are
// known by then. start and end bound the character. With a nil fn their places
// are noted in s.noted, for another trigger.
func onChar(chars string, fn matchFunc) trigger {
	return trigger{kind: anchorChar, fn: fn, chars: chars}
}

// onHead is onChar for characters that an ASCII digit follows.
func onHead(chars string, fn matchFunc) trigger {
	return trigger{kind: anchorChar, fn: fn, chars: chars, head: true}
}

// onCapital asks for every word that begins with a capital Latin letter and is
// not preceded by another such word; start and end bound the word.
func onCapital(fn matchFunc) trigger { return trigger{kind: anchorCapital, fn: fn} }

// onEnd asks for one call per unit after everything else; start and end bound
// the unit's own text. Findings so far are in s.found.
func onEnd(fn matchFunc) trigger { return trigger{kind: anchorEnd, fn: fn} }

var registered []*recogniser

// register adds a recogniser; every recogniser's file calls it once, as
//
//	var _ = register(recogniser{…})
func register(r recogniser) bool {
	registered = append(registered, &r)
	return true
}

// recognisers returns all of them, sorted by ID.
var recognisers = sync.OnceValue(func() []*recogniser {
	rs := slices.Clone(registered)
	slices.SortFunc(rs, func(a, b *recogniser) int { return cmp.Compare(a.id, b.id) })
	for _, r := range rs {
		for i := range r.on {
			r.on[i].rec = r
		}
	}
	return rs
})

// Info describes a recogniser.
type Info struct {
	ID     string `json:"id"`
	Type   Type   `json:"type"`
	Region string `json:"region,omitempty"` // ISO 3166 code, empty if everywhere
	Source string `json:"source"`
	About  string `json:"about"`
	Checks bool   `json:"checks"` // [Check] can decide about a lone value
}

// Recognisers describes the built-in recognisers, sorted by ID.
func Recognisers() []Info {
	var out []Info
	for _, r := range recognisers() {
		out = append(out, Info{r.id, r.typ, r.region, r.source, r.about, r.check != nil})
	}
	return out
}

// Types returns the types that built-in recognisers report, sorted.
func Types() []Type {
	var out []Type
	for _, r := range recognisers() {
		out = append(out, r.typ)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// words reports whether v is more than a value: it has a Chinese character, or a
// space beside a letter.
func words(v string) bool {
	last := rune(0)
	for _, r := range v {
		if isHan(r) || r == ' ' && last < 0x80 && (last == ':' || isLetter(byte(last))) || last == ' ' && r < 0x80 && isLetter(byte(r)) {
			return true
		}
		last = r
	}
	return false
}

// Check says whether value is a valid member of type t by its inner rules
// (length, checksum, tables, dates), without looking at any context. A sentence is valid if it
// contains a value that would be found. why names
// the rule that decided. It fails with an error for a type that has none.
func Check(t Type, value string) (ok bool, why string, err error) {
	known := false
	for _, r := range recognisers() {
		if r.typ != t || r.check == nil {
			continue
		}
		known = true
		if ok, why = r.check(value); ok {
			return true, r.id + ": " + why, nil
		}
		why = r.id + ": " + why
	}
	if known && words(value) {
		// A sentence with the value in it.
		e, err := New(Options{Types: []Type{t}})
		if err != nil {
			return false, "", err
		}
		for _, f := range e.Find(value) {
			if f.Type == t {
				return true, f.Rule + ": the text contains a valid value", nil
			}
		}
	}
	if !known {
		return false, "", errors.New("type " + string(t) + " has no check of its own; see `hulan rules`")
	}
	return false, why, nil
}
