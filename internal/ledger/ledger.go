// SPDX-License-Identifier: Apache-2.0

// Package ledger is a tamper-evident log of what was done, kept in the same
// database and written in the same transaction as the rows it speaks of.
//
// It is a Merkle tree as in RFC 9162, by golang.org/x/mod/sumdb/tlog. A leaf
// holds no personal data: of each row that a step wrote it holds an HMAC under
// a salt of that leaf. Somebody who edits, deletes or adds a row behind the
// application, or the log itself, is found by [Log.Verify] as long as one
// checkpoint is kept where that person cannot write (an [Anchor]). When the
// salt of a leaf is erased, the leaf says nothing any more about the row, and
// the tree stays whole.
package ledger

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

// Table names the columns of a table that leaves commit to. Each domain
// package lists its own; docs/ledger.md lists all.
type Table struct {
	// Name is the table, Key its primary key, a TEXT column.
	Name, Key string
	// Columns are committed to in this order. The order is part of the format:
	// add new columns at the end.
	Columns []string
}

// Row names a row that a step wrote, or deleted.
type Row struct {
	Table, ID string
}

// Entry is a step to be logged.
type Entry struct {
	// Type is what happened, such as "case.opened": letters, digits, dots, dashes.
	Type string
	// Object is what it happened to, "kind:id". The id is random, never a name.
	Object string
	// Actor is who did it, as a pseudonym: "staff:ID", "complainant", "system".
	Actor string
	// At is when. Zero means now. Steps of anonymous people are given to the hour.
	At time.Time
	// Rows are those that the step wrote in this transaction. The log reads them
	// back by itself, so a column cannot be forgotten.
	Rows []Row
}

// body is a leaf's content. The fields stand in the order of their names, and
// no string needs escaping, so encoding/json writes the canonical form of
// RFC 8785.
type body struct {
	Actor  string      `json:"actor"`
	At     int64       `json:"at"`
	N      int64       `json:"n"`
	Object string      `json:"object"`
	Rows   []rowCommit `json:"rows"`
	Type   string      `json:"type"`
	V      int         `json:"v"`
}

type rowCommit struct {
	// Commit is HMAC-SHA-256 of the row's columns under the leaf's salt; empty
	// when the step deleted the row.
	Commit []byte `json:"commit"`
	ID     string `json:"id"`
	Table  string `json:"table"`
}

// Log is the ledger of a database. It is safe for concurrent use.
type Log struct {
	db     *store.DB
	tables map[string]Table
}

// New makes the log over the tables of all domain packages.
func New(db *store.DB, tables ...Table) (*Log, error) {
	l := &Log{db: db, tables: map[string]Table{}}
	for _, t := range tables {
		if l.tables[t.Name].Name != "" {
			return nil, fmt.Errorf("ledger: table %s is listed twice", t.Name)
		}
		if t.Key == "" || len(t.Columns) == 0 {
			return nil, fmt.Errorf("ledger: table %s has no key or no columns", t.Name)
		}
		l.tables[t.Name] = t
	}
	return l, nil
}

// saltLen is 32 octets: as long as the HMAC's output, so that it can be guessed
// no more easily than that.
const saltLen = 32

// Append writes the leaf of a step and returns its number. It belongs into the
// transaction of the step, after the rows are written.
func (l *Log) Append(ctx context.Context, tx *store.Tx, e Entry) (int64, error) {
	b, salt, err := l.leaf(ctx, tx, e)
	if err != nil {
		return 0, fmt.Errorf("ledger: %s: %w", e.Type, err)
	}
	text, err := encode(b)
	if err != nil {
		return 0, fmt.Errorf("ledger: %s: %w", e.Type, err)
	}
	hashes, err := tlog.StoredHashes(b.N, text, reader{ctx, tx})
	if err != nil {
		return 0, fmt.Errorf("ledger: hashes of leaf %d: %w", b.N, err)
	}
	if _, err := tx.Exec(ctx, "INSERT INTO leaf (n, at, type, object, body) VALUES ($1, $2, $3, $4, $5)",
		b.N, b.At, b.Type, b.Object, text); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO leaf_salt (n, salt) VALUES ($1, $2)", b.N, salt); err != nil {
		return 0, err
	}
	first := tlog.StoredHashIndex(0, b.N)
	for i, h := range hashes {
		if _, err := tx.Exec(ctx, "INSERT INTO leaf_hash (i, h) VALUES ($1, $2)", first+int64(i), h[:]); err != nil {
			return 0, err
		}
	}
	return b.N, nil
}

func (l *Log) leaf(ctx context.Context, tx *store.Tx, e Entry) (*body, []byte, error) {
	for _, s := range []string{e.Type, e.Object, e.Actor} {
		if !plain(s) {
			return nil, nil, errors.New("type, object and actor are letters, digits and . : - _ only")
		}
	}
	if e.At.IsZero() {
		e.At = tx.Now()
	}
	b := &body{V: 1, Type: e.Type, Object: e.Object, Actor: e.Actor, At: store.Millis(e.At), Rows: []rowCommit{}}
	if err := tx.Get(ctx, "SELECT COALESCE(MAX(n) + 1, 0) FROM leaf", nil, &b.N); err != nil {
		return nil, nil, err
	}
	salt := make([]byte, saltLen)
	rand.Read(salt)
	for _, r := range e.Rows {
		t, ok := l.tables[r.Table]
		if !ok {
			return nil, nil, fmt.Errorf("table %s is not listed", r.Table)
		}
		commit, err := t.commit(ctx, tx, r.ID, salt)
		if err != nil {
			return nil, nil, err
		}
		b.Rows = append(b.Rows, rowCommit{Table: r.Table, ID: r.ID, Commit: commit})
	}
	return b, salt, nil
}

// plain says whether s needs no escaping in JSON and can hold no free text.
func plain(s string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-_"
	return s != "" && len(s) <= 100 && !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(allowed, r) })
}

func encode(b *body) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// commit reads a row back and commits to it; nil when the row is not there.
func (t Table) commit(ctx context.Context, tx *store.Tx, id string, salt []byte) ([]byte, error) {
	cells := make([]any, len(t.Columns))
	dest := make([]any, len(cells))
	for i := range cells {
		dest[i] = &cells[i]
	}
	err := tx.Get(ctx, "SELECT "+strings.Join(t.Columns, ", ")+" FROM "+t.Name+" WHERE "+t.Key+" = $1", []any{id}, dest...)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("row of %s: %w", t.Name, err)
	}
	return t.mac(salt, id, cells)
}

// mac is the commitment to a row: HMAC-SHA-256 under the salt over the table's
// name, the key and each column's name and value, every part with its length
// before it, every value with its kind.
func (t Table) mac(salt []byte, id string, cells []any) ([]byte, error) {
	h := hmac.New(sha256.New, salt)
	part := func(kind byte, p []byte) {
		h.Write(binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(p))))
		h.Write(p)
	}
	part('t', []byte(t.Name))
	part('k', []byte(id))
	for i, c := range t.Columns {
		part('c', []byte(c))
		switch v := cells[i].(type) {
		case nil:
			part('n', nil)
		case int64:
			part('i', binary.BigEndian.AppendUint64(nil, uint64(v)))
		case string:
			part('s', []byte(v))
		case []byte:
			part('b', v)
		default:
			return nil, fmt.Errorf("column %s.%s has type %T; the ledger knows integers, text and octets", t.Name, c, v)
		}
	}
	return h.Sum(nil), nil
}

// reader reads the tree's hashes, all that are asked for in one query.
type reader struct {
	ctx context.Context
	tx  *store.Tx
}

func (r reader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	var q strings.Builder
	args := make([]any, len(indexes))
	for i, n := range indexes {
		fmt.Fprintf(&q, ", $%d", i+1)
		args[i] = n
	}
	type pair struct {
		i int64
		h []byte
	}
	found, err := store.Rows(r.ctx, r.tx, func(scan func(...any) error) (p pair, err error) {
		return p, scan(&p.i, &p.h)
	}, "SELECT i, h FROM leaf_hash WHERE i IN ("+q.String()[2:]+")", args...)
	if err != nil {
		return nil, err
	}
	out := make([]tlog.Hash, len(indexes))
	for _, p := range found {
		if len(p.h) != tlog.HashSize {
			return nil, fmt.Errorf("stored hash %d has %d octets", p.i, len(p.h))
		}
		for k := range indexes {
			if indexes[k] == p.i {
				copy(out[k][:], p.h)
			}
		}
	}
	for k, n := range indexes {
		if !slices.ContainsFunc(found, func(p pair) bool { return p.i == n }) {
			return nil, fmt.Errorf("stored hash %d is missing", indexes[k])
		}
	}
	return out, nil
}
