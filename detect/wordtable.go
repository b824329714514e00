// SPDX-License-Identifier: Apache-2.0

package detect

import "math/bits"

// wordTable maps short ASCII words, in any case, to small numbers. It is a hash
// table with open addressing whose keys are the words' own letters, five bits
// each: a word of up to twelve letters is its key, of a longer one the first
// twelve and the length count, and the rest is not compared. Nothing is hashed
// by bytes and nothing allocated in a look-up.
type wordTable struct {
	keys  []uint64 // 0 is an empty place
	slots []uint16
	n     int
}

// wordLetters is how many letters a key holds; four bits remain for the length.
const wordLetters = 12

func wordKey(w []byte) uint64 {
	k := uint64(min(len(w), 15))
	for _, c := range w[:min(len(w), wordLetters)] {
		k = k<<5 | uint64(c&0x1F)
	}
	return k
}

func (t *wordTable) place(k uint64) int {
	// Fibonacci hashing (Knuth, TAOCP 3, 6.4): the top bits of the product.
	i := int(k * 0x9E3779B97F4A7C15 >> (64 - bits.Len(uint(len(t.keys)-1))))
	for t.keys[i] != 0 && t.keys[i] != k {
		i = (i + 1) & (len(t.keys) - 1)
	}
	return i
}

// find returns the number of w, 0 if it is not in the table.
func (t *wordTable) find(w []byte) uint16 {
	if t.n == 0 {
		return 0
	}
	return t.slots[t.place(wordKey(w))]
}

// add enters w with a number above 0.
func (t *wordTable) add(w []byte, slot uint16) {
	if 4*(t.n+1) > len(t.keys) {
		old := *t
		*t = wordTable{keys: make([]uint64, max(64, 2*len(old.keys))), slots: make([]uint16, max(64, 2*len(old.keys))), n: old.n}
		for i, k := range old.keys {
			if k != 0 {
				j := t.place(k)
				t.keys[j], t.slots[j] = k, old.slots[i]
			}
		}
	}
	i := t.place(wordKey(w))
	if t.keys[i] == 0 {
		t.n++
	}
	t.keys[i], t.slots[i] = wordKey(w), slot
}

// pairTable maps pairs of Chinese characters, see [pairOf], to small numbers,
// like wordTable.
type pairTable struct {
	keys  []uint32 // 0 is an empty place
	slots []uint16
	n     int
}

func (t *pairTable) place(k uint32) int {
	i := int(k * 0x9E3779B1 >> (32 - bits.Len(uint(len(t.keys)-1))))
	for t.keys[i] != 0 && t.keys[i] != k {
		i = (i + 1) & (len(t.keys) - 1)
	}
	return i
}

// find returns the number of k, 0 if it is not in the table.
func (t *pairTable) find(k uint32) uint16 {
	if t.n == 0 {
		return 0
	}
	return t.slots[t.place(k)]
}

// add enters k with a number above 0.
func (t *pairTable) add(k uint32, slot uint16) {
	if 4*(t.n+1) > len(t.keys) {
		old := *t
		*t = pairTable{keys: make([]uint32, max(64, 2*len(old.keys))), slots: make([]uint16, max(64, 2*len(old.keys))), n: old.n}
		for i, key := range old.keys {
			if key != 0 {
				j := t.place(key)
				t.keys[j], t.slots[j] = key, old.slots[i]
			}
		}
	}
	i := t.place(k)
	if t.keys[i] == 0 {
		t.n++
	}
	t.keys[i], t.slots[i] = k, slot
}
