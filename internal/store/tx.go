// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Tx is a transaction. It is for one goroutine and ends with the function it
// was handed to.
type Tx struct {
	db    *DB
	tx    *sql.Tx
	pool  *sql.DB
	write bool
	after []func()
	asked []string // statements that were not ready
}

// writerLock is the key of PostgreSQL's advisory lock that every writer holds
// until it ends ("hulan" in ASCII). SQLite has such a lock by itself.
const writerLock = 0x68756c616e

// attempts bounds how often a transaction is begun again after the database
// was away for a moment: with the pauses below, a second and a half in all, as
// long as a person waits for a page without doubt.
const attempts = 5

// Write runs f in a transaction that may write, alone. When f returns nil the
// transaction is committed and on disk before Write returns; otherwise nothing
// of it remains. f is run again after a lost connection or a deadlock, so it
// must not keep results of an earlier run.
//
// An error for which [IsUnavailable] is true means: the database is away or its
// disk is full. Whether a commit that was under way at that moment took effect
// is then not known: [IsUnsure] says so.
func (db *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	for n := 1; ; n++ {
		again, err := db.run(ctx, db.write, true, f)
		if err == nil || !again || n == attempts {
			return err
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

// Read runs f in a transaction that sees one state of the database throughout
// and writes nothing.
func (db *DB) Read(ctx context.Context, f func(tx *Tx) error) error {
	for n := 1; ; n++ {
		again, err := db.run(ctx, db.read, false, f)
		if err == nil || !again || n == attempts {
			return err
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

// pause waits before attempt n+1: 50, 100, 200, 400 ms and up to half as much
// again, so that nodes which lost the same server do not return in step.
func pause(ctx context.Context, n int) error {
	d := 50 * time.Millisecond << (n - 1)
	t := time.NewTimer(d + rand.N(d/2))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// run makes one attempt. again says that nothing took effect and another
// attempt may succeed.
func (db *DB) run(ctx context.Context, pool *sql.DB, write bool, f func(tx *Tx) error) (again bool, err error) {
	opts := &sql.TxOptions{}
	if !write {
		opts.ReadOnly = true
		if db.dialect == Postgres {
			opts.Isolation = sql.LevelRepeatableRead
		}
	}
	if write {
		select {
		case db.gate <- struct{}{}:
			defer func() { <-db.gate }()
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	stx, err := pool.BeginTx(ctx, opts)
	if err != nil {
		return isLost(err), fmt.Errorf("begin: %w", plain(err))
	}
	defer func() {
		if r := recover(); r != nil {
			_ = stx.Rollback()
			panic(r)
		}
	}()
	tx := &Tx{db: db, tx: stx, pool: pool, write: write}
	if write && db.dialect == Postgres {
		if _, err = stx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(writerLock)); err != nil {
			return isLost(err), errors.Join(fmt.Errorf("wait for the writer: %w", plain(err)), rollback(stx))
		}
	}
	if err = f(tx); err != nil {
		return isLost(err) || isConflict(err), errors.Join(plain(err), rollback(stx))
	}
	if err = stx.Commit(); err != nil {
		// Where nothing was sent any more, nothing took effect.
		again = isConflict(err) || isLost(err) && pgconn.SafeToRetry(err)
		err = plain(err)
		if e, ok := errors.AsType[*Error](err); ok && e.lost && !again {
			unsure := *e
			unsure.unsure = true
			err = &unsure
		}
		return again, fmt.Errorf("commit: %w", err)
	}
	for _, g := range tx.after {
		g()
	}
	db.ready.prepare(ctx, pool, tx.asked)
	return false, nil
}

// rollback ends a transaction whose error is already being reported; a second
// one about a connection that is gone adds nothing.
func rollback(tx *sql.Tx) error {
	err := tx.Rollback()
	if err == nil || errors.Is(err, sql.ErrTxDone) || isLost(err) {
		return nil
	}
	return plain(err)
}

// AfterCommit runs f once the transaction is on disk, and never when it is not.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Now is the store's clock, see [DB.Now].
func (tx *Tx) Now() time.Time { return tx.db.Now() }

// Dialect says which database this is.
func (tx *Tx) Dialect() Dialect { return tx.db.dialect }

// SQL is the transaction of database/sql, for a library that joins it.
func (tx *Tx) SQL() *sql.Tx { return tx.tx }

// unwatched is the context of a statement of a writer on SQLite. They are short,
// and the driver starts a goroutine to watch the context of each; the
// transaction itself ends with its context all the same, between two of them.
func (tx *Tx) unwatched(ctx context.Context) context.Context {
	if tx.write && tx.db.dialect == SQLite {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// Exec runs a statement and returns the number of rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	var r sql.Result
	var err error
	ctx = tx.unwatched(ctx)
	if s := tx.statement(ctx, query); s != nil {
		r, err = s.ExecContext(ctx, args...)
	} else {
		r, err = tx.tx.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Query runs a query of many rows; see [Rows] for the usual way.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.tx.QueryContext(ctx, query, args...)
}

// Get scans the single row of a query into dest. No row is [ErrNotFound].
func (tx *Tx) Get(ctx context.Context, query string, args []any, dest ...any) error {
	var row *sql.Row
	ctx = tx.unwatched(ctx)
	if s := tx.statement(ctx, query); s != nil {
		row = s.QueryRowContext(ctx, args...)
	} else {
		row = tx.tx.QueryRowContext(ctx, query, args...)
	}
	err := row.Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// Rows collects the rows of a query with scan, which reads one of them and runs
// no query itself.
func Rows[T any](ctx context.Context, tx *Tx, scan func(scan func(dest ...any) error) (T, error), query string, args ...any) ([]T, error) {
	var rows *sql.Rows
	var err error
	ctx = tx.unwatched(ctx)
	if s := tx.statement(ctx, query); s != nil {
		rows, err = s.QueryContext(ctx, args...)
	} else {
		rows, err = tx.tx.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
