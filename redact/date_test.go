// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strconv"
	"testing"
	"time"

	"github.com/hulanhq/hulan/detect"
)

// Dates move and keep their way of writing.
func TestShiftDate(t *testing.T) {
	for _, row := range vectors(t, "shift.txt") {
		days, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		got, ok := shiftDate(row[0], days)
		if !ok {
			got = "-"
		}
		if got != row[2] {
			t.Errorf("%s by %d: %s, want %s", row[0], days, got, row[2])
		}
	}
}

// One key moves all dates by the same number of days, never by none and never
// by more than allowed; keys differ.
func TestDateShift(t *testing.T) {
	seen := map[int]bool{}
	for i := range 60 {
		r, err := New(Policy{Default: Operator{Kind: KindDateShift, Days: 2}, Key: []byte("sixteen bytes or more " + strconv.Itoa(i))})
		if err != nil {
			t.Fatal(err)
		}
		by := func(day string) int {
			old, err1 := time.Parse(time.DateOnly, day)
			moved, err2 := time.Parse(time.DateOnly, replaceOne(t, r, detect.DateOfBirth, day))
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			return int(moved.Sub(old).Hours() / 24)
		}
		n := by("1987-03-05")
		if m := by("2001-12-31"); m != n || n == 0 || n < -2 || n > 2 {
			t.Fatalf("moved by %d and %d days", n, m)
		}
		seen[n] = true
	}
	if len(seen) != 4 {
		t.Errorf("60 keys moved only by %v", seen)
	}
}

// Coarser values, and the type's name where there is none.
func TestGeneralise(t *testing.T) {
	for _, row := range vectors(t, "generalise.txt") {
		years, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		want := row[3]
		if want == "-" {
			want = "<" + row[0] + ">"
		}
		if got := replaceOne(t, redactor(t, Operator{Kind: KindGeneralise, Years: years}), detect.Type(row[0]), row[2]); got != want {
			t.Errorf("%s %s: %s, want %s", row[0], row[2], got, want)
		}
	}
}

// A date that was moved there moves back, and nothing but the date changes.
func FuzzShiftDate(f *testing.F) {
	for _, row := range vectors(f, "shift.txt") {
		f.Add(row[0], 100)
	}
	f.Fuzz(func(t *testing.T, text string, days int) {
		days %= 36500
		there, ok := shiftDate(text, days)
		d, _ := parseDate(text)
		if !ok || !d.has('d') || d.Year() < 1930 || d.Year() > 2029 {
			return // outside these years two digits are ambiguous
		}
		e, ok := parseDate(there)
		if !ok {
			t.Fatalf("%q moved by %d is %q, no date", text, days, there)
		}
		if e.Year() < 1930 || e.Year() > 2029 || ambiguous(d) {
			return
		}
		if want := d.AddDate(0, 0, days); !e.Time.Equal(want) {
			t.Fatalf("%q moved by %d is %q, want the day %s", text, days, there, want.Format(time.DateOnly))
		}
	})
}

// ambiguous reports whether month and day, both numbers, stand before the year,
// so that another day may be read the other way round.
func ambiguous(d date) bool {
	return len(d.parts) == 3 && d.parts[2].what == 'y' && !d.parts[0].name && !d.parts[1].name
}
