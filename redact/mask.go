// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// defaultMaskChar is what a hidden character becomes unless the policy says
// otherwise.
const defaultMaskChar = '*'

// Mask returns the partial form in which a value may be displayed. Length and
// separators stay; one '*' stands for one hidden code point. What is shown is
// counted in plain characters, however they are written (full-width, circled,
// Chinese numerals, with invisible characters between). A value that is too
// short or does not look like its type is hidden entirely, and so is a type
// without a customary form. What was masked before is never made clearer.
//
//	PHONE_NUMBER      138****8000   +86 138-****-8000   0571-******78   (***) ***-0100
//	CN_RESIDENT_ID    1****************X
//	CREDIT_CARD       6222 **** **** 6274
//	PERSON            张*   张**   欧阳**   J*** S****
//	EMAIL_ADDRESS     z*******@example.com
//	CN_LICENSE_PLATE  京A***45   京A·***45
//	ADDRESS           浙江省杭州市**********
//	IP_ADDRESS        203.0.***.*
//	CREDENTIAL        ********
//
// Sources and reasons stand at the forms, in the file of each type.
func Mask(t detect.Type, kind, value string) string {
	how, v := treat(t, kind, value)
	return ownMask(how, v, defaultMaskChar)
}

// ownMask writes the type's own form.
func ownMask(how treatment, v value, char rune) string {
	if how.mask != nil {
		return hideBroken(how.mask(v, char), char)
	}
	start, end := 0, 0
	if how.shows != nil {
		start, end = how.shows(v)
	}
	return maskMiddle(v, start, end, char)
}

// maskMiddle shows start characters at the front and end at the back and hides
// the rest. It shows nothing if nothing would stay hidden.
func maskMiddle(v value, start, end int, char rune) string {
	if start+end >= v.total {
		start, end = 0, 0
	}
	return maskUnits(v, func(before, weight int) bool {
		return before+weight <= start || before >= v.total-end
	}, char)
}

// maskUnits hides every character for which shown is false. Shown gets the
// number of characters before it and its own weight. Of the separators,
// punctuation, spaces and invisible characters stay; symbols, which may be
// letters in disguise, stay only behind a shown character.
func maskUnits(v value, shown func(before, weight int) bool, char rune) string {
	var b strings.Builder
	b.Grow(len(v.text))
	before, clear := 0, true
	for _, u := range v.units {
		if u.weight > 0 {
			clear = shown(before, u.weight)
			before += u.weight
		}
		if clear && u.weight > 0 && !u.broken || u.weight == 0 && (u.kept || clear && before > 0) {
			b.WriteString(v.text[u.start:u.end])
		} else {
			b.WriteRune(char)
		}
	}
	return b.String()
}

// hideBroken hides bytes that are no UTF-8.
func hideBroken(s string, char rune) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError {
			return char
		}
		return r
	}, s)
}

// maskAll hides every character, separators too, and leaves only the ends of
// lines. It is for secrets and for values that stand in an encoding (base64,
// percent …), whose separators are part of what is hidden.
func maskAll(text string, char rune) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return r
		}
		return char
	}, text)
}

// maskFrom hides everything from byte n on, kept separators excepted, and
// leaves the text before as it is.
func maskFrom(v value, n int, char rune) string {
	var b strings.Builder
	for _, u := range v.units {
		if u.start < n || u.weight == 0 && u.kept {
			b.WriteString(v.text[u.start:u.end])
		} else {
			b.WriteRune(char)
		}
	}
	return b.String()
}

// firstAndLast is the form for numbers of identity documents: one character at
// each end, if at least six stay hidden. See type_resident_id.go.
func firstAndLast(v value) (start, end int) {
	if v.total < 8 {
		return 0, 0
	}
	return 1, 1
}
