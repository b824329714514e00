// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// ErrHeld is returned when a case under legal hold is to be erased.
var ErrHeld = errors.New("the case is under legal hold")

// Hold puts a case under legal hold, or lifts it. A held case is never erased.
func (d *Docket) Hold(ctx context.Context, tx *store.Tx, caseID string, on bool, actor Actor) error {
	c, err := Get(ctx, tx, caseID)
	if err != nil || c.LegalHold == on {
		return err
	}
	c.LegalHold = on
	if err := save(ctx, tx, c); err != nil {
		return err
	}
	what := "case.hold_lifted"
	if on {
		what = "case.held"
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: what, Object: object(c), Actor: actor.String(), At: c.At(tx.Now()), Rows: []ledger.Row{{Table: "case_", ID: c.ID}}})
	return err
}

// Expired lists closed cases whose retention has ended and that nothing holds.
func Expired(ctx context.Context, tx *store.Tx, limit int) ([]string, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) {
		return id, scan(&id)
	}, "SELECT id FROM case_ WHERE retention_until > 0 AND retention_until <= $1 AND legal_hold = 0 AND key_id <> '' ORDER BY retention_until LIMIT $2",
		store.Millis(tx.Now()), limit)
}

// Erase destroys the key of a case, so that nothing people wrote in it can be
// read again, in this database or in a backup without the key's wrapping. The
// rows stay for the statistics: states, codes and dates.
func (d *Docket) Erase(ctx context.Context, tx *store.Tx, caseID, reason string, actor Actor) error {
	c, err := Get(ctx, tx, caseID)
	if err != nil {
		return err
	}
	if c.LegalHold {
		return fmt.Errorf("case %s: %w", c.Ref, ErrHeld)
	}
	if err := d.vault.Erase(ctx, tx, c.Key); err != nil {
		return err
	}
	for _, q := range []string{
		"DELETE FROM attachment_data WHERE attachment_id IN (SELECT id FROM attachment WHERE case_id = $1)",
		"DELETE FROM lease WHERE case_id = $1",
	} {
		if _, err := tx.Exec(ctx, q, caseID); err != nil {
			return err
		}
	}
	at := c.At(tx.Now())
	if _, err := tx.Exec(ctx, "INSERT INTO erased_case (id, ref, kind, reason, at) VALUES ($1, $2, $3, $4, $5)", c.ID, c.Ref, string(c.Kind), reason, store.Millis(at)); err != nil {
		return err
	}
	c.RetentionUntil = time.Time{}
	if err := save(ctx, tx, c); err != nil {
		return err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "case.erased", Object: object(c), Actor: actor.String(), At: at, Rows: []ledger.Row{{Table: "case_", ID: c.ID}}})
	return err
}

// dropBatch bounds one transaction of the work below, as that of erasure: a file
// may have a hundred rows.
const dropBatch = 20

// DropOriginals deletes the content of files that were kept as they came, once
// their time after the end of the case is over, and returns how many it were.
// Cases under legal hold keep theirs. What is deleted from the database is still
// in older backups, sealed under the key of the case.
func (d *Docket) DropOriginals(ctx context.Context) (int, error) {
	if d.opts.Originals < 0 {
		return 0, nil
	}
	total := 0
	for {
		n := 0
		err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = d.dropOriginals(ctx, tx)
			return err
		})
		total += n
		if err != nil || n < dropBatch {
			return total, err
		}
	}
}

func (d *Docket) dropOriginals(ctx context.Context, tx *store.Tx) (int, error) {
	// A case that was erased has no content any more.
	files, err := store.Rows(ctx, tx, func(scan func(...any) error) (a Attachment, err error) {
		return a, scan(&a.ID, &a.Case)
	}, `SELECT a.id, a.case_id FROM attachment a JOIN case_ c ON c.id = a.case_id
		WHERE c.state = 'closed' AND c.closed_at > 0 AND c.closed_at <= $1 AND c.legal_hold = 0 AND a.scrub = $2
		AND EXISTS (SELECT 1 FROM attachment_data t WHERE t.attachment_id = a.id) ORDER BY c.closed_at, a.id LIMIT $3`,
		store.Millis(tx.Now().Add(-d.opts.Originals)), string(KeptOriginal), dropBatch)
	if err != nil {
		return 0, err
	}
	for _, a := range files {
		c, err := Get(ctx, tx, a.Case)
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM attachment_data WHERE attachment_id = $1", a.ID); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, "UPDATE attachment SET scrub = $1 WHERE id = $2", string(Dropped), a.ID); err != nil {
			return 0, err
		}
		_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "attachment.dropped", Object: object(c), Actor: string(System), At: c.At(tx.Now()), Rows: []ledger.Row{{Table: "attachment", ID: a.ID}}})
		if err != nil {
			return 0, err
		}
	}
	return len(files), nil
}
