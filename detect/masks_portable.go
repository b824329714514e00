// SPDX-License-Identifier: Apache-2.0

//go:build !amd64

package detect

// Eight bytes are compared at once. Adding 0x80-c to a byte below 0x80 sets its
// top bit when the byte is c or more, so a range is two additions and an
// and-not. The top bits of eight such words are merged into one, word k's into
// the bits k of its bytes, and one transposition of the 8 by 8 bits puts them
// into the order of the text.

// mergedDigits is the digit mask before its transposition; zero where no byte is
// a digit.
func mergedDigits(b *[window]byte) uint64 {
	return merge(digits8(b, 0), digits8(b, 8), digits8(b, 16), digits8(b, 24), digits8(b, 32), digits8(b, 40), digits8(b, 48), digits8(b, 56))
}

// anyDigit reports whether one of the first n bytes, a multiple of eight, is a digit.
func anyDigit(b *[window]byte, n int) bool {
	for i := 0; i < n; i += 8 {
		if digits8(b, i) != 0 {
			return true
		}
	}
	return false
}

// classifyCore fills the digit, upper and high masks from d, the mergedDigits, and
// clears the others.
func classifyCore(b *[window]byte, d uint64, m *masks) {
	u := merge(upper8(b, 0), upper8(b, 8), upper8(b, 16), upper8(b, 24), upper8(b, 32), upper8(b, 40), upper8(b, 48), upper8(b, 56))
	h := merge(high8(b, 0), high8(b, 8), high8(b, 16), high8(b, 24), high8(b, 32), high8(b, 40), high8(b, 48), high8(b, 56))
	*m = masks{digit: transpose(d)}
	if u != 0 {
		m.upper = transpose(u)
	}
	if h != 0 {
		m.high = transpose(h)
	}
}

// classifyAll fills every mask.
func classifyAll(b *[window]byte, m *masks) {
	classifyCore(b, mergedDigits(b), m)
	l := merge(letters8(b, 0), letters8(b, 8), letters8(b, 16), letters8(b, 24), letters8(b, 32), letters8(b, 40), letters8(b, 48), letters8(b, 56))
	c := merge(colons8(b, 0), colons8(b, 8), colons8(b, 16), colons8(b, 24), colons8(b, 32), colons8(b, 40), colons8(b, 48), colons8(b, 56))
	k := merge(marks8(b, 0), marks8(b, 8), marks8(b, 16), marks8(b, 24), marks8(b, 32), marks8(b, 40), marks8(b, 48), marks8(b, 56))
	m.letter = transpose(l)
	if c != 0 {
		m.colon = transpose(c)
	}
	if k != 0 {
		m.mark = transpose(k)
	}
}

func digits8(b *[window]byte, i int) uint64 {
	x := word8(b, i)
	y := x & lows
	return (y + (0x80-'0')*ones) &^ (y + (0x80-'9'-1)*ones) &^ x & highs
}

func letters8(b *[window]byte, i int) uint64 {
	x := word8(b, i)
	y := x&lows | 0x20*ones
	return (y + (0x80-'a')*ones) &^ (y + (0x80-'z'-1)*ones) &^ x & highs
}

func colons8(b *[window]byte, i int) uint64 {
	x := word8(b, i)
	y := x & lows
	return (y + (0x80-':')*ones) &^ (y + (0x80-':'-1)*ones) &^ x & highs
}

// marks8 marks 0x25 to 0x28, and 0x5B, 0x5C, 0x7B and 0x7C, which differ in one bit.
func marks8(b *[window]byte, i int) uint64 {
	x := word8(b, i)
	y := x & lows
	z := y | 0x20*ones
	return ((y+(0x80-'%')*ones)&^(y+(0x80-'('-1)*ones) | (z+(0x80-'{')*ones)&^(z+(0x80-'|'-1)*ones)) &^ x & highs
}

func merge(a, b, c, d, e, f, g, h uint64) uint64 {
	return a>>7 | b>>6 | c>>5 | d>>4 | e>>3 | f>>2 | g>>1 | h
}

// transpose mirrors the 8 by 8 bits of x at their diagonal
// (Warren, Hacker's Delight, 2nd edition, §7-3).
func transpose(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00AA00AA00AA00AA
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000CCCC0000CCCC
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000F0F0F0F0
	return x ^ t ^ t<<28
}
