// SPDX-License-Identifier: Apache-2.0

package detect

import "encoding/binary"

// window is the number of bytes that one set of bitmaps describes.
const window = 64

// masks are the classes of the bytes of one window: bit i is set when byte i
// belongs to the class.
type masks struct {
	digit  uint64 // 0-9
	upper  uint64 // A-Z
	high   uint64 // 0x80-0xFF
	letter uint64 // A-Z a-z; only from classifyAll
	colon  uint64 // :; only from classifyAll
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	lows  = 0x7F7F7F7F7F7F7F7F
	// gather moves the lowest bits of eight bytes into the top byte of a
	// product, the first byte's into its lowest bit.
	gather = 0x0102040810204080
)

// The three functions below are the one place that vector instructions would
// replace: everything behind them works on bitmaps.
//
// Adding 0x80-c to a byte below 0x80 sets its top bit when the byte is c or
// more, so a range is one addition, one more and an and-not.

// anyDigit reports whether one of the bytes is an ASCII digit.
func anyDigit(b *[window]byte) bool {
	var d uint64
	for i := range window / 8 {
		x := binary.LittleEndian.Uint64(b[i*8:])
		y := x & lows
		d |= (y + (0x80-'0')*ones) &^ (y + (0x80-'9'-1)*ones) &^ x
	}
	return d&highs != 0
}

// classifyCore fills the digit, upper and high masks and clears the others.
func classifyCore(b *[window]byte, m *masks) {
	var digit, upper, high uint64
	for i := range window / 8 {
		x := binary.LittleEndian.Uint64(b[i*8:])
		y := x & lows
		d := (y + (0x80-'0')*ones) &^ (y + (0x80-'9'-1)*ones) &^ x & highs
		u := (y + (0x80-'A')*ones) &^ (y + (0x80-'Z'-1)*ones) &^ x & highs
		s := i * 8
		digit |= d >> 7 * gather >> 56 << s
		upper |= u >> 7 * gather >> 56 << s
		high |= (x & highs) >> 7 * gather >> 56 << s
	}
	*m = masks{digit: digit, upper: upper, high: high}
}

// classifyAll fills every mask.
func classifyAll(b *[window]byte, m *masks) {
	classifyCore(b, m)
	var letter, colon uint64
	for i := range window / 8 {
		x := binary.LittleEndian.Uint64(b[i*8:])
		y := x&lows | 0x20*ones
		l := (y + (0x80-'a')*ones) &^ (y + (0x80-'z'-1)*ones) &^ x & highs
		// ':' is 0x3A; with bit 0x20 set 0x1A looks the same, a control
		// character that the handler then refuses.
		c := (y + (0x80-':')*ones) &^ (y + (0x80-':'-1)*ones) &^ x & highs
		s := i * 8
		letter |= l >> 7 * gather >> 56 << s
		colon |= c >> 7 * gather >> 56 << s
	}
	m.letter, m.colon = letter, colon
}
