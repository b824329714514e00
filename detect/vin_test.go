// SPDX-License-Identifier: Apache-2.0

package detect

import "testing"

// Position 9 of these examples of 49 CFR 565 and its articles is right, and a
// change of any one digit shows.
func TestVINCheck(t *testing.T) {
	for _, v := range []string{"1M8GDM9AXKP042788", "11111111111111111", "LSVNV4181N2619167"} {
		if !vinCheck([]byte(v)) {
			t.Errorf("%s: position 9 is right", v)
		}
		for i := range v {
			for c := byte('0'); c <= '9'; c++ {
				if b := []byte(v); isDigit(b[i]) && b[i] != c && i != 8 {
					if b[i] = c; vinCheck(b) {
						t.Errorf("%s passes for %s", b, v)
					}
				}
			}
		}
	}
}
