// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"
)

// view writes doc to s with its strings decoded. Raw line ends never stand in a
// JSON string, so that only lines with a backslash have to be looked at. inside
// says that doc begins inside a string, nested that strings which hold JSON are
// decoded twice.
func (j *jsonSplitter) view(s *Segment, doc []byte, inside, nested bool) {
	done := 0
	for done < len(doc) {
		i := bytes.IndexByte(doc[done:], '\\')
		if i < 0 {
			break
		}
		start := done + bytes.LastIndexByte(doc[done:done+i], '\n') + 1
		s.copyRun(doc, done, start)
		end := len(doc)
		if n := bytes.IndexByte(doc[start:], '\n'); n >= 0 {
			end = start + n + 1
		}
		j.viewLine(s, doc[:end], start, done+i, inside && start == 0, nested)
		done = end
	}
	s.copyRun(doc, done, len(doc))
}

// viewLine writes doc[pos:] to s; escape is the first backslash there.
func (j *jsonSplitter) viewLine(s *Segment, doc []byte, pos, escape int, inside, nested bool) {
	for pos < len(doc) {
		if escape < pos {
			i := bytes.IndexByte(doc[pos:], '\\')
			if i < 0 {
				break
			}
			escape = pos + i
		}
		start := pos
		if !inside {
			i := bytes.IndexByte(doc[pos:], '"')
			if i < 0 {
				break
			}
			start += i + 1
		}
		inside = false
		end := stringEnd(doc, start)
		s.copyRun(doc, pos, start)
		switch {
		case escape < start || escape >= end:
			s.copyRun(doc, start, end)
		case nested && j.viewInner(s, doc, start, end):
		default:
			decodeString(s, doc, start, end)
		}
		pos = min(end+1, len(doc))
		s.copyRun(doc, end, pos)
	}
	s.copyRun(doc, pos, len(doc))
}

// decodeInner decodes the string doc[start:end] to s and reports whether it
// holds an object or array.
func decodeInner(s *Segment, doc []byte, start, end int) bool {
	content := bytes.TrimLeft(doc[start:end], " ")
	if len(content) < 2 || content[0] != '{' && content[0] != '[' || bytes.IndexByte(content, '\\') < 0 {
		return false
	}
	s.view, s.runs = s.view[:0], s.runs[:0]
	decodeString(s, doc, start, end)
	s.Text = s.view
	return json.Valid(s.view)
}

// viewInner writes the string doc[start:end] to s if it holds JSON, with the
// strings of that JSON decoded too.
func (j *jsonSplitter) viewInner(s *Segment, doc []byte, start, end int) bool {
	once, twice := &j.tmp, &j.tmp2
	if !decodeInner(once, doc, start, end) {
		return false
	}
	twice.view, twice.runs = twice.view[:0], twice.runs[:0]
	j.view(twice, once.view, false, false)
	twice.Text = twice.view
	for i, r := range twice.runs {
		if r.kind == copied {
			once.copyTo(s, doc, int(r.doc), int(r.doc+r.docLen))
			continue
		}
		textEnd := len(twice.view)
		if i+1 < len(twice.runs) {
			textEnd = int(twice.runs[i+1].text)
		}
		s.decodedRun(string(twice.view[r.text:textEnd]), once.docOffset(int(r.doc)), once.docOffset(int(r.doc+r.docLen)))
	}
	return true
}

// copyTo appends Text[start:end] to dst, mapped to doc.
func (s *Segment) copyTo(dst *Segment, doc []byte, start, end int) {
	for i := s.find(start); i < len(s.runs) && int(s.runs[i].text) < end; i++ {
		r := s.runs[i]
		if r.kind == copied {
			from := int(r.doc) + max(start-int(r.text), 0)
			dst.copyRun(doc, from, min(int(r.doc+r.docLen), int(r.doc)+end-int(r.text)))
			continue
		}
		textEnd := len(s.view)
		if i+1 < len(s.runs) {
			textEnd = int(s.runs[i+1].text)
		}
		dst.decodedRun(string(s.view[r.text:textEnd]), int(r.doc), int(r.doc+r.docLen))
	}
}

// viewOffset returns where in Text the document's byte doc stands, or the
// character it belongs to.
func (s *Segment) viewOffset(doc int) int {
	at := 0
	for lo, hi := 0, len(s.runs); lo < hi; {
		mid := int(uint(lo+hi) >> 1)
		if int(s.runs[mid].doc) <= doc {
			at, lo = mid, mid+1
		} else {
			hi = mid
		}
	}
	if len(s.runs) == 0 {
		return max(doc-s.start, 0)
	}
	r := s.runs[at]
	if r.kind == copied {
		return int(r.text) + min(max(doc-int(r.doc), 0), int(r.docLen))
	}
	if doc < int(r.doc+r.docLen) {
		return int(r.text)
	}
	if at+1 < len(s.runs) {
		return int(s.runs[at+1].text)
	}
	return len(s.Text)
}

// decodeString appends the string content doc[start:end] to s, decoded. What is
// no escape of RFC 8259 stays as it is.
func decodeString(s *Segment, doc []byte, start, end int) {
	for start < end {
		i := bytes.IndexByte(doc[start:end], '\\')
		if i < 0 {
			break
		}
		s.copyRun(doc, start, start+i)
		start += i
		r, n := decodeEscape(doc[start:end])
		if n == 0 {
			n = min(2, end-start)
			s.copyRun(doc, start, start+n)
		} else {
			s.decodedRune(r, start, start+n)
		}
		start += n
	}
	s.copyRun(doc, start, end)
}

// decodedRune appends r, which stands for doc[start:end].
func (s *Segment) decodedRune(r rune, start, end int) {
	s.runs = append(s.runs, run{int32(len(s.view)), int32(start), int32(end - start), decoded})
	s.view = utf8.AppendRune(s.view, r)
}

// decodeEscape returns the character that the escape at the beginning of b
// stands for and the escape's length, 0 if it is none.
func decodeEscape(b []byte) (rune, int) {
	if len(b) < 2 {
		return 0, 0
	}
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r := hex4(b)
		if r < 0 {
			return 0, 0
		}
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if low := hex4(b[6:]); low >= 0 {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return 0, 0
}

// hex4 returns the value of an escape \uXXXX at the beginning of b, or -1.
func hex4(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	r := rune(0)
	for _, c := range b[2:6] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return r
}
