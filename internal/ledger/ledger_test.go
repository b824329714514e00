// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"os"
	"sync"
	"testing"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// things is a table of the test's own.
var things = ledger.Table{Name: "thing", Key: "id", Columns: []string{"name", "n", "data"}}

func open(t testing.TB, db *store.DB) *ledger.Log {
	t.Helper()
	blob := "BLOB"
	if db.Dialect() == store.Postgres {
		blob = "BYTEA"
	}
	if _, err := db.Writer().Exec("CREATE TABLE thing (id TEXT PRIMARY KEY, name TEXT, n BIGINT, data " + blob + ")"); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(db, things)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func put(t testing.TB, db *store.DB, l *ledger.Log, id string) error {
	return db.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.Exec(t.Context(), "INSERT INTO thing (id, name, n, data) VALUES ($1, 'x', 7, $2)", id, []byte{1, 2}); err != nil {
			return err
		}
		_, err := l.Append(t.Context(), tx, ledger.Entry{Type: "thing.made", Object: "thing:" + id, Actor: "system", Rows: []ledger.Row{{Table: "thing", ID: id}}})
		return err
	})
}

// 80 writers at once: leaves without gap or duplicate.
func TestParallelWriters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		var wg sync.WaitGroup
		for range 80 {
			wg.Go(func() {
				for range 3 {
					if err := put(t, db, l, store.NewID()); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		var n, top int
		if err := db.Read(t.Context(), func(tx *store.Tx) error {
			return tx.Get(t.Context(), "SELECT count(*), max(n) FROM leaf", nil, &n, &top)
		}); err != nil {
			t.Fatal(err)
		}
		if n != 240 || top != 239 {
			t.Errorf("%d leaves, the last is %d; want 240 and 239", n, top)
		}
	})
}
