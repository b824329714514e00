// SPDX-License-Identifier: Apache-2.0

package detect

import "testing"

// The check digit of ICAO Doc 9303, part 3 §4.9, on the examples given there.
func TestMRZCheck(t *testing.T) {
	for _, c := range []struct {
		field string
		digit byte
	}{{"520727", '3'}, {"AB2134<<<", '5'}, {"L898902C3", '6'}, {"740812", '2'}, {"120415", '9'}, {"<<<<<<<<<<<<<<", '<'}} {
		if !mrzCheck([]byte(c.field), c.digit) {
			t.Errorf("check digit of %s is %c", c.field, c.digit)
		}
		if mrzCheck([]byte(c.field), c.digit^1) && c.digit != '<' {
			t.Errorf("%s takes a wrong check digit", c.field)
		}
	}
}

// Changing any character of the line with the dates makes the zone invalid,
// apart from the nationality, which no digit covers.
func TestMRZDetectsErrors(t *testing.T) {
	const line = "5472198361GBR7811034M3102145<<<<<<<<<<<<<<<6"
	if !mrzForms[0].valid([]byte(line)) {
		t.Fatal("the line is not valid")
	}
	for i := range line {
		b := []byte(line)
		switch {
		case i >= 10 && i < 13 || i == 20: // nationality, sex
			continue
		case b[i] == '<':
			b[i] = '1'
		default:
			b[i] = '0' + (b[i]-'0'+1)%10
		}
		if mrzForms[0].valid(b) {
			t.Errorf("valid with %c in place %d", b[i], i+1)
		}
	}
}
