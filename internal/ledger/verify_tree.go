// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"crypto/hmac"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

// tree goes through all leaves in their order and rebuilds the tree.
func (v *verification) tree() error {
	t := &rebuilt{verification: v}
	for !v.broken {
		leaves, err := readLeaves(v.ctx, v.tx, t.calc.size)
		if err != nil {
			return err
		}
		if len(leaves) == 0 {
			break
		}
		if err := t.batch(leaves); err != nil {
			return err
		}
	}
	v.rep.Leaves, v.rep.Root = t.calc.size, t.calc.root().String()
	if v.broken {
		return nil
	}
	if err := t.finish(); err != nil {
		return err
	}
	if err := v.tail(); err != nil {
		return err
	}
	return v.counts(t)
}

// rebuilt is the tree as the bodies give it, and as the stored hashes say.
type rebuilt struct {
	*verification
	calc, stored frontier
	salts        int64
	notes        []Checkpoint // stored ones that the tree has not reached
	notesFrom    *int64       // where the next ones are read
	notesDone    bool
	outsideNext  int
}

func (t *rebuilt) batch(leaves []leafRow) error {
	first, end := t.calc.size, leaves[len(leaves)-1].n+1
	hashes, err := readHashRange(t.ctx, t.tx, first, min(end, first+batch))
	if err != nil {
		return err
	}
	salts, err := readOctets(t.ctx, t.tx, "SELECT n, salt FROM leaf_salt WHERE n >= $1 AND n < $2", first, end)
	if err != nil {
		return err
	}
	for _, leaf := range leaves {
		if leaf.n != t.calc.size {
			t.rep.add(LeafMissing, t.calc.size, "", "", "nothing behind it was verified")
			t.broken = true
			return nil
		}
		if err := t.leaf(leaf, salts[leaf.n]); err != nil {
			return err
		}
		t.hashes(leaf, hashes)
		if err := t.meet(); err != nil {
			return err
		}
	}
	return nil
}

// leaf compares a body with its columns and its salt.
func (t *rebuilt) leaf(r leafRow, salt []byte) error {
	b, err := decode(r.body)
	if err != nil {
		t.rep.add(LeafChanged, r.n, "", "", err.Error())
		return nil
	}
	if b.N != r.n || b.At != r.at || b.Type != r.typ || b.Object != r.object {
		t.rep.add(LeafChanged, r.n, "", "", "its columns are not those of its body")
	}
	t.pass.take(b, salt)
	if b.Type == typeErased {
		kept, err := t.number("SELECT count(*) FROM leaf JOIN leaf_salt ON leaf_salt.n = leaf.n WHERE leaf.object = $1 AND leaf.n < $2", b.Object, b.N)
		if err != nil {
			return err
		}
		if kept > 0 {
			t.rep.add(SaltKept, r.n, "", "", fmt.Sprintf("%d of earlier leaves", kept))
		}
	}
	switch {
	case salt == nil && b.Salt == nil:
	case salt == nil:
		erased, err := t.erased(b)
		if err != nil {
			return err
		}
		if erased {
			t.rep.Erased++
		} else {
			t.rep.add(SaltMissing, r.n, "", "", "")
		}
	default:
		t.salts++
		if !bytes.Equal(saltHash(salt), b.Salt) {
			t.rep.add(SaltChanged, r.n, "", "", "")
		}
	}
	return nil
}

// erased says whether a later leaf erased the salt of b.
func (v *verification) erased(b *body) (bool, error) {
	n, err := v.number("SELECT COALESCE(MAX(n), -1) FROM leaf WHERE object = $1 AND type = 'ledger.erased'", b.Object)
	return n > b.N, err
}

// hashes adds a leaf to the tree, and compares each stored hash with what it is
// the hash of, as stored: so the one that was changed is named, not all above it.
func (t *rebuilt) hashes(leaf leafRow, stored map[int64][]byte) {
	at := tlog.StoredHashIndex(0, leaf.n)
	h := tlog.RecordHash(leaf.body)
	t.calc.add(h)
	read := func(level int) (s tlog.Hash) {
		if b, ok := stored[at+int64(level)]; ok && len(b) == tlog.HashSize {
			copy(s[:], b)
			return s
		}
		t.rep.add(HashChanged, leaf.n, "", "", fmt.Sprintf("number %d is missing", at+int64(level)))
		return s
	}
	s := read(0)
	if s != h {
		t.rep.add(LeafChanged, leaf.n, "", "", "its hash is not the stored one")
	}
	f := &t.stored
	f.hashes = append(f.hashes, s)
	for level := range bits.TrailingZeros64(uint64(f.size + 1)) {
		k := len(f.hashes)
		want, s := tlog.NodeHash(f.hashes[k-2], f.hashes[k-1]), read(level+1)
		if s != want {
			t.rep.add(HashChanged, leaf.n, "", "", fmt.Sprintf("number %d", at+int64(level+1)))
		}
		f.hashes = append(f.hashes[:k-2], s)
	}
	f.size++
}

// meet compares the tree with the checkpoints of its present size.
func (t *rebuilt) meet() error {
	size := t.calc.size
	var stored bool
	for {
		if len(t.notes) == 0 && !t.notesDone {
			if err := t.moreNotes(); err != nil {
				return err
			}
		}
		if len(t.notes) == 0 || t.notes[0].Size > size {
			break
		}
		c := t.notes[0]
		t.notes = t.notes[1:]
		s, ok := t.open(c.Note, true)
		switch {
		case !ok || s.head.size != c.Size:
			t.rep.add(NoteUnsigned, c.Size, "", "", "")
		case s.head != (head{size, t.calc.root()}):
			t.rep.add(NoteDiffers, c.Size, "", "", "")
		default:
			stored, t.rep.Signed = true, size
		}
	}
	for _, s := range t.line {
		if s.from+1 == size && !stored {
			t.rep.add(KeyChain, s.from, "", "", "no checkpoint of the tree that ends with the leaf")
		}
	}
	for ; t.outsideNext < len(t.outside) && t.outside[t.outsideNext].head.size == size; t.outsideNext++ {
		o := t.outside[t.outsideNext]
		if o.head.root != t.calc.root() {
			t.rep.add(NoteDiffers, size, "", "", fmt.Sprintf("number %d from outside", o.index))
		} else if !stored {
			t.rep.add(NoteMissing, size, "", "", fmt.Sprintf("number %d from outside", o.index))
		}
	}
	return nil
}

func (t *rebuilt) moreNotes() error {
	where, args := "", []any{batch}
	if t.notesFrom != nil {
		where, args = "WHERE size > $2 ", append(args, *t.notesFrom)
	}
	cs, err := store.Rows(t.ctx, t.tx, func(scan func(...any) error) (c Checkpoint, err error) {
		err = scan(&c.Size, &c.Note)
		return c, err
	}, "SELECT size, note FROM checkpoint "+where+"ORDER BY size LIMIT $1", args...)
	if err != nil {
		return err
	}
	t.notesDone = len(cs) < batch
	t.notes = cs
	t.rep.Checkpoints += len(cs)
	if len(cs) > 0 {
		t.notesFrom = &cs[len(cs)-1].Size
	}
	return nil
}

// finish speaks of the checkpoints that the tree never reached.
func (t *rebuilt) finish() error {
	for {
		if len(t.notes) == 0 && !t.notesDone {
			if err := t.moreNotes(); err != nil {
				return err
			}
		}
		if len(t.notes) == 0 {
			break
		}
		t.rep.add(NoteBeyond, t.notes[0].Size, "", "", "")
		t.notes = t.notes[1:]
	}
	for _, o := range t.outside[t.outsideNext:] {
		t.rep.add(NoteBeyond, o.head.size, "", "", fmt.Sprintf("number %d from outside: leaves were cut off, or the database is an older one", o.index))
	}
	return nil
}

// tail compares the MACs of the leaves that no checkpoint covers.
func (v *verification) tail() error {
	k := v.l.keys.Load()
	var seen int64
	for from := v.rep.Signed; from < v.rep.Leaves; from += batch {
		macs, err := readOctets(v.ctx, v.tx, "SELECT n, mac FROM leaf_tail WHERE n >= $1 AND n < $2", from, from+batch)
		if err != nil {
			return err
		}
		leaves, err := readLeaves(v.ctx, v.tx, from)
		if err != nil {
			return err
		}
		for _, leaf := range leaves {
			m, ok := macs[leaf.n]
			if !ok || len(m) != 32 || k != nil && !hmac.Equal(m, k.tailMAC(leaf.n, leaf.body)) {
				v.rep.add(TailChanged, leaf.n, "", "", "")
			}
		}
		seen += int64(len(macs))
	}
	all, err := v.number("SELECT count(*) FROM leaf_tail")
	if err == nil && all != seen {
		v.rep.add(TailChanged, -1, "", "", fmt.Sprintf("%d MACs of leaves that need none", all-seen))
	}
	return err
}

// counts finds the rows of the log that its numbers leave out.
func (v *verification) counts(t *rebuilt) error {
	n, err := v.number("SELECT count(*) FROM leaf WHERE n < 0")
	if err != nil {
		return err
	}
	if n > 0 {
		v.rep.add(LeafExtra, -1, "", "", fmt.Sprintf("%d of them", n))
	}
	if n, err = v.number("SELECT count(*) FROM leaf_hash"); err != nil {
		return err
	}
	if extra := n - tlog.StoredHashCount(t.calc.size); extra > 0 {
		v.rep.add(HashExtra, -1, "", "", fmt.Sprintf("%d of them", extra))
	}
	if n, err = v.number("SELECT count(*) FROM leaf_salt"); err != nil {
		return err
	}
	if n != t.salts {
		v.rep.add(SaltExtra, -1, "", "", fmt.Sprintf("%d of them", n-t.salts))
	}
	return nil
}
