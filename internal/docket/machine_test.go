// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var allEvents = []Event{Acknowledge, Assess, Investigate, Ask, Answer, ExitScope, ExitDuplicate, Withdraw, Transfer, Respond, Appeal, Uphold, Overturn, Close, Reopen}

// However events follow each other, a case is closed only after an outcome was
// told since it was last opened, and an appeal is decided by somebody else.
// The judge keeps its own books: it does not read Situation.Told.
func TestClosedOnlyAfterFeedback(t *testing.T) {
	sequences, steps, closed := 0, 0, 0
	check := func(t *rapid.T) {
		sequences++
		m := ComplaintMachine()
		s := Situation{State: m.Initial}
		told, decider := false, ""
		n := rapid.IntRange(1, 30).Draw(t, "n")
		for range n {
			// Half of the steps are ones that have an edge, so that long ways are walked.
			event := rapid.SampledFrom(allEvents).Draw(t, "event")
			if can := m.Can(s.State); len(can) > 0 && rapid.Bool().Draw(t, "likely") {
				event = rapid.SampledFrom(can).Draw(t, "edge")
			}
			actor := rapid.SampledFrom([]Actor{{Staff, "a"}, {Staff, "b"}, {Person, ""}, {System, ""}}).Draw(t, "actor")
			step := Step{Event: event, Actor: actor, Message: rapid.Bool().Draw(t, "message")}
			next, err := m.Next(s, step)
			if err != nil {
				if next != s {
					t.Fatalf("a refused step changed %+v to %+v", s, next)
				}
				continue
			}
			steps++
			switch event {
			case Respond, Uphold, Overturn:
				if !step.Message {
					t.Fatalf("%s without a message", event)
				}
				if event != Respond && (actor.String() == decider || actor.Kind != Staff) {
					t.Fatalf("%s by %s, who decided before", event, actor)
				}
				told, decider = event != Overturn, actor.String()
			case Reopen:
				told = false
			}
			if next.State == Closed {
				closed++
				if !told {
					t.Fatalf("closed without feedback after %s", event)
				}
			}
			s = next
		}
	}
	// rapid runs a hundred sequences for each call.
	for i := range 1000 {
		t.Run(fmt.Sprint(i), func(t *testing.T) { rapid.Check(t, check) })
		if t.Failed() {
			return
		}
	}
	t.Logf("%d sequences, %d steps taken, %d times closed", sequences, steps, closed)
	want := 100_000
	if testing.Short() {
		want = 20_000 // rapid runs a fifth
	}
	if sequences < want || closed < want/10 {
		t.Errorf("%d sequences and %d closings: too few to mean anything", sequences, closed)
	}
}

// From every state there is a way to closed, and each step of it is possible.
func TestEveryStateCanEnd(t *testing.T) {
	m := ComplaintMachine()
	for _, from := range m.States() {
		seen, todo := map[State]bool{}, []State{from}
		for len(todo) > 0 {
			s := todo[0]
			todo = todo[1:]
			if seen[s] {
				continue
			}
			seen[s] = true
			for _, e := range m.Edges {
				if e.From == s {
					todo = append(todo, e.To)
				}
			}
		}
		if !seen[Closed] {
			t.Errorf("no way from %s to closed", from)
		}
	}
}

// A state and an event lead to one state.
func TestDeterministic(t *testing.T) {
	m := ComplaintMachine()
	for i, e := range m.Edges {
		if slices.ContainsFunc(m.Edges[:i], func(f Edge) bool { return f.From == e.From && f.Event == e.Event }) {
			t.Errorf("two edges for %s from %s", e.Event, e.From)
		}
	}
}

// docs/cases.md shows the machine as it is. UPDATE=1 writes it.
func TestDiagram(t *testing.T) {
	const path, begin, end = "../../docs/cases.md", "```mermaid\n", "```\n"
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(old), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no diagram", path)
	}
	want := head + begin + ComplaintMachine().Diagram() + end + tail
	if want == string(old) {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatalf("%s shows another machine; run UPDATE=1 go test ./internal/docket", path)
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
