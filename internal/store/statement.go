// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements are those that SQLite has parsed already: reading the text of a
// statement anew each time was a quarter of what filing a complaint cost. pgx
// keeps its own.
type statements struct {
	mu  sync.Mutex // guards what follows
	all map[statementKey]*sql.Stmt
}

type statementKey struct {
	pool  *sql.DB
	query string
}

// maxStatements bounds them: the program has some 300 texts, and lists of
// placeholders and filters make more.
const maxStatements = 600

// statement is the parsed form of a query, nil when there is none yet. It may
// run once at a time in a transaction, so what hands out open rows goes without.
func (tx *Tx) statement(ctx context.Context, query string) *sql.Stmt {
	if tx.db.dialect != SQLite {
		return nil
	}
	r := &tx.db.ready
	r.mu.Lock()
	s := r.all[statementKey{tx.pool, query}]
	r.mu.Unlock()
	if s == nil {
		tx.asked = append(tx.asked, query)
		return nil
	}
	return tx.tx.StmtContext(ctx, s)
}

// prepare parses what a transaction asked for, once its connection is free. What
// does not work now is tried again by the next one that asks.
func (r *statements) prepare(ctx context.Context, pool *sql.DB, queries []string) {
	for _, q := range queries {
		k := statementKey{pool, q}
		r.mu.Lock()
		full := len(r.all) >= maxStatements || r.all[k] != nil
		r.mu.Unlock()
		if full {
			continue
		}
		s, err := pool.PrepareContext(ctx, q)
		if err != nil {
			return
		}
		r.mu.Lock()
		if r.all == nil {
			r.all = map[statementKey]*sql.Stmt{}
		}
		old := r.all[k]
		r.all[k] = s
		r.mu.Unlock()
		if old != nil {
			_ = old.Close()
		}
	}
}
