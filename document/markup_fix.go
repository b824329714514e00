// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// fixText escapes changes of running text.
func (m *markup) fixText(doc []byte, changes []change) []change {
	section := 0
	for i := range changes {
		c := &changes[i]
		for section < len(m.cdata) && m.cdata[section].end < c.start {
			section++
		}
		if section < len(m.cdata) && m.cdata[section].start <= c.start {
			c.new = escapeEnds(c.new)
			continue
		}
		c.new = guardMarkup(doc, *c, escapeMarkup(c.new, false, 0))
		c.lacking = numericEntity
	}
	return changes
}

// guardMarkup keeps a change from making a tag or entity with what stands in
// front of it, where the document has a lone "<" or "&".
func guardMarkup(doc []byte, c change, text string) string {
	before := doc[max(0, c.start-maxEntity):c.start]
	at := bytes.LastIndexAny(before, "<&")
	if at < 0 || strings.Trim(strings.ToLower(string(before[at+1:])), "abcdefghijklmnopqrstuvwxyz0123456789#/!?") != "" {
		return text
	}
	switch {
	case text == "" && bytes.HasPrefix(before[at:], []byte("</")) && len(before[at:]) > 2:
		return numericEntity(' ') // a bare space would end the name of the tag
	case text == "":
		return " "
	}
	if r, n := utf8.DecodeRuneInString(text); r < utf8.RuneSelf && r != '&' {
		return numericEntity(r) + text[n:]
	}
	return text
}

// fixAttribute escapes changes of an attribute's value.
func fixAttribute(doc []byte, a aside, changes []change) []change {
	for i := range changes {
		c := &changes[i]
		if a.percent {
			c.new = escapePercent(c.new)
		}
		c.new = escapeMarkup(c.new, true, a.quote)
		if c.new != "" {
			c.new = guardMarkup(doc[a.text.start:], change{start: c.start - a.text.start}, c.new)
		}
		c.lacking = numericEntity
	}
	if a.quote != 0 {
		return changes
	}
	// A value without quotes must neither vanish, or the next attribute becomes
	// the value, nor begin with a quote that stood inside it.
	value := apply(doc, a.text, changes)
	switch {
	case value == "":
		value = `""`
	case value[0] == '"' || value[0] == '\'':
		value = numericEntity(rune(value[0])) + value[1:]
	default:
		return changes
	}
	return []change{{a.text.start, a.text.end, value, numericEntity}}
}

// escapePercent escapes what a mailto: or tel: link may not hold as it is
// (RFC 6068, section 2).
func escapePercent(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte(`"%<>?&#[]\^{|}`+"`", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// fixComment keeps changes from ending the comment.
func fixComment(changes []change) []change {
	for i := range changes {
		changes[i].new = escapeEnds(changes[i].new)
	}
	return changes
}

// fixOther escapes changes of declarations, whose entities stand in quotes, and
// of instructions. Behind "</" a letter would make an end tag of what HTML takes
// for a comment: a space keeps it one.
func fixOther(doc []byte, changes []change) []change {
	for i := range changes {
		c := &changes[i]
		if c.new != "" && isASCIILetter(c.new[0]) && bytes.HasSuffix(doc[:c.start], []byte("</")) {
			c.new = " " + c.new
		}
		c.new = escapeEnds(strings.ReplaceAll(escapeMarkup(c.new, true, '"'), "%", "&#37;"))
		c.lacking = numericEntity
	}
	return changes
}

// escapeEnds makes text that cannot end a comment or CDATA section, neither by
// itself nor with what stands around it.
func escapeEnds(text string) string {
	if text == "" {
		return " "
	}
	return strings.NewReplacer("-", "&#45;", ">", "&gt;", "]", "&#93;").Replace(text)
}

// fixScript writes what could end a string or the script as \uXXXX, which
// JavaScript and JSON read alike in strings.
func fixScript(changes []change) []change {
	for i := range changes {
		c := &changes[i]
		var b strings.Builder
		for _, r := range c.new {
			if r < ' ' || strings.ContainsRune("\"'`\\<>&$", r) {
				b.WriteString(escapeUnit(r, 0))
			} else {
				b.WriteRune(r)
			}
		}
		c.new = b.String()
		c.lacking = func(r rune) string { return escapeUnit(r, 0) }
	}
	return changes
}
