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
	mark   uint64 // % & ' ( [ \ { |, which may begin an encoding; only from classifyAll
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	lows  = 0x7F7F7F7F7F7F7F7F
)

// classifyCore and classifyAll are the one place where vector instructions count:
// everything behind them works on bitmaps. masks_amd64.s has them for amd64, whose
// every processor has what they need; masks_portable.go for all others.

// allHigh reports whether every byte is above 0x7F.
func allHigh(b *[window]byte) bool {
	return word8(b, 0)&word8(b, 8)&word8(b, 16)&word8(b, 24)&word8(b, 32)&word8(b, 40)&word8(b, 48)&word8(b, 56)&highs == highs
}

func word8(b *[window]byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i:]) }

func upper8(b *[window]byte, i int) uint64 {
	x := word8(b, i)
	y := x & lows
	return (y + (0x80-'A')*ones) &^ (y + (0x80-'Z'-1)*ones) &^ x & highs
}

func high8(b *[window]byte, i int) uint64 { return word8(b, i) & highs }
