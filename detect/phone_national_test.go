// SPDX-License-Identifier: Apache-2.0

package detect

import "testing"

// A number is read in its groups up to where something else begins.
func TestPhoneShape(t *testing.T) {
	for _, c := range []struct {
		text   string
		end    int // 0: no number
		digits int
		groups int
	}{
		{"(415) 555-2671.", 14, 10, 3},
		{"(415)555-2671", 13, 10, 3},
		{"415.555.2671x402 and", 16, 10, 3},
		{"415-555-2671 ext. 12", 20, 10, 3},
		{"+41 (0)62 585 51 90", 19, 12, 6},
		{"02.27.96.63.08", 14, 10, 5},
		{"07700 900376 or", 12, 11, 2},
		{"5551234 5 pm", 7, 7, 1},
		{"13812345678 13912345678", 11, 11, 1},
		{"010-82345678转801", 18, 11, 2},
		{"72 128 827\n", 10, 8, 3},
		{"415-555-2671abc", 0, 0, 0},
		{"(415 555", 0, 0, 0},
		{"138****8000", 0, 0, 0},
		{"12:30", 0, 0, 0},
		{"x", 0, 0, 0},
	} {
		s := &scan{text: []byte(c.text), hi: len(c.text)}
		p, ok := s.phoneShape(0)
		if ok != (c.end > 0) || ok && (p.end != c.end || p.digits != c.digits || p.groups != c.groups) {
			t.Errorf("phoneShape(%q) = %+v, %v; want %d digits in %d groups up to %d", c.text, p, ok, c.digits, c.groups, c.end)
		}
	}
}

// Dates, versions and addresses are no telephone numbers.
func TestDateLike(t *testing.T) {
	for text, want := range map[string]bool{
		"2021-05-20": true, "20/05/2021": true, "08/1/04 1": true, "2021-2023": true, "12.345": true, "8.8.8.8": true, "1.2.34": true,
		"021-62345678": false, "02.27.96.63.08": false, "(35) 609-270": false, "72 128 827": false, "2012 345 678": false,
	} {
		s := &scan{text: []byte(text), hi: len(text)}
		if p, ok := s.phoneShape(0); !ok || s.dateLike(p) != want {
			t.Errorf("dateLike(%q) = %v, want %v", text, s.dateLike(p), want)
		}
	}
}

// The plan has every capital of a province, and nothing that was never assigned.
func TestAreaCode(t *testing.T) {
	for code, want := range map[string]int{
		"010": 3, "022": 3, "021": 3, "023": 3, "0311": 4, "0351": 4, "024": 3, "0431": 4, "0451": 4, "025": 3, "0571": 4, "0551": 4, "0591": 4, "0791": 4, "0531": 4,
		"0371": 4, "027": 3, "0731": 4, "020": 3, "0898": 4, "028": 3, "0851": 4, "0871": 4, "029": 3, "0931": 4, "0971": 4, "0471": 4, "0771": 4, "0891": 4, "0951": 4, "0991": 4,
		"026": 0, "011": 0, "000": 0, "0300": 0, "0600": 0, "0980": 0, "0961": 0, "410": 0,
	} {
		if got := areaCode([]byte(code + "62345678")); got != want {
			t.Errorf("areaCode(%s…) = %d, want %d", code, got, want)
		}
	}
	n := 0
	for _, w := range areaBits() {
		for ; w != 0; w &= w - 1 {
			n++
		}
	}
	if n < 300 || n > 340 {
		t.Errorf("%d codes of four digits; the plan has about 320", n)
	}
}
