// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// Timing is what one recogniser or rule has cost.
type Timing struct {
	Rule     string `json:"rule"`
	Calls    int64  `json:"calls"`    // anchors it was shown
	Findings int64  `json:"findings"` // before overlaps and thresholds
	Nanos    int64  `json:"nanos"`
}

type timing struct{ calls, findings, nanos atomic.Int64 }

// timed calls one recogniser and notes what it cost.
func (s *scan) timed(t *trigger, start, end int) {
	v, ok := s.plan.timings.Load(t.rec.id)
	if !ok {
		v, _ = s.plan.timings.LoadOrStore(t.rec.id, new(timing))
	}
	tm := v.(*timing)
	before, found := s.plan.clock(), len(s.found)
	t.fn(s, start, end)
	tm.nanos.Add(s.plan.clock() - before)
	tm.calls.Add(1)
	tm.findings.Add(int64(len(s.found) - found))
}

// Timings returns what each recogniser has cost since the engine was made, the
// dearest first. It is empty without [Options.Clock].
func (e *Engine) Timings() []Timing {
	var out []Timing
	e.plan.timings.Range(func(id, v any) bool {
		t := v.(*timing)
		out = append(out, Timing{id.(string), t.calls.Load(), t.findings.Load(), t.nanos.Load()})
		return true
	})
	slices.SortFunc(out, func(a, b Timing) int {
		return cmp.Or(cmp.Compare(b.Nanos, a.Nanos), cmp.Compare(a.Rule, b.Rule))
	})
	return out
}
