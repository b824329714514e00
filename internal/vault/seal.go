// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

const (
	keyLen    = 32 // AES-256, and the output of SHA-256
	commitLen = 16 // two keys that give one commitment cost 2^64 tries to somebody who may choose both
	nonceLen  = 12 // NIST SP 800-38D §8.2.2: random nonces of 96 bits, made by crypto/cipher itself
	tagLen    = 16

	// overhead is what a sealed value is longer than what it holds, in octets.
	overhead = 1 + commitLen + nonceLen + tagLen
)

// The first octet of everything sealed. A new way of sealing gets a new number;
// the old ones can be read as long as there is data of theirs.
const (
	formatExact  = 1 // as long as the value
	formatPadded = 2 // filled up, see padded
)

// box seals under one key, for one use of it.
type box struct {
	aead   cipher.AEAD
	commit []byte
}

// newBox derives the keys of a use from key. Different uses (label and parts)
// have independent keys: RFC 5869 §3.2.
func newBox(key []byte, label string, parts ...string) box {
	okm := derive(key, 2*keyLen, label, parts...)
	block, err := aes.NewCipher(okm[:keyLen])
	if err != nil {
		panic(err) // only for keys of another length
	}
	// This form makes the nonce itself, so nobody can hand in one a second time.
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for ciphers of another block length
	}
	return box{aead: aead, commit: okm[keyLen:]}
}

// seal returns format ‖ commitment ‖ nonce ‖ ciphertext ‖ tag, bound to place.
//
// AES-GCM alone does not commit to its key: one ciphertext can be made to open
// under two. The commitment, an HMAC over nonce and place under a key that is
// derived together with the cipher's, excludes that.
func (b box) seal(format byte, place []byte, plaintext []byte) []byte {
	place = append([]byte{format}, place...)
	out := make([]byte, 1+commitLen, overhead+len(plaintext))
	out[0] = format
	out = b.aead.Seal(out, nil, plaintext, place)
	copy(out[1:], b.committed(out[1+commitLen:][:nonceLen], place))
	return out
}

// open undoes seal. ok is false for anything that seal did not make under this
// box for this place.
func (b box) open(place, sealed []byte) (plaintext []byte, ok bool) {
	if len(sealed) < overhead || sealed[0] != formatExact && sealed[0] != formatPadded {
		return nil, false
	}
	place = append([]byte{sealed[0]}, place...)
	commit, rest := sealed[1:1+commitLen], sealed[1+commitLen:]
	// The place of the poison key: a value whose commitment is of that key and
	// not of this one is an alarm (a later issue).
	if !hmac.Equal(commit, b.committed(rest[:nonceLen], place)) {
		return nil, false
	}
	plaintext, err := b.aead.Open(nil, nil, rest, place)
	if err != nil {
		return nil, false
	}
	if sealed[0] == formatPadded {
		return unpadded(plaintext)
	}
	return plaintext, true
}

func (b box) committed(nonce, place []byte) []byte {
	h := hmac.New(sha256.New, b.commit)
	h.Write(nonce)
	h.Write(place)
	return h.Sum(nil)[:commitLen]
}

// derive is HKDF-SHA-256 (RFC 5869) without salt, its info being label and
// parts with their lengths.
func derive(key []byte, n int, label string, parts ...string) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, string(joined(append([]string{"hulan vault " + label}, parts...)...)), n)
	if err != nil {
		panic(err) // only for n above 255 × 32
	}
	return out
}

// joined writes strings so that no two lists of strings give the same octets:
// each has its length before it, 4 octets, big-endian.
func joined(parts ...string) []byte {
	n := 0
	for _, p := range parts {
		n += 4 + len(p)
	}
	out := make([]byte, 0, n)
	for _, p := range parts {
		out = binary.BigEndian.AppendUint32(out, uint32(len(p)))
		out = append(out, p...)
	}
	return out
}

// padFloor is the least length of a padded value in octets: a yes cannot be
// told from a sentence, a short name not from a long one or an address.
const padFloor = 256

// padded fills a value up to one of few lengths: 0x80, then zeros (ISO/IEC
// 7816-4).
func padded(plaintext []byte) []byte {
	out := make([]byte, max(padFloor, padme(len(plaintext)+1)))
	copy(out, plaintext)
	out[len(plaintext)] = 0x80
	return out
}

func unpadded(p []byte) ([]byte, bool) {
	for i := len(p) - 1; i >= 0; i-- {
		switch p[i] {
		case 0:
		case 0x80:
			return p[:i], true
		default:
			return nil, false
		}
	}
	return nil, false
}

// padme rounds a length up so that it tells O(log log n) bits and grows by
// 12 % at most: Nikitin, Barman, Lueks, Underwood, Hubaux, Ford, "Reducing
// Metadata Leakage from Encrypted Files and Communication with PURBs", PoPETs
// 2019(4), algorithm 1.
func padme(n int) int {
	if n < 2 {
		return n
	}
	e := bits.Len(uint(n)) - 1
	s := bits.Len(uint(e))
	mask := 1<<(e-s) - 1
	return (n + mask) &^ mask
}
