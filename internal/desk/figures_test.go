// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// The figures count what the steps of three complaints say: one told after two
// days and read, one that waits for its person, one that is new.
func TestFigures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		start := w.clock.Now()
		r := desk.NewReceipt()
		f := form()
		f.Mode, f.Contact = desk.Contactable, "a@mail.example" // not anonymous: times to the millisecond
		told, err := w.desk.File(t.Context(), f, r, store.NewID(), docket.Actor{Kind: docket.Person})
		w.must(err)
		waits := w.file(form())
		do := func(id string, e docket.Event, outcome string) {
			t.Helper()
			_, err := w.desk.Act(t.Context(), id, docket.Doing{Event: e, Actor: ann, Outcome: outcome, Text: "Some words."})
			w.must(err)
		}
		do(told.CaseID, docket.Investigate, "")
		do(waits.CaseID, docket.Investigate, "")
		do(waits.CaseID, docket.Ask, "")
		w.clock.Set(start.Add(48 * time.Hour))
		do(told.CaseID, docket.Respond, "masked")
		token, err := w.desk.Enter(t.Context(), r, "")
		w.must(err)
		_, err = w.desk.View(t.Context(), token)
		w.must(err)
		w.must(w.desk.Rate(t.Context(), token, 4))
		w.file(form())

		w.must(w.db.Read(t.Context(), func(tx *store.Tx) error {
			got, err := docket.Measure(t.Context(), tx)
			w.must(err)
			if got.Told != (docket.Spread{N: 1, Median: 48 * time.Hour, P95: 48 * time.Hour}) || got.Outcomes["masked"] != 1 {
				t.Errorf("told %+v, outcomes %v", got.Told, got.Outcomes)
			}
			if got.Waiting != 1 || got.OldestWait < 48*time.Hour || got.States[docket.Responded] != 1 {
				t.Errorf("waiting %d for %v, states %v", got.Waiting, got.OldestWait, got.States)
			}
			if got.Ages != [5]int{1, 1, 0, 0, 0} {
				t.Errorf("ages %v", got.Ages)
			}
			if last := got.Weeks[docket.FigureWeeks-1]; last.Opened != 3 || last.N != 1 {
				t.Errorf("last week %+v", last)
			}
			voices, err := desk.Measure(t.Context(), tx)
			w.must(err)
			if voices.Filed != 3 || voices.Told != 1 || voices.Came != 1 || voices.Read != 1 || voices.Stars != [5]int{0, 0, 0, 1, 0} || voices.Channels[desk.Web] != 3 {
				t.Errorf("voices %+v", voices)
			}
			return nil
		}))
	})
}

// A case without a running clock is not overdue and stands behind those that
// have one, so that a listing goes on where its last page ended.
func TestNoClockIsNotOverdue(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		done, open := w.file(form()), w.file(form())
		for _, e := range []docket.Event{docket.Investigate, docket.Respond} {
			_, err := w.desk.Act(t.Context(), done.CaseID, docket.Doing{Event: e, Actor: ann, Outcome: "removed", Text: "It is gone."})
			w.must(err)
		}
		w.must(w.db.Read(t.Context(), func(tx *store.Tx) error {
			counts, err := w.docket.Count(t.Context(), tx)
			w.must(err)
			if c := counts[docket.MainQueue]; c.Open != 2 || c.Overdue != 0 {
				t.Errorf("counts %+v", c)
			}
			first, err := w.docket.List(t.Context(), tx, docket.Filter{Limit: 1})
			w.must(err)
			if len(first) != 1 || first[0].ID != open.CaseID {
				t.Fatalf("the case with a clock should come first")
			}
			rest, err := w.docket.List(t.Context(), tx, docket.Filter{Limit: 1, After: first[0].Position()})
			w.must(err)
			if len(rest) != 1 || rest[0].ID != done.CaseID {
				t.Errorf("the second page has %d cases", len(rest))
			}
			return nil
		}))
	})
}

// A screenshot is enough to file a complaint: no address, no words.
func TestScreenshotAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, dr, err := w.desk.NewDraft(t.Context(), "en", desk.Web)
		w.must(err)
		dr.Categories, dr.Relation, dr.Mode, dr.Receipt = []string{"photo"}, desk.Self, desk.Anonymous, string(desk.NewReceipt())
		if p := dr.Check(w.desk.Limits()); len(p) != 1 || p[0].Field != "places" {
			t.Errorf("without anything: %v", p)
		}
		w.must(w.desk.AddFile(t.Context(), token, dr, docket.File{Name: "shot.png", Media: "image/png", Scrub: docket.Clean, Data: []byte("picture")}))
		if p := dr.Check(w.desk.Limits()); len(p) > 0 {
			t.Errorf("with a screenshot: %v", p)
		}
		sent, err := w.desk.Send(t.Context(), token)
		w.must(err)
		if sent.Sent == nil {
			t.Error("it was not filed")
		}
	})
}
