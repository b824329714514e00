// SPDX-License-Identifier: Apache-2.0

package account

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
)

// Personal is a name, an e-mail address or a label that a person chose. It
// masks itself wherever it is printed, logged or encoded; [Personal.Clear] gives
// the text to a page that the person concerned, or a manager of people, sees.
type Personal string

// Clear is the text itself.
func (p Personal) Clear() string { return string(p) }

func (p Personal) String() string { return mask(string(p)) }

// Format masks the text under every verb.
func (p Personal) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

func (p Personal) LogValue() slog.Value { return slog.StringValue(p.String()) }

func (p Personal) MarshalJSON() ([]byte, error) { return []byte(`"` + p.String() + `"`), nil }

// MarshalText masks the text in encoders that ask for text.
func (p Personal) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Secret is a password, a code, a token or a key. It masks itself like
// [Personal] (but not as the key of a map that is encoded as JSON: encoding/json
// takes keys of string types as they are); only its hash is ever stored.
type Secret string

// Clear is the secret itself, for the one place that hands it over.
func (s Secret) Clear() string { return string(s) }

func (s Secret) String() string { return mask(string(s)) }

// Format masks the secret under every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// MarshalText masks the secret in encoders that ask for text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// mask tells whether something is there, not how long it is.
func mask(s string) string {
	if s == "" {
		return ""
	}
	return "***"
}

// newToken makes a token of 130 random bits, which needs no slow hash.
func newToken() Secret { return Secret(rand.Text()) }

// hash is what is stored of an API key, which must outlive a change of the
// keys of the vault.
func (s Secret) hash() []byte {
	h := sha256.Sum256([]byte("hulan api key\x00" + string(s)))
	return h[:]
}

// index is what is stored of a token that lives for hours or days. It is keyed:
// who can write rows cannot make one for a token of their own. The kind keeps
// a token of one kind from being taken for another.
func (r *Register) index(kind string, token Secret) []byte {
	return r.seal.Index("token."+kind, string(token))
}
