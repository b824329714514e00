// SPDX-License-Identifier: Apache-2.0

package law

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// StepDue is a step with the instant at which it was, or will be, due.
type StepDue struct {
	Step
	At time.Time
}

// Steps returns the steps that are due at now and were not fired, in order of
// time. A clock that is armed, paused, met in time or cancelled has none; one
// that was met late still has its breach, if nobody was told. It changes
// nothing; [Clock.Fire] does.
func (c Clock) Steps(now time.Time) []StepDue {
	now = cut(now)
	return slices.DeleteFunc(c.waiting(), func(s StepDue) bool { return s.At.After(now) })
}

// Fire returns the steps that [Clock.Steps] gives and the clock that remembers
// them. Whoever stores that clock in the transaction in which the steps are sent
// on sends each once.
func (c Clock) Fire(now time.Time) (Clock, []StepDue) {
	due := c.Steps(now)
	c.Fired = slices.Clip(c.Fired)
	for _, s := range due {
		c.Fired = append(c.Fired, s.ID)
	}
	return c.noticeBreach(cut(now)), due
}

// Next returns the first instant at which a step is due that was not fired; it
// may have passed already. ok is false if the clock has nothing to say unless
// something happens to it.
func (c Clock) Next() (at time.Time, ok bool) {
	steps := c.waiting()
	if len(steps) == 0 {
		return time.Time{}, false
	}
	return steps[0].At, true
}

// waiting returns the steps that were not fired, in order of time.
func (c Clock) waiting() []StepDue {
	if c.StartedAt.IsZero() || !c.PausedAt.IsZero() || !c.CancelledAt.IsZero() {
		return nil
	}
	if !c.MetAt.IsZero() && !c.MetAt.After(c.DueAt) {
		return nil
	}
	var out []StepDue
	for _, s := range c.Rule.Steps {
		if slices.Contains(c.Fired, s.ID) || !c.MetAt.IsZero() && s.Kind != Breach {
			continue
		}
		if at, ok := c.stepAt(s); ok {
			out = append(out, StepDue{s, at})
		}
	}
	slices.SortStableFunc(out, func(a, b StepDue) int { return a.At.Compare(b.At) })
	return out
}

// moment is a parsed [Step.At].
type moment struct {
	percent       int
	before, after Period
}

// when parses At.
func (s Step) when() (moment, error) {
	var m moment
	var err error
	switch {
	case s.At == "due":
	case strings.HasSuffix(s.At, "%"):
		m.percent, err = strconv.Atoi(strings.TrimSuffix(s.At, "%"))
		if err == nil && (m.percent < 1 || m.percent > 99) {
			err = fmt.Errorf("%d%% is not between 1%% and 99%%", m.percent)
		}
	case strings.HasPrefix(s.At, "-"):
		m.before, err = ParsePeriod(s.At[1:])
	case strings.HasPrefix(s.At, "+"):
		m.after, err = ParsePeriod(s.At[1:])
	default:
		err = fmt.Errorf("%q: want due, a share such as 50%%, or -P1D, +P1D", s.At)
	}
	return m, err
}

// stepAt returns when the step is due. A share counts from the start to the
// deadline as it now is, pauses and extension included. Hours before or after
// count from the deadline; days and months on the local date (before the end of
// a limit in working days, in working days), to the beginning of that day, so
// that a warning is there all day. ok is false for a warning
// that would fall at or before the start: the clock is too short for it.
func (c Clock) stepAt(s Step) (at time.Time, ok bool) {
	m, err := s.when()
	loc, zerr := zone(c.Rule.Zone)
	if err != nil || zerr != nil {
		return time.Time{}, false // Start has validated the rule
	}
	day := DateOf(c.DueAt.In(loc))
	switch {
	case m.percent > 0:
		// Whole percents of milliseconds: a hundred years fit, and nothing is rounded up.
		ms := c.DueAt.Sub(c.StartedAt).Milliseconds()
		return c.StartedAt.Add(time.Duration(ms*int64(m.percent)/100) * time.Millisecond), true
	case m.before.Time > 0:
		at = c.DueAt.Add(-m.before.Time)
	case m.before != Period{}:
		at = c.daysBefore(day, m.before).Begin(loc).UTC()
	case m.after.Time > 0:
		at = c.DueAt.Add(m.after.Time)
	case m.after != Period{}:
		at = day.AddMonths(m.after.Months).AddDays(m.after.Days).Begin(loc).UTC()
	default:
		at = c.DueAt.Add(time.Millisecond)
	}
	return at, at.After(c.StartedAt)
}

// daysBefore returns the day that lies p before day.
func (c Clock) daysBefore(day Date, p Period) Date {
	day = day.AddMonths(-p.Months)
	cal, err := CalendarOf(c.Rule.Calendar)
	if c.Rule.Kind != WorkingDays || err != nil {
		return day.AddDays(-p.Days)
	}
	for n := p.Days; n > 0; {
		day = day.AddDays(-1)
		if counts, _ := cal.counts(day); counts {
			n--
		}
	}
	return day
}
