// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// Text returns text with every finding replaced. The findings may come in any
// order; text and fs are not changed. Findings that overlap are replaced
// together, from the first byte of any to the last byte of any, by the operator
// of the strongest: the one with the higher score, then the longer, then the
// earlier. A union of different types shows nothing: no partial mask, no
// surrogate, no coarser value. A finding whose operator is Keep does not
// protect what other findings cover.
//
// It returns an error, and no text, if a finding lies outside the text.
func (d *Document) Text(text []byte, fs []detect.Finding) ([]byte, error) {
	out, err := d.Append(make([]byte, 0, len(text)+len(text)/8), text, 0, fs)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Append is Text for one piece of a longer document: text is the piece that
// begins at byte base of the document, and the findings' offsets count from
// the document's start. Pieces must be cut outside findings, which is what a
// safe frontier of a stream is. It appends to dst; on an error dst comes back
// as it was.
func (d *Document) Append(dst, text []byte, base int, fs []detect.Finding) ([]byte, error) {
	spans, err := d.spans(text, base, fs)
	if err != nil {
		return dst, err
	}
	out, at := dst, 0
	for _, s := range spans {
		out = append(out, text[at:s.start]...)
		out = append(out, d.replace(s.lead, string(text[s.start:s.end]), s.whole())...)
		at = s.end
	}
	return append(out, text[at:]...), nil
}

// span is a stretch of text that is replaced at once.
type span struct {
	start, end         int
	lead               detect.Finding // whose operator counts
	leadStart, leadEnd int            // where lead lies in the piece
	mixed              bool           // findings of other types overlap
}

// whole reports whether the stretch is exactly what lead found, and nothing
// else.
func (s span) whole() bool { return !s.mixed && s.start == s.leadStart && s.end == s.leadEnd }

// spans sorts and merges the findings and widens them to whole characters.
func (d *Document) spans(text []byte, base int, fs []detect.Finding) ([]span, error) {
	list := make([]span, 0, len(fs))
	for _, f := range fs {
		s := span{lead: f, leadStart: f.Start - base, leadEnd: f.End - base}
		if s.leadStart < 0 || s.leadEnd > len(text) || s.leadStart >= s.leadEnd {
			return nil, errors.New("finding " + string(f.Type) + " at " + strconv.Itoa(f.Start) + " to " + strconv.Itoa(f.End) + " is not inside the text, which has " +
				strconv.Itoa(len(text)) + " bytes from " + strconv.Itoa(base) + " on; pass the findings of this very text")
		}
		if d.r.operator(f.Type).Kind == KindKeep {
			continue
		}
		s.start, s.end = runeStart(text, s.leadStart), runeEnd(text, s.leadEnd)
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	merged := list[:0]
	for _, s := range list {
		if n := len(merged); n > 0 && s.start < merged[n-1].end {
			merged[n-1] = join(merged[n-1], s)
			continue
		}
		merged = append(merged, s)
	}
	return merged, nil
}

// join unites two overlapping spans, a beginning first.
func join(a, b span) span {
	s := a
	if stronger(b.lead, a.lead) {
		s.lead, s.leadStart, s.leadEnd = b.lead, b.leadStart, b.leadEnd
	}
	s.end = max(a.end, b.end)
	s.mixed = a.mixed || b.mixed || a.lead.Type != b.lead.Type
	s.lead.Evidence |= (a.lead.Evidence | b.lead.Evidence) & detect.WasDecoded
	return s
}

func stronger(a, b detect.Finding) bool {
	if a.Score != b.Score {
		return a.Score > b.Score
	}
	return a.End-a.Start > b.End-b.Start
}

// runeStart returns the beginning of the character that byte i lies in.
func runeStart(text []byte, i int) int {
	for j := i; j > 0 && j > i-utf8.UTFMax && !utf8.RuneStart(text[j]); j-- {
		if _, n := utf8.DecodeRune(text[j-1:]); j-1+n > i {
			return j - 1
		}
	}
	return i
}

// runeEnd returns the end of the character that the boundary i cuts, or i.
func runeEnd(text []byte, i int) int {
	if i >= len(text) {
		return i
	}
	if s := runeStart(text, i); s < i {
		_, n := utf8.DecodeRune(text[s:])
		return s + n
	}
	return i
}
