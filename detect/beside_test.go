// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// The value of a context word begins behind connecting words and marks, and
// nothing else is passed over.
func TestPastCue(t *testing.T) {
	for _, c := range []struct{ behind, want string }{
		{"：12345", "12345"},
		{"号是: 12345", "12345"},
		{`":"12345"`, `12345"`},
		{`\":\"12345`, "12345"},
		{" number is 12345", "12345"},
		{" No. 12345", "12345"},
		{"=>12345", "12345"},
		{"\n12345", "12345"},
		{"（12345）", "12345）"},
		{" isolated", "isolated"},           // "is" is a whole word
		{"\n\n12345", "\n12345"},            // one line end
		{"音乐12345", "音乐12345"},              // another word
		{strings.Repeat(" ", 99) + "1", ""}, // far away
	} {
		s := &scan{text: []byte("X" + c.behind)}
		s.hi = len(s.text)
		at, _ := s.pastCue(1)
		if got := string(s.text[at:]); got != c.want && !(c.want == "" && at <= 1+maxConnector) {
			t.Errorf("behind the word %q the value is %q, want %q", c.behind, got, c.want)
		}
	}
}

// A list goes on behind a comma, a slash, 和, or; a sentence does not.
func TestListed(t *testing.T) {
	for _, c := range []struct {
		behind string
		want   int // bytes passed; -1: no list
	}{
		{"、23", 3}, {", 23", 2}, {" / 23", 3}, {"和23", 3}, {" or 23", 4}, {"。23", -1}, {" 23", -1}, {"", -1},
	} {
		s := &scan{text: []byte(c.behind), hi: len(c.behind)}
		if got := s.listed(0); got != c.want {
			t.Errorf("listed(%q) = %d, want %d", c.behind, got, c.want)
		}
	}
}

// A number in front of a measure word is a count.
func TestCounted(t *testing.T) {
	for text, want := range map[string]bool{"只": true, "位数": true, "元": true, "%": true, "，": false, "发": false, "": false, "\xe5\x8f": false} {
		s := &scan{text: []byte(text), hi: len(text)}
		if got := s.counted(0); got != want {
			t.Errorf("counted(%q) = %v, want %v", text, got, want)
		}
	}
}

// However an example is cut, nothing outside of the text is looked at, and
// findings lie inside of it on the bounds of characters.
func TestExamplesCutAnywhere(t *testing.T) {
	e, err := New(Options{MinScore: -1})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/recognisers/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var found []Finding
	check := func(text string) {
		found = e.Append(found[:0], Input{Text: []byte(text)})
		for _, f := range found {
			if f.Start < 0 || f.End > len(text) || f.Start >= f.End || f.CueStart > f.CueEnd || f.CueEnd > len(text) {
				t.Fatalf("%q: %s at %d-%d, its word at %d-%d", text, f.Rule, f.Start, f.End, f.CueStart, f.CueEnd)
			}
			if utf8.ValidString(text) && (!utf8.RuneStart(text[f.Start]) || f.End < len(text) && !utf8.RuneStart(text[f.End])) {
				t.Fatalf("%q: %s cuts a character at %d-%d", text, f.Rule, f.Start, f.End)
			}
		}
	}
	for _, file := range files {
		for _, line := range exampleLines(t, strings.TrimSuffix(filepath.Base(file), ".txt")) {
			rest, _, _ := strings.Cut(line, " ## ")
			text, _ := unbracket(strings.TrimLeft(rest, "+- "))
			if testing.Short() && len(text) > 40 {
				continue
			}
			for i := range len(text) {
				check(text[:i])
				check(text[i:])
			}
		}
	}
}

// Any bytes around and between context words and values are taken without
// looking outside of the text.
func FuzzBeside(f *testing.F) {
	for _, s := range []string{"微信", "密码：abc", "tel (415) 555-2671 x", "lat: 39.9042, lng", "生日5月", "-----BEGIN PRIVATE KEY-----", "QQ 9 8 8", "Authorization: Basic Og=="} {
		f.Add(s, s)
	}
	e, err := New(Options{MinScore: -1})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, text := range []string{a + b, a + "微信" + b, "电话" + a + b, a + "password=" + b, "坐标" + a + "," + b} {
			for _, d := range e.Find(text) {
				if d.Start < 0 || d.End > len(text) || d.Start >= d.End {
					t.Fatalf("%q: %s at %d-%d", text, d.Rule, d.Start, d.End)
				}
			}
		}
	})
}
