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
