// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Doing is a step to take.
type Doing struct {
	Event Event
	Actor Actor
	// Reason is a code that says why, such as "no_personal_information". Optional.
	Reason string
	// Outcome is the code of what was decided. Required with [Respond].
	Outcome string
	// Text is the message to the person. Required with events that tell something.
	Text string
	// Template names the template the text was made from, "purpose/version".
	Template string
	// Files go with the message: ids of attachments of this case.
	Files []string
}

// ErrNoOutcome is returned when an outcome is told without saying which.
var ErrNoOutcome = errors.New("the outcome's code is missing")

// Do takes a step: it checks the rules, writes the new state, the transition
// and the message, moves the clocks and appends the leaf. A step that the
// machine refuses is a [*RefusedError] and changes nothing.
func (d *Docket) Do(ctx context.Context, tx *store.Tx, id string, do Doing) (*Case, error) {
	c, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	m, err := machine(c.Kind)
	if err != nil {
		return nil, err
	}
	before := c.State
	next, err := m.Next(c.situation(), Step{Event: do.Event, Actor: do.Actor, Message: do.Text != ""})
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		refused.Case = c.Ref
	}
	if err != nil {
		return nil, err
	}
	if do.Event == Respond && do.Outcome == "" {
		return nil, ErrNoOutcome
	}
	now := c.At(tx.Now())
	c.State, c.told, c.decider, c.StateSince = next.State, next.Told, next.Decider, now
	var rows []ledger.Row
	if do.Text != "" {
		if _, rows, err = d.write(ctx, tx, c, m.draft(do)); err != nil {
			return nil, err
		}
	}
	stamp(m, c, do, now, d.opts.Retention)
	tr, err := insertTransition(ctx, tx, c, before, do, now)
	if err != nil {
		return nil, err
	}
	moved, err := d.moveClocks(ctx, tx, c, do.Event)
	if err != nil {
		return nil, err
	}
	if err := save(ctx, tx, c); err != nil {
		return nil, err
	}
	rows = append(append(rows, moved...), ledger.Row{Table: "case_", ID: c.ID}, ledger.Row{Table: "transition", ID: tr})
	_, err = d.log.Append(ctx, tx, ledger.Entry{Type: string(c.Kind) + "." + string(do.Event), Object: object(c), Actor: do.Actor.String(), At: now, Rows: rows})
	return c, err
}

// draft is the message of a step.
func (m *Machine) draft(do Doing) Draft {
	dir := Out
	if do.Actor.Kind == Person {
		dir = In
	}
	return Draft{Direction: dir, Purpose: string(do.Event), Actor: do.Actor, Text: do.Text, Template: do.Template, Files: do.Files}
}

// stamp writes the dates and the outcome that a step sets.
func stamp(m *Machine, c *Case, do Doing, now time.Time, retention time.Duration) {
	if do.Event == Acknowledge {
		c.AckAt = now
	}
	if slices.Contains(m.Feedback, do.Event) {
		c.FeedbackAt = now
		if do.Outcome != "" {
			c.Outcome = do.Outcome
		}
	}
	switch c.State {
	case Closed:
		c.ClosedAt, c.RetentionUntil = now, time.Time{}
		if retention >= 0 {
			c.RetentionUntil = now.Add(retention)
		}
	case Reopened, Appealed:
		c.ClosedAt, c.RetentionUntil = time.Time{}, time.Time{}
	}
}

func insertTransition(ctx context.Context, tx *store.Tx, c *Case, from State, do Doing, at time.Time) (string, error) {
	id := store.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO transition (id, case_id, seq, event, from_state, to_state, reason, actor, at)
		SELECT $1, $2, COALESCE(MAX(seq) + 1, 1), $3, $4, $5, $6, $7, $8 FROM transition WHERE case_id = $2`,
		id, c.ID, string(do.Event), string(from), string(c.State), do.Reason, do.Actor.String(), store.Millis(at))
	return id, err
}

// Transition is a step that was taken.
type Transition struct {
	Seq      int
	Event    Event
	From, To State
	Reason   string
	Actor    string
	At       time.Time
}

// Transitions lists the steps of a case, oldest first.
func Transitions(ctx context.Context, tx *store.Tx, caseID string) ([]Transition, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (t Transition, err error) {
		var at int64
		err = scan(&t.Seq, &t.Event, &t.From, &t.To, &t.Reason, &t.Actor, &at)
		t.At = store.Time(at)
		return t, err
	}, "SELECT seq, event, from_state, to_state, reason, actor, at FROM transition WHERE case_id = $1 ORDER BY seq", caseID)
}

// Can lists the steps that somebody may take on a case now. Those that tell
// something still need their text.
func (c *Case) Can(a Actor) ([]Event, error) {
	m, err := machine(c.Kind)
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", c.Ref, err)
	}
	var out []Event
	for _, e := range m.Can(c.State) {
		if _, err := m.Next(c.situation(), Step{Event: e, Actor: a, Message: true}); err == nil {
			out = append(out, e)
		}
	}
	return out, nil
}
