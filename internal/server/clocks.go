// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/law"
)

// clockRules are the clocks of complaints and appeals, by Chinese law and house
// defaults, with the operator's terms. A term that no clock has, or that the law
// does not let be changed so, is an error.
func clockRules(terms map[string]config.Term) ([]law.Rule, error) {
	regimes := []string{"CN"}
	rules := append(law.Select("complaint", regimes, nil), law.Select("appeal", regimes, nil)...)
	var ids []string
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(terms)) {
		i := slices.Index(ids, id)
		if i < 0 {
			errs = append(errs, fmt.Errorf("clocks: %s: no such clock runs here, want one of %s", id, strings.Join(ids, ", ")))
			continue
		}
		r, err := withTerm(rules[i], terms[id])
		if err != nil {
			errs = append(errs, err)
			continue
		}
		rules[i] = r
	}
	return rules, errors.Join(errs...)
}

// withTerm is a rule with another term, in the unit that it is counted in.
func withTerm(r law.Rule, t config.Term) (law.Rule, error) {
	unit, amount := "d", fmt.Sprintf("P%dD", t.N)
	switch r.Kind {
	case law.Elapsed:
		unit, amount = "h", fmt.Sprintf("PT%dH", t.N)
	case law.WorkingDays:
		unit = "wd"
	}
	if t.Unit != unit {
		return r, fmt.Errorf("clocks: %s: got %s, want a number with %s: that is how it is counted", r.ID, t, unit)
	}
	out, err := r.Local(law.Local{Amount: amount})
	if errors.Is(err, law.ErrFixed) {
		return r, fmt.Errorf("clocks: %s: got %s, want no more than the law gives (%s); only a house default may be longer", r.ID, t, r.Amount)
	}
	if err != nil {
		return r, fmt.Errorf("clocks: %w", err)
	}
	return out, nil
}

// Check is [config.Config.Check] together with what only the service knows: which
// clocks there are.
func Check(ctx context.Context, c *config.Config) []config.Problem {
	return append(checkClocks(c), c.Check(ctx)...)
}

func checkClocks(c *config.Config) []config.Problem {
	_, err := clockRules(c.Clocks)
	all, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var out []config.Problem
	for _, err := range all.Unwrap() {
		out = append(out, config.Problem{Field: "clocks", Text: strings.TrimPrefix(err.Error(), "clocks: "), Fatal: true})
	}
	return out
}
