// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func insert(t *testing.T, db *store.DB, n int) error {
	return db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO leaf_salt (n, salt) VALUES ($1, $2)", n, []byte("secret-value"))
		return err
	})
}

func count(t *testing.T, db *store.DB) (n int) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		return tx.Get(t.Context(), "SELECT count(*) FROM leaf_salt", nil, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What a transaction wrote is there when it returned nil, and nothing of it
// when it returned an error or panicked.
func TestAllOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := insert(t, db, 1); err != nil {
			t.Fatal(err)
		}
		stop := errors.New("stop")
		ran := false
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			tx.AfterCommit(func() { ran = true })
			if _, err := tx.Exec(t.Context(), "INSERT INTO leaf_salt (n, salt) VALUES (2, $1)", []byte{1}); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) || ran {
			t.Fatalf("error %v, after-commit ran: %v", err, ran)
		}
		func() {
			defer func() { _ = recover() }()
			_ = db.Write(t.Context(), func(tx *store.Tx) error {
				_, _ = tx.Exec(t.Context(), "INSERT INTO leaf_salt (n, salt) VALUES (3, $1)", []byte{1})
				panic("bug")
			})
		}()
		if n := count(t, db); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
	})
}

// Writers that read, decide and write do not overtake each other: the number
// they give out has no gap and no duplicate.
func TestOneWriter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const writers, each = 16, 20
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					err := db.Write(t.Context(), func(tx *store.Tx) error {
						var n int
						if err := tx.Get(t.Context(), "SELECT count(*) FROM leaf_salt", nil, &n); err != nil {
							return err
						}
						_, err := tx.Exec(t.Context(), "INSERT INTO leaf_salt (n, salt) VALUES ($1, $2)", n, []byte{1})
						return err
					})
					if err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		if n := count(t, db); n != writers*each {
			t.Errorf("%d rows, want %d", n, writers*each)
		}
	})
}

// A read transaction sees one state, and cannot write.
func TestReadOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO leaf_salt (n, salt) VALUES (1, $1)", []byte{1})
			return err
		})
		if err == nil {
			t.Error("a read transaction wrote a row")
		}
	})
}

// What the database says of a row that it refuses names the rule, never the row.
func TestErrorsHoldNoValue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := insert(t, db, 4711); err != nil {
			t.Fatal(err)
		}
		err := insert(t, db, 4711)
		if !store.IsUnique(err) {
			t.Fatalf("not a taken key: %v", err)
		}
		if s := err.Error(); strings.Contains(s, "4711") || strings.Contains(s, "secret") || !strings.Contains(s, "leaf_salt") {
			t.Errorf("error %q: want the table's name and no value", s)
		}
	})
}

// An error about a file, returned from within a transaction, stays what it is
// and is not taken for a lost server: the transaction runs once.
func TestFileErrorIsNoLostServer(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		runs := 0
		err := db.Write(t.Context(), func(*store.Tx) error {
			runs++
			_, err := os.Stat(filepath.Join(t.TempDir(), "nothing"))
			return err
		})
		if !errors.Is(err, os.ErrNotExist) || store.IsUnavailable(err) || runs != 1 {
			t.Errorf("after %d runs: %v", runs, err)
		}
	})
}

// A program older than the tables refuses them.
func TestNewerTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hulan.db")
	db, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Writer().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err = store.Open(t.Context(), store.Options{Path: path}); err == nil || !strings.Contains(err.Error(), "9999") {
		t.Errorf("opened newer tables: %v", err)
	}
}

// The file is for its owner alone.
func TestFileMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b?c#d%.db")
	db := storetest.Open(t, store.Options{Path: path})
	if err := insert(t, db, 1); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", filepath.Base(name), info.Mode().Perm())
		}
	}
}

// Opened for reading alone, a database is read beside its writer, takes nothing,
// and is not made where there is none.
func TestReadOnlyOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := store.Options{ReadOnly: true}
		if db.Dialect() == store.Postgres {
			o.Postgres = db.DSN()
		} else {
			o.Path = strings.TrimPrefix(strings.SplitN(db.DSN(), "?", 2)[0], "file:")
		}
		if err := insert(t, db, 1); err != nil {
			t.Fatal(err)
		}
		ro := storetest.Open(t, o)
		if n := count(t, ro); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
		if db.Dialect() == store.SQLite {
			if err := insert(t, ro, 2); err == nil {
				t.Error("wrote a row")
			}
		}
		if _, err := db.Writer().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, $1)", true); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "9999") {
			t.Errorf("opened newer tables: %v", err)
		}
	})
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := store.Open(t.Context(), store.Options{Path: path, ReadOnly: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("opened what is not there: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("made a file")
	}
}

// Writers that wait take no connection from readers, however many they are.
func TestWaitingWritersLeaveReadersAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		holds, go_ := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := db.Write(t.Context(), func(*store.Tx) error { close(holds); <-go_; return nil }); err != nil {
				t.Error(err)
			}
		})
		<-holds
		for i := range 40 { // more than there are connections
			wg.Go(func() {
				if err := insert(t, db, i); err != nil {
					t.Error(err)
				}
			})
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range 20 {
			var n int
			if err := db.Read(ctx, func(tx *store.Tx) error { return tx.Get(ctx, "SELECT count(*) FROM leaf_salt", nil, &n) }); err != nil || n != 0 {
				t.Errorf("read %d rows beside the writer: %v", n, err)
				break
			}
			time.Sleep(time.Millisecond) // the writers come one after the other
		}
		close(go_)
		wg.Wait()
		if n := count(t, db); n != 40 {
			t.Errorf("%d rows, want 40", n)
		}
	})
}

// A writer whose context ends in the middle leaves nothing, and neither holds up
// nor spoils the next one: the same statements run again.
func TestWriterWhoseContextEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for n := range 20 {
			ctx, cancel := context.WithCancel(t.Context())
			err := db.Write(ctx, func(tx *store.Tx) error {
				if _, err := tx.Exec(ctx, "INSERT INTO leaf_salt (n, salt) VALUES ($1, $2)", n, []byte("a")); err != nil {
					return err
				}
				cancel()
				_, err := tx.Exec(ctx, "INSERT INTO leaf_salt (n, salt) VALUES ($1, $2)", n+1000, []byte("b"))
				return err
			})
			if err == nil {
				t.Fatal("committed without its context")
			}
			if got := count(t, db); got != n {
				t.Fatalf("%d rows, want %d", got, n)
			}
			if err := insert(t, db, n); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A connection that is lost before the commit is sent costs nothing: the
// transaction is run again.
func TestConnectionLostBeforeCommit(t *testing.T) {
	dsn := storetest.Postgres(t)
	db, admin := storetest.Open(t, store.Options{Postgres: dsn}), storetest.Open(t, store.Options{Postgres: dsn})
	for n := range 2 {
		runs := 0
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			runs++
			var pid int
			if _, err := tx.Exec(t.Context(), "INSERT INTO leaf_salt (n, salt) VALUES ($1, $2)", n, []byte("a")); err != nil || runs > 1 {
				return err
			}
			if err := tx.Get(t.Context(), "SELECT pg_backend_pid()", nil, &pid); err != nil {
				return err
			}
			_, err := admin.Writer().ExecContext(t.Context(), "SELECT pg_terminate_backend($1, 10000)", pid)
			return err
		})
		if got := count(t, admin); err != nil || got != n+1 || runs != 2 {
			t.Fatalf("%d rows, want %d, after %d runs: %v", got, n+1, runs, err)
		}
	}
}

// One that is lost during the commit leaves the caller unsure, and is said to be
// that; the transaction is not run again.
func TestConnectionLostDuringCommit(t *testing.T) {
	dsn := storetest.Postgres(t)
	db, admin := storetest.Open(t, store.Options{Postgres: dsn}), storetest.Open(t, store.Options{Postgres: dsn})
	for _, q := range []string{
		"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END'",
		"CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON leaf_salt DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()",
	} {
		if _, err := admin.Writer().ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	go func() {
		for ended := int64(0); ended == 0 && t.Context().Err() == nil; time.Sleep(10 * time.Millisecond) {
			r, err := admin.Writer().ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'commit' AND state = 'active' AND wait_event = 'PgSleep'")
			if err != nil {
				t.Error(err)
				return
			}
			ended, _ = r.RowsAffected()
		}
	}()
	runs := 0
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		runs++
		_, err := tx.Exec(t.Context(), "INSERT INTO leaf_salt (n, salt) VALUES (1, $1)", []byte("a"))
		return err
	})
	if !store.IsUnsure(err) || !store.IsUnavailable(err) || runs != 1 {
		t.Errorf("after %d runs: %v", runs, err)
	}
}
