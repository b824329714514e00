// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/redact"
)

// longText makes a text of about n bytes with numbers at irregular distances, so
// that some lie across the boundaries of segments. Without lines it is one line.
func longText(seed uint64, n int, lines bool) string {
	r := rand.New(rand.NewPCG(seed, 1))
	words := strings.Fields("今天 天气 不错 我们 去 公园 the weather is fine and we walk 12 3456 abc_9 。 , - “好的”")
	var b strings.Builder
	for b.Len() < n {
		switch k := r.IntN(60); {
		case k == 0:
			fmt.Fprintf(&b, "电话1%d%09d", 3+r.IntN(6), r.IntN(1e9))
		case k == 1:
			fmt.Fprintf(&b, " user%d@example.com", r.IntN(1000))
		case k == 2:
			b.WriteString(" 4111 1111 1111 1111 ")
		case k < 8 && lines:
			b.WriteByte('\n')
		default:
			b.WriteString(words[r.IntN(len(words))])
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// A text that comes in many segments gives the findings of the text in one
// piece, at the same places, whatever the number of workers and however the
// bytes arrive.
func TestSegmentsEqualWhole(t *testing.T) {
	for _, lines := range []bool{true, false} {
		text := longText(7, 900_000, lines)
		e, err := detect.New(detect.Options{})
		must(t, err)
		starts := lineStarts(text)
		var want []string
		for _, f := range e.Find(text) {
			want = append(want, fmt.Sprintf("%s %d-%d", f.Type, f.Start, f.End))
		}
		if len(want) < 100 {
			t.Fatalf("only %d findings: the test tests nothing", len(want))
		}
		for _, workers := range []int{1, 3} {
			r := runInput(t, Options{Workers: workers, Format: "text"}, iotest.HalfReader(strings.NewReader(text)))
			var got []string
			for _, h := range r.docs[0].Hits {
				got = append(got, fmt.Sprintf("%s %d-%d", h.Type, h.Start, h.End))
				if lines || len(got)%50 == 0 { // in one long line counting takes long
					checkPlace(t, text, starts, h)
				}
			}
			equal(t, fmt.Sprintf("lines %v, %d workers", lines, workers), got, want)
		}
	}
}

// checkPlace compares line and column with counting in text. starts are the
// offsets of its lines.
func checkPlace(t *testing.T, text string, starts []int, h Hit) {
	t.Helper()
	count := func(off int64) (line, column int) {
		line, _ = slices.BinarySearch(starts, int(off)+1)
		return line, 1 + utf8.RuneCountInString(text[starts[line-1]:off])
	}
	line, column := count(h.Start)
	endLine, endColumn := count(h.End)
	if h.Line != line || h.Column != column || h.EndLine != endLine || h.EndColumn != endColumn {
		t.Errorf("byte %d: place %d:%d to %d:%d, counting gives %d:%d to %d:%d", h.Start, h.Line, h.Column, h.EndLine, h.EndColumn, line, column, endLine, endColumn)
	}
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i, c := range []byte(text) {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// A number that stands exactly across the boundary of two segments is found, at
// every offset; a finding next to it is not found twice.
func TestBoundary(t *testing.T) {
	const piece = 256 << 10 // of package document
	s, err := New(Options{Key: key})
	must(t, err)
	for shift := -14; shift <= 3; shift++ {
		text := strings.Repeat("文字\n", piece/7+1)[:piece/7*7-70] + "\n"
		text += strings.Repeat("x", piece+shift-len(text)-len(" 电话")) + " 电话13812345678 mail a.b@example.com\n" + strings.Repeat("文字\n", 10_000)
		r := runInput(t, Options{Format: "text"}, strings.NewReader(text))
		if len(r.hits) != 2 {
			t.Errorf("shift %d: %q", shift, r.hits)
		}
		clean(t, s, text, "") // and cleaned
	}
}

// clean cleans a text and checks that it equals the text redacted in one piece.
func clean(t *testing.T, s *Scanner, text, name string) {
	t.Helper()
	red, err := redact.New(redact.Policy{Default: redact.Operator{Kind: redact.KindPlaceholder}})
	must(t, err)
	want, err := red.Document().Text([]byte(text), s.Engine().Find(text))
	must(t, err)
	var got bytes.Buffer
	res, err := s.Clean(t.Context(), &got, iotest.HalfReader(strings.NewReader(text)), name, red.Document())
	must(t, err)
	if got.String() != string(want) {
		at := 0
		for at < min(got.Len(), len(want)) && got.Bytes()[at] == want[at] {
			at++
		}
		lo := max(0, at-40)
		t.Errorf("cleaned text differs at byte %d: %q, want %q", at, got.Bytes()[lo:min(got.Len(), at+40)], want[lo:min(len(want), at+40)])
	}
	if res.Replaced == 0 {
		t.Error("nothing was replaced")
	}
}

// A long text is cleaned as it would be in one piece, with the numbers of
// placeholders in order.
func TestCleanLongText(t *testing.T) {
	s, err := New(Options{Key: key})
	must(t, err)
	clean(t, s, longText(3, 900_000, true), "a.txt")
	clean(t, s, longText(4, 600_000, false), "a.txt")
}

// settledEnd never settles what may still be part of a finding that goes on.
func TestSettledEnd(t *testing.T) {
	for _, n := range []int{0, 1, reachAfter - 1, reachAfter, reachAfter + 1, 3 * reachAfter} {
		text := []byte(strings.Repeat("好", n/3+1))[:n]
		cut := settledEnd(text, 0)
		if cut > max(0, n-reachAfter) {
			t.Errorf("%d bytes: settled up to %d", n, cut)
		}
		if cut < n && cut > 0 && !utf8.RuneStart(text[cut]) {
			t.Errorf("%d bytes: cut inside a character at %d", n, cut)
		}
	}
}
