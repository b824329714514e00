// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// piece is the part of a document that is in memory at the moment.
type piece struct {
	doc    []byte // UTF-8
	raw    []byte // the same as it stands in the file; for UTF-8 the same slice
	start  int64  // offset of doc in the document
	line   int    // of doc's first byte, 1-based
	column int    // of doc's first byte, 1-based, in code points
	joined bool   // the text continues that of the piece before
	marks  []mark // lines and columns every markSize bytes, made when asked for
}

// mark is the line and column at a multiple of markSize.
type mark struct{ line, column int }

// markSize is a compromise: counting this many bytes costs about 0.1 µs per
// place, and the marks of 64 MiB take 256 KiB.
const markSize = 4 << 10

// begin makes doc the piece that follows the present one, which is finished.
func (p *piece) begin(doc, raw []byte, joined bool) {
	p.doc, p.raw, p.joined, p.marks = doc, raw, joined, p.marks[:0]
}

// finish moves start, line and column behind the piece.
func (p *piece) finish() {
	p.line, p.column = after(p.line, p.column, p.doc)
	p.start += int64(len(p.doc))
	p.doc, p.raw = nil, nil
}

// after returns the line and column behind text, which begins at line and column.
func after(line, column int, text []byte) (int, int) {
	n := bytes.Count(text, newline)
	if n == 0 {
		return line, column + runes(text)
	}
	return line + n, 1 + runes(text[bytes.LastIndexByte(text, '\n')+1:])
}

// runes counts the code points that begin in text, whose ends may cut one: the
// bytes that are not 10xxxxxx, eight at a time.
func runes(text []byte) int {
	const ones = 0x0101010101010101
	n := len(text)
	for ; len(text) >= 8; text = text[8:] {
		w := binary.LittleEndian.Uint64(text)
		n -= bits.OnesCount64(w >> 7 &^ (w >> 6) & ones)
	}
	for _, c := range text {
		if c&0xC0 == 0x80 {
			n--
		}
	}
	return n
}

var newline = []byte{'\n'}

// lineColumn returns the line and column of doc[off].
func (p *piece) lineColumn(off int) (line, column int) {
	if len(p.marks) == 0 {
		p.marks = append(p.marks, mark{p.line, p.column})
	}
	for n := len(p.marks); n*markSize <= off; n++ {
		m := p.marks[n-1]
		m.line, m.column = after(m.line, m.column, p.doc[(n-1)*markSize:n*markSize])
		p.marks = append(p.marks, m)
	}
	m := p.marks[off/markSize]
	return after(m.line, m.column, p.doc[off/markSize*markSize:off])
}
