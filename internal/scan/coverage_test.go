// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/hulanhq/hulan/internal/source"
)

// causes lists the problems of a run as "name cause".
func causes(list []Problem) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name+" "+string(p.Cause))
	}
	return out
}

// What is no text counts as read past when it was found in a folder, and as a
// hole when the user named it.
func TestBinary(t *testing.T) {
	bin := "\x7fELF\x00\x00\x01\x02\x00\x00\x00\xff\xfe" + strings.Repeat("\x00\x01", 200)
	r := runFiles(t, Options{}, map[string]string{"a.bin": bin, "b.txt": "电话 13812345678"})
	c := r.report.Coverage
	if c.Binaries != 1 || c.Files != 1 || !c.Complete() || len(r.hits) != 1 {
		t.Errorf("in a folder: %+v", c)
	}
	c = runInput(t, Options{}, strings.NewReader(bin)).report.Coverage
	if c.Complete() || c.Holes != 1 {
		t.Errorf("named: %+v", c)
	}
}

// An error in the middle of a file, a file that is cut off inside a character,
// one that is too large: what was read counts, and the hole is named.
func TestHoles(t *testing.T) {
	c := runInput(t, Options{}, io.MultiReader(strings.NewReader("电话 13812345678\n"), iotest.ErrReader(errors.New("disk on fire")))).report.Coverage
	equal(t, "broken", causes(c.Problems), []string{"- broken"})
	if len(c.Problems) == 1 && (c.Problems[0].Err == nil || !strings.Contains(c.Problems[0].Err.Error(), "disk on fire")) {
		t.Errorf("cause: %v", c.Problems[0].Err)
	}
	r := runInput(t, Options{}, strings.NewReader("电话 13812345678\n"+strings.Repeat("文字文字", 50)+"\xe6\x96"))
	equal(t, "cut off", causes(r.report.Coverage.Problems), []string{"- cut-off"})
	if len(r.hits) != 1 {
		t.Errorf("cut off: %q", r.hits)
	}
	r = runFiles(t, Options{MaxSize: 10}, map[string]string{"a.txt": "电话 13812345678", "b.txt": "tiny"})
	equal(t, "huge", causes(r.report.Coverage.Problems), []string{"a.txt huge"})
	if r.report.Coverage.Files != 1 {
		t.Errorf("%d files were read", r.report.Coverage.Files)
	}
}

// What a source passes over is counted by reason.
func TestSkips(t *testing.T) {
	var c Coverage
	for _, s := range []source.Skip{
		{Name: "a", Reason: source.Ignored},
		{Name: "b", Reason: source.Link},
		{Name: "c", Reason: source.Special},
		{Name: "d", Reason: source.Unreadable, Err: os.ErrPermission},
		{Name: "e", Reason: source.Deep, Err: errors.New("too deep")},
	} {
		c.skip(s)
	}
	if c.Ignored != 1 || c.Links != 1 || c.Special != 1 || c.Holes != 2 || c.Complete() {
		t.Errorf("coverage: %+v", c)
	}
	equal(t, "problems", causes(c.Problems), []string{"d unreadable", "e deep"})
}

// The list of problems is bounded, their number is not lost.
func TestProblemsAreBounded(t *testing.T) {
	var c Coverage
	for range maxProblems + 5 {
		c.problem(Problem{Name: "x", Cause: Unreadable, Hole: true})
	}
	if len(c.Problems) != maxProblems || c.Holes != maxProblems+5 {
		t.Errorf("%d listed, %d counted", len(c.Problems), c.Holes)
	}
}
