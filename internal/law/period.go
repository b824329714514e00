// SPDX-License-Identifier: Apache-2.0

package law

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Period is an amount of time as ISO 8601 writes it: PT4H, P15D, P1M, P2Y.
// Either Time is set or some of Months and Days, never both: hours are counted
// from an instant, days and months from a date, and no law mixes them.
type Period struct {
	Months int           // years count 12
	Days   int           // weeks count 7
	Time   time.Duration // whole seconds
}

// The largest amounts that ParsePeriod takes, a hundred years. No time limit is
// longer, and sums of them stay far from overflow.
const (
	maxMonths = 1200
	maxDays   = 36600
	maxTime   = maxDays * 24 * time.Hour
)

// ParsePeriod reads an ISO 8601 duration: P with whole numbers of Y, M, W and D,
// or PT with whole numbers of H, M and S. It refuses zero, signs, fractions,
// dates mixed with times, and more than a hundred years.
func ParsePeriod(s string) (Period, error) {
	rest, ok := strings.CutPrefix(s, "P")
	units := "YMWD"
	if r, isTime := strings.CutPrefix(rest, "T"); isTime {
		rest, units = r, "HMS"
	}
	if !ok || rest == "" {
		return Period{}, fmt.Errorf("period %q: want an ISO 8601 duration such as PT4H, P15D or P1M", s)
	}
	var p Period
	for last := -1; rest != ""; {
		i := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if i <= 0 || i > 9 { // nine digits fit an int everywhere
			return Period{}, fmt.Errorf("period %q: want a whole number before each unit", s)
		}
		n, err := strconv.Atoi(rest[:i])
		at := strings.IndexByte(units, rest[i])
		if err != nil || at <= last {
			return Period{}, fmt.Errorf("period %q: its units must be among %s, in this order", s, units)
		}
		if last, rest = at, rest[i+1:]; !p.add(units, at, n) {
			return Period{}, fmt.Errorf("period %q: more than a hundred years", s)
		}
	}
	if p == (Period{}) {
		return Period{}, fmt.Errorf("period %q: is zero", s)
	}
	return p, nil
}

// add adds n of the unit and reports whether the sum is in bounds.
func (p *Period) add(units string, at, n int) bool {
	if units == "HMS" {
		unit := []time.Duration{time.Hour, time.Minute, time.Second}[at]
		if n > int(maxTime/unit) {
			return false
		}
		p.Time += time.Duration(n) * unit
	} else {
		switch units[at] {
		case 'Y':
			p.Months += 12 * n
		case 'M':
			p.Months += n
		case 'W':
			p.Days += 7 * n
		case 'D':
			p.Days += n
		}
	}
	return p.Months <= maxMonths && p.Days <= maxDays && p.Time <= maxTime
}

// Plus returns the sum: an extended time limit is one longer limit from the same
// start, so 31 January and one month, extended by two, is 30 April.
func (p Period) Plus(q Period) Period {
	return Period{p.Months + q.Months, p.Days + q.Days, p.Time + q.Time}
}

// String returns the ISO 8601 form, in months, days, hours, minutes and seconds.
func (p Period) String() string {
	var b strings.Builder
	b.WriteByte('P')
	part := func(n int, unit byte) {
		if n != 0 {
			fmt.Fprintf(&b, "%d%c", n, unit)
		}
	}
	part(p.Months, 'M')
	part(p.Days, 'D')
	if p.Time != 0 {
		b.WriteByte('T')
		part(int(p.Time/time.Hour), 'H')
		part(int(p.Time%time.Hour/time.Minute), 'M')
		part(int(p.Time%time.Minute/time.Second), 'S')
	}
	return b.String()
}
