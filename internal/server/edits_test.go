// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// Every table and column that docs/ledger.md lists, of a service in which
// everything has happened, and the log's own: an edit, a deletion and an addition
// behind the application are found by somebody who has the published key and one
// checkpoint from outside. With HULAN_LONG=1 a thousand random ones.
func TestEditsOfEveryTable(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred verifications of the log")
	}
	for _, kind := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(kind), func(t *testing.T) {
			flags := map[string]string{}
			if kind == store.Postgres {
				flags["database"] = storetest.Postgres(t)
			}
			d, err := OpenDemo(t.Context(), settings(t, t.TempDir(), flags), slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
			eventful(t, d)
			cp, err := d.Ledger.Checkpoint(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			outsider, err := ledger.Open(t.Context(), d.DB, ledger.Options{Tables: Tables()})
			if err != nil {
				t.Fatal(err)
			}
			v := &vandal{t: t, db: behind(t, d.DB), r: rand.New(rand.NewPCG(4, 27)), holds: func() bool {
				rep, err := outsider.Verify(t.Context(), ledger.VerifyOptions{Key: d.Ledger.VerifierKey(), Checkpoints: [][]byte{cp.Note}})
				if err != nil {
					t.Fatal(err)
				}
				return rep.OK()
			}}
			if !v.holds() {
				t.Fatal("the log does not verify before anything was edited")
			}
			tables := append(Tables(), []ledger.Table{
				{Name: "leaf", Key: "n", Columns: []string{"at", "type", "object", "body"}},
				{Name: "leaf_hash", Key: "i", Columns: []string{"h"}},
				{Name: "leaf_salt", Key: "n", Columns: []string{"salt"}},
				{Name: "checkpoint", Key: "size", Columns: []string{"note"}},
			}...)
			v.rampage(tables)
			if !v.holds() {
				t.Error("the log does not verify when everything was put back")
			}
			t.Logf("found %d of %d edits, deletions and additions, in %d columns of %d tables", v.found, v.done, len(v.columns), len(tables))
		})
	}
}

// eventful makes what the demonstration has none of, so that no table is empty.
func eventful(t *testing.T, d *Demo) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	staff := docket.Actor{Kind: docket.Staff, ID: d.People[1].ID}
	for range 2 { // about one page: they are linked
		_, err := d.Desk.File(ctx, &desk.Form{
			Lang: "en", Channel: desk.Web, Mode: desk.Identified, Categories: []string{"contact"}, Relation: desk.Self, Contact: "lin@mail.example", Name: "Lin Xia",
			Places: []docket.Text{"https://clearbrook.example/same"}, What: "words", Passphrase: "words words",
			Files: []docket.File{{Name: "a.png", Media: "image/png", Scrub: docket.Clean, Data: []byte("octets")}},
		}, desk.NewReceipt(), store.NewID(), docket.Actor{Kind: docket.Person})
		must(err)
	}
	_, _, err := d.Accounts.NewKey(ctx, account.Fixed(staff.ID, d.DB.Now(), account.Officer), account.Key{Label: "monitor", Rights: []account.Right{account.StatsRead}})
	must(err)
	must(d.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := d.Docket.PutTemplate(ctx, tx, docket.Template{Purpose: "respond", Lang: "en", Title: "Gone", Body: "It is gone."}, staff); err != nil {
			return err
		}
		if _, err := d.Docket.PutRule(ctx, tx, docket.Rule{Position: 1, If: docket.Conditions{Lang: []string{"en"}}, Queue: docket.MainQueue, Active: true}, staff); err != nil {
			return err
		}
		return nil
	}))
}

// behind opens the database behind the application, without the rules that it
// keeps: who can write the database can drop them.
func behind(t *testing.T, db *store.DB) *sql.DB {
	t.Helper()
	driver, dsn, free := "sqlite", strings.SplitN(db.DSN(), "?", 2)[0]+"?_pragma=busy_timeout(20000)&_pragma=ignore_check_constraints(ON)", ""
	if db.Dialect() == store.Postgres {
		driver, dsn = "pgx", db.DSN()
		free = `DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace
			LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; END $$`
	}
	raw, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	raw.SetMaxOpenConns(1)
	if _, err := raw.ExecContext(t.Context(), free); err != nil {
		t.Fatal(err)
	}
	return raw
}

// vandal edits a database behind the application, one edit at a time, and sees
// whether it is found.
type vandal struct {
	t           *testing.T
	db          *sql.DB
	r           *rand.Rand
	holds       func() bool
	columns     map[string]bool
	done, found int
}

// rampage edits every column of every table, or as many of them at random, and
// deletes and adds a row of each table.
func (v *vandal) rampage(tables []ledger.Table) {
	v.t.Helper()
	v.columns = map[string]bool{}
	for _, tb := range tables {
		for _, c := range append([]string{tb.Key}, tb.Columns...) {
			v.edit(tb, c)
			v.columns[tb.Name+"."+c] = true
		}
		v.remove(tb)
		v.add(tb)
	}
	for os.Getenv("HULAN_LONG") == "1" && v.done < 1000 {
		tb := tables[v.r.IntN(len(tables))]
		switch all := append([]string{tb.Key}, tb.Columns...); v.r.IntN(8) {
		case 0:
			v.remove(tb)
		case 1:
			v.add(tb)
		default:
			v.edit(tb, all[v.r.IntN(len(all))])
		}
	}
}

// rows reads a table as it is.
func (v *vandal) rows(table string) (names []string, all [][]any) {
	v.t.Helper()
	rows, err := v.db.QueryContext(v.t.Context(), "SELECT * FROM "+table)
	if err != nil {
		v.t.Fatal(err)
	}
	defer rows.Close()
	if names, err = rows.Columns(); err != nil {
		v.t.Fatal(err)
	}
	for rows.Next() {
		cells, dest := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			dest[i] = &cells[i]
		}
		if err := rows.Scan(dest...); err != nil {
			v.t.Fatal(err)
		}
		for i, c := range cells {
			if b, ok := c.([]byte); ok && b == nil {
				cells[i] = []byte{} // nil would be written back as NULL
			}
		}
		all = append(all, cells)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		v.t.Fatalf("table %s has %d rows: %v", table, len(all), err)
	}
	return names, all
}

func (v *vandal) exec(q string, args ...any) error {
	_, err := v.db.ExecContext(context.Background(), q, args...)
	return err
}

// check sees whether what was done is found, undoes it and counts it.
func (v *vandal) check(what string, undo func() error) {
	v.t.Helper()
	v.done++
	if v.holds() {
		v.t.Errorf("%s was not found", what)
	} else {
		v.found++
	}
	if err := undo(); err != nil {
		v.t.Fatalf("%s cannot be undone: %v", what, err)
	}
}

// edit changes one cell. Where the database takes no such value, as it is unique
// and taken, another is tried.
func (v *vandal) edit(tb ledger.Table, column string) {
	v.t.Helper()
	names, all := v.rows(tb.Name)
	c, k := slices.Index(names, column), slices.Index(names, tb.Key)
	var err error
	for range 50 {
		row := all[v.r.IntN(len(all))]
		changed := v.other(row[c])
		if err = v.exec("UPDATE "+tb.Name+" SET "+column+" = $1 WHERE "+tb.Key+" = $2", changed, row[k]); err != nil {
			continue
		}
		key := row[k]
		if column == tb.Key {
			key = changed
		}
		v.check("an edit of "+tb.Name+"."+column, func() error {
			return v.exec("UPDATE "+tb.Name+" SET "+column+" = $1 WHERE "+tb.Key+" = $2", row[c], key)
		})
		return
	}
	v.t.Fatalf("%s.%s takes no edit: %v", tb.Name, column, err)
}

// other is a value near v, of its kind.
func (v *vandal) other(cell any) any {
	switch x := cell.(type) {
	case int64:
		return x ^ 1<<v.r.IntN(40)
	case string:
		if x == "" {
			return "x"
		}
		b := []byte(x)
		i := v.r.IntN(len(b))
		if b[i] >= 0x80 {
			return x + "x"
		}
		b[i] = 'a' + (b[i]+1)%26
		return string(b)
	case []byte:
		if len(x) == 0 {
			return []byte{1}
		}
		b := bytes.Clone(x)
		b[v.r.IntN(len(b))] ^= 1 << v.r.IntN(8)
		return b
	}
	return []byte{1} // it was NULL
}

func (v *vandal) insert(table string, names []string, row []any) error {
	return v.exec("INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+marks(len(names))+")", row...)
}

func marks(n int) string {
	var all []string
	for i := range n {
		all = append(all, "$"+strconv.Itoa(i+1))
	}
	return strings.Join(all, ", ")
}

// remove deletes a row.
func (v *vandal) remove(tb ledger.Table) {
	v.t.Helper()
	names, all := v.rows(tb.Name)
	row := all[v.r.IntN(len(all))]
	if err := v.exec("DELETE FROM "+tb.Name+" WHERE "+tb.Key+" = $1", row[slices.Index(names, tb.Key)]); err != nil {
		v.t.Fatal(err)
	}
	v.check("a deletion in "+tb.Name, func() error { return v.insert(tb.Name, names, row) })
}

// add inserts a row like another one, with all that must be unique changed.
func (v *vandal) add(tb ledger.Table) {
	v.t.Helper()
	names, all := v.rows(tb.Name)
	row := slices.Clone(all[v.r.IntN(len(all))])
	k := slices.Index(names, tb.Key)
	err := v.insert(tb.Name, names, row)
	for range 50 {
		if err == nil {
			break
		}
		for i := range row {
			if _, octets := row[i].([]byte); octets || i == k || slices.Contains([]string{"ref", "seq", "n", "state", "rel", "ver"}, names[i]) {
				row[i] = v.other(row[i])
			}
		}
		err = v.insert(tb.Name, names, row)
	}
	if err != nil {
		v.t.Fatalf("%s takes no row: %v", tb.Name, err)
	}
	v.check("an addition to "+tb.Name, func() error { return v.exec("DELETE FROM "+tb.Name+" WHERE "+tb.Key+" = $1", row[k]) })
}
