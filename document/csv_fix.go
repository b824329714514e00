// SPDX-License-Identifier: Apache-2.0

package document

import "strings"

// fix confines changes to cells, so that rows and columns stay. A change across
// cells gives its text to the first and empties the others.
func (t *table) fix(doc []byte, changes []change) []change {
	var fixed, here []change
	for i := 0; i < len(changes); {
		at, _ := t.find(changes[i].start)
		start, end := at.cell.content()
		next := t.following(doc, at)
		here = here[:0]
		for first := true; i < len(changes) && (first || changes[i].start < next); i++ {
			first = false
			c := changes[i]
			c.start, c.end = min(max(c.start, start), end), max(min(c.end, end), start)
			if c.start < c.end || c.new != "" {
				here = append(here, c)
			}
			if next < changes[i].end {
				changes[i] = change{start: next, end: changes[i].end, lacking: questionMark}
				break
			}
		}
		if len(here) > 0 {
			fixed = append(fixed, t.fixCell(doc, at, here)...)
		}
	}
	return fixed
}

// following returns where the cell after the one found begins: in the next row
// after the last of a row.
func (t *table) following(doc []byte, at spot) int {
	if at.cell.more {
		return at.cell.end + 1
	}
	return max(at.rowEnd, at.cell.end)
}

// fixCell quotes what needs quoting.
func (t *table) fixCell(doc []byte, at spot, changes []change) []change {
	quote := string(t.quote)
	start, end := at.cell.content()
	if start == end && !at.cell.quoted && !at.cell.more && at.column == 0 {
		return nil // a blank line, which is no row
	}
	if at.cell.quoted {
		done := start
		for i := range changes {
			c := &changes[i]
			if t.quotesBefore(doc, start, c.start)%2 == 1 {
				c.start-- // never half of a doubled quote
			}
			if t.quotesBefore(doc, start, c.end)%2 == 1 && c.end < end && doc[c.end] == t.quote {
				c.end++
			}
			c.start, c.end = max(c.start, done), max(c.end, done)
			done = c.end
			c.new = strings.ReplaceAll(c.new, quote, quote+quote)
		}
		return changes
	}
	special := false
	for _, c := range changes {
		special = special || strings.ContainsAny(c.new, quote+string(t.delimiter)+"\r\n")
	}
	text := apply(doc, docRange{start, end}, changes)
	lonely := text == "" && at.column == 0 && !at.cell.more // or the row would be blank
	opens := strings.HasPrefix(text, quote) && doc[start] != t.quote
	if !special && !lonely && !opens {
		return changes
	}
	text = quote + strings.ReplaceAll(text, quote, quote+quote) + quote
	return []change{{start: start, end: end, new: text, lacking: questionMark}}
}

// quotesBefore counts the quotes that stand directly before at, back to start.
func (t *table) quotesBefore(doc []byte, start, at int) int {
	n := 0
	for at-n > start && doc[at-n-1] == t.quote {
		n++
	}
	return n
}
