// SPDX-License-Identifier: Apache-2.0

package vault_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
	"github.com/hulanhq/hulan/internal/vault"
)

// A sealed value opens under its key at its place, and nowhere else: every
// value is tried at every other table, column and row, and under every other
// key, of the same owner, too. Names that run into one another are among them.
func TestMovedValuesDoNotOpen(t *testing.T) {
	f := open(t, storetest.SQLite(t))
	var keys []*vault.Key
	for _, o := range []vault.Owner{{Kind: "case", ID: "1"}, {Kind: "case", ID: "1"}, {Kind: "case", ID: "11"}, {Kind: "staff", ID: "1"}, {Kind: "case1", ID: "1"}} {
		keys = append(keys, f.newKey(o))
	}
	var cells []vault.Cell
	for _, table := range []string{"a", "ab"} {
		for _, column := range []string{"b", "bb", "c"} {
			for _, row := range []string{"", "b", "b1"} {
				cells = append(cells, vault.Cell{Table: table, Column: column, Row: row})
			}
		}
	}
	seals := []func(*vault.Key, vault.Cell, []byte) []byte{(*vault.Key).Seal, (*vault.Key).SealPadded}
	tried := 0
	for i, k := range keys {
		for j, c := range cells {
			for _, seal := range seals {
				sealed := seal(k, c, []byte("value"))
				other := bytes.Clone(sealed)
				other[0] ^= 3 // format 1 for 2 and 2 for 1
				if _, err := k.Open(c, other); !errors.Is(err, vault.ErrSealed) {
					t.Fatalf("opened with another format: %v", err)
				}
				for i2, k2 := range keys {
					for j2, c2 := range cells {
						_, err := k2.Open(c2, sealed)
						if home := i == i2 && j == j2; home != (err == nil) || err != nil && !errors.Is(err, vault.ErrSealed) {
							t.Fatalf("sealed with key %d for %v, opened with key %d for %v: %v", i, c, i2, c2, err)
						}
						tried++
					}
				}
			}
		}
	}
	if tried != 5*18*2*5*18 {
		t.Errorf("%d pairs tried", tried)
	}
}

// The error about a value names its place and no content.
func TestErrorNamesThePlace(t *testing.T) {
	k := open(t, storetest.SQLite(t)).newKey(vault.Owner{Kind: "case", ID: "C1"})
	_, err := k.Open(cell, append(k.Seal(cell, []byte("13800138000")), '1'))
	if s := fmt.Sprint(err); !strings.Contains(s, "message.body_c of M1") || strings.Contains(s, "138") {
		t.Errorf("error %q", s)
	}
}

// A wrapped data key opens in its own row only: swapped between rows, under
// another owner, or said to hang on another KEK, it does not.
func TestMovedDataKeysDoNotOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := open(t, db)
		a, b := f.newKey(vault.Owner{Kind: "case", ID: "A"}), f.newKey(vault.Owner{Kind: "case", ID: "B"})
		other := "INSERT INTO key_version (id, purpose, n, state, created) VALUES ('OTHER', 'kek', 7, 'deactivated', 1)"
		copied := "INSERT INTO key_wrap (key_id, root_id, wrapped) SELECT 'OTHER', root_id, wrapped FROM key_wrap w JOIN key_version k ON k.id = w.key_id WHERE k.purpose = 'kek' AND k.state = 'active'"
		for _, edit := range [][]string{
			{"UPDATE dek SET wrapped = (SELECT wrapped FROM dek WHERE id = '" + b.ID() + "') WHERE id = '" + a.ID() + "'"},
			{"UPDATE dek SET owner_id = 'B' WHERE id = '" + a.ID() + "'"},
			{"UPDATE dek SET owner_kind = 'staff' WHERE id = '" + a.ID() + "'"},
			{"UPDATE dek SET wrapped = " + blob(db, "00") + " WHERE id = '" + a.ID() + "'"},
			{other, copied, "UPDATE dek SET kek_id = 'OTHER' WHERE id = '" + a.ID() + "'"},
		} {
			stop := errors.New("stop")
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				for _, q := range edit {
					if _, err := tx.Exec(t.Context(), q); err != nil {
						return err
					}
				}
				if _, err := f.Key(t.Context(), tx, a.ID()); !errors.Is(err, vault.ErrSealed) {
					t.Errorf("after %q: %v", edit, err)
				}
				if _, err := f.Key(t.Context(), tx, b.ID()); err != nil {
					t.Errorf("after %q the other key: %v", edit, err)
				}
				return stop
			})
			if !errors.Is(err, stop) {
				t.Fatal(err)
			}
		}
	})
}

// Keys below the root do not open in one another's place.
func TestMovedVersionsDoNotOpen(t *testing.T) {
	for _, edit := range []string{
		"UPDATE key_wrap SET wrapped = (SELECT w.wrapped FROM key_wrap w JOIN key_version k ON k.id = w.key_id WHERE k.purpose = 'index') WHERE key_id IN (SELECT id FROM key_version WHERE purpose = 'derive')",
		"UPDATE key_version SET n = 5 WHERE purpose = 'kek'",
		"UPDATE key_version SET purpose = 'kek', n = 9, state = 'deactivated' WHERE purpose = 'derive'",
	} {
		db := storetest.SQLite(t)
		f := open(t, db)
		f.write(func(tx *store.Tx) error { _, err := tx.Exec(t.Context(), edit); return err })
		if _, err := vault.Open(t.Context(), db, nil, f.root); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("after %q: %v", edit, err)
		}
	}
}

// blob writes octets in the words of the database.
func blob(db *store.DB, hex string) string {
	if db.Dialect() == store.Postgres {
		return `'\x` + hex + "'"
	}
	return "x'" + hex + "'"
}
