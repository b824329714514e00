// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

// Checkpoint is a signed statement: the tree had this many leaves and this root.
type Checkpoint struct {
	// Size is the number of leaves, Root the hash over them.
	Size int64
	Root tlog.Hash
	// Note is the C2SP signed note that says so.
	Note []byte
}

// Checkpoint signs the tree if it grew and returns the newest checkpoint. An
// empty log has none: [store.ErrNotFound]. It signs only leaves that were
// appended with the log's key and that extend what was signed before, and
// returns [ErrTampered] otherwise.
func (l *Log) Checkpoint(ctx context.Context) (Checkpoint, error) {
	k := l.keys.Load()
	if k == nil {
		return Checkpoint{}, ErrNoKey
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var c Checkpoint
	err := l.db.Write(ctx, func(tx *store.Tx) error {
		var size, named int64
		err := tx.Get(ctx, "SELECT COALESCE(MAX(n) + 1, 0), (SELECT count(*) FROM leaf WHERE type = 'ledger.key') FROM leaf", nil, &size, &named)
		if err != nil {
			return err
		}
		if was := max(l.written.Load(), l.signed.size); size < was {
			return fmt.Errorf("%w: %d leaves, there were %d", ErrTampered, size, was)
		}
		if size == 0 {
			return fmt.Errorf("ledger: checkpoint of an empty log: %w", store.ErrNotFound)
		}
		if named == 0 {
			// The first checkpoint: the log names its key.
			if _, err := l.append(ctx, tx, l.keyEntry(k), &body{Key: k.vkey}); err != nil {
				return err
			}
		}
		if err := l.checkKey(ctx, tx, k); err != nil {
			return err
		}
		var h head
		if h, c, err = l.sign(ctx, tx, k); err != nil {
			return err
		}
		tx.AfterCommit(func() { l.signed = h })
		return nil
	})
	return c, err
}

// sign checks the tail, writes a checkpoint where the tree grew, and returns the
// newest one. l.mu is held.
func (l *Log) sign(ctx context.Context, tx *store.Tx, signers ...*keys) (head, Checkpoint, error) {
	old, err := l.trusted(ctx, tx, signers[0])
	if err != nil {
		return head{}, Checkpoint{}, err
	}
	f, err := l.checkTail(ctx, tx, signers[0], head{old.Size, old.Root})
	if err != nil {
		return head{}, Checkpoint{}, err
	}
	h := head{f.size, f.root()}
	if h.size == old.Size {
		return h, old, nil
	}
	c := Checkpoint{Size: h.size, Root: h.root}
	var ns []note.Signer
	for _, k := range signers {
		ns = append(ns, k)
	}
	if c.Note, err = note.Sign(&note.Note{Text: checkpointText(l.origin, h)}, ns...); err != nil {
		return h, c, err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO checkpoint (size, note) VALUES ($1, $2)", c.Size, string(c.Note)); err != nil {
		return h, c, err
	}
	_, err = tx.Exec(ctx, "DELETE FROM leaf_tail WHERE n < $1", c.Size)
	return h, c, err
}

// trusted is the newest stored checkpoint, once its signature and its root
// against the stored hashes are checked; the empty tree if there is none.
func (l *Log) trusted(ctx context.Context, tx *store.Tx, k *keys) (Checkpoint, error) {
	c, err := newest(ctx, tx)
	if errors.Is(err, store.ErrNotFound) {
		return Checkpoint{Root: (&frontier{}).root()}, nil
	}
	if err != nil {
		return c, err
	}
	n, err := openNote(c.Note, false, k.verify) // it may have the signature of the key before, too
	if err != nil || n.note.Text != checkpointText(l.origin, n.head) || n.head.size != c.Size {
		return c, fmt.Errorf("%w: checkpoint %d is not as it was signed", ErrTampered, c.Size)
	}
	c.Root = n.head.root
	for _, h := range []head{n.head, l.signed} {
		if h.size == 0 {
			continue
		}
		if got, err := tlog.TreeHash(h.size, reader{ctx, tx}); err != nil || got != h.root {
			return c, fmt.Errorf("%w: the stored hashes are not those of checkpoint %d", ErrTampered, h.size)
		}
	}
	return c, nil
}

func newest(ctx context.Context, tx *store.Tx) (c Checkpoint, err error) {
	err = tx.Get(ctx, "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1", nil, &c.Size, &c.Note)
	return c, err
}

// checkTail goes through the leaves that no checkpoint covers: each must have
// its MAC and its hashes.
func (l *Log) checkTail(ctx context.Context, tx *store.Tx, k *keys, from head) (*frontier, error) {
	f, err := loadFrontier(reader{ctx, tx}, from.size)
	if err != nil || f.root() != from.root {
		return nil, fmt.Errorf("%w: the stored hashes are not those of checkpoint %d", ErrTampered, from.size)
	}
	for {
		leaves, err := readLeaves(ctx, tx, f.size)
		if err != nil || len(leaves) == 0 {
			return f, err
		}
		end := leaves[len(leaves)-1].n + 1
		macs, err := readOctets(ctx, tx, "SELECT n, mac FROM leaf_tail WHERE n >= $1 AND n < $2", f.size, end)
		if err != nil {
			return nil, err
		}
		stored, err := readHashRange(ctx, tx, f.size, end)
		if err != nil {
			return nil, err
		}
		for _, leaf := range leaves {
			if leaf.n != f.size || !hmac.Equal(macs[leaf.n], k.tailMAC(leaf.n, leaf.body)) {
				return nil, fmt.Errorf("%w: leaf %d was not appended by this program", ErrTampered, leaf.n)
			}
			for i, h := range f.add(tlog.RecordHash(leaf.body)) {
				if !bytes.Equal(stored[tlog.StoredHashIndex(0, leaf.n)+int64(i)], h[:]) {
					return nil, fmt.Errorf("%w: a stored hash of leaf %d is not that of the leaf", ErrTampered, leaf.n)
				}
			}
		}
	}
}

// checkpointText is the text of the note, by C2SP tlog-checkpoint.
func checkpointText(origin string, h head) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, h.size, h.root)
}

// signedHead is a checkpoint read from a note whose signatures were checked.
type signedHead struct {
	origin string
	head   head
	note   *note.Note
}

// by says whether v has signed.
func (s signedHead) by(v note.Verifier) bool {
	return slices.ContainsFunc(s.note.Sigs, func(g note.Signature) bool { return g.Name == v.Name() && g.Hash == v.KeyHash() })
}

// openNote reads a checkpoint and checks the signatures of known keys, one at
// least. strict refuses signatures of others, so that no octet of the note is
// without a check.
func openNote(text []byte, strict bool, known ...note.Verifier) (signedHead, error) {
	n, err := note.Open(text, note.VerifierList(known...))
	if err != nil {
		return signedHead{}, fmt.Errorf("checkpoint: %w", err)
	}
	s := signedHead{note: n}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		return s, errors.New("checkpoint: not three lines")
	}
	s.origin = lines[0]
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 {
		return s, errors.New("checkpoint: the second line is not a size")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return s, errors.New("checkpoint: the third line is not a hash")
	}
	s.head = head{size, root}
	if !strict {
		return s, nil
	}
	again, err := note.Sign(n)
	if err != nil || !bytes.Equal(again, text) || n.Text != checkpointText(s.origin, s.head) || len(n.UnverifiedSigs) > 0 {
		return s, errors.New("checkpoint: more than what was signed")
	}
	for _, g := range n.Sigs {
		if raw, err := base64.StdEncoding.Strict().DecodeString(g.Base64); err != nil || base64.StdEncoding.EncodeToString(raw) != g.Base64 {
			return s, errors.New("checkpoint: a signature is not in canonical form")
		}
	}
	return s, nil
}

// SplitCheckpoints reads a file of notes one after the other, as [FileAnchor]
// writes it. What is not a note comes back as it is, so that verification
// complains of it.
func SplitCheckpoints(data []byte) [][]byte {
	var notes [][]byte
	var cur []byte
	const text, gap, sigs = 0, 1, 2 // what the line before was
	state := text
	for line := range bytes.Lines(data) {
		sig, blank := bytes.HasPrefix(line, []byte("— ")), len(bytes.TrimSpace(line)) == 0
		if cur != nil && (state == sigs || state == gap) && !sig {
			notes, cur = append(notes, cur), nil
		}
		switch {
		case cur == nil && blank:
			continue // between two notes
		case sig:
			state = sigs
		case blank:
			state = gap
		default:
			state = text
		}
		cur = append(cur, line...)
	}
	if cur != nil {
		notes = append(notes, cur)
	}
	return notes
}

// Newest is the newest checkpoint that is stored, without a check of its
// signature. A log without one gives [store.ErrNotFound].
func (l *Log) Newest(ctx context.Context) (c Checkpoint, err error) {
	err = l.db.Read(ctx, func(tx *store.Tx) error {
		c, err = newest(ctx, tx)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("ledger: newest checkpoint: %w", err)
	}
	if lines := strings.Split(string(c.Note), "\n"); len(lines) > 2 {
		if c.Root, err = tlog.ParseHash(lines[2]); err == nil {
			return c, nil
		}
	}
	return c, fmt.Errorf("%w: checkpoint %d is no note", ErrTampered, c.Size)
}
