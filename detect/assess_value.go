// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxValue bounds how much of a value is compared; an address is shorter.
const maxValue = 512

// valueKey returns the value in the form in which two spellings of it are the
// same: without blanks and punctuation, full-width and Chinese digits as ASCII,
// upper case; a mainland phone number without its country code. It serves to
// count distinct values and must not be shown.
func valueKey(t Type, value []byte) string {
	value = value[:min(len(value), maxValue)]
	if t == EmailAddress || t == URL || t == Credential {
		return exactKey(t, value)
	}
	numeric := ClassOf(t, "").part != partWho && t != Address
	var b strings.Builder
	for len(value) > 0 {
		r, n := utf8.DecodeRune(value)
		value = value[n:]
		if r = foldWidth(r); numeric {
			r = foldNumeral(r)
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	key := b.String()
	if t == PhoneNumber {
		return withoutCountry(key)
	}
	return key
}

// exactKey keeps punctuation, which matters in these types. A credential keeps
// its case as well.
func exactKey(t Type, value []byte) string {
	s := strings.Map(foldWidth, strings.TrimSpace(string(value)))
	if t == Credential {
		return s
	}
	return strings.ToLower(s)
}

// withoutCountry drops 86, +86 or 0086 in front of the eleven digits of a
// mainland mobile number.
func withoutCountry(digits string) string {
	for _, prefix := range []string{"0086", "86"} {
		if rest, ok := strings.CutPrefix(digits, prefix); ok && len(rest) == 11 && rest[0] == '1' {
			return rest
		}
	}
	return digits
}

// foldWidth turns the full-width forms of ASCII (U+FF01 … U+FF5E) into ASCII.
func foldWidth(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFEE0
	}
	return r
}

// numeralSigns are other ways to write a digit, ten runes each from 0 to 9; a blank
// means that the row has no sign for it.
var numeralSigns = [...][]rune{
	[]rune("零一二三四五六七八九"),
	[]rune("〇壹贰叁肆伍陆柒捌玖"),
	[]rune(" 幺貳參 伍陸   "),
	[]rune(" 么两        "),
	[]rune("⓪①②③④⑤⑥⑦⑧⑨"),
}

// foldNumeral turns Chinese and circled digits, and the decimal digits of any
// script, into ASCII.
func foldNumeral(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	for _, row := range numeralSigns {
		for digit, sign := range row {
			if sign == r {
				return '0' + rune(digit%10)
			}
		}
	}
	if r >= 0x1D7CE && r <= 0x1D7FF { // mathematical digits, five styles of ten
		return '0' + (r-0x1D7CE)%10
	}
	return r
}
