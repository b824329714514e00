// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/document"
	"github.com/hulanhq/hulan/redact"
)

// Cleaned says what became of a document.
type Cleaned struct {
	Replaced int // stretches
	ByType   map[detect.Type]int
	Info     document.Info
	// Doubts are notes of the reader that leave open whether everything was
	// found and replaced: the copy should not be used.
	Doubts []string
}

// Clean copies a document from src to dst with everything that the engine finds
// replaced as doc's policy says. Encoding, escaping and every other byte stay.
// name hints at the format. Inline ignores and baselines do not count here.
//
// Memory is bounded: the document is read once and kept only between the place
// that is looked at and the place that is written. An error leaves dst half
// written; [document.ErrBinary] is returned for what is not a text.
func (s *Scanner) Clean(ctx context.Context, dst io.Writer, src io.Reader, name string, doc *redact.Document) (Cleaned, error) {
	o := document.Options{Name: name, Format: s.opt.Format, Encoding: s.opt.Encoding}
	t := &tee{src: src}
	c := &cleaning{ctx: ctx, doc: doc, result: Cleaned{ByType: map[detect.Type]int{}}}
	c.swp = sweep{find: s.engine.Append, take: regionsOf, emit: c.emit}
	if s.tables != nil {
		tbl := table{tables: s.tables}
		c.swp.cells = tbl.look
	}
	lead, err := document.NewReader(&cursor{tee: t, which: 0}, o)
	if err != nil {
		return c.result, err
	}
	c.lead = lead
	c.swp.begin()
	if err := document.Rewrite(dst, &cursor{tee: t, which: 1}, o, c.edits); err != nil {
		return c.result, err
	}
	c.result.Info = lead.Info()
	c.result.Doubts = doubts(c.result.Info)
	return c.result, nil
}

// doubts picks the notes that say that a document was not read as its format
// promises.
func doubts(info document.Info) []string {
	var out []string
	for _, n := range info.Notes {
		if strings.Contains(n, "paths stop there") || strings.HasSuffix(n, "and is utf-8") {
			continue // text and encoding are certain
		}
		out = append(out, n)
	}
	return out
}

// region is a stretch of text that is to be replaced: a finding, or several
// that overlap.
type region struct {
	start, end int64
	text       []byte
	fs         []detect.Finding // offsets in text
}

// regionsOf takes findings out of a block.
func regionsOf(b block) batch {
	var out batch
	for i := 0; i < len(b.fs); {
		j, end := i+1, b.fs[i].End
		for j < len(b.fs) && b.fs[j].Start < end {
			end = max(end, b.fs[j].End)
			j++
		}
		start := b.fs[i].Start
		r := region{start: b.at + int64(start), end: b.at + int64(end), text: bytes.Clone(b.text[start:end])}
		for _, f := range b.fs[i:j] {
			f.Start, f.End = f.Start-start, f.End-start
			f.CueStart, f.CueEnd = 0, 0
			r.fs = append(r.fs, f)
		}
		out.regions = append(out.regions, r)
		i = j
	}
	return out
}

// cleaning runs two readers over one document: lead finds, Rewrite writes.
type cleaning struct {
	ctx     context.Context
	doc     *redact.Document
	lead    *document.Reader
	swp     sweep
	ended   bool  // lead is at the end
	at      int64 // where the writer is in the sequence of segments' texts
	pending []replacement
	result  Cleaned
	err     error
}

// replacement is a region with what takes its place.
type replacement struct {
	start, end int64
	new        string
}

// emit computes replacements, in order, so that numbers of placeholders are.
func (c *cleaning) emit(b batch) {
	for _, r := range b.regions {
		clean, err := c.doc.Append(nil, r.text, 0, r.fs)
		if err != nil {
			c.err = err
			return
		}
		if bytes.Equal(clean, r.text) {
			continue // the policy keeps it
		}
		if n := len(c.pending); n > 0 && r.start < c.pending[n-1].end {
			r.start = c.pending[n-1].end // found twice at a seam, with different bounds
			if r.start >= r.end {
				continue
			}
		}
		c.pending = append(c.pending, replacement{r.start, r.end, string(clean)})
		c.result.Replaced++
		c.result.ByType[r.fs[0].Type]++
	}
}

// edits returns the changes of the writer's next segment.
func (c *cleaning) edits(seg *document.Segment) ([]document.Edit, error) {
	start, end := c.at, c.at+int64(len(seg.Text))
	c.at = end
	for !c.ended && c.swp.told() < end {
		if err := c.advance(); err != nil {
			return nil, err
		}
	}
	var out []document.Edit
	done := 0
	for _, r := range c.pending {
		if r.start >= end {
			break
		}
		e := document.Edit{Start: int(max(r.start, start) - start), End: int(min(r.end, end) - start)}
		if r.start >= start { // what goes on from the segment before was written there
			e.New = r.new
		}
		out = append(out, e)
		if r.end <= end {
			done++
		}
	}
	c.pending = append(c.pending[:0], c.pending[done:]...)
	return out, nil
}

// advance looks at the next segment.
func (c *cleaning) advance() error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	seg, err := c.lead.Next()
	switch {
	case errors.Is(err, io.EOF):
		c.ended = true
		c.swp.end()
	case err != nil:
		return err
	default:
		c.swp.segment(seg)
	}
	return c.err
}

// tee lets two cursors read one source, and keeps what lies between them.
type tee struct {
	src  io.Reader
	buf  []byte
	base int64 // of buf[0]
	pos  [2]int64
	err  error
}

// cursor is one of the two readers of a tee.
type cursor struct {
	tee   *tee
	which int
}

func (c *cursor) Read(p []byte) (int, error) {
	t := c.tee
	pos := &t.pos[c.which]
	if end := t.base + int64(len(t.buf)); *pos == end {
		if t.err != nil {
			return 0, t.err
		}
		t.drop()
		n, err := t.src.Read(p)
		t.buf = append(t.buf, p[:n]...)
		t.err = err
		*pos += int64(n)
		if n > 0 {
			err = nil
		}
		return n, err
	}
	n := copy(p, t.buf[*pos-t.base:])
	*pos += int64(n)
	return n, nil
}

// drop forgets what both cursors have read.
func (t *tee) drop() {
	n := min(t.pos[0], t.pos[1]) - t.base
	if n < int64(len(t.buf))/2 {
		return // moving little bytes often costs more than memory
	}
	t.buf = append(t.buf[:0], t.buf[n:]...)
	t.base += n
}
