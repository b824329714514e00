// SPDX-License-Identifier: Apache-2.0

package document

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// fix escapes changes of the piece.
func (j *jsonSplitter) fix(doc []byte, changes []change) []change {
	return fixJSON(j.look(), doc, changes, j.reader.opt.MaxDepth, 0)
}

// fixJSON confines changes to keys and values, so that valid JSON stays valid.
// A change that covers several gives its text to the first and empties the
// others; one that covers only brackets, commas and quotes is dropped. level
// counts the strings that doc is decoded from.
func fixJSON(x *jsonIndex, doc []byte, changes []change, maxDepth, level int) []change {
	var fixed, here []change
	leaf := 0
	for i := 0; i < len(changes); {
		first := changes[i]
		for leaf < len(x.leaves) && x.leaves[leaf].before(first) {
			leaf++
		}
		if leaf == len(x.leaves) {
			break
		}
		l := x.leaves[leaf]
		here = here[:0]
		for ; i < len(changes) && !l.before(changes[i]) && changes[i].start <= int(l.end); i++ {
			c := changes[i]
			if c.end < int(l.start) || c.end == int(l.start) && c.end > c.start {
				continue // only brackets, commas and quotes
			}
			beyond := c
			c.start, c.end = max(c.start, int(l.start)), min(c.end, int(l.end))
			here = append(here, c)
			if beyond.end > c.end { // the last one of this leaf: what is left empties the next
				changes[i] = change{start: c.end, end: beyond.end}
				break
			}
		}
		if len(here) > 0 {
			fixed = append(fixed, fixLeaf(l, doc, here, maxDepth, level)...)
		}
		leaf++
	}
	return fixed
}

// before says that the leaf ends before c.
func (l jsonLeaf) before(c change) bool {
	return int(l.end) < c.start || int(l.end) == c.start && c.end > c.start
}

// fixLeaf escapes the changes of one value.
func fixLeaf(l jsonLeaf, doc []byte, changes []change, maxDepth, level int) []change {
	for i := range changes {
		changes[i].lacking = func(r rune) string { return escapeUnit(r, level) }
	}
	if l.kind == jsonScalar {
		return fixScalar(l, doc, changes)
	}
	var s Segment
	if level == 0 && decodeInner(&s, doc, int(l.start), int(l.end)) {
		return fixInner(&s, changes, maxDepth, level)
	}
	for i := range changes {
		changes[i].new = escapeJSON(changes[i].new)
	}
	return changes
}

// fixInner escapes changes of JSON in a string: for the inner document, then
// for the string.
func fixInner(s *Segment, changes []change, maxDepth, level int) []change {
	for i, c := range changes {
		changes[i].start, changes[i].end = s.viewOffset(c.start), s.viewOffset(c.end)
	}
	fixed := fixJSON(indexJSON(nil, s.view, jsonState{}, false, maxDepth), s.view, changes, maxDepth, level+1)
	for i, c := range fixed {
		fixed[i].start, fixed[i].end = s.docOffset(c.start), s.docOffset(c.end)
		fixed[i].new = escapeJSON(c.new)
	}
	return fixed
}

// fixScalar applies the changes to a bare value. If it was a number or a word
// of JSON and is none any more, it becomes a string.
func fixScalar(l jsonLeaf, doc []byte, changes []change) []change {
	old := doc[l.start:l.end]
	if !json.Valid(old) || l.node < 0 && !alone(l, doc) {
		return changes // not JSON, so nothing to keep valid
	}
	text := apply(doc, docRange{int(l.start), int(l.end)}, changes)
	if !json.Valid([]byte(text)) || strings.ContainsAny(text, "\"{[ \t\r\n") {
		text = `"` + escapeJSON(text) + `"`
	}
	return []change{{start: int(l.start), end: int(l.end), new: text, lacking: changes[0].lacking}}
}

// alone says whether a value outside all brackets has its line to itself.
func alone(l jsonLeaf, doc []byte) bool {
	start, end := int(l.start), int(l.end)
	for start > 0 && jsonClass[doc[start-1]] == jsonSpace {
		start--
	}
	for end < len(doc) && jsonClass[doc[end]] == jsonSpace {
		end++
	}
	return (start == 0 || doc[start-1] == '\n') && (end == len(doc) || doc[end] == '\n')
}

// escapeJSON escapes text for a JSON string.
func escapeJSON(text string) string {
	var b strings.Builder
	for _, r := range text { // what is not UTF-8 becomes U+FFFD
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// escapeUnit writes r as \uXXXX for a string inside level further strings.
func escapeUnit(r rune, level int) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune{r}) {
		b.WriteString(strings.Repeat(`\`, 1<<level))
		fmt.Fprintf(&b, "u%04x", u)
	}
	return b.String()
}
