// SPDX-License-Identifier: Apache-2.0

// Package ledger is a tamper-evident log of what was done, kept in the same
// database and written in the same transaction as the rows it speaks of.
//
// It is a Merkle tree as in RFC 9162, by golang.org/x/mod/sumdb/tlog. A leaf
// holds no personal data: of each row that a step wrote it holds a commitment
// under a salt of that leaf. Somebody who edits, deletes or adds a row behind
// the application, or the log itself, is found by [Log.Verify] as long as one
// checkpoint is kept where that person cannot write (an [Anchor]). When the
// salt of a leaf is erased ([Log.Erase]), the leaf says nothing any more about
// what was in the row, and the tree stays whole.
//
// A checkpoint is a C2SP signed note over size and root of the tree. Until the
// next one, each new leaf has a MAC under a key that the database does not hold,
// and [Log.Checkpoint] signs no leaf without it: who can write the database but
// has not the key cannot add a leaf, either.
//
// [Log.Prove] and [VerifyReceipt] are the proof that a person takes home;
// [Log.Export] is what an auditor takes. docs/ledger.md has the formats, what is
// proven and what is not.
//
// Who runs a service calls [Open] once, [Log.Append] in every step,
// [Log.Checkpoint] every minute and at shutdown, and [Log.Anchor] daily.
package ledger

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

// Table names the columns of a table that leaves commit to. Each domain
// package lists its own; docs/ledger.md lists all.
type Table struct {
	// Name is the table, Key its primary key, a TEXT column.
	Name, Key string
	// Columns are committed to in this order: integers, text and octets, no
	// floating point. The order is part of the format: add new columns at the
	// end. Rows written before then are compared without them.
	Columns []string
}

// Row names a row that a step wrote, or deleted.
type Row struct {
	Table, ID string
}

// Entry is a step to be logged. Its texts are letters, digits and . : - _ only,
// at most 100, so that no free text gets into a leaf that is never erased.
type Entry struct {
	// Type is what happened, such as "case.opened". "ledger.…" is the log's own.
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

// Options says how a log signs and what it covers.
type Options struct {
	// Origin names the log in its checkpoints and keys, as a URL without scheme
	// such as "forum.example/hulan". No spaces, no plus sign. It never changes.
	Origin string
	// Seed is 32 secret octets from which the keys are derived. Without it the
	// log can be verified and exported; what writes returns [ErrNoKey].
	Seed []byte
	// Tables are those of all domain packages.
	Tables []Table
	// Anchors take checkpoints out of the database's reach, see [Log.Anchor].
	Anchors []Anchor
}

var (
	// ErrNoKey is returned by what writes or signs in a log opened without a seed.
	ErrNoKey = errors.New("ledger: opened without its key, for verification only")
	// ErrKey is returned when the log names another key as its newest: the seed
	// is a wrong or an old one.
	ErrKey = errors.New("ledger: the log is signed with another key")
	// ErrTampered is returned by [Log.Checkpoint] and [Log.Anchor] when the log
	// was changed behind the application. Nothing is signed then. [Log.Verify]
	// says where.
	ErrTampered = errors.New("ledger: changed behind the application")
)

// Log is the ledger of a database. It is safe for concurrent use.
type Log struct {
	db      *store.DB
	origin  string
	tables  map[string]Table
	order   []string // of the tables, as given
	anchors []Anchor
	perPass int64                // leavesPerPass; less in a test
	keys    atomic.Pointer[keys] // nil without a seed
	keyLeaf atomic.Int64         // the newest leaf that names a key and names ours; -1 before the first checkpoint
	written atomic.Int64         // leaves that this process knows to be on disk

	mu     sync.Mutex
	signed head // the newest checkpoint this process has signed or checked
}

// head is a tree: how many leaves, and the hash over them.
type head struct {
	size int64
	root tlog.Hash
}

// Open makes the log over the tables of all domain packages. It fails with
// [ErrKey] when the seed is not that of the log's newest key.
func Open(ctx context.Context, db *store.DB, o Options) (*Log, error) {
	l := &Log{db: db, origin: o.Origin, tables: map[string]Table{}, anchors: o.Anchors, perPass: leavesPerPass}
	l.keyLeaf.Store(-1)
	for _, t := range o.Tables {
		if l.tables[t.Name].Name != "" {
			return nil, fmt.Errorf("ledger: table %s is listed twice", t.Name)
		}
		if t.Key == "" || len(t.Columns) == 0 {
			return nil, fmt.Errorf("ledger: table %s has no key or no columns", t.Name)
		}
		l.tables[t.Name] = t
		l.order = append(l.order, t.Name)
	}
	if o.Seed == nil {
		return l, nil
	}
	k, err := newKeys(o.Origin, o.Seed)
	if err != nil {
		return nil, err
	}
	l.keys.Store(k)
	return l, db.Read(ctx, func(tx *store.Tx) error { return l.checkKey(ctx, tx, k) })
}

// New makes a log with a key of its own that is lost with the process: for
// tests of packages that append. A service uses [Open].
func New(db *store.DB, tables ...Table) (*Log, error) {
	seed := make([]byte, SeedSize)
	rand.Read(seed)
	return Open(context.Background(), db, Options{Origin: "hulan.test", Seed: seed, Tables: tables})
}

// Append writes the leaf of a step and returns its number. It belongs into the
// transaction of the step, after the rows are written.
func (l *Log) Append(ctx context.Context, tx *store.Tx, e Entry) (int64, error) {
	if strings.HasPrefix(e.Type, ownTypes) {
		return 0, fmt.Errorf("ledger: type %s is the log's own", e.Type)
	}
	return l.append(ctx, tx, e, &body{})
}

func (l *Log) append(ctx context.Context, tx *store.Tx, e Entry, b *body) (int64, error) {
	k := l.keys.Load()
	if k == nil {
		return 0, ErrNoKey
	}
	salt, err := l.fill(ctx, tx, e, b)
	if err != nil {
		return 0, fmt.Errorf("ledger: %s: %w", e.Type, err)
	}
	text := encode(b)
	hashes, err := tlog.StoredHashes(b.N, text, reader{ctx, tx})
	if err != nil {
		return 0, fmt.Errorf("ledger: hashes of leaf %d: %w", b.N, err)
	}
	if _, err := tx.Exec(ctx, "INSERT INTO leaf (n, at, type, object, body) VALUES ($1, $2, $3, $4, $5)",
		b.N, b.At, b.Type, b.Object, text); err != nil {
		return 0, err
	}
	if salt != nil {
		if _, err := tx.Exec(ctx, "INSERT INTO leaf_salt (n, salt) VALUES ($1, $2)", b.N, salt); err != nil {
			return 0, err
		}
	}
	if _, err := tx.Exec(ctx, "INSERT INTO leaf_tail (n, mac) VALUES ($1, $2)", b.N, k.tailMAC(b.N, text)); err != nil {
		return 0, err
	}
	if err := insertHashes(ctx, tx, b.N, hashes); err != nil {
		return 0, err
	}
	n := b.N
	tx.AfterCommit(func() { l.raise(n + 1) })
	return n, nil
}

// raise notes that size leaves are on disk.
func (l *Log) raise(size int64) {
	for {
		old := l.written.Load()
		if old >= size || l.written.CompareAndSwap(old, size) {
			return
		}
	}
}

// fill writes the body of an entry's leaf and returns its salt; nil where no row
// is committed to.
func (l *Log) fill(ctx context.Context, tx *store.Tx, e Entry, b *body) ([]byte, error) {
	for _, s := range []string{e.Type, e.Object, e.Actor} {
		if !plain(s) {
			return nil, errors.New("type, object and actor are letters, digits and . : - _ only")
		}
	}
	if e.At.IsZero() {
		e.At = tx.Now()
	}
	b.V, b.Type, b.Object, b.Actor, b.At, b.Rows = formatVersion, e.Type, e.Object, e.Actor, store.Millis(e.At), []rowCommit{}
	var keyLeaf int64
	if err := tx.Get(ctx, "SELECT COALESCE(MAX(n) + 1, 0), (SELECT COALESCE(MAX(n), -1) FROM leaf WHERE type = 'ledger.key') FROM leaf",
		nil, &b.N, &keyLeaf); err != nil {
		return nil, err
	}
	if keyLeaf != l.keyLeaf.Load() {
		if err := l.checkKey(ctx, tx, l.keys.Load()); err != nil {
			return nil, err
		}
	}
	if len(e.Rows) == 0 {
		return nil, nil
	}
	salt := make([]byte, saltLen)
	rand.Read(salt)
	b.Salt = saltHash(salt)
	for _, r := range e.Rows {
		t, ok := l.tables[r.Table]
		if !ok {
			return nil, fmt.Errorf("table %s is not listed", r.Table)
		}
		if !plain(r.ID) {
			return nil, fmt.Errorf("table %s: a key is letters, digits and . : - _ only", r.Table)
		}
		c, err := t.commitRow(ctx, tx, r.ID, salt)
		if err != nil {
			return nil, err
		}
		b.Rows = append(b.Rows, c)
	}
	return salt, nil
}

// Tables are the tables that the log covers, as they were given.
func (l *Log) Tables() []Table {
	var ts []Table
	for _, name := range l.order {
		ts = append(ts, l.tables[name])
	}
	return ts
}
