// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// specialExamples returns the texts of the example files of special categories.
func specialExamples(t testing.TB) (texts []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/recognisers/special_*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			if _, rest, ok := strings.Cut(strings.TrimSpace(string(line)), " "); ok && line[0] != '#' {
				rest, _, _ = strings.Cut(rest, " ## ")
				text, _ := unbracket(rest)
				texts = append(texts, text)
			}
		}
	}
	return texts
}

// A word of a category without a person, or denied, scores below 0.5; with a
// person between 0.6 and 0.85.
func TestSpecialScores(t *testing.T) {
	e, err := New(Options{MinScore: -1})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text     string
		typ      Type
		kind     string
		from, to float64
	}{
		{"糖尿病", HealthRecord, "", 0, 0.49},
		{"HIV positive", Infectious, "", 0, 0.49},
		{"他没有乙肝", Infectious, "", 0, 0.49},
		{"he is not gay", Sexuality, KindSomeone, 0, 0.49},
		{"他得了糖尿病？", HealthRecord, KindSomeone, 0, 0.49},
		{"如果他得了糖尿病", HealthRecord, KindSomeone, 0, 0.49},
		{"听说他得了糖尿病", HealthRecord, KindSomeone, 0.5, 0.65},
		{"他得了糖尿病", HealthRecord, KindSomeone, 0.6, 0.85},
		{"我得了糖尿病", HealthRecord, KindSelf, 0.6, 0.85},
		{"张伟是基督徒", Religion, "", 0.6, 0.85},
		{"John Carter has epilepsy", HealthRecord, "", 0.6, 0.85},
	} {
		fs := e.Find(c.text)
		i := slices.IndexFunc(fs, func(f Finding) bool { return f.Type == c.typ })
		if i < 0 {
			t.Errorf("%s: no %s", c.text, c.typ)
			continue
		}
		if f := fs[i]; f.Score < c.from || f.Score > c.to || f.Kind != c.kind {
			t.Errorf("%s: score %.2f kind %q, want %.2f to %.2f, %q", c.text, f.Score, f.Kind, c.from, c.to, c.kind)
		}
	}
}

// In a table the name of the column speaks for its values.
func TestSpecialField(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for field, c := range map[string]struct {
		value string
		typ   Type
	}{"diagnosis": {"asthma", HealthRecord}, "婚姻状况": {"离异", MaritalStatus}, "religion": {"Buddhist", Religion}} {
		fs := e.Append(nil, Input{Text: []byte(c.value), Field: field})
		if len(fs) != 1 || fs[0].Type != c.typ || !fs[0].Evidence.Has(HasField) {
			t.Errorf("%s: %s: %v", field, c.value, fs)
		}
	}
}

// Whatever stands around the words: findings and their cues lie inside the text,
// and a stream finds what the whole text has.
func FuzzSpecial(f *testing.F) {
	texts := specialExamples(f)
	for i, text := range texts {
		f.Add(text, texts[(i+7)%len(texts)], uint8(i))
	}
	e := smallEngine(f, Options{MinScore: -1, Overlaps: OverlapAll})
	f.Fuzz(func(t *testing.T, a, b string, cut uint8) {
		if len(a)+len(b) > 2<<10 {
			t.Skip("more adds nothing")
		}
		n := min(int(cut), len(a))
		text := a[:n] + b + a[n:]
		block := e.Find(text)
		for _, x := range block {
			if x.Start < 0 || x.Start >= x.End || x.End > len(text) || x.CueStart < 0 || x.CueStart > x.CueEnd || x.CueEnd > len(text) {
				t.Fatalf("%+v is not inside %q", x, text)
			}
		}
		if got := stream(e, []byte(text), []byte{cut, 3}); !reflect.DeepEqual(got, block) && len(got)+len(block) > 0 {
			t.Fatalf("%q\nstream %v\n block %v", text, got, block)
		}
	})
}
