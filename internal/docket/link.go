// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"errors"
	"fmt"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Relation of two cases, read from the first to the second.
type Relation string

const (
	DuplicateOf  Relation = "duplicate_of"
	SameSubject  Relation = "same_subject"
	CausedBy     Relation = "caused_by"
	EvidenceFor  Relation = "evidence_for"
	RemediatedBy Relation = "remediated_by"
	EscalatedTo  Relation = "escalated_to"
)

// Link of two cases.
type Link struct {
	A, B string
	Rel  Relation
}

// Relate links two cases. The same link twice is one.
func (d *Docket) Relate(ctx context.Context, tx *store.Tx, l Link, actor Actor) error {
	if l.A == l.B {
		return errors.New("a case cannot be linked with itself")
	}
	c, err := Get(ctx, tx, l.A)
	if err != nil {
		return err
	}
	if _, err := Get(ctx, tx, l.B); err != nil {
		return err
	}
	id := store.NewID()
	at := c.At(tx.Now())
	n, err := tx.Exec(ctx, "INSERT INTO case_link (id, a, b, rel, actor, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (a, b, rel) DO NOTHING",
		id, l.A, l.B, string(l.Rel), actor.String(), store.Millis(at))
	if err != nil || n == 0 {
		return err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "case.linked", Object: object(c), Actor: actor.String(), At: at, Rows: []ledger.Row{{Table: "case_link", ID: id}}})
	return err
}

// Links lists the links of a case in both directions.
func Links(ctx context.Context, tx *store.Tx, caseID string) ([]Link, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (l Link, err error) {
		return l, scan(&l.A, &l.B, &l.Rel)
	}, "SELECT a, b, rel FROM case_link WHERE a = $1 OR b = $1 ORDER BY at, id", caseID)
}

// Merge makes a case a duplicate of another. The person keeps their own case,
// receipt and right to an answer: when the main case is answered, so is this
// one ([Docket.Duplicates]).
func (d *Docket) Merge(ctx context.Context, tx *store.Tx, duplicate, main string, actor Actor) (*Case, error) {
	to, err := Get(ctx, tx, main)
	if err != nil {
		return nil, err
	}
	if to.State == Duplicate {
		return nil, fmt.Errorf("case %s is itself a duplicate; merge into its main case", to.Ref)
	}
	held, err := d.Duplicates(ctx, tx, duplicate)
	if err != nil {
		return nil, err
	}
	if len(held) > 0 {
		return nil, fmt.Errorf("%d cases are merged into this one; it stays the main case", len(held))
	}
	if err := d.Relate(ctx, tx, Link{duplicate, main, DuplicateOf}, actor); err != nil {
		return nil, err
	}
	return d.Do(ctx, tx, duplicate, Doing{Event: ExitDuplicate, Actor: actor})
}

// Duplicates lists the cases merged into this one that still owe an answer.
func (d *Docket) Duplicates(ctx context.Context, tx *store.Tx, main string) ([]*Case, error) {
	return store.Rows(ctx, tx, scanCase, `SELECT `+caseColumns+` FROM case_ WHERE state = 'duplicate'
		AND id IN (SELECT a FROM case_link WHERE b = $1 AND rel = 'duplicate_of') ORDER BY opened_at, id`, main)
}
