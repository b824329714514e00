// SPDX-License-Identifier: Apache-2.0

package document

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// feed reads a file and decodes it. UTF-8 is not decoded: doc bytes are then
// raw bytes, and a piece is a slice of the read buffer.
type feed struct {
	src       io.Reader
	eof       bool
	err       error // of src, other than io.EOF
	raw       []byte
	head      int // raw[head:] has not been taken
	bom       []byte
	binary    bool
	truncated bool
	notes     []string

	// undecided is set while everything was ASCII and nothing was declared:
	// checked is then how much of raw has been looked at.
	undecided bool
	checked   int

	enc   *encoding // nil for UTF-8
	doc   []byte    // decoded, for enc
	taken int       // doc[taken:] has not been taken
	next  int       // raw[next:] has not been decoded
	steps []step    // where in raw some positions of doc are, ascending
}

// step says that doc[doc] is decoded from raw[raw].
type step struct{ doc, raw int }

const (
	firstRead = 8 << 10  // most files of a source tree fit
	blockSize = 4 << 10  // raw bytes between two steps
	keepSize  = 2 << 20  // larger buffers are not kept by Reset
	maxEmpty  = 100      // reads of nothing in a row, as in bufio
	minDecode = 64 << 10 // raw bytes decoded at a time
)

func (f *feed) reset(src io.Reader) {
	*f = feed{src: src, raw: f.owned(), doc: f.doc[:0], steps: f.steps[:0]}
}

func (f *feed) resetBytes(file []byte) {
	*f = feed{raw: file[:len(file):len(file)], eof: true, doc: f.doc[:0], steps: f.steps[:0]}
}

// owned returns the read buffer for reuse, unless it is the caller's file or
// has grown for a document that was read whole.
func (f *feed) owned() []byte {
	if f.src == nil || cap(f.raw) > keepSize {
		return nil
	}
	return f.raw[:0]
}

// fill tries to have n bytes of the document ready and returns what is ready;
// eof says that nothing will follow.
func (f *feed) fill(n int) (doc []byte, eof bool) {
	if f.enc == nil {
		f.fillRaw(n)
		if f.undecided {
			f.decide()
		}
	}
	if f.enc == nil {
		return f.raw[f.head:], f.eof
	}
	for len(f.doc)-f.taken < n && (f.next < len(f.raw) || !f.eof) {
		f.decode()
	}
	return f.doc[f.taken:], f.eof && f.next == len(f.raw)
}

// fillRaw tries to have n raw bytes behind head.
func (f *feed) fillRaw(n int) {
	if f.eof || len(f.raw)-f.head >= n {
		return
	}
	if f.head > 0 && cap(f.raw) < f.head+n {
		f.compact()
	}
	for empty := 0; !f.eof && len(f.raw)-f.head < n; {
		if len(f.raw) == cap(f.raw) {
			f.raw = slices.Grow(f.raw, min(max(3*cap(f.raw), firstRead), f.head+n-len(f.raw)))
		}
		got, err := f.src.Read(f.raw[len(f.raw):min(cap(f.raw), f.head+n)])
		f.raw = f.raw[:len(f.raw)+got]
		if empty++; got > 0 {
			empty = 0
		} else if err == nil && empty >= maxEmpty {
			err = io.ErrNoProgress
		}
		if err != nil {
			f.eof = true
			if !errors.Is(err, io.EOF) {
				f.err = err
			}
		}
	}
}

// compact moves what has not been taken to the beginning of the buffer.
func (f *feed) compact() {
	n := copy(f.raw, f.raw[f.head:])
	f.raw = f.raw[:n]
	f.checked = max(f.checked-f.head, 0)
	f.next -= f.head
	for i := range f.steps {
		f.steps[i].raw -= f.head
	}
	f.head = 0
}

// decide looks for the first byte that is not ASCII; from there the encoding
// can be told.
func (f *feed) decide() {
	from := max(f.checked, f.head)
	at := indexNonASCII(f.raw[from:])
	if f.checked = len(f.raw); at < 0 {
		return
	}
	at += from - f.head
	f.fillRaw(at + sampleSize)
	at += f.head
	f.undecided = false
	f.use(guessEncoding(f.raw[at:min(len(f.raw), at+sampleSize)]))
}

// use makes e the encoding from the present position on.
func (f *feed) use(e *encoding) {
	f.undecided, f.enc = false, e
	f.doc, f.taken, f.next, f.steps = f.doc[:0], 0, f.head, f.steps[:0]
}

// decode decodes at least one character, or reads more.
func (f *feed) decode() {
	if f.taken > 0 {
		n := copy(f.doc, f.doc[f.taken:])
		f.doc = f.doc[:n]
		for i := range f.steps {
			f.steps[i].doc -= f.taken
		}
		f.taken = 0
	}
	f.fillRaw(f.next - f.head + minDecode)
	end := min(len(f.raw), f.next+minDecode)
	for f.next < end {
		f.steps = append(f.steps, step{len(f.doc), f.next})
		var n int
		f.doc, n = f.enc.decode(f.doc, f.raw[f.next:end], blockSize, false)
		if n == 0 && (!f.eof || end < len(f.raw)) {
			return // a character that needs the next read
		}
		if n == 0 {
			f.truncated = true
			f.doc, n = f.enc.decode(f.doc, f.raw[f.next:end], blockSize, true)
		}
		f.next += n
	}
}

// take consumes n bytes of the document and returns them with the raw bytes
// they were decoded from. Both are valid until the next fill.
func (f *feed) take(n int) (doc, raw []byte) {
	if f.enc == nil {
		doc = f.raw[f.head : f.head+n : f.head+n]
		f.head += n
		if f.eof && f.head == len(f.raw) && partialRune(doc) > 0 {
			f.truncated = true
		}
		return doc, doc
	}
	doc = f.doc[f.taken : f.taken+n : f.taken+n]
	f.taken += n
	end := f.rawAt(f.taken)
	raw = f.raw[f.head:end:end]
	f.head = end
	return doc, raw
}

// rawAt returns the position in raw of the character that doc[at] begins, and
// drops the steps before it.
func (f *feed) rawAt(at int) int {
	if at == len(f.doc) {
		f.steps = f.steps[:0]
		return f.next
	}
	i := len(f.steps) - 1
	for i > 0 && f.steps[i].doc > at {
		i--
	}
	s := f.steps[i]
	f.steps = slices.Delete(f.steps, 0, i)
	for s.doc < at {
		c, n := f.enc.char(f.raw[s.raw:f.next], true)
		s.doc += c.len()
		s.raw += n
	}
	return s.raw
}

// encodingName returns the encoding's name as in Options.
func (f *feed) encodingName() string {
	if f.enc == nil {
		return "utf-8"
	}
	return f.enc.name
}

// indexNonASCII returns the index of the first byte above 0x7F, or -1.
func indexNonASCII(b []byte) int {
	const high = 0x8080808080808080
	i := 0
	for ; i+32 <= len(b); i += 32 {
		w := b[i : i+32 : i+32]
		if (binary.LittleEndian.Uint64(w)|binary.LittleEndian.Uint64(w[8:])|
			binary.LittleEndian.Uint64(w[16:])|binary.LittleEndian.Uint64(w[24:]))&high != 0 {
			break
		}
	}
	for ; i < len(b); i++ {
		if b[i] >= 0x80 {
			return i
		}
	}
	return -1
}
