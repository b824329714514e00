// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Edit replaces Text[Start:End] of a segment by New, which is UTF-8 and not
// escaped. Start and End stand on character boundaries.
type Edit struct {
	Start, End int
	New        string
}

// Rewrite copies src to dst with the edits that edit returns for each segment:
// ordered by Start and not overlapping. Encoding, byte order mark, line ends
// and every byte that no edit touches are kept; New is escaped as its place
// demands. Where an edit spans several stretches of the document (a number with
// tags inside, cells of a table), New takes the place of the first, the others
// are emptied, and what stands between them is kept.
//
// A character that the encoding lacks becomes a numeric entity in HTML and XML,
// an escape in JSON and "?" elsewhere. An error of edit is returned as it is.
// When Rewrite returns an error, dst holds only part of the document and should
// be thrown away; for a file that is not text that is [ErrBinary].
func Rewrite(dst io.Writer, src io.Reader, o Options, edit func(*Segment) ([]Edit, error)) error {
	r, err := NewReader(src, o)
	if err != nil {
		return err
	}
	if r.info.Binary {
		return ErrBinary
	}
	if _, err := dst.Write(r.feed.bom); err != nil {
		return fmt.Errorf("write the byte order mark: %w", err)
	}
	for {
		err := r.nextPiece()
		if errors.Is(err, io.EOF) && r.feed.err == nil {
			return nil
		}
		if err != nil {
			return err
		}
		changes, err := r.changes(edit)
		if err != nil {
			return err
		}
		if err := r.write(dst, changes); err != nil {
			return fmt.Errorf("write what was byte %d of the decoded document: %w", r.piece.start, err)
		}
	}
}

// change replaces a range of piece.doc.
type change struct {
	start, end int
	new        string
	// lacking writes a character that the encoding does not have.
	lacking func(rune) string
}

// changes asks for the edits of all segments of the piece.
func (r *Reader) changes(edit func(*Segment) ([]Edit, error)) ([]change, error) {
	var all []change
	for r.nextSegment() {
		edits, err := edit(&r.seg)
		if err != nil {
			return nil, err
		}
		if err := checkEdits(edits, len(r.seg.Text)); err != nil {
			return nil, err
		}
		if len(edits) > 0 {
			all = append(all, r.seg.changes(edits)...)
		}
	}
	r.busy = false
	slices.SortStableFunc(all, func(a, b change) int { return cmp.Compare(a.start, b.start) })
	return all, nil
}

// checkEdits refuses edits that make no sense, before anything is written.
func checkEdits(edits []Edit, size int) error {
	end := 0
	for i, e := range edits {
		if e.Start < end || e.End < e.Start || e.End > size {
			return fmt.Errorf("edit %d replaces bytes %d to %d of a segment of %d bytes, after an edit that ends at %d: edits must be ordered, inside the text and not overlap", i, e.Start, e.End, size, end)
		}
		end = e.End
	}
	return nil
}

// changes maps edits of the segment to the document and escapes them.
func (s *Segment) changes(edits []Edit) []change {
	var all []change
	var ranges []docRange
	for _, e := range edits {
		ranges = s.docRanges(ranges[:0], e.Start, e.End)
		if len(ranges) == 0 { // an insertion, or a break that was made
			at := s.docOffset(e.Start)
			ranges = append(ranges, docRange{at, at})
		}
		for i, r := range ranges {
			c := change{start: r.start, end: r.end, lacking: questionMark}
			if i == 0 {
				c.new = e.New
			}
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b change) int { return cmp.Compare(a.start, b.start) })
	if s.fix != nil {
		all = s.fix(s.piece.doc, all)
	}
	return all
}

// apply returns a range of the document with changes.
func apply(doc []byte, r docRange, changes []change) string {
	var b strings.Builder
	for _, c := range changes {
		b.Write(doc[r.start:c.start])
		b.WriteString(c.new)
		r.start = c.end
	}
	b.Write(doc[r.start:r.end])
	return b.String()
}

func questionMark(rune) string { return "?" }

// write copies the piece's raw bytes with changes, ordered by start.
func (r *Reader) write(dst io.Writer, changes []change) error {
	if len(changes) == 0 {
		_, err := dst.Write(r.piece.raw)
		return err
	}
	var out bytes.Buffer
	at := rawCursor{enc: r.feed.enc, raw: r.piece.raw}
	done := 0 // raw bytes written or replaced
	for _, c := range changes {
		start, _ := at.seek(c.start)
		_, end := at.seek(c.end)
		start, end = max(start, done), max(end, done)
		out.Write(r.piece.raw[done:start])
		out.Write(encode(r.feed.enc, c))
		done = end
	}
	out.Write(r.piece.raw[done:])
	_, err := dst.Write(out.Bytes())
	return err
}

// encode returns a change's text in the document's encoding.
func encode(e *encoding, c change) []byte {
	if e == nil {
		return []byte(c.new)
	}
	var out []byte
	for _, r := range c.new {
		encoded, ok := e.put(out, r)
		if !ok {
			for _, r := range c.lacking(r) {
				encoded, _ = e.put(encoded, r)
			}
		}
		out = encoded
	}
	return out
}

// rawCursor walks through raw bytes and the document they decode to.
type rawCursor struct {
	enc      *encoding
	raw      []byte
	doc, pos int // raw[pos] begins the character at doc
}

// seek returns the position in raw of document offset off, not before the last
// one. Inside a character, before and behind differ.
func (c *rawCursor) seek(off int) (before, behind int) {
	if c.enc == nil {
		return off, off
	}
	for c.doc < off && c.pos < len(c.raw) {
		char, n := c.enc.char(c.raw[c.pos:], true)
		if c.doc+char.len() > off {
			return c.pos, c.pos + n
		}
		c.doc += char.len()
		c.pos += n
	}
	return c.pos, c.pos
}
