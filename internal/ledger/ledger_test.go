// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		os.Exit(child()) // see TestKill
	}
	os.Exit(storetest.Main(m))
}

// things is a table of the test's own.
var things = ledger.Table{Name: "thing", Key: "id", Columns: []string{"name", "n", "data"}}

func seed(b byte) []byte {
	s := make([]byte, ledger.SeedSize)
	s[0] = b
	return s
}

func options(anchors ...ledger.Anchor) ledger.Options {
	return ledger.Options{Origin: "forum.example/hulan", Seed: seed(1), Tables: []ledger.Table{things}, Anchors: anchors}
}

func open(t testing.TB, db *store.DB, anchors ...ledger.Anchor) *ledger.Log {
	t.Helper()
	blob := "BLOB"
	if db.Dialect() == store.Postgres {
		blob = "BYTEA"
	}
	if _, err := db.Writer().Exec("CREATE TABLE thing (id TEXT PRIMARY KEY, name TEXT, n BIGINT, data " + blob + ")"); err != nil {
		t.Fatal(err)
	}
	return again(t, db, options(anchors...))
}

func again(t testing.TB, db *store.DB, o ledger.Options) *ledger.Log {
	t.Helper()
	l, err := ledger.Open(t.Context(), db, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func entry(typ, id string) ledger.Entry {
	return ledger.Entry{Type: typ, Object: "thing:" + id, Actor: "system", Rows: []ledger.Row{{Table: "thing", ID: id}}}
}

func put(ctx context.Context, db *store.DB, l *ledger.Log, id, name string) (n int64, err error) {
	err = db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO thing (id, name, n, data) VALUES ($1, $2, 7, $3)", id, name, []byte(id)); err != nil {
			return err
		}
		n, err = l.Append(ctx, tx, entry("thing.made", id))
		return err
	})
	return n, err
}

// step runs a statement about one thing and logs it.
func step(t testing.TB, db *store.DB, l *ledger.Log, id, typ, query string, args ...any) (n int64) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
		if _, err := tx.Exec(t.Context(), query, args...); err != nil {
			return err
		}
		n, err = l.Append(t.Context(), tx, entry(typ, id))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// fill makes n things, changes every third, deletes every fifth, and signs at
// the end.
func fill(t testing.TB, db *store.DB, l *ledger.Log, n int) (ids []string) {
	t.Helper()
	for i := range n {
		id := store.NewID()
		if _, err := put(t.Context(), db, l, id, fmt.Sprintf("name %d", i)); err != nil {
			t.Fatal(err)
		}
		switch {
		case i%5 == 4:
			step(t, db, l, id, "thing.gone", "DELETE FROM thing WHERE id = $1", id)
			continue
		case i%3 == 2:
			step(t, db, l, id, "thing.changed", "UPDATE thing SET name = NULL, n = n + 1 WHERE id = $1", id)
		}
		ids = append(ids, id)
	}
	checkpoint(t, l)
	return ids
}

func checkpoint(t testing.TB, l *ledger.Log) ledger.Checkpoint {
	t.Helper()
	c, err := l.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func verify(t testing.TB, l *ledger.Log, outside ...[]byte) *ledger.Report {
	t.Helper()
	rep, err := l.Verify(t.Context(), ledger.VerifyOptions{Checkpoints: outside})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func mustHold(t testing.TB, rep *ledger.Report) {
	t.Helper()
	for _, p := range rep.Problems {
		t.Errorf("problem: %s", p)
	}
}

// mustFind says that a report names a problem of one of the kinds.
func mustFind(t testing.TB, rep *ledger.Report, kinds ...ledger.Kind) {
	t.Helper()
	for _, p := range rep.Problems {
		if slices.Contains(kinds, p.Kind) {
			return
		}
	}
	t.Errorf("found %v, want one of %q", rep.Problems, kinds)
}

func run(t testing.TB, db *store.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Writer().ExecContext(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

// A log that nobody touched verifies, with the key and without it, before and
// after its first checkpoint.
func TestUntouched(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		mustHold(t, verify(t, l))
		if _, err := l.Checkpoint(t.Context()); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("checkpoint of an empty log: %v", err)
		}
		if _, err := put(t.Context(), db, l, "a", "x"); err != nil {
			t.Fatal(err)
		}
		mustHold(t, verify(t, l))
		fill(t, db, l, 30)
		c := checkpoint(t, l)
		if d := checkpoint(t, l); d.Size != c.Size || string(d.Note) != string(c.Note) {
			t.Error("a second checkpoint of the same tree is another")
		}
		if _, err := put(t.Context(), db, l, "b", "x"); err != nil {
			t.Fatal(err)
		}
		rep := verify(t, l, c.Note)
		mustHold(t, rep)
		if rep.Leaves != c.Size+1 || rep.Signed != c.Size || rep.Anchored != c.Size || rep.Outside != 1 || rep.KeyFromLog {
			t.Errorf("report %+v: want one leaf more than the checkpoint's %d", rep, c.Size)
		}
		o := options()
		o.Seed = nil
		outsider := again(t, db, o)
		rep, err := outsider.Verify(t.Context(), ledger.VerifyOptions{Key: l.VerifierKey(), Checkpoints: [][]byte{c.Note}})
		if err != nil {
			t.Fatal(err)
		}
		mustHold(t, rep)
		if rep = verify(t, outsider); !rep.KeyFromLog {
			t.Error("without a key the report must say that it came from the log")
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := outsider.Append(t.Context(), tx, entry("thing.made", "c"))
			return err
		})
		if !errors.Is(err, ledger.ErrNoKey) {
			t.Errorf("append without the key: %v", err)
		}
	})
}

// 80 writers at once: leaves without gap or duplicate, and the tree is right.
func TestParallelWriters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		var wg sync.WaitGroup
		for range 80 {
			wg.Go(func() {
				for range 3 {
					if _, err := put(t.Context(), db, l, store.NewID(), "x"); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		checkpoint(t, l)
		rep := verify(t, l)
		mustHold(t, rep)
		if rep.Leaves != 241 || rep.Rows != 240 {
			t.Errorf("%d leaves, %d rows; want 240 and the leaf of the key, and 240", rep.Leaves, rep.Rows)
		}
	})
}

// A leaf takes no free text, no row of an unknown table, and no type of the
// log's own.
func TestRefusedEntries(t *testing.T) {
	db := storetest.SQLite(t)
	l := open(t, db)
	for _, e := range []ledger.Entry{
		{Type: "thing made", Object: "thing:a", Actor: "system"},
		{Type: "thing.made", Object: "thing:张", Actor: "system"},
		{Type: "thing.made", Object: "thing:a", Actor: ""},
		{Type: "thing.made", Object: "thing:a\"", Actor: "system"},
		{Type: "ledger.erased", Object: "thing:a", Actor: "system"},
		{Type: "thing.made", Object: "thing:a", Actor: "system", Rows: []ledger.Row{{Table: "other", ID: "a"}}},
		{Type: "thing.made", Object: "thing:a", Actor: "system", Rows: []ledger.Row{{Table: "thing", ID: "a b"}}},
	} {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := l.Append(t.Context(), tx, e)
			return err
		})
		if err == nil {
			t.Errorf("appended %+v", e)
		}
	}
	mustHold(t, verify(t, l))
}

// Columns that a table got later are compared from the next leaf of a row on;
// older leaves hold without them.
func TestNewColumn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		fill(t, db, l, 5)
		run(t, db, "ALTER TABLE thing ADD COLUMN more TEXT")
		o := options()
		o.Tables = []ledger.Table{{Name: "thing", Key: "id", Columns: []string{"name", "n", "data", "more"}}}
		l = again(t, db, o)
		mustHold(t, verify(t, l))
		step(t, db, l, "new", "thing.made", "INSERT INTO thing (id, more) VALUES ('new', 'x')")
		mustHold(t, verify(t, l))
		run(t, db, "UPDATE thing SET more = 'y' WHERE id = 'new'")
		mustFind(t, verify(t, l), ledger.RowChanged)
	})
}
