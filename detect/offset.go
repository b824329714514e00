// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"errors"
	"strconv"
	"unicode/utf8"
)

// Unit is what offsets count.
type Unit int

// The units. Findings count Bytes; Presidio's clients expect CodePoints, Java and
// JavaScript UTF16.
const (
	Bytes Unit = iota
	CodePoints
	UTF16
)

// ParseUnit reads "byte", "codepoint" or "utf16".
func ParseUnit(s string) (Unit, error) {
	switch s {
	case "byte", "utf8":
		return Bytes, nil
	case "codepoint":
		return CodePoints, nil
	case "utf16":
		return UTF16, nil
	}
	return 0, errors.New("offset unit " + strconv.Quote(s) + " is unknown; known are byte, codepoint and utf16")
}

// ToUnit converts the byte offsets of text in at, which must ascend, to unit, in
// place. A byte that is no valid UTF-8 counts as one. Offsets beyond the text
// count as its end.
func ToUnit(text []byte, unit Unit, at ...*int) {
	if unit == Bytes {
		return
	}
	i, n := 0, 0
	for _, p := range at {
		for i < *p && i < len(text) {
			r, w := utf8.DecodeRune(text[i:])
			i += w
			if n++; unit == UTF16 && r >= 0x10000 {
				n++
			}
		}
		*p = n
	}
}
