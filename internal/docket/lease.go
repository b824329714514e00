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

// Lease says who works on a case, and until when nobody else does.
type Lease struct {
	Case, Staff  string
	Since, Until time.Time
}

// HeldError is returned when somebody else works on the case.
type HeldError struct {
	Staff string
	Until time.Time
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("held by another member of staff until %s", e.Until.Format(time.RFC3339))
}

// ErrNotHeld is returned when a case is handed over or kept by somebody who
// does not hold it.
var ErrNotHeld = errors.New("the case is not held by this member of staff")

// Held reads who works on a case now; [store.ErrNotFound] when nobody does.
func Held(ctx context.Context, tx *store.Tx, caseID string) (*Lease, error) {
	var since, until int64
	l := &Lease{Case: caseID}
	err := tx.Get(ctx, "SELECT staff, since, until FROM lease WHERE case_id = $1 AND until > $2", []any{caseID, store.Millis(tx.Now())}, &l.Staff, &since, &until)
	l.Since, l.Until = store.Time(since), store.Time(until)
	return l, err
}

// Claim gives a case to a member of staff for the time of a lease, or renews
// the lease that the same person has. Two people never hold one case.
func (d *Docket) Claim(ctx context.Context, tx *store.Tx, caseID, staff string) (*Lease, error) {
	return d.lease(ctx, tx, caseID, staff, "claimed")
}

// HandOver gives a case from the one who holds it to another.
func (d *Docket) HandOver(ctx context.Context, tx *store.Tx, caseID, from, to string) (*Lease, error) {
	if err := d.Release(ctx, tx, caseID, from); err != nil {
		return nil, err
	}
	return d.lease(ctx, tx, caseID, to, "handed_over")
}

func (d *Docket) lease(ctx context.Context, tx *store.Tx, caseID, staff, what string) (*Lease, error) {
	c, err := Get(ctx, tx, caseID)
	if err != nil {
		return nil, err
	}
	now := tx.Now()
	l := &Lease{Case: caseID, Staff: staff, Since: now, Until: now.Add(d.opts.Lease)}
	switch held, err := Held(ctx, tx, caseID); {
	case err == nil && held.Staff != staff:
		return nil, &HeldError{held.Staff, held.Until}
	case err == nil:
		l.Since, what = held.Since, "extended"
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO lease (case_id, staff, since, until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (case_id) DO UPDATE SET staff = excluded.staff, since = excluded.since, until = excluded.until`,
		caseID, staff, store.Millis(l.Since), store.Millis(l.Until))
	if err != nil {
		return nil, err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "case." + what, Object: object(c), Actor: Actor{Staff, staff}.String()})
	return l, err
}

// Release gives a case back to its queue.
func (d *Docket) Release(ctx context.Context, tx *store.Tx, caseID, staff string) error {
	c, err := Get(ctx, tx, caseID)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, "DELETE FROM lease WHERE case_id = $1 AND staff = $2 AND until > $3", caseID, staff, store.Millis(tx.Now()))
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNotHeld
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "case.released", Object: object(c), Actor: Actor{Staff, staff}.String()})
	return err
}
