// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

var long = os.Getenv("HULAN_LONG") == "1"

// tables are those that somebody may edit behind the application.
var tables = map[string][]string{
	"leaf":       {"n", "at", "type", "object", "body"},
	"leaf_hash":  {"i", "h"},
	"leaf_salt":  {"n", "salt"},
	"leaf_tail":  {"n", "mac"},
	"checkpoint": {"size", "note"},
	"thing":      {"id", "name", "n", "data"},
}

// copyOf is what a table held, to be put back.
type copyOf struct {
	table string
	rows  [][]any
}

func take(t testing.TB, db *store.DB, table string) copyOf {
	t.Helper()
	rows, err := db.Writer().QueryContext(t.Context(), "SELECT "+strings.Join(tables[table], ", ")+" FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	c := copyOf{table: table}
	for rows.Next() {
		cells := make([]any, len(tables[table]))
		dest := make([]any, len(cells))
		for i := range cells {
			dest[i] = &cells[i]
		}
		if err := rows.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		c.rows = append(c.rows, cells)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

func takeAll(t testing.TB, db *store.DB) (cs []copyOf) {
	t.Helper()
	for name := range tables {
		cs = append(cs, take(t, db, name))
	}
	return cs
}

// putBack makes the tables what they were.
func putBack(t testing.TB, db *store.DB, cs ...copyOf) error {
	return db.Write(t.Context(), func(tx *store.Tx) error {
		for _, c := range cs {
			if err := refill(tx.SQL(), c); err != nil {
				return err
			}
		}
		return nil
	})
}

// edit draws edits of one kind until the database takes one (it refuses a number
// that is taken), and returns what the tables held before.
func edit(t testing.TB, db *store.DB, do func(*rand.Rand, map[string]*copyOf), r *rand.Rand) (before []copyOf) {
	t.Helper()
	for range 100 {
		before = nil
		all := map[string]*copyOf{}
		for _, c := range takeAll(t, db) {
			all[c.table] = &c
		}
		do(r, all)
		var changed []copyOf
		for _, c := range takeAll(t, db) {
			if !reflect.DeepEqual(c, *all[c.table]) {
				before, changed = append(before, c), append(changed, *all[c.table])
			}
		}
		err := putBack(t, db, changed...)
		if err == nil && len(changed) > 0 {
			return before
		}
		if err != nil && !store.IsUnique(err) {
			t.Fatal(err)
		}
	}
	t.Fatal("the database takes no edit of this kind")
	return nil
}

func refill(tx *sql.Tx, c copyOf) error {
	if _, err := tx.Exec("DELETE FROM " + c.table); err != nil {
		return err
	}
	for _, row := range c.rows {
		var q []string
		for i := range row {
			q = append(q, fmt.Sprintf("$%d", i+1))
		}
		if _, err := tx.Exec("INSERT INTO "+c.table+" ("+strings.Join(tables[c.table], ", ")+") VALUES ("+strings.Join(q, ", ")+")", row...); err != nil {
			return err
		}
	}
	return nil
}

// flip changes one octet at random, or a number, or fills what was NULL; text
// stays text.
func flip(r *rand.Rand, v any) any {
	switch v := v.(type) {
	case int64:
		return v ^ 1<<r.IntN(62)
	case string:
		if v == "" {
			return "x"
		}
		b := []byte(v)
		i := r.IntN(len(b))
		for b[i] >= 0x80 { // the dash of a note, say
			i = (i + 1) % len(b)
		}
		b[i] ^= 1 << r.IntN(3) // ASCII stays ASCII
		if b[i] == 0 {
			b[i] = 'x'
		}
		return string(b)
	case []byte:
		b := bytes.Clone(v)
		if len(b) == 0 {
			return []byte{1}
		}
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		return b
	}
	return nil
}

// edits are what somebody may do who can write the database and knows the
// format, but has not the key.
var edits = []struct {
	name string
	do   func(r *rand.Rand, all map[string]*copyOf)
}{
	{"leaf, one bit", cell("leaf", 4)},
	{"leaf, time column", cell("leaf", 1)},
	{"leaf, type column", cell("leaf", 2)},
	{"leaf, object column", cell("leaf", 3)},
	{"leaf, number", cell("leaf", 0)},
	{"stored hash", cell("leaf_hash", 1)},
	{"stored hash, number", cell("leaf_hash", 0)},
	{"salt", cell("leaf_salt", 1)},
	{"salt, number", cell("leaf_salt", 0)},
	{"checkpoint, note", cell("checkpoint", 1)},
	{"checkpoint, size", cell("checkpoint", 0)},
	{"row, id", cell("thing", 0)},
	{"row, text column", cell("thing", 1)},
	{"row, number column", cell("thing", 2)},
	{"row, octets column", cell("thing", 3)},
	{"row deleted", drop("thing")},
	{"salt deleted", drop("leaf_salt")},
	{"stored hash deleted", drop("leaf_hash")},
	{"leaf deleted", drop("leaf")},
	{"row inserted", func(_ *rand.Rand, all map[string]*copyOf) {
		all["thing"].rows = append(all["thing"].rows, []any{store.NewID(), "new", int64(1), []byte{1}})
	}},
	{"row inserted with an empty key", func(_ *rand.Rand, all map[string]*copyOf) {
		all["thing"].rows = append(all["thing"].rows, []any{"", "new", int64(1), []byte{1}})
	}},
	{"two leaves swapped", func(r *rand.Rand, all map[string]*copyOf) {
		rows := all["leaf"].rows
		i := r.IntN(len(rows))
		j := (i + 1 + r.IntN(len(rows)-1)) % len(rows)
		rows[i][0], rows[j][0] = rows[j][0], rows[i][0]
	}},
	{"two rows swapped", func(r *rand.Rand, all map[string]*copyOf) {
		rows := all["thing"].rows
		i := r.IntN(len(rows))
		j := (i + 1 + r.IntN(len(rows)-1)) % len(rows)
		rows[i][0], rows[j][0] = rows[j][0], rows[i][0]
	}},
	{"leaves cut off at the end, with all that belongs to them", func(r *rand.Rand, all map[string]*copyOf) {
		cut(all, int64(len(all["leaf"].rows)-1-r.IntN(len(all["leaf"].rows)-1)))
	}},
	{"log written anew with a leaf changed", func(r *rand.Rand, all map[string]*copyOf) {
		rows := all["leaf"].rows
		i := r.IntN(len(rows))
		rows[i][4] = bytes.Replace(rows[i][4].([]byte), []byte(`"actor":"system"`), []byte(`"actor":"nobody"`), 1)
		rehash(all)
		all["checkpoint"].rows = nil
	}},
}

func cell(table string, column int) func(*rand.Rand, map[string]*copyOf) {
	return func(r *rand.Rand, all map[string]*copyOf) {
		row := all[table].rows[r.IntN(len(all[table].rows))]
		row[column] = flip(r, row[column])
		if row[column] == nil { // it was NULL
			row[column] = "x"
		}
	}
}

func drop(table string) func(*rand.Rand, map[string]*copyOf) {
	return func(r *rand.Rand, all map[string]*copyOf) {
		rows := all[table].rows
		i := r.IntN(len(rows))
		all[table].rows = append(rows[:i:i], rows[i+1:]...)
	}
}

// cut leaves the first n leaves and nothing that speaks of others.
func cut(all map[string]*copyOf, n int64) {
	keep := func(table string, below int64) {
		var rows [][]any
		for _, r := range all[table].rows {
			if r[0].(int64) < below {
				rows = append(rows, r)
			}
		}
		all[table].rows = rows
	}
	keep("leaf", n)
	keep("leaf_salt", n)
	keep("leaf_tail", n)
	keep("leaf_hash", tlog.StoredHashCount(n))
	keep("checkpoint", n+1)
}

// rehash makes the stored hashes those of the leaves.
func rehash(all map[string]*copyOf) {
	byNumber := map[int64][]byte{}
	for _, r := range all["leaf"].rows {
		byNumber[r[0].(int64)] = r[4].([]byte)
	}
	var hashes []tlog.Hash
	read := tlog.HashReaderFunc(func(at []int64) (out []tlog.Hash, _ error) {
		for _, i := range at {
			out = append(out, hashes[i])
		}
		return out, nil
	})
	all["leaf_hash"].rows = nil
	for n := range int64(len(byNumber)) {
		hs, err := tlog.StoredHashes(n, byNumber[n], read)
		if err != nil {
			panic(err)
		}
		for _, h := range hs {
			all["leaf_hash"].rows = append(all["leaf_hash"].rows, []any{int64(len(hashes)), bytes.Clone(h[:])})
			hashes = append(hashes, h)
		}
	}
}

// Every edit of a row or of the log behind the application is found by somebody
// who has the published key and one checkpoint from outside, and no secret.
func TestEdits(t *testing.T) {
	n := 200
	if long {
		n = 1000
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		fill(t, db, l, 20)
		outside := [][]byte{checkpoint(t, l).Note}
		fill(t, db, l, 20)
		outside = append(outside, checkpoint(t, l).Note)
		o := options()
		o.Seed = nil
		outsider := again(t, db, o)
		check := func() *ledger.Report {
			rep, err := outsider.Verify(t.Context(), ledger.VerifyOptions{Key: l.VerifierKey(), Checkpoints: outside})
			if err != nil {
				t.Fatal(err)
			}
			return rep
		}
		mustHold(t, check())
		r := rand.New(rand.NewPCG(4, 24))
		found, done := map[string]int{}, map[string]int{}
		for i := range n {
			e := edits[i%len(edits)]
			before := edit(t, db, e.do, r)
			done[e.name]++
			if rep := check(); rep.OK() {
				t.Errorf("edit %d, %s, was not found", i, e.name)
			} else {
				found[e.name]++
			}
			if err := putBack(t, db, before...); err != nil {
				t.Fatal(err)
			}
		}
		mustHold(t, check())
		total := 0
		for _, e := range edits {
			t.Logf("%-60s %3d of %3d", e.name, found[e.name], done[e.name])
			total += found[e.name]
		}
		t.Logf("found %d of %d edits", total, n)
	})
}

// Every octet of every table counts: each changed by one bit, one after the
// other. With HULAN_LONG=1 all of them, otherwise every eleventh.
func TestEveryOctet(t *testing.T) {
	every := 11
	if long {
		every = 1
	}
	db := storetest.SQLite(t)
	l := open(t, db)
	fill(t, db, l, 6)
	outside := checkpoint(t, l).Note
	if _, err := put(t.Context(), db, l, "tail", "x"); err != nil { // so that leaf_tail has a row
		t.Fatal(err)
	}
	mustHold(t, verify(t, l, outside))
	run(t, db, "PRAGMA synchronous=OFF") // this test writes twice for each octet
	octets, k := 0, 0
	for table, columns := range tables {
		for _, row := range take(t, db, table).rows {
			for c, v := range row {
				for i := range octetsOf(v) {
					changed, ok := flipOctet(v, i)
					if k++; k%every != 0 || !ok {
						continue
					}
					set := "UPDATE " + table + " SET " + columns[c] + " = $1 WHERE " + columns[c] + " IS $2 AND " + columns[0] + " = $3"
					if _, err := db.Writer().Exec(set, changed, v, row[0]); err != nil {
						continue // the number is taken
					}
					octets++
					if verify(t, l, outside).OK() {
						t.Errorf("octet %d of %s.%s in row %v was changed and not found", i, table, columns[c], row[0])
					}
					key := row[0]
					if c == 0 {
						key = changed
					}
					run(t, db, set, v, changed, key)
				}
			}
		}
	}
	mustHold(t, verify(t, l, outside))
	t.Logf("%d octets changed, each found", octets)
}

func octetsOf(v any) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 8 // a number, or NULL, which becomes one
}

// flipOctet changes a bit of octet i; not where text would be text no more.
func flipOctet(v any, i int) (any, bool) {
	switch v := v.(type) {
	case string:
		b := []byte(v)
		b[i] ^= 1
		return string(b), b[i] < 0x80
	case []byte:
		b := bytes.Clone(v)
		b[i] ^= 1
		return b, true
	case int64:
		return v ^ 1<<(8*i), true
	}
	return int64(1) << (8 * i), true
}

// A log of more leaves than one pass takes is compared as a whole: each row is
// met once, and each change of one is named once.
func TestPasses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		ids := fill(t, db, l, 60)
		for _, perPass := range []int64{1 << 19, 20, 3} {
			l.SetLeavesPerPass(perPass)
			rep := verify(t, l)
			mustHold(t, rep)
			if rep.Rows != int64(len(ids)) {
				t.Errorf("%d leaves in a pass: %d rows compared, want %d", perPass, rep.Rows, len(ids))
			}
		}
		for i, id := range ids {
			switch i % 3 {
			case 0:
				run(t, db, "UPDATE thing SET n = -1 WHERE id = $1", id)
			case 1:
				run(t, db, "DELETE FROM thing WHERE id = $1", id)
			case 2:
				run(t, db, "INSERT INTO thing (id) VALUES ($1)", id+"x")
			}
		}
		rep := verify(t, l)
		named := map[string]int{}
		for _, p := range rep.Problems {
			named[strings.TrimSuffix(p.ID, "x")]++
		}
		for _, id := range ids {
			if named[id] != 1 {
				t.Errorf("a changed row was named %d times", named[id])
			}
		}
		if len(rep.Problems) != len(ids) {
			t.Errorf("%d problems, want %d", len(rep.Problems), len(ids))
		}
	})
}
