// SPDX-License-Identifier: Apache-2.0

package docket

import (
	"fmt"
	"slices"
	"strings"
)

// Kind says what a case is about. Each kind has a machine of its own.
type Kind string

const (
	// Complaint is a person's report that personal information is disclosed.
	Complaint Kind = "complaint"
)

// State is where a case stands. The names of a complaint's states follow
// ISO 10002:2018, clause 7 (from memory).
type State string

const (
	Received     State = "received"
	Acknowledged State = "acknowledged"
	Assessed     State = "assessed"
	// Investigating: somebody works on it.
	Investigating State = "investigating"
	// AwaitingComplainant: a question was asked, the clocks that may rest do.
	AwaitingComplainant State = "awaiting_complainant"
	// OutOfScope, Duplicate, Withdrawn and Transferred are ways out of the work.
	// Each still owes the person an answer.
	OutOfScope  State = "out_of_scope"
	Duplicate   State = "duplicate"
	Withdrawn   State = "withdrawn"
	Transferred State = "transferred"
	// Responded: the person was told the outcome.
	Responded State = "responded"
	// Appealed: the person disagrees; somebody other than the decider looks at it.
	Appealed State = "appealed"
	Closed   State = "closed"
	Reopened State = "reopened"
)

// Event is what happens to a case.
type Event string

const (
	Acknowledge   Event = "acknowledge"
	Assess        Event = "assess"
	Investigate   Event = "investigate"
	Ask           Event = "ask"    // a question to the person
	Answer        Event = "answer" // by the person
	ExitScope     Event = "exit_scope"
	ExitDuplicate Event = "exit_duplicate"
	Withdraw      Event = "withdraw" // by the person
	Transfer      Event = "transfer"
	Respond       Event = "respond" // the outcome is told
	Appeal        Event = "appeal"  // by the person
	Uphold        Event = "uphold"  // the appeal is refused, with reasons told
	Overturn      Event = "overturn"
	Close         Event = "close"
	Reopen        Event = "reopen"
)

// Edge is one allowed step.
type Edge struct {
	From  State
	Event Event
	To    State
}

// Machine is the states and steps of a kind of case, as data: the code that
// applies them, the diagram in docs/cases.md and the buttons of the pages are
// made from it.
type Machine struct {
	Kind    Kind
	Initial State
	Edges   []Edge
	// Tells lists the events that carry a message to the person.
	Tells []Event
	// Feedback lists those whose message tells an outcome.
	Feedback []Event
}

// Work in progress: from each of these the same ways lead out.
var working = []State{Received, Acknowledged, Assessed, Investigating, AwaitingComplainant, Reopened}

// ComplaintMachine returns the machine of complaints. Closed is entered from
// Responded alone, and Responded only by telling the outcome.
func ComplaintMachine() *Machine {
	m := &Machine{
		Kind:    Complaint,
		Initial: Received,
		Edges: []Edge{
			{Received, Acknowledge, Acknowledged},
			{Acknowledged, Assess, Assessed},
			{Acknowledged, Investigate, Investigating},
			{Assessed, Investigate, Investigating},
			{Reopened, Investigate, Investigating},
			{Acknowledged, Ask, AwaitingComplainant},
			{Assessed, Ask, AwaitingComplainant},
			{Investigating, Ask, AwaitingComplainant},
			{AwaitingComplainant, Answer, Investigating},
			// Nobody answered: the work goes on with what is known.
			{AwaitingComplainant, Investigate, Investigating},
			{Acknowledged, Respond, Responded},
			{Assessed, Respond, Responded},
			{Investigating, Respond, Responded},
			{AwaitingComplainant, Respond, Responded},
			{Responded, Close, Closed},
			{Responded, Appeal, Appealed},
			{Closed, Appeal, Appealed},
			{Appealed, Uphold, Responded},
			{Appealed, Overturn, Reopened},
			{Responded, Reopen, Reopened},
			{Closed, Reopen, Reopened},
		},
		Tells:    []Event{Acknowledge, Ask, Respond, Uphold, Overturn},
		Feedback: []Event{Respond, Uphold, Overturn},
	}
	exits := []struct {
		event Event
		to    State
	}{{ExitScope, OutOfScope}, {ExitDuplicate, Duplicate}, {Withdraw, Withdrawn}, {Transfer, Transferred}}
	for _, x := range exits {
		for _, s := range working {
			m.Edges = append(m.Edges, Edge{s, x.event, x.to})
		}
		m.Edges = append(m.Edges, Edge{x.to, Respond, Responded}, Edge{x.to, Reopen, Reopened})
	}
	return m
}

// Situation is what the machine looks at: the state and what the person has
// been told. It is read from the rows of a case.
type Situation struct {
	State State
	// Told says that an outcome was told since the case was opened or reopened.
	Told bool
	// Decider is who told the last outcome; an appeal is decided by another.
	Decider string
}

// Step is an event with what its rules look at.
type Step struct {
	Event Event
	// Actor is who does it, see [Actor].
	Actor Actor
	// Message says that a message to the person goes with it.
	Message bool
}

// RefusedError says why a step cannot be taken.
type RefusedError struct {
	Case  string // the public reference, where known
	State State
	Event Event
	// Code is one of "not_from_here", "needs_message", "needs_feedback",
	// "other_reviewer", "needs_staff"; pages have words for each.
	Code string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("case %s: %s from %s refused: %s", e.Case, e.Event, e.State, e.Code)
}

// Next applies a step to a situation. It is pure; nothing else decides what
// may happen to a case.
func (m *Machine) Next(s Situation, step Step) (Situation, error) {
	refuse := func(code string) (Situation, error) {
		return s, &RefusedError{State: s.State, Event: step.Event, Code: code}
	}
	i := slices.IndexFunc(m.Edges, func(e Edge) bool { return e.From == s.State && e.Event == step.Event })
	switch {
	case i < 0:
		return refuse("not_from_here")
	case slices.Contains(m.Tells, step.Event) && !step.Message:
		return refuse("needs_message")
	case step.Event == Close && !s.Told:
		return refuse("needs_feedback")
	case (step.Event == Uphold || step.Event == Overturn) && step.Actor.Kind != Staff:
		return refuse("needs_staff")
	case (step.Event == Uphold || step.Event == Overturn) && step.Actor.String() == s.Decider:
		return refuse("other_reviewer")
	}
	s.State = m.Edges[i].To
	switch {
	case s.State == Reopened:
		// What was told before no longer answers the question.
		s.Told = false
	case slices.Contains(m.Feedback, step.Event):
		s.Told = true
		s.Decider = step.Actor.String()
	}
	return s, nil
}

// Can lists the events that have an edge from a state, in the machine's order.
func (m *Machine) Can(s State) []Event {
	var out []Event
	for _, e := range m.Edges {
		if e.From == s {
			out = append(out, e.Event)
		}
	}
	return out
}

// States lists all states in the order of their first mention.
func (m *Machine) States() []State {
	out := []State{m.Initial}
	for _, e := range m.Edges {
		for _, s := range []State{e.From, e.To} {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// Done says whether nobody has to do anything in this state.
func (s State) Done() bool { return s == Closed }

// Diagram draws the machine in Mermaid's words, which forges show as a picture.
func (m *Machine) Diagram() string {
	var b strings.Builder
	fmt.Fprintf(&b, "stateDiagram-v2\n    [*] --> %s\n", m.Initial)
	for _, e := range m.Edges {
		note := ""
		if slices.Contains(m.Feedback, e.Event) {
			note = " (outcome told)"
		} else if slices.Contains(m.Tells, e.Event) {
			note = " (message)"
		}
		fmt.Fprintf(&b, "    %s --> %s: %s%s\n", e.From, e.To, e.Event, note)
	}
	fmt.Fprintf(&b, "    %s --> [*]\n", Closed)
	return b.String()
}
