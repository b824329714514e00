// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// Identity cards of Hong Kong, Macau and Taiwan show the first and last
// character, like the mainland's.
var (
	_ = register(treatment{typ: detect.HKIDCard, shows: firstAndLast, surrogate: hkidSurrogate})
	_ = register(treatment{typ: detect.MOIDCard, shows: firstAndLast, surrogate: moSurrogate})
	_ = register(treatment{typ: detect.TWNationalID, shows: firstAndLast, surrogate: twSurrogate})
)

// hkidSurrogate keeps the letters in front, one or two.
func hkidSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	n := len(p) - 7 // letters
	if n < 1 || n > 2 || !capitalsOnly(p[:n]) || !digitsOnly(p[n:n+6]) {
		return "", false
	}
	out := p[:n] + s.decimals(6)
	return v.refill(out + string(hkidCheck(out)))
}

// hkidCheck returns the check character: weights 9 to 2, letters 10 to 35, a
// missing first letter counts as a space, 36; modulus 11, 10 is A (Immigration
// Department; the rule is public through many implementations).
func hkidCheck(s string) byte {
	sum := 0
	if len(s) == 7 {
		sum = 36 * 9
		s = " " + s
	}
	for i := range 8 {
		switch c := s[i]; {
		case c >= 'A':
			sum += (int(c-'A') + 10) * (9 - i)
		case c >= '0':
			sum += int(c-'0') * (9 - i)
		}
	}
	return "0A987654321"[sum%11]
}

// moSurrogate keeps the first digit (1, 5 or 7: where the person registered).
// How the digit in brackets is computed is not published, so it is drawn.
func moSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	if len(p) != 8 || !digitsOnly(p) || !strings.ContainsRune("157", rune(p[0])) {
		return "", false
	}
	return v.refill(p[:1] + s.decimals(7))
}

// twLetters lists the letters by the number they stand for, from 10 on.
const twLetters = "ABCDEFGHJKLMNPQRSTUVXYWZIO"

// twSurrogate keeps the county's letter and what follows: 1 or 2 for the sex of
// a citizen, 8 or 9 for that of a resident, a letter on older resident
// certificates.
func twSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	if len(p) != 10 || !capitalsOnly(p[:1]) || !digitsOnly(p[2:]) {
		return "", false
	}
	if !strings.ContainsRune("1289ABCD", rune(p[1])) {
		return "", false
	}
	out := p[:2] + s.decimals(7)
	return v.refill(out + string(twCheck(out)))
}

// twCheck returns the check digit of the first nine characters: the letter's
// two digits weigh 1 and 9, the rest 8 to 1 (Ministry of the Interior).
func twCheck(s string) byte {
	n := strings.IndexByte(twLetters, s[0]) + 10
	sum := n/10 + n%10*9
	for i := 1; i < 9; i++ {
		d := int(s[i] - '0')
		if s[i] >= 'A' {
			d = (strings.IndexByte(twLetters, s[i]) + 10) % 10
		}
		sum += d * (9 - i)
	}
	return '0' + byte((10-sum%10)%10)
}
