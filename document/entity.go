// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxEntity is longer than the longest name of HTML,
// CounterClockwiseContourIntegral. The digits of a number behind it are text.
const maxEntity = 40

// decodeEntity returns what the reference at the beginning of b stands for and
// its length, 0 if it is none. XML knows five names and numbers, all with ";";
// names that a document defines itself are not expanded. HTML knows many, some
// without ";", though not in front of "=" or a letter inside an attribute.
func decodeEntity(b []byte, isHTML, attribute bool) (string, int) {
	b = b[:min(len(b), maxEntity)]
	if len(b) > 1 && b[1] == '#' {
		return decodeNumber(b, isHTML)
	}
	n := 1
	for n < len(b) && (isASCIILetter(b[n]) || '0' <= b[n] && b[n] <= '9') {
		n++
	}
	closed := n < len(b) && b[n] == ';'
	if text, ok := xmlEntities[string(b[1:n])]; ok && closed {
		return text, n + 1
	}
	if !isHTML {
		return "", 0
	}
	name := string(b[1:n])
	if closed {
		// No name stands for more than two characters.
		if text := html.UnescapeString("&" + name + ";"); utf8.RuneCountInString(text) <= 2 {
			return text, n + 1
		}
	}
	if attribute && n < len(b) && b[n] == '=' {
		return "", 0
	}
	// Names that need no ";" have two to six letters and stand for one
	// character each.
	for size := min(len(name), 6); size >= 2; size-- {
		if attribute && size < len(name) {
			break
		}
		if text := html.UnescapeString("&" + name[:size]); utf8.RuneCountInString(text) == 1 {
			return text, 1 + size
		}
	}
	return "", 0
}

var xmlEntities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// decodeNumber decodes &#138; and &#x8a;.
func decodeNumber(b []byte, isHTML bool) (string, int) {
	n, base := 2, 10
	if n < len(b) && b[n]|0x20 == 'x' {
		n, base = 3, 16
	}
	start := n
	for n < len(b) && isDigitOf(b[n], base) {
		n++
	}
	closed := n < len(b) && b[n] == ';'
	if n == start || !closed && !isHTML {
		return "", 0
	}
	code, err := strconv.ParseUint(string(b[start:n]), base, 32)
	if err != nil || code > utf8.MaxRune {
		code = utf8.RuneError
	}
	if closed {
		n++
	}
	if isHTML && code >= 0x80 && code < 0xA0 { // means windows-1252
		return html.UnescapeString("&#" + strconv.Itoa(int(code)) + ";"), n
	}
	if code == 0 {
		code = utf8.RuneError
	}
	return string(rune(code)), n // a surrogate becomes U+FFFD
}

func isDigitOf(c byte, base int) bool {
	return '0' <= c && c <= '9' || base == 16 && c|0x20 >= 'a' && c|0x20 <= 'f'
}

// decodeMarkup appends doc[r.start:r.end] with its references decoded. percent
// decodes %XX too, as mailto: and tel: links are written (RFC 6068).
func (s *Segment) decodeMarkup(doc []byte, r docRange, isHTML, attribute, percent bool) {
	special := "&"
	if percent {
		special = "&%"
	}
	at := r.start
	for at < r.end {
		n := bytes.IndexAny(doc[at:r.end], special)
		if n < 0 {
			break
		}
		s.copyRun(doc, at, at+n)
		at += n
		if doc[at] == '%' {
			at = s.decodePercent(doc, at, r.end)
			continue
		}
		text, size := decodeEntity(doc[at:r.end], isHTML, attribute)
		if size == 0 {
			size = 1
			s.copyRun(doc, at, at+1)
		} else {
			s.decodedRun(text, at, at+size)
		}
		at += size
	}
	s.copyRun(doc, at, r.end)
}

// decodePercent appends the character that the escapes at at stand for and
// returns the position behind them.
func (s *Segment) decodePercent(doc []byte, at, end int) int {
	var code []byte
	for i := at; i+3 <= end && doc[i] == '%' && len(code) < utf8.UTFMax; i += 3 {
		n, err := strconv.ParseUint(string(doc[i+1:i+3]), 16, 8)
		if err != nil {
			break
		}
		code = append(code, byte(n))
	}
	r, size := utf8.DecodeRune(code)
	if size == 0 || r == utf8.RuneError {
		s.copyRun(doc, at, at+1)
		return at + 1
	}
	s.decodedRune(r, at, at+3*size)
	return at + 3*size
}

// escapeMarkup escapes text for content, or for an attribute in the given
// quotes (0 for none).
func escapeMarkup(text string, attribute bool, quote byte) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case attribute && (r == '"' || r == '\''),
			attribute && quote == 0 && (r == '=' || r == '`' || r < utf8.RuneSelf && isMarkupSpace(byte(r))):
			b.WriteString(numericEntity(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func numericEntity(r rune) string { return "&#" + strconv.Itoa(int(r)) + ";" }
