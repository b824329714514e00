// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// A US social security number shows its last four, the truncation that the tax
// authority prescribes (26 CFR 301.6109-4).
var _ = register(treatment{
	typ: detect.USSSN,
	shows: func(v value) (start, end int) {
		if v.total != 9 {
			return 0, 0
		}
		return 0, 4
	},
	surrogate: ssnSurrogate,
})

// ssnSurrogate draws an area from 800 to 899: valid, and never issued before
// 25 June 2011, when numbers began to be given out at random (SSA, "Social
// Security Number Randomization"). It is nobody's who was born before.
func ssnSurrogate(s *stream, v value) (string, bool) {
	if len(v.plain) != 9 || !digitsOnly(v.plain) {
		return "", false
	}
	return v.refill("8" + s.decimals(2) + padded(1+s.below(99), 2) + padded(1+s.below(9999), 4))
}

// A British national insurance number shows its first and last character.
var _ = register(treatment{typ: detect.UKNINO, shows: firstAndLast, surrogate: ninoSurrogate})

// ninoSurrogate draws letters that HMRC allows (NIM39110): not D F I Q U V, no
// O in second place, and not the prefixes that are set aside.
func ninoSurrogate(s *stream, v value) (string, bool) {
	if len(v.plain) != 9 && len(v.plain) != 8 {
		return "", false
	}
	prefix := "GB"
	for strings.Contains("BG GB NK KN TN NT ZZ", prefix) {
		prefix = s.pick(1, "ABCEGHJKLMNOPRSTWXYZ") + s.pick(1, "ABCEGHJKLMNPRSTWXYZ")
	}
	out := prefix + s.decimals(6)
	if len(v.plain) == 9 {
		out += s.pick(1, "ABCD")
	}
	return v.refill(out)
}

// A vehicle's number shows the maker (three characters, ISO 3780) and the last
// two.
var _ = register(treatment{
	typ: detect.VIN,
	shows: func(v value) (start, end int) {
		if v.total != 17 {
			return 0, 0
		}
		return 3, 2
	},
	surrogate: vinSurrogate,
})

const vinAlphabet = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ" // no I O Q (ISO 3779)

// vinSurrogate keeps the maker, draws the rest and sets the check character,
// which North America and China require in place nine (49 CFR 565.15(c), GB
// 16735-2019 annex A).
func vinSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	if len(p) != 17 || strings.Trim(p, vinAlphabet) != "" {
		return "", false
	}
	b := []byte(p[:3] + s.pick(5, vinAlphabet) + "0" + s.pick(3, "ABCDEFGHJKLMNPRSTVWXY") + s.decimals(5))
	b[8] = vinCheck(string(b))
	return v.refill(string(b))
}

// vinCheck returns the character for place nine, whatever stands there.
func vinCheck(s string) byte {
	const letters = "12345678.12345.7.923456789" // values of A to Z
	sum := 0
	for i, w := range [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2} {
		d := s[i]
		if d >= 'A' {
			d = letters[d-'A']
		}
		sum += int(d-'0') * w
	}
	return "0123456789X"[sum%11]
}

// Secrets and the machine-readable zone are hidden with every separator.
var (
	_ = register(treatment{
		typ: detect.Credential, plain: exact,
		mask: func(v value, char rune) string { return maskAll(v.text, char) },
	})
	_ = register(treatment{
		typ:  detect.PassportMRZ,
		mask: func(v value, char rune) string { return maskAll(v.text, char) },
	})
)
