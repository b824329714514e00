// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
)

var (
	_ = register(format{name: "csv", rank: 40, looks: looksCSV, open: openCSV, extensions: strings.Fields(`.csv .psv`)})
	_ = register(format{name: "tsv", rank: 41, looks: looksTSV, open: openTSV, extensions: strings.Fields(`.tsv .tab`)})
)

// maxRow is how long a row with a quoted cell may get before its quote is taken
// for an ordinary character: a forgotten quote must not swallow the file.
const maxRow = 1 << 20

// table hands out rows as they are, many to a segment, and knows where their
// cells are.
type table struct {
	dialect
	columns   []Column
	hasHeader bool

	piece     *piece
	done      bool
	broken    bool // the piece begins inside a row
	nextStart struct {
		broken bool
		row    int
	}
	row    int     // number of the piece's first row, 1-based
	quotes bool    // the piece has quotes
	rows   []int32 // where its rows begin, made when asked for; unused without quotes
	// The row found last: its number, the cell found last, and some cells
	// from its first on.
	number int
	last   spot
	stops  []spot
}

// spot is a cell and where its row begins.
type spot struct {
	row, rowEnd int
	column      int
	cell        cell
}

func openCSV(r *Reader) splitter { return openTable(r, ",;\t|") }

func openTSV(r *Reader) splitter { return openTable(r, "\t") }

func openTable(r *Reader, delimiters string) splitter {
	head, eof := r.feed.fill(sampleSize)
	d, rows := guessDialect(head[:min(len(head), sampleSize)], eof && len(head) <= sampleSize, delimiters)
	t := &table{dialect: d}
	t.nextStart.row = 1
	if t.hasHeader = looksHeader(rows); t.hasHeader {
		for i, name := range rows[0] {
			t.columns = append(t.columns, Column{strings.TrimSpace(string(name)), i})
		}
	}
	return t
}

func (t *table) cut(buf []byte, eof bool) (int, bool) {
	t.broken, t.row = t.nextStart.broken, t.nextStart.row
	n, rows, ok := t.wholeRows(buf, eof)
	if !ok {
		return 0, false
	}
	joins := n > 0 && buf[n-1] != '\n' && (n < len(buf) || !eof)
	t.nextStart.broken, t.nextStart.row = joins, t.row+rows
	return n, joins
}

// wholeRows returns how many bytes and rows make a piece; ok is false if it
// takes more bytes to tell.
func (t *table) wholeRows(buf []byte, eof bool) (n, rows int, ok bool) {
	limit := min(len(buf), pieceSize)
	if bytes.IndexByte(buf[:limit], t.quote) < 0 {
		switch n = bytes.LastIndexByte(buf[:limit], '\n') + 1; {
		case eof && limit == len(buf):
			return limit, bytes.Count(buf[:limit], newline), true
		case n > 0:
			return n, bytes.Count(buf[:n], newline), true
		case limit == pieceSize: // an endless row
			return limit - partialRune(buf[:limit]), 0, true
		}
		return 0, 0, false
	}
	if t.broken {
		if n = bytes.IndexByte(buf[:limit], '\n') + 1; n == 0 {
			n, _ = cutText(buf, eof)
			return n, 0, true
		}
		rows++
	}
	for n < limit {
		end := t.rowEnd(buf, n, eof)
		if end < 0 || end > limit && n > 0 {
			break
		}
		n = end
		if buf[n-1] == '\n' {
			rows++
		}
	}
	if n == maxRow && buf[n-1] != '\n' {
		n -= partialRune(buf[:n])
	}
	return n, rows, n > 0
}

func (t *table) load(p *piece) {
	t.piece, t.done = p, false
	t.rows = t.rows[:0]
	t.stops = t.stops[:0]
	t.quotes = bytes.IndexByte(p.doc, t.quote) >= 0
}

func (t *table) next(s *Segment) bool {
	if t.done {
		return false
	}
	t.done = true
	s.Text, s.Continues, s.Columns = t.piece.doc, t.piece.joined, t.columns
	s.table = t
	if t.hasHeader {
		s.FieldAt = t.field
	}
	s.path, s.fix = t.path, t.fix
	return true
}

// find returns the cell that doc[off] belongs to and its row's number. A
// delimiter belongs to the cell before it.
func (t *table) find(off int) (spot, int) {
	if len(t.stops) == 0 || off < t.stops[0].row || off >= t.stops[0].rowEnd {
		t.findRow(off)
	}
	at := t.last
	if off < at.cell.start {
		i := len(t.stops) - 1
		for i > 0 && off < t.stops[i].cell.start {
			i--
		}
		at = t.stops[i]
	}
	row := t.piece.doc[:at.rowEnd]
	for off > at.cell.end && at.cell.more {
		at.cell = t.cell(row, at.cell.end+1)
		at.column++
		if at.cell.start >= t.stops[len(t.stops)-1].cell.start+stopSize {
			t.stops = append(t.stops, at)
		}
	}
	t.last = at
	return at, t.number
}

// stopSize is the distance of cells in a long row that are remembered, so that
// going back costs little.
const stopSize = 4 << 10

// findRow makes the row that holds doc[off] the one that stops and last are
// about.
func (t *table) findRow(off int) {
	doc := t.piece.doc
	start := 0
	if t.quotes {
		i := t.rowAt(off)
		start, t.number = int(t.rows[i]), t.row+i
	} else {
		start = bytes.LastIndexByte(doc[:off], '\n') + 1
		line, _ := t.piece.lineColumn(start)
		t.number = t.row + line - t.piece.line
	}
	t.last = spot{row: start, rowEnd: t.rowEnd(doc, start, true)}
	t.last.cell = t.cell(doc[:t.last.rowEnd], start)
	t.stops = append(t.stops[:0], t.last)
}

// rowAt returns the index in rows of the row that holds doc[off].
func (t *table) rowAt(off int) int {
	doc := t.piece.doc
	if len(t.rows) == 0 {
		t.rows = append(t.rows, 0)
		start := 0
		if t.broken {
			start = bytes.IndexByte(doc, '\n') + 1
		}
		if start > 0 {
			t.rows = append(t.rows, int32(start))
		}
		for start < len(doc) {
			start = t.rowEnd(doc, start, true)
			t.rows = append(t.rows, int32(start))
		}
	}
	i, ok := slices.BinarySearchFunc(t.rows, int32(off), func(row, off int32) int { return cmp.Compare(row, off) })
	if ok && (i == 0 || off < len(doc)) {
		return i
	}
	return max(i-1, 0)
}

// field returns the column's name at doc[off], nothing in the header itself.
func (t *table) field(off int) string {
	at, number := t.find(off)
	if number == 1 || at.column >= len(t.columns) || t.broken && at.row == 0 {
		return ""
	}
	return t.columns[at.column].Name
}

// path returns "column 手机号 row 12".
func (t *table) path(off int) string {
	at, number := t.find(off)
	name := strconv.Itoa(at.column + 1)
	if at.column < len(t.columns) && t.columns[at.column].Name != "" {
		name = t.columns[at.column].Name
	}
	if t.broken && at.row == 0 {
		return "row " + strconv.Itoa(number)
	}
	return "column " + name + " row " + strconv.Itoa(number)
}

// Cells ranges over the cells of one column of a table, without the header: the
// offset in Text and the content. Rows that are too short are passed over. The
// content of a quoted cell is what stands between the quotes; where it holds
// quotes itself, it is a decoded copy and [Segment.CellOffset] leads back.
func (s *Segment) Cells(column int) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		t := s.table
		if t == nil {
			return
		}
		start := 0
		if t.broken {
			start = bytes.IndexByte(s.Text, '\n') + 1
		} else if t.hasHeader && t.row == 1 {
			start = t.rowEnd(s.Text, 0, true)
		}
		for start < len(s.Text) {
			end := t.rowEnd(s.Text, start, true)
			row := s.Text[:end]
			c, i := t.cell(row, start), 0
			for ; i < column && c.more; i++ {
				c = t.cell(row, c.end+1)
			}
			off, _ := c.content()
			blank := !c.more && i == 0 && c.start == c.end
			if i == column && !blank && !yield(off, t.unquote(row, c)) {
				return
			}
			start = end
		}
	}
}

// CellOffset returns where in Text byte i of a cell's content stands; off is
// the offset that [Segment.Cells] gave with it.
func (s *Segment) CellOffset(off, i int) int {
	t := s.table
	if t == nil || off == 0 || s.Text[off-1] != t.quote {
		return off + i
	}
	for ; i > 0 && off < len(s.Text); i-- {
		if s.Text[off] == t.quote {
			off++
		}
		off++
	}
	return off
}
