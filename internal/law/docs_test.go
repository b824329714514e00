// SPDX-License-Identifier: Apache-2.0

package law

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

const docFile = "../../docs/clocks.md"

// docs/clocks.md holds every rule as the data have it. UPDATE=1 writes it anew.
func TestClocksDocument(t *testing.T) {
	want := clocksDocument(t)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(docFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(docFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/clocks.md differs from the data; run UPDATE=1 go test ./internal/law and look at the change")
	}
}

const docHead = `# Clocks

<!-- Written by the test of internal/law from its data: UPDATE=1 go test ./internal/law -->

Every time limit that Hulan counts. **Not legal advice; no record has been checked by counsel yet.** Whether a law applies to an operator is for its counsel to say; the tables tell what the clock does once it runs. A legal deadline and a house default are always two clocks, and the earlier one rules.

How it was read: **V** the article's text · **S** a secondary source · **M1 M2 M3** from memory, with high, medium, low certainty · **house** no law but a proposal of the product.

## How time is counted

| kind | arithmetic |
|---|---|
| elapsed | the instant of the start plus hours, through nights, weekends and changes of the clock |
| calendar | days, months and years on the local date of the zone; the day of the start does not count; 31 January and one month is the last day of February; ends with the last millisecond of the last day |
| working | the n-th working day after the day of the start, to its end |
| calendar_date | a fixed day of each year, to its end: the first one on or after the day of the start |

- **A pause** shifts an elapsed limit by its length. For limits in days, a day counts if the clock was running when the day began. A last day that ends in a pause is replaced by the day of resuming. Only the clocks that say so below can be paused.
- **An extension** is possible once, before the deadline, for a reason from the list. The extended limit is one longer limit from the same start.
- **A day that no workday calendar knows** counts like a working day. The deadline can then only be too early; the clock is marked ` + "`no_calendar`" + ` and counted anew when the calendar is there. ` + "`weekends_only`" + ` marks a country whose holidays are not in the data, ` + "`may_change`" + ` days that the notice for the next year can still move, either way.
- **In doubt the earlier date is taken**: that in the EU hours begin at the next full hour and a last day on a holiday rolls over (Regulation 1182/71), and that in China a last day on a statutory holiday does (Civil Code art. 203), is known from memory only and not applied.

`

func clocksDocument(t *testing.T) string {
	var b strings.Builder
	b.WriteString(docHead)
	b.WriteString("Working days:\n\n| calendar | days known | source |\n|---|---|---|\n")
	for _, id := range []string{"CN", "EU", "UK", "US", "US-CA"} {
		c, err := CalendarOf(id)
		if err != nil {
			t.Fatal(err)
		}
		days := "weekends of any year"
		if from, until, ok := c.Covers(); ok {
			days = from.String() + " to " + until.String()
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", id, days, c.Source())
	}
	b.WriteString("\n## What the law fixes\n\n")
	table(&b, func(r Rule) bool { return !r.HouseDefault })
	b.WriteString("\n## House defaults\n\nProposals for what the law leaves open. The operator can change amount, zone and calendar of each.\n\n")
	table(&b, func(r Rule) bool { return r.HouseDefault })
	b.WriteString("\n## Pauses, extensions, notes\n\n")
	for _, r := range Rules() {
		remarks(&b, r)
	}
	stepTable(&b)
	openDuties(&b)
	vocabulary(&b, "Facts", "A rule with needs is given only if all of them are known, one with unless only if none is.", Facts())
	vocabulary(&b, "Events", "What starts and stops clocks.", Events())
	return b.String()
}

func table(b *strings.Builder, keep func(Rule) bool) {
	b.WriteString("| rule | 名称 · name | about | from → to | limit | counted in | steps | basis | read |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range Rules() {
		if !keep(r) {
			continue
		}
		about := strings.Join(r.Applies, ", ")
		if len(r.Needs) > 0 {
			about += "; needs " + strings.Join(r.Needs, ", ")
		}
		if len(r.Unless) > 0 {
			about += "; unless " + strings.Join(r.Unless, ", ")
		}
		stop := r.Stop
		if stop == "" {
			stop = "its end"
		}
		limit := fmt.Sprintf("%s %s", r.Amount, r.Kind)
		if r.Qualifier != Within {
			limit += ", " + r.Qualifier
		}
		counted := r.Zone
		if r.Calendar != "" {
			counted += ", working days of " + r.Calendar
		}
		basis := r.Citation.ZH + " · " + r.Citation.EN
		if r.HouseDefault {
			basis = r.Reason.ZH + " · " + r.Reason.EN + " (" + r.Citation.ZH + " · " + r.Citation.EN + ")"
		}
		fmt.Fprintf(b, "| %s v%s | %s · %s | %s | %s → %s | %s | %s | %s | %s | %s |\n",
			r.ID, r.Version, r.Name.ZH, r.Name.EN, about, r.Start, stop, limit, counted, r.Ladder, basis, r.Confidence)
	}
}

func remarks(b *strings.Builder, r Rule) {
	var parts []string
	if r.Pause != (Text{}) {
		parts = append(parts, fmt.Sprintf("stands still %s (%s).", r.Pause.EN, r.Pause.ZH))
	}
	if r.Extend != nil {
		var reasons []string
		for _, e := range r.Extend.Reasons {
			reasons = append(reasons, fmt.Sprintf("%s (%s, %s)", e.Code, e.Text.EN, e.Text.ZH))
		}
		parts = append(parts, fmt.Sprintf("can be extended by %s: %s.", r.Extend.Amount, strings.Join(reasons, "; ")))
	}
	if r.Note != (Text{}) {
		parts = append(parts, r.Note.EN+" "+r.Note.ZH)
	}
	if len(parts) > 0 {
		fmt.Fprintf(b, "- **%s** %s\n", r.ID, strings.Join(parts, " "))
	}
}

func stepTable(b *strings.Builder) {
	b.WriteString("\n## Steps\n\nEach fires once. A share counts from the start to the deadline as it stands, pauses and extension included; −PnD is the beginning of the day so many days (for limits in working days, working days) before the last one; due is the moment after the last one that is in time. Shares of a half and four fifths leave time to act in proportion to what there is; limits of months add a week and two days, those of a year a quarter, because work of that size is planned in such pieces. A step for which a clock is too short is left out.\n\n| steps | id | kind | when | told |\n|---|---|---|---|---|\n")
	for _, name := range []string{"hours", "week", "days", "months", "years", "window"} {
		for _, s := range ruleData().Ladders[name] {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", name, s.ID, s.Kind, s.At, s.Tell)
		}
	}
}

// openDuties lists what no clock counts because the law has no number.
func openDuties(b *strings.Builder) {
	served := map[string]string{}
	for _, r := range Rules() {
		for _, id := range r.Obligations {
			if r.HouseDefault {
				served[id] += " " + r.ID
			}
		}
	}
	b.WriteString("\n## Duties without a number\n\nThe law has a word and no number. Where no house default is named, nothing is counted.\n\n| duty | text | word | leg | house default |\n|---|---|---|---|---|\n")
	for _, o := range Obligations() {
		for _, d := range o.Legs() {
			if d.Kind == Vague {
				fmt.Fprintf(b, "| %s | %s, %s | %s | %s |%s |\n", o.ID, o.Instrument, o.Article, d.Qualifier, d.Leg, served[o.ID])
			}
		}
	}
}

func vocabulary(b *strings.Builder, title, about string, words map[string]Text) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n| code | 含义 · meaning |\n|---|---|\n", title, about)
	for _, code := range slices.Sorted(maps.Keys(words)) {
		fmt.Fprintf(b, "| %s | %s · %s |\n", code, words[code].ZH, words[code].EN)
	}
}
