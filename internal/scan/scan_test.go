// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/source"
)

// key makes IDs of tests repeatable.
var key = []byte("an example key of the tests")

// outcomeOf is what a run gave.
type outcomeOf struct {
	docs   []Document // parts put together
	hits   []string   // "file:line:column TYPE masked", in order
	report Report
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// runFiles scans files made of the given contents, by name.
func runFiles(t *testing.T, o Options, files map[string]string) outcomeOf {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		p := filepath.Join(root, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(p), 0o755))
		must(t, os.WriteFile(p, []byte(content), 0o644))
	}
	t.Chdir(root)
	return runWalk(t, o, func(ctx context.Context, item func(source.Item) bool, skip func(source.Skip)) error {
		return source.Walk(ctx, []string{"."}, source.Options{}, item, skip)
	})
}

// runInput scans a text as standard input.
func runInput(t *testing.T, o Options, r io.Reader) outcomeOf {
	t.Helper()
	return runWalk(t, o, func(_ context.Context, item func(source.Item) bool, _ func(source.Skip)) error {
		item(source.Input(r))
		return nil
	})
}

func runWalk(t *testing.T, o Options, walk Walk) outcomeOf {
	t.Helper()
	if o.Key == nil {
		o.Key = key
	}
	s, err := New(o)
	must(t, err)
	var out outcomeOf
	out.report, err = s.Run(t.Context(), walk, func(d Document) {
		if n := len(out.docs); n > 0 && out.docs[n-1].More {
			d.Hits = append(out.docs[n-1].Hits, d.Hits...)
			out.docs = out.docs[:n-1]
		}
		out.docs = append(out.docs, d)
	})
	must(t, err)
	for _, d := range out.docs {
		for _, h := range d.Hits {
			out.hits = append(out.hits, fmt.Sprintf("%s:%d:%d %s %s", d.Name, h.Line, h.Column, h.Type, h.Masked))
		}
	}
	return out
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

// A run tells for each finding where it stands, in characters, and shows it
// masked; documents come in the order of their names.
func TestRun(t *testing.T) {
	r := runFiles(t, Options{}, map[string]string{
		"b.txt":     "第一行\n联系电话：13812345678\r\nmail to zhang.wei@example.com now\n",
		"a/one.txt": "手机13912345678谢谢",
		"none.txt":  "nothing here",
	})
	equal(t, "hits", r.hits, []string{
		"a/one.txt:1:3 PHONE_NUMBER 139****5678",
		"b.txt:2:6 PHONE_NUMBER 138****5678",
		"b.txt:3:9 EMAIL_ADDRESS z********@example.com",
	})
	rep := r.report
	if rep.Hits != 3 || rep.Documents != 2 || rep.Values != 3 || rep.Coverage.Files != 3 || !rep.Coverage.Complete() {
		t.Errorf("report: %+v", rep)
	}
	h := r.docs[1].Hits[0]
	if h.Cue == "" || h.EndLine != 2 || h.EndColumn != 17 || h.Start != int64(strings.Index("第一行\n联系电话：13812345678", "138")) || h.Value != "" {
		t.Errorf("hit: %+v", h)
	}
}

// Counting gives the same numbers as listing.
func TestCountOnly(t *testing.T) {
	files := map[string]string{}
	for i := range 20 {
		files[fmt.Sprintf("%02d.txt", i)] = fmt.Sprintf("电话 138123456%02d\nuser%d@example.com\nhulan:ignore made up\n电话 13912345678\n", i, i)
	}
	for _, preset := range []string{"all", "core"} {
		o := Options{Detect: detect.Options{Preset: preset}}
		list := runFiles(t, o, files).report
		o.CountOnly = true
		count := runFiles(t, o, files).report
		if fmt.Sprint(list.ByType, list.ByLevel, list.Hits, list.Documents, list.Suppressed) != fmt.Sprint(count.ByType, count.ByLevel, count.Hits, count.Documents, count.Suppressed) {
			t.Errorf("%s: counting gives %+v, listing %+v", preset, count, list)
		}
	}
}

// The result does not depend on the number of workers, and documents come in
// order even where the first is by far the largest.
func TestRunIsDeterministic(t *testing.T) {
	files := map[string]string{"000.txt": strings.Repeat("一行没有号码的文字\n", 60_000) + "电话 13812345678\n"}
	for i := range 100 {
		files[fmt.Sprintf("%03d.txt", i+1)] = fmt.Sprintf("电话 138123456%02d", i)
	}
	one := runFiles(t, Options{Workers: 1}, files)
	four := runFiles(t, Options{Workers: 4}, files)
	if len(one.hits) != 101 || !slices.IsSorted(one.hits) {
		t.Errorf("%d hits, sorted: %v", len(one.hits), slices.IsSorted(one.hits))
	}
	equal(t, "four workers", four.hits, one.hits)
}

// The same value has the same ID wherever it stands and however it is written;
// values and types do not share one. Without a key IDs differ from run to run.
func TestIDs(t *testing.T) {
	files := map[string]string{
		"a.txt": "电话 13812345678", "b.txt": "电话：+86 138-1234-5678", "c.txt": "电话 13912345678",
	}
	id := func(r outcomeOf, i int) string { return r.docs[i].Hits[0].ID }
	r := runFiles(t, Options{}, files)
	if len(r.docs) != 3 || id(r, 0) != id(r, 1) || id(r, 0) == id(r, 2) || len(id(r, 0)) != 32 {
		t.Fatalf("IDs: %+v", r.docs)
	}
	var g Groups
	for _, d := range r.docs {
		g.Add(d.Name, d.Hits)
	}
	if all := g.All(); len(all) != 2 || all[0].Count != 2 || all[0].Locations[1].Name != "b.txt" {
		t.Errorf("groups: %+v", all)
	}
	if r.report.Values != 2 || r.report.Hits != 3 {
		t.Errorf("%d values in %d places", r.report.Values, r.report.Hits)
	}
	random, err := New(Options{})
	must(t, err)
	if bytes.Equal(random.opt.Key, make([]byte, 32)) || len(random.opt.Key) != 32 {
		t.Error("no random key was made")
	}
}

// Limits of Groups keep the first and count the rest.
func TestGroupsAreBounded(t *testing.T) {
	g := Groups{MaxGroups: 1, MaxLocations: 2}
	for range 5 {
		g.Add("a", []Hit{{ID: "1", Line: 1}, {ID: "2", Line: 2}})
	}
	if all := g.All(); len(all) != 1 || all[0].Count != 5 || len(all[0].Locations) != 2 || g.Left() != 5 {
		t.Errorf("groups: %+v, left %d", g.All(), g.Left())
	}
}

// Values appear only when asked for, and what a path or a column name discloses
// is masked like any other text.
func TestMasking(t *testing.T) {
	files := map[string]string{"a.json": `{"13812345678": {"tel": "13912345678"}}`}
	r := runFiles(t, Options{}, files)
	for _, d := range r.docs {
		if s := fmt.Sprintf("%+v", d.Hits); strings.Contains(s, "13812345678") || strings.Contains(s, "13912345678") {
			t.Errorf("a value is shown: %s", s)
		}
	}
	r = runFiles(t, Options{ShowValues: true}, files)
	if len(r.docs) != 1 || r.docs[0].Hits[0].Value != "13812345678" {
		t.Errorf("ShowValues: %+v", r.docs)
	}
}

// A canceled run ends with the reason.
func TestRunCanceled(t *testing.T) {
	s, err := New(Options{})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	endless := io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<20)), readerFunc(func(p []byte) (int, error) {
		cancel()
		for i := range p {
			p[i] = 'x'
		}
		return len(p), nil
	}))
	_, err = s.Run(ctx, func(_ context.Context, item func(source.Item) bool, _ func(source.Skip)) error {
		item(source.Input(endless))
		return nil
	}, func(Document) {})
	if err == nil {
		t.Error("no error")
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
