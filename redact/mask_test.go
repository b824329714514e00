// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// The customary forms, one by one.
func TestMask(t *testing.T) {
	for _, row := range vectors(t, "mask.txt") {
		if got := Mask(detect.Type(row[0]), row[1], row[2]); got != row[3] {
			t.Errorf("%s %q: %q, want %q", row[0], row[2], got, row[3])
		}
	}
}

// A value in an encoding, whose characters are not those of the value, is
// hidden with its separators: not even its length in characters can be read.
func TestMaskEncoded(t *testing.T) {
	r := redactor(t, Operator{KeepStart: OwnForm})
	for _, value := range []string{"MTM4MDAxMzgwMDA=", "%31%33%38", `\u0031\u0033`, "&#49;&#51;"} {
		f := detect.Finding{Type: detect.PhoneNumber, Evidence: detect.WasDecoded}
		got, err := r.Document().Replace(f, value)
		if err != nil || got != string(slices.Repeat([]byte("*"), len(value))) {
			t.Errorf("%q: %q, %v", value, got, err)
		}
	}
}

// shownAtMost is how many plain characters of a value the own form may leave,
// separators not counted. A type that is not here shows none.
var shownAtMost = map[detect.Type]int{
	detect.PhoneNumber: 11, // 0086 + 3 + 4
	detect.CreditCard:  8, detect.IBANCode: 6, detect.IMEI: 4, detect.VIN: 5, detect.MACAddress: 6, detect.USSSN: 4,
	detect.CNResidentID: 2, detect.CNForeignerID: 2, detect.CNPassport: 2, detect.CNHKMacauPermit: 2, detect.CNTaiwanPermit: 2,
	detect.CNSocialCard: 2, detect.HKIDCard: 2, detect.MOIDCard: 2, detect.TWNationalID: 2, detect.UKNINO: 2,
	detect.CNLicensePlate: 4, detect.CNUSCC: 6, detect.CNQQ: 2, detect.CNWeChatID: 2, detect.SocialHandle: 2, detect.Person: 3,
	detect.IPAddress: 6, detect.Crypto: 8,
}

// unbounded are the types whose form shows a part of any length: domain, host,
// network, city, whole degrees, the year with its 年 月 日.
var unbounded = []detect.Type{
	detect.EmailAddress, detect.URL, detect.Address, detect.Coordinates, detect.DateOfBirth, "DATE_TIME",
}

// checkMask fails unless got is value with some characters hidden, and not more
// shown than the type's form allows.
func checkMask(t *testing.T, typ detect.Type, value, got string) {
	t.Helper()
	in, out := []rune(value), []rune(got)
	if len(in) != len(out) {
		t.Fatalf("%s %q: %q has %d characters, not %d", typ, value, got, len(out), len(in))
	}
	for i := range in {
		if out[i] != '*' && out[i] != in[i] {
			t.Fatalf("%s %q: %q changed character %d to something else", typ, value, got, i)
		}
	}
	numeric := treatments()[typ].numeric
	shown := 0
	for _, u := range parse(got, "", numeric).units {
		if u.plain != "*" {
			shown += u.weight
		}
	}
	if !slices.Contains(unbounded, typ) && shown > shownAtMost[typ] {
		t.Fatalf("%s %q: %q shows %d characters, at most %d", typ, value, got, shown, shownAtMost[typ])
	}
}

// registeredTypes lists the types in a stable order, and one nobody knows.
func registeredTypes() []detect.Type {
	types := []detect.Type{"NEW_TYPE"}
	for typ := range treatments() {
		types = append(types, typ)
	}
	slices.Sort(types)
	return types
}

// A mask keeps length and separators, shows no more than the form allows, and
// masking again makes nothing clearer.
func FuzzMask(f *testing.F) {
	types := registeredTypes()
	for _, row := range vectors(f, "mask.txt") {
		f.Add(uint8(max(0, slices.Index(types, detect.Type(row[0])))), row[2])
	}
	f.Add(uint8(0), "\xff\xe4\xbd12@\xed\xa0\x80.cn")
	f.Fuzz(func(t *testing.T, i uint8, value string) {
		typ := types[int(i)%len(types)]
		once := Mask(typ, "", value)
		if !utf8.ValidString(once) {
			t.Fatalf("%s %q: %q is no UTF-8", typ, value, once)
		}
		checkMask(t, typ, value, once)
		checkMask(t, typ, once, Mask(typ, "", once))
	})
}

// Every other way to choose how much a mask shows keeps the same promises.
func FuzzMaskMiddle(f *testing.F) {
	f.Add("138-0013-8000", 3, 4)
	f.Add("⑬⑧🔟十", 1, 1)
	f.Fuzz(func(t *testing.T, value string, start, end int) {
		start, end = max(0, start%64), max(0, end%64)
		got := maskMiddle(parse(value, "", true), start, end, '*')
		shown := 0
		for _, u := range parse(got, "", true).units {
			if u.plain != "*" {
				shown += u.weight
			}
		}
		if shown > start+end || shown > 0 && shown == parse(value, "", true).total {
			t.Errorf("%q with %d and %d: %q shows %d", value, start, end, got, shown)
		}
	})
}
