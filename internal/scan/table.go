// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/document"
)

// Rows of a table are looked at like any text, with the column's name as
// context. Two things need the column as a whole. Some values are only told by
// the name of the field they fill: such columns are looked at cell by cell as
// well. And a column in which most cells have the inner structure of one type
// is a column of that type, whatever it is called: its cells then count even
// where one alone would stay below the threshold. Both are decided from the
// first cells.
const (
	// voters is how many cells that are not empty are asked.
	voters = 200
	// fewVoters is the least number of cells that make a vote: three agree too
	// easily by chance.
	fewVoters = 5
	// majority is the share of votes, in percent, that a type needs.
	majority = 70
	// hopeless is after how many cells without any candidate a column is given
	// up.
	hopeless = 20
	// votedScore is what a vote makes of a finding: a structure that seven of
	// ten neighbours share is as good as a context word.
	votedScore = 0.75
)

// inner is the evidence that makes a vote: rules that a random number of the
// right length breaks. A date is not enough, it may be any date.
const inner = detect.HasChecksum | detect.HasRegion | detect.HasPlan

// against is the evidence that forbids a vote.
const against = detect.NotCue | detect.NotPersonal | detect.IsTest | detect.IsMasked

// tables looks at columns. It is safe for concurrent use.
type tables struct {
	engine   *detect.Engine
	minScore float64
	low      func() *detect.Engine // reports whatever its score
}

func newTables(o detect.Options, engine *detect.Engine) *tables {
	t := &tables{engine: engine, minScore: o.MinScore}
	if t.minScore == 0 {
		t.minScore = detect.DefaultMinScore
	}
	t.low = sync.OnceValue(func() *detect.Engine {
		o.MinScore = -1
		low, err := detect.New(o)
		if err != nil { // the same options made engine
			return engine
		}
		return low
	})
	return t
}

// column is what is known of a column of one document.
type column struct {
	decided bool
	cells   bool        // look at each cell
	voted   detect.Type // or empty
}

// table looks at the columns of one document.
type table struct {
	tables  *tables
	columns []column
	fs      []detect.Finding
}

// look adds to fs, the findings of the segment's text, what its columns tell.
func (t *table) look(seg *document.Segment, fs []detect.Finding) []detect.Finding {
	if len(t.columns) != len(seg.Columns) {
		t.columns = make([]column, len(seg.Columns))
	}
	n := len(fs)
	for i := range t.columns {
		c := &t.columns[i]
		if !c.decided {
			t.decide(c, seg, seg.Columns[i])
		}
		if c.cells || c.voted != "" {
			fs = t.read(c, seg, seg.Columns[i], fs)
		}
	}
	if len(fs) > n {
		fs = settle(fs)
	}
	return fs
}

// decide asks the first cells of a column.
func (t *table) decide(c *column, seg *document.Segment, col document.Column) {
	votes := map[detect.Type]int{}
	asked, candidates := 0, 0
	for _, cell := range seg.Cells(col.Index) {
		if len(bytes.TrimSpace(cell)) == 0 {
			continue
		}
		asked++
		t.fs = t.tables.low().Append(t.fs[:0], detect.Input{Text: cell, Field: col.Name})
		for _, f := range t.fs {
			candidates++
			if f.Score >= t.tables.minScore {
				c.cells = true
			}
			if fills(f, cell) && f.Evidence&inner != 0 && f.Evidence&against == 0 {
				votes[f.Type]++
			}
		}
		if asked == voters || asked == hopeless && candidates == 0 {
			break
		}
	}
	c.decided = asked > 0
	for typ, n := range votes {
		if asked >= fewVoters && n*100 >= asked*majority {
			c.voted = typ
		}
	}
}

// fills reports whether the finding is all that the cell holds.
func fills(f detect.Finding, cell []byte) bool {
	return len(bytes.TrimSpace(cell[:f.Start])) == 0 && len(bytes.TrimSpace(cell[f.End:])) == 0
}

// read adds the findings of each cell of a column.
func (t *table) read(c *column, seg *document.Segment, col document.Column, fs []detect.Finding) []detect.Finding {
	e := t.tables.engine
	if c.voted != "" {
		e = t.tables.low()
	}
	for off, cell := range seg.Cells(col.Index) {
		t.fs = e.Append(t.fs[:0], detect.Input{Text: cell, Field: col.Name})
		for _, f := range t.fs {
			if f.Type == c.voted && fills(f, cell) && f.Evidence&against == 0 && f.Score < votedScore {
				f.Score = votedScore
				f.Evidence |= detect.HasList
			}
			if f.Score < t.tables.minScore {
				continue
			}
			f.Start, f.End = seg.CellOffset(off, f.Start), seg.CellOffset(off, f.End)
			if f.CueEnd > f.CueStart {
				f.CueStart, f.CueEnd = seg.CellOffset(off, f.CueStart), seg.CellOffset(off, f.CueEnd)
			}
			if f.End <= len(seg.Text) {
				fs = append(fs, f)
			}
		}
	}
	return fs
}

// settle orders findings and keeps the best where several overlap.
func settle(fs []detect.Finding) []detect.Finding {
	slices.SortStableFunc(fs, func(a, b detect.Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.Score, a.Score), cmp.Compare(b.End, a.End))
	})
	out := fs[:0]
	for _, f := range fs {
		if n := len(out); n > 0 && f.Start < out[n-1].End {
			last := &out[n-1]
			if f.Score > last.Score || f.Score == last.Score && f.End-f.Start > last.End-last.Start {
				*last = f
			}
			continue
		}
		out = append(out, f)
	}
	return out
}
