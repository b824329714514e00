// SPDX-License-Identifier: Apache-2.0

package document

import (
	"cmp"
	"slices"
)

// Segment is a stretch of text to look at. It and its Text are valid until the
// next call of [Reader.Next]; Text must not be changed.
type Segment struct {
	// Text is UTF-8. Bytes of a UTF-8 file that are not valid are left as they
	// are; what does not decode in another encoding is U+FFFD.
	Text []byte
	// Field names the column, key, element or attribute whose value Text is;
	// empty if there is none or there are several.
	Field string
	// FieldAt, if not nil, returns the field's name at a byte of Text: in raw
	// rows of a table or raw JSON different parts stand in different fields.
	// The first call looks at the whole piece, later ones only search.
	FieldAt func(off int) string
	// Continues says that Text goes on without a gap where the previous
	// segment's ended.
	Continues bool
	// Columns are the columns of a table with a header; empty otherwise.
	Columns []Column

	piece *piece
	start int    // where Text begins in piece.doc, if there are no runs
	runs  []run  // how a view maps to piece.doc; empty if Text is a slice of it
	view  []byte // the buffer of a view's Text, kept for the next one
	table *table // where rows and cells are, for CSV
	path  func(doc int) string
	fix   func(doc []byte, c []change) []change
}

// Column is a column of a table.
type Column struct {
	Name  string // from the header row
	Index int    // 0-based
}

// Span is a range of bytes in the decoded document, which has no byte order
// mark. For a UTF-8 file without one, these are offsets in the file.
type Span struct {
	Start, End int64
}

// Place says where something stands, for people.
type Place struct {
	Line   int // 1-based; lines end with "\n"
	Column int // 1-based, in code points of the decoded document
	// Path is the way through the document's structure: "$.threads[3].body",
	// "column 手机号 row 12" (the header is row 1), "html/body/p[3]/@href". A
	// "|" leads into JSON inside a JSON string: "$.payload|$.phone". Empty in
	// plain text.
	Path string
}

// runKind says how a run's text relates to the document.
type runKind uint8

const (
	copied  runKind = iota // byte for byte
	decoded                // the whole text stands for the whole stretch
	made                   // not in the document, such as a line break for a block tag
)

// run is a stretch of a view that maps to one stretch of the document. It ends
// where the next one begins.
type run struct {
	text   int32 // first byte in Text
	doc    int32 // first byte in piece.doc
	docLen int32
	kind   runKind
}

// copyRun appends doc[start:end] to the view as it is.
func (s *Segment) copyRun(doc []byte, start, end int) {
	if start == end {
		return
	}
	if n := len(s.runs); n > 0 && s.runs[n-1].kind == copied && int(s.runs[n-1].doc+s.runs[n-1].docLen) == start {
		s.runs[n-1].docLen += int32(end - start)
	} else {
		s.runs = append(s.runs, run{int32(len(s.view)), int32(start), int32(end - start), copied})
	}
	s.view = append(s.view, doc[start:end]...)
}

// decodedRun appends text, which stands for doc[start:end], to the view.
func (s *Segment) decodedRun(text string, start, end int) {
	if text == "" {
		return
	}
	s.runs = append(s.runs, run{int32(len(s.view)), int32(start), int32(end - start), decoded})
	s.view = append(s.view, text...)
}

// madeRun appends text that is not in the document, between doc[:at] and doc[at:].
func (s *Segment) madeRun(text string, at int) {
	s.runs = append(s.runs, run{int32(len(s.view)), int32(at), 0, made})
	s.view = append(s.view, text...)
}

// find returns the index of the run that holds byte off of Text.
func (s *Segment) find(off int) int {
	i, ok := slices.BinarySearchFunc(s.runs, int32(off), func(r run, off int32) int { return cmp.Compare(r.text, off) })
	if ok {
		return i
	}
	return max(i-1, 0)
}

// docOffset returns where byte off of Text stands in piece.doc.
func (s *Segment) docOffset(off int) int {
	if len(s.runs) == 0 {
		return s.start + off
	}
	r := s.runs[s.find(off)]
	if r.kind == copied {
		return int(r.doc) + min(off-int(r.text), int(r.docLen))
	}
	if off >= len(s.Text) {
		return int(r.doc + r.docLen)
	}
	return int(r.doc)
}

// docRanges appends the ranges of piece.doc that make up Text[start:end].
func (s *Segment) docRanges(dst []docRange, start, end int) []docRange {
	if len(s.runs) == 0 {
		return append(dst, docRange{s.start + start, s.start + end})
	}
	first := len(dst)
	for i := s.find(start); i < len(s.runs) && int(s.runs[i].text) < end; i++ {
		r := s.runs[i]
		d := docRange{int(r.doc), int(r.doc + r.docLen)}
		switch r.kind {
		case made:
			continue
		case copied:
			d.start = int(r.doc) + max(start-int(r.text), 0)
			d.end = min(d.end, int(r.doc)+end-int(r.text))
		}
		if n := len(dst); n > first && dst[n-1].end == d.start {
			dst[n-1].end = d.end
		} else if d.start < d.end {
			dst = append(dst, d)
		}
	}
	return dst
}

// docRange is a range of bytes of piece.doc.
type docRange struct{ start, end int }

// Source returns the ranges of the decoded document that make up
// Text[start:end]: one where Text is a slice of it, several where tags stand
// between. What the document does not contain, such as the line break that
// stands for a block tag, has no range.
func (s *Segment) Source(start, end int) []Span {
	ranges := s.docRanges(nil, start, end)
	spans := make([]Span, len(ranges))
	for i, r := range ranges {
		spans[i] = Span{s.piece.start + int64(r.start), s.piece.start + int64(r.end)}
	}
	return spans
}

// Place returns where byte off of Text stands.
func (s *Segment) Place(off int) Place {
	doc := s.docOffset(off)
	var p Place
	p.Line, p.Column = s.piece.lineColumn(doc)
	if s.path != nil {
		p.Path = s.path(doc)
	}
	return p
}
