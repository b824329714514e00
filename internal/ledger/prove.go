// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

// Disclosure names cells of a row that a proof shows. The others of the row stay
// closed: the proof then has their digests only.
type Disclosure struct {
	Table, ID string
	// Columns are those to be shown; nil means all that the leaf commits to.
	Columns []string
}

var (
	// ErrErased is returned when the salt of a leaf is gone and its rows cannot be
	// disclosed any more.
	ErrErased = errors.New("ledger: the leaf was erased")
	// ErrRowChanged is returned when a row is no more as the leaf says. A proof
	// with disclosed cells is to be made while the row is as it was.
	ErrRowChanged = errors.New("ledger: the row has changed since the leaf")
)

// proofHeader is the first line of a proof, by C2SP tlog-proof.
const proofHeader = "c2sp.org/tlog-proof@v1"

// extra is what a proof holds beside those of C2SP: the leaf, and opened rows.
type extra struct {
	Leaf string      `json:"leaf"`
	Open []openedRow `json:"open"`
}

type openedRow struct {
	Table string       `json:"table"`
	ID    string       `json:"id"`
	Cells []openedCell `json:"cells"` // of all columns committed to, in their order
}

// openedCell has a key and a value where it is shown, else a digest.
type openedCell struct {
	Column string `json:"column"`
	Digest []byte `json:"digest,omitempty"`
	Key    []byte `json:"key,omitempty"`
	Kind   string `json:"kind,omitempty"`
	Value  []byte `json:"value,omitempty"`
}

// Proof is a proof that a leaf is in the log. What it discloses may be personal:
// it goes to the person concerned.
type Proof struct {
	n    int64
	text []byte
}

// Leaf is the number of the leaf that is proven.
func (p *Proof) Leaf() int64 { return p.n }

// Bytes is the proof as a text file in the format C2SP tlog-proof, as
// [VerifyReceipt] reads it: see docs/ledger.md.
func (p *Proof) Bytes() []byte { return bytes.Clone(p.text) }

func (p *Proof) String() string { return fmt.Sprintf("proof of leaf %d", p.n) }

// GoString is String: what is disclosed is not printed by accident.
func (p *Proof) GoString() string { return p.String() }

// Prove makes the proof that leaf n is in the log, with the cells that the
// caller discloses. If no checkpoint covers the leaf yet, one is signed. A leaf
// that is not there is [store.ErrNotFound].
func (l *Log) Prove(ctx context.Context, n int64, open ...Disclosure) (*Proof, error) {
	if err := l.cover(ctx, n); err != nil {
		return nil, err
	}
	var p *Proof
	err := l.db.Read(ctx, func(tx *store.Tx) (err error) {
		p, err = l.prove(ctx, tx, n, open)
		return err
	})
	return p, err
}

// cover sees to it that a checkpoint covers leaf n.
func (l *Log) cover(ctx context.Context, n int64) error {
	var size, leaves int64
	err := l.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, "SELECT COALESCE(MAX(size), 0), (SELECT COALESCE(MAX(n) + 1, 0) FROM leaf) FROM checkpoint", nil, &size, &leaves)
	})
	switch {
	case err != nil:
		return err
	case n < 0 || n >= leaves:
		return fmt.Errorf("ledger: leaf %d: %w", n, store.ErrNotFound)
	case n < size:
		return nil
	}
	_, err = l.Checkpoint(ctx)
	return err
}

func (l *Log) prove(ctx context.Context, tx *store.Tx, n int64, open []Disclosure) (*Proof, error) {
	c, err := l.publishable(ctx, tx)
	if err != nil {
		return nil, err
	}
	var text, salt []byte
	if err := tx.Get(ctx, "SELECT body FROM leaf WHERE n = $1", []any{n}, &text); err != nil {
		return nil, fmt.Errorf("ledger: leaf %d: %w", n, err)
	}
	b, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("ledger: leaf %d: %w", n, err)
	}
	if len(open) > 0 {
		err := tx.Get(ctx, "SELECT salt FROM leaf_salt WHERE n = $1", []any{n}, &salt)
		if errors.Is(err, store.ErrNotFound) {
			return nil, ErrErased
		}
		if err != nil {
			return nil, err
		}
	}
	x := extra{Leaf: string(text), Open: []openedRow{}}
	for _, d := range open {
		r, err := l.open(ctx, tx, b, salt, d)
		if err != nil {
			return nil, err
		}
		x.Open = append(x.Open, r)
	}
	hashes, err := inclusion(reader{ctx, tx}, c, n, text)
	if err != nil {
		return nil, err
	}
	return &Proof{n, formatProof(x, n, hashes, c.Note)}, nil
}

// publishable is the newest checkpoint with the signature of the present key
// alone, so that its every octet can be verified with that key.
func (l *Log) publishable(ctx context.Context, tx *store.Tx) (Checkpoint, error) {
	c, err := newest(ctx, tx)
	if err != nil {
		return c, err
	}
	vkey := l.VerifierKey()
	if vkey == "" {
		ks, err := readKeys(ctx, tx)
		if err != nil {
			return c, err
		}
		if len(ks) == 0 {
			return c, fmt.Errorf("ledger: key of the checkpoints: %w", store.ErrNotFound)
		}
		vkey = ks[len(ks)-1].Verifier
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return c, err
	}
	s, err := openNote(c.Note, false, v)
	if err != nil || s.head.size != c.Size {
		return c, fmt.Errorf("%w: checkpoint %d is not as it was signed", ErrTampered, c.Size)
	}
	c.Root = s.head.root
	s.note.UnverifiedSigs = nil
	c.Note, err = note.Sign(s.note)
	return c, err
}

// inclusion is the proof that a leaf is in the tree of a checkpoint, checked
// before it is given out.
func inclusion(r reader, c Checkpoint, n int64, leaf []byte) (tlog.RecordProof, error) {
	p, err := tlog.ProveRecord(c.Size, n, r)
	if err != nil {
		return nil, fmt.Errorf("ledger: prove leaf %d: %w", n, err)
	}
	if tlog.CheckRecord(p, c.Size, c.Root, n, tlog.RecordHash(leaf)) != nil {
		return nil, fmt.Errorf("%w: leaf %d is not in the tree of checkpoint %d", ErrTampered, n, c.Size)
	}
	return p, nil
}

// open shows cells of a row as the leaf commits to it.
func (l *Log) open(ctx context.Context, tx *store.Tx, b *body, salt []byte, d Disclosure) (openedRow, error) {
	i := slices.IndexFunc(b.Rows, func(c rowCommit) bool { return c.Table == d.Table && c.ID == d.ID })
	t, ok := l.tables[d.Table]
	if i < 0 || !ok || b.Rows[i].Cols > len(t.Columns) {
		return openedRow{}, fmt.Errorf("ledger: leaf %d does not speak of that row of %s: %w", b.N, d.Table, store.ErrNotFound)
	}
	cells, err := t.cells(ctx, tx, d.ID)
	if errors.Is(err, store.ErrNotFound) {
		return openedRow{}, ErrRowChanged
	}
	if err != nil {
		return openedRow{}, err
	}
	cells = cells[:b.Rows[i].Cols]
	if c, err := t.commit(salt, d.ID, cells); err != nil || !bytes.Equal(c, b.Rows[i].Commit) {
		return openedRow{}, errors.Join(ErrRowChanged, err)
	}
	for _, c := range d.Columns {
		if !slices.Contains(t.Columns[:len(cells)], c) {
			return openedRow{}, fmt.Errorf("ledger: leaf %d does not commit to column %s.%s: %w", b.N, d.Table, c, store.ErrNotFound)
		}
	}
	r := openedRow{Table: d.Table, ID: d.ID, Cells: make([]openedCell, len(cells))}
	row := rowKey(salt, d.Table, d.ID)
	for i, c := range cells {
		key := cellKey(row, t.Columns[i])
		kind, value, err := cellValue(c)
		if err != nil {
			return r, err
		}
		r.Cells[i] = openedCell{Column: t.Columns[i], Digest: cellDigest(key, kind, value)}
		if d.Columns == nil || slices.Contains(d.Columns, t.Columns[i]) {
			r.Cells[i] = openedCell{Column: t.Columns[i], Key: key, Kind: kind, Value: value}
		}
	}
	return r, nil
}

func formatProof(x extra, n int64, hashes tlog.RecordProof, checkpoint []byte) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nextra %s\nindex %d\n", proofHeader, base64.StdEncoding.EncodeToString(encode(x)), n)
	for _, h := range hashes {
		fmt.Fprintln(&b, h)
	}
	b.WriteString("\n")
	b.Write(checkpoint)
	return []byte(b.String())
}
