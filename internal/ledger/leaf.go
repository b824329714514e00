// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
)

// formatVersion is that of leaves, see docs/ledger.md.
const formatVersion = 1

// The log's own types of leaves.
const (
	ownTypes   = "ledger."
	typeKey    = "ledger.key"    // names the key that signs from here on
	typeErased = "ledger.erased" // the salts of the object's earlier leaves are gone
	typeKept   = "ledger.kept"   // rows committed to anew after an erasure
)

// body is a leaf's content. The fields stand in the order of their names, and
// no string needs escaping, so encoding/json writes the canonical form of
// RFC 8785.
type body struct {
	Actor  string      `json:"actor"`
	At     int64       `json:"at"`            // Unix milliseconds
	Key    string      `json:"key,omitempty"` // of a leaf ledger.key: the new verification key
	N      int64       `json:"n"`
	Object string      `json:"object"`
	Rows   []rowCommit `json:"rows"`
	Salt   []byte      `json:"salt,omitempty"` // saltHash of the salt
	Type   string      `json:"type"`
	V      int         `json:"v"`
	Was    string      `json:"was,omitempty"` // of a leaf ledger.key: the key before
}

// rowCommit says what a row holds after the step, to those who know the salt.
type rowCommit struct {
	Cols   int    `json:"cols"`   // how many of the table's columns
	Commit []byte `json:"commit"` // null when the row is not there
	ID     string `json:"id"`
	Table  string `json:"table"`
}

// plain says whether s needs no escaping in JSON and can hold no free text.
func plain(s string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-_"
	return s != "" && len(s) <= 100 && !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(allowed, r) })
}

// encode writes v as JSON in one line, without the escapes for HTML.
func encode(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("ledger: " + err.Error()) // strings, numbers and octets only: cannot fail
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
}

// errLeaf says nothing more: a body that is not as encode writes it may hold
// anything.
var errLeaf = errors.New("not a leaf in canonical form")

// decode reads a body and accepts only what [encode] writes.
func decode(text []byte) (*body, error) {
	var b body
	if err := json.Unmarshal(text, &b); err != nil || !bytes.Equal(encode(&b), text) {
		return nil, errLeaf
	}
	if b.V != formatVersion {
		return nil, errors.New("leaf of a version that this program does not know")
	}
	return &b, nil
}

// saltHash lets a leaf hold its salt to be the right one without telling it: 32
// random octets cannot be guessed from their hash.
func saltHash(salt []byte) []byte {
	h := sha256.Sum256(append([]byte("hulan ledger salt\n"), salt...))
	return h[:]
}
