// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// reportOf runs `hulan evaluate` and returns what it writes. The version is
// fixed, so that a report can be compared.
func reportOf(t *testing.T, lang string, args ...string) string {
	t.Helper()
	old := release
	release = "1.2.3"
	defer func() { release = old }()
	a, stdout, stderr := newApp(english)
	args = append([]string{"evaluate", "--lang", lang}, args...)
	if code := a.run(t.Context(), args); code != exitNone {
		t.Fatalf("%v: status %d, %s", args, code, stderr)
	}
	return stdout.String()
}

var tinySet = []string{"testdata/tiny.jsonl", "--rules", "testdata/tiny.yaml", "--types", "TICKET,BADGE"}

// The report of a tiny set, in both forms and languages, is that of
// testdata/report.*. UPDATE=1 rewrites the files.
func TestReport(t *testing.T) {
	for _, form := range []string{"html", "md"} {
		for _, lang := range []string{"en", "zh"} {
			got := reportOf(t, lang, append(tinySet, "--report", form)...)
			name := filepath.Join("testdata", "report."+lang+"."+form)
			if os.Getenv("UPDATE") != "" {
				must(t, os.WriteFile(name, []byte(got), 0o644))
			}
			want, err := os.ReadFile(name)
			must(t, err)
			gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range min(len(gotLines), len(wantLines)) {
				if gotLines[i] != wantLines[i] {
					t.Errorf("%s:%d:\n got %s\nwant %s", name, i+1, gotLines[i], wantLines[i])
					break
				}
			}
			if len(gotLines) != len(wantLines) {
				t.Errorf("%s: %d lines, want %d", name, len(gotLines), len(wantLines))
			}
		}
	}
}

// Each kind of error is in its group, with what is wrong.
func TestReportSaysWhatIsWrong(t *testing.T) {
	got := reportOf(t, "en", append(tinySet, "--report", "md")...)
	for _, want := range []string{
		"### Other bounds (1)", "TICKET · 2 characters too few at its end",
		"### Another type (1)", "BADGE · found as TICKET",
		"### Missed (1)", "### False (2)", "document false", "document none",
		`NAME\<1\> 1`, "| BADGE | 1 | 1 | 1000.00 |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// No labelled value of a set, and no number of six digits or more, stands in a
// report, in any case or anywhere, unless values are asked for.
func TestReportMasks(t *testing.T) {
	forum := []string{"../../testdata/forum/gold.jsonl", "--limit", "0"}
	for _, set := range [][]string{tinySet, forum, append(forum, "--min-score", "0.95"), append(forum, "--min-score", "0")} {
		docs, _, _, err := readGold(open(t, set[0]))
		must(t, err)
		for _, form := range []string{"html", "md"} {
			for _, lang := range []string{"en", "zh"} {
				page := errorsOf(reportOf(t, lang, append(set, "--report", form)...))
				checkMasked(t, strings.Join(set, " ")+" "+form, page, docs)
			}
		}
	}
	other := filepath.Join(t.TempDir(), "other.jsonl") // neither labelled nor scored
	must(t, os.WriteFile(other, []byte(`{"text": "TK-9, mail li.mei@example.com", "spans": [{"start": 0, "end": 4, "type": "TICKET"}]}`), 0o600))
	if page := reportOf(t, "en", append([]string{other}, append(tinySet[1:], "--report", "html")...)...); strings.Contains(page, "li.mei") || !strings.Contains(page, "mail *********") {
		t.Error("what is neither labelled nor scored is shown")
	}
	shown := html.UnescapeString(reportOf(t, "en", append(tinySet, "--report", "html", "--show-values")...))
	for _, want := range []string{"TK 1004", "202611", "Shows values"} {
		if !strings.Contains(shown, want) {
			t.Errorf("--show-values does not show %q", want)
		}
	}
}

// errorsOf returns the part of a report that comes from the set's texts, without
// escapes: the rest is ours.
func errorsOf(page string) string {
	_, page, _ = strings.Cut(page, "Errors to look at")
	if _, zh, ok := strings.Cut(page, "值得查看的错误"); ok {
		page = zh
	}
	page = regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(page, "")
	return html.UnescapeString(regexp.MustCompile("\\\\([\\\\`*_\\[\\]<>|~#!$/])").ReplaceAllString(page, "$1"))
}

func checkMasked(t *testing.T, name, page string, docs []goldDoc) {
	t.Helper()
	small := strings.ToLower(page)
	for _, d := range docs {
		text := []rune(d.Text)
		for _, s := range d.Spans {
			value := strings.ToLower(oneLine(string(text[s.Start:s.End])))
			if utf8.RuneCountInString(value) > 2 && strings.Contains(small, value) {
				t.Errorf("%s: the value of span %+v of document %s is shown", name, s, d.ID)
			}
		}
	}
	if n := regexp.MustCompile(`\d{6,}`).FindString(page); n != "" {
		t.Errorf("%s: a number of %d digits is shown", name, len(n))
	}
}

func open(t *testing.T, name string) io.Reader {
	t.Helper()
	data, err := os.ReadFile(name)
	must(t, err)
	return bytes.NewReader(data)
}

// A page is well-formed, so that any reader takes it as it is meant; its ids are
// unique, its links lead somewhere, it loads nothing and runs nothing, and every
// drawing says in words what it shows.
func TestReportPage(t *testing.T) {
	for _, args := range [][]string{tinySet, {"../../testdata/forum/gold.jsonl", "testdata/tiny.jsonl"}} {
		page := reportOf(t, "zh", append(args, "--report", "html")...)
		ids, links := map[string]bool{}, []string{}
		dec := xml.NewDecoder(strings.NewReader(page))
		for {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			must(t, err)
			el, ok := tok.(xml.StartElement)
			if !ok {
				continue
			}
			at := map[string]string{}
			for _, x := range el.Attr {
				at[x.Name.Local] = x.Value
			}
			checkElement(t, el.Name.Local, at)
			if id := at["id"]; id != "" {
				if ids[id] {
					t.Errorf("id %q is there twice", id)
				}
				ids[id] = true
			}
			links = append(links, strings.Fields(strings.TrimPrefix(at["href"], "#")+" "+at["aria-labelledby"])...)
		}
		for _, l := range links {
			if !ids[l] {
				t.Errorf("a link leads to %q, which is not there", l)
			}
		}
	}
}

func checkElement(t *testing.T, name string, at map[string]string) {
	t.Helper()
	switch name {
	case "script", "link", "img", "iframe", "object", "form", "b:", "image", "use":
		t.Errorf("the page has a <%s>", name)
	case "svg":
		if at["role"] == "img" && at["aria-label"] == "" {
			t.Error("a drawing without words")
		}
	case "table":
		if at["class"] == "" {
			t.Error("a table without a class")
		}
	}
	for k, v := range at {
		if strings.HasPrefix(k, "on") || k == "style" || k == "src" || k == "href" && !strings.HasPrefix(v, "#") {
			t.Errorf("<%s %s=%q> runs, styles or loads something", name, k, v)
		}
	}
}

// Groups are cut to the limit, each type in turn, and the report says so.
func TestReportLimit(t *testing.T) {
	faults := func(types ...detect.Type) (list []fault) {
		for i, typ := range types {
			list = append(list, fault{at: interval{i, i + 1, typ}})
		}
		return list
	}
	var got []int
	for _, f := range inTurn(faults("A", "A", "A", "B", "A", "C", "B"), 5) {
		got = append(got, f.at.start)
	}
	if fmt.Sprint(got) != "[0 3 5 1 6]" {
		t.Errorf("shown: %v", got)
	}
	page := reportOf(t, "en", append(tinySet, "--report", "md", "--limit", "1")...)
	if !strings.Contains(page, "1 of 2 are shown") {
		t.Errorf("the limit is not told:\n%s", page)
	}
}

// The curve at the least score of the run gives the figures of the run.
func TestCurveAgrees(t *testing.T) {
	for _, least := range []float64{0.5, 0.7, 0.85} {
		a, _, _ := newApp(english)
		sc, err := a.newScorer(&evaluateFlags{engine: engineFlags{minScore: least}, report: "html"})
		must(t, err)
		s, _, err := a.scoreFile(sc, "../../testdata/forum/gold.jsonl")
		must(t, err)
		step := int(math.Round(least * curveSteps))
		for typ, want := range s.types {
			c := s.detail.curve(typ)
			if got := (typeScore{Gold: c.gold, Found: c.found[step], Strict: c.exactly[step], Hit: c.hit[step], Right: c.right[step]}); got.Gold != want.Gold ||
				got.Found != want.Found || got.Strict != want.Strict || got.Hit != want.Hit || got.Right != want.Right {
				t.Errorf("least score %.2f: %s is %+v in the curve, %+v in the run", least, typ, got, *want)
			}
		}
	}
}

// A row of the table of confusion adds up to the labels of its type.
func TestPairsAddUp(t *testing.T) {
	a, _, _ := newApp(english)
	sc, err := a.newScorer(&evaluateFlags{engine: engineFlags{minScore: 0.8}, report: "html"})
	must(t, err)
	s, _, err := a.scoreFile(sc, "../../testdata/forum/gold.jsonl")
	must(t, err)
	sums := map[detect.Type]int{}
	for p, n := range s.detail.pairs {
		sums[p.labelled] += n
	}
	for typ, score := range s.types {
		if sums[typ] != score.Gold {
			t.Errorf("%s: %d pairs, %d labels", typ, sums[typ], score.Gold)
		}
	}
}

// A command is written so that a shell reads it again; the report never holds
// mark-up of others.
func TestEscapes(t *testing.T) {
	for in, want := range map[string]string{"a b": "'a b'", "it's": `'it'\''s'`, "": "''", "样本.jsonl": "样本.jsonl", "$(x)": "'$(x)'"} {
		if got := shellWords([]string{in}); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	if got := escapeMarkdown("a|b <i> [x](y) `c` & *d*\n"); got != "a\\|b \\<i\\> \\[x\\](y) \\`c\\` &amp; \\*d\\* " {
		t.Errorf("markdown: %s", got)
	}
	if got := codeBlock("a ``` b"); !strings.HasPrefix(got, "````sh\n") {
		t.Errorf("code: %s", got)
	}
	page := reportOf(t, "en", append(tinySet, "--report", "html", "--show-values")...)
	for _, bad := range []string{"<b>no", "<type>", "NAME<1>"} {
		if strings.Contains(page, bad) {
			t.Errorf("%q is not escaped", bad)
		}
	}
}

// Sentences of the page stand in both languages, as in the Go files.
func TestReportSentences(t *testing.T) {
	calls := regexp.MustCompile(`\{\{tr ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")\}\}`).FindAllStringSubmatch(reportPage, -1)
	if n := strings.Count(reportPage, "{{tr "); n < 50 || n != len(calls) {
		t.Fatalf("%d of %d sentences found", len(calls), n)
	}
	for _, c := range calls {
		if hasHan(c[1]) || strings.ContainsFunc(strings.ReplaceAll(c[1], "MB", ""), isLetter) && !hasHan(c[2]) {
			t.Errorf("%s and %s are not English and Chinese", c[1], c[2])
		}
	}
	rest := regexp.MustCompile(`\{\{[^}]*\}\}|<[^>]*>`).ReplaceAllString(reportPage, "")
	for _, w := range []string{"P", "R", "F1", "F2", "SHA-256", "hulan", "·", "0", ","} {
		rest = strings.ReplaceAll(rest, w, "")
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		t.Errorf("words outside of tr: %q", rest)
	}
}

// The colours of the page have enough contrast, light and dark: 4.5 for text, 3
// for lines that mean something (WCAG 2.2, 1.4.3 and 1.4.11).
func TestReportContrast(t *testing.T) {
	themes := colours(t)
	if len(themes) != 2 {
		t.Fatalf("%d sets of colours, want light and dark", len(themes))
	}
	for i, c := range themes {
		for _, p := range []struct {
			front, back string
			least       float64
		}{
			{"ink", "paper", 4.5},
			{"ink", "wash", 4.5},
			{"ink", "mark", 4.5},
			{"ink", "warn-wash", 4.5},
			{"soft", "paper", 4.5},
			{"accent", "paper", 4.5},
			{"accent-deep", "paper", 4.5},
			{"stop", "stop-wash", 4.5},
			{"warn", "paper", 4.5},
			{"good", "paper", 4.5},
			{"edge", "paper", 3},
			{"mark-line", "paper", 3},
			{"mark-line", "mark", 3},
			{"c1", "paper", 3},
			{"c1", "wash", 3},
			{"c2", "paper", 3},
			{"ring", "paper", 3},
		} {
			if got := contrast(t, c[p.front], c[p.back]); got < p.least {
				t.Errorf("theme %d: %s on %s has a contrast of %.2f, less than %.1f", i, p.front, p.back, got, p.least)
			}
		}
	}
}

// colours reads the colours of each theme from the style.
func colours(t *testing.T) (themes []map[string]string) {
	t.Helper()
	for _, block := range regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(reportStyle, -1) {
		c := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(block[1], -1) {
			c[m[1]] = m[2]
		}
		themes = append(themes, c)
	}
	return themes
}

// contrast is the ratio of WCAG 2.2 of two colours.
func contrast(t *testing.T, x, y string) float64 {
	t.Helper()
	a, b := luminance(t, x), luminance(t, y)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%q is no colour", hex)
	}
	part := func(shift uint) float64 {
		v := float64(n>>shift&0xFF) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}
