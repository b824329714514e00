// SPDX-License-Identifier: Apache-2.0

package server

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/store"
)

// A house default may be any length, a legal deadline only shorter; what cannot
// be obeyed is refused with the clock, what was got and what is allowed.
func TestClockTerms(t *testing.T) {
	for _, c := range []struct{ id, term, want string }{
		{"house.complaint.ack", "48h", ""},
		{"house.complaint.outcome", "30wd", ""},
		{"cn.miit24.complaint", "10d", ""},
		{"cn.miit24.complaint", "16d", "want no more than the law gives (P15D)"},
		{"cn.miit24.complaint", "10wd", "got 10wd, want a number with d"},
		{"house.complaint.ack", "2d", "got 2d, want a number with h"},
		{"house.request.answer", "10wd", "no such clock runs here, want one of"},
		{"hause.complaint.ack", "1h", "no such clock runs here, want one of"},
	} {
		var term config.Term
		if err := term.UnmarshalText([]byte(c.term)); err != nil {
			t.Fatal(err)
		}
		cfg := settings(t, t.TempDir(), nil)
		cfg.Clocks = map[string]config.Term{c.id: term}
		rules, err := clockRules(cfg.Clocks)
		problems := Check(t.Context(), cfg)
		fatal := slices.ContainsFunc(problems, func(p config.Problem) bool { return p.Field == "clocks" && p.Fatal })
		if fatal != (err != nil) {
			t.Errorf("%s %s: --check says %v, the service %v", c.id, c.term, problems, err)
		}
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s %s: %v, want %q", c.id, c.term, err, c.want)
		case c.want == "" && len(rules) < 5:
			t.Errorf("%s %s: only %d rules", c.id, c.term, len(rules))
		}
	}
}

// A case that was opened under the operator's terms has their deadlines, and
// keeps them after the terms have changed.
func TestClocksOfCases(t *testing.T) {
	dir := t.TempDir()
	cfg := settings(t, dir, nil)
	cfg.Clocks = map[string]config.Term{"cn.miit24.complaint": {N: 3, Unit: "d"}}
	s, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		t.Fatal(err)
	}
	sub, _ := file(t, s)
	if days := sub.OutcomeDue.Sub(sub.At).Hours() / 24; days < 3 || days > 4 {
		t.Errorf("the outcome is due after %.1f days", days)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	later := open(t, dir, nil)
	if err := later.DB.Read(t.Context(), func(tx *store.Tx) error {
		c, err := later.Desk.Complaint(t.Context(), tx, sub.CaseID)
		if err != nil {
			return err
		}
		clocks, err := later.Docket.Clocks(t.Context(), tx, c.Case)
		for _, k := range clocks {
			if k.Rule.ID == "cn.miit24.complaint" && (k.Rule.Amount != "P3D" || !k.DueAt.Equal(sub.OutcomeDue)) {
				t.Errorf("later: %s, due %s", k.Rule.Amount, k.DueAt)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
