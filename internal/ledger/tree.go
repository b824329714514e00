// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"context"
	"fmt"
	"math/bits"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

// frontier is the right edge of a tree: the roots of the full subtrees that it
// is made of, one for each bit of its size, largest first. It is all that is
// needed to add leaves, so a tree of any size is rebuilt in a kilobyte.
type frontier struct {
	size   int64
	hashes []tlog.Hash
}

// add puts a leaf into the tree and returns the hashes that are stored with it,
// as [tlog.StoredHashes] does.
func (f *frontier) add(leaf tlog.Hash) []tlog.Hash {
	stored := []tlog.Hash{leaf}
	f.hashes = append(f.hashes, leaf)
	for range bits.TrailingZeros64(uint64(f.size + 1)) {
		k := len(f.hashes)
		h := tlog.NodeHash(f.hashes[k-2], f.hashes[k-1])
		f.hashes = append(f.hashes[:k-2], h)
		stored = append(stored, h)
	}
	f.size++
	return stored
}

// root is the hash over the whole tree.
func (f *frontier) root() tlog.Hash {
	if f.size == 0 {
		h, err := tlog.TreeHash(0, nil)
		if err != nil {
			panic(err) // the empty tree reads nothing
		}
		return h
	}
	h := f.hashes[len(f.hashes)-1]
	for i := len(f.hashes) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.hashes[i], h)
	}
	return h
}

// loadFrontier reads the right edge of the tree of a size from the stored
// hashes. They are right if their root is.
func loadFrontier(r reader, size int64) (*frontier, error) {
	f := &frontier{size: size}
	var at []int64
	for lo, level := int64(0), 62; level >= 0; level-- {
		if size>>level&1 == 1 {
			at = append(at, tlog.StoredHashIndex(level, lo>>level))
			lo += 1 << level
		}
	}
	var err error
	f.hashes, err = r.ReadHashes(at)
	return f, err
}

// reader reads the tree's hashes, all that are asked for in one query.
type reader struct {
	ctx context.Context
	tx  *store.Tx
}

// ReadHashes is that of [tlog.HashReader].
func (r reader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	found, err := readOctets(r.ctx, r.tx, "SELECT i, h FROM leaf_hash WHERE i IN ("+placeholders(1, len(indexes))+")", anys(indexes)...)
	if err != nil {
		return nil, err
	}
	out := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		h, ok := found[i]
		if !ok || len(h) != tlog.HashSize {
			return nil, fmt.Errorf("stored hash %d is missing or has not %d octets", i, tlog.HashSize)
		}
		copy(out[k][:], h)
	}
	return out, nil
}

// readOctets reads the rows of a query of a number and octets.
func readOctets(ctx context.Context, tx *store.Tx, query string, args ...any) (map[int64][]byte, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64][]byte{}
	for rows.Next() {
		var n int64
		var b []byte
		if err := rows.Scan(&n, &b); err != nil {
			return nil, err
		}
		out[n] = b
	}
	return out, rows.Err()
}

func insertHashes(ctx context.Context, tx *store.Tx, n int64, hashes []tlog.Hash) error {
	var q strings.Builder
	var args []any
	first := tlog.StoredHashIndex(0, n)
	for i, h := range hashes {
		fmt.Fprintf(&q, ", ($%d, $%d)", 2*i+1, 2*i+2)
		args = append(args, first+int64(i), h[:])
	}
	_, err := tx.Exec(ctx, "INSERT INTO leaf_hash (i, h) VALUES "+q.String()[2:], args...)
	return err
}

// placeholders is "$first, …" for n values.
func placeholders(first, n int) string {
	var q strings.Builder
	for i := range n {
		if i > 0 {
			q.WriteString(", ")
		}
		fmt.Fprintf(&q, "$%d", first+i)
	}
	return q.String()
}

func anys[T any](vs []T) []any {
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = v
	}
	return out
}
