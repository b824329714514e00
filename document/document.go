// SPDX-License-Identifier: Apache-2.0

// Package document turns the bytes of a text file into segments of UTF-8 text
// that remember where they stand, and writes edits of those segments back.
//
// A [Reader] guesses encoding and format, then hands out [Segment] after
// [Segment]. A segment is text as a person would read it: escapes of JSON and
// entities of HTML are decoded, tags that do not separate words are gone. Each
// can say where any of its bytes came from ([Segment.Source]), on which line
// and under which path ([Segment.Place]), and in which field, column or element
// it stands ([Segment.Field], [Segment.FieldAt]).
//
//	r, err := document.NewReader(file, document.Options{Name: "posts.json"})
//	…
//	for {
//		s, err := r.Next()
//		if err == io.EOF {
//			break
//		}
//		… // look at s.Text; s.Place(i) says where its byte i stands
//	}
//
// Three texts have to be told apart. The *file* is what the reader is given.
// The *document* is the file without its byte order mark, decoded to UTF-8;
// spans, lines and columns count there. A segment's *Text* is a part of the
// document, or a view of it. UTF-8 needs no decoding, is never validated as a
// whole, and plain text, logs, JSON Lines and CSV are handed out as slices of
// the read buffer.
//
// [Rewrite] copies a file with edits. Every byte that no edit touches is copied
// as it was, whatever its encoding and however broken; what is inserted is
// encoded and escaped as its surroundings demand, so that JSON stays JSON and a
// table keeps its rows and columns.
//
// Everything is bounded. Plain text, CSV and JSON stream in pieces of about
// 256 KiB; HTML and XML are read whole up to [Options.MaxDocument]. Nothing here
// fails on strange input: what does not parse is read as plain text and
// [Info.Notes] says so. The package does no I/O except through the reader and
// writer it is given, keeps no clock, and compiles for the browser.
package document

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Options says how to read a document. The zero value guesses everything.
type Options struct {
	// Name is the file's name. Its extension hints at the format; it is never
	// opened.
	Name string
	// Format forces a format: "text", "markdown", "html", "xml", "json",
	// "jsonl", "csv", "tsv", "yaml", "log" or "code". Empty means detect, by
	// name and then by content.
	Format string
	// Encoding forces an encoding: "utf-8", "utf-16le", "utf-16be",
	// "utf-32le", "utf-32be", "gb18030", "big5", "shift_jis" or "latin-1"
	// (which is windows-1252). Empty means detect. A forced encoding also
	// makes binary files readable.
	Encoding string
	// MaxDocument is the size in bytes, after decoding, up to which HTML and
	// XML are read into memory. Larger ones are read as plain text and a note
	// says so. Zero means 64 MiB; the most is 1 GiB.
	MaxDocument int64
	// MaxDepth is how deeply JSON, XML and HTML may nest before paths stop
	// getting longer. Zero means 1000.
	MaxDepth int
}

const (
	defaultMaxDocument = 64 << 20
	mostMaxDocument    = 1 << 30 // offsets inside a piece are int32
	defaultMaxDepth    = 1000
)

// validate fills in defaults and refuses names that are not known.
func (o Options) validate() (Options, error) {
	if o.MaxDocument <= 0 {
		o.MaxDocument = defaultMaxDocument
	}
	o.MaxDocument = min(o.MaxDocument, mostMaxDocument)
	if o.MaxDepth <= 0 {
		o.MaxDepth = defaultMaxDepth
	}
	if o.Format != "" && formatByName(o.Format) == nil {
		return o, fmt.Errorf("option Format: %q is not a known format; known are %s", o.Format, strings.Join(Formats(), ", "))
	}
	if o.Encoding != "" {
		name, ok := encodingName(o.Encoding)
		if !ok {
			return o, fmt.Errorf("option Encoding: %q is not a known encoding; known are %s", o.Encoding, strings.Join(Encodings(), ", "))
		}
		o.Encoding = name
	}
	return o, nil
}

// Info says what a document turned out to be. It is complete when
// [Reader.Next] has returned [io.EOF]: an encoding, for one, is only known
// after the first byte that is not ASCII.
type Info struct {
	Format   string // one of Options.Format's names
	Encoding string // one of Options.Encoding's names; "utf-8" for plain ASCII
	BOM      bool   // the file begins with a byte order mark
	Binary   bool   // not a text; Next returns ErrBinary
	// Truncated says that the file ends inside a character.
	Truncated bool
	// Notes are remarks for the reader of a report, in English, without any
	// of the document's text: why it was read as plain text, for example.
	Notes []string
}

// ErrBinary is returned by [Reader.Next] and [Rewrite] for files that are not
// text. Setting [Options.Encoding] reads them nevertheless.
var ErrBinary = errors.New("binary file, not a text")

// pieceSize is how much of a streamed document is looked at at once: large
// enough to make calls cheap, small enough to stay in a core's second-level
// cache.
const pieceSize = 256 << 10

// Reader reads one document. Make one with [NewReader] or [NewBytes]; it is
// not safe for concurrent use.
type Reader struct {
	opt   Options
	info  Info
	feed  feed
	fmt   *format
	split splitter
	piece piece
	seg   Segment
	busy  bool // piece may have further segments
	join  bool // the next piece continues the last one's text
}

// NewReader returns a Reader for the file that r gives. It reads the first
// bytes to guess what it is and returns an error if that fails or if an option
// is not known. A binary file is no error yet: see [Info.Binary].
func NewReader(r io.Reader, o Options) (*Reader, error) {
	d := new(Reader)
	if err := d.Reset(r, o); err != nil {
		return nil, err
	}
	return d, nil
}

// NewBytes returns a Reader for a file that is in memory. UTF-8 text is handed
// out as slices of file, which must not change while it is read.
func NewBytes(file []byte, o Options) (*Reader, error) {
	d := new(Reader)
	d.feed.resetBytes(file)
	if err := d.start(o); err != nil {
		return nil, err
	}
	return d, nil
}

// Reset makes the Reader read another file and keeps its buffers: for trees of
// small files that is most of the cost.
func (r *Reader) Reset(src io.Reader, o Options) error {
	r.feed.reset(src)
	return r.start(o)
}

// Info returns what is known of the document so far.
func (r *Reader) Info() Info {
	info := r.info
	info.Encoding = r.feed.encodingName()
	info.Truncated = r.feed.truncated
	info.Notes = slices.Concat(info.Notes, r.feed.notes)
	return info
}

// Next returns the next segment, [io.EOF] after the last one, [ErrBinary] if
// the file is not a text, or the error of the underlying reader once everything
// before it has been handed out. The segment is valid until the next call.
func (r *Reader) Next() (*Segment, error) {
	if r.info.Binary {
		return nil, ErrBinary
	}
	for {
		if r.busy {
			if r.nextSegment() {
				return &r.seg, nil
			}
			r.busy = false
		}
		if err := r.nextPiece(); err != nil {
			return nil, err
		}
	}
}

// start looks at the head of the file and chooses encoding and format.
func (r *Reader) start(o Options) error {
	o, err := o.validate()
	if err != nil {
		return err
	}
	r.opt, r.info, r.busy, r.join = o, Info{}, false, false
	r.piece = piece{line: 1, column: 1, marks: r.piece.marks[:0]}
	if err := r.feed.sniff(o); err != nil {
		return err
	}
	r.info.BOM = len(r.feed.bom) > 0
	r.info.Binary = r.feed.binary
	head, _ := r.feed.fill(sampleSize)
	r.use(chooseFormat(o, head))
	return nil
}

// use makes f the format from here on.
func (r *Reader) use(f *format) {
	r.fmt, r.info.Format = f, f.name
	r.split = f.open(r)
}

// note adds a remark to Info once.
func (r *Reader) note(text string) {
	if !slices.Contains(r.info.Notes, text) {
		r.info.Notes = append(r.info.Notes, text)
	}
}

// nextSegment sets r.seg to the piece's next segment, if there is one.
func (r *Reader) nextSegment() bool {
	r.seg = Segment{piece: &r.piece, runs: r.seg.runs[:0], view: r.seg.view[:0]}
	return r.split.next(&r.seg)
}

// nextPiece moves on to the document's next piece.
func (r *Reader) nextPiece() error {
	r.piece.finish()
	want := pieceSize
	for {
		buf, eof := r.feed.fill(want)
		if len(buf) == 0 {
			if r.feed.err != nil {
				return fmt.Errorf("read byte %d of the decoded document: %w", r.piece.start, r.feed.err)
			}
			return io.EOF
		}
		n, joins := r.split.cut(buf, eof)
		if n > 0 {
			doc, raw := r.feed.take(n)
			r.piece.begin(doc, raw, r.join)
			r.join, r.busy = joins, true
			r.split.load(&r.piece)
			return nil
		}
		if r.fmt.whole && int64(len(buf)) > r.opt.MaxDocument {
			r.note(fmt.Sprintf("%s larger than %d bytes: read as plain text", r.fmt.name, r.opt.MaxDocument))
			r.split = formatByName("text").open(r)
			continue
		}
		want = max(want, len(buf)) * 2
		if r.fmt.whole {
			want = min(want, int(r.opt.MaxDocument)+1)
		}
	}
}
