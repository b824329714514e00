// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"fmt"
	"log/slog"
)

// mask is what is printed for a key or a secret, by every way of printing.
const mask = "[secret]"

// Secret holds octets that must not be printed: a password, a seed, a token. It
// masks itself in fmt with every verb, in log/slog and in JSON, also as an
// unexported field of a structure. Its zero value is empty.
type Secret struct {
	// A function, since fmt does not ask unexported fields how they want to be
	// printed, and shows what a pointer points to under a verb that does not fit.
	// Of a function it shows the address.
	reveal func() []byte
}

// NewSecret takes b over; the caller does not change it any more.
func NewSecret(b []byte) Secret { return Secret{func() []byte { return b }} }

// Bytes is the secret itself, nil for the zero value. It is not to be changed.
func (s Secret) Bytes() []byte {
	if s.reveal == nil {
		return nil
	}
	return s.reveal()
}

// String masks.
func (s Secret) String() string { return mask }

// Format masks, for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(mask)) }

// LogValue masks.
func (s Secret) LogValue() slog.Value { return slog.StringValue(mask) }

// MarshalText masks; encoding/json uses it too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(mask), nil }
