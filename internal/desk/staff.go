// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"slices"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// Outcomes that a complaint can have. Pages have words for each.
func Outcomes() []string {
	return []string{
		"removed",         // the disclosure is gone
		"masked",          // the personal information is covered, the rest stays
		"partly",          // some of it is gone
		"already_gone",    // it was not there any more
		"not_found",       // the place could not be found
		"not_personal",    // no personal information, such as a published hotline
		"public_interest", // reported lawfully, such as news about an office
		"consent",         // the person concerned published it themselves
		"not_ours",        // on another platform; the person was told whose
		"withdrawn",
	}
}

// ErrUnknownOutcome is returned for a code that is not in [Outcomes].
var ErrUnknownOutcome = errors.New("unknown outcome")

// Act takes a step of staff on a complaint. When the outcome is told, everybody
// whose complaint was joined to this one is told too, each in their own case,
// in the same transaction.
func (d *Desk) Act(ctx context.Context, caseID string, do docket.Doing) (*docket.Case, error) {
	if do.Event == docket.Respond && !slices.Contains(Outcomes(), do.Outcome) {
		return nil, ErrUnknownOutcome
	}
	var c *docket.Case
	err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
		if c, err = d.docket.Do(ctx, tx, caseID, do); err != nil {
			return err
		}
		if do.Text != "" {
			if err := d.notify(ctx, tx, caseID); err != nil {
				return err
			}
		}
		if do.Event == docket.Respond {
			return d.answerDuplicates(ctx, tx, c, do)
		}
		return nil
	})
	return c, err
}

// answerDuplicates tells the outcome of a case to those who were joined to it.
// What was written for one person may speak of them, so the others get the
// outcome in general words where those are configured.
func (d *Desk) answerDuplicates(ctx context.Context, tx *store.Tx, main *docket.Case, do docket.Doing) error {
	all, err := d.docket.Duplicates(ctx, tx, main.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		each := docket.Doing{Event: docket.Respond, Actor: do.Actor, Outcome: do.Outcome, Reason: "joined", Text: do.Text, Template: do.Template}
		if d.opts.DuplicateText != nil {
			each.Text, each.Template = d.opts.DuplicateText(c.Lang, do.Outcome), "duplicate"
		}
		if _, err := d.docket.Do(ctx, tx, c.ID, each); err != nil {
			return err
		}
		if err := d.notify(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) notify(ctx context.Context, tx *store.Tx, caseID string) error {
	if d.opts.Notify == nil {
		return nil
	}
	var n int
	if err := tx.Get(ctx, "SELECT length(contact_c) FROM complaint WHERE case_id = $1", []any{caseID}, &n); err != nil || n == 0 {
		return err
	}
	return d.opts.Notify(ctx, tx, caseID)
}

// Join makes complaints duplicates of a main one, in one step for all.
func (d *Desk) Join(ctx context.Context, main string, others []string, actor docket.Actor) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		for _, id := range others {
			if _, err := d.docket.Merge(ctx, tx, id, main, actor); err != nil {
				return err
			}
		}
		return nil
	})
}

// Say writes to the person, or among staff, without a step.
func (d *Desk) Say(ctx context.Context, caseID string, m docket.Draft) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := d.docket.Say(ctx, tx, caseID, m); err != nil {
			return err
		}
		if m.Direction == docket.Out {
			return d.notify(ctx, tx, caseID)
		}
		return nil
	})
}

// RetentionReason is what the ledger and the list of erased cases say.
const RetentionReason = "retention"

// eraseBatch bounds one transaction of the nightly erasure, so that people who
// write wait no longer than some tens of milliseconds.
const eraseBatch = 20

// EraseExpired erases the cases whose retention has ended and returns how many.
func (d *Desk) EraseExpired(ctx context.Context) (int, error) {
	total := 0
	for {
		n := 0
		err := d.db.Write(ctx, func(tx *store.Tx) error {
			n = 0
			ids, err := docket.Expired(ctx, tx, eraseBatch)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := d.Erase(ctx, tx, id, RetentionReason); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		total += n
		if err != nil || n < eraseBatch {
			return total, err
		}
	}
}

// Erase destroys the keys of a complaint: of the case and of the person's name.
// The reason is a code that the ledger and the list of erased cases keep.
func (d *Desk) Erase(ctx context.Context, tx *store.Tx, id, reason string) error {
	var identity string
	if err := tx.Get(ctx, "SELECT identity_key FROM complaint WHERE case_id = $1", []any{id}, &identity); err != nil {
		return err
	}
	if identity != "" {
		if err := d.vault.Erase(ctx, tx, identity); err != nil {
			return err
		}
	}
	for _, q := range []string{"DELETE FROM complaint_place WHERE case_id = $1", "UPDATE complaint SET claimable = 0 WHERE case_id = $1"} {
		if _, err := tx.Exec(ctx, q, id); err != nil {
			return err
		}
	}
	return d.docket.Erase(ctx, tx, id, reason, docket.Actor{Kind: docket.System})
}
