// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"encoding/json"
	"strings"
)

var (
	_ = register(format{name: "json", rank: 20, looks: looksJSON, open: openJSON, extensions: strings.Fields(
		`.json .json5 .jsonc .geojson .har .ipynb .webmanifest .map .jsonld`)})
	_ = register(format{name: "jsonl", rank: 10, looks: looksJSONLines, open: openJSONLines, extensions: strings.Fields(
		`.jsonl .ndjson .ldjson .jsonlines`)})
)

// jsonSplitter hands out JSON. A piece without a backslash is a raw segment;
// one with backslashes is a view in which strings are decoded, and strings that
// hold JSON themselves are decoded once more. The text keeps its quotes, braces
// and keys, so that a key is context for its value.
//
// JSON is walked from piece to piece to know where it is. JSON Lines start
// afresh at each line and are walked only if someone asks.
type jsonSplitter struct {
	reader *Reader
	lines  bool
	begin  jsonState // at the beginning of the piece
	end    jsonState // behind it
	piece  *piece
	done   bool
	index  *jsonIndex // of the piece, made when asked for
	spare  *jsonIndex // for the next one
	inner  innerJSON  // the string looked into last
	tmp    Segment    // buffers for JSON in strings
	tmp2   Segment
}

func openJSON(r *Reader) splitter { return &jsonSplitter{reader: r} }

func openJSONLines(r *Reader) splitter { return &jsonSplitter{reader: r, lines: true} }

// looksJSON says whether head begins like an object or array, and not like a
// log with [dates] or a [section].
func looksJSON(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	depth := 0
	for len(head) > 0 && head[0] == '[' && depth < 3 {
		head = bytes.TrimLeft(head[1:], " \t\r\n")
		depth++
	}
	if len(head) == 0 {
		return depth > 0
	}
	switch c := head[0]; {
	case c == '{':
		rest := bytes.TrimLeft(head[1:], " \t\r\n")
		return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
	case depth == 0:
		return false
	case c == '"' || c == ']':
		return depth == 1 || c == '"'
	}
	line, _, _ := bytes.Cut(head[:min(len(head), 256)], newline)
	return len(bytes.Trim(line, "0123456789+-.eE, \t\r[]truefalsn")) == 0
}

// looksJSONLines says whether head begins with a line that is an object and a
// second one that begins one.
func looksJSONLines(head []byte) bool {
	line, rest, more := bytes.Cut(head, newline)
	return more && len(line) > 0 && line[0] == '{' && len(rest) > 0 && rest[0] == '{' && json.Valid(line)
}

func (j *jsonSplitter) cut(buf []byte, eof bool) (int, bool) {
	j.begin, j.end = j.end, jsonState{}
	all := eof && len(buf) <= pieceSize
	buf = buf[:min(len(buf), pieceSize)]
	if j.lines {
		if all {
			return len(buf), false
		}
		if n := bytes.LastIndexByte(buf, '\n') + 1; n > 0 {
			return n, false
		}
	}
	w := jsonWalker{state: j.begin.clone(), lines: j.lines, maxDepth: j.reader.opt.MaxDepth}
	n := w.walk(buf)
	joins := false
	switch {
	case all:
		n = len(buf)
		if !j.lines && (w.broken || len(w.state.stack) > 0 || w.state.over > 0 || w.state.inString) {
			j.reader.note("not valid JSON: read as far as it goes")
		}
	case n == 0: // one string, or garbage, as long as a piece
		n, joins = cutString(buf), true
		w.state.carry(buf)
		j.end = w.state
	default:
		w.safe.carry(buf)
		j.end = w.safe
	}
	if w.deep {
		j.reader.note("JSON nests deeper than the limit: paths stop there")
	}
	if w.broken && !all {
		j.reader.note("not valid JSON: read as far as it goes")
	}
	return n, joins
}

// cutString returns where to cut inside a string: not in a character, an
// escape or a surrogate pair of escapes.
func cutString(buf []byte) int {
	n := len(buf) - partialRune(buf)
	for back := 1; back <= 6 && back <= n; back++ {
		at := n - back
		if buf[at] != '\\' {
			continue
		}
		escapes := 0
		for at-escapes >= 0 && buf[at-escapes] == '\\' {
			escapes++
		}
		size := 2
		if back > 1 && buf[at+1] == 'u' {
			size = 6
		}
		high := back == 6 && buf[at+1] == 'u' && buf[at+2]|0x20 == 'd' && strings.IndexByte("89abAB", buf[at+3]) >= 0
		if escapes%2 == 1 && (size > back || high) && at > 0 {
			return at
		}
		break
	}
	return max(n, 1)
}

func (j *jsonSplitter) load(p *piece) {
	j.piece, j.done = p, false
	j.index = nil
	j.inner = innerJSON{leaf: -1}
}

func (j *jsonSplitter) next(s *Segment) bool {
	if j.done {
		return false
	}
	j.done = true
	s.Text, s.Continues = j.piece.doc, j.piece.joined
	if bytes.IndexByte(j.piece.doc, '\\') >= 0 {
		j.view(s, j.piece.doc, j.begin.inString, true)
		s.Text = s.view
	}
	s.FieldAt = func(off int) string { return j.field(s.docOffset(off)) }
	s.path = j.path
	s.fix = j.fix
	return true
}

// look returns the piece's index.
func (j *jsonSplitter) look() *jsonIndex {
	if j.index == nil {
		j.index = indexJSON(j.spare, j.piece.doc, j.begin, j.lines, j.reader.opt.MaxDepth)
		j.spare = j.index
	}
	return j.index
}

// field returns the name of the member whose value, or name, holds doc[off].
func (j *jsonSplitter) field(off int) string {
	index := j.look()
	leaf := index.leafAt(off)
	if leaf < 0 {
		return ""
	}
	if in := j.lookInto(leaf); in != nil {
		if name := in.index.field(in.index.leafAt(in.segment.viewOffset(off))); name != "" {
			return name
		}
	}
	return index.field(leaf)
}

// path returns the way to doc[off].
func (j *jsonSplitter) path(off int) string {
	index := j.look()
	leaf := index.leafAt(off)
	if leaf < 0 {
		return "$"
	}
	path := index.path(leaf)
	if in := j.lookInto(leaf); in != nil {
		if l := in.index.leafAt(in.segment.viewOffset(off)); l >= 0 {
			path += "|" + in.index.path(l)
		}
	}
	return path
}

// innerJSON is a document inside a string of the piece.
type innerJSON struct {
	leaf    int      // the string; -1 for none yet
	segment *Segment // the string decoded, with runs into the piece; nil if it is no JSON
	index   *jsonIndex
}

// lookInto returns the document that a leaf holds, or nil.
func (j *jsonSplitter) lookInto(leaf int) *innerJSON {
	if j.inner.leaf != leaf {
		j.inner = innerJSON{leaf: leaf}
		l := j.look().leaves[leaf]
		s := new(Segment)
		if l.kind == jsonString && decodeInner(s, j.piece.doc, int(l.start), int(l.end)) {
			j.inner.segment = s
			j.inner.index = indexJSON(nil, s.view, jsonState{}, false, j.reader.opt.MaxDepth)
		}
	}
	if j.inner.segment == nil {
		return nil
	}
	return &j.inner
}
