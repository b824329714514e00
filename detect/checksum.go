// SPDX-License-Identifier: Apache-2.0

package detect

// luhn reports whether the ASCII digits d satisfy the Luhn check
// (ISO/IEC 7812-1, annex B). Empty input does not.
func luhn(d []byte) bool {
	sum, double := 0, false
	for i := len(d) - 1; i >= 0; i-- {
		n := int(d[i] - '0')
		if double {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
		double = !double
	}
	return len(d) > 0 && sum%10 == 0
}

// mod97 returns the remainder by 97 of the characters of b, letters counting
// 10 to 35 (ISO 7064 MOD 97-10, as IBAN uses it). Other bytes give -1.
func mod97(b []byte) int {
	r := 0
	for _, c := range b {
		switch {
		case isDigit(c):
			r = (r*10 + int(c-'0')) % 97
		case isLetter(c):
			r = (r*100 + int(c|0x20-'a') + 10) % 97
		default:
			return -1
		}
	}
	return r
}

// repeated reports whether d is one digit over and over, or counts up or down
// by one (1234567890123…): what people type in place of a number.
func repeated(d []byte) bool {
	if len(d) < 2 {
		return false
	}
	same, up, down := true, true, true
	for i := 1; i < len(d); i++ {
		a, b := (d[i-1]-'0')%10, (d[i]-'0')%10
		same = same && a == b
		up = up && (a+1)%10 == b
		down = down && (b+1)%10 == a
	}
	return same || up || down
}
