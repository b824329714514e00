// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/internal/store"
)

// rowsPerPass bounds the memory of the comparison: each row that leaves speak of
// takes about 50 octets, so a pass takes 50 MB. More rows take more passes.
const rowsPerPass = 1 << 20

// rowName stands for table and id in the map of newest leaves: 16 octets of a
// hash, among which a collision is as hard to make as 2^64 hashes. One would
// show as a changed row, never hide one.
type rowName [16]byte

func nameOf(table, id string) (r rowName) {
	h := sha256.Sum256([]byte(table + "\x00" + id))
	copy(r[:], h[:])
	return r
}

// last is what the newest leaf of a row says: its number, and whether the row
// is there. seen is set once the row was met.
type last struct {
	n             int64
	present, seen bool
}

// rows compares each row with the newest leaf that speaks of it.
func (v *verification) rows() error {
	passes := v.rep.Leaves/rowsPerPass + 1
	for pass := range passes {
		p := &rowPass{verification: v, mine: func(r rowName) bool {
			return int64(binary.BigEndian.Uint16(r[:]))%passes == pass
		}}
		if err := p.collect(); err != nil {
			return err
		}
		for _, name := range v.l.order {
			if err := p.table(v.l.tables[name]); err != nil {
				return err
			}
		}
		if err := p.unmet(); err != nil {
			return err
		}
	}
	for _, name := range v.l.order {
		if err := v.countRows(name); err != nil {
			return err
		}
	}
	return nil
}

// rowPass is the part of the rows whose names are mine.
type rowPass struct {
	*verification
	mine   func(rowName) bool
	newest map[rowName]last
}

// collect finds the newest leaf of each row.
func (p *rowPass) collect() error {
	p.newest = map[rowName]last{}
	unknown := map[string]bool{}
	return p.eachLeaf(func(b *body) {
		for _, r := range b.Rows {
			t, ok := p.l.tables[r.Table]
			if (!ok || r.Cols > len(t.Columns)) && !unknown[r.Table] {
				unknown[r.Table] = true
				p.rep.add(TableUnknown, b.N, r.Table, r.ID, "")
			}
			if name := nameOf(r.Table, r.ID); ok && p.mine(name) {
				p.newest[name] = last{n: b.N, present: r.Commit != nil}
			}
		}
	})
}

func (v *verification) eachLeaf(f func(*body)) error {
	for from := int64(0); ; {
		leaves, err := readLeaves(v.ctx, v.tx, from)
		if err != nil || len(leaves) == 0 {
			return err
		}
		for _, leaf := range leaves {
			if b, err := decode(leaf.body); err == nil { // the others were named before
				f(b)
			}
		}
		from = leaves[len(leaves)-1].n + 1
	}
}

// stored is a row of a table.
type storedRow struct {
	id    string
	cells []any
}

// table goes through the rows of a table by their key.
func (p *rowPass) table(t Table) error {
	var after *string
	for {
		rows, err := p.page(t, after)
		if err != nil || len(rows) == 0 {
			return err
		}
		after = &rows[len(rows)-1].id
		met := map[int64][]storedRow{}
		for _, r := range rows {
			name := nameOf(t.Name, r.id)
			if !p.mine(name) {
				continue
			}
			p.rep.Rows++
			w, ok := p.newest[name]
			if !ok {
				p.rep.add(RowExtra, -1, t.Name, showID(r.id), "")
				continue
			}
			if !w.present {
				p.rep.add(RowExtra, w.n, t.Name, showID(r.id), "the leaf says it was deleted")
				continue
			}
			w.seen = true
			p.newest[name] = w
			met[w.n] = append(met[w.n], r)
		}
		if err := p.compare(t, met); err != nil {
			return err
		}
	}
}

// showID keeps a key out of the report that no leaf can have named: it may hold
// anything.
func showID(id string) string {
	if plain(id) {
		return id
	}
	return "(a key that is no id)"
}

func (p *rowPass) page(t Table, after *string) ([]storedRow, error) {
	where, args := "", []any{batch}
	if after != nil {
		where, args = " WHERE "+t.Key+" > $2", append(args, *after)
	}
	return store.Rows(p.ctx, p.tx, func(scan func(...any) error) (storedRow, error) {
		var r storedRow
		cells, dest := scanInto(len(t.Columns))
		err := scan(append([]any{&r.id}, dest...)...)
		r.cells = cells
		return r, err
	}, "SELECT "+t.Key+", "+strings.Join(t.Columns, ", ")+" FROM "+t.Name+where+" ORDER BY "+t.Key+" LIMIT $1", args...)
}

// compare checks the rows of a page against the leaves that speak of them.
func (p *rowPass) compare(t Table, met map[int64][]storedRow) error {
	if len(met) == 0 {
		return nil
	}
	var ns []int64
	for n := range met {
		ns = append(ns, n)
	}
	slices.Sort(ns)
	bodies, err := readOctets(p.ctx, p.tx, "SELECT n, body FROM leaf WHERE n IN ("+placeholders(1, len(ns))+")", anys(ns)...)
	if err != nil {
		return err
	}
	salts, err := readOctets(p.ctx, p.tx, "SELECT n, salt FROM leaf_salt WHERE n IN ("+placeholders(1, len(ns))+")", anys(ns)...)
	if err != nil {
		return err
	}
	for _, n := range ns {
		b, err := decode(bodies[n])
		if err != nil {
			continue
		}
		for _, r := range met[n] {
			if err := p.compareRow(t, b, salts[n], r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *rowPass) compareRow(t Table, b *body, salt []byte, r storedRow) error {
	i := slices.IndexFunc(b.Rows, func(c rowCommit) bool { return c.Table == t.Name && c.ID == r.id })
	if i < 0 {
		p.rep.add(RowChanged, b.N, t.Name, showID(r.id), "")
		return nil
	}
	c := b.Rows[i]
	switch {
	case c.Cols > len(r.cells) || c.Cols < 1:
		return nil // a newer program's, said before
	case salt == nil:
		// Missing without an erasure is said before. With one, Erase has
		// committed to the row anew, so a leaf is newer than this one.
		erased, err := p.erased(b)
		if err == nil && erased {
			p.rep.add(RowChanged, b.N, t.Name, showID(r.id), "it was not committed to again when its leaf was erased")
		}
		return err
	}
	got, err := t.commit(salt, r.id, r.cells[:c.Cols])
	if err != nil {
		p.rep.add(RowUnreadable, b.N, t.Name, showID(r.id), err.Error())
	} else if !bytes.Equal(got, c.Commit) {
		p.rep.add(RowChanged, b.N, t.Name, showID(r.id), "")
	}
	return nil
}

// unmet names the rows that leaves speak of and the tables do not have.
func (p *rowPass) unmet() error {
	missing := map[int64]bool{}
	for _, w := range p.newest {
		if w.present && !w.seen {
			missing[w.n] = true
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return p.eachLeaf(func(b *body) {
		if !missing[b.N] {
			return
		}
		for _, r := range b.Rows {
			if w := p.newest[nameOf(r.Table, r.ID)]; w.n == b.N && w.present && !w.seen {
				p.rep.add(RowMissing, b.N, r.Table, r.ID, "")
			}
		}
	})
}

// countRows finds rows that the order of keys does not reach.
func (v *verification) countRows(table string) error {
	t := v.l.tables[table]
	all, err := v.number("SELECT count(*) FROM " + t.Name)
	if err != nil {
		return err
	}
	keyed, err := v.number("SELECT count(DISTINCT " + t.Key + ") FROM " + t.Name)
	if err == nil && all != keyed {
		v.rep.add(RowUnreadable, -1, t.Name, "", fmt.Sprintf("%d rows without a key of their own", all-keyed))
	}
	return err
}
