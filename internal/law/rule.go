// SPDX-License-Identifier: Apache-2.0

package law

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kind is how a time limit is counted.
type Kind string

// The kinds. Vague and Bar occur in obligations only; there is nothing to
// compute for them and no rule has them.
const (
	// Elapsed: the start instant plus hours, through nights, weekends and
	// changes of the clock.
	Elapsed Kind = "elapsed"
	// CalendarDays: days, months and years on the local date of the rule's zone.
	// The day of the start does not count; the limit ends with the last
	// millisecond of the last day.
	CalendarDays Kind = "calendar"
	// WorkingDays: the n-th working day after the day of the start, to its end.
	WorkingDays Kind = "working"
	// CalendarDate: a fixed day of each year, to its end: the first one on or
	// after the day of the start.
	CalendarDate Kind = "calendar_date"
	// Vague: the law has a word and no number.
	Vague Kind = "vague"
	// Bar: a prohibition.
	Bar Kind = "bar"
)

// Qualifiers of a time limit.
const (
	Within = "within" // the duty must be done by then
	Every  = "every"  // recurring: [Clock.Again] starts the next one
	Window = "window" // something must stay possible until then
	Hold   = "hold"   // something must be kept until then
)

// Rule is one kind of clock, as data.
type Rule struct {
	ID string `json:"id"`
	// Version counts changes of the record: "1", "2", … A rule that the operator
	// has changed with [Rule.Local] has the changes behind it: "1;PT12H;;".
	// ID and Version together give the rule back through [FindRule].
	Version string `json:"version"`
	// Regime is the jurisdiction whose law the clock belongs to; "any" for house
	// rules that go with no particular law.
	Regime string `json:"regime"`
	Name   Text   `json:"name"`
	// Applies lists what the clock can be about: complaint, request, finding,
	// decision, appeal, incident, authority_request, operator.
	Applies []string `json:"applies"`
	// Needs and Unless are facts (see [Facts]) that must all be known, or none
	// of which may be known, for [Select] to give the rule.
	Needs  []string `json:"needs"`
	Unless []string `json:"unless"`
	// Start and Stop are events (see [Events]).
	Start string `json:"start"`
	Stop  string `json:"stop"`
	// Amount is an ISO 8601 duration, or --MM-DD for CalendarDate.
	Amount    string `json:"amount"`
	Kind      Kind   `json:"kind"`
	Qualifier string `json:"qualifier"` // Within, Every, Window or Hold
	// Zone is the IANA time zone whose local dates count. ZoneFree says that the
	// law goes by the operator's own zone, so [Rule.Local] may set another.
	Zone     string `json:"zone"`
	ZoneFree bool   `json:"zone_free"`
	// Calendar is the jurisdiction whose working days count; empty if none do.
	Calendar string `json:"calendar"`
	// Roll moves a last day that is no working day to the next one.
	Roll bool `json:"roll"`
	// Pause says when the clock may stand still; empty means never.
	Pause Text `json:"pause"`
	// Extend is the one extension allowed; nil means none.
	Extend *RuleExtension `json:"extend"`
	// Steps are the warnings, the breach or end, and the escalations, in the
	// order of time for the rule's own amount.
	Steps []Step `json:"-"`
	// Ladder names the list in the data that Steps come from.
	Ladder   string `json:"ladder"`
	Citation Text   `json:"citation"`
	// Obligations are the duties the clock serves, the main one first. Leg names
	// the leg of the main one; empty if it has only one.
	Obligations []string `json:"obligations"`
	Leg         string   `json:"leg"`
	// HouseDefault says that the amount is the product's proposal and not law.
	// Reason then says why it is what it is.
	HouseDefault bool   `json:"house_default"`
	Reason       Text   `json:"reason"`
	Note         Text   `json:"note"`
	Confidence   string `json:"confidence"`
	ValidFrom    string `json:"valid_from"` // YYYY-MM-DD; empty for house rules
}

// RuleExtension is how far a clock can be extended, once, and the reasons to
// choose from. Reasons are codes, so that no free text about a person enters a
// clock.
type RuleExtension struct {
	Amount  string            `json:"amount"` // ISO 8601, of the rule's own kind
	Reasons []ExtensionReason `json:"reasons"`
}

// ExtensionReason is a reason with its code.
type ExtensionReason struct {
	Code string `json:"code"`
	Text Text   `json:"text"`
}

// Step is something to tell somebody at some point of a clock.
type Step struct {
	// ID is unique in the rule and stable; [Clock.Fired] holds it.
	ID   string   `json:"id"`
	Kind StepKind `json:"kind"`
	// At is a share of the time from start to deadline ("50%"), an ISO duration
	// before ("-P1D") or after ("+P5D") it, or "due" for the moment right after
	// the last one that is in time.
	At string `json:"at"`
	// Tell is whom: assignee, lead or management. The caller maps it to people.
	Tell string `json:"tell"`
}

// StepKind is what a step says.
type StepKind string

// The kinds of steps.
const (
	Warn     StepKind = "warn"     // the deadline comes nearer
	Breach   StepKind = "breach"   // the deadline has passed
	End      StepKind = "end"      // a window or hold is over; nothing was missed
	Escalate StepKind = "escalate" // somebody higher must know
)

// Local is what an operator may change in a rule. Empty fields keep what the
// rule has.
type Local struct {
	Amount   string // ISO 8601, of the rule's kind; for a legal deadline only a shorter one
	Zone     string // IANA; house defaults, and rules with ZoneFree
	Calendar string // jurisdiction of [CalendarOf]; house defaults only
}

// ErrFixed is returned for a change of what the law fixes.
var ErrFixed = errors.New("fixed by law")

type ruleFile struct {
	Facts   map[string]Text   `json:"facts"`
	Events  map[string]Text   `json:"events"`
	Ladders map[string][]Step `json:"ladders"`
	Rules   []Rule            `json:"rules"`
}

var ruleData = sync.OnceValue(func() *ruleFile {
	f := &ruleFile{}
	decode("clock-rules.json", f)
	for i := range f.Rules {
		f.Rules[i].Steps = f.Ladders[f.Rules[i].Ladder]
	}
	return f
})

// Rules returns the newest version of every rule, in the order of the data: law
// first, by jurisdiction, then house defaults. Lists inside are shared and must
// not be changed.
func Rules() []Rule {
	var newest []Rule
	at := map[string]int{}
	for _, r := range ruleData().Rules {
		if i, ok := at[r.ID]; ok {
			newest[i] = r // versions of one rule stand in order
			continue
		}
		at[r.ID] = len(newest)
		newest = append(newest, r)
	}
	return newest
}

// FindRule returns the rule with the id in the version, or in its newest version
// if version is empty. The version may be one that [Rule.Local] made. The error
// wraps [ErrUnknown], or tells what the version asks for in vain.
func FindRule(id, version string) (Rule, error) {
	base, changes, changed := strings.Cut(version, ";")
	for _, r := range slices.Backward(ruleData().Rules) {
		if r.ID != id || base != "" && r.Version != base {
			continue
		}
		if !changed {
			return r, nil
		}
		parts := strings.Split(changes, ";")
		if len(parts) != 3 {
			return Rule{}, fmt.Errorf("rule %s: version %q: want a number, or a number and three changes", id, version)
		}
		return r.Local(Local{Amount: parts[0], Zone: parts[1], Calendar: parts[2]})
	}
	return Rule{}, fmt.Errorf("rule %q version %q: %w", id, version, ErrUnknown)
}

// Select returns the newest rules for a subject (see [Rule.Applies]) in the given
// regimes; those of regime "any" always belong. Facts are those that the caller
// knows to be true. Which clocks then run, and whether the law applies at all,
// is for people to decide.
func Select(subject string, regimes, facts []string) []Rule {
	known := func(f string) bool { return slices.Contains(facts, f) }
	var out []Rule
	for _, r := range Rules() {
		if !slices.Contains(r.Applies, subject) || r.Regime != "any" && !slices.Contains(regimes, r.Regime) {
			continue
		}
		if slices.ContainsFunc(r.Unless, known) || slices.ContainsFunc(r.Needs, func(f string) bool { return !known(f) }) {
			continue
		}
		out = append(out, r)
	}
	return out
}

// Facts returns the facts that rules ask for, with what they mean.
func Facts() map[string]Text { return ruleData().Facts }

// Events returns the events that start and stop clocks, with what they mean.
func Events() map[string]Text { return ruleData().Events }

// Local returns the rule as the operator wants it, with a version that tells so.
// It refuses with [ErrFixed] what the law fixes: a legal deadline keeps its
// calendar and may be tightened, not stretched; what must stay possible or be
// kept for a time (window, hold) keeps its amount. Changes of a changed rule
// begin from the original.
func (r Rule) Local(l Local) (Rule, error) {
	base, _, changed := strings.Cut(r.Version, ";")
	if changed {
		orig, err := FindRule(r.ID, base)
		if err != nil {
			return Rule{}, err
		}
		r = orig
	}
	if l == (Local{}) {
		return r, nil
	}
	if !r.HouseDefault && (l.Amount != "" && !r.tighter(l.Amount) || l.Calendar != "" || l.Zone != "" && !r.ZoneFree) {
		return Rule{}, fmt.Errorf("rule %s: %w: use a house default beside it", r.ID, ErrFixed)
	}
	if l.Amount != "" {
		r.Amount = l.Amount
	}
	if l.Zone != "" {
		r.Zone = l.Zone
	}
	if l.Calendar != "" {
		r.Calendar = l.Calendar
	}
	r.Version = strings.Join([]string{base, l.Amount, l.Zone, l.Calendar}, ";")
	if err := r.Validate(); err != nil {
		return Rule{}, err
	}
	return r, nil
}

// tighter says whether another amount of the same kind can never end later than
// the rule's own. A month counts as 28 days in the rule and as 31 in the amount.
func (r Rule) tighter(amount string) bool {
	own, err1 := ParsePeriod(r.Amount)
	other, err2 := ParsePeriod(amount)
	if err1 != nil || err2 != nil || r.Qualifier != Within && r.Qualifier != Every {
		return false
	}
	return other.Time <= own.Time && other.Days+31*other.Months <= own.Days+28*own.Months || other == own
}

// Validate tells what is wrong with the parts of the rule that its arithmetic
// needs: amount, kind, qualifier, zone, calendar, extension and steps.
func (r Rule) Validate() error {
	fail := func(field string, err error) error { return fmt.Errorf("rule %s: %s: %w", r.ID, field, err) }
	if _, err := zone(r.Zone); err != nil {
		return fail("zone", err)
	}
	if err := r.checkAmount(r.Amount); err != nil {
		return fail("amount", err)
	}
	if r.Extend != nil {
		if r.Kind == CalendarDate {
			return fail("extend", errors.New("a fixed day of the year cannot be extended"))
		}
		if err := r.checkAmount(r.Extend.Amount); err != nil {
			return fail("extend", err)
		}
	}
	if r.Kind == WorkingDays || r.Roll || r.Calendar != "" {
		if _, err := CalendarOf(r.Calendar); err != nil {
			return fail("calendar", err)
		}
	}
	if r.Pause != (Text{}) && (r.Roll || r.Kind == CalendarDate) {
		return fail("pause", errors.New("a limit that rolls or is a fixed day cannot be paused"))
	}
	if !slices.Contains([]string{Within, Every, Window, Hold}, r.Qualifier) {
		return fail("qualifier", fmt.Errorf("%q is none of within, every, window, hold", r.Qualifier))
	}
	for _, s := range r.Steps {
		if _, err := s.when(); err != nil {
			return fail("step "+s.ID, err)
		}
	}
	return nil
}

// checkAmount reports an amount that does not fit the kind.
func (r Rule) checkAmount(amount string) error {
	if r.Kind == CalendarDate {
		_, err := parseYearDay(amount)
		return err
	}
	p, err := ParsePeriod(amount)
	if err != nil {
		return err
	}
	switch {
	case r.Kind == Elapsed && p.Time > 0, r.Kind == CalendarDays && p.Time == 0, r.Kind == WorkingDays && p.Time == 0 && p.Months == 0:
		return nil
	}
	return fmt.Errorf("%s does not fit the kind %q: elapsed takes hours, calendar days or months, working days", amount, r.Kind)
}

// parseYearDay reads --MM-DD. 29 February is refused: three years in four have
// no such day.
func parseYearDay(s string) (Date, error) {
	t, err := time.Parse("--01-02", s)
	if err != nil || t.Month() == time.February && t.Day() == 29 {
		return Date{}, fmt.Errorf("day of the year %q: want --MM-DD, not 29 February", s)
	}
	return Date{Month: t.Month(), Day: t.Day()}, nil
}
