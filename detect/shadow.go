// SPDX-License-Identifier: Apache-2.0

package detect

// shadow is a text without what hides a value, and the way back.
type shadow struct {
	text []byte
}

var hidesASCII [256]bool

var hanDigit [(hanLast-hanFirst)/64 + 1]uint64

func hidesRune(r rune) bool       { return false }
func (s *scan) hidden(i int) bool { return false }
func (s *scan) numeral(i int)     {}
func (s *scan) sample()           {}
func (s *scan) unhide()           {}
