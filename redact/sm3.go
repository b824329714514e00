// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"encoding/binary"
	"hash"
	"math/bits"
)

// sm3Size and sm3Block are the lengths of an SM3 digest and of a block, in
// bytes (GB/T 32905-2016 §5.1: 256 and 512 bits).
const (
	sm3Size  = 32
	sm3Block = 64
)

// sm3 computes the SM3 digest of GB/T 32905-2016 (the same algorithm as GM/T
// 0004-2012 and ISO/IEC 10118-3:2018). It implements [hash.Hash]. It is not
// constant in time with respect to the length of the message, only to its
// content, as usual.
type sm3 struct {
	v   [8]uint32
	buf [sm3Block]byte
	n   int    // bytes waiting in buf
	len uint64 // bytes written in all
}

var _ hash.Hash = (*sm3)(nil)

func newSM3() hash.Hash {
	h := new(sm3)
	h.Reset()
	return h
}

// Reset sets the initial value IV of §4.1.
func (h *sm3) Reset() {
	*h = sm3{v: [8]uint32{
		0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
		0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
	}}
}

func (h *sm3) Size() int      { return sm3Size }
func (h *sm3) BlockSize() int { return sm3Block }

func (h *sm3) Write(p []byte) (int, error) {
	written := len(p)
	h.len += uint64(len(p))
	for len(p) > 0 {
		n := copy(h.buf[h.n:], p)
		h.n, p = h.n+n, p[n:]
		if h.n == sm3Block {
			h.compress()
			h.n = 0
		}
	}
	return written, nil
}

// Sum appends the digest to b. It pads a copy (§5.2: a one bit, zeros, the
// length in bits as 64-bit big-endian number), so that writing may go on.
func (h *sm3) Sum(b []byte) []byte {
	c := *h
	length := c.len * 8
	pad := make([]byte, 1, sm3Block+8)
	pad[0] = 0x80
	for (c.n+len(pad))%sm3Block != sm3Block-8 {
		pad = append(pad, 0)
	}
	c.Write(binary.BigEndian.AppendUint64(pad, length))
	for _, v := range c.v {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

// compress works one block of buf into the state: message expansion §5.3.2,
// compression function §5.3.3.
func (h *sm3) compress() {
	var w [68]uint32
	for i := range 16 {
		w[i] = binary.BigEndian.Uint32(h.buf[4*i:])
	}
	for j := 16; j < 68; j++ {
		x := w[j-16] ^ w[j-9] ^ bits.RotateLeft32(w[j-3], 15)
		p1 := x ^ bits.RotateLeft32(x, 15) ^ bits.RotateLeft32(x, 23)
		w[j] = p1 ^ bits.RotateLeft32(w[j-13], 7) ^ w[j-6]
	}
	a, b, c, d := h.v[0], h.v[1], h.v[2], h.v[3]
	e, f, g, k := h.v[4], h.v[5], h.v[6], h.v[7]
	for j := range 64 {
		t, ff, gg := uint32(0x79cc4519), a^b^c, e^f^g // §4.2, §4.3 for j < 16
		if j >= 16 {
			t, ff, gg = 0x7a879d8a, a&b|a&c|b&c, e&f|^e&g
		}
		ss1 := bits.RotateLeft32(bits.RotateLeft32(a, 12)+e+bits.RotateLeft32(t, j), 7)
		ss2 := ss1 ^ bits.RotateLeft32(a, 12)
		tt1 := ff + d + ss2 + (w[j] ^ w[j+4])
		tt2 := gg + k + ss1 + w[j]
		a, b, c, d = tt1, a, bits.RotateLeft32(b, 9), c
		e, f, g, k = tt2^bits.RotateLeft32(tt2, 9)^bits.RotateLeft32(tt2, 17), e, bits.RotateLeft32(f, 19), g
	}
	for i, x := range [8]uint32{a, b, c, d, e, f, g, k} {
		h.v[i] ^= x
	}
}
