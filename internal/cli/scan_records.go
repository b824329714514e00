// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

// record is one occurrence as the formats jsonl and csv give it.
type record struct {
	File       string          `json:"file"`
	Line       int             `json:"line"`
	Column     int             `json:"column"`
	EndLine    int             `json:"end_line"`
	EndColumn  int             `json:"end_column"`
	Start      int64           `json:"start"` // bytes of the document, decoded to UTF-8
	End        int64           `json:"end"`
	Path       string          `json:"path,omitempty"`
	Field      string          `json:"field,omitempty"`
	Type       detect.Type     `json:"type"`
	Kind       string          `json:"kind,omitempty"`
	Level      detect.Level    `json:"level"`
	Score      float64         `json:"score"`
	Likelihood string          `json:"likelihood"`
	Masked     string          `json:"masked"`
	Value      string          `json:"value,omitempty"` // only with --show-values
	Parts      []jsonPart      `json:"parts,omitempty"` // of an address
	Evidence   detect.Evidence `json:"evidence"`
	Cue        string          `json:"cue,omitempty"`
	Reasons    []string        `json:"reasons,omitempty"` // codes of the level's reasons
	Rule       string          `json:"rule"`
	ID         string          `json:"id"`
	Expired    string          `json:"ignore_expired,omitempty"`
}

func newRecord(file string, h *scan.Hit) record {
	return record{
		File: file, Line: h.Line, Column: h.Column, EndLine: h.EndLine, EndColumn: h.EndColumn,
		Start: h.Start, End: h.End, Path: h.Path, Field: h.Field,
		Type: h.Type, Kind: h.Kind, Level: h.Level, Score: rounded(h.Score), Likelihood: h.Likelihood().String(),
		Masked: h.Masked, Value: h.Value, Parts: jsonParts(h.Parts), Evidence: h.Evidence, Cue: h.Cue, Reasons: reasonCodes(h.Reasons),
		Rule: h.Rule, ID: h.ID, Expired: h.Expired,
	}
}

// jsonPart is a part of an address.
type jsonPart struct {
	Part   detect.AddressKind `json:"part"`
	Masked string             `json:"masked"`
	Value  string             `json:"value,omitempty"` // only with --show-values
	Start  int64              `json:"start"`           // bytes of the document, decoded to UTF-8
	End    int64              `json:"end"`
}

func jsonParts(ps []scan.Part) []jsonPart {
	var out []jsonPart
	for _, p := range ps {
		out = append(out, jsonPart{p.Kind, p.Masked, p.Value, p.Start, p.End})
	}
	return out
}

// rounded leaves three decimals: more would be noise.
func rounded(score float64) float64 { return float64(int(score*1000+0.5)) / 1000 }

func reasonCodes(rs []detect.Reason) []string {
	var codes []string
	for _, r := range rs {
		codes = append(codes, r.Code)
	}
	return codes
}

// linesReport writes one JSON object for each occurrence as soon as its
// document has been looked at.
type linesReport struct{ enc *json.Encoder }

func newLinesReport(_ *app, _ *scanFlags, w io.Writer) reporter {
	return linesReport{newEncoder(w)}
}

// newEncoder returns an encoder that leaves <, > and & as they are.
func newEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

func (l linesReport) document(d scan.Document) {
	for i := range d.Hits {
		l.enc.Encode(newRecord(d.Name, &d.Hits[i]))
	}
}

func (l linesReport) close(scan.Report) {}

// csvReport writes one row for each occurrence.
type csvReport struct {
	w      *csv.Writer
	values bool
}

var csvHeader = strings.Fields(`file line column end_line end_column type kind level score likelihood masked
	evidence cue field path reasons rule id`)

func newCSVReport(_ *app, f *scanFlags, w io.Writer) reporter {
	c := csvReport{csv.NewWriter(w), f.showValues}
	header := csvHeader
	if c.values {
		header = append(slices.Clone(header), "value")
	}
	c.w.Write(header)
	return c
}

func (c csvReport) document(d scan.Document) {
	for i := range d.Hits {
		r := newRecord(d.Name, &d.Hits[i])
		row := []string{
			r.File, strconv.Itoa(r.Line), strconv.Itoa(r.Column), strconv.Itoa(r.EndLine), strconv.Itoa(r.EndColumn),
			string(r.Type), r.Kind, r.Level.String(), strconv.FormatFloat(r.Score, 'g', -1, 64), r.Likelihood, r.Masked,
			strings.Join(r.Evidence.Names(), " "), r.Cue, r.Field, r.Path, strings.Join(r.Reasons, " "), r.Rule, r.ID,
		}
		if c.values {
			row = append(row, r.Value)
		}
		for i := range row {
			row[i] = noFormula(row[i])
		}
		c.w.Write(row)
	}
}

func (c csvReport) close(scan.Report) { c.w.Flush() }

// noFormula puts an apostrophe in front of what a spreadsheet would take for a
// formula: names of files and columns are not to be trusted.
func noFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// jsonReport writes one object with everything: each value once, with all its
// places.
type jsonReport struct {
	w         io.Writer
	groups    scan.Groups
	documents []jsonDocument
}

// jsonDocument is a document in which something was found, with its grade.
type jsonDocument struct {
	File     string       `json:"file"`
	Format   string       `json:"format"`
	Encoding string       `json:"encoding"`
	Places   int          `json:"places"`
	Level    detect.Level `json:"level"`
	Reasons  []string     `json:"reasons"` // codes
	Units    int64        `json:"units"`   // distinct values, weighed as the law weighs them
}

func newJSONReport(_ *app, _ *scanFlags, w io.Writer) reporter {
	return &jsonReport{w: w, documents: []jsonDocument{}}
}

func (j *jsonReport) document(d scan.Document) {
	j.groups.Add(d.Name, d.Hits)
	if !d.More {
		reasons := append([]string{}, reasonCodes(d.Grade.Reasons)...)
		j.documents = append(j.documents, jsonDocument{d.Name, d.Info.Format, d.Info.Encoding, d.Total, d.Grade.Level, reasons, d.Grade.Units.U})
	}
}

// jsonFinding is a value with its places. Score and level are the highest of
// any place; kind, evidence, reasons and parts are those of the first.
type jsonFinding struct {
	ID         string          `json:"id"`
	Type       detect.Type     `json:"type"`
	Kind       string          `json:"kind,omitempty"`
	Level      detect.Level    `json:"level"`
	Score      float64         `json:"score"`
	Likelihood string          `json:"likelihood"`
	Masked     string          `json:"masked"`
	Value      string          `json:"value,omitempty"`
	Parts      []jsonPart      `json:"parts,omitempty"` // of an address
	Evidence   detect.Evidence `json:"evidence"`
	Cue        string          `json:"cue,omitempty"`
	Reasons    []jsonReason    `json:"reasons"`
	Rule       string          `json:"rule"`
	Count      int             `json:"count"`
	Locations  []jsonLocation  `json:"locations"`
}

type jsonReason struct {
	Code  string       `json:"code"`
	Level detect.Level `json:"level"`
	EN    string       `json:"en"`
	ZH    string       `json:"zh"`
}

// jsonLocation is [scan.Location], field by field.
type jsonLocation struct {
	Name      string       `json:"file"`
	Line      int          `json:"line"`
	Column    int          `json:"column"`
	EndLine   int          `json:"end_line"`
	EndColumn int          `json:"end_column"`
	Start     int64        `json:"start"`
	End       int64        `json:"end"`
	Path      string       `json:"path,omitempty"`
	Field     string       `json:"field,omitempty"`
	Level     detect.Level `json:"level"`
	Expired   string       `json:"ignore_expired,omitempty"`
}

func (j *jsonReport) close(r scan.Report) {
	findings := []jsonFinding{}
	for _, g := range j.groups.All() {
		findings = append(findings, newJSONFinding(g))
	}
	enc := newEncoder(j.w)
	enc.SetIndent("", "  ")
	enc.Encode(struct {
		Tool      jsonTool       `json:"tool"`
		Findings  []jsonFinding  `json:"findings"`
		Documents []jsonDocument `json:"documents"`
		Summary   jsonSummary    `json:"summary"`
		Coverage  jsonCoverage   `json:"coverage"`
	}{jsonTool{"hulan", versionOf()}, findings, j.documents, newJSONSummary(r), newJSONCoverage(r)})
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

func newJSONFinding(g *scan.Group) jsonFinding {
	h := &g.First
	f := jsonFinding{
		ID: h.ID, Type: h.Type, Kind: h.Kind, Masked: h.Masked, Value: h.Value, Parts: jsonParts(h.Parts),
		Evidence: h.Evidence, Cue: h.Cue, Reasons: []jsonReason{}, Rule: h.Rule, Count: g.Count,
	}
	for _, r := range h.Reasons {
		f.Reasons = append(f.Reasons, jsonReason{r.Code, r.Level, r.EN, r.ZH})
	}
	for _, l := range g.Locations {
		f.Locations = append(f.Locations, jsonLocation(l))
	}
	f.Level, f.Score, f.Likelihood = g.Level, rounded(g.Score), detect.LikelihoodOf(g.Score).String()
	return f
}

// jsonSummary counts occurrences, except values.
type jsonSummary struct {
	Values  int                 `json:"values"`
	Places  int                 `json:"places"`
	Files   int                 `json:"files"`
	Level   detect.Level        `json:"level"`
	ByType  map[detect.Type]int `json:"by_type"`
	ByLevel map[string]int      `json:"by_level"`
	Units   detect.Units        `json:"units"`
	Note    string              `json:"note"`
}

func newJSONSummary(r scan.Report) jsonSummary {
	s := jsonSummary{
		Values: r.Values, Places: r.Hits, Files: r.Documents, Level: r.Grade.Level,
		ByType: r.ByType, ByLevel: map[string]int{}, Units: r.Grade.Units, Note: detect.AssessmentNote,
	}
	for l, n := range r.ByLevel {
		s.ByLevel[detect.Level(l).String()] = n
	}
	return s
}

type jsonCoverage struct {
	Files      int           `json:"files"`
	Bytes      int64         `json:"bytes"`
	Complete   bool          `json:"complete"`
	NotRead    []jsonProblem `json:"not_read"`
	Remarks    []jsonProblem `json:"remarks"`
	Ignored    int           `json:"ignored"`
	Links      int           `json:"links"`
	Special    int           `json:"special"`
	Binaries   int           `json:"binaries"`
	ByComment  int           `json:"ignored_by_comment"`
	ByBaseline int           `json:"known_from_baseline"`
}

type jsonProblem struct {
	File  string     `json:"file"`
	Cause scan.Cause `json:"cause"`
	Byte  int64      `json:"byte,omitempty"`
	Text  string     `json:"text"`
}

func newJSONCoverage(r scan.Report) jsonCoverage {
	c := r.Coverage
	return jsonCoverage{
		Files: c.Files, Bytes: c.Bytes, Complete: c.Complete(), NotRead: jsonProblems(c.Problems), Remarks: jsonProblems(c.Remarks),
		Ignored: c.Ignored, Links: c.Links, Special: c.Special, Binaries: c.Binaries,
		ByComment: r.Suppressed.Inline, ByBaseline: r.Suppressed.Baseline,
	}
}

func jsonProblems(list []scan.Problem) []jsonProblem {
	out := []jsonProblem{}
	for _, p := range list {
		text := p.Text
		if p.Err != nil {
			text = fmt.Sprint(p.Err)
		}
		out = append(out, jsonProblem{p.Name, p.Cause, p.Byte, text})
	}
	return out
}
