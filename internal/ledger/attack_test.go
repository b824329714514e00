// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// A leaf that somebody without the key appends, with right number, hashes and
// salt, gets no checkpoint, and verification with the key names it.
func TestForgedLeaf(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		fill(t, db, l, 10)
		o := options()
		o.Seed = seed(9)
		all := map[string]*copyOf{}
		for _, c := range takeAll(t, db) {
			all[c.table] = &c
		}
		n := int64(len(all["leaf"].rows))
		text := fmt.Sprintf(`{"actor":"staff:b","at":1,"n":%d,"object":"thing:z","rows":[],"type":"thing.made","v":1}`, n)
		all["leaf"].rows = append(all["leaf"].rows, []any{n, int64(1), "thing.made", "thing:z", []byte(text)})
		all["leaf_tail"].rows = append(all["leaf_tail"].rows, []any{n, make([]byte, 32)})
		rehash(all)
		if err := putBack(t, db, *all["leaf"], *all["leaf_hash"], *all["leaf_tail"]); err != nil {
			t.Fatal(err)
		}
		mustFind(t, verify(t, l), ledger.TailChanged)
		if _, err := l.Checkpoint(t.Context()); !errors.Is(err, ledger.ErrTampered) {
			t.Errorf("checkpoint over a forged leaf: %v", err)
		}
	})
}

// Nothing is signed that does not extend what was signed before: not a log cut
// off at its end, not one whose hashes or checkpoints were changed.
func TestCheckpointRefuses(t *testing.T) {
	for name, do := range map[string]func(t *testing.T, db *store.DB, all map[string]*copyOf){
		"cut off":           func(_ *testing.T, _ *store.DB, all map[string]*copyOf) { cut(all, 5) },
		"empty":             func(_ *testing.T, _ *store.DB, all map[string]*copyOf) { cut(all, 0) },
		"checkpoint raised": func(_ *testing.T, _ *store.DB, all map[string]*copyOf) { all["checkpoint"].rows[0][0] = int64(99) },
		"leaf changed": func(_ *testing.T, _ *store.DB, all map[string]*copyOf) {
			rows := all["leaf"].rows
			rows[3][4] = []byte(strings.Replace(string(rows[3][4].([]byte)), `"actor":"system"`, `"actor":"nobody"`, 1))
			rehash(all)
		},
		"checkpoints gone, leaf changed": func(_ *testing.T, _ *store.DB, all map[string]*copyOf) {
			rows := all["leaf"].rows
			rows[3][4] = []byte(strings.Replace(string(rows[3][4].([]byte)), `"actor":"system"`, `"actor":"nobody"`, 1))
			rehash(all)
			all["checkpoint"].rows = nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				l := open(t, db)
				fill(t, db, l, 10)
				all := map[string]*copyOf{}
				for _, c := range takeAll(t, db) {
					all[c.table] = &c
				}
				do(t, db, all)
				if err := putBack(t, db, *all["leaf"], *all["leaf_hash"], *all["leaf_salt"], *all["leaf_tail"], *all["checkpoint"]); err != nil {
					t.Fatal(err)
				}
				if _, err := put(t.Context(), db, l, "more", "x"); err != nil && name != "empty" {
					t.Fatal(err)
				}
				if _, err := l.Checkpoint(t.Context()); !errors.Is(err, ledger.ErrTampered) {
					t.Errorf("checkpoint: %v", err)
				}
			})
		})
	}
}

// A database restored from an older backup fails against the anchored
// checkpoint, at once and after new steps have made it longer than that.
func TestOlderBackup(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		file := filepath.Join(t.TempDir(), "anchor")
		anchor, err := ledger.NewFileAnchor(file, filepath.Join(filepath.Dir(file), "data"))
		if err != nil {
			t.Fatal(err)
		}
		l := open(t, db, anchor)
		fill(t, db, l, 10)
		backup := takeAll(t, db)
		fill(t, db, l, 5)
		if _, err := l.Anchor(t.Context()); err != nil {
			t.Fatal(err)
		}
		outside := func() [][]byte {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			return ledger.SplitCheckpoints(data)
		}
		mustHold(t, verify(t, l, outside()...))
		if err := putBack(t, db, backup...); err != nil {
			t.Fatal(err)
		}
		l = again(t, db, options(anchor)) // the service was started again
		mustFind(t, verify(t, l, outside()...), ledger.NoteBeyond)
		fill(t, db, l, 20)
		mustFind(t, verify(t, l, outside()...), ledger.NoteDiffers)
	})
}

// After a change of the key, the log verifies from the first key as from the
// second; the old seed opens nothing and appends nothing any more.
func TestRotate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		other := again(t, db, options()) // a second node
		fill(t, db, l, 5)
		first, outside := l.VerifierKey(), [][]byte{checkpoint(t, l).Note}
		if err := l.Rotate(t.Context(), seed(2)); err != nil {
			t.Fatal(err)
		}
		outside = append(outside, checkpoint(t, l).Note)
		fill(t, db, l, 5)
		outside = append(outside, checkpoint(t, l).Note)
		if first == l.VerifierKey() {
			t.Fatal("the key is the same")
		}
		for _, key := range []string{first, l.VerifierKey()} {
			rep, err := l.Verify(t.Context(), ledger.VerifyOptions{Key: key, Checkpoints: outside})
			if err != nil {
				t.Fatal(err)
			}
			mustHold(t, rep)
		}
		if _, err := put(t.Context(), db, other, "x", "x"); !errors.Is(err, ledger.ErrKey) {
			t.Errorf("append with the old key: %v", err)
		}
		if _, err := other.Checkpoint(t.Context()); !errors.Is(err, ledger.ErrKey) {
			t.Errorf("checkpoint with the old key: %v", err)
		}
		if _, err := ledger.Open(t.Context(), db, options()); !errors.Is(err, ledger.ErrKey) {
			t.Errorf("open with the old seed: %v", err)
		}
		o := options()
		o.Seed = seed(2)
		mustHold(t, verify(t, again(t, db, o), outside...))
		o.Seed, o.Origin = seed(3), "other.example"
		stranger, err := ledger.Open(t.Context(), storetest.SQLite(t), o)
		if err != nil {
			t.Fatal(err)
		}
		rep, err := l.Verify(t.Context(), ledger.VerifyOptions{Key: stranger.VerifierKey()})
		if err != nil {
			t.Fatal(err)
		}
		mustFind(t, rep, ledger.KeyUnknown)
		// Without the checkpoint that both keys signed, nothing leads from one to
		// the other.
		run(t, db, "DELETE FROM checkpoint WHERE size = (SELECT MAX(n) + 1 FROM leaf WHERE type = 'ledger.key')")
		mustFind(t, verify(t, l), ledger.KeyChain)
	})
}

// An erasure takes the salts away, commits anew to the rows that are still there,
// and hides nothing: neither an edit before nor one after it.
func TestErase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		ids := fill(t, db, l, 10)
		id := ids[0]
		n := step(t, db, l, id, "thing.changed", "UPDATE thing SET n = 5 WHERE id = $1", id)
		if _, err := l.Prove(t.Context(), n, ledger.Disclosure{Table: "thing", ID: id}); err != nil {
			t.Fatal(err)
		}
		erase := func() {
			t.Helper()
			if err := db.Write(t.Context(), func(tx *store.Tx) error {
				if _, err := tx.Exec(t.Context(), "UPDATE thing SET name = NULL WHERE id = $1", id); err != nil {
					return err
				}
				_, err := l.Erase(t.Context(), tx, "thing:"+id, "staff:c")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			checkpoint(t, l)
		}
		erase()
		rep := verify(t, l)
		mustHold(t, rep)
		if rep.Erased != 2 {
			t.Errorf("%d leaves erased, want 2", rep.Erased)
		}
		if _, err := l.Prove(t.Context(), n, ledger.Disclosure{Table: "thing", ID: id}); !errors.Is(err, ledger.ErrErased) {
			t.Errorf("disclosed an erased leaf: %v", err)
		}
		if _, err := l.Prove(t.Context(), n); err != nil {
			t.Errorf("that the step was done is still proven: %v", err)
		}
		for name, do := range map[string]struct {
			query string
			kind  ledger.Kind
		}{
			"row edited after it":  {"UPDATE thing SET n = 6 WHERE id = '" + id + "'", ledger.RowChanged},
			"row deleted after it": {"DELETE FROM thing WHERE id = '" + id + "'", ledger.RowMissing},
			"salt put back":        {fmt.Sprintf("INSERT INTO leaf_salt (n, salt) SELECT %d, salt FROM leaf_salt WHERE n = 2", n), ledger.SaltKept},
			"another salt deleted": {"DELETE FROM leaf_salt WHERE n = 2", ledger.SaltMissing},
		} {
			before := takeAll(t, db)
			run(t, db, do.query)
			rep := verify(t, l)
			if rep.OK() {
				t.Errorf("%s: not found", name)
			}
			mustFind(t, rep, do.kind)
			if err := putBack(t, db, before...); err != nil {
				t.Fatal(err)
			}
		}
		erase() // a second one takes the first one's salt, too
		rep = verify(t, l)
		mustHold(t, rep)
		if rep.Erased != 3 {
			t.Errorf("%d leaves erased after the second, want 3", rep.Erased)
		}
		// An object of more rows than one leaf commits to, half of them gone.
		many := ledger.Entry{Type: "thing.made", Object: "thing:many", Actor: "system"}
		if err := db.Write(t.Context(), func(tx *store.Tx) error {
			for i := range 450 {
				id := fmt.Sprintf("many%d", i)
				if _, err := tx.Exec(t.Context(), "INSERT INTO thing (id) VALUES ($1)", id); err != nil {
					return err
				}
				many.Rows = append(many.Rows, ledger.Row{Table: "thing", ID: id})
			}
			if _, err := l.Append(t.Context(), tx, many); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), "DELETE FROM thing WHERE id LIKE 'many%' AND length(id) < 7"); err != nil {
				return err
			}
			_, err := l.Erase(t.Context(), tx, many.Object, "system")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		mustHold(t, verify(t, l))
	})
}

// No value of a row is in the log, nor any six characters of it, nor in an
// export: only in the salts' absence could they be guessed, and not even then.
func TestNoValues(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		const phone, name = "13900001234", "planted-name-Zhang"
		step(t, db, l, "p", "thing.made", "INSERT INTO thing (id, name, n, data) VALUES ('p', $1, $2, $3)", name, int64(13900001234), []byte(name))
		step(t, db, l, "p", "thing.changed", "UPDATE thing SET name = $1 WHERE id = 'p'", phone)
		checkpoint(t, l)
		var all strings.Builder
		for table := range tables {
			if table == "thing" {
				continue
			}
			for _, row := range take(t, db, table).rows {
				for _, v := range row {
					if b, ok := v.([]byte); ok {
						v = string(b)
					}
					fmt.Fprintln(&all, v)
				}
			}
		}
		if _, err := l.Export(t.Context(), &all, ledger.ExportOptions{}); err != nil {
			t.Fatal(err)
		}
		p, err := l.Prove(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(p.Bytes())
		for _, v := range []string{phone, name} {
			for i := range len(v) - 5 {
				if strings.Contains(all.String(), v[i:i+6]) {
					t.Errorf("characters %d to %d of a planted value are in the log", i, i+6)
				}
			}
		}
	})
}

// A long mixed run: writers, provers, verifiers and checkpoints beside each
// other; every proof holds, every verification too.
func TestHammer(t *testing.T) {
	writers, each := 4, 25
	if long {
		writers, each = 16, 500
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		fill(t, db, l, 3)
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					n, err := put(t.Context(), db, l, store.NewID(), "x")
					if err != nil {
						t.Error(err)
						return
					}
					if (w+i)%50 == 0 {
						rep, err := l.Verify(t.Context(), ledger.VerifyOptions{})
						if err != nil || !rep.OK() {
							t.Errorf("verify beside writers: %v, %v", err, rep)
						}
					}
					switch (w + i) % 8 {
					case 1, 2:
						p, err := l.Prove(t.Context(), n)
						if err == nil {
							_, err = ledger.VerifyReceipt(p.Bytes(), l.VerifierKey())
						}
						if err != nil {
							t.Errorf("prove beside writers: %v", err)
						}
					case 3:
						if _, err := l.Checkpoint(t.Context()); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
		rep := verify(t, l, checkpoint(t, l).Note)
		mustHold(t, rep)
		t.Logf("%d leaves, %d checkpoints", rep.Leaves, rep.Checkpoints)
	})
}

// The file of an anchor is outside the data directory, holds each checkpoint
// once, and a note that was cut off spoils no other.
func TestFileAnchor(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(data, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(data, "a"), filepath.Join(data, "x", "..", "a"), filepath.Join(dir, "link", "a")} {
		if _, err := ledger.NewFileAnchor(path, data); err == nil {
			t.Errorf("an anchor at %s was taken", path)
		}
	}
	file := filepath.Join(dir, "database", "anchor")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	a, err := ledger.NewFileAnchor(file, data)
	if err != nil {
		t.Fatal(err)
	}
	notes := []string{"o\n1\nAAAA\n\n— o sig1\n", "o\n2\nBBBB\n\n— o sig2\n— w sig3\n"}
	for _, n := range []string{notes[0], notes[0], notes[1], notes[1]} {
		if err := a.Put(t.Context(), ledger.Checkpoint{Note: []byte(n)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, torn := range []string{"", "o\n3\nCC", "o\n3\nCCCC\n", "o\n3\nCCCC\n\n— o s"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(text, torn...), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := a.Put(t.Context(), ledger.Checkpoint{Note: []byte("o\n4\nDDDD\n\n— o sig4\n")}); err != nil {
			t.Fatal(err)
		}
		full, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := ledger.SplitCheckpoints(full)
		want := 3
		if torn != "" {
			want = 4
		}
		if len(got) != want || string(got[0]) != notes[0] || string(got[1]) != notes[1] || string(got[len(got)-1]) != "o\n4\nDDDD\n\n— o sig4\n" {
			t.Errorf("after %q: %d notes: %q", torn, len(got), got)
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// An anchor that fails is told of, and the others get the checkpoint all the
// same.
func TestAnchorFails(t *testing.T) {
	var got []ledger.Checkpoint
	boom := errors.New("boom")
	db := storetest.SQLite(t)
	l := open(t, db,
		ledger.AnchorFunc(func(_ context.Context, _ ledger.Checkpoint) error { return boom }),
		ledger.AnchorFunc(func(_ context.Context, c ledger.Checkpoint) error { got = append(got, c); return nil }))
	fill(t, db, l, 3)
	c, err := l.Anchor(t.Context())
	if !errors.Is(err, boom) || len(got) != 1 || got[0].Root != c.Root || c.Root == (tlog.Hash{}) {
		t.Errorf("anchored %v, error %v", got, err)
	}
}
