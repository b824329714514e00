// SPDX-License-Identifier: Apache-2.0

package law

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, without a time or a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day that t falls on in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD. The error names the text.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// String returns YYYY-MM-DD.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// noon is a fixed instant of the day; in UTC all days have 24 hours.
func (d Date) noon() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// AddDays returns the day n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.noon().AddDate(0, 0, n)) }

// AddMonths returns the same day n months later. A month that lacks the day
// gives its last one: 31 January and one month is 28 or 29 February. That is
// how Regulation (EEC, Euratom) 1182/71 art. 3(2)(c) counts (from memory, M1);
// time.AddDate would give 2 or 3 March.
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.noon().Weekday() }

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool { return d.noon().Before(e.noon()) }

// Until returns how many days e comes after d; negative if it comes before.
func (d Date) Until(e Date) int { return int(e.noon().Sub(d.noon()) / (24 * time.Hour)) }

// Begin returns the first instant of the day in the zone. Where the clock jumps
// at midnight (Cairo, Santiago) that is not 00:00.
func (d Date) Begin(loc *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
	if DateOf(t).Before(d) { // midnight does not exist and Go chose the time before it
		_, end := t.ZoneBounds()
		t = end
	}
	return t
}

// End returns the last millisecond of the day in the zone: a time limit in days
// is kept by whatever happens up to and including it. Milliseconds, because the
// store keeps times in them.
func (d Date) End(loc *time.Location) time.Time {
	return d.AddDays(1).Begin(loc).Add(-time.Millisecond)
}
