// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"testing"
)

// The name of a column decides what lists and numbering plans cannot: names that
// are in no list, numbers of any country without their code.
func TestWholeFields(t *testing.T) {
	for _, c := range []struct {
		typ         Type
		field, text string
		found       bool
	}{
		{Person, "GivenName", "Iolanda", true},
		{Person, "Surname", "Tratnik", true},
		{Person, "mothers_maiden", "Kubíková", true},
		{Person, "full_name", "Juan Carlos de la Cruz", true},
		{Person, "surname", "N/A", false},
		{Person, "surname", "unknown", false},
		{Person, "product_name", "Tratnik", false},
		{Person, "full_name", "see the attached list of all names", false},
		{PhoneNumber, "TelephoneNumber", "84 23 30", true},
		{PhoneNumber, "phone", "445 6271", true},
		{PhoneNumber, "phone", "02.64.62.52.37", true},
		{PhoneNumber, "TelephoneCountryCode", "299", false},
		{PhoneNumber, "phone", "000000", false},
		{PhoneNumber, "order_no", "445 6271", false},
		{PhoneNumber, "remark", "445 6271", false},
	} {
		e, err := New(Options{Types: []Type{c.typ}})
		if err != nil {
			t.Fatal(err)
		}
		found := e.Append(nil, Input{Text: []byte(c.text), Field: c.field})
		got := slices.ContainsFunc(found, func(f Finding) bool { return f.Start == 0 && f.End == len(c.text) })
		if got != c.found {
			t.Errorf("%s: %q: found %v, want %v", c.field, c.text, got, c.found)
		}
	}
}
