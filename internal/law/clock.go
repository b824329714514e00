// SPDX-License-Identifier: Apache-2.0

package law

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// State is where a clock stands. It follows from the clock and an instant and is
// stored nowhere, so it cannot be wrong.
type State string

// The states.
const (
	Armed     State = "armed"     // waits for its start event
	Running   State = "running"   //
	Paused    State = "paused"    //
	Met       State = "met"       // done in time, or a window or hold that is over
	Breached  State = "breached"  // too late and not done
	MetLate   State = "met_late"  // done, but too late
	Cancelled State = "cancelled" // will not be counted
)

// Errors of the methods of a clock. They are wrapped with the rule's id.
var (
	ErrNotStarted   = errors.New("the clock has not started")
	ErrStarted      = errors.New("the clock has started already")
	ErrFinished     = errors.New("the clock has been met, has ended or was cancelled")
	ErrBreached     = errors.New("the deadline has passed")
	ErrPaused       = errors.New("the clock is paused")
	ErrNotPaused    = errors.New("the clock is not paused")
	ErrNotPausable  = errors.New("the rule does not let the clock be paused")
	ErrNotExtension = errors.New("the rule has no such extension")
	ErrExtended     = errors.New("the clock was extended before")
	ErrOrder        = errors.New("the instant lies before an earlier event of the clock")
	ErrWindow       = errors.New("a window or hold ends by itself")
	ErrNoRepeat     = errors.New("the rule does not recur")
)

// Clock is one running time limit: plain data, to be stored as a row. The zero
// value is of no use; [Arm] and [Start] make one. Methods leave the receiver as
// it is and return the new value. All times are UTC and cut to milliseconds, as
// the store keeps them; a zero time means that it has not happened.
type Clock struct {
	// Rule is what the clock follows. Its ID and Version are enough to store:
	// [FindRule] gives the rest back.
	Rule      Rule      `json:"-"`
	StartedAt time.Time `json:"started_at,omitzero"`
	// DueAt is the last instant that is in time. While the clock is paused it is
	// what it was before the pause; see [Clock.Due].
	DueAt time.Time `json:"due_at,omitzero"`
	// Provisional says why DueAt may move, empty if it will not.
	Provisional Provisional `json:"provisional,omitempty"`
	// PausedAt is when the pause that lasts began. Pauses are those that are
	// over, in order.
	PausedAt time.Time `json:"paused_at,omitzero"`
	Pauses   []Span    `json:"pauses,omitempty"`
	// ExtendedAt, ExtendedBy and ExtendReason tell of the one extension: when,
	// by how much (ISO 8601), and the code of the reason.
	ExtendedAt   time.Time `json:"extended_at,omitzero"`
	ExtendedBy   string    `json:"extended_by,omitempty"`
	ExtendReason string    `json:"extend_reason,omitempty"`
	MetAt        time.Time `json:"met_at,omitzero"`
	// BreachedAt is the first instant that was too late. It is set when the
	// breach is noticed, by Fire, Meet or Cancel, and never unset.
	BreachedAt  time.Time `json:"breached_at,omitzero"`
	CancelledAt time.Time `json:"cancelled_at,omitzero"`
	// Fired holds the ids of the steps that were handed out.
	Fired []string `json:"fired,omitempty"`
}

// Span is a stretch of time, From included and To not.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Arm returns a clock that waits for its start event.
func Arm(r Rule) Clock { return Clock{Rule: r} }

// Start returns a clock of the rule that started at the instant. It fails only
// for a rule that [Rule.Validate] rejects and for a zero time; that a workday
// calendar is missing makes the clock provisional.
func Start(r Rule, at time.Time) (Clock, error) { return Arm(r).Start(at) }

// Start starts an armed clock. Errors: [ErrStarted], [ErrFinished].
func (c Clock) Start(at time.Time) (Clock, error) {
	switch {
	case c.done():
		return c, c.fail("start", ErrFinished)
	case !c.StartedAt.IsZero():
		return c, c.fail("start", ErrStarted)
	case at.IsZero():
		return c, c.fail("start", errors.New("the instant is missing"))
	}
	if err := c.Rule.Validate(); err != nil {
		return c, err
	}
	c.StartedAt = cut(at)
	return c.reckon()
}

// Pause stops the clock, where the rule lets it. Errors: [ErrNotPausable],
// [ErrPaused], [ErrBreached], [ErrNotStarted], [ErrFinished], [ErrOrder].
func (c Clock) Pause(at time.Time) (Clock, error) {
	at = cut(at)
	err := c.open(at)
	switch {
	case err != nil:
	case c.Rule.Pause == Text{}:
		err = ErrNotPausable
	case !c.PausedAt.IsZero():
		err = ErrPaused
	case at.After(c.DueAt):
		err = ErrBreached
	}
	if err != nil {
		return c, c.fail("pause", err)
	}
	c.PausedAt = at
	return c, nil
}

// Resume ends the pause and moves the deadline, as due.go says: an elapsed limit
// by the length of the pause, one in days by the days that began in it. Errors:
// [ErrNotPaused], [ErrFinished], [ErrNotStarted], [ErrOrder].
func (c Clock) Resume(at time.Time) (Clock, error) {
	at = cut(at)
	err := c.open(at)
	if err == nil && c.PausedAt.IsZero() {
		err = ErrNotPaused
	}
	if err != nil {
		return c, c.fail("resume", err)
	}
	c.Pauses = append(slices.Clip(c.Pauses), Span{c.PausedAt, at})
	c.PausedAt = time.Time{}
	return c.reckon()
}

// Extend moves the deadline by the rule's extension, once and before it has
// passed. The reason is a code of [RuleExtension]. Errors: [ErrNotExtension] (no
// extension, or a reason that is not among its reasons), [ErrExtended],
// [ErrPaused] (resume first), [ErrBreached], [ErrNotStarted], [ErrFinished],
// [ErrOrder].
func (c Clock) Extend(at time.Time, reason string) (Clock, error) {
	at = cut(at)
	err := c.open(at)
	switch {
	case err != nil:
	case c.Rule.Extend == nil || !slices.ContainsFunc(c.Rule.Extend.Reasons, func(r ExtensionReason) bool { return r.Code == reason }):
		err = ErrNotExtension
	case !c.ExtendedAt.IsZero():
		err = ErrExtended
	case !c.PausedAt.IsZero():
		err = ErrPaused
	case at.After(c.DueAt):
		err = ErrBreached
	}
	if err != nil {
		return c, c.fail("extend", err)
	}
	c.ExtendedAt, c.ExtendedBy, c.ExtendReason = at, c.Rule.Extend.Amount, reason
	return c.reckon()
}

// Meet records that the stop event has happened. A pause ends with it. Errors:
// [ErrWindow], [ErrNotStarted], [ErrFinished], [ErrOrder].
func (c Clock) Meet(at time.Time) (Clock, error) {
	at = cut(at)
	err := c.open(at)
	if err == nil && c.window() {
		err = ErrWindow
	}
	if err != nil {
		return c, c.fail("meet", err)
	}
	if !c.PausedAt.IsZero() {
		if c, err = c.Resume(at); err != nil {
			return c, err
		}
	}
	c = c.noticeBreach(at)
	c.MetAt = at
	return c, nil
}

// Cancel ends a clock that will not be counted, armed ones too: the case was
// withdrawn, or the duty turned out not to apply. A breach before it stays
// recorded. Errors: [ErrFinished], [ErrOrder].
func (c Clock) Cancel(at time.Time) (Clock, error) {
	at = cut(at)
	err := c.open(at)
	if err != nil && !errors.Is(err, ErrNotStarted) {
		return c, c.fail("cancel", err)
	}
	if err == nil {
		c = c.noticeBreach(at)
	}
	c.CancelledAt = at
	return c, nil
}

// Reckon counts the deadline anew under the calendars of this program, for
// clocks that are provisional: a newer program knows more years. Clocks that are
// not running come back unchanged, and so do those whose breach was recorded.
func (c Clock) Reckon() (Clock, error) {
	if c.StartedAt.IsZero() || c.done() || !c.PausedAt.IsZero() || !c.BreachedAt.IsZero() {
		return c, nil
	}
	return c.reckon()
}

// Again starts the next clock of a recurring rule after this one was met: from
// the moment it was met, or for a fixed day of the year from the day after it.
// Errors: [ErrNoRepeat]; [ErrNotStarted] if it has not been met.
func (c Clock) Again() (Clock, error) {
	switch {
	case c.Rule.Qualifier != Every:
		return Clock{}, c.fail("again", ErrNoRepeat)
	case c.MetAt.IsZero():
		return Clock{}, c.fail("again", ErrNotStarted)
	}
	from := c.MetAt
	if next := c.DueAt.Add(time.Millisecond); c.Rule.Kind == CalendarDate && next.After(from) {
		from = next
	}
	return Start(c.Rule, from)
}

// State returns where the clock stands at now.
func (c Clock) State(now time.Time) State {
	switch now = cut(now); {
	case !c.CancelledAt.IsZero():
		return Cancelled
	case !c.MetAt.IsZero() && c.MetAt.After(c.DueAt):
		return MetLate
	case !c.MetAt.IsZero():
		return Met
	case c.StartedAt.IsZero():
		return Armed
	case !c.PausedAt.IsZero():
		return Paused
	case !now.After(c.DueAt):
		return Running
	case c.window():
		return Met
	}
	return Breached
}

// Due returns the last instant that is in time as things stand at now: for a
// paused clock, the deadline it would have if it resumed at now. It is zero for
// a clock that has not started.
func (c Clock) Due(now time.Time) time.Time {
	now = cut(now)
	if c.PausedAt.IsZero() || now.Before(c.PausedAt) || c.done() {
		return c.DueAt
	}
	resumed, err := c.Resume(now)
	if err != nil {
		return c.DueAt
	}
	return resumed.DueAt
}

// PausedTotal returns how long the clock has stood still by now.
func (c Clock) PausedTotal(now time.Time) time.Duration {
	var sum time.Duration
	for _, s := range c.Pauses {
		sum += s.To.Sub(s.From)
	}
	if now = cut(now); !c.PausedAt.IsZero() && now.After(c.PausedAt) && !c.done() {
		sum += now.Sub(c.PausedAt)
	}
	return sum
}

func (c Clock) done() bool { return !c.MetAt.IsZero() || !c.CancelledAt.IsZero() }

// window reports whether passing the deadline is the end of something and no
// breach.
func (c Clock) window() bool { return c.Rule.Qualifier == Window || c.Rule.Qualifier == Hold }

// open reports why nothing may happen to the clock at the instant.
func (c Clock) open(at time.Time) error {
	switch {
	case c.done():
		return ErrFinished
	case c.StartedAt.IsZero():
		return ErrNotStarted
	case at.Before(c.last()):
		return ErrOrder
	case c.window() && c.State(at) == Met:
		return ErrFinished // it ended by itself
	}
	return nil
}

// last returns the instant of the latest event.
func (c Clock) last() time.Time {
	t := c.StartedAt
	for _, at := range []time.Time{c.PausedAt, c.ExtendedAt} {
		if at.After(t) {
			t = at
		}
	}
	if n := len(c.Pauses); n > 0 && c.Pauses[n-1].To.After(t) {
		t = c.Pauses[n-1].To
	}
	return t
}

// reckon computes the deadline from what is recorded.
func (c Clock) reckon() (Clock, error) {
	due, why, err := c.Rule.due(c.StartedAt, c.ExtendedBy, c.Pauses)
	if err != nil {
		return c, c.fail("deadline", err)
	}
	c.DueAt, c.Provisional = due, why
	return c, nil
}

// noticeBreach records the breach if at is too late.
func (c Clock) noticeBreach(at time.Time) Clock {
	if c.State(at) == Breached && c.BreachedAt.IsZero() {
		c.BreachedAt = c.DueAt.Add(time.Millisecond)
	}
	return c
}

func (c Clock) fail(what string, err error) error {
	return fmt.Errorf("%s: clock %s: %w", what, c.Rule.ID, err)
}

// cut returns t in UTC, in whole milliseconds and without a monotonic reading.
func cut(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
