// SPDX-License-Identifier: Apache-2.0

package law

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Whatever happens to a clock, in whatever order: the deadline is never before
// the start, no event makes it earlier, a clock that resumes is not late at that
// moment, the deadline foretold during a pause is the one that comes, each step
// fires once and not before its time, a breach is never undone, a finished clock
// stays finished, and storing and reading back changes nothing.
func FuzzClock(f *testing.F) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 4))
		data := make([]byte, 40)
		for i := range data {
			data[i] = byte(r.UintN(256))
		}
		f.Add(uint16(r.UintN(1000)), int64(r.UintN(4*365*24*60)), data)
	}
	f.Fuzz(func(t *testing.T, rule uint16, minute int64, events []byte) {
		all := Rules()
		r := all[int(rule)%len(all)]
		// Minutes within 30 years of 2024, so that most runs meet known years.
		start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(minute%(30*365*24*60)) * time.Minute)
		c, err := Start(r, start)
		if err != nil {
			t.Fatal(err)
		}
		if c.DueAt.Before(c.StartedAt) {
			t.Fatalf("due %s before start %s", c.DueAt, c.StartedAt)
		}
		h := history{t: t, clock: c, now: start, fired: map[string]bool{}}
		events = events[:min(len(events), 300)] // a hundred events: longer histories are only slower
		for len(events) >= 3 {
			h.event(events[0], time.Duration(int(events[1])*256+int(events[2]))*7*time.Minute)
			events = events[3:]
		}
		h.step("the end", func(c Clock) (Clock, error) { return c, nil })
		h.fire(h.now.AddDate(200, 0, 0))
	})
}

// history drives a clock and remembers what must not change.
type history struct {
	t     *testing.T
	clock Clock
	now   time.Time
	fired map[string]bool
}

func (h *history) event(kind byte, wait time.Duration) {
	h.now = h.now.Add(wait)
	switch kind % 8 {
	case 0, 1:
		h.step("pause", func(c Clock) (Clock, error) { return c.Pause(h.now) })
	case 2, 3:
		h.resume()
	case 4:
		h.step("extend", func(c Clock) (Clock, error) {
			if c.Rule.Extend == nil {
				return c, ErrNotExtension
			}
			return c.Extend(h.now, c.Rule.Extend.Reasons[0].Code)
		})
	case 5:
		h.step("reckon", func(c Clock) (Clock, error) { return c.Reckon() })
	case 6:
		h.fire(h.now)
	case 7:
		if kind < 64 {
			h.step("meet", func(c Clock) (Clock, error) { return c.Meet(h.now) })
		} else if kind > 250 {
			h.step("cancel", func(c Clock) (Clock, error) { return c.Cancel(h.now) })
		}
	}
}

func (h *history) resume() {
	foretold, paused := h.clock.Due(h.now), h.clock.State(h.now) == Paused
	h.step("resume", func(c Clock) (Clock, error) { return c.Resume(h.now) })
	if !paused || h.clock.State(h.now) == Paused {
		return
	}
	if !h.clock.DueAt.Equal(foretold) {
		h.t.Fatalf("due %s, but %s was foretold", h.clock.DueAt, foretold)
	}
	if h.clock.State(h.now) != Running {
		h.t.Fatalf("resumed at %s and is %s at once: %+v", h.now, h.clock.State(h.now), h.clock)
	}
}

// step lets something happen and checks what must hold on both sides of it.
func (h *history) step(what string, f func(Clock) (Clock, error)) {
	before := h.clock
	after, err := f(before)
	if err != nil {
		for _, known := range []error{ErrNotStarted, ErrStarted, ErrFinished, ErrBreached, ErrPaused, ErrNotPaused, ErrNotPausable, ErrNotExtension, ErrExtended, ErrOrder, ErrWindow} {
			if errors.Is(err, known) {
				return
			}
		}
		h.t.Fatalf("%s: %v", what, err)
	}
	was, is := before.State(h.now), after.State(h.now)
	switch {
	case after.DueAt.Before(before.DueAt):
		h.t.Fatalf("%s at %s: due %s is earlier than %s: %+v", what, h.now, after.DueAt, before.DueAt, after)
	case (was == Met || was == MetLate || was == Cancelled) && is != was:
		h.t.Fatalf("%s: from %s to %s", what, was, is)
	case was == Breached && is != Breached && is != MetLate && is != Cancelled:
		h.t.Fatalf("%s: a breach became %s", what, is)
	case !before.BreachedAt.IsZero() && !after.BreachedAt.Equal(before.BreachedAt):
		h.t.Fatalf("%s: breached at %s, now %s", what, before.BreachedAt, after.BreachedAt)
	}
	if stored := reread(h.t, after); stored.State(h.now) != is || !stored.Due(h.now).Equal(after.Due(h.now)) {
		h.t.Fatalf("%s: stored and read back: %+v, want %+v", what, stored, after)
	}
	h.clock = after
}

// fire hands out the steps until the instant, in two queries.
func (h *history) fire(until time.Time) {
	h.now = until
	next, ok := h.clock.Next()
	c, due := h.clock.Fire(h.now)
	if more := c.Steps(h.now); len(more) != 0 {
		h.t.Fatalf("fired and due again: %+v", more)
	}
	if (len(due) > 0) != (ok && !next.After(cut(h.now))) {
		h.t.Fatalf("next said %s, %v; at %s fired %+v", next, ok, h.now, due)
	}
	for i, s := range due {
		if h.fired[s.ID] || s.At.After(h.now) || i > 0 && s.At.Before(due[i-1].At) {
			h.t.Fatalf("%s fired twice, too early or out of order: %+v", s.ID, due)
		}
		h.fired[s.ID] = true
		if s.Kind == Breach && c.BreachedAt.IsZero() {
			h.t.Fatalf("breach told and not recorded: %+v", c)
		}
	}
	if slices.Contains(c.Fired, "breach") && !h.fired["breach"] {
		h.t.Fatal("breach recorded as fired and not handed out")
	}
	h.clock = c
}
