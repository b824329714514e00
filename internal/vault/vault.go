// SPDX-License-Identifier: Apache-2.0

// Package vault keeps personal data so that a stolen database and its backups
// show nothing (docs/vault.md says what is claimed against whom).
//
// Keys hang on one another:
//
//	root key ── in a file or a systemd credential, never in the database
//	├─ key-encryption key (KEK), one version active ── wraps
//	│  └─ data key (DEK), one for each case or person ── by HKDF
//	│     └─ key of a column ── seals a cell, bound to its place
//	├─ derive key ── by HKDF: peppers, seeds, keys of cookies
//	└─ index key ── HMAC: blind indexes
//
// Destroying one wrapped data key ([Vault.Erase]) makes all that it sealed
// unreadable. [Vault.Rotate] changes the KEK while the service runs,
// [Vault.RotateRoot] the root. Neither touches a sealed value, an index or
// anything derived.
//
// A service whose ledger is signed with a key from here opens the vault without
// a log, derives the seed, opens the log and hands it over with [Vault.Use].
//
// All cryptography is the standard library's: AES-256-GCM, HKDF, HMAC, SHA-256;
// filippo.io/age protects the exported root. Nothing here prints a key.
package vault

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

var (
	// ErrWrongRoot is returned when the database was made with another root key,
	// or its root was changed since.
	ErrWrongRoot = errors.New("this is not the root key of this database")
	// ErrErased is returned for a data key that was destroyed: what it sealed
	// cannot be read by anybody any more.
	ErrErased = errors.New("erased")
	// ErrSealed is returned for what does not open: it was changed, comes from
	// another place or was sealed with another key.
	ErrSealed = errors.New("does not open here")
)

// Tables are those that ledger leaves commit to. What is wrapped is left out,
// since rotation changes it and its own seal protects it; kcv says that a data
// key is still the same.
var Tables = []ledger.Table{
	{Name: "vault_root", Key: "id", Columns: []string{"state", "created", "deactivated", "destroyed"}},
	{Name: "key_version", Key: "id", Columns: []string{"purpose", "n", "state", "created", "activated", "deactivated", "destroyed"}},
	{Name: "dek", Key: "id", Columns: []string{"owner_kind", "owner_id", "kcv", "created", "destroyed"}},
}

// Vault is the open vault of a database. It is safe for concurrent use, and
// several processes may have one open on the same PostgreSQL.
type Vault struct {
	db   *store.DB
	root Root
	// derived is the derive key, indexes the index keys, newest first. Open sets
	// them, they never change.
	derived Secret
	indexes []Secret

	mu   sync.Mutex
	log  *ledger.Log
	keks map[string]wrapper // by id; a KEK is never changed, only destroyed
}

// Open opens the vault of a database, and makes its keys when the database is
// new. It fails with [ErrWrongRoot] when the database knows keys but not this
// root: new keys are never made beside old ones.
//
// log may be nil: then no step is logged until [Vault.Use].
func Open(ctx context.Context, db *store.DB, log *ledger.Log, root Root) (*Vault, error) {
	if !root.valid() {
		return nil, errors.New("vault: no root key")
	}
	v := &Vault{db: db, root: root, keks: map[string]wrapper{}}
	// The usual case first, without waiting for the writer.
	var made bool
	err := db.Read(ctx, func(tx *store.Tx) (err error) {
		made, err = v.check(ctx, tx)
		return err
	})
	if err == nil && !made {
		err = db.Write(ctx, func(tx *store.Tx) error {
			// Another process may have been first.
			if made, err := v.check(ctx, tx); made || err != nil {
				return err
			}
			return v.make(ctx, tx)
		})
	}
	if err == nil {
		err = db.Read(ctx, func(tx *store.Tx) error { return v.load(ctx, tx) })
	}
	if err == nil && log != nil {
		err = v.Use(ctx, log)
	}
	if err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	return v, nil
}

// check says whether the database has keys under this root. It fails when it
// has keys under others only.
func (v *Vault) check(ctx context.Context, tx *store.Tx) (made bool, err error) {
	var state string
	err = tx.Get(ctx, "SELECT state FROM vault_root WHERE id = $1", []any{v.root.ID()}, &state)
	if err == nil && state == destroyed {
		return false, fmt.Errorf("%w: it was replaced by another", ErrWrongRoot)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err == nil, err
	}
	var n int
	if err := tx.Get(ctx, "SELECT (SELECT count(*) FROM vault_root) + (SELECT count(*) FROM key_version) + (SELECT count(*) FROM dek)", nil, &n); err != nil {
		return false, err
	}
	if n > 0 {
		return false, ErrWrongRoot
	}
	return false, nil
}

// make writes the first keys.
func (v *Vault) make(ctx context.Context, tx *store.Tx) error {
	if err := insertRoot(ctx, tx, v.root); err != nil {
		return err
	}
	for _, purpose := range []string{purposeKEK, purposeDerive, purposeIndex} {
		id, err := v.newVersion(ctx, tx, purpose)
		if err != nil {
			return err
		}
		if err := advance(ctx, tx, id, active); err != nil {
			return err
		}
	}
	return nil
}

// load opens all key versions. There are few: KEKs that are destroyed are gone.
func (v *Vault) load(ctx context.Context, tx *store.Tx) error {
	all, err := versions(ctx, tx)
	if err != nil {
		return err
	}
	keks, indexes := map[string]wrapper{}, []Secret{}
	var derived Secret
	for _, k := range all {
		if k.State == destroyed {
			continue
		}
		key, err := v.unwrapVersion(ctx, tx, k)
		if err != nil {
			return err
		}
		switch k.Purpose {
		case purposeKEK:
			keks[k.ID] = newWrapper(key)
		case purposeIndex:
			indexes = append(indexes, key)
		case purposeDerive:
			derived = key
		}
	}
	slices.Reverse(indexes)
	if derived.Bytes() == nil || len(indexes) == 0 || len(keks) == 0 {
		return errors.New("the database lacks one of the vault's keys: restore a backup")
	}
	v.keks, v.indexes, v.derived = keks, indexes, derived
	return nil
}

// Use hands over the log that steps are written to from now on, and writes the
// first leaf of the vault's keys if it is not there yet.
func (v *Vault) Use(ctx context.Context, log *ledger.Log) error {
	err := v.db.Write(ctx, func(tx *store.Tx) error {
		var n int
		if err := tx.Get(ctx, "SELECT count(*) FROM leaf WHERE object = $1", []any{"vault:keys"}, &n); err != nil || n > 0 {
			return err
		}
		rows := []ledger.Row{{Table: "vault_root", ID: v.root.ID()}}
		all, err := versions(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range all {
			rows = append(rows, ledger.Row{Table: "key_version", ID: k.ID})
		}
		_, err = log.Append(ctx, tx, ledger.Entry{Type: "vault.made", Object: "vault:keys", Actor: "system", Rows: rows})
		return err
	})
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.log = log
	return nil
}

// leaf logs a step of the vault. Who caused it stands in the leaf that the
// caller writes in the same transaction.
func (v *Vault) leaf(ctx context.Context, tx *store.Tx, typ, object string, rows ...ledger.Row) error {
	v.mu.Lock()
	log := v.log
	v.mu.Unlock()
	if log == nil {
		return nil
	}
	_, err := log.Append(ctx, tx, ledger.Entry{Type: typ, Object: object, Actor: "system", Rows: rows})
	return err
}

// Derive makes 32 octets for a purpose: a pepper, a seed, the key of a cookie.
// They are the same as long as the vault lives, also after [Vault.Rotate] and
// [Vault.RotateRoot], and tell nothing about those of another purpose.
func (v *Vault) Derive(purpose string) []byte {
	return derive(v.derived.Bytes(), keyLen, "derive", purpose)
}

// indexLen is 16 octets: 2^64 values until two fall together by chance.
const indexLen = 16

// Index makes the blind index of a value: HMAC-SHA-256 under the index key,
// shortened to 16 octets. Equal values of a domain have equal indexes, so a row
// is found without its value being stored; the caller brings the value into one
// form first. It shows which rows are equal to who has the database: use it for
// what is unique, such as a receipt or a token. What many persons share belongs
// into shorter, planned buckets (a later issue).
func (v *Vault) Index(domain, value string) []byte {
	return blind(v.indexes[0], domain, value)
}

// Indexes is [Index] under every version of the index key, newest first: a row
// is looked for under all, and written under the first. There is one version
// until the index key can be rotated (a later issue).
func (v *Vault) Indexes(domain, value string) [][]byte {
	all := make([][]byte, len(v.indexes))
	for i, k := range v.indexes {
		all[i] = blind(k, domain, value)
	}
	return all
}

func blind(key Secret, domain, value string) []byte {
	h := hmac.New(sha256.New, key.Bytes())
	h.Write(joined(domain, value))
	return h.Sum(nil)[:indexLen]
}

// String masks: a vault holds keys.
func (v *Vault) String() string { return "vault" }

// Format masks, for every verb.
func (v *Vault) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("vault")) }

// LogValue masks.
func (v *Vault) LogValue() slog.Value { return slog.StringValue("vault") }
