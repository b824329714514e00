// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"errors"
	"io"

	"github.com/hulanhq/hulan/detect"
)

// Writer cleans a text that comes in pieces and writes it on. A value that lies
// across two pieces is cleaned like any other; what is written is what
// [Document.Text] gives for the whole text. Memory is bounded. Nothing is
// written that the engine has not finished looking at, so after an error no
// value has gone out in clear.
//
//	w := r.Document().Writer(os.Stdout, engine)
//	_, err := io.Copy(w, os.Stdin)
//	err = errors.Join(err, w.Close())
type Writer struct {
	d      *Document
	dst    io.Writer
	stream *detect.Stream
	text   []byte // not yet written
	base   int64  // place of text[0] in the whole
	found  []detect.Finding
	out    []byte
	count  int
	err    error
}

// Writer begins to clean a stream. Close must be called at its end.
func (d *Document) Writer(dst io.Writer, e *detect.Engine) *Writer {
	w := &Writer{d: d, dst: dst}
	w.stream = e.NewStream(func(f detect.Finding) {
		w.found = append(w.found, f)
		w.count++
	})
	return w
}

// maxPiece bounds what is held for one large Write.
const maxPiece = 64 << 10

// Write takes the next piece. The error is the destination's; it stays.
func (w *Writer) Write(p []byte) (n int, err error) {
	for len(p) > 0 && w.err == nil {
		k := min(len(p), maxPiece)
		w.text = append(w.text, p[:k]...)
		w.stream.Write(p[:k]) // never fails
		w.flush(w.stream.Safe())
		p, n = p[k:], n+k
	}
	return n, w.err
}

// Close cleans and writes the rest. It does not close the destination.
func (w *Writer) Close() error {
	if w.err == nil {
		w.stream.Close() // never fails
		w.flush(w.base + int64(len(w.text)))
		if w.err == nil {
			w.err = errClosed
			return nil
		}
	}
	if errors.Is(w.err, errClosed) {
		return nil
	}
	return w.err
}

var errClosed = errors.New("write after close")

// Findings returns how many values have been replaced so far.
func (w *Writer) Findings() int { return w.count }

// flush writes what lies before safe, but not the first part of a finding that
// goes on behind it.
func (w *Writer) flush(safe int64) {
	for again := true; again; {
		again = false
		for _, f := range w.found {
			if int64(f.Start) < safe && int64(f.End) > safe {
				safe, again = int64(f.Start), true
			}
		}
	}
	n := int(safe - w.base)
	if n <= 0 {
		return
	}
	k := 0
	for k < len(w.found) && int64(w.found[k].End) <= safe {
		k++
	}
	w.out, w.err = w.d.Append(w.out[:0], w.text[:n], int(w.base), w.found[:k])
	if w.err != nil {
		return
	}
	if _, w.err = w.dst.Write(w.out); w.err != nil {
		return
	}
	w.text = append(w.text[:0], w.text[n:]...)
	w.found = append(w.found[:0], w.found[k:]...)
	w.base = safe
}
