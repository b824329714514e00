// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A wrong option is refused with what is known.
func TestNewErrors(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Preset: "hipaa"}, "known are all, cn-pipl"},
		{Options{Types: []Type{"PHONE"}}, "hulan rules"},
	} {
		if _, err := New(c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("New(%+v) says %v, want %q", c.o, err, c.want)
		}
	}
}

// Every preset makes an engine; each finds what belongs to it and not what
// belongs to another country.
func TestPresets(t *testing.T) {
	text := "手机13812345678 ssn 512-44-6789 mail a.b@example.com"
	want := map[string][]Type{
		"all":     {PhoneNumber, USSSN, EmailAddress},
		"core":    {PhoneNumber, USSSN, EmailAddress},
		"cn-pipl": {PhoneNumber, EmailAddress},
		"eu-gdpr": {EmailAddress},
		"us":      {USSSN, EmailAddress},
	}
	if len(Presets()) != len(want) {
		t.Errorf("%d presets, want %d", len(Presets()), len(want))
	}
	for name, types := range want {
		e, err := New(Options{Preset: name})
		if err != nil {
			t.Fatal(err)
		}
		var got []Type
		for _, f := range e.Find(text) {
			got = append(got, f.Type)
		}
		if !slices.Equal(got, types) {
			t.Errorf("preset %s: %v, want %v", name, got, types)
		}
	}
}

// Types, MinScore and Overlaps select among the findings.
func TestSelection(t *testing.T) {
	text := "订单 13812345678，mail a@example.com"
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "EMAIL_ADDRESS"},
		{Options{MinScore: 0.2}, "PHONE_NUMBER EMAIL_ADDRESS"},
		{Options{MinScore: 0.99}, ""},
		{Options{Types: []Type{PhoneNumber}, MinScore: -1}, "PHONE_NUMBER"},
	} {
		e, err := New(c.o)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range e.Find(text) {
			got = append(got, string(f.Type))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%+v: %q, want %q", c.o, s, c.want)
		}
	}
}

// Of findings that overlap the more certain stays, then the longer; with
// OverlapAll only one inside another of its type goes.
func TestSettle(t *testing.T) {
	f := func(typ Type, start, end int, score float64) Finding {
		return Finding{Type: typ, Start: start, End: end, Score: score, Rule: "r"}
	}
	in := []Finding{f("A", 0, 10, 0.5), f("B", 2, 8, 0.9), f("A", 5, 20, 0.6), f("C", 9, 12, 0.6), f("A", 30, 35, 0.7), f("A", 30, 40, 0.7)}
	for overlaps, want := range map[Overlaps]string{
		OverlapBest: "B 2-8 C 9-12 A 30-40",
		OverlapAll:  "B 2-8 A 5-20 C 9-12 A 30-40",
	} {
		s := newScan(&plan{units: defaultUnits, overlaps: overlaps})
		s.found = slices.Clone(in)
		s.order()
		s.settle()
		var got []string
		for _, x := range s.found {
			got = append(got, fmt.Sprintf("%s %d-%d", x.Type, x.Start, x.End))
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("policy %d: %s, want %s", overlaps, g, want)
		}
	}
}

// The name of the field counts like a context word, for all of a text or by
// place.
func TestInputField(t *testing.T) {
	e, err := New(Options{MinScore: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("13812345678,13912345678")
	if got := e.Append(nil, Input{Text: text}); len(got) != 0 {
		t.Errorf("without a field: %d findings at 0.9, want none", len(got))
	}
	if got := e.Append(nil, Input{Text: text, Field: "手机号"}); len(got) != 2 || !got[0].Evidence.Has(HasField) {
		t.Errorf("with a field for all: %+v", got)
	}
	at := func(off int) string {
		if off < 11 {
			return "mobile"
		}
		return "remark"
	}
	if got := e.Append(nil, Input{Text: text, FieldAt: at}); len(got) != 1 || got[0].Start != 0 {
		t.Errorf("with a field by place: %+v", got)
	}
}

// Check decides about lone values and names the rule that did.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		typ   Type
		value string
		ok    bool
		why   string
	}{
		{CreditCard, "4539 1212 1212 1210", true, "visa"},
		{CreditCard, "4539121212121215", false, "Luhn"},
		{IBANCode, "gb82 west 1234 5698 7654 32", true, "97"},
		{IBANCode, "GB82WEST1234569876543", false, "length"},
		{PhoneNumber, "＋８６13812345678", true, "cn_mobile"},
		{IPAddress, "fe80::1", true, "address"},
		{IPAddress, "1.2.3", false, "not an address"},
		{USSSN, "666-12-3456", false, "never assigned"},
		{EmailAddress, "a b@", false, "form"},
		{URL, "https://example.com/a", true, "RFC 3986"},
	} {
		ok, why, err := Check(c.typ, c.value)
		if err != nil || ok != c.ok || !strings.Contains(why, c.why) {
			t.Errorf("Check(%s, %q) = %v, %q, %v; want %v and %q", c.typ, c.value, ok, why, err, c.ok, c.why)
		}
	}
	if _, _, err := Check("NOTHING", "1"); err == nil {
		t.Error("a type without check gives no error")
	}
}

// Names of likelihoods and evidence are stable: reports use them.
func TestNames(t *testing.T) {
	for score, want := range map[float64]string{0: "VERY_UNLIKELY", 0.25: "UNLIKELY", 0.5: "POSSIBLE", 0.7: "LIKELY", 0.9: "VERY_LIKELY", 1: "VERY_LIKELY"} {
		if got := LikelihoodOf(score).String(); got != want {
			t.Errorf("%v is %s, want %s", score, got, want)
		}
	}
	e := HasShape | HasChecksum | WasNormalised | IsMasked
	if got := strings.Join(e.Names(), " "); got != "shape checksum normalised masked" {
		t.Errorf("evidence names %q", got)
	}
}
