// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/law"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Clock is a time limit that a case is under.
type Clock struct {
	ID, Case string
	law.Clock
}

// lawEvents says which events of the law's clocks a step is. "opened" is the
// making of a case, "said" a message to the person without a step.
var lawEvents = map[Event][]string{
	"opened":    {"complaint.received"},
	"said":      {"complaint.updated"},
	Acknowledge: {"complaint.acknowledged", "complaint.updated"},
	Ask:         {"complaint.updated"},
	Respond:     {"complaint.outcome_sent"},
	Appeal:      {"appeal.received"},
	Uphold:      {"appeal.outcome_sent"},
	Overturn:    {"appeal.outcome_sent"},
}

// starts says whether a step starts a clock of the rule. A case that is opened
// again owes an outcome again, and news until then, but no acknowledgement.
func starts(e Event, r law.Rule) bool {
	if e == Reopen || e == Overturn {
		return r.Start == "complaint.received" && r.Stop != "complaint.acknowledged"
	}
	return slices.Contains(lawEvents[e], r.Start)
}

const clockColumns = `id, case_id, rule, rule_ver, started_at, due_at, provisional, paused_at, pauses,
	extended_at, extended_by, extend_reason, met_at, breached_at, cancelled_at, fired`

func scanClock(scan func(...any) error) (Clock, error) {
	var c Clock
	var rule, ver, pauses, fired string
	var started, due, paused, extended, met, breached, cancelled int64
	err := scan(&c.ID, &c.Case, &rule, &ver, &started, &due, &c.Provisional, &paused, &pauses,
		&extended, &c.ExtendedBy, &c.ExtendReason, &met, &breached, &cancelled, &fired)
	if err != nil {
		return c, err
	}
	if c.Rule, err = law.FindRule(rule, ver); err != nil {
		return c, err
	}
	c.StartedAt, c.DueAt, c.PausedAt = store.Time(started), store.Time(due), store.Time(paused)
	c.ExtendedAt, c.MetAt = store.Time(extended), store.Time(met)
	c.BreachedAt, c.CancelledAt = store.Time(breached), store.Time(cancelled)
	c.Fired = strings.Fields(fired)
	return c, json.Unmarshal([]byte(pauses), &c.Pauses)
}

// put writes a clock, new or changed.
func (c *Clock) put(ctx context.Context, tx *store.Tx) error {
	pauses, err := json.Marshal(c.Pauses)
	if err != nil {
		return err
	}
	next, _ := c.Next()
	_, err = tx.Exec(ctx, `INSERT INTO clock (`+clockColumns+`, next_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, provisional = excluded.provisional, paused_at = excluded.paused_at,
		pauses = excluded.pauses, extended_at = excluded.extended_at, extended_by = excluded.extended_by, extend_reason = excluded.extend_reason,
		met_at = excluded.met_at, breached_at = excluded.breached_at, cancelled_at = excluded.cancelled_at, fired = excluded.fired, next_at = excluded.next_at`,
		c.ID, c.Case, c.Rule.ID, c.Rule.Version, store.Millis(c.StartedAt), store.Millis(c.DueAt), string(c.Provisional), store.Millis(c.PausedAt), string(pauses),
		store.Millis(c.ExtendedAt), c.ExtendedBy, c.ExtendReason, store.Millis(c.MetAt), store.Millis(c.BreachedAt), store.Millis(c.CancelledAt),
		strings.Join(c.Fired, " "), store.Millis(next))
	return err
}

// Clocks lists the clocks of a case in the order of their start.
func (d *Docket) Clocks(ctx context.Context, tx *store.Tx, c *Case) ([]Clock, error) {
	return store.Rows(ctx, tx, scanClock, "SELECT "+clockColumns+" FROM clock WHERE case_id = $1 ORDER BY started_at, due_at, id", c.ID)
}

// startClocks starts the clocks that begin with an event.
func (d *Docket) startClocks(ctx context.Context, tx *store.Tx, c *Case, e Event) ([]ledger.Row, error) {
	var rows []ledger.Row
	for _, r := range d.rules {
		if !starts(e, r) {
			continue
		}
		k, err := law.Start(r, c.At(tx.Now()))
		if err != nil {
			return nil, err
		}
		row, err := putNew(ctx, tx, c, k)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Promise is the rule by which a complaint that comes in at an instant is first
// due for an event of the law, such as "complaint.acknowledged", and false when
// no clock waits for it.
func (d *Docket) Promise(stop string, at time.Time) (law.Rule, bool) {
	var first law.Clock
	for _, r := range d.rules {
		if r.Stop != stop || r.Qualifier != law.Within || !starts("opened", r) {
			continue
		}
		k, err := law.Start(r, at)
		if err == nil && (first.StartedAt.IsZero() || k.DueAt.Before(first.DueAt)) {
			first = k
		}
	}
	return first.Rule, !first.StartedAt.IsZero()
}

// putNew writes a clock that has just started.
func putNew(ctx context.Context, tx *store.Tx, c *Case, k law.Clock) (ledger.Row, error) {
	clock := Clock{ID: store.NewID(), Case: c.ID, Clock: k}
	if clock.Waits() && (c.NextDue.IsZero() || clock.DueAt.Before(c.NextDue)) {
		c.NextDue = clock.DueAt
	}
	return ledger.Row{Table: "clock", ID: clock.ID}, clock.put(ctx, tx)
}

// Waits says whether somebody has to do something before the clock is due: it
// has started, and was neither met nor cancelled nor paused. The earliest of these
// clocks is the case's NextDue.
func (c *Clock) Waits() bool {
	return (c.Rule.Qualifier == law.Within || c.Rule.Qualifier == law.Every) && !c.StartedAt.IsZero() &&
		c.MetAt.IsZero() && c.CancelledAt.IsZero() && c.PausedAt.IsZero()
}

// moveClocks does to the clocks of a case what a step does to them: it stops
// those that wait for it, rests them while a question is open, starts new ones,
// ends them all when the case is closed.
func (d *Docket) moveClocks(ctx context.Context, tx *store.Tx, c *Case, e Event) ([]ledger.Row, error) {
	clocks, err := d.Clocks(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	at := c.At(tx.Now())
	var rows []ledger.Row
	c.NextDue = time.Time{}
	for i := range clocks {
		k := &clocks[i]
		changed, err := k.move(e, c.State, at)
		if err != nil {
			return nil, err
		}
		if changed {
			if err := k.put(ctx, tx); err != nil {
				return nil, err
			}
			rows = append(rows, ledger.Row{Table: "clock", ID: k.ID})
		}
		if changed && !k.MetAt.IsZero() && k.Rule.Qualifier == law.Every {
			next, err := k.Again()
			if err != nil {
				return nil, err
			}
			row, err := putNew(ctx, tx, c, next)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
		if k.Waits() && (c.NextDue.IsZero() || k.DueAt.Before(c.NextDue)) {
			c.NextDue = k.DueAt
		}
	}
	started, err := d.startClocks(ctx, tx, c, e)
	return append(rows, started...), err
}

// move changes one clock for a step.
func (c *Clock) move(e Event, to State, at time.Time) (changed bool, err error) {
	if !c.MetAt.IsZero() || !c.CancelledAt.IsZero() {
		return false, nil
	}
	// The hour of an anonymous case may lie before what happened in its minutes.
	at = latest(at, c.StartedAt, c.PausedAt, c.ExtendedAt)
	duty := c.Rule.Qualifier == law.Within || c.Rule.Qualifier == law.Every
	switch {
	case duty && slices.Contains(lawEvents[e], c.Rule.Stop):
		c.Clock, err = c.Meet(at)
		return true, err
	case duty && to == Closed, c.Rule.Qualifier == law.Every && to == Responded:
		c.Clock, err = c.Cancel(at)
		return true, err
	case to == AwaitingComplainant && c.PausedAt.IsZero():
		next, err := c.Pause(at)
		if errors.Is(err, law.ErrNotPausable) || errors.Is(err, law.ErrBreached) {
			return false, nil
		}
		c.Clock = next
		return true, err
	case to != AwaitingComplainant && !c.PausedAt.IsZero():
		c.Clock, err = c.Resume(at)
		return true, err
	}
	return false, nil
}

func latest(t time.Time, others ...time.Time) time.Time {
	for _, o := range others {
		if o.After(t) {
			t = o
		}
	}
	return t
}

// Extend moves a clock's deadline once, for one of the reasons its rule has.
func (d *Docket) Extend(ctx context.Context, tx *store.Tx, caseID, clockID, reason string, actor Actor) error {
	c, err := Get(ctx, tx, caseID)
	if err != nil {
		return err
	}
	clocks, err := d.Clocks(ctx, tx, c)
	if err != nil {
		return err
	}
	found := false
	c.NextDue = time.Time{}
	for i := range clocks {
		k := &clocks[i]
		if k.ID == clockID {
			found = true
			if k.Clock, err = k.Clock.Extend(tx.Now(), reason); err != nil {
				return err
			}
			if err := k.put(ctx, tx); err != nil {
				return err
			}
		}
		if k.Waits() && (c.NextDue.IsZero() || k.DueAt.Before(c.NextDue)) {
			c.NextDue = k.DueAt
		}
	}
	if !found {
		return fmt.Errorf("clock: %w", store.ErrNotFound)
	}
	if err := save(ctx, tx, c); err != nil {
		return err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{
		Type: "clock.extended", Object: object(c), Actor: actor.String(), At: c.At(tx.Now()),
		Rows: []ledger.Row{{Table: "clock", ID: clockID}, {Table: "case_", ID: c.ID}},
	})
	return err
}

// Alarm is something a clock told the staff.
type Alarm struct {
	ID, Clock, Case, Ref string
	// Rule is the id of the clock's rule, and Version its version, see [law.FindRule].
	Rule, Version string
	Step          string
	Kind          law.StepKind
	// Tell is whom it is for: assignee, lead or management.
	Tell string
	At   time.Time
}

// tickBatch bounds one transaction of the clock's work.
const tickBatch = 50

// Tick fires the steps of all clocks that are due: each once, whatever number of
// nodes calls it and however often, because the row that remembers a step is
// written in the same transaction. It returns how many it fired.
func (d *Docket) Tick(ctx context.Context) (int, error) {
	total := 0
	for {
		n, looked := 0, 0
		err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
			n, looked, err = d.tick(ctx, tx)
			return err
		})
		total += n
		if err != nil || looked < tickBatch {
			return total, err
		}
	}
}

func (d *Docket) tick(ctx context.Context, tx *store.Tx) (fired, looked int, err error) {
	now := tx.Now()
	clocks, err := store.Rows(ctx, tx, scanClock, "SELECT "+clockColumns+" FROM clock WHERE next_at > 0 AND next_at <= $1 ORDER BY next_at LIMIT $2",
		store.Millis(now), tickBatch)
	if err != nil {
		return 0, 0, err
	}
	for i := range clocks {
		k := &clocks[i]
		c, err := Get(ctx, tx, k.Case)
		if err != nil {
			return 0, 0, err
		}
		var steps []law.StepDue
		k.Clock, steps = k.Fire(now)
		if err := k.put(ctx, tx); err != nil {
			return 0, 0, err
		}
		for _, s := range steps {
			if err := d.alarm(ctx, tx, c, k, s); err != nil {
				return 0, 0, err
			}
			fired++
		}
	}
	return fired, len(clocks), nil
}

func (d *Docket) alarm(ctx context.Context, tx *store.Tx, c *Case, k *Clock, s law.StepDue) error {
	_, err := tx.Exec(ctx, "INSERT INTO alarm (id, clock_id, case_id, step, kind, tell, at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
		store.NewID(), k.ID, c.ID, s.ID, string(s.Kind), s.Tell, store.Millis(s.At))
	if err != nil {
		return err
	}
	_, err = d.log.Append(ctx, tx, ledger.Entry{
		Type: "clock." + string(s.Kind), Object: object(c), Actor: string(System), At: c.At(tx.Now()),
		Rows: []ledger.Row{{Table: "clock", ID: k.ID}},
	})
	return err
}

// Alarms lists what clocks told and nobody has marked as seen, newest first.
func Alarms(ctx context.Context, tx *store.Tx, limit int) ([]Alarm, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (a Alarm, err error) {
		var at int64
		err = scan(&a.ID, &a.Clock, &a.Case, &a.Ref, &a.Rule, &a.Version, &a.Step, &a.Kind, &a.Tell, &at)
		a.At = store.Time(at)
		return a, err
	}, `SELECT a.id, a.clock_id, a.case_id, c.ref, k.rule, k.rule_ver, a.step, a.kind, a.tell, a.at
		FROM alarm a JOIN case_ c ON c.id = a.case_id JOIN clock k ON k.id = a.clock_id WHERE a.seen_at = 0 ORDER BY a.at DESC, a.id LIMIT $1`, limit)
}

// AlarmSeen marks an alarm as seen.
func (d *Docket) AlarmSeen(ctx context.Context, tx *store.Tx, id string) error {
	_, err := tx.Exec(ctx, "UPDATE alarm SET seen_at = $1 WHERE id = $2 AND seen_at = 0", store.Millis(tx.Now()), id)
	return err
}
