// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// Each form of rule file is read, and its rules find what they should.
func TestParse(t *testing.T) {
	for _, c := range []struct {
		file, text string
		want       []string
		notes      int
	}{
		{"own.yaml", "数量 204618 件，另外还有，工卡 KD4F9A21，staff id 204617", []string{"EMPLOYEE_ID KD4F9A21", "STAFF_NUMBER 204617"}, 0},
		{"presidio.yaml", "zip 90210-1234 and mr. Smith or MISS Jones", []string{"US_ZIP_CODE 90210-1234", "TITLE mr", "TITLE MISS"}, 1},
		{"gitleaks.toml", "acme_key = 'ak_9f8Zk2Lq0sXm4vT7', acme_key = 'ak_exampleexample00', 4539121212121214", []string{"CREDENTIAL ak_9f8Zk2Lq0sXm4vT7"}, 2},
	} {
		data, err := os.ReadFile(filepath.Join("testdata", c.file))
		if err != nil {
			t.Fatal(err)
		}
		rules, notes, err := Parse(c.file, data)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		if len(notes) != c.notes {
			t.Errorf("%s: notes %q, want %d", c.file, notes, c.notes)
		}
		e, err := detect.New(detect.Options{Preset: "core", Rules: rules, MinScore: 0.3, Overlaps: detect.OverlapAll})
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		var got []string
		for _, f := range e.Find(c.text) {
			if slices.ContainsFunc(rules, func(r detect.Rule) bool { return r.ID == f.Rule }) {
				got = append(got, fmt.Sprintf("%s %s", f.Type, c.text[f.Start:f.End]))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q: got %q, want %q", c.file, c.text, got, c.want)
		}
	}
}

// A broken file gives an error that names the file, the place and the remedy.
func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"a.yaml", "rules:\n  - id: x\n    patern: a\n", "patern"},
		{"b.yaml", "rules: [", "b.yaml"},
		{"c.toml", "[[rules]]\nid = \"x\nregex", "line 2"},
		{"d.yaml", "hello: 1\n", "d.yaml"},
		{"e.yaml", "", "no rules"},
		{"f.yaml", "recognizers:\n  - name: x\n    patterns: [{name: p, regex: a, score: 0.5}]\n", "supported_entity"},
	} {
		if _, _, err := Parse(c.name, []byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one that says %q", c.name, err, c.want)
		}
	}
	if _, _, err := Parse("big.yaml", make([]byte, maxFile+1)); err == nil {
		t.Error("a file above the limit is read")
	}
}

// Parsing never panics, and what it accepts the engine takes or refuses with an
// error.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"own.yaml", "presidio.yaml", "gitleaks.toml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Ext(name), data)
	}
	f.Fuzz(func(t *testing.T, ext string, data []byte) {
		rules, _, err := Parse("x"+ext, data)
		if err != nil || len(rules) > 20 {
			return
		}
		if e, err := detect.New(detect.Options{Preset: "core", Rules: rules}); err == nil {
			e.Find("工卡 KD4F9A21 acme_key = 'ak_9f8Zk2Lq0sXm4vT7'")
		}
	})
}
