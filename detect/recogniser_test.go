// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every recogniser has an ID of its own, a source, a sentence about it and a
// file of examples.
func TestRecognisersAreDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range recognisers() {
		if seen[r.id] {
			t.Errorf("%s: registered twice", r.id)
		}
		seen[r.id] = true
		if r.source == "" || r.about == "" || r.typ == "" || len(r.on) == 0 {
			t.Errorf("%s: source, about, typ and on must be given", r.id)
		}
		if _, err := os.Stat(examplesOf(r.id)); err != nil {
			t.Errorf("%s: needs examples that must match and must not: %v", r.id, err)
		}
	}
	files, err := filepath.Glob("testdata/recognisers/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if id := strings.TrimSuffix(filepath.Base(f), ".txt"); !seen[id] {
			t.Errorf("%s: there is no recogniser %q", f, id)
		}
	}
}

func examplesOf(id string) string { return filepath.Join("testdata", "recognisers", id+".txt") }

// Every line of the example files holds: "+" lines are found exactly where
// [[brackets]] say, "-" lines give no finding of the type.
func TestRecogniserExamples(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recognisers() {
		t.Run(r.id, func(t *testing.T) {
			plus, minus := 0, 0
			for n, line := range exampleLines(t, r.id) {
				mark, rest, ok := strings.Cut(line, " ")
				if line == "" || line[0] == '#' {
					continue
				}
				rest, _, _ = strings.Cut(rest, " ## ") // the reason
				text, want := unbracket(rest)
				var got []string
				for _, f := range e.Find(text) {
					if f.Type == r.typ {
						got = append(got, text[f.Start:f.End])
					}
				}
				switch {
				case ok && mark == "+" && len(want) > 0:
					plus++
				case ok && mark == "-" && len(want) == 0:
					minus++
				default:
					t.Errorf("%s:%d: want \"+ text with [[value]]\" or \"- text\"", examplesOf(r.id), n+1)
					continue
				}
				if strings.Join(got, "\x00") != strings.Join(want, "\x00") {
					t.Errorf("%s:%d: %s\n got %q\nwant %q", examplesOf(r.id), n+1, text, got, want)
				}
			}
			if plus < 3 || minus < 3 {
				t.Errorf("%s: %d examples that match and %d that do not; at least 3 of each", examplesOf(r.id), plus, minus)
			}
		})
	}
}

func exampleLines(t *testing.T, id string) []string {
	t.Helper()
	data, err := os.ReadFile(examplesOf(id))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// unbracket takes [[marks]] out of s and returns the text and what they held.
// \n in s stands for a line end.
func unbracket(s string) (text string, marked []string) {
	s = strings.ReplaceAll(s, `\n`, "\n")
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "[[")
		b.WriteString(before)
		if !ok {
			return b.String(), marked
		}
		value, after, _ := strings.Cut(rest, "]]")
		b.WriteString(value)
		marked = append(marked, value)
		s = after
	}
}
