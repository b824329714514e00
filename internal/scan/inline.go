// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/detect"
)

// An inline ignore is a comment in the text that is looked at:
//
//	hulan:ignore [TYPE[,TYPE…]] [until 2027-01-31] reason
//
// It counts for the line it stands on and for the next one. Without types it
// counts for all. After the date, or if the date cannot be read, it does not
// count, and the finding says so.
var ignoreMark = []byte("hulan:ignore")

// maxLine is how far, in bytes, a line is searched for a mark: longer lines are
// not written by hand.
const maxLine = 4 << 10

// inlineIgnore reports whether a comment tells to pass over the finding, or
// the date on which it ceased to.
func (s *Scanner) inlineIgnore(text []byte, f detect.Finding) (ignored bool, expired string) {
	lo := max(0, f.Start-2*maxLine)
	begin := lo + bytes.LastIndexByte(text[lo:f.Start], '\n')
	if begin >= lo { // and the line before
		begin = lo + bytes.LastIndexByte(text[lo:begin], '\n') + 1
	} else {
		begin = lo
	}
	end := min(len(text), f.End+maxLine)
	if k := bytes.IndexByte(text[f.Start:end], '\n'); k >= 0 {
		end = f.Start + k
	}
	region := text[begin:end]
	for {
		k := bytes.Index(region, ignoreMark)
		if k < 0 {
			return false, expired
		}
		region = region[k+len(ignoreMark):]
		rest, _, _ := bytes.Cut(region, newline)
		m, ok := parseMark(string(rest))
		if !ok || len(m.types) > 0 && !slices.Contains(m.types, f.Type) {
			continue
		}
		if m.until == "" {
			return true, ""
		}
		if day, err := time.Parse(time.DateOnly, m.until); err == nil && s.opt.Today.Before(day.AddDate(0, 0, 1)) {
			return true, ""
		}
		expired = m.until
	}
}

// mark is a parsed inline ignore.
type mark struct {
	types []detect.Type
	until string // as written
}

// parseMark reads what follows the mark. ok is false if the mark is only the
// beginning of a longer word.
func parseMark(rest string) (m mark, ok bool) {
	if rest != "" && !strings.ContainsRune(" \t\r:,;.\"'`)]}>*-/\\", rune(rest[0])) {
		return m, false
	}
	words := strings.Fields(rest)
	if len(words) > 0 && isTypes(words[0]) {
		for t := range strings.SplitSeq(words[0], ",") {
			m.types = append(m.types, detect.Type(t))
		}
		words = words[1:]
	}
	if len(words) > 1 && words[0] == "until" {
		m.until = strings.TrimRight(words[1], `.,;:)]}"'`)
	}
	return m, true
}

// isTypes reports whether a word looks like names of types: capitals, digits and
// '_' in words of at least three characters, parted by commas.
func isTypes(word string) bool {
	for t := range strings.SplitSeq(word, ",") {
		if len(t) < 3 || strings.Trim(t, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" {
			return false
		}
	}
	return true
}
