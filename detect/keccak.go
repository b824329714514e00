// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"encoding/binary"
	"math/bits"
)

// keccak256 returns the 256-bit digest of data, at most 135 bytes, by Keccak as
// it was submitted to NIST (version 3, 2011), which Ethereum and Monero use: the
// padding differs from that of FIPS 202, so crypto/sha3 gives another digest.
func keccak256(data []byte) (sum [32]byte) {
	const rate = 136 // bytes of the state that take input: 1600 bits less twice 256
	var block [rate]byte
	copy(block[:rate-1], data)
	block[len(data)] ^= 0x01
	block[rate-1] ^= 0x80
	var a [25]uint64
	for i := range rate / 8 {
		a[i] = binary.LittleEndian.Uint64(block[8*i:])
	}
	keccakF(&a)
	for i := range 4 {
		binary.LittleEndian.PutUint64(sum[8*i:], a[i])
	}
	return sum
}

// keccakF is the permutation Keccak-f[1600] (FIPS 202 §3.3): lane x, y is a[x+5y].
func keccakF(a *[25]uint64) {
	lfsr := byte(1)
	for range 24 {
		// theta: every lane takes the parity of two columns.
		var c [5]uint64
		for x := range 5 {
			c[x] = a[x] ^ a[x+5] ^ a[x+10] ^ a[x+15] ^ a[x+20]
		}
		for i := range a {
			a[i] ^= c[(i+4)%5] ^ bits.RotateLeft64(c[(i+1)%5], 1)
		}
		// rho and pi: lanes are turned and change places along one path.
		x, y, lane := 1, 0, a[1]
		for t := range 24 {
			x, y = y, (2*x+3*y)%5
			lane, a[x+5*y] = a[x+5*y], bits.RotateLeft64(lane, (t+1)*(t+2)/2%64)
		}
		// chi: rows are mixed.
		for y := 0; y < 25; y += 5 {
			row := [5]uint64(a[y : y+5])
			for x := range 5 {
				a[y+x] = row[x] ^ ^row[(x+1)%5]&row[(x+2)%5]
			}
		}
		// iota: the constant of the round, bits of a feedback register at 2^j-1.
		for j := range 7 {
			if lfsr&1 == 1 {
				a[0] ^= 1 << (1<<j - 1)
			}
			if lfsr&0x80 != 0 {
				lfsr = lfsr<<1 ^ 0x71
			} else {
				lfsr <<= 1
			}
		}
	}
}
