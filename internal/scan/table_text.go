// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"errors"
	"io"
	"slices"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/document"
)

// Table finds what is in a CSV or TSV text in memory, with the columns' names as
// context and offsets in text, ordered. name tells the format by its extension.
func (s *Scanner) Table(name string, text []byte) ([]detect.Finding, error) {
	r, err := document.NewBytes(text, document.Options{Name: name})
	if err != nil {
		return nil, err
	}
	tbl := table{tables: s.tables}
	var out []detect.Finding
	for {
		seg, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		fs := s.engine.Append(nil, detect.Input{Text: seg.Text, Field: seg.Field, FieldAt: seg.FieldAt})
		if s.tables != nil && len(seg.Columns) > 0 {
			fs = tbl.look(seg, fs)
		}
		for _, f := range fs {
			spans := seg.Source(f.Start, f.End)
			if len(spans) == 0 {
				continue
			}
			f.Start, f.End = int(spans[0].Start), int(spans[len(spans)-1].End)
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b detect.Finding) int { return a.Start - b.Start })
	return out, nil
}
