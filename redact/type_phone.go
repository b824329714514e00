// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
)

var _ = register(treatment{
	typ:       detect.PhoneNumber,
	numeric:   true,
	shows:     phoneShows,
	plain:     phonePlain,
	surrogate: phoneSurrogate,
})

// cnMobile returns the eleven digits of a mainland mobile number and how many
// characters of an international prefix (86, 0086) stand before them.
func cnMobile(v value) (national string, prefix int, ok bool) {
	s := v.plain
	switch {
	case len(s) == 15 && strings.HasPrefix(s, "0086"):
		prefix = 4
	case len(s) == 13 && strings.HasPrefix(s, "86"):
		prefix = 2
	case len(s) == 12 && s[0] == '0': // trunk prefix of old long-distance dialling
		prefix = 1
	case len(s) == 11 && !international(v):
	default:
		return "", 0, false
	}
	// 11 digits that begin with 13 to 19 (numbering plan of the MIIT, 2017).
	if s = s[prefix:]; s[0] != '1' || s[1] < '3' || s[1] > '9' {
		return "", 0, false
	}
	return s, prefix, true
}

// international reports whether a plus stands before the first digit.
func international(v value) bool {
	for _, u := range v.units {
		if u.weight > 0 {
			return false
		}
		if p := v.text[u.start:u.end]; p == "+" || p == "＋" {
			return true
		}
	}
	return false
}

// phoneShows: a mobile number shows 3 + 4, the form of Chinese operators and
// banks; a landline its area code, which is public, and the last two. Any
// other number of at least ten digits shows the last four, as North American
// practice has it, a shorter one the last two. (Waybills must hide six digits,
// GB/T 41833-2022: Operator.KeepStart 3, KeepEnd 2.)
func phoneShows(v value) (start, end int) {
	if _, prefix, ok := cnMobile(v); ok {
		return prefix + 3, 4
	}
	switch n := v.total; {
	case v.plain == "" || n < 7:
		return 0, 0
	case v.plain[0] == '0' && n >= 10 && n <= 12 && !strings.HasPrefix(v.plain, "00"):
		return areaCode(v.plain), 2
	case n >= 10:
		return 0, 4
	}
	return 0, 2
}

// areaCode returns the length of a mainland area code with its 0: three for
// 010 and 02x, else four.
func areaCode(plain string) int {
	if plain[1] == '1' || plain[1] == '2' {
		return 3
	}
	return 4
}

func phonePlain(v value) string {
	if s, _, ok := cnMobile(v); ok {
		return s
	}
	if s, ok := strings.CutPrefix(v.plain, "00"); ok && len(s) >= 8 {
		return s // 00 and + both announce a country code
	}
	return v.plain
}

// phoneSurrogate keeps the kind of number and draws the rest.
//
// Mainland mobile numbers keep the first three digits (operator); no range is
// reserved for examples in China, so the number may by chance be in use. North
// American numbers become 555-0100 to 0199, British ones 07700 900000 to
// 900999 or 020 7946 0000 to 0999, which are reserved for fiction (NANPA on
// 555 line numbers; Ofcom, "Telephone numbers for use in TV and radio drama
// programmes").
func phoneSurrogate(s *stream, v value) (string, bool) {
	for i := range len(v.plain) {
		if v.plain[i] < '0' || v.plain[i] > '9' {
			return "", false
		}
	}
	plain := v.plain
	national, prefix, mobile := cnMobile(v)
	if rest, uk := cutUK(v); uk {
		if strings.HasPrefix(rest, "7") {
			return v.refill(plain[:len(plain)-len(rest)] + "7700900" + s.decimals(3))
		}
		return v.refill(plain[:len(plain)-len(rest)] + "2079460" + s.decimals(3))
	}
	switch {
	case mobile:
		return v.refill(plain[:prefix+3] + s.decimals(len(national)-3))
	case nanp(v):
		n := len(plain) - 10
		return v.refill(plain[:n+3] + "55501" + s.decimals(2))
	case len(plain) < 7:
		return "", false
	case plain[0] == '0' && len(plain) <= 12 && plain[1] != '0':
		n := areaCode(plain)
		return v.refill(plain[:n] + s.pick(1, "2345678") + s.decimals(len(plain)-n-1))
	}
	if len(plain) > 17 { // 00 and the 15 digits of ITU-T E.164
		return "", false
	}
	n := min(len(plain)-6, 4) // the country code stays, and of short ones the area
	return v.refill(plain[:n] + s.decimals(len(plain)-n))
}

// cutUK returns the ten digits after +44 or 0044.
func cutUK(v value) (rest string, ok bool) {
	s := v.plain
	if international(v) && strings.HasPrefix(s, "44") && len(s) == 12 {
		return s[2:], true
	}
	if strings.HasPrefix(s, "0044") && len(s) == 14 {
		return s[4:], true
	}
	return "", false
}

// nanp reports whether v is a North American number: ten digits whose area and
// exchange begin with 2 to 9, perhaps after the country code 1.
func nanp(v value) bool {
	s := v.plain
	if len(s) == 11 && s[0] == '1' {
		s = s[1:]
	} else if international(v) {
		return false
	}
	return len(s) == 10 && s[0] >= '2' && s[3] >= '2'
}
