// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// Cards show 4 + 4. PCI DSS v4.0.1 requirement 3.4.1 allows no more than the
// issuer's number (6 or 8 digits) and the last four.
var _ = register(treatment{
	typ: detect.CreditCard, numeric: true,
	shows: func(v value) (start, end int) {
		if v.total < 13 { // ISO/IEC 7812-1: 13 is the shortest in use
			return 0, 0
		}
		return 4, 4
	},
	surrogate: cardSurrogate,
})

// An IMEI shows its last four, which a technician compares; the first eight
// name only the model, but model and last four are more than anyone needs.
var _ = register(treatment{
	typ: detect.IMEI, numeric: true,
	shows: func(v value) (start, end int) {
		if v.total < 14 {
			return 0, 0
		}
		return 0, 4
	},
	surrogate: imeiSurrogate,
})

// cardBrands are the first digits of the brands, the longest that fits counts
// (ISO/IEC 7812 and the brands' own lists). The surrogate keeps them and draws
// everything else, the bank's number too: no range is reserved for examples.
var cardBrands = [...]string{
	"4", "51", "52", "53", "54", "55", "2221", "23", "24", "25", "26", "271", "34", "37", "35", "36", "38", "39", "30",
	"6011", "65", "62", "81", "60", "2200", "2201", "2202", "2203", "2204", "50", "56", "57", "58", "63", "67", "9792",
}

func cardSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	if len(p) < 12 || len(p) > 19 || !digitsOnly(p) {
		return "", false
	}
	brand := p[:1]
	for _, b := range cardBrands {
		if len(b) >= len(brand) && strings.HasPrefix(p, b) {
			brand = b
		}
	}
	out := brand + s.decimals(len(p)-len(brand)-1)
	return v.refill(out + string(luhn(out)))
}

// imeiSurrogate begins with 00, the reporting body of test equipment (GSMA
// TS.06), so the number is on no phone that was sold.
func imeiSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	if !digitsOnly(p) || len(p) < 14 || len(p) > 16 {
		return "", false
	}
	out := "00" + s.decimals(12)
	switch len(p) {
	case 15:
		out += string(luhn(out))
	case 16: // IMEISV: two digits of software version, no check digit
		out += s.decimals(2)
	}
	return v.refill(out)
}

// luhn returns the check digit for the digits (ISO/IEC 7812-1 annex B).
func luhn(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return '0' + byte((10-sum%10)%10)
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
