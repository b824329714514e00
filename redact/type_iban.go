// SPDX-License-Identifier: Apache-2.0

package redact

import "github.com/hulanhq/hulan/detect"

// An IBAN shows country and last four, as banks print it on receipts.
var _ = register(treatment{
	typ: detect.IBANCode,
	shows: func(v value) (start, end int) {
		if v.total < 15 { // Norway's, the shortest (ISO 13616 registry)
			return 0, 0
		}
		return 2, 4
	},
	surrogate: ibanSurrogate,
})

// ibanSurrogate keeps country and length, draws the account and sets the check
// digits. National check digits inside the account are not set.
func ibanSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	if len(p) < 15 || len(p) > 34 || !capitalsOnly(p[:2]) || !digitsOnly(p[2:4]) {
		return "", false
	}
	for i := range len(p) {
		if c := p[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return "", false
		}
	}
	account := s.scramble(p[4:])
	check := 98 - mod97(account+p[:2]+"00") // ISO 7064 MOD 97-10
	return v.refill(p[:2] + padded(check, 2) + account)
}

// mod97 reads letters as 10 to 35 and returns the rest of the division.
func mod97(s string) int {
	m := 0
	for i := range len(s) {
		if c := s[i]; c >= 'A' {
			m = (m*100 + int(c-'A') + 10) % 97
		} else {
			m = (m*10 + int(c-'0')) % 97
		}
	}
	return m
}

func capitalsOnly(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return s != ""
}
