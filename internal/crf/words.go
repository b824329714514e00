// SPDX-License-Identifier: Apache-2.0

package crf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/bits"
)

// WordClass says what a word is.
type WordClass uint8

// The classes of words. Zero is no word.
const (
	WordNoun   WordClass = 1 + iota
	WordVerb             // and adjectives
	WordOther            // adverbs, numbers, times, pronouns
	WordPlace            // a name of a place
	WordProper           // a name of an organisation or a thing
	WordSound            // a foreign name written by sound
	WordRole             // a noun for a person
)

// WordTable is a hashed set of words with their classes: buckets of four slots,
// each a fingerprint of thirteen bits above a class of three. What is no word is
// taken for one in one case of a thousand. The zero value is empty.
type WordTable struct{ buckets []uint64 }

// wordBits is how many bits the number of a bucket has.
const wordBits = 16

// MixWord is the hash of a word that goes on with r; that of none is 0.
func MixWord(h uint64, r rune) uint64 {
	h = (h ^ uint64(r)) * 0x9E3779B97F4A7C15
	return h ^ h>>29
}

// Lanes of a bucket.
const (
	laneOnes  = 0x0001_0001_0001_0001
	laneTops  = 0x8000_8000_8000_8000
	laneMarks = 0xFFF8_FFF8_FFF8_FFF8
)

// wordAt returns the numbers of the two buckets of a word, and its fingerprint.
func wordAt(h uint64) (i, j, mark uint64) {
	return h >> (64 - wordBits), h >> (64 - 2*wordBits) & (1<<wordBits - 1), max(h&0x1FFF, 1) << 3
}

// Class returns the class of the word with a hash, zero if there is none.
func (t *WordTable) Class(h uint64) WordClass {
	if len(t.buckets) != 1<<wordBits {
		return 0
	}
	i, j, mark := wordAt(h)
	if c := classIn(t.buckets[i], mark); c != 0 {
		return c
	}
	return classIn(t.buckets[j], mark)
}

// classIn finds a fingerprint in a bucket. The lowest lane that is found is right;
// a borrow can only make one above it look right.
func classIn(bucket, mark uint64) WordClass {
	y := (bucket ^ mark*laneOnes) & laneMarks
	z := (y - laneOnes) &^ y & laneTops
	if z == 0 {
		return 0
	}
	return WordClass(bucket >> (bits.TrailingZeros64(z) &^ 15) & 7)
}

// Add enters a word into the emptier of its buckets. It reports false, and leaves
// it out, where both are full.
func (t *WordTable) Add(h uint64, c WordClass) bool {
	if t.buckets == nil {
		t.buckets = make([]uint64, 1<<wordBits)
	}
	if t.Class(h) != 0 {
		return true
	}
	i, j, mark := wordAt(h)
	a, b := &t.buckets[i], &t.buckets[j]
	if bits.Len64(*b) < bits.Len64(*a) {
		a = b
	}
	n := (bits.Len64(*a) + 15) &^ 15
	if n == 64 {
		return false
	}
	*a |= (mark | uint64(c)) << n
	return true
}

// Encode writes a file: a text, an empty line, the buckets.
func (t *WordTable) Encode(head string) []byte {
	out := append([]byte(head), "\n\n"...)
	for _, b := range t.buckets {
		out = binary.LittleEndian.AppendUint64(out, b)
	}
	return out
}

// ReadWords decodes a file. The text at its head is not looked at.
func ReadWords(file []byte) (*WordTable, error) {
	_, b, ok := bytes.Cut(file, []byte("\n\n"))
	if !ok || len(b) != 8<<wordBits {
		return nil, errors.New("table of words: wrong length")
	}
	t := &WordTable{make([]uint64, 1<<wordBits)}
	for i := range t.buckets {
		t.buckets[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return t, nil
}
