// SPDX-License-Identifier: Apache-2.0

//go:build !hulanlean

package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A rule finds what its pattern and conditions say, with the score they give.
func TestRules(t *testing.T) {
	for _, c := range []struct {
		name string
		rule Rule
		text string
		want []string // value and score
	}{
		{"a pattern", Rule{Pattern: `EMP-\d{5}`}, "工号EMP-12345。", []string{"EMP-12345 0.85"}},
		{"a group", Rule{Pattern: `badge[: ]+(\d{4})`, Group: 1}, "badge: 4711 ok", []string{"4711 0.85"}},
		{"word boundary", Rule{Pattern: `\d{4}`, Context: []string{"badge"}}, "x12345 1234", []string{"1234 0.85"}},
		{"no boundary", Rule{Pattern: `AB\d{2}`, Boundary: "none"}, "xAB123", []string{"AB12 0.85"}},
		{"context raises", Rule{Pattern: `\d{6}`, Score: 0.3, Context: []string{"工号", "staff id"}}, "工号 204617", []string{"204617 0.65"}},
		{"context in words", Rule{Pattern: `\d{6}`, Score: 0.3, Context: []string{"staff id"}}, "his staffId=204617", []string{"204617 0.65"}},
		{"without context it stays low", Rule{Pattern: `\d{6}`, Score: 0.3, Context: []string{"工号"}}, "数量 204617", nil},
		{"keyword missing", Rule{Pattern: `\d{6}`, Keywords: []string{"acme"}}, "204617", nil},
		{"keyword in another case", Rule{Pattern: `\d{6}`, Keywords: []string{"acme"}}, "ACME 204617", []string{"204617 0.85"}},
		{"a shape", Rule{Shape: &Shape{Charset: "A-Z0-9", Prefix: "KD", Min: 8, Max: 8}}, "卡KD4F9A21，KD4F9A2", []string{"KD4F9A21 0.85"}},
		{"a check digit that fails", Rule{Pattern: `\d{10}`, Check: "luhn"}, "7992739871", nil},
		{"a check digit that holds", Rule{Pattern: `\d{11}`, Check: "luhn"}, "79927398713", []string{"79927398713 0.90"}},
		{"mod 11-2", Rule{Pattern: `\d{4}[\dX]`, Check: "mod11-2"}, "07940 or 07941", []string{"07940 0.90"}}, // the example of ISO 7064
		{"entropy", Rule{Pattern: `key=(\w{16})`, Group: 1, MinEntropy: 3}, "key=aaaaaaaaaaaaaaaa key=a8Jk2PqZ0sLmX4vT", []string{"a8Jk2PqZ0sLmX4vT 0.85"}},
		{"allowed", Rule{Pattern: `EMP-\d{5}`, Allow: []string{`^EMP-0`}}, "EMP-01234 EMP-12345", []string{"EMP-12345 0.85"}},
		{"words of the allow list", Rule{Pattern: `tok_\w+`, AllowWords: []string{"example"}}, "tok_Example1 tok_9f8e", []string{"tok_9f8e 0.85"}},
	} {
		c.rule.ID, c.rule.Type = "x", "X_TEST"
		e, err := New(Options{Rules: []Rule{c.rule}, Types: []Type{"X_TEST"}})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, f := range e.Find(c.text) {
			got = append(got, fmt.Sprintf("%s %.2f", c.text[f.Start:f.End], f.Score))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q: got %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

// A wrong rule is refused with its id, the field and what to do.
func TestWrongRules(t *testing.T) {
	for _, c := range []struct {
		rule Rule
		want string
	}{
		{Rule{Type: "X", Pattern: "a"}, "no id"},
		{Rule{ID: "cn_mobile", Type: "X", Pattern: "a"}, "taken"},
		{Rule{ID: "r", Pattern: "a"}, "type is missing"},
		{Rule{ID: "r", Type: "X"}, "either pattern or shape"},
		{Rule{ID: "r", Type: "X", Pattern: "(?=a)b"}, "RE2 has no look-around"},
		{Rule{ID: "r", Type: "X", Pattern: "a", Group: 2}, "0 groups"},
		{Rule{ID: "r", Type: "X", Pattern: "a", Score: 2}, "0 to 1"},
		{Rule{ID: "r", Type: "X", Pattern: "a", Boundary: "line"}, "word and none"},
		{Rule{ID: "r", Type: "X", Pattern: "a", Check: "crc"}, "luhn"},
		{Rule{ID: "r", Type: "X", Pattern: "a", Allow: []string{"("}}, "allow"},
		{Rule{ID: "r", Type: "X", Shape: &Shape{Charset: "0-9", Min: 5, Max: 4}}, "min ≤ max"},
		{Rule{ID: "r", Type: "X", Pattern: "EMP-1", Match: []string{"EMP-2"}}, "example 1 must match"},
		{Rule{ID: "r", Type: "X", Pattern: "EMP-1", NoMatch: []string{"EMP-1"}}, "must not match"},
	} {
		_, err := New(Options{Rules: []Rule{c.rule}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want one that says %q", c.rule, err, c.want)
		}
	}
}

// A rule with a literal or keyword is not slow: it runs only around them.
func TestSlowRules(t *testing.T) {
	for pattern, want := range map[string]bool{
		`EMP-\d+`: false, `(?:foo|bar)\d`: false, `\d{6}`: true, `(?i)emp-\d`: true, `(abc)+x?`: false, `ab\d`: true,
	} {
		if got := (Rule{ID: "r", Type: "X", Pattern: pattern}).Slow(); got != want {
			t.Errorf("Slow(%s) = %v, want %v", pattern, got, want)
		}
	}
}

// Timings are kept for every recogniser when a clock is given.
func TestTimings(t *testing.T) {
	now := int64(0)
	e, err := New(Options{Clock: func() int64 { now++; return now }})
	if err != nil {
		t.Fatal(err)
	}
	e.Find("手机13812345678")
	i := slices.IndexFunc(e.Timings(), func(x Timing) bool { return x.Rule == "cn_mobile" })
	if i < 0 {
		t.Fatal("cn_mobile was called, but has no timing")
	}
	if got := e.Timings()[i]; got.Calls != 1 || got.Findings != 1 || got.Nanos < 1 {
		t.Errorf("timing %+v, want one call and one finding", got)
	}
}

// Offsets convert to code points and UTF-16 units, also behind broken UTF-8.
func TestToUnit(t *testing.T) {
	text := []byte("a中😀\xffz")
	for _, c := range []struct {
		unit Unit
		want []int
	}{{Bytes, []int{0, 1, 4, 8, 9, 10}}, {CodePoints, []int{0, 1, 2, 3, 4, 5}}, {UTF16, []int{0, 1, 2, 4, 5, 6}}} {
		at := []int{0, 1, 4, 8, 9, 10}
		var ps []*int
		for i := range at {
			ps = append(ps, &at[i])
		}
		ToUnit(text, c.unit, ps...)
		if !slices.Equal(at, c.want) {
			t.Errorf("unit %d: %v, want %v", c.unit, at, c.want)
		}
	}
}
