// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

// sample is a run with two documents, one of which has a name that needs care.
func sample() ([]scan.Document, scan.Report) {
	hit := scan.Hit{
		Type: detect.PhoneNumber, Kind: "cn_mobile", Level: detect.S2, Score: 0.9, Evidence: detect.HasShape | detect.HasCue, Rule: "cn_mobile",
		Masked: "+86 138****5678", Cue: "手机", Line: 3, Column: 4, EndLine: 3, EndColumn: 19, Start: 20, End: 35, ID: "aa", Fingerprint: "bb",
		Reasons: []detect.Reason{{Code: detect.ReasonWhoContact, Level: detect.S2, EN: "links a name", ZH: "姓名"}},
	}
	other := hit
	other.Level, other.Score, other.Line = detect.S4, 0.6, 9
	docs := []scan.Document{{Name: "a b/ü?.txt", Hits: []scan.Hit{hit}, Total: 1}, {Name: "/abs.txt", Hits: []scan.Hit{other}, Total: 1}}
	report := scan.Report{Hits: 2, Documents: 2, Values: 1, ByType: map[detect.Type]int{detect.PhoneNumber: 2}}
	report.ByLevel[2], report.ByLevel[4] = 1, 1
	report.Grade.Level = detect.S4
	report.Coverage = scan.Coverage{Files: 2, Bytes: 100, Holes: 1, Problems: []scan.Problem{{Name: "gone.txt", Cause: scan.Unreadable, Hole: true}}}
	return docs, report
}

// written is what a format makes of the sample.
func written(t *testing.T, format string, lang language) string {
	t.Helper()
	a, _, _ := newApp(lang)
	var buf bytes.Buffer
	r := reporters[format](a, &scanFlags{}, &buf)
	docs, report := sample()
	for _, d := range docs {
		r.document(d)
	}
	r.close(report)
	return buf.String()
}

// A SARIF file is JSON with the members that the standard requires, and rules
// that its results refer to.
func TestSARIF(t *testing.T) {
	var got struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name, SemanticVersion, InformationURI string
					Rules                                 []sarifRule
				}
			}
			ColumnKind  string
			Results     []sarifResult
			Invocations []struct {
				ToolExecutionNotifications []any
			}
		}
	}
	text := written(t, "sarif", chinese)
	must(t, json.Unmarshal([]byte(strings.ReplaceAll(text, `"evidence"`, `"ignored"`)), &got))
	run := got.Runs[0]
	if got.Version != "2.1.0" || run.Tool.Driver.Name != "hulan" || run.ColumnKind != "unicodeCodePoints" || len(run.Results) != 2 {
		t.Fatalf("SARIF: %+v", got)
	}
	if len(run.Tool.Driver.Rules) != 1 || run.Tool.Driver.Rules[0].ID != run.Results[0].RuleID || run.Tool.Driver.Rules[0].Short.Text == "" {
		t.Errorf("rules: %+v", run.Tool.Driver.Rules)
	}
	if run.Results[0].Level != "warning" || run.Results[1].Level != "error" {
		t.Errorf("levels: %s, %s", run.Results[0].Level, run.Results[1].Level)
	}
	var uris []string
	for _, r := range run.Results {
		uris = append(uris, r.Locations[0].Physical.Artifact.URI)
	}
	if want := []string{"a%20b/%C3%BC%3F.txt", "file:///abs.txt"}; !reflect.DeepEqual(uris, want) {
		t.Errorf("URIs: %q", uris)
	}
	if len(run.Invocations[0].ToolExecutionNotifications) != 1 {
		t.Error("what was not read is missing")
	}
	if uri := sarifURI("c:d.txt"); uri != "./c:d.txt" {
		t.Errorf("a colon in a name makes a scheme: %s", uri)
	}
}

// JSON has each value once, with its places, its highest level and score.
func TestJSON(t *testing.T) {
	var got struct {
		Findings []jsonFinding
		Summary  jsonSummary
		Coverage jsonCoverage
	}
	must(t, json.Unmarshal([]byte(strings.ReplaceAll(written(t, "json", english), `"evidence"`, `"ignored"`)), &got))
	f := got.Findings[0]
	if len(got.Findings) != 1 || f.Count != 2 || len(f.Locations) != 2 || f.Level != detect.S4 || f.Score != 0.9 || f.Locations[1].Line != 9 {
		t.Errorf("findings: %+v", got.Findings)
	}
	if got.Coverage.Complete || len(got.Coverage.NotRead) != 1 || got.Summary.ByLevel["S4"] != 1 {
		t.Errorf("summary %+v, coverage %+v", got.Summary, got.Coverage)
	}
}

// CSV can be read back, has as many cells as its header, and no cell that a
// spreadsheet would run.
func TestCSV(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(written(t, "csv", english))).ReadAll()
	must(t, err)
	if len(rows) != 3 || len(rows[0]) != len(csvHeader) {
		t.Fatalf("rows: %q", rows)
	}
	for _, cell := range rows[1] {
		if strings.HasPrefix(cell, "+") {
			t.Errorf("a formula: %q", cell)
		}
	}
	for in, want := range map[string]string{"=1": "'=1", "@x": "'@x", "-1": "'-1", "+1": "'+1", "1": "1", "": ""} {
		if got := noFormula(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// Text begins with the place, so that an editor can jump there; control
// characters of names do not reach the terminal.
func TestText(t *testing.T) {
	en, zh := written(t, "text", english), written(t, "text", chinese)
	if !strings.HasPrefix(en, "a b/ü?.txt:3:4  +86 138****5678  PHONE_NUMBER (cn_mobile)  very likely  S4\n") {
		t.Errorf("text: %s", en)
	}
	for _, want := range []string{"links a name", "also /abs.txt:9:4", "Incomplete: 1 entry not read", "gone.txt: cannot be read"} {
		if !strings.Contains(en, want) {
			t.Errorf("%q is missing in: %s", want, en)
		}
	}
	for _, want := range []string{"姓名", "另见 /abs.txt:9:4", "不完整：1 项未读"} {
		if !strings.Contains(zh, want) {
			t.Errorf("%q is missing in: %s", want, zh)
		}
	}
	if got := printable("a\x1b[2J\x00\u202eb"); got != "a?[2J??b" {
		t.Errorf("printable: %q", got)
	}
}

// Colours only where they are wanted.
func TestPaint(t *testing.T) {
	a, _, _ := newApp(english)
	if got := a.paint(red, "x"); got != "x" {
		t.Errorf("no colour: %q", got)
	}
	a.color = true
	if got := a.paint(red, "x"); got != "\x1b[31mx\x1b[0m" {
		t.Errorf("colour: %q", got)
	}
	for l := detect.S0; l <= detect.S4; l++ {
		if levelStyle(l) == plain || a.levelWords(l) == "" {
			t.Errorf("level %s has no style or no words", l)
		}
	}
}

// What has words has them in both languages, and nearly every type has some.
func TestTypeWords(t *testing.T) {
	without := 0
	for _, typ := range detect.Types() {
		en, zh, ok := detect.TypeWords(typ)
		if !ok {
			without++
		} else if hasHan(en) || !hasHan(zh) {
			t.Errorf("%s: words %q, %q", typ, en, zh)
		}
	}
	if without > len(detect.Types())/5 {
		t.Errorf("%d of %d types have no words in detect/type_words.go", without, len(detect.Types()))
	}
	for _, name := range detect.Evidence(1<<17 - 1).Names() {
		if w, ok := evidenceWords[name]; !ok || !hasHan(w[1]) {
			t.Errorf("evidence %s has no words in words.go", name)
		}
	}
}
