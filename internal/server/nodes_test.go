// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// hand is a clock that tests move.
type hand struct{ ms atomic.Int64 }

func (h *hand) now() time.Time { return time.UnixMilli(h.ms.Load()) }

// Two services on one PostgreSQL look at the clocks at the same moments, by
// themselves and by their jobs, and each is closed and opened again on the way.
// Every warning and breach is fired once: as many, and the same, as on a single
// node on SQLite.
func TestClocksOfTwoNodes(t *testing.T) {
	single := fired(t, 1, nil)
	if len(single) < 12 {
		t.Fatalf("only %d alarms in two months: %q", len(single), single)
	}
	two := fired(t, 2, map[string]string{"database": storetest.Postgres(t)})
	if !slices.Equal(single, two) {
		t.Errorf("two nodes fired\n%q\na single one\n%q", two, single)
	}
	t.Logf("%d alarms of 3 complaints in 60 days, each once", len(two))
}

// fired lets two months pass on some nodes and returns what the clocks fired, as
// "complaint rule step", in order.
func fired(t *testing.T, nodes int, flags map[string]string) []string {
	t.Helper()
	ctx, h := t.Context(), &hand{}
	h.ms.Store(time.Date(2026, 11, 24, 9, 20, 0, 0, time.UTC).UnixMilli())
	first := t.TempDir()
	openNode := func(i int) *Service {
		all := map[string]string{}
		maps.Copy(all, flags)
		dir := first
		if i > 0 {
			dir = t.TempDir()
			all["root_key"] = "file:" + filepath.Join(first, "root.key")
		}
		s, err := Open(ctx, settings(t, dir, all), slog.New(slog.DiscardHandler), h.now)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Jobs.Start(ctx); err != nil {
			t.Fatal(err)
		}
		return s
	}
	closeNode := func(s *Service) {
		if err := s.Jobs.Stop(context.WithoutCancel(ctx)); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	all := make([]*Service, nodes)
	for i := range all {
		all[i] = openNode(i)
		defer func() { closeNode(all[i]) }()
	}
	cases := map[string]int{}
	for i := range 3 {
		sub, _ := file(t, all[i%nodes])
		cases[sub.CaseID] = i
		h.ms.Add(int64(7 * time.Hour / time.Millisecond))
	}
	answer(t, all[0], cases)
	for day := range 60 {
		h.ms.Add(int64(24 * time.Hour / time.Millisecond))
		if day%20 == 19 {
			i := day / 20 % nodes
			closeNode(all[i])
			all[i] = openNode(i)
		}
		if day%10 == 5 {
			tickByJobs(t, all)
			continue
		}
		var wg sync.WaitGroup
		for _, s := range all {
			for range 2 {
				wg.Go(func() {
					_, err := s.Docket.Tick(ctx)
					if err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
	}
	return told(t, all[0], cases)
}

// answer has an officer ask something about the first complaint, which rests the
// clocks that may rest, and tell the outcome of the second, which stops them.
func answer(t *testing.T, s *Service, cases map[string]int) {
	t.Helper()
	for id, i := range cases {
		do := []docket.Doing{
			{Event: docket.Ask, Text: "Which of them?"},
			{Event: docket.Respond, Outcome: "removed", Text: "It is gone."},
		}
		if i < len(do) {
			do[i].Actor = docket.Actor{Kind: docket.Staff, ID: "ann"}
			if _, err := s.Desk.Act(t.Context(), id, do[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// tickByJobs has every node insert the job that looks at the clocks, and waits
// until nothing is due.
func tickByJobs(t *testing.T, all []*Service) {
	t.Helper()
	ctx := t.Context()
	for _, s := range all {
		for range 3 {
			if err := s.DB.Write(ctx, func(tx *store.Tx) error {
				_, err := s.Jobs.Insert(ctx, tx, jobs.Job{Kind: "clock.tick"})
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		var due int
		s := all[0]
		if err := s.DB.Read(ctx, func(tx *store.Tx) error {
			return tx.Get(ctx, `SELECT (SELECT count(*) FROM clock WHERE next_at > 0 AND next_at <= $1)
				+ (SELECT count(*) FROM river_job WHERE kind = 'clock.tick' AND state NOT IN ('completed', 'discarded', 'cancelled'))`, []any{store.Millis(tx.Now())}, &due)
		}); err != nil {
			t.Fatal(err)
		}
		if due == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d clocks and jobs are still due after a minute", due)
		}
	}
}

// told lists what the clocks fired, and checks that each was fired and logged once.
func told(t *testing.T, s *Service, cases map[string]int) []string {
	t.Helper()
	ctx := t.Context()
	var out []string
	seen, leaves := map[string]bool{}, 0
	if err := s.DB.Read(ctx, func(tx *store.Tx) error {
		alarms, err := docket.Alarms(ctx, tx, 1000)
		for _, a := range alarms {
			if key := a.Clock + " " + a.Step; seen[key] {
				t.Errorf("fired twice: %s of %s", a.Step, a.Rule)
			} else {
				seen[key] = true
			}
			out = append(out, fmt.Sprintf("%d %s %s %s", cases[a.Case], a.Rule, a.Step, a.At.UTC().Format("01-02 15:04")))
		}
		if err != nil {
			return err
		}
		return tx.Get(ctx, "SELECT count(*) FROM leaf WHERE type IN ('clock.warn', 'clock.breach', 'clock.escalate', 'clock.end')", nil, &leaves)
	}); err != nil {
		t.Fatal(err)
	}
	if leaves != len(out) {
		t.Errorf("%d alarms and %d leaves that speak of them", len(out), leaves)
	}
	if _, err := s.Ledger.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	report, err := s.Ledger.Verify(ctx, ledger.VerifyOptions{})
	if err != nil || !report.OK() {
		t.Errorf("ledger: %v %v", report.Problems, err)
	}
	slices.Sort(out)
	return out
}
