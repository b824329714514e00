// SPDX-License-Identifier: Apache-2.0

package law

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"testing"
	"time"
)

// The table of duties holds what it promises: unique ids, references that
// resolve, a duration exactly where there is something to compute, known codes,
// nothing that is only a draft, and no check by counsel that nobody made.
func TestObligations(t *testing.T) {
	all := Obligations()
	if len(all) < 76 {
		t.Fatalf("%d obligations, want at least the 76 there were", len(all))
	}
	idForm := regexp.MustCompile(`^[a-z0-9.]+$`)
	codes := []string{ConfidenceRead, ConfidenceSecondary, ConfidenceMemory1, ConfidenceMemory2, ConfidenceMemory3}
	seen := map[string]bool{}
	for _, o := range all {
		if seen[o.ID] || !idForm.MatchString(o.ID) {
			t.Errorf("%s: id is not unique or not in [a-z0-9.]+", o.ID)
		}
		seen[o.ID] = true
		for _, from := range o.RequiredFieldsFrom {
			if _, err := FindObligation(from); err != nil {
				t.Errorf("%s: required_fields_from: %v", o.ID, err)
			}
		}
		if !slices.Contains([]string{"in_force", "standard", "repealed"}, o.Status) {
			t.Errorf("%s: status %q; drafts are not in the table", o.ID, o.Status)
		}
		for _, code := range []string{o.Confidence, o.ConfidenceFloor, o.EffectiveFromCode} {
			if !slices.Contains(codes, code) {
				t.Errorf("%s: confidence %q", o.ID, code)
			}
		}
		if o.Instrument == "" || o.InstrumentVersion == "" || o.Article == "" || o.Duty == "" || o.Actor == "" {
			t.Errorf("%s: instrument, version, article, duty or actor is missing", o.ID)
		}
		if (o.VerifiedBy == "") != (o.VerifiedAt == "") {
			t.Errorf("%s: verified_by and verified_at go together", o.ID)
		}
		for _, d := range o.Legs() {
			checkLeg(t, o.ID, d)
		}
		for _, h := range o.HouseDefaults {
			if _, err := ParsePeriod(h.ISO); err != nil || !h.Configurable {
				t.Errorf("%s: house default %s: %v, configurable %v", o.ID, h.Leg, err, h.Configurable)
			}
		}
	}
}

func checkLeg(t *testing.T, id string, d Deadline) {
	t.Helper()
	if nothing := d.Kind == Vague || d.Kind == Bar; nothing != (d.ISO == "") {
		t.Errorf("%s: kind %s with iso %q: it is null exactly for vague and bar", id, d.Kind, d.ISO)
	}
	if d.ISO == "" {
		return
	}
	r := Rule{Kind: d.Kind}
	if err := r.checkAmount(d.ISO); err != nil {
		t.Errorf("%s: %v", id, err)
	}
}

// What is empty because nobody knows it reads as empty, and an id that does not
// exist is an error.
func TestFindObligation(t *testing.T) {
	o, err := FindObligation("cn.csl.51")
	if err != nil {
		t.Fatal(err)
	}
	if o.ArticleBeforeAmendment != "49" || o.Deadline.Kind != Vague || o.Deadline.ISO != "" || o.VerifiedBy != "" {
		t.Errorf("cn.csl.51 = %+v", o)
	}
	if _, err := FindObligation("cn.none"); !errors.Is(err, ErrUnknown) {
		t.Errorf("unknown id: %v", err)
	}
	uk, err := FindObligation("uk.gdpr.33")
	if err != nil {
		t.Fatal(err)
	}
	if fields := uk.Fields(); !slices.Contains(fields, "DPO contact") {
		t.Errorf("fields of uk.gdpr.33 = %q, want those of eu.gdpr.33 too", fields)
	}
}

// Every rule can be computed, speaks both languages, names events and facts that
// are explained, and has exactly one breach, or one end if it is a window.
func TestRules(t *testing.T) {
	seen := map[string]bool{}
	usedEvents, usedFacts := map[string]bool{"": true}, map[string]bool{}
	for _, r := range ruleData().Rules {
		if key := r.ID + " " + r.Version; seen[key] {
			t.Errorf("%s: twice", key)
		} else {
			seen[key] = true
		}
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
		for _, text := range []Text{r.Name, r.Citation} {
			if text.ZH == "" || text.EN == "" {
				t.Errorf("%s: name or citation lacks a language", r.ID)
			}
		}
		for _, text := range []Text{r.Reason, r.Note, r.Pause} {
			if (text.ZH == "") != (text.EN == "") {
				t.Errorf("%s: %q lacks a language", r.ID, text)
			}
		}
		usedEvents[r.Start], usedEvents[r.Stop] = true, true
		for _, f := range slices.Concat(r.Needs, r.Unless) {
			usedFacts[f] = true
		}
		if r.Start == "" || (r.Stop == "") != (r.Qualifier == Window || r.Qualifier == Hold) {
			t.Errorf("%s: start %q, stop %q: only a window or hold ends by itself", r.ID, r.Start, r.Stop)
		}
		if len(r.Applies) == 0 || r.ValidFrom == "" && !r.HouseDefault {
			t.Errorf("%s: applies or valid_from is missing", r.ID)
		}
		checkSteps(t, r)
	}
	delete(usedEvents, "")
	if got, want := slices.Sorted(maps.Keys(usedEvents)), slices.Sorted(maps.Keys(Events())); !slices.Equal(got, want) {
		t.Errorf("events used %q, explained %q", got, want)
	}
	if got, want := slices.Sorted(maps.Keys(usedFacts)), slices.Sorted(maps.Keys(Facts())); !slices.Equal(got, want) {
		t.Errorf("facts used %q, explained %q", got, want)
	}
}

func checkSteps(t *testing.T, r Rule) {
	t.Helper()
	count := map[StepKind]int{}
	ids := map[string]bool{}
	for _, s := range r.Steps {
		count[s.Kind]++
		if ids[s.ID] || !slices.Contains([]string{"assignee", "lead", "management"}, s.Tell) {
			t.Errorf("%s: step %s: id twice, or told to %q", r.ID, s.ID, s.Tell)
		}
		ids[s.ID] = true
	}
	window := r.Qualifier == Window || r.Qualifier == Hold
	if window && (count[End] != 1 || len(r.Steps) != 1) || !window && (count[Breach] != 1 || count[End] != 0 || count[Warn] == 0 || count[Escalate] == 0) {
		t.Errorf("%s: steps %v of ladder %q", r.ID, count, r.Ladder)
	}
	c, err := Start(r, time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	if err != nil {
		t.Error(err)
		return
	}
	if waiting := c.waiting(); len(waiting) != len(r.Steps) {
		t.Errorf("%s: %d of its %d steps fit its amount %s", r.ID, len(waiting), len(r.Steps), r.Amount)
	}
	for i, s := range c.waiting() {
		if s.ID != r.Steps[i].ID {
			t.Errorf("%s: step %s comes at place %d", r.ID, s.ID, i)
		}
	}
}

// A rule of law is a number that the table of duties holds, and each such number
// has a rule. House defaults never are, and say why they are what they are. So
// the two are never mixed.
func TestLawAndHouseAreApart(t *testing.T) {
	type leg struct{ id, leg string }
	legal, house := map[leg]bool{}, map[leg]bool{}
	for _, r := range Rules() {
		if r.HouseDefault {
			if r.Reason == (Text{}) || r.ValidFrom != "" {
				t.Errorf("%s: a house default gives its reason and is not in force since a day", r.ID)
			}
			for _, id := range r.Obligations {
				house[leg{id, r.Leg}] = true
				checkHouse(t, r, id)
			}
			continue
		}
		if len(r.Obligations) != 1 {
			t.Errorf("%s: a rule of law serves one obligation, not %q", r.ID, r.Obligations)
			continue
		}
		legal[leg{r.Obligations[0], r.Leg}] = true
		checkLegal(t, r)
	}
	for _, o := range Obligations() {
		for _, d := range o.Legs() {
			if d.ISO != "" && !legal[leg{o.ID, d.Leg}] {
				t.Errorf("%s: leg %q (%s) has no clock rule", o.ID, d.Leg, d.ISO)
			}
		}
		for _, h := range o.HouseDefaults {
			if !house[leg{o.ID, h.Leg}] {
				t.Errorf("%s: house default %q has no clock rule", o.ID, h.Leg)
			}
		}
	}
}

func checkLegal(t *testing.T, r Rule) {
	t.Helper()
	o, err := FindObligation(r.Obligations[0])
	if err != nil {
		t.Errorf("%s: %v", r.ID, err)
		return
	}
	i := slices.IndexFunc(o.Legs(), func(d Deadline) bool { return d.Leg == r.Leg })
	if i < 0 {
		t.Errorf("%s: %s has no leg %q", r.ID, o.ID, r.Leg)
		return
	}
	d := o.Legs()[i]
	confidence := d.Confidence
	if confidence == "" {
		confidence = o.Confidence
	}
	if r.Amount != d.ISO || r.Kind != d.Kind || r.Qualifier != d.Qualifier || r.Regime != o.Jurisdiction || r.ValidFrom != o.EffectiveFrom || r.Confidence != confidence {
		t.Errorf("%s: %s %s %s %s %s %s differs from %s: %+v", r.ID, r.Amount, r.Kind, r.Qualifier, r.Regime, r.ValidFrom, r.Confidence, o.ID, d)
	}
	if (r.Extend == nil) != (d.Extension == nil) || r.Extend != nil && r.Extend.Amount != d.Extension.ISO {
		t.Errorf("%s: extension differs from that of %s", r.ID, o.ID)
	}
}

func checkHouse(t *testing.T, r Rule, id string) {
	t.Helper()
	o, err := FindObligation(id)
	if err != nil {
		t.Errorf("%s: %v", r.ID, err)
		return
	}
	for _, h := range o.HouseDefaults {
		if h.Leg == r.Leg && (h.ISO != r.Amount || h.Kind != r.Kind) {
			t.Errorf("%s: %s %s, but %s proposes %s %s", r.ID, r.Amount, r.Kind, id, h.ISO, h.Kind)
		}
	}
}

// An operator may change a house default, and the version brings the change
// back; what the law fixes can only be tightened, except the zone where the law
// goes by the operator's own.
func TestLocal(t *testing.T) {
	find := func(id string) Rule {
		r, err := FindRule(id, "")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	ack, err := find("house.complaint.ack").Local(Local{Amount: "PT12H", Zone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	if ack.Version != "1;PT12H;Europe/Berlin;" {
		t.Errorf("version %q", ack.Version)
	}
	back, err := FindRule(ack.ID, ack.Version)
	if err != nil || back.Amount != "PT12H" || back.Zone != "Europe/Berlin" {
		t.Errorf("FindRule(%q) = %s in %s, %v", ack.Version, back.Amount, back.Zone, err)
	}
	if again, err := ack.Local(Local{}); err != nil || again.Version != "1" || again.Amount != "PT24H" {
		t.Errorf("without changes: version %s amount %s, %v", again.Version, again.Amount, err)
	}
	if _, err := find("eu.gdpr.request").Local(Local{Zone: "Europe/Lisbon"}); err != nil {
		t.Error(err)
	}
	for id, amount := range map[string]string{"uk.dpa.complaint_ack": "P10D", "eu.gdpr.request": "P28D", "eu.gdpr.breach": "PT48H", "cn.miit24.complaint": "P15D"} {
		r, err := find(id).Local(Local{Amount: amount})
		if err != nil || r.Amount != amount {
			t.Errorf("%s tightened to %s: %v", id, amount, err)
			continue
		}
		if back, err := FindRule(id, r.Version); err != nil || back.Amount != amount {
			t.Errorf("FindRule(%q, %q): %v", id, r.Version, err)
		}
	}
	for id, l := range map[string]Local{
		"eu.gdpr.request":         {Amount: "P2M"},
		"cn.miit24.complaint":     {Zone: "Europe/Berlin"},
		"cn.app.complaint":        {Calendar: "UK"},
		"uk.dpa.complaint_ack":    {Amount: "P31D"},
		"us.hipaa.log":            {Amount: "P2M"},  // two months can have 62 days
		"eu.dsa.complaint_window": {Amount: "P1M"},  // what must stay possible
		"eu.eevidence.preserve":   {Amount: "P10D"}, // what must be kept
		"eu.gdpr.breach":          {Amount: "PT73H"},
	} {
		if _, err := find(id).Local(l); !errors.Is(err, ErrFixed) {
			t.Errorf("%s %+v: %v, want ErrFixed", id, l, err)
		}
	}
	for _, l := range []Local{{Amount: "P1D"}, {Amount: "soon"}, {Zone: "Local"}, {Zone: "Mars/Base"}, {Calendar: "XX"}} {
		if _, err := find("house.complaint.ack").Local(l); err == nil {
			t.Errorf("%+v was taken", l)
		}
	}
	for _, version := range []string{"2", "1;PT1H", "1;;;;"} {
		if _, err := FindRule("house.complaint.ack", version); err == nil {
			t.Errorf("version %q was found", version)
		}
	}
}

// The clocks of an incident follow the facts: one report to the authority by who
// the operator is, and none of the Reporting Measures below their level.
func TestSelect(t *testing.T) {
	ids := func(subject string, regimes []string, facts ...string) []string {
		var out []string
		for _, r := range Select(subject, regimes, facts) {
			out = append(out, r.ID)
		}
		return out
	}
	for _, c := range []struct{ got, want []string }{
		{
			ids("incident", []string{"CN"}, "personal_information_leak"),
			[]string{"house.incident.authority", "house.incident.persons"},
		},
		{
			ids("incident", []string{"CN"}, "personal_information_leak", "relatively_major"),
			[]string{"cn.incident.operator", "cn.incident.closing", "house.incident.authority", "house.incident.persons"},
		},
		{
			ids("incident", []string{"CN"}, "relatively_major", "cii_operator"),
			[]string{"cn.incident.cii", "cn.incident.closing"},
		},
		{
			ids("complaint", []string{"CN", "UK"}),
			[]string{"cn.miit24.complaint", "uk.dpa.complaint_ack", "house.complaint.ack", "house.complaint.progress", "house.complaint.outcome"},
		},
		{ids("complaint", nil), []string{"house.complaint.ack", "house.complaint.progress", "house.complaint.outcome"}},
		{ids("finding", nil, "level_s3"), []string{"house.finding.s3"}},
		{ids("weather", []string{"CN"}), nil},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("got  %q\nwant %q", c.got, c.want)
		}
	}
}

// Durations are read strictly and written back in one form.
func TestParsePeriod(t *testing.T) {
	for in, want := range map[string]string{
		"PT4H": "PT4H", "P15D": "P15D", "P1M": "P1M", "P2Y": "P24M", "P1W": "P7D", "P1Y2M3D": "P14M3D", "PT1H30M": "PT1H30M", "PT90S": "PT1M30S",
	} {
		p, err := ParsePeriod(in)
		if err != nil || p.String() != want {
			t.Errorf("%s = %s, %v; want %s", in, p, err, want)
		}
	}
	for _, in := range []string{"", "P", "PT", "P0D", "4H", "PT4", "P-1D", "-P1D", "P1.5D", "P1D1M", "P1D1D", "P1DT4H", "P1H", "PT1D", "P101Y", "PT9999999999H", "P1D ", "P１D"} {
		if p, err := ParsePeriod(in); err == nil {
			t.Errorf("%q was read as %s", in, p)
		}
	}
}
