// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/detect"
)

// day is what the tests take for today.
func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d.Add(9 * time.Hour)
}

// A comment passes over the findings of its line and of the next one, for the
// types it names, until the day it names has passed.
func TestInlineIgnore(t *testing.T) {
	const number = "电话 13812345678"
	for _, c := range []struct {
		name, text string
		hits       int
		expired    string
	}{
		{"same line", number + " # hulan:ignore an example", 0, ""},
		{"line before", "// hulan:ignore\n" + number, 0, ""},
		{"two lines before", "// hulan:ignore\n\n" + number, 1, ""},
		{"line after", number + "\n// hulan:ignore", 1, ""},
		{"its type", number + " <!-- hulan:ignore PHONE_NUMBER -->", 0, ""},
		{"another type", number + " # hulan:ignore EMAIL_ADDRESS", 1, ""},
		{"one of its types", number + " # hulan:ignore EMAIL_ADDRESS,PHONE_NUMBER made up", 0, ""},
		{"in time", number + " # hulan:ignore until 2027-01-31 demo", 0, ""},
		{"on the last day", number + " # hulan:ignore PHONE_NUMBER until 2026-11-24", 0, ""},
		{"expired", number + " # hulan:ignore until 2026-11-23 demo", 1, "2026-11-23"},
		{"no date", number + " # hulan:ignore until tomorrow", 1, "tomorrow"},
		{"expired, then valid", "# hulan:ignore until 2026-11-23\n" + number + " # hulan:ignore", 0, ""},
		{"another word", number + " hulan:ignored", 1, ""},
		{"far away in a long line", number + strings.Repeat(" ", 3*maxLine) + "hulan:ignore", 1, ""},
	} {
		r := runInput(t, Options{Today: day("2026-11-24")}, strings.NewReader(c.text))
		if len(r.hits) != c.hits || r.report.Suppressed.Inline != 1-c.hits {
			t.Errorf("%s: %d hits, %d suppressed", c.name, len(r.hits), r.report.Suppressed.Inline)
			continue
		}
		if c.hits == 1 && r.docs[0].Hits[0].Expired != c.expired {
			t.Errorf("%s: expired %q, want %q", c.name, r.docs[0].Hits[0].Expired, c.expired)
		}
	}
	r := runInput(t, Options{NoInline: true}, strings.NewReader(number+" hulan:ignore"))
	if len(r.hits) != 1 {
		t.Error("NoInline does not report what a comment hides")
	}
}

// Words behind the mark are types only if they look like some.
func TestParseMark(t *testing.T) {
	for rest, want := range map[string]mark{
		"":                                   {},
		" PHONE_NUMBER until 2027-01-31 why": {until: "2027-01-31"},
		" because it is a demo":              {},
		" until 2027-01-31)":                 {until: "2027-01-31"},
		" A B":                               {},
	} {
		got, ok := parseMark(rest)
		if !ok || got.until != want.until || strings.Contains(rest, "PHONE") != (len(got.types) > 0) {
			t.Errorf("%q: %+v, %v", rest, got, ok)
		}
	}
	if _, ok := parseMark("d"); ok {
		t.Error("the beginning of a longer word is taken for a mark")
	}
	if m, _ := parseMark(" CN_QQ,PERSON x"); !slices.Equal(m.types, []detect.Type{"CN_QQ", "PERSON"}) {
		t.Errorf("types: %q", m.types)
	}
}
