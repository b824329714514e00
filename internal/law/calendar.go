// SPDX-License-Identifier: Apache-2.0

package law

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrNoCalendar is wrapped by the error for a day that a calendar does not
// cover; the error is a [NoCalendarError].
var ErrNoCalendar = errors.New("no workday calendar")

// NoCalendarError names the calendar and the year that it does not cover.
type NoCalendarError struct {
	Calendar string
	Year     int
}

func (e *NoCalendarError) Error() string {
	return fmt.Sprintf("no workday calendar of %s for %d", e.Calendar, e.Year)
}

// Unwrap returns [ErrNoCalendar].
func (e *NoCalendarError) Unwrap() error { return ErrNoCalendar }

// Provisional says why a deadline may move when a calendar is added. Empty means
// that it is firm. It never means that the deadline is later than the law's,
// with the one exception at MayChange.
type Provisional string

// The reasons, from the mildest.
const (
	// WeekendsOnly: the calendar knows weekends but no public holidays. The true
	// deadline is this one or later.
	WeekendsOnly Provisional = "weekends_only"
	// MayChange: days at the end of the last year known can still be moved by
	// the next notice, either way. Count anew when it is out.
	MayChange Provisional = "may_change"
	// NoCalendar: days outside the years known were counted as plain calendar
	// days. The true deadline is this one or later. Staff should be alarmed.
	NoCalendar Provisional = "no_calendar"
)

// worse returns the graver of two reasons.
func worse(a, b Provisional) Provisional {
	rank := map[Provisional]int{WeekendsOnly: 1, MayChange: 2, NoCalendar: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// Calendar tells working days from others in one jurisdiction.
type Calendar struct {
	id, source       string
	from, until      Date // the years known; zero if only weekends are
	provisional      Date // from here days may still be moved; zero if none
	offDays, makeups map[Date]bool
}

// workdayFile is the form of data/cn-workdays.json.
type workdayFile struct {
	Jurisdiction    string `json:"jurisdiction"`
	CoversFrom      string `json:"covers_from"`
	CoversUntil     string `json:"covers_until"`
	Source          string `json:"source"`
	ProvisionalFrom string `json:"provisional_from"`
	Years           map[string]struct {
		OffWeekdays    []string `json:"off_weekdays"`
		OffWeekends    []string `json:"off_weekends"`
		MakeupWorkdays []string `json:"makeup_workdays"`
	} `json:"years"`
}

var calendars = sync.OnceValue(func() map[string]*Calendar {
	all := map[string]*Calendar{}
	var weekends []struct{ ID, Source string }
	decode("weekends.json", &weekends)
	for _, w := range weekends {
		all[w.ID] = &Calendar{id: w.ID, source: w.Source}
	}
	var cn workdayFile
	decode("cn-workdays.json", &cn)
	all[cn.Jurisdiction] = cn.calendar()
	return all
})

func (f *workdayFile) calendar() *Calendar {
	day := func(s string) Date {
		d, err := ParseDate(s)
		if err != nil {
			panic("law: embedded workday table: " + err.Error()) // a defect of the build, as in decode
		}
		return d
	}
	c := &Calendar{
		id: f.Jurisdiction, source: f.Source, from: day(f.CoversFrom), until: day(f.CoversUntil),
		provisional: day(f.ProvisionalFrom), offDays: map[Date]bool{}, makeups: map[Date]bool{},
	}
	for _, y := range f.Years {
		for _, s := range y.OffWeekdays {
			c.offDays[day(s)] = true
		}
		for _, s := range y.MakeupWorkdays {
			c.makeups[day(s)] = true
		}
	}
	return c
}

// CalendarOf returns the working days of a jurisdiction. CN has the State
// Council's days off and make-up days for the years of [Calendar.Covers]. EU, UK,
// US and US-CA know weekends only: their public holidays are not in the data, so
// what is counted with them is provisional. The error wraps [ErrUnknown].
func CalendarOf(jurisdiction string) (*Calendar, error) {
	c, ok := calendars()[jurisdiction]
	if !ok {
		return nil, fmt.Errorf("workday calendar %q: %w", jurisdiction, ErrUnknown)
	}
	return c, nil
}

// Source tells where the days come from and what was not checked.
func (c *Calendar) Source() string { return c.source }

// Covers returns the first and the last day known. ok is false for a calendar of
// weekends only, which answers for every day.
func (c *Calendar) Covers() (from, until Date, ok bool) {
	return c.from, c.until, c.until != Date{}
}

// Working reports whether d is a working day. A day outside the years known
// gives a [NoCalendarError].
func (c *Calendar) Working(d Date) (bool, error) {
	if _, _, ok := c.Covers(); ok && (d.Before(c.from) || c.until.Before(d)) {
		return false, &NoCalendarError{Calendar: c.id, Year: d.Year}
	}
	if c.makeups[d] {
		return true, nil
	}
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday && !c.offDays[d], nil
}

// Add returns the n-th working day after d; d itself does not count. A day
// outside the years known gives a [NoCalendarError]; [Clock] counts on and
// marks the result instead.
func (c *Calendar) Add(d Date, n int) (Date, error) {
	for n > 0 {
		d = d.AddDays(1)
		w, err := c.Working(d)
		if err != nil {
			return Date{}, err
		}
		if w {
			n--
		}
	}
	return d, nil
}

// counts reports whether d counts as a working day in a deadline, and why that
// may change. Days outside the years known count.
func (c *Calendar) counts(d Date) (bool, Provisional) {
	w, err := c.Working(d)
	switch {
	case err != nil:
		return true, NoCalendar
	case c.until == Date{}:
		return w, WeekendsOnly
	case !d.Before(c.provisional):
		return w, MayChange
	}
	return w, ""
}
