// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/hulanhq/hulan/internal/store"
)

// States of a key, by the names of NIST SP 800-57 part 1 rev. 5 §7.
const (
	preActivation = "pre_activation" // made, wraps nothing yet
	active        = "active"         // wraps and unwraps
	deactivated   = "deactivated"    // unwraps only
	compromised   = "compromised"    // known to others; unwraps only until everything hangs on another key
	destroyed     = "destroyed"      // gone
)

// edges are the steps that a key may take.
var edges = map[string][]string{
	preActivation: {active, compromised, destroyed},
	active:        {deactivated, compromised},
	deactivated:   {compromised, destroyed},
	compromised:   {destroyed},
}

// What a key version is for.
const (
	purposeKEK    = "kek"
	purposeDerive = "derive"
	purposeIndex  = "index"
)

// version is a row of key_version.
type version struct {
	ID, Purpose, State string
	N                  int64
}

func scanVersion(scan func(...any) error) (k version, err error) {
	return k, scan(&k.ID, &k.Purpose, &k.N, &k.State)
}

// versions reads all key versions, oldest first within a purpose.
func versions(ctx context.Context, tx *store.Tx) ([]version, error) {
	return store.Rows(ctx, tx, scanVersion, "SELECT id, purpose, n, state FROM key_version ORDER BY purpose, n")
}

// newVersion makes a key, wraps it under the root and writes its row.
func (v *Vault) newVersion(ctx context.Context, tx *store.Tx, purpose string) (id string, err error) {
	if err := v.onlyRoot(ctx, tx); err != nil {
		return "", err
	}
	k := version{ID: store.NewID(), Purpose: purpose, State: preActivation}
	if err := tx.Get(ctx, "SELECT COALESCE(MAX(n) + 1, 1) FROM key_version WHERE purpose = $1", []any{purpose}, &k.N); err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO key_version (id, purpose, n, state, created) VALUES ($1, $2, $3, $4, $5)",
		k.ID, k.Purpose, k.N, k.State, store.Millis(tx.Now())); err != nil {
		return "", err
	}
	key := make([]byte, keyLen)
	rand.Read(key)
	return k.ID, insertWrap(ctx, tx, v.root, k, NewSecret(key))
}

// advance takes a key version one step further, if that step exists.
func advance(ctx context.Context, tx *store.Tx, id, to string) error {
	var from string
	if err := tx.Get(ctx, "SELECT state FROM key_version WHERE id = $1", []any{id}, &from); err != nil {
		return err
	}
	if !slices.Contains(edges[from], to) {
		return fmt.Errorf("vault: a key does not become %s from %s", to, from)
	}
	set := ""
	switch to {
	case active:
		set = ", activated = $3"
	case deactivated, compromised:
		set = ", deactivated = $3"
	case destroyed:
		set = ", destroyed = $3"
	}
	if _, err := tx.Exec(ctx, "UPDATE key_version SET state = $2"+set+" WHERE id = $1", id, to, store.Millis(tx.Now())); err != nil {
		return err
	}
	if to == destroyed {
		_, err := tx.Exec(ctx, "DELETE FROM key_wrap WHERE key_id = $1", id)
		return err
	}
	return nil
}

// wrapPlace is what the wrapping of a key version under a root is bound to.
func (k version) wrapPlace(root Root) []byte {
	return joined("key", k.ID, k.Purpose, strconv.FormatInt(k.N, 10), root.ID())
}

func insertWrap(ctx context.Context, tx *store.Tx, root Root, k version, key Secret) error {
	wrapped := newBox(root.key.Bytes(), "wrap key").seal(formatExact, k.wrapPlace(root), key.Bytes())
	_, err := tx.Exec(ctx, "INSERT INTO key_wrap (key_id, root_id, wrapped) VALUES ($1, $2, $3)", k.ID, root.ID(), wrapped)
	return err
}

func (v *Vault) unwrapVersion(ctx context.Context, tx *store.Tx, k version) (Secret, error) {
	var wrapped []byte
	err := tx.Get(ctx, "SELECT wrapped FROM key_wrap WHERE key_id = $1 AND root_id = $2", []any{k.ID, v.root.ID()}, &wrapped)
	if errors.Is(err, store.ErrNotFound) {
		// A key made under the next root, while this process has the last one.
		return Secret{}, fmt.Errorf("%w: the root was changed, start again with the new one", ErrWrongRoot)
	}
	if err != nil {
		return Secret{}, err
	}
	key, ok := newBox(v.root.key.Bytes(), "wrap key").open(k.wrapPlace(v.root), wrapped)
	if !ok || len(key) != keyLen {
		return Secret{}, fmt.Errorf("%w: key version %s", ErrSealed, k.ID)
	}
	return NewSecret(key), nil
}

// wrapper is an open KEK, ready to wrap. A function, for the reason that
// [Secret] has one.
type wrapper func() box

func newWrapper(kek Secret) wrapper {
	b := newBox(kek.Bytes(), "wrap dek")
	return func() box { return b }
}

// kek gives the KEK of an id, also one that another process made a moment ago.
func (v *Vault) kek(ctx context.Context, tx *store.Tx, id string) (wrapper, error) {
	v.mu.Lock()
	w := v.keks[id]
	v.mu.Unlock()
	if w != nil {
		return w, nil
	}
	var k version
	err := tx.Get(ctx, "SELECT id, purpose, n, state FROM key_version WHERE id = $1 AND purpose = $2", []any{id, purposeKEK}, &k.ID, &k.Purpose, &k.N, &k.State)
	if err != nil {
		return nil, fmt.Errorf("key version %s: %w", id, err)
	}
	key, err := v.unwrapVersion(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	w = newWrapper(key)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keks[id] = w
	return w, nil
}

// activeKEK gives the KEK that new data keys are wrapped under. It is read from
// the database each time, so that no process wraps under an old one.
func (v *Vault) activeKEK(ctx context.Context, tx *store.Tx) (id string, w wrapper, err error) {
	if err := tx.Get(ctx, "SELECT id FROM key_version WHERE purpose = $1 AND state = 'active'", []any{purposeKEK}, &id); err != nil {
		return "", nil, fmt.Errorf("active key version: %w", err)
	}
	w, err = v.kek(ctx, tx, id)
	return id, w, err
}
