// SPDX-License-Identifier: Apache-2.0

package detect

// digitsOf returns the ASCII digits of v, full-width ones included.
func digitsOf(v string) string {
	var b []byte
	for _, r := range v {
		switch {
		case r >= '0' && r <= '9':
			b = append(b, byte(r))
		case r >= 0xFF10 && r <= 0xFF19: // FULLWIDTH DIGIT ZERO to NINE
			b = append(b, byte(r-0xFF10)+'0')
		}
	}
	return string(b)
}
