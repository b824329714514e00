// SPDX-License-Identifier: Apache-2.0

package law

import (
	"errors"
	"testing"
)

// The vectors of the workday table: counting over National Day, Spring Festival,
// make-up days and the turn of a year, and failing where the table ends.
func TestWorkdayVectors(t *testing.T) {
	var file struct {
		CoversUntil string `json:"covers_until"`
		Vectors     []struct {
			Start       string
			WorkingDays int `json:"working_days"`
			Expect      string
			Error       string
		}
	}
	decode("cn-workdays.json", &file)
	if len(file.Vectors) == 0 {
		t.Fatal("no vectors")
	}
	cn, err := CalendarOf("CN")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range file.Vectors {
		start, err := ParseDate(v.Start)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cn.Add(start, v.WorkingDays)
		if v.Error == "" && (err != nil || got.String() != v.Expect) {
			t.Errorf("%s + %d working days = %s, %v; want %s", v.Start, v.WorkingDays, got, err, v.Expect)
		}
		if v.Error != "" && !errors.Is(err, ErrNoCalendar) {
			t.Errorf("%s + %d working days = %s, %v; want ErrNoCalendar", v.Start, v.WorkingDays, got, err)
		}
	}
}

// The error for a day that is not covered names the year and the calendar.
func TestNoCalendarNamesTheYear(t *testing.T) {
	cn, err := CalendarOf("CN")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []Date{{2027, 3, 1}, {2023, 12, 31}} {
		_, err := cn.Working(d)
		var missing *NoCalendarError
		if !errors.As(err, &missing) || missing.Year != d.Year || missing.Calendar != "CN" {
			t.Errorf("%s: %v", d, err)
		}
	}
	if _, err := CalendarOf("XX"); !errors.Is(err, ErrUnknown) {
		t.Errorf("calendar XX: %v", err)
	}
}

// Each day off stands in the list of its own kind (weekday or weekend), each
// make-up day is a weekend day, and the years have as many working days as the
// table's source says.
func TestWorkdayTable(t *testing.T) {
	var file workdayFile
	decode("cn-workdays.json", &file)
	weekend := func(s string) bool {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d.Weekday() == 0 || d.Weekday() == 6
	}
	for year, y := range file.Years {
		for _, s := range y.OffWeekdays {
			if weekend(s) || s[:4] != year {
				t.Errorf("%s is no weekday of %s", s, year)
			}
		}
		for _, s := range append(y.OffWeekends, y.MakeupWorkdays...) {
			if !weekend(s) || s[:4] != year {
				t.Errorf("%s is no weekend day of %s", s, year)
			}
		}
	}
	cn, err := CalendarOf("CN")
	if err != nil {
		t.Fatal(err)
	}
	for year, want := range map[int]int{2024: 251, 2025: 248, 2026: 248} {
		n := 0
		for d := (Date{year, 1, 1}); d.Year == year; d = d.AddDays(1) {
			if w, err := cn.Working(d); err != nil {
				t.Fatal(err)
			} else if w {
				n++
			}
		}
		if n != want {
			t.Errorf("%d working days in %d, want %d", n, year, want)
		}
	}
}

// Months are counted by date, and end with the month.
func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2026-01-31", 3, "2026-04-30"},
		{"2028-02-29", 12, "2029-02-28"},
		{"2028-02-29", 48, "2032-02-29"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-03-31", -1, "2026-02-28"},
	} {
		d, err := ParseDate(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

// A day begins and ends where the zone says, also where midnight does not exist
// or a day has 23 or 25 hours.
func TestDayInZone(t *testing.T) {
	for _, c := range []struct{ zone, day, begin, end string }{
		{"Asia/Shanghai", "2026-10-01", "2026-09-30T16:00:00Z", "2026-10-01T15:59:59.999Z"},
		{"Europe/London", "2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T22:59:59.999Z"},
		{"Europe/London", "2026-10-25", "2026-10-24T23:00:00Z", "2026-10-25T23:59:59.999Z"},
		{"America/Los_Angeles", "2026-03-08", "2026-03-08T08:00:00Z", "2026-03-09T06:59:59.999Z"},
		{"America/Los_Angeles", "2026-11-01", "2026-11-01T07:00:00Z", "2026-11-02T07:59:59.999Z"},
		// Santiago jumps from 24:00 on 7 September 2024 to 01:00.
		{"America/Santiago", "2024-09-07", "2024-09-07T04:00:00Z", "2024-09-08T03:59:59.999Z"},
		{"America/Santiago", "2024-09-08", "2024-09-08T04:00:00Z", "2024-09-09T02:59:59.999Z"},
		// and has 23:00 twice on 6 April 2024.
		{"America/Santiago", "2024-04-06", "2024-04-06T03:00:00Z", "2024-04-07T03:59:59.999Z"},
	} {
		loc, err := zone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		d, err := ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		const form = "2006-01-02T15:04:05.999Z"
		if b, e := d.Begin(loc).UTC().Format(form), d.End(loc).UTC().Format(form); b != c.begin || e != c.end {
			t.Errorf("%s in %s: %s to %s, want %s to %s", c.day, c.zone, b, e, c.begin, c.end)
		}
	}
}
