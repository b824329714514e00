// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

// sarifReport writes SARIF 2.1.0 (OASIS, 27 March 2020). Results are written as
// they come, so that memory does not grow with them; the tool with its rules
// stands behind. There is no snippet, since it would hold the value.
type sarifReport struct {
	w     io.Writer
	rules map[string]detect.Type // ID of each rule that found something
	first bool
}

const (
	sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"
	projectURI  = "https://github.com/hulanhq/hulan"
)

func newSARIFReport(_ *app, _ *scanFlags, w io.Writer) reporter {
	fmt.Fprintf(w, "{\n\"$schema\": %q,\n\"version\": \"2.1.0\",\n\"runs\": [{\n\"columnKind\": \"unicodeCodePoints\",\n\"results\": [", sarifSchema)
	return &sarifReport{w: w, rules: map[string]detect.Type{}, first: true}
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Properties   sarifProperties   `json:"properties"`
}

type sarifProperties struct {
	Tags       []string        `json:"tags"`
	Type       detect.Type     `json:"type"`
	Kind       string          `json:"kind,omitempty"`
	Level      detect.Level    `json:"level"`
	Score      float64         `json:"score"`
	Likelihood string          `json:"likelihood"`
	Evidence   detect.Evidence `json:"evidence"`
	Path       string          `json:"path,omitempty"`
	Value      string          `json:"value,omitempty"` // only with --show-values
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

func (s *sarifReport) document(d scan.Document) {
	for i := range d.Hits {
		h := &d.Hits[i]
		s.rules[h.Rule] = h.Type
		s.element(sarifResult{
			RuleID: h.Rule, Level: sarifLevel(h.Level), Message: sarifText{sarifMessage(h)},
			Locations: []sarifLocation{{sarifPhysical{
				sarifArtifact{sarifURI(d.Name)},
				&sarifRegion{h.Line, h.Column, h.EndLine, h.EndColumn},
			}}},
			Fingerprints: map[string]string{"hulan/v1": h.Fingerprint, "hulanValue/v1": h.ID},
			Properties: sarifProperties{
				Tags: []string{"privacy", string(h.Type), h.Level.String()}, Type: h.Type, Kind: h.Kind, Level: h.Level,
				Score: rounded(h.Score), Likelihood: h.Likelihood().String(), Evidence: h.Evidence, Path: h.Path, Value: h.Value,
			},
		})
	}
}

// element writes one element of the list of results.
func (s *sarifReport) element(r sarifResult) {
	data, err := json.Marshal(r)
	if err != nil { // there is nothing in it that can fail
		return
	}
	sep := ",\n"
	if s.first {
		sep = "\n"
	}
	s.first = false
	io.WriteString(s.w, sep)
	s.w.Write(data)
}

func sarifMessage(h *scan.Hit) string {
	what := string(h.Type)
	if en, _, ok := detect.TypeWords(h.Type); ok {
		what = strings.ToUpper(en[:1]) + en[1:]
	}
	return fmt.Sprintf("%s, %s, disclosure level %s.", what, strings.ToLower(strings.ReplaceAll(h.Likelihood().String(), "_", " ")), h.Level)
}

// sarifLevel maps how bad a disclosure is to SARIF's three levels.
func sarifLevel(l detect.Level) string {
	switch {
	case l >= detect.S3:
		return "error"
	case l == detect.S2:
		return "warning"
	}
	return "note"
}

// sarifURI returns a relative URI; an absolute path becomes a file URI.
func sarifURI(name string) string {
	if name == "-" {
		return "stdin"
	}
	u := url.URL{Path: name}
	if path.IsAbs(name) {
		u.Scheme = "file"
	} else if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ":") {
		u.Path = "./" + name
	}
	return u.String()
}

type sarifRule struct {
	ID         string    `json:"id"`
	Short      sarifText `json:"shortDescription"`
	Full       sarifText `json:"fullDescription"`
	HelpURI    string    `json:"helpUri"`
	Properties sarifTags `json:"properties"`
}

type sarifTags struct {
	Tags []string `json:"tags"`
}

func (s *sarifReport) close(r scan.Report) {
	known := map[string]detect.Info{}
	for _, info := range detect.Recognisers() {
		known[info.ID] = info
	}
	rules := []sarifRule{}
	for _, id := range slices.Sorted(maps.Keys(s.rules)) {
		short, full := "finds "+string(s.rules[id]), "A rule of the user."
		if info, ok := known[id]; ok {
			short, full = info.About, "Source: "+info.Source
		}
		rules = append(rules, sarifRule{id, sarifText{short}, sarifText{full}, projectURI, sarifTags{[]string{"privacy", string(s.rules[id])}}})
	}
	driver := map[string]any{
		"name": "hulan", "semanticVersion": versionOf(), "informationUri": projectURI, "rules": rules,
	}
	tool, _ := json.Marshal(map[string]any{"driver": driver})
	invocations, _ := json.Marshal([]any{map[string]any{
		"executionSuccessful": true, "toolExecutionNotifications": sarifNotifications(r.Coverage),
	}})
	fmt.Fprintf(s.w, "\n],\n\"tool\": %s,\n\"invocations\": %s\n}]\n}\n", tool, invocations)
}

// sarifNotifications names the files that were not fully read.
func sarifNotifications(c scan.Coverage) []any {
	out := []any{}
	for _, p := range jsonProblems(c.Problems) {
		out = append(out, map[string]any{
			"level": "error", "descriptor": map[string]any{"id": p.Cause},
			"message":   sarifText{fmt.Sprintf("not read to the end (%s): %s", p.Cause, p.Text)},
			"locations": []sarifLocation{{sarifPhysical{Artifact: sarifArtifact{sarifURI(p.File)}}}},
		})
	}
	return out
}
