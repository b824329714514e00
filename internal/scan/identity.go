// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"
	"strings"
	"unicode"

	"github.com/hulanhq/hulan/detect"
)

// hasher makes IDs. A telephone number has so few possible values that a plain
// hash, or one whose key lies beside it, is as good as the number itself; hence
// HMAC-SHA256 under a key that is never written with the IDs.
type hasher struct {
	mac hash.Hash
	buf []byte
	sum [sha256.Size]byte
}

func newHasher(key []byte) *hasher { return &hasher{mac: hmac.New(sha256.New, key)} }

// idBytes is the length of an ID: 128 bits, far from any collision.
const idBytes = 16

// make returns the HMAC of parts, which may hold anything but are parted by NUL.
func (h *hasher) make(purpose string, t detect.Type, value []byte, more string) [idBytes]byte {
	h.buf = append(h.buf[:0], purpose...)
	h.buf = append(append(append(h.buf, 0), t...), 0)
	h.buf = appendNormal(h.buf, t, value)
	h.buf = append(append(h.buf, 0), more...)
	h.mac.Reset()
	h.mac.Write(h.buf)
	h.mac.Sum(h.sum[:0])
	return [idBytes]byte(h.sum[:idBytes])
}

// ids returns the ID of a value and the fingerprint with its column.
func (h *hasher) ids(t detect.Type, value []byte, column int) (id, print string) {
	a := h.make("value", t, value, "")
	b := h.make("print", t, value, strconv.Itoa(column))
	return hex.EncodeToString(a[:]), hex.EncodeToString(b[:])
}

// entry returns what a baseline remembers.
func (h *hasher) entry(t detect.Type, value []byte, file string) [idBytes]byte {
	return h.make("baseline", t, value, file)
}

// keyID returns what tells one key from another without telling the key.
func (h *hasher) keyID() string {
	sum := h.make("key", "", nil, "")
	return hex.EncodeToString(sum[:8])
}

// appendNormal appends value in the form in which two ways of writing it are
// the same: full-width characters become ASCII, letters small, and what parts
// the digits of a number goes. Names keep single spaces, secrets stay.
func appendNormal(dst []byte, t detect.Type, value []byte) []byte {
	switch t {
	case detect.Credential, detect.URL:
		return append(dst, value...)
	case detect.EmailAddress:
		return append(dst, strings.ToLower(string(value))...)
	}
	words := t == detect.Person || t == detect.Address
	from := len(dst)
	for _, r := range string(value) {
		if r >= 0xFF01 && r <= 0xFF5E { // FULLWIDTH forms of ASCII
			r -= 0xFF01 - '!'
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			dst = append(dst, string(unicode.ToLower(r))...)
		case words && unicode.IsSpace(r) && len(dst) > from && dst[len(dst)-1] != ' ':
			dst = append(dst, ' ')
		}
	}
	if t == detect.PhoneNumber { // with and without the code of China
		if n := string(dst[from:]); len(n) == 13 && strings.HasPrefix(n, "861") {
			return append(dst[:from], n[2:]...)
		}
	}
	return dst
}
