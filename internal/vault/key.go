// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Owner is whose data a key seals: {"case", id}, {"staff", id}, {"file", id}.
// The id is random and names nobody.
type Owner struct{ Kind, ID string }

// Key is an open data key. It is safe for concurrent use and never changes;
// hold it for a request, not longer, so that an erased key is soon nowhere.
type Key struct {
	id    string
	owner Owner
	dek   Secret
}

// NewKey makes a data key for an owner and writes its row, and a ledger leaf
// "key.made". An owner may have several.
func (v *Vault) NewKey(ctx context.Context, tx *store.Tx, o Owner) (*Key, error) {
	if o.Kind == "" || o.ID == "" {
		return nil, errors.New("vault: a key needs an owner")
	}
	kekID, kek, err := v.activeKEK(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("vault: new key: %w", err)
	}
	dek := make([]byte, keyLen)
	rand.Read(dek)
	k := &Key{id: store.NewID(), owner: o, dek: NewSecret(dek)}
	if _, err := tx.Exec(ctx, "INSERT INTO dek (id, owner_kind, owner_id, kek_id, kcv, wrapped, created) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		k.id, o.Kind, o.ID, kekID, k.checkValue(), k.wrap(kekID, kek), store.Millis(tx.Now())); err != nil {
		return nil, fmt.Errorf("vault: new key: %w", err)
	}
	if err := v.leaf(ctx, tx, "key.made", "key:"+k.id, ledger.Row{Table: "dek", ID: k.id}); err != nil {
		return nil, fmt.Errorf("vault: new key: %w", err)
	}
	return k, nil
}

// Key opens a data key. It is [ErrErased] when it was destroyed, and
// [store.ErrNotFound] when there never was one.
func (v *Vault) Key(ctx context.Context, tx *store.Tx, id string) (*Key, error) {
	k := &Key{id: id}
	var kekID string
	var wrapped []byte
	var gone int64
	err := tx.Get(ctx, "SELECT owner_kind, owner_id, kek_id, wrapped, destroyed FROM dek WHERE id = $1", []any{id},
		&k.owner.Kind, &k.owner.ID, &kekID, &wrapped, &gone)
	if err == nil && gone != 0 {
		err = ErrErased
	}
	if err == nil {
		err = v.unwrap(ctx, tx, k, kekID, wrapped)
	}
	if err != nil {
		return nil, fmt.Errorf("vault: key %s: %w", id, err)
	}
	return k, nil
}

// Erase destroys a data key, with a ledger leaf "key.erased": what it sealed
// cannot be read any more. A second time is no error; an unknown id is
// [store.ErrNotFound]. The caller deletes the rows and indexes that it keeps of
// the owner; [Vault.Scrub] takes the key's last traces from the database's files.
func (v *Vault) Erase(ctx context.Context, tx *store.Tx, id string) error {
	var gone int64
	if err := tx.Get(ctx, "SELECT destroyed FROM dek WHERE id = $1", []any{id}, &gone); err != nil {
		return fmt.Errorf("vault: erase key %s: %w", id, err)
	}
	if gone != 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, "UPDATE dek SET wrapped = NULL, destroyed = $2 WHERE id = $1", id, store.Millis(tx.Now())); err != nil {
		return fmt.Errorf("vault: erase key %s: %w", id, err)
	}
	if err := v.leaf(ctx, tx, "key.erased", "key:"+id, ledger.Row{Table: "dek", ID: id}); err != nil {
		return fmt.Errorf("vault: erase key %s: %w", id, err)
	}
	return nil
}

// Erased lists the ids of all destroyed data keys. Who restores an older backup
// hands them to [Vault.Erase] again before the service starts: a backup knows
// nothing of what was erased after it.
func (v *Vault) Erased(ctx context.Context, tx *store.Tx) ([]string, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) {
		return id, scan(&id)
	}, "SELECT id FROM dek WHERE destroyed <> 0 ORDER BY id")
}

// place is what the wrapping of a data key is bound to.
func (k *Key) place(kekID string) []byte {
	return joined("dek", k.id, k.owner.Kind, k.owner.ID, kekID)
}

func (k *Key) wrap(kekID string, kek wrapper) []byte {
	return kek().seal(formatExact, k.place(kekID), k.dek.Bytes())
}

func (v *Vault) unwrap(ctx context.Context, tx *store.Tx, k *Key, kekID string, wrapped []byte) error {
	kek, err := v.kek(ctx, tx, kekID)
	if err != nil {
		return err
	}
	dek, ok := kek().open(k.place(kekID), wrapped)
	if !ok || len(dek) != keyLen {
		return ErrSealed
	}
	k.dek = NewSecret(dek)
	return nil
}

// checkValue stays with the row and says, to who has the key, that it is this
// one. It tells nothing about the key.
func (k *Key) checkValue() []byte { return derive(k.dek.Bytes(), 16, "dek check") }

// ID names the key in the rows whose cells it seals.
func (k *Key) ID() string { return k.id }

// Owner is whose data the key seals.
func (k *Key) Owner() Owner { return k.owner }

// Cell is where a value lies. A sealed value opens only there.
type Cell struct{ Table, Column, Row string }

// String is "table.column of row". The row's id is random.
func (c Cell) String() string { return c.Table + "." + c.Column + " of " + c.Row }

func (k *Key) box(c Cell) box { return newBox(k.dek.Bytes(), "cell", c.Table, c.Column) }

func (k *Key) cellPlace(c Cell) []byte {
	return joined("cell", c.Table, c.Column, c.Row, k.owner.Kind, k.owner.ID, k.id)
}

// Seal encrypts a value for a cell. The result is 45 octets longer than the
// value, so it shows the value's length: for what has one length, or whose
// length says nothing. Everything else: [Key.SealPadded].
func (k *Key) Seal(c Cell, plaintext []byte) []byte {
	return k.box(c).seal(formatExact, k.cellPlace(c), plaintext)
}

// SealPadded is Seal for values whose length would tell something: names,
// addresses, messages. The value is filled up to 256 octets, above that to
// one of few lengths, 12 % longer at most (see padme). [Key.Open] opens it.
func (k *Key) SealPadded(c Cell, plaintext []byte) []byte {
	return k.box(c).seal(formatPadded, k.cellPlace(c), padded(plaintext))
}

// Open decrypts what [Key.Seal] or [Key.SealPadded] made for this cell under
// this key. Anything else is [ErrSealed], in an error that names the cell.
func (k *Key) Open(c Cell, sealed []byte) ([]byte, error) {
	plaintext, ok := k.box(c).open(k.cellPlace(c), sealed)
	if !ok {
		return nil, fmt.Errorf("%w: %s, key %s", ErrSealed, c, k.id)
	}
	return plaintext, nil
}

// String names the key by its id.
func (k *Key) String() string { return "key " + k.id }

// Format prints the id, for every verb.
func (k *Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }

// LogValue is the id.
func (k *Key) LogValue() slog.Value { return slog.StringValue(k.String()) }
