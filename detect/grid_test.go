// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// gridPost is a line of testdata/grid: a post as people write it, and the grade
// that a reader gives it from the harm that would follow. The grades were set
// before the engine saw the posts; testdata/grid/README.md has the rules.
type gridPost struct {
	ID     string `json:"id"`
	Theme  string `json:"theme"`
	Lang   string `json:"lang"`
	Text   string `json:"text"`
	Level  Level  `json:"level"`
	Why    string `json:"why"`
	Public bool   `json:"public"` // all that it gives is an office's or a company's published contact
}

// gridAgreement is the least share of posts that must get the grade a reader
// gives. Two readers of the same rules differ about as often.
const gridAgreement = 0.92

// gridClock is when the posts are read. All other options have their defaults; a
// zero clock would leave ages out.
var gridClock = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

// TestGrid ensures that the posts of testdata/grid get the grades that a reader
// gives them: no S3 or S4 is graded below S3, nothing that is meant for the
// public is graded above S0, and gridAgreement is reached.
func TestGrid(t *testing.T) {
	files, err := filepath.Glob("testdata/grid/*.jsonl")
	if err != nil || len(files) != 20 {
		t.Fatalf("%d themes, %v; want 20", len(files), err)
	}
	var posts []gridPost
	for _, file := range files {
		posts = append(posts, readGrid(t, file)...)
	}
	if len(posts) != 600 {
		t.Fatalf("%d posts, want 600", len(posts))
	}
	table := gradeGrid(t, posts, true)
	t.Log(table)
	if share := table.agreement(); share < gridAgreement {
		t.Errorf("agreement %.3f, want at least %.2f", share, gridAgreement)
	}
}

// TestGridHeldOut prints the agreement on posts that nobody looks at while rules
// are written. It sets no mark, so that nobody is led to write rules for them.
func TestGridHeldOut(t *testing.T) {
	posts := readGrid(t, "testdata/grid/heldout/heldout.jsonl")
	if len(posts) != 60 {
		t.Fatalf("%d posts, want 60", len(posts))
	}
	t.Log(gradeGrid(t, posts, false))
}

// gradeGrid grades the posts. If strict, it fails on what must never happen and
// prints every disagreement.
func gradeGrid(t *testing.T, posts []gridPost, strict bool) (table gridTable) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts {
		a := Assess([]byte(p.Text), e.Find(p.Text), AssessOptions{Now: gridClock})
		table[p.Level][a.Level]++
		if !strict || a.Level == p.Level {
			continue
		}
		t.Logf("%s: %v, want %v (%s) %v\n%s", p.ID, a.Level, p.Level, p.Why, codesOf(a), p.Text)
		if p.Level >= S3 && a.Level < S3 {
			t.Errorf("%s: missed, %v instead of %v: %s", p.ID, a.Level, p.Level, p.Why)
		}
		if p.Public {
			t.Errorf("%s: %v for what is meant for the public: %s", p.ID, a.Level, p.Why)
		}
	}
	return table
}

// readGrid reads a file of posts and checks that each is complete and that the
// numbering has no double.
func readGrid(t *testing.T, file string) (posts []gridPost) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for line := range bytes.Lines(data) {
		var p gridPost
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatalf("%s, behind %v: %v", file, ids, err)
		}
		if p.ID == "" || p.Text == "" || p.Why == "" || p.Lang != "zh" && p.Lang != "en" || slices.Contains(ids, p.ID) {
			t.Errorf("%s: %q is not complete, or stands twice", file, p.ID)
		}
		if theme := strings.TrimSuffix(filepath.Base(file), ".jsonl"); theme != "heldout" && p.Theme != theme {
			t.Errorf("%s: %s has the theme %q", file, p.ID, p.Theme)
		}
		ids = append(ids, p.ID)
		posts = append(posts, p)
	}
	return posts
}

// gridTable counts posts by the grade wanted and the grade given.
type gridTable [S4 + 1][S4 + 1]int

func (g gridTable) agreement() float64 {
	right, all := 0, 0
	for want, row := range g {
		for got, n := range row {
			all += n
			if want == got {
				right += n
			}
		}
	}
	return float64(right) / float64(all)
}

func (g gridTable) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "agreement %.3f\nwant\\got   S0   S1   S2   S3   S4\n", g.agreement())
	for want, row := range g {
		fmt.Fprintf(&b, "%8v %4d %4d %4d %4d %4d\n", Level(want), row[0], row[1], row[2], row[3], row[4])
	}
	return b.String()
}
