// SPDX-License-Identifier: Apache-2.0

package crf

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A model's file begins with lines of text, which say what it is and under which
// licence, up to an empty line. Then, little-endian: the chain and the bits of a
// slot's number (a byte each), sixteen transitions (float32, as logarithms), a
// bitmap of the slots that are in use, and for each of them the fingerprint (two
// bytes) and the weights of Begin, Inside and Edge (a byte each, biased). A [Glance]
// may follow.
const entrySize = 5

// Read decodes a model's file. The text at its head is not looked at.
func Read(file []byte) (*Model, error) {
	_, b, ok := bytes.Cut(file, []byte("\n\n"))
	if !ok || len(b) < 2+4*Labels*Labels {
		return nil, errors.New("model file: too short, or no empty line behind its text")
	}
	m := &Model{chain: Chain(b[0]), shift: 65 - b[1]}
	if b[0] > byte(Counted) || b[1] < 6 || b[1] > 24 {
		return nil, fmt.Errorf("model file: chain %d or size 2^%d is not known", b[0], b[1])
	}
	m.slots = make([][2]uint64, 1<<b[1]/2)
	b = b[2:]
	for i := range m.trans {
		for j := range m.trans[i] {
			m.trans[i][j] = float32(math.Exp(float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))))
			b = b[4:]
		}
	}
	if len(b) < len(m.slots)/4 {
		return nil, errors.New("model file: the bitmap is cut off")
	}
	used, b := b[:len(m.slots)/4], b[len(m.slots)/4:]
	for i := range 2 * len(m.slots) {
		if used[i/8]>>(i%8)&1 == 0 {
			continue
		}
		if len(b) < entrySize {
			return nil, errors.New("model file: the weights are cut off")
		}
		m.slots[i/2][i%2] = uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<32 | uint64(b[4])<<48
		b = b[entrySize:]
	}
	m.Glance = readGlance(b)
	return m, nil
}

// weighted is a feature with its weights as they are stored.
type weighted struct {
	f    Feature
	w    [Labels - 1]int8
	size int // the largest weight's
}

// encode writes a model's file. Features that find both of their places taken by
// ones with larger weights are left out.
func encode(head string, chain Chain, bits int, trans [Labels][Labels]float64, fs []weighted) []byte {
	slices.SortFunc(fs, func(a, b weighted) int { return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(a.f, b.f)) })
	slots := make([]uint64, 1<<bits)
	for _, x := range fs {
		i, mark := uint64(x.f)>>(64-bits), uint64(x.f)>>(48-bits)&0xFFFF|1
		if slots[i] != 0 {
			i ^= 1
		}
		if slots[i] != 0 || slots[i^1]&0xFFFF == mark {
			continue
		}
		slots[i] = mark
		for k, w := range x.w {
			slots[i] |= uint64(int(w)+bias) << (16 * (k + 1))
		}
	}
	out := append([]byte(head), "\n\n"...)
	out = append(out, byte(chain), byte(bits))
	for i := range trans {
		for j := range trans[i] {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(trans[i][j])))
		}
	}
	used := make([]byte, len(slots)/8)
	for i, s := range slots {
		if s != 0 {
			used[i/8] |= 1 << (i % 8)
		}
	}
	out = append(out, used...)
	for _, s := range slots {
		if s != 0 {
			out = append(out, byte(s), byte(s>>8), byte(s>>16), byte(s>>32), byte(s>>48))
		}
	}
	return out
}
