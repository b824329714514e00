// SPDX-License-Identifier: Apache-2.0

package vault_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
	"github.com/hulanhq/hulan/internal/vault"
)

// gram is the shortest piece of a value that is searched for, in octets: two
// Han characters, six digits. Random octets of some megabytes hold a given one
// with a chance of 10^-8.
const gram = 6

// planted are made-up values of the kinds that a complaint holds.
var planted = []string{
	"王小明丽华", "13800138000", "110101199003070038", "zhang.example@example.com", "北京市朝阳区示例路88号院3单元",
	"he published my address and my daughter's school", "6222020000000000000", "WeChat id example_zhang_88",
}

// traces are all pieces of a value in the encodings in which it might lie about.
func traces(value string) map[string][]byte {
	out := map[string][]byte{}
	add := func(as string, n int, b []byte) {
		for i := 0; i+n <= len(b); i++ {
			piece := b[i : i+n]
			if strings.Trim(string(piece), "0123456789") == "" {
				// Times are digits, too: nine, so that none is taken for a number.
				piece = b[i:min(len(b), i+max(n, 9))]
				if len(piece) < 9 {
					continue
				}
			}
			out[fmt.Sprintf("%q as %s from octet %d", value, as, i)] = piece
		}
	}
	add("UTF-8", gram, []byte(value))
	var wide []byte
	for _, u := range utf16.Encode([]rune(value)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	add("UTF-16", gram, wide)
	if gb, err := simplifiedchinese.GB18030.NewEncoder().String(value); err == nil {
		add("GB18030", gram, []byte(gb))
	}
	add("hexadecimal", 2*gram, []byte(hex.EncodeToString([]byte(value))))
	add("base64", gram*4/3, []byte(base64.StdEncoding.EncodeToString([]byte(value))))
	reversed := []rune(value)
	for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
		reversed[i], reversed[j] = reversed[j], reversed[i]
	}
	add("reversed", gram, []byte(string(reversed)))
	return out
}

// found lists the traces of values in what was stolen.
func found(stolen []byte, values []string) (all []string) {
	for _, v := range values {
		for what, piece := range traces(v) {
			if bytes.Contains(stolen, piece) {
				all = append(all, what)
			}
		}
	}
	return all
}

// folder is everything in the files of a folder.
func folder(t *testing.T, dir string) []byte {
	t.Helper()
	var all bytes.Buffer
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		fmt.Fprintf(&all, "\n%s\n", d.Name())
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.Bytes()
}

// hexOctets is how PostgreSQL writes octets within a row.
var hexOctets = regexp.MustCompile(`\\\\x[0-9a-f]*`)

// dump is everything in the tables of a database: text as it is, octets as
// octets.
func dump(t *testing.T, db *store.DB) []byte {
	t.Helper()
	var all bytes.Buffer
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		tables, err := store.Rows(t.Context(), tx, func(scan func(...any) error) (s string, err error) { return s, scan(&s) },
			"SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
		if err != nil {
			return err
		}
		for _, table := range tables {
			rows, err := store.Rows(t.Context(), tx, func(scan func(...any) error) (s string, err error) { return s, scan(&s) },
				"SELECT t::text FROM "+table+" t")
			if err != nil {
				return err
			}
			for _, row := range rows {
				all.Write(hexOctets.ReplaceAllFunc([]byte(row), func(b []byte) []byte {
					raw, err := hex.DecodeString(string(b[3:]))
					if err != nil {
						return b
					}
					return raw
				}))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.Bytes()
}

// plant stores values in every way that this package has.
func plant(f *fixture, values []string) {
	f.t.Helper()
	ctx := f.t.Context()
	f.write(func(tx *store.Tx) error {
		for i, v := range values {
			k, err := f.NewKey(ctx, tx, vault.Owner{Kind: "case", ID: store.NewID()})
			if err != nil {
				return err
			}
			for j, sealed := range [][]byte{k.Seal(cell, []byte(v)), k.SealPadded(cell, []byte(v)), f.Index("value", v), f.Derive("for " + v), k.Seal(cell, []byte(strings.Repeat(v, 4000)))} {
				if _, err := tx.Exec(ctx, "INSERT INTO cells (id, value_c) VALUES ($1, $2)", fmt.Sprint(i, "-", j), sealed); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err := f.Rotate(ctx, nil); err != nil {
		f.t.Fatal(err)
	}
}

// A stolen data directory (database, its log) or a dump of PostgreSQL
// holds no piece of six octets of any value, in no usual encoding, and not the
// root key. The same search finds a value that was stored in clear.
func TestStolenDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := open(t, db)
		dir := t.TempDir()
		if db.Dialect() == store.SQLite {
			dir = filepath.Dir(strings.TrimPrefix(strings.SplitN(db.DSN(), "?", 2)[0], "file:"))
		}
		octets := "BLOB"
		if db.Dialect() == store.Postgres {
			octets = "BYTEA"
		}
		f.write(func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), "CREATE TABLE cells (id TEXT PRIMARY KEY, value_c "+octets+")")
			return err
		})
		plant(f, planted)
		stolen := func() []byte {
			all := folder(t, dir)
			if db.Dialect() == store.Postgres {
				all = append(all, dump(t, db)...)
			}
			return all
		}
		file := filepath.Join(t.TempDir(), "root")
		if err := f.root.Save(file); err != nil {
			t.Fatal(err)
		}
		rootText, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		rootRaw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(rootText)))
		if err != nil {
			t.Fatal(err)
		}
		all := stolen()
		secrets := append([]string{string(rootRaw), string(f.Derive("for " + planted[0]))}, planted...)
		// What the test itself stored of Derive is no secret of the vault's.
		if hits := found(all, secrets[2:]); len(hits) > 0 || len(all) < 800_000 {
			t.Errorf("%d octets stolen, %d pieces found, such as %q", len(all), len(hits), hits[:min(5, len(hits))])
		}
		if hits := found(all, secrets[:1]); len(hits) > 0 {
			t.Error("the root key is there")
		}
		f.write(func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO cells (id, value_c) VALUES ('clear', $1)", []byte(planted[4]))
			return err
		})
		if hits := found(stolen(), planted); len(hits) == 0 {
			t.Error("a value in clear is not found: the test sees nothing")
		}
	})
}

// After an erasure and Scrub the files of SQLite hold no copy of the wrapped
// key; before, they did.
func TestErasedKeyIsScrubbed(t *testing.T) {
	dir := t.TempDir()
	db := storetest.Open(t, store.Options{Path: filepath.Join(dir, "hulan.db")})
	f := open(t, db)
	k := f.newKey(vault.Owner{Kind: "case", ID: "C1"})
	f.newKey(vault.Owner{Kind: "case", ID: "C2"})
	var wrapped []byte
	f.write(func(tx *store.Tx) error {
		return tx.Get(t.Context(), "SELECT wrapped FROM dek WHERE id = $1", []any{k.ID()}, &wrapped)
	})
	if !bytes.Contains(folder(t, dir), wrapped[20:]) {
		t.Fatal("the wrapped key is not found before: the test sees nothing")
	}
	f.erase(k.ID())
	if err := f.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(folder(t, dir), wrapped[20:40]) {
		t.Error("the wrapped key of an erased owner is still in the files")
	}
}

// Scrub runs on both databases and harms nothing.
func TestScrub(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := seed(t, db, 20)
		if err := s.Scrub(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.check(s.Vault, "after Scrub")
	})
}

// A backup made before an erasure still holds the key. Two things end that: the
// list of erased ids, handed to Erase after restoring; and a change of the root,
// after which the old backup opens with no root that is left.
func TestRestoreAfterErasure(t *testing.T) {
	dir := t.TempDir()
	db := storetest.Open(t, store.Options{Path: filepath.Join(dir, "hulan.db")})
	f := open(t, db)
	k := f.newKey(vault.Owner{Kind: "case", ID: "C1"})
	backup := filepath.Join(dir, "backup.db")
	if _, err := db.Writer().Exec("VACUUM INTO '" + backup + "'"); err != nil {
		t.Fatal(err)
	}
	f.erase(k.ID())
	var erased []string
	f.write(func(tx *store.Tx) (err error) {
		erased, err = f.Erased(t.Context(), tx)
		return err
	})

	restored := storetest.Open(t, store.Options{Path: backup})
	v := reopen(t, restored, f.root)
	if _, err := key(t, restored, v, k.ID()); err != nil {
		t.Fatalf("the backup holds no key, so nothing is tested: %v", err)
	}
	err := restored.Write(t.Context(), func(tx *store.Tx) error {
		for _, id := range erased {
			if err := v.Erase(t.Context(), tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := key(t, restored, v, k.ID()); !errors.Is(err, vault.ErrErased) {
		t.Errorf("after the list: %v", err)
	}

	next := vault.NewRoot()
	if err := f.RotateRoot(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	if err := reopen(t, db, next).KeepRoot(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(t.Context(), restored, nil, next); !errors.Is(err, vault.ErrWrongRoot) {
		t.Errorf("an old backup under a later root: %v", err)
	}
}
