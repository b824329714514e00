// SPDX-License-Identifier: Apache-2.0

// Package redact turns findings into cleaned text.
//
// A [Policy] says for each type of personal information what takes its place:
// a mask that keeps the shape (138****8000), the name of the type, a numbered
// placeholder, nothing, a keyed hash, a pseudonym, a made-up but valid value
// (surrogate), a shifted date or a coarser value. [New] checks the policy and
// returns a [Redactor]; each document that is cleaned gets its own [Document],
// which remembers the placeholder numbers:
//
//	r, err := redact.New(redact.Policy{Default: redact.Operator{Kind: redact.KindPlaceholder}})
//	…
//	clean, err := r.Document().Text(text, engine.Find(string(text)))
//
// [Mask] alone serves displays: it shows of a value what is customary, never
// more. The examples show a string, a stream, a whole file in its format, records
// and keyed hashes.
//
// # Promises
//
// No byte of a finding stays in clear, except what its operator shows on
// purpose: findings that overlap are merged to their union, a finding that cuts
// a character takes the whole character. When a value does not have the form
// that an operator needs (a surrogate for a phone that is no phone), a token or
// the type's name is written, never the value. On an error nothing is written.
// No error holds a value.
//
// Everything is deterministic: the same key, type and value give the same
// replacement, in every document and on every machine. Before hashing, a value
// is brought into one form (see [KindHMAC]), so that the ways of writing a
// number link.
//
// # Refusals
//
// The package does no I/O, has no clock and no randomness. It does not find
// anything itself, and it does not undo anything: reversible tokens belong to
// a vault. A pseudonym or a keyed hash is still personal information in law
// (PIPL Art. 73(3), GDPR recital 26): who has the key can test a guess.
package redact

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/hulanhq/hulan/detect"
)

// Policy says what happens to each type. The zero value masks every character
// of every finding.
type Policy struct {
	// Default is the operator for types that ByType does not name.
	Default Operator
	// ByType holds the operators of single types.
	ByType map[detect.Type]Operator
	// Key is the secret for the kinds HMAC, Pseudonym, Surrogate and DateShift,
	// at least [MinKey] bytes. Values link under the same key and do not under
	// another. [New] copies it. It is not printed, logged or marshalled.
	Key []byte `json:"-"`
}

// String, GoString and LogValue keep the key out of logs.
func (p Policy) String() string {
	return "policy with " + strconv.Itoa(len(p.ByType)) + " types, key of " + strconv.Itoa(len(p.Key)) + " bytes"
}

func (p Policy) GoString() string { return p.String() }

// Operator says how a value is replaced. The zero value is a mask that shows
// nothing.
type Operator struct {
	Kind Kind
	// MaskChar is what Mask writes for a hidden character; '*' if zero. It must
	// be visible and no digit, lest a mask look like a number again. A letter
	// is allowed, but makes a masked e-mail address look like an address.
	MaskChar rune
	// KeepStart and KeepEnd are how many characters at the start and at the end
	// Mask shows, counted without separators. [OwnForm] in either means the
	// type's own partial form, as [Mask] gives it. If the two would show the
	// whole value, nothing is shown.
	KeepStart, KeepEnd int
	// Hash is the hash of the kind HMAC: "sha256" (also if empty) or "sm3".
	Hash string
	// New is the text of the kind Replace; the type's name "<PHONE_NUMBER>" if
	// empty.
	New string
	// Days is the greatest number of days by which DateShift moves a date,
	// forward or back: 1 to 36500; [DefaultDays] if zero.
	Days int
	// Years is how many years Generalise puts together: for dates 1 if zero, 10
	// makes decades; for ages 10 if zero. At most 100.
	Years int
}

// OwnForm in Operator.KeepStart or KeepEnd asks for the type's own form.
const OwnForm = -1

// DefaultDays is the range of DateShift unless Operator.Days says otherwise: a
// year, so that season and age do not show and age bands hardly move.
const DefaultDays = 365

// MinKey is the least length of Policy.Key in bytes: 128 bits. Phone numbers
// can be tried one after the other, so the key is the only protection.
const MinKey = 16

// Kind is a way to replace a value.
type Kind int

// The kinds.
const (
	// KindMask hides characters and keeps length and separators.
	KindMask Kind = iota
	// KindReplace writes Operator.New or the type's name, "<PHONE_NUMBER>".
	KindReplace
	// KindPlaceholder writes "<PERSON_1>"; within a document the same value has the
	// same number, however it is written.
	KindPlaceholder
	// KindRemove writes nothing.
	KindRemove
	// KindHMAC writes "<PHONE_NUMBER:…>" with 128 bits of HMAC-SHA256 or HMAC-SM3 in
	// base32. The value is first brought into one form: full-width, circled,
	// mathematical and (in numbers) Chinese digits become ASCII, separators and
	// invisible characters go, x becomes X, e-mail addresses become lower case,
	// a mobile number loses its 86, addresses of machines get their canonical
	// text. Secrets and links are hashed as they are.
	KindHMAC
	// KindPseudonym writes a made-up Chinese or English name for a person, by the
	// script of the value, and "<PHONE_NUMBER_K7Q2…>" for everything else.
	KindPseudonym
	// KindSurrogate writes a made-up value of the same form whose check digits are
	// right. Where a range is reserved for examples it is used; where none is,
	// a surrogate may by chance belong to somebody.
	KindSurrogate
	// KindDateShift moves dates by a number of days that depends on the key alone,
	// so that intervals stay. One known date reveals it: use a key per data set.
	KindDateShift
	// KindGeneralise writes a coarser value: year, age band, city, network, area.
	KindGeneralise
	// KindKeep leaves the value. Findings of other types inside are still replaced.
	KindKeep
)

var kindNames = [...]string{
	"mask", "replace", "placeholder", "remove", "hmac", "pseudonym", "surrogate", "date-shift", "generalise", "keep",
}

func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "Kind(" + strconv.Itoa(int(k)) + ")"
	}
	return kindNames[k]
}

// ParseKind returns the kind with the given name, as written by String.
func ParseKind(name string) (Kind, error) {
	if i := slices.Index(kindNames[:], name); i >= 0 {
		return Kind(i), nil
	}
	return 0, errors.New("unknown kind " + strconv.Quote(name) + `, want one of ["` + strings.Join(kindNames[:], `" "`) + `"]`)
}

// ErrNoKey is returned by [New] when an operator needs Policy.Key and there is
// none.
var ErrNoKey = errors.New("no key")

// Redactor applies one policy. It is immutable and safe for concurrent use.
type Redactor struct {
	policy Policy
}

func (r *Redactor) String() string   { return "redactor: " + r.policy.String() }
func (r *Redactor) GoString() string { return r.String() }

// New checks the policy. The error names the field that is wrong; it is
// [ErrNoKey] where only the key is missing.
func New(p Policy) (*Redactor, error) {
	p.Key, p.ByType = slices.Clone(p.Key), maps.Clone(p.ByType)
	if n := len(p.Key); n > 0 && n < MinKey {
		return nil, errors.New("Policy.Key has " + strconv.Itoa(n) + " bytes, at least " + strconv.Itoa(MinKey) + " are needed")
	}
	if err := p.check("Policy.Default", p.Default); err != nil {
		return nil, err
	}
	for _, t := range slices.Sorted(maps.Keys(p.ByType)) {
		if t == "" {
			return nil, errors.New("Policy.ByType has an empty type, name one such as PERSON")
		}
		if err := p.check("Policy.ByType["+string(t)+"]", p.ByType[t]); err != nil {
			return nil, err
		}
	}
	return &Redactor{policy: p}, nil
}

func (p Policy) check(field string, o Operator) error {
	number := strconv.Itoa
	wrong := func(name, is, want string) error {
		return errors.New(field + "." + name + " is " + is + ", want " + want)
	}
	keep := "0 or more, or " + number(OwnForm) + " for the type's own form"
	switch {
	case o.Kind < 0 || int(o.Kind) >= len(kindNames):
		return wrong("Kind", number(int(o.Kind)), "0 to "+number(len(kindNames)-1))
	case o.MaskChar != 0 && (!unicode.IsGraphic(o.MaskChar) || unicode.IsSpace(o.MaskChar) || foldRune(o.MaskChar, true).digits()):
		hex := strings.ToUpper(strconv.FormatInt(int64(o.MaskChar), 16))
		return wrong("MaskChar", "U+"+"0000"[min(4, len(hex)):]+hex, "a visible character that is no digit")
	case o.KeepStart < OwnForm:
		return wrong("KeepStart", number(o.KeepStart), keep)
	case o.KeepEnd < OwnForm:
		return wrong("KeepEnd", number(o.KeepEnd), keep)
	case o.Hash != "" && o.Hash != "sha256" && o.Hash != "sm3":
		return wrong("Hash", strconv.Quote(o.Hash), "sha256 or sm3")
	case o.Days < 0 || o.Days > 36500:
		return wrong("Days", number(o.Days), "1 to 36500, or 0 for "+number(DefaultDays))
	case o.Years < 0 || o.Years > 100:
		return wrong("Years", number(o.Years), "1 to 100, or 0 for the default")
	case o.needsKey() && len(p.Key) == 0:
		return keyError{field, o.Kind}
	}
	return nil
}

// keyError is [ErrNoKey] with the field that asks for a key.
type keyError struct {
	field string
	kind  Kind
}

func (e keyError) Error() string {
	return e.field + ".Kind is " + e.kind.String() + ", which needs Policy.Key: " + ErrNoKey.Error()
}

func (keyError) Unwrap() error { return ErrNoKey }

func (o Operator) needsKey() bool {
	switch o.Kind {
	case KindHMAC, KindPseudonym, KindSurrogate, KindDateShift:
		return true
	}
	return false
}

// operator returns the operator for a type.
func (r *Redactor) operator(t detect.Type) Operator {
	if o, ok := r.policy.ByType[t]; ok {
		return o
	}
	return r.policy.Default
}
