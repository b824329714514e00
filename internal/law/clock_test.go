// SPDX-License-Identifier: Apache-2.0

package law

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The files of testdata/clocks say what clocks do: a heading that begins with
// ==, then lines of
//
//	rule ID [VERSION]         a new clock, armed
//	start TIME
//	due TIME                  the deadline as recorded
//	instant TIME              the same, to show it in UTC
//	firm | provisional WHY
//	breached TIME
//	next TIME|never
//	at TIME pause|resume|meet|cancel|extend CODE|again [-> ERROR]
//	at TIME state STATE
//	at TIME due TIME
//	at TIME steps [ID…]       due and not fired
//	at TIME fire [ID…]        the same, and they are now
//
// TIME is 2006-01-02 15:04[:05[.000]] in the zone of the rule, or RFC 3339.
func TestClocks(t *testing.T) {
	names, err := filepath.Glob("testdata/clocks/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var c script
		title := ""
		for i, line := range strings.Split(string(data), "\n") {
			if heading, ok := strings.CutPrefix(line, "== "); ok {
				title = heading
				continue
			}
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if err := c.run(line); err != nil {
				t.Errorf("%s:%d: %s\n\t%s\n\t%v", name, i+1, title, line, err)
			}
		}
	}
}

type script struct{ clock Clock }

func (s *script) run(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "rule":
		id, version, _ := strings.Cut(rest, " ")
		r, err := FindRule(id, version)
		s.clock = Arm(r)
		return err
	case "firm":
		return same(s.clock.Provisional, "")
	case "provisional":
		return same(s.clock.Provisional, Provisional(rest))
	case "next":
		at, ok := s.clock.Next()
		if rest == "never" || !ok {
			return same(map[bool]string{true: s.show(at), false: "never"}[ok], rest)
		}
		return s.sameTime(at, rest)
	case "due", "instant":
		return s.sameTime(s.clock.DueAt, rest)
	case "breached":
		return s.sameTime(s.clock.BreachedAt, rest)
	case "start":
		at, _, err := s.time(rest)
		if err != nil {
			return err
		}
		s.clock, err = s.clock.Start(at)
		return err
	case "at":
		at, rest, err := s.time(rest)
		if err != nil {
			return err
		}
		return s.at(at, rest)
	}
	return fmt.Errorf("unknown line")
}

func (s *script) at(at time.Time, line string) error {
	line, wantErr, fails := strings.Cut(line, " -> ")
	verb, rest, _ := strings.Cut(line, " ")
	var next Clock
	var err error
	switch verb {
	case "state":
		return same(s.clock.State(at), State(rest))
	case "due":
		return s.sameTime(s.clock.Due(at), rest)
	case "steps", "fire":
		due := s.clock.Steps(at)
		if verb == "fire" {
			s.clock, due = s.clock.Fire(at)
		}
		var ids []string
		for _, d := range due {
			ids = append(ids, d.ID)
		}
		return same(strings.Join(ids, " "), rest)
	case "pause":
		next, err = s.clock.Pause(at)
	case "resume":
		next, err = s.clock.Resume(at)
	case "extend":
		next, err = s.clock.Extend(at, rest)
	case "meet":
		next, err = s.clock.Meet(at)
	case "cancel":
		next, err = s.clock.Cancel(at)
	case "again":
		next, err = s.clock.Again()
	default:
		return fmt.Errorf("unknown line")
	}
	if fails {
		if err == nil || !strings.Contains(err.Error(), wantErr) {
			return fmt.Errorf("got error %v", err)
		}
		return nil
	}
	s.clock = next
	return err
}

// time reads a time at the beginning of text and returns what follows it.
func (s *script) time(text string) (time.Time, string, error) {
	fields := strings.SplitN(text, " ", 3)
	if at, err := time.Parse(time.RFC3339Nano, fields[0]); err == nil {
		return at, strings.TrimSpace(strings.TrimPrefix(text, fields[0])), nil
	}
	if len(fields) < 2 {
		return time.Time{}, "", fmt.Errorf("want a time, not %q", text)
	}
	loc, err := zone(s.clock.Rule.Zone)
	if err != nil {
		return time.Time{}, "", err
	}
	rest := ""
	if len(fields) == 3 {
		rest = fields[2]
	}
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(form, fields[0]+" "+fields[1], loc); err == nil {
			return at, rest, nil
		}
	}
	return time.Time{}, "", fmt.Errorf("want a time, not %q", text)
}

func (s *script) sameTime(got time.Time, want string) error {
	at, _, err := s.time(want)
	if err == nil && !got.Equal(at) {
		err = fmt.Errorf("got %s", s.show(got))
	}
	return err
}

func (s *script) show(at time.Time) string {
	loc, err := zone(s.clock.Rule.Zone)
	if err != nil {
		return err.Error()
	}
	return at.In(loc).Format("2006-01-02 15:04:05.000 (Mon)")
}

func same[T comparable](got, want T) error {
	if got != want {
		return fmt.Errorf("got %v", got)
	}
	return nil
}

// Methods leave their receiver alone: two histories that part from one clock do
// not touch each other.
func TestClocksAreValues(t *testing.T) {
	r, err := FindRule("house.complaint.outcome", "")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return at.AddDate(0, 0, n) }
	c, err := Start(r, at)
	for _, f := range []func() (Clock, error){
		func() (Clock, error) { return c.Pause(day(1)) },
		func() (Clock, error) { return c.Resume(day(2)) },
		func() (Clock, error) { return c.Pause(day(3)) },
	} {
		if err != nil {
			t.Fatal(err)
		}
		c, err = f()
	}
	if err != nil {
		t.Fatal(err)
	}
	a, errA := c.Resume(day(4))
	b, errB := c.Resume(day(10))
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if !a.Pauses[1].To.Equal(day(4)) || !b.Pauses[1].To.Equal(day(10)) || c.PausedAt.IsZero() {
		t.Errorf("one history changed another: %v, %v", a.Pauses, b.Pauses)
	}
	x, _ := a.Fire(day(20))
	y, _ := a.Fire(day(400))
	if slices.Equal(x.Fired, y.Fired) || len(a.Fired) != 0 {
		t.Errorf("fired: %q, %q, %q", a.Fired, x.Fired, y.Fired)
	}
	if got := a.PausedTotal(day(30)); got != 48*time.Hour {
		t.Errorf("paused for %s, want 48h", got)
	}
}

// reread stores a clock as JSON beside its rule's id and version, and reads it
// back.
func reread(t *testing.T, c Clock) Clock {
	t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	r, err := FindRule(c.Rule.ID, c.Rule.Version)
	if err != nil {
		t.Fatal(err)
	}
	stored := Arm(r)
	if err := json.Unmarshal(data, &stored); err != nil {
		t.Fatal(err)
	}
	return stored
}

// What is read lazily costs nothing until it is asked for, and little then: a
// rule is found and a clock started thousands of times a second.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		r, err := FindRule("cn.app.complaint", "")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Start(r, time.Date(2026, 9, 22, 7, 0, 0, 0, time.UTC)); err != nil {
			b.Fatal(err)
		}
	}
}
