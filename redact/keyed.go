// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"hash"
	"strconv"

	"github.com/hulanhq/hulan/detect"
)

// base32Text is RFC 4648 base32 without padding: capitals and the digits 2–7,
// so a token survives being read aloud, folded to one case or wrapped.
var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// mac returns the keyed hash of a value. Purpose and type go in first, each
// ended by a zero byte, so that one value's hashes for two purposes do not link.
func (r *Redactor) mac(newHash func() hash.Hash, purpose string, t detect.Type, plain string) []byte {
	m := hmac.New(newHash, r.policy.Key)
	for _, s := range [...]string{"hulan redact 1", purpose, string(t)} {
		m.Write([]byte(s))
		m.Write([]byte{0})
	}
	m.Write([]byte(plain))
	return m.Sum(nil)
}

// hashed is the text of KindHMAC. It shows 128 bits, half of the hash: RFC
// 2104 §5 advises not to go below.
func (r *Redactor) hashed(o Operator, t detect.Type, plain string) string {
	newHash, purpose := sha256.New, "hmac"
	if o.Hash == "sm3" {
		newHash = newSM3
	}
	return "<" + string(t) + ":" + base32Text.EncodeToString(r.mac(newHash, purpose, t, plain)[:16]) + ">"
}

// token is the pseudonym of everything that has no name. Ten characters are 50
// bits: among a million values the chance that any two meet is 1 in 2,000.
func (r *Redactor) token(t detect.Type, plain string) string {
	return "<" + string(t) + "_" + base32Text.EncodeToString(r.mac(sha256.New, "pseudonym", t, plain))[:10] + ">"
}

// stream is an endless row of numbers that depends on key, purpose, type and
// value. It is the source of everything made up.
type stream struct {
	seed  []byte
	block [sha256.Size]byte
	n     uint64 // blocks drawn
	off   int    // bytes of block used
}

func (r *Redactor) stream(purpose string, t detect.Type, plain string) *stream {
	return &stream{seed: r.mac(sha256.New, purpose, t, plain), off: sha256.Size}
}

// below returns a number from 0 to n−1. Taking the rest of 64 bits favours
// small numbers by less than n/2^64, which is nothing for the n used here.
func (s *stream) below(n int) int {
	if s.off+8 > len(s.block) {
		m := hmac.New(sha256.New, s.seed)
		m.Write(binary.BigEndian.AppendUint64(nil, s.n))
		m.Sum(s.block[:0])
		s.n, s.off = s.n+1, 0
	}
	x := binary.BigEndian.Uint64(s.block[s.off:])
	s.off += 8
	return int(x % uint64(n))
}

// pick returns n characters of an ASCII alphabet.
func (s *stream) pick(n int, alphabet string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[s.below(len(alphabet))]
	}
	return string(b)
}

// decimals returns n decimal digits.
func (s *stream) decimals(n int) string { return s.pick(n, "0123456789") }

// padded returns x in decimal with at least n digits.
func padded(x, n int) string {
	s := strconv.Itoa(x)
	for len(s) < n {
		s = "0" + s
	}
	return s
}

// scramble replaces digits by digits and letters by letters and keeps all else.
// It is the surrogate of numbers without a check digit.
func (s *stream) scramble(plain string) string {
	b := []byte(plain)
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			b[i] = '0' + byte(s.below(10))
		case c >= 'A' && c <= 'Z':
			b[i] = 'A' + byte(s.below(26))
		case c >= 'a' && c <= 'z':
			b[i] = 'a' + byte(s.below(26))
		}
	}
	return string(b)
}
