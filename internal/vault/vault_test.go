// SPDX-License-Identifier: Apache-2.0

package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
	"github.com/hulanhq/hulan/internal/vault"
)

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		os.Exit(rotateForEver())
	}
	os.Exit(storetest.Main(m))
}

// fixture is a vault on a new database, with a log.
type fixture struct {
	*vault.Vault
	db   *store.DB
	root vault.Root
	t    testing.TB
}

func open(t testing.TB, db *store.DB) *fixture {
	t.Helper()
	f := &fixture{db: db, root: vault.NewRoot(), t: t}
	f.Vault = reopen(t, db, f.root)
	return f
}

func reopen(t testing.TB, db *store.DB, root vault.Root) *vault.Vault {
	t.Helper()
	log, err := ledger.New(db, vault.Tables...)
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), db, log, root)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (f *fixture) write(fn func(tx *store.Tx) error) {
	f.t.Helper()
	if err := f.db.Write(f.t.Context(), fn); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) newKey(o vault.Owner) (k *vault.Key) {
	f.t.Helper()
	f.write(func(tx *store.Tx) (err error) {
		k, err = f.NewKey(f.t.Context(), tx, o)
		return err
	})
	return k
}

// key opens a key by the given vault.
func key(t testing.TB, db *store.DB, v *vault.Vault, id string) (k *vault.Key, err error) {
	t.Helper()
	err = db.Read(t.Context(), func(tx *store.Tx) error {
		k, err = v.Key(t.Context(), tx, id)
		return err
	})
	return k, err
}

func (f *fixture) erase(id string) {
	f.t.Helper()
	f.write(func(tx *store.Tx) error { return f.Erase(f.t.Context(), tx, id) })
}

var cell = vault.Cell{Table: "message", Column: "body_c", Row: "M1"}

// A sealed value opens by a key that was read back, in another run of the
// program too.
func TestSealAndOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := open(t, db)
		k := f.newKey(vault.Owner{Kind: "case", ID: "C1"})
		text := []byte("张三 lives in Example Road")
		exact, padded := k.Seal(cell, text), k.SealPadded(cell, text)
		again, err := key(t, db, reopen(t, db, f.root), k.ID())
		if err != nil {
			t.Fatal(err)
		}
		if again.Owner() != (vault.Owner{Kind: "case", ID: "C1"}) {
			t.Errorf("owner %v", again.Owner())
		}
		for _, sealed := range [][]byte{exact, padded} {
			if got, err := again.Open(cell, sealed); err != nil || !bytes.Equal(got, text) {
				t.Errorf("opened %q, %v", got, err)
			}
		}
		if len(exact) != len(text)+45 || len(padded) != 256+45 {
			t.Errorf("lengths %d and %d", len(exact), len(padded))
		}
		if _, err := key(t, db, f.Vault, "nothing"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a key that never was: %v", err)
		}
	})
}

// An erased key is gone: for this vault, for the next, and it can be erased again.
func TestErase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := open(t, db)
		k, other := f.newKey(vault.Owner{Kind: "case", ID: "C1"}), f.newKey(vault.Owner{Kind: "case", ID: "C2"})
		f.erase(k.ID())
		f.erase(k.ID())
		for _, v := range []*vault.Vault{f.Vault, reopen(t, db, f.root)} {
			if _, err := key(t, db, v, k.ID()); !errors.Is(err, vault.ErrErased) {
				t.Errorf("erased key: %v", err)
			}
			if _, err := key(t, db, v, other.ID()); err != nil {
				t.Errorf("the other key: %v", err)
			}
		}
		if err := db.Write(t.Context(), func(tx *store.Tx) error { return f.Erase(t.Context(), tx, "nothing") }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("erase a key that never was: %v", err)
		}
		f.write(func(tx *store.Tx) error {
			ids, err := f.Erased(t.Context(), tx)
			if len(ids) != 1 || ids[0] != k.ID() {
				t.Errorf("list of the erased: %v", ids)
			}
			return err
		})
		if got := leaves(t, db); got["vault.made"] != 1 || got["key.made"] != 2 || got["key.erased"] != 1 {
			t.Errorf("leaves %v", got)
		}
	})
}

// leaves counts the ledger's leaves by type.
func leaves(t testing.TB, db *store.DB) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		types, err := store.Rows(t.Context(), tx, func(scan func(...any) error) (s string, err error) { return s, scan(&s) }, "SELECT type FROM leaf")
		for _, s := range types {
			out[s]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A wrong root is refused and changes nothing, also where only data keys are
// left of a damaged database.
func TestWrongRoot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := open(t, db)
		k := f.newKey(vault.Owner{Kind: "case", ID: "C1"})
		refused := func(when string) {
			t.Helper()
			if _, err := vault.Open(t.Context(), db, nil, vault.NewRoot()); !errors.Is(err, vault.ErrWrongRoot) {
				t.Errorf("%s: %v", when, err)
			}
		}
		refused("wrong root")
		if _, err := key(t, db, reopen(t, db, f.root), k.ID()); err != nil {
			t.Errorf("the right root afterwards: %v", err)
		}
		for _, q := range []string{"DELETE FROM key_wrap", "DELETE FROM vault_root"} {
			f.write(func(tx *store.Tx) error { _, err := tx.Exec(t.Context(), q); return err })
			refused(q)
		}
		if _, err := vault.Open(t.Context(), db, nil, vault.Root{}); err == nil {
			t.Error("opened without a root")
		}
	})
}

// Derived keys and indexes are the same in each run, differ by purpose, domain
// and value, and differ between databases under one root.
func TestDeriveAndIndex(t *testing.T) {
	db := storetest.SQLite(t)
	f := open(t, db)
	again := reopen(t, db, f.root)
	elsewhere := reopen(t, storetest.SQLite(t), f.root)
	seen := map[string]string{}
	distinct := func(what string, b []byte, n int) {
		t.Helper()
		if len(b) != n {
			t.Errorf("%s has %d octets", what, len(b))
		}
		if was, ok := seen[string(b)]; ok {
			t.Errorf("%s and %s are equal", what, was)
		}
		seen[string(b)] = what
	}
	for _, p := range []string{"receipt pepper", "checkpoint seed", ""} {
		if !bytes.Equal(f.Derive(p), again.Derive(p)) {
			t.Errorf("derived for %q: another key in the next run", p)
		}
		distinct("derived "+p, f.Derive(p), 32)
		distinct("derived elsewhere "+p, elsewhere.Derive(p), 32)
	}
	for _, c := range [][2]string{{"receipt", "1"}, {"receipt", "2"}, {"token", "1"}, {"receip", "t1"}, {"", ""}} {
		got := f.Index(c[0], c[1])
		if !bytes.Equal(got, again.Index(c[0], c[1])) || !bytes.Equal(got, f.Indexes(c[0], c[1])[0]) {
			t.Errorf("index %v: another in the next run", c)
		}
		distinct("index "+c[0]+"/"+c[1], got, 16)
		distinct("index elsewhere "+c[0]+"/"+c[1], elsewhere.Index(c[0], c[1]), 16)
	}
}

// A log that is itself signed with a derived key joins later, and gets the
// first leaf then, once.
func TestLogJoinsLater(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		root := vault.NewRoot()
		v, err := vault.Open(t.Context(), db, nil, root)
		if err != nil {
			t.Fatal(err)
		}
		log, err := ledger.New(db, vault.Tables...)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := v.Use(t.Context(), log); err != nil {
				t.Fatal(err)
			}
		}
		if got := leaves(t, db); got["vault.made"] != 1 {
			t.Errorf("leaves %v", got)
		}
	})
}

// BenchmarkCase is what filing a complaint costs the vault: a new key and six
// sealed values, in a transaction that is rolled back.
func BenchmarkCase(b *testing.B) {
	db := storetest.Open(b, store.Options{Path: filepath.Join(b.TempDir(), "hulan.db")})
	f := open(b, db)
	stop := errors.New("stop")
	body := bytes.Repeat([]byte("x"), 500)
	err := db.Write(b.Context(), func(tx *store.Tx) error {
		for b.Loop() {
			k, err := f.NewKey(b.Context(), tx, vault.Owner{Kind: "case", ID: "C1"})
			if err != nil {
				return err
			}
			for range 6 {
				k.SealPadded(cell, body)
			}
		}
		return stop
	})
	if !errors.Is(err, stop) {
		b.Fatal(err)
	}
}

// BenchmarkSeal seals 100 octets.
func BenchmarkSeal(b *testing.B) {
	k := open(b, storetest.SQLite(b)).newKey(vault.Owner{Kind: "case", ID: "C1"})
	text := bytes.Repeat([]byte("x"), 100)
	for b.Loop() {
		k.Seal(cell, text)
	}
}

// BenchmarkOpen opens 100 octets.
func BenchmarkOpen(b *testing.B) {
	k := open(b, storetest.SQLite(b)).newKey(vault.Owner{Kind: "case", ID: "C1"})
	sealed := k.Seal(cell, bytes.Repeat([]byte("x"), 100))
	for b.Loop() {
		if _, err := k.Open(cell, sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkKey reads and opens a key.
func BenchmarkKey(b *testing.B) {
	db := storetest.SQLite(b)
	f := open(b, db)
	k := f.newKey(vault.Owner{Kind: "case", ID: "C1"})
	err := db.Read(b.Context(), func(tx *store.Tx) error {
		for b.Loop() {
			if _, err := f.Key(b.Context(), tx, k.ID()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
