// SPDX-License-Identifier: Apache-2.0

package law

import "time"

// pauseDays is a run of days that began while a clock stood still.
type pauseDays struct{ first, last Date }

// due computes when a clock of the rule ends: the last instant that is in time.
//
// Pauses shift an elapsed limit by their length. For limits in days one sentence
// holds: a day counts if the clock was running when the day began. So the day
// of the start does not count, the day on which the clock is paused does, and
// the day on which it resumes does not; a pause within one day changes nothing.
// A last day that ends in a pause is replaced by the day of resuming, so no clock
// is late at the moment it resumes. Limits in months are the date so many months
// later, plus the days that did not count.
//
// That the day of the start does not count is the rule of the Civil Code of the
// PRC art. 201, of Regulation (EEC, Euratom) 1182/71 art. 3(1) and of the
// California Civil Code §10 (all from memory, M1), and for the complaints of the
// UK's Data Protection Act 2018 s.164A that of the ICO (secondary source, S).
// Not applied, because from memory only and leading to later deadlines: that in
// the EU hours begin at the next full hour and a last day on a holiday rolls
// over (1182/71 art. 3(1) and (4)), and that in China a last day on a statutory
// holiday does (Civil Code art. 203).
func (r Rule) due(start time.Time, extended string, pauses []Span) (time.Time, Provisional, error) {
	loc, err := zone(r.Zone)
	if err != nil {
		return time.Time{}, "", err
	}
	day := DateOf(start.In(loc))
	if r.Kind == CalendarDate {
		return r.yearDay(day, loc)
	}
	p, err := ParsePeriod(r.Amount)
	if err != nil {
		return time.Time{}, "", err
	}
	if extended != "" {
		more, err := ParsePeriod(extended)
		if err != nil {
			return time.Time{}, "", err
		}
		p = p.Plus(more)
	}
	if r.Kind == Elapsed {
		due := start.Add(p.Time)
		for _, s := range pauses {
			due = due.Add(s.To.Sub(s.From))
		}
		return due.UTC(), "", nil
	}
	still := daysOf(pauses, day, loc)
	if r.Kind == WorkingDays {
		return r.working(day, p.Days, still, loc)
	}
	last := day.AddMonths(p.Months).AddDays(p.Days)
	for _, s := range still {
		last = last.AddDays(s.first.Until(s.last) + 1)
	}
	return r.rolled(last, loc)
}

// working counts n working days after day, leaving out those that began while
// the clock stood still.
func (r Rule) working(day Date, n int, still []pauseDays, loc *time.Location) (time.Time, Provisional, error) {
	cal, err := CalendarOf(r.Calendar)
	if err != nil {
		return time.Time{}, "", err
	}
	var why Provisional
	counts := func(d Date) bool {
		ok, doubt := cal.counts(d)
		why = worse(why, doubt)
		return ok
	}
	for {
		for n > 0 {
			day = day.AddDays(1)
			if len(still) > 0 && still[0].first == day {
				day, still = still[0].last, still[1:]
			} else if counts(day) {
				n--
			}
		}
		if len(still) == 0 || still[0].first != day.AddDays(1) {
			return day.End(loc).UTC(), why, nil
		}
		// The last day ended while the clock stood still: the day on which it
		// resumed takes its place.
		day, still = still[0].last, still[1:]
		if !counts(day) {
			n = 1
		}
	}
}

// rolled returns the end of the day, or of the next working day if the rule
// rolls and the day is none.
func (r Rule) rolled(day Date, loc *time.Location) (time.Time, Provisional, error) {
	if !r.Roll {
		return day.End(loc).UTC(), "", nil
	}
	cal, err := CalendarOf(r.Calendar)
	if err != nil {
		return time.Time{}, "", err
	}
	var why Provisional
	for {
		counts, doubt := cal.counts(day)
		why = worse(why, doubt)
		if counts {
			return day.End(loc).UTC(), why, nil
		}
		day = day.AddDays(1)
	}
}

// yearDay returns the end of the rule's fixed day, the first one on or after day.
func (r Rule) yearDay(day Date, loc *time.Location) (time.Time, Provisional, error) {
	d, err := parseYearDay(r.Amount)
	if err != nil {
		return time.Time{}, "", err
	}
	d.Year = day.Year
	if d.Before(day) {
		d.Year++
	}
	return d.End(loc).UTC(), "", nil
}

// daysOf returns the days after start that began in each pause, leaving out
// pauses in which none did. Pauses are in order and do not overlap.
func daysOf(pauses []Span, start Date, loc *time.Location) []pauseDays {
	var out []pauseDays
	for _, s := range pauses {
		first := DateOf(s.From.In(loc))
		if first == start || first.Begin(loc).Before(s.From) {
			first = first.AddDays(1)
		}
		last := DateOf(s.To.Add(-time.Millisecond).In(loc))
		if !last.Before(first) {
			out = append(out, pauseDays{first, last})
		}
	}
	return out
}
