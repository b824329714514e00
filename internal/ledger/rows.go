// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hulanhq/hulan/internal/store"
)

// batch is how many rows are read at once: a megabyte or so, and little of the
// time goes into asking.
const batch = 1000

// leafRow is a leaf as it is stored.
type leafRow struct {
	n, at       int64
	typ, object string
	body        []byte
}

// readLeaves reads the next leaves from number from on.
func readLeaves(ctx context.Context, tx *store.Tx, from int64) ([]leafRow, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (r leafRow, err error) {
		err = scan(&r.n, &r.at, &r.typ, &r.object, &r.body)
		return r, err
	}, "SELECT n, at, type, object, body FROM leaf WHERE n >= $1 ORDER BY n LIMIT $2", from, batch)
}

// readHashRange reads the hashes that are stored with the leaves from..end-1.
func readHashRange(ctx context.Context, tx *store.Tx, from, end int64) (map[int64][]byte, error) {
	return readOctets(ctx, tx, "SELECT i, h FROM leaf_hash WHERE i >= $1 AND i < $2", tlog.StoredHashCount(from), tlog.StoredHashCount(end))
}
