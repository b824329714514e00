// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"context"
	"fmt"

	"github.com/hulanhq/hulan/internal/store"
)

// rowsPerErasure bounds a leaf to some 30 kilobytes; more rows take more leaves.
const rowsPerErasure = 200

// Erase takes the salts of all leaves of an object away, so that nobody can find
// out any more, not even by trying every value, what its rows held. A leaf says
// so, and it commits to every row that those leaves spoke of as the row is now:
// there under the new leaf's salt, or gone. So no change of a row can hide
// behind an erasure, before or after.
//
// It belongs into the transaction that blanks or deletes the rows, after that.
// What stays in the log for good: type, object, pseudonym of the actor and time
// of each step, and the ids of the rows. It returns the number of the leaf.
//
// On PostgreSQL the deleted salts stay in the table's file until the next vacuum,
// and in both databases in older backups, until those are destroyed.
func (l *Log) Erase(ctx context.Context, tx *store.Tx, object, actor string) (int64, error) {
	rows, err := rowsOf(ctx, tx, object)
	if err != nil {
		return 0, fmt.Errorf("ledger: erase: %w", err)
	}
	// The salts go first: the new leaves are of the same object.
	if _, err := tx.Exec(ctx, "DELETE FROM leaf_salt WHERE n IN (SELECT n FROM leaf WHERE object = $1)", object); err != nil {
		return 0, fmt.Errorf("ledger: erase: %w", err)
	}
	first := int64(-1)
	for typ := typeErased; first < 0 || len(rows) > 0; typ = typeKept {
		part := rows[:min(len(rows), rowsPerErasure)]
		rows = rows[len(part):]
		n, err := l.append(ctx, tx, Entry{Type: typ, Object: object, Actor: actor, Rows: part}, &body{})
		if err != nil {
			return 0, err
		}
		if first < 0 {
			first = n
		}
	}
	return first, nil
}

// rowsOf are the rows that the leaves of an object speak of, each once.
func rowsOf(ctx context.Context, tx *store.Tx, object string) ([]Row, error) {
	var rows []Row
	seen := map[Row]bool{}
	for from := int64(0); ; {
		type leaf struct {
			n    int64
			body []byte
		}
		leaves, err := store.Rows(ctx, tx, func(scan func(...any) error) (b leaf, err error) {
			err = scan(&b.n, &b.body)
			return b, err
		}, "SELECT n, body FROM leaf WHERE object = $1 AND n >= $2 ORDER BY n LIMIT $3", object, from, batch)
		if err != nil || len(leaves) == 0 {
			return rows, err
		}
		for _, leaf := range leaves {
			b, err := decode(leaf.body)
			if err != nil {
				return nil, fmt.Errorf("leaf %d: %w", leaf.n, err)
			}
			for _, c := range b.Rows {
				if r := (Row{c.Table, c.ID}); !seen[r] {
					seen[r] = true
					rows = append(rows, r)
				}
			}
		}
		from = leaves[len(leaves)-1].n + 1
	}
}
