// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/hulanhq/hulan/internal/docket"
)

// Argon2id with the least parameters that OWASP recommends (2 passes over
// 19 MiB, one lane): 0.1 s. The receipt already holds 66 bits; the passphrase
// keeps out somebody who saw it.
const (
	argonTime, argonMemory, argonLanes = 2, 19 << 10, 1
	argonLen                           = 32
)

// passwords bounds how many are hashed at once, so that they do not take the
// machine from everybody else.
type passwords struct{ slots chan struct{} }

func newPasswords() passwords { return passwords{make(chan struct{}, 2)} }

func (p passwords) hash(ctx context.Context, pass string, salt []byte) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(pass), salt, argonTime, argonMemory, argonLanes, argonLen), nil
}

// normalPass takes what does not matter out of a passphrase: spaces around it,
// large and small letters.
func normalPass(t docket.Text) string { return strings.ToLower(strings.TrimSpace(string(t))) }

func (d *Desk) hashPassphrase(ctx context.Context, f *Form) (complaintRow, error) {
	row := complaintRow{passSalt: []byte{}, passHash: []byte{}}
	pass := normalPass(f.Passphrase)
	if pass == "" {
		return row, nil
	}
	row.passSalt = make([]byte, 16)
	rand.Read(row.passSalt)
	hash, err := d.hasher.hash(ctx, pass, row.passSalt)
	row.passHash = hash
	return row, err
}

// checkPassphrase compares a passphrase with a row's. Whether the work is done
// depends on what was typed alone: an unknown receipt takes as long as a known
// one.
func (d *Desk) checkPassphrase(ctx context.Context, salt, hash []byte, typed docket.Text) (bool, error) {
	pass := normalPass(typed)
	if pass == "" {
		return len(hash) == 0, nil
	}
	if len(salt) == 0 {
		salt = d.pepper[:16]
	}
	got, err := d.hasher.hash(ctx, pass, salt)
	if err != nil {
		return false, err
	}
	// A passphrase that was typed where none was set does no harm.
	return len(hash) == 0 || subtle.ConstantTimeCompare(got, hash) == 1, nil
}
