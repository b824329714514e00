// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/hulanhq/hulan/document"
	"github.com/hulanhq/hulan/internal/source"
)

// Document is what a run tells about one document. One with very many hits is
// told in several parts.
type Document struct {
	Name string
	Hits []Hit
	// Counts takes the place of Hits in a run that is CountOnly.
	Counts Counts
	// More says that another part follows. Total counts the hits of this part
	// and all before it.
	More  bool
	Total int
	// Info and Grade are complete in the last part.
	Info  document.Info
	Grade Grade
}

// partHits is how many hits of a document are gathered before they are handed
// out.
const partHits = 1024

// reading is a worker's reading of one document after the other.
type reading struct {
	s   *Scanner
	ctx context.Context
	out func(Document, bool) // with whether it is the last part
	doc *document.Reader     // keeps its buffers from one document to the next
	swp sweep
	tbl table

	name    string
	records bool // each line is a record of its own
	part    Document
	sum     Grade
	tally   tally
	hidden  Suppressed
	bytes   int64 // read
}

// newReading returns the state of one worker.
func (s *Scanner) newReading(ctx context.Context, out func(Document, bool)) *reading {
	d := &reading{s: s, ctx: ctx, out: out, doc: new(document.Reader)}
	d.swp = sweep{find: s.engine.Append, take: d.take, emit: d.emit, places: !s.opt.CountOnly}
	d.tbl.tables = s.tables
	if s.tables != nil {
		d.swp.cells = d.tbl.look
	}
	return d
}

// outcome is what became of an item.
type outcome struct {
	read     int64
	problems []Problem
	hidden   Suppressed
}

func (o *outcome) add(p Problem) { o.problems = append(o.problems, p) }

// read reads one item and hands out what it holds.
func (d *reading) read(item source.Item) (o outcome) {
	d.name, d.sum, d.hidden, d.bytes = item.Name, Grade{}, Suppressed{}, 0
	d.part, d.tally = Document{Name: item.Name}, tally{limit: maxDistinct}
	h, err := item.Open()
	if err != nil {
		o.add(Problem{Name: item.Name, Cause: Unreadable, Err: err, Hole: true})
		d.out(d.part, true)
		return o
	}
	defer h.Close()
	if limit := d.s.opt.MaxSize; limit > 0 && h.Size > limit {
		o.add(Problem{Name: item.Name, Cause: Huge, Hole: true})
		d.out(d.part, true)
		return o
	}
	d.swp.begin()
	if err = d.segments(h); err != nil && d.ctx.Err() != nil {
		err = d.ctx.Err()
	}
	d.swp.end()
	d.part.Info = d.doc.Info()
	o.read, o.hidden = d.bytes, d.hidden
	d.judge(&o, item, d.part.Info, err)
	d.finish()
	return o
}

// judge turns what reading ran into into problems.
func (d *reading) judge(o *outcome, item source.Item, info document.Info, err error) {
	switch {
	case errors.Is(err, document.ErrBinary):
		// Found in a folder, it is what folders hold; named by the user, it
		// should have been read.
		o.add(Problem{Name: item.Name, Cause: Binary, Hole: item.Asked})
	case err != nil:
		o.add(Problem{Name: item.Name, Cause: Broken, Byte: d.bytes, Err: bare(err), Hole: true})
	case info.Truncated:
		o.add(Problem{Name: item.Name, Cause: CutOff, Byte: d.bytes, Hole: true})
	}
	for _, n := range info.Notes {
		p := Problem{Name: item.Name, Cause: Remark, Text: n}
		if strings.Contains(n, "unknown encoding") { // a guess may read nonsense
			p.Cause, p.Hole = Encoding, true
		}
		o.add(p)
	}
}

// bare returns the innermost error: what happened, without place.
func bare(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

func (d *reading) progress(n int) {
	if p := d.s.opt.Progress; p != nil {
		p.Bytes.Add(int64(n))
	}
}

// counter counts what is read, and stops when the run is over.
type counter struct {
	r io.Reader
	d *reading
}

func (c *counter) Read(p []byte) (int, error) {
	if err := c.d.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.d.bytes += int64(n)
	c.d.progress(n)
	return n, err
}

// segments looks at everything that the document holds.
func (d *reading) segments(r io.Reader) error {
	o := document.Options{Name: d.name, Format: d.s.opt.Format, Encoding: d.s.opt.Encoding}
	if d.name == "-" {
		o.Name = ""
	}
	if err := d.doc.Reset(&counter{r: r, d: d}, o); err != nil {
		return err
	}
	format := d.doc.Info().Format
	d.swp.plain = plainFormats[format]
	d.records = recordFormats[format]
	d.tbl.columns = d.tbl.columns[:0]
	for {
		seg, err := d.doc.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(seg.Text) > 0 {
			d.swp.segment(seg)
		}
	}
}

// plainFormats are the formats whose segments are the document itself.
var plainFormats = map[string]bool{"text": true, "markdown": true, "yaml": true, "log": true, "code": true}

// recordFormats are the formats in which a line has nothing to do with the next.
var recordFormats = map[string]bool{"jsonl": true, "csv": true, "tsv": true, "log": true}

// emit gathers what a document holds.
func (d *reading) emit(b batch) {
	d.sum.merge(b.grade)
	d.hidden.add(b.hidden)
	d.part.Hits = append(d.part.Hits, b.hits...)
	d.part.Counts = d.part.Counts.plus(b.counts)
	n := len(b.hits)
	for _, c := range b.counts {
		n += c.N
	}
	d.part.Total += n
	if p := d.s.opt.Progress; p != nil {
		p.Hits.Add(int64(n))
	}
	if !d.s.opt.CountOnly {
		d.tally.add(b.hits)
	}
	if len(d.part.Hits) >= partHits {
		d.part.More = true
		d.out(d.part, false)
		d.part = Document{Name: d.name, Total: d.part.Total}
	}
}

// finish hands out the last part.
func (d *reading) finish() {
	d.sum.count(d.tally.entities)
	d.part.Grade = d.sum
	d.out(d.part, true)
	d.part = Document{}
}
