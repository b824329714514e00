// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/detect"
)

type countVector struct {
	ID      string         `json:"id"`
	Counts  map[string]int `json:"counts"`
	Insider bool           `json:"insider"`
	Units   detect.Units   `json:"units"`
}

type incidentVector struct {
	ID      string `json:"id"`
	Persons int    `json:"persons"`
	Level   string `json:"level"`
}

// severity reads detect/testdata/assess/severity-vectors.json. What the units
// come to is the program's, which the tests of detect hold to that file.
func severity(root string) (section, error) {
	var file struct {
		Anchor  string `json:"anchor"`
		Vectors []struct {
			ID      string         `json:"id"`
			Counts  map[string]int `json:"counts"`
			Insider bool           `json:"insider"`
		} `json:"vectors"`
		Incidents struct {
			Vectors []struct {
				ID      string `json:"id"`
				Persons int    `json:"persons_leaked"`
				Level   string `json:"expect_level"`
			} `json:"vectors"`
		} `json:"incident_level_by_persons"`
	}
	data, err := os.ReadFile(filepath.Join(root, "detect/testdata/assess/severity-vectors.json"))
	if err != nil {
		return section{}, err
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return section{}, err
	}
	var counts []countVector
	for _, v := range file.Vectors {
		counts = append(counts, countVector{v.ID, v.Counts, v.Insider, detect.Count(v.Counts, v.Insider)})
	}
	var incidents []incidentVector
	for _, v := range file.Incidents.Vectors {
		incidents = append(incidents, incidentVector(v))
	}
	return section{
		fields: []field{{"anchor", file.Anchor}, {"note", detect.AssessmentNote}},
		lists:  []list{rows("counts", counts), rows("incidents", incidents)},
	}, nil
}

type postVector struct {
	ID       string       `json:"id"`
	Text     string       `json:"text"`
	Findings []postSpan   `json:"findings"`
	Options  *postOptions `json:"options,omitempty"`
	Level    detect.Level `json:"level"`
	Reasons  []string     `json:"reasons"`
	Own      bool         `json:"own"`
	Persons  *int         `json:"persons,omitempty"`
	Note     string       `json:"note,omitempty"`
}

type postSpan struct {
	span
	Evidence string `json:"evidence,omitempty"` // "test", "masked" or "not_personal"
}

// postOptions is what is known beside the text.
type postOptions struct {
	Author       []string `json:"author,omitempty"`
	Organisation bool     `json:"organisation,omitempty"`
	Insider      bool     `json:"insider,omitempty"`
	OwnDatabase  bool     `json:"own_database,omitempty"`
	Persons      int      `json:"persons,omitempty"`
}

// posts reads detect/testdata/assess/posts.txt, whose form its head describes.
func posts(root string) (section, error) {
	data, err := os.ReadFile(filepath.Join(root, "detect/testdata/assess/posts.txt"))
	if err != nil {
		return section{}, err
	}
	var out []postVector
	for block := range strings.SplitSeq(string(data), "\n\n") {
		header, body, ok := strings.Cut(block, "\n")
		if !ok || !strings.HasPrefix(header, "== ") {
			continue
		}
		v := postVector{ID: fmt.Sprintf("post-%d", len(out)+1)}
		if err := v.header(header); err != nil {
			return section{}, fmt.Errorf("%s: %w", header, err)
		}
		v.body(strings.TrimSuffix(body, "\n"))
		out = append(out, v)
	}
	return section{fields: []field{{"now", "2026-06-01T00:00:00Z"}}, lists: []list{rows("posts", out)}}, nil
}

// header reads "== LEVEL reason … [options] # why".
func (v *postVector) header(s string) error {
	s, v.Note, _ = strings.Cut(s, " #")
	v.Note = strings.TrimSpace(v.Note)
	words := strings.Fields(s)[1:]
	if len(words) == 0 {
		return fmt.Errorf("no level")
	}
	if err := v.Level.UnmarshalText([]byte(words[0])); err != nil {
		return err
	}
	v.Reasons = []string{}
	var o postOptions
	known := false
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		n, _ := strconv.Atoi(value)
		option := true
		switch key {
		case "author":
			o.Author = append(o.Author, strings.ReplaceAll(value, "+", " "))
		case "org":
			o.Organisation = true
		case "owndb":
			o.OwnDatabase = true
		case "total":
			o.Persons = n
		case "insider": // also the reason that follows from it
			o.Insider = true
			v.Reasons = append(v.Reasons, detect.ReasonInsider)
		default:
			option = false
			v.outcome(key, n)
		}
		known = known || option
	}
	if known {
		v.Options = &o
	}
	slices.Sort(v.Reasons)
	v.Reasons = slices.Compact(v.Reasons)
	return nil
}

func (v *postVector) outcome(key string, n int) {
	switch key {
	case "own":
		v.Own = true
	case "persons":
		v.Persons = &n
	default:
		v.Reasons = append(v.Reasons, key)
	}
}

// body reads the text, in which findings stand as [TYPE/kind!evidence:value].
func (v *postVector) body(s string) {
	names := map[string]string{"test": "test", "masked": "masked", "public": "not_personal"}
	var b strings.Builder
	v.Findings = []postSpan{}
	for s != "" {
		before, rest, ok := strings.Cut(s, "[")
		b.WriteString(before)
		if !ok {
			break
		}
		inner, after, _ := strings.Cut(rest, "]")
		name, value, _ := strings.Cut(inner, ":")
		name, evidence, _ := strings.Cut(name, "!")
		typ, kind, _ := strings.Cut(name, "/")
		f := postSpan{span: span{Type: detect.Type(typ), Kind: kind}, Evidence: names[evidence]}
		f.Bytes = [2]int{b.Len(), b.Len() + len(value)}
		b.WriteString(value)
		v.Findings = append(v.Findings, f)
		s = after
	}
	v.Text = b.String()
	for i := range v.Findings {
		f := &v.Findings[i]
		s := newSpan(v.Text, f.Bytes[0], f.Bytes[1])
		s.Type, s.Kind = f.Type, f.Kind
		f.span = s
	}
}
