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

// leavesPerPass bounds the memory of the comparison: each row that leaves speak
// of takes about 160 octets, so a pass takes some 80 MB, and with garbage 223 MB
// were measured. More leaves take more passes, each with a part of the rows.
const leavesPerPass = 1 << 19

// rowName stands for table and id in the map of newest leaves: 16 octets of a
// hash, among which a collision is as hard to make as 2^64 hashes. One would
// show as a changed row, never hide one.
type rowName [16]byte

func nameOf(table, id string) (r rowName) {
	h := sha256.Sum256([]byte(table + "\x00" + id))
	copy(r[:], h[:])
	return r
}

// last is what the newest leaf of a row says.
type last struct {
	n       int64
	commit  [sha256.Size]byte
	salt    [saltLen]byte
	cols    int32
	present bool // the row is there, by the leaf
	salted  bool // the salt is there
	seen    bool // the row was met
}

// rows compares each row with the newest leaf that speaks of it.
func (v *verification) rows() error {
	for i := range v.passes {
		p := v.pass
		if i > 0 {
			p = newPass(v, i)
			if err := p.collect(); err != nil {
				return err
			}
		}
		for _, name := range v.l.order {
			if err := p.table(v.l.tables[name]); err != nil {
				return err
			}
		}
		if err := p.unmet(); err != nil {
			return err
		}
		p.newest = nil
	}
	for _, name := range v.l.order {
		if err := v.countRows(name); err != nil {
			return err
		}
	}
	return nil
}

// rowPass is the part of the rows whose names fall to it.
type rowPass struct {
	*verification
	number  int64
	newest  map[rowName]last
	unknown map[string]bool // tables that were named as such
}

func newPass(v *verification, number int64) *rowPass {
	return &rowPass{verification: v, number: number, newest: map[rowName]last{}, unknown: map[string]bool{}}
}

func (p *rowPass) mine(r rowName) bool {
	return int64(binary.BigEndian.Uint16(r[:]))%p.passes == p.number
}

// take notes what a leaf says of its rows; a later leaf takes the place of an
// earlier one.
func (p *rowPass) take(b *body, salt []byte) {
	for _, r := range b.Rows {
		t, ok := p.l.tables[r.Table]
		if (!ok || r.Cols > len(t.Columns) || r.Cols < 1) && !p.unknown[r.Table] && p.number == 0 {
			p.unknown[r.Table] = true
			p.rep.add(TableUnknown, b.N, r.Table, r.ID, "it, or a column of it")
		}
		name := nameOf(r.Table, r.ID)
		if !ok || !p.mine(name) {
			continue
		}
		w := last{n: b.N, cols: int32(r.Cols), present: r.Commit != nil, salted: salt != nil}
		copy(w.commit[:], r.Commit)
		copy(w.salt[:], salt)
		p.newest[name] = w
	}
}

// collect reads the leaves for a pass after the first.
func (p *rowPass) collect() error {
	for from := int64(0); ; {
		leaves, err := readLeaves(p.ctx, p.tx, from)
		if err != nil || len(leaves) == 0 {
			return err
		}
		end := leaves[len(leaves)-1].n + 1
		salts, err := readOctets(p.ctx, p.tx, "SELECT n, salt FROM leaf_salt WHERE n >= $1 AND n < $2", from, end)
		if err != nil {
			return err
		}
		for _, leaf := range leaves {
			if b, err := decode(leaf.body); err == nil { // the others were named before
				p.take(b, salts[leaf.n])
			}
		}
		from = end
	}
}

// storedRow is a row of a table.
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
		for _, r := range rows {
			if name := nameOf(t.Name, r.id); p.mine(name) {
				p.rep.Rows++
				p.row(t, name, r)
			}
		}
	}
}

// row compares a row with what its newest leaf says.
func (p *rowPass) row(t Table, name rowName, r storedRow) {
	w, ok := p.newest[name]
	w.seen = true
	id := showID(r.id)
	switch {
	case !ok:
		p.rep.add(RowExtra, -1, t.Name, id, "")
		return
	case !w.present:
		p.rep.add(RowExtra, w.n, t.Name, id, "the leaf says it was deleted")
		return
	}
	p.newest[name] = w
	switch {
	case int(w.cols) > len(r.cells) || w.cols < 1:
		return // a newer program's, said before
	case !w.salted:
		// An erasure commits to every row anew, so this is either a salt that is
		// missing without one, or a row left out of one.
		p.rep.add(RowErased, w.n, t.Name, id, "")
		return
	}
	got, err := t.commit(w.salt[:], r.id, r.cells[:w.cols])
	if err != nil {
		p.rep.add(RowUnreadable, w.n, t.Name, id, err.Error())
	} else if !bytes.Equal(got, w.commit[:]) {
		p.rep.add(RowChanged, w.n, t.Name, id, "")
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

// unmet names the rows that leaves speak of and the tables do not have.
func (p *rowPass) unmet() error {
	var missing []int64
	for _, w := range p.newest {
		if w.present && !w.seen {
			missing = append(missing, w.n)
		}
	}
	slices.Sort(missing)
	missing = slices.Compact(missing)
	if p.rep.More += int64(max(0, len(missing)-maxProblems)); len(missing) > maxProblems {
		missing = missing[:maxProblems]
	}
	for part := range slices.Chunk(missing, 100) { // a leaf may have 200 rows
		bodies, err := readOctets(p.ctx, p.tx, "SELECT n, body FROM leaf WHERE n IN ("+placeholders(1, len(part))+")", anys(part)...)
		if err != nil {
			return err
		}
		for _, n := range part {
			b, err := decode(bodies[n])
			if err != nil {
				continue
			}
			for _, r := range b.Rows {
				if w := p.newest[nameOf(r.Table, r.ID)]; w.n == n && w.present && !w.seen {
					p.rep.add(RowMissing, n, r.Table, r.ID, "")
				}
			}
		}
	}
	return nil
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
