// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// Travel documents show the first and last character, like the resident ID.
// Their numbers have no public check digit; the letters name the kind of
// document and stay in the surrogate.
var (
	_ = register(treatment{typ: detect.CNPassport, shows: firstAndLast, surrogate: keepLetters})
	_ = register(treatment{typ: detect.CNHKMacauPermit, shows: firstAndLast, surrogate: keepLetters})
	_ = register(treatment{typ: detect.CNTaiwanPermit, shows: firstAndLast, surrogate: keepLetters})
	_ = register(treatment{typ: detect.CNSocialCard, shows: firstAndLast, surrogate: keepLetters})
)

// Officers' cards show nothing: the character in front names the service.
var _ = register(treatment{typ: detect.CNMilitaryID, surrogate: keepLetters})

// keepLetters draws new digits and keeps everything else.
func keepLetters(s *stream, v value) (string, bool) {
	b := []byte(v.plain)
	n := 0
	for i, c := range b {
		if c >= '0' && c <= '9' {
			b[i] = '0' + byte(s.below(10))
			n++
		}
	}
	// With fewer than four digits it would hardly be a different number, and
	// letters that outnumber the digits are no kind of document.
	if n < 4 || len([]rune(v.plain)) > 2*n {
		return "", false
	}
	return v.refill(string(b))
}

// A licence plate shows province and issuing letter, which is what the plate
// shows of a place, and the last two characters.
var _ = register(treatment{
	typ: detect.CNLicensePlate,
	shows: func(v value) (start, end int) {
		if v.total < 7 {
			return 0, 0
		}
		return 2, 2
	},
	surrogate: plateSurrogate,
})

// plateSurrogate keeps the Han characters (province, 警 学 挂 港 澳 使 领), the
// issuing letter and, on the eight characters of a new-energy plate, the letter
// that says so (GA 36-2018: D or F and their successors, third or last).
func plateSurrogate(s *stream, v value) (string, bool) {
	r := []rune(v.plain)
	if len(r) < 7 || len(r) > 9 {
		return "", false
	}
	energy := -1
	if len(r) == 8 {
		energy = 2
		if isDigit(r[2]) {
			energy = 7
		}
	}
	for i, c := range r {
		switch {
		case i < 2 || i == energy:
		case isDigit(c):
			r[i] = rune(s.decimals(1)[0])
		case c >= 'A' && c <= 'Z': // no I and no O on plates
			r[i] = rune(s.pick(1, "ABCDEFGHJKLMNPQRSTUVWXYZ")[0])
		}
	}
	return v.refill(string(r))
}

// A social credit code shows 4 + 2: what it says of authority, kind and
// province, and enough to compare.
var _ = register(treatment{
	typ: detect.CNUSCC,
	shows: func(v value) (start, end int) {
		if v.total < 9 {
			return 0, 0
		}
		if v.total < 18 {
			return 1, 1
		}
		return 4, 2
	},
	surrogate: usccSurrogate,
})

const (
	usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY" // GB 32100-2015: no I O S V Z
	orgAlphabet  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// usccSurrogate keeps authority, kind and region (eight characters) and draws
// the organisation code; both check characters are set. The old code of nine
// characters stands alone.
func usccSurrogate(s *stream, v value) (string, bool) {
	p := v.plain
	if strings.Trim(p, orgAlphabet) != "" {
		return "", false
	}
	org := s.pick(8, "0123456789")
	org += string(orgCheck(org))
	switch len(p) {
	case 9:
		return v.refill(org)
	case 18:
		if strings.Trim(p[:8], usccAlphabet) == "" {
			return v.refill(p[:8] + org + string(usccCheck(p[:8]+org)))
		}
	}
	return "", false
}

// orgCheck returns the check character of an organisation code's first eight
// (GB 11714-1997: weights 3 7 9 10 5 8 4 2, modulus 11).
func orgCheck(s string) byte {
	sum := 0
	for i, w := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * strings.IndexByte(orgAlphabet, s[i])
	}
	return "0123456789X0"[11-sum%11]
}

// usccCheck returns the check character of the first 17 (GB 32100-2015:
// weights are powers of 3, modulus 31).
func usccCheck(s string) byte {
	sum, w := 0, 1
	for i := range 17 {
		sum += w * strings.IndexByte(usccAlphabet, s[i])
		w = w * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// QQ numbers and handles show the first and the last character, if enough stay
// hidden. The surrogate has the same shape.
var (
	_ = register(treatment{typ: detect.CNQQ, numeric: true, shows: handleShows, surrogate: qqSurrogate})
	_ = register(treatment{typ: detect.CNWeChatID, shows: handleShows, plain: words, surrogate: handleSurrogate})
	_ = register(treatment{typ: detect.SocialHandle, shows: handleShows, plain: words, surrogate: handleSurrogate})
)

func handleShows(v value) (start, end int) {
	if v.total < 5 { // the shortest QQ number
		return 0, 0
	}
	return 1, 1
}

func qqSurrogate(s *stream, v value) (string, bool) {
	if len(v.plain) < 5 || len(v.plain) > 11 || !digitsOnly(v.plain) {
		return "", false
	}
	return v.refill(s.pick(1, "123456789") + s.decimals(len(v.plain)-1))
}

func handleSurrogate(s *stream, v value) (string, bool) {
	for _, r := range v.plain {
		if r >= 0x80 {
			return "user_" + s.pick(8, "abcdefghijkmnpqrstuvwxyz23456789"), true
		}
	}
	if len(v.plain) < 5 {
		return "", false
	}
	n := 0
	if strings.HasPrefix(v.text, "wxid_") {
		n = len("wxid")
	}
	return v.refill(asciiLower(v.plain[:n] + s.scramble(v.plain[n:])))
}
