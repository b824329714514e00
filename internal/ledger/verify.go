// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/hulanhq/hulan/internal/store"
)

// Kind says what is wrong.
type Kind string

// What [Log.Verify] finds.
const (
	LeafChanged   Kind = "leaf changed" // its body is not what was hashed, or its columns are not its body's
	LeafMissing   Kind = "leaf missing" // a number is left out; nothing behind it can be verified
	LeafExtra     Kind = "leaf with a negative number"
	HashChanged   Kind = "stored hash changed"
	HashExtra     Kind = "stored hash without leaf"
	SaltChanged   Kind = "salt changed"
	SaltMissing   Kind = "salt missing without an erasure"
	SaltKept      Kind = "salt still there after its erasure"
	SaltExtra     Kind = "salt without leaf"
	TailChanged   Kind = "leaf not appended by the program" // by the MACs of the leaves that no checkpoint covers
	KeyUnknown    Kind = "key is none of the log's"
	KeyChain      Kind = "change of the key not signed by both"
	NoteUnsigned  Kind = "checkpoint not signed by the log's key"
	NoteDiffers   Kind = "checkpoint of another tree"
	NoteBeyond    Kind = "checkpoint of more leaves than there are"
	NoteMissing   Kind = "checkpoint from outside is not among the stored ones"
	RowChanged    Kind = "row changed"
	RowMissing    Kind = "row deleted"
	RowExtra      Kind = "row without leaf"
	TableUnknown  Kind = "table unknown to this program"
	RowErased     Kind = "row not committed to again when its leaf was erased"
	RowUnreadable Kind = "row that cannot be read"
)

// Problem is one thing that is wrong, and where. It holds no value of a row.
type Problem struct {
	Kind Kind `json:"kind"`
	// Leaf is the leaf concerned, or the size of the checkpoint; -1 for none.
	Leaf int64 `json:"leaf"`
	// Table and ID name the row, where one is concerned.
	Table string `json:"table,omitempty"`
	ID    string `json:"id,omitempty"`
	// Detail says more, for a person.
	Detail string `json:"detail,omitempty"`
}

func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(string(p.Kind))
	switch {
	case strings.HasPrefix(string(p.Kind), "checkpoint"):
		fmt.Fprintf(&b, ": size %d", p.Leaf)
	case p.Leaf >= 0:
		fmt.Fprintf(&b, ": leaf %d", p.Leaf)
	}
	if p.Table != "" {
		fmt.Fprintf(&b, ": %s %s", p.Table, p.ID)
	}
	if p.Detail != "" {
		b.WriteString(": " + p.Detail)
	}
	return b.String()
}

// maxProblems is how many a report names: a thousand lines are more than a
// person reads, and a log that was replaced as a whole would give millions.
const maxProblems = 1000

// VerifyOptions say what a log is compared with.
type VerifyOptions struct {
	// Key is the published verification key: the log's present one or an earlier
	// one. Empty means that of the seed; without a seed, that which the database
	// names, and Report.KeyFromLog says so.
	Key string
	// Checkpoints are notes kept outside the database. Each must be of the tree
	// that this one began as. [SplitCheckpoints] reads a file of them.
	Checkpoints [][]byte
}

// Report is what [Log.Verify] found.
type Report struct {
	// Leaves is the size of the tree, Rows the number of rows compared with their
	// newest leaf, Erased the number of leaves whose salt was erased.
	Leaves int64 `json:"leaves"`
	Rows   int64 `json:"rows"`
	Erased int64 `json:"erased"`
	// Checkpoints counts those stored in the database, Outside those handed in.
	Checkpoints int `json:"checkpoints"`
	Outside     int `json:"outside"`
	// Signed and Anchored are the sizes of the newest checkpoint stored and handed
	// in: what comes behind them is not proven by them. 0 for none.
	Signed   int64 `json:"signed"`
	Anchored int64 `json:"anchored"`
	// Root is the hash over the tree, in base64.
	Root string `json:"root"`
	// KeyFromLog says that the key was taken from the database itself.
	KeyFromLog bool `json:"key_from_log"`
	// Problems are what is wrong, a thousand at most; More counts the others.
	Problems []Problem `json:"problems"`
	More     int64     `json:"more"`
}

// OK says whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

func (r *Report) add(k Kind, leaf int64, table, id, detail string) {
	if len(r.Problems) == maxProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, Problem{k, leaf, table, id, detail})
}

// Verify rebuilds every hash from the bodies of the leaves, compares them with
// the stored hashes, with the checkpoints stored and with those from outside,
// and compares the rows of all tables with the newest leaf that speaks of them.
//
// It runs in one read transaction beside writers, reads in batches, and holds
// what the newest leaf says of each row, of half a million leaves at a time: a
// quarter of a gigabyte at most, with garbage. It needs no secret; with the seed
// it also checks the leaves that no checkpoint covers yet. An error means that it
// could not be done.
func (l *Log) Verify(ctx context.Context, o VerifyOptions) (*Report, error) {
	var rep *Report
	err := l.db.Read(ctx, func(tx *store.Tx) error {
		v := &verification{l: l, ctx: ctx, tx: tx, rep: &Report{Problems: []Problem{}}}
		rep = v.rep
		if err := v.readKeys(o.Key); err != nil {
			return err
		}
		v.readOutside(o.Checkpoints)
		n, err := v.number("SELECT count(*) FROM leaf")
		if err != nil {
			return err
		}
		v.passes = n/l.perPass + 1
		v.pass = newPass(v, 0)
		if err := v.tree(); err != nil {
			return err
		}
		if v.broken {
			return nil // without the numbers nothing says which leaf is the newest
		}
		return v.rows()
	})
	if err != nil {
		return nil, fmt.Errorf("verify ledger: %w", err)
	}
	return rep, nil
}

// verification is one run of Verify.
type verification struct {
	l   *Log
	ctx context.Context
	tx  *store.Tx
	rep *Report

	line    []signer // the log's keys, oldest first
	outside []outsideNote
	broken  bool // a leaf is missing: the tree cannot be rebuilt

	passes int64    // of the comparison of rows
	pass   *rowPass // the first, which the tree fills as it goes
}

// signer is a key and the sizes of trees that it signs: from+1 to to+1.
type signer struct {
	note.Verifier
	from, to int64
}

// outsideNote is a checkpoint from outside, and its place in the list.
type outsideNote struct {
	signedHead
	index int
}

// readKeys makes the line of keys from the leaves that name them; the bodies are
// verified later, with all others. The key given must be in the line: then each
// change, signed by both keys, leads from it to the others.
func (v *verification) readKeys(given string) error {
	ks, err := readKeys(v.ctx, v.tx)
	if err != nil {
		return err
	}
	if given == "" {
		given = v.l.VerifierKey()
	}
	if given == "" && len(ks) > 0 {
		given, v.rep.KeyFromLog = ks[len(ks)-1].Verifier, true
	}
	const forever = int64(1)<<62 - 1
	found := false
	for i, k := range ks {
		ver, err := note.NewVerifier(k.Verifier)
		if err != nil || (i > 0) != (k.was != "") || i > 0 && k.was != ks[i-1].Verifier {
			v.rep.add(KeyChain, k.Leaf, "", "", "does not follow the key before it")
			continue
		}
		to := forever
		if i+1 < len(ks) {
			to = ks[i+1].Leaf
		}
		v.line = append(v.line, signer{ver, k.Leaf, to})
		found = found || k.Verifier == given
	}
	if found || given == "" {
		return nil
	}
	if len(ks) > 0 { // a log without a checkpoint names no key
		v.rep.add(KeyUnknown, -1, "", "", "the leaves name other keys than the one given")
	}
	ver, err := note.NewVerifier(given)
	if err != nil {
		return fmt.Errorf("verification key: %w", err)
	}
	v.line = []signer{{ver, -1, forever}}
	return nil
}

// signers are the keys that must have signed the tree of a size.
func (v *verification) signers(size int64) (out []note.Verifier) {
	for _, s := range v.line {
		if s.from < size && size <= s.to+1 {
			out = append(out, s.Verifier)
		}
	}
	return out
}

// open reads a checkpoint and says whether all signed it that had to.
func (v *verification) open(text []byte, strict bool) (signedHead, bool) {
	var all []note.Verifier
	for _, s := range v.line {
		all = append(all, s.Verifier)
	}
	s, err := openNote(text, strict, all...)
	if err != nil || v.l.origin != "" && s.origin != v.l.origin {
		return s, false
	}
	must := v.signers(s.head.size)
	for _, m := range must {
		if !s.by(m) || m.Name() != s.origin {
			return s, false
		}
	}
	return s, len(must) > 0
}

// readOutside checks the signatures of the notes from outside and sorts them by
// size, as the tree will meet them.
func (v *verification) readOutside(notes [][]byte) {
	v.rep.Outside = len(notes)
	for i, text := range notes {
		s, ok := v.open(text, false) // witnesses may have signed it, too
		if !ok {
			v.rep.add(NoteUnsigned, s.head.size, "", "", fmt.Sprintf("number %d from outside", i+1))
			continue
		}
		v.outside = append(v.outside, outsideNote{signedHead: s, index: i + 1})
		v.rep.Anchored = max(v.rep.Anchored, s.head.size)
	}
	slices.SortStableFunc(v.outside, func(a, b outsideNote) int { return cmp.Compare(a.head.size, b.head.size) })
}

// number is the single number that a query asks for.
func (v *verification) number(query string, args ...any) (n int64, err error) {
	err = v.tx.Get(v.ctx, query, args, &n)
	return n, err
}
