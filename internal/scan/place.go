// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"unicode/utf8"

	"github.com/hulanhq/hulan/document"
)

// spot is a place in a document.
type spot struct {
	line, column int
	doc          int64 // byte offset in the decoded document
}

// locator says where the bytes of a block stand. Places must be asked for in
// ascending order. Where seg is nil it counts lines in text.
type locator struct {
	text  []byte
	spot  spot // of text[off]
	off   int
	seg   *document.Segment
	segAt int // where seg's text begins in text
}

// locator returns one for the text of a segment.
func (s *sweep) locator(seg *document.Segment) locator {
	if s.plain && s.places {
		return locator{text: seg.Text, spot: spotAt(seg, 0)}
	}
	return locator{seg: seg}
}

// spotAt asks the segment.
func spotAt(seg *document.Segment, off int) spot {
	p := seg.Place(off)
	at := spot{line: p.Line, column: p.Column}
	if src := seg.Source(off, min(off+1, len(seg.Text))); len(src) > 0 {
		at.doc = src[0].Start
	}
	return at
}

// spotAt returns where text[off] stands.
func (l *locator) spotAt(off int) spot {
	if l.seg != nil && off >= l.segAt {
		return spotAt(l.seg, off-l.segAt)
	}
	if off < l.off { // not in order: nothing before the last place is known
		return l.spot
	}
	between := l.text[l.off:off]
	if n := bytes.Count(between, newline); n > 0 {
		l.spot.line += n
		l.spot.column = 1
		between = between[bytes.LastIndexByte(between, '\n')+1:]
	}
	l.spot.column += utf8.RuneCount(between)
	l.spot.doc += int64(off - l.off)
	l.off = off
	return l.spot
}

var newline = []byte{'\n'}

// place returns the bounds of text[start:end] and the path that leads there.
func (l *locator) place(start, end int) (from, to spot, path string) {
	from = l.spotAt(start)
	if l.seg != nil && start >= l.segAt {
		path = l.seg.Place(start - l.segAt).Path
		to = l.ending(start-l.segAt, end-l.segAt)
		return from, to, path
	}
	rest := *l
	return from, rest.spotAt(end), ""
}

// ending returns the place behind a segment's text[start:end].
func (l *locator) ending(start, end int) spot {
	to := spotAt(l.seg, end-1)
	if src := l.seg.Source(start, end); len(src) > 0 {
		to.doc = src[len(src)-1].End
	}
	to.column++ // behind the last character: end-1 is one of its bytes
	return to
}

// field returns the name of the field that text[off] stands in.
func (l *locator) field(off int) string {
	if l.seg == nil || off < l.segAt {
		return ""
	}
	if l.seg.FieldAt != nil {
		return l.seg.FieldAt(off - l.segAt)
	}
	return l.seg.Field
}
