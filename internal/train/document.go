// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	_ "github.com/hulanhq/hulan/detect" // says how texts are seen
	"github.com/hulanhq/hulan/internal/crf"
)

// document is a labelled text; offsets are in code points.
type document struct {
	ID    string  `json:"id"`
	Text  string  `json:"text"`
	Spans []label `json:"spans"`
}

type label struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Type  string `json:"type"`
}

// maxLine is the longest line that is read, bytes.
const maxLine = 16 << 20

func readDocuments(path string) ([]document, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []document
	s := bufio.NewScanner(f)
	s.Buffer(nil, maxLine)
	for s.Scan() {
		var d document
		if err := json.Unmarshal(s.Bytes(), &d); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, len(out)+1, err)
		}
		out = append(out, d)
	}
	return out, s.Err()
}

func writeDocuments(path string, ds []document) error {
	var b bytes.Buffer
	for _, d := range ds {
		line, err := json.Marshal(d)
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// union joins the labels of two annotations of one sentence; the longer of two
// that overlap counts.
func union(a, b []label) []label {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y label) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(y.End, x.End)) })
	var out []label
	for _, s := range all {
		if len(out) == 0 || s.Start >= out[len(out)-1].End {
			out = append(out, s)
		}
	}
	return out
}

// example turns a document into a labelled sequence. Labels that do not fit the
// positions are left out.
func example(chain crf.Chain, d document, weight float64) crf.Example {
	o := crf.Observe(chain, []byte(d.Text), table)
	starts, ends := map[int]int{}, map[int]int{}
	for i, p := range o.Places {
		starts[p[0]], ends[p[1]] = i, i
	}
	var offsets []int // of each code point
	for i := range d.Text {
		offsets = append(offsets, i)
	}
	offsets = append(offsets, len(d.Text))
	x := crf.Example{Features: o.Features, Codes: o.Codes, Labels: make([]crf.Label, len(o.Places)), Weight: weight}
	for _, s := range d.Spans {
		i, ok := starts[offsets[s.Start]]
		j, fits := ends[offsets[s.End]]
		if s.Type == "PERSON" && ok && fits && i <= j {
			mark(chain, x.Labels[i:j+1])
		}
	}
	return x
}

// mark labels the positions of one name.
func mark(chain crf.Chain, ls []crf.Label) {
	if len(ls) == 1 {
		if chain == crf.Counted {
			ls[0] = crf.Edge
		}
		return
	}
	for i := range ls {
		ls[i] = crf.Inside
	}
	ls[0] = crf.Begin
	if chain == crf.Framed {
		ls[len(ls)-1] = crf.Edge
	}
}
