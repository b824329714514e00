// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/redact"
)

const root = "../.."

// once makes the vectors once for all tests.
var once = sync.OnceValues(func() (map[string][]byte, error) { return generate(root) })

// vectors returns the content of one file as a program of another language
// would read it.
func vectors(t *testing.T, name string, v any) {
	t.Helper()
	files, err := once()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(files[name+".json"], v); err != nil {
		t.Fatal(err)
	}
}

// The files are those that the examples give.
func TestVectorsAreUpToDate(t *testing.T) {
	files, err := once()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, folder, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s/%s is out of date (%v); run `go run ./internal/vectors`", folder, name, err)
		}
	}
	names, err := filepath.Glob(filepath.Join(root, folder, "*.json"))
	if err != nil || len(names) != len(files)+1 { // and the schema
		t.Errorf("%d files in %s, want %d (%v)", len(names), folder, len(files)+1, err)
	}
}

// Every file keeps to the schema, and both READMEs name it.
func TestVectorsKeepToTheSchema(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, folder, "schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := json.Unmarshal(data, &s.all); err != nil {
		t.Fatal(err)
	}
	for _, set := range sets {
		var v any
		vectors(t, set.name, &v)
		s.check(t, set.name, s.all, v)
		for _, readme := range []string{"README.md", "README.zh.md"} {
			text, err := os.ReadFile(filepath.Join(root, folder, readme))
			if err != nil || !strings.Contains(string(text), "`"+set.name+".json`") {
				t.Errorf("%s does not name %s.json (%v)", readme, set.name, err)
			}
		}
	}
	if s.checked < 10000 {
		t.Errorf("only %d values were checked", s.checked)
	}
}

// schema checks values by the part of JSON Schema that schema.json uses.
type schema struct {
	all     map[string]any
	checked int
}

func (s *schema) check(t *testing.T, at string, rule map[string]any, v any) {
	t.Helper()
	s.checked++
	for key, arg := range rule {
		ok := true
		switch key {
		case "$schema", "title", "$defs", "properties", "additionalProperties":
		case "$ref":
			defs := s.all["$defs"].(map[string]any)
			s.check(t, at, defs[strings.TrimPrefix(arg.(string), "#/$defs/")].(map[string]any), v)
		case "type":
			ok = isA(arg.(string), v)
		case "const":
			ok = arg == v
		case "enum":
			ok = slices.Contains(arg.([]any), v)
		case "pattern":
			ok = regexp.MustCompile(arg.(string)).MatchString(v.(string))
		case "minLength":
			ok = float64(utf8.RuneCountInString(v.(string))) >= arg.(float64)
		case "minimum":
			ok = v.(float64) >= arg.(float64)
		case "minItems":
			ok = float64(len(v.([]any))) >= arg.(float64)
		case "maxItems":
			ok = float64(len(v.([]any))) <= arg.(float64)
		case "items":
			for i, x := range v.([]any) {
				s.check(t, fmt.Sprintf("%s[%d]", at, i), arg.(map[string]any), x)
			}
		case "required":
			for _, k := range arg.([]any) {
				_, has := v.(map[string]any)[k.(string)]
				ok = ok && has
			}
		default:
			t.Fatalf("%s: the test does not know %q of the schema", at, key)
		}
		if !ok {
			t.Errorf("%s: %v breaks %s %v", at, v, key, arg)
		}
	}
	s.properties(t, at, rule, v)
}

func (s *schema) properties(t *testing.T, at string, rule map[string]any, v any) {
	t.Helper()
	object, ok := v.(map[string]any)
	if !ok {
		return
	}
	known, _ := rule["properties"].(map[string]any)
	for k, x := range object {
		if p, ok := known[k].(map[string]any); ok {
			s.check(t, at+"."+k, p, x)
		} else if more, ok := rule["additionalProperties"].(map[string]any); ok {
			s.check(t, at+"."+k, more, x)
		} else if rule["additionalProperties"] == false {
			t.Errorf("%s: the key %q is not in the schema", at, k)
		}
	}
}

func isA(kind string, v any) bool {
	switch x := v.(type) {
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case float64:
		return kind == "number" || kind == "integer" && x == float64(int64(x))
	case []any:
		return kind == "array"
	}
	return kind == "object"
}

// In each of the three units the offsets cut out the value, counted here without
// the engine's own conversion.
func TestOffsets(t *testing.T) {
	n := 0
	for _, set := range []string{"texts", "evasion"} {
		var file struct{ Texts []textVector }
		vectors(t, set, &file)
		for _, v := range file.Texts {
			units, points := utf16.Encode([]rune(v.Text)), []rune(v.Text)
			for _, f := range v.Found {
				n++
				b := v.Text[f.Bytes[0]:f.Bytes[1]]
				u := string(utf16.Decode(units[f.UTF16[0]:f.UTF16[1]]))
				p := string(points[f.CodePoints[0]:f.CodePoints[1]])
				if b != f.Value || u != f.Value || p != f.Value {
					t.Errorf("%s: %q is %q, %q, %q", v.ID, f.Value, b, u, p)
				}
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d spans", n)
	}
}

// The program agrees with the vectors as another program would run them.
func TestVectorsHold(t *testing.T) {
	e, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []string{"texts", "evasion"} {
		var file struct{ Texts []textVector }
		vectors(t, set, &file)
		for _, v := range file.Texts {
			var got [][2]int
			for _, f := range e.Find(v.Text) {
				if f.Type == v.Type || set == "evasion" && f.Type != detect.Person && f.Type != detect.Address {
					got = append(got, [2]int{f.Start, f.End})
				}
			}
			var want [][2]int
			for _, f := range v.Found {
				want = append(want, f.Bytes)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s %s: found %v, want %v", set, v.ID, got, want)
			}
		}
	}
	var file struct{ Masks []maskVector }
	vectors(t, "masks", &file)
	for _, v := range file.Masks {
		if got := redact.Mask(v.Type, v.Kind, v.Value); got != v.Mask {
			t.Errorf("mask of %s: %s, want %s", v.Type, got, v.Mask)
		}
	}
}

// Posts are graded as the vectors say.
func TestPostsHold(t *testing.T) {
	evidence := map[string]detect.Evidence{"": 0, "test": detect.IsTest, "masked": detect.IsMasked, "not_personal": detect.NotPersonal}
	var file struct {
		Now   string
		Posts []postVector
	}
	vectors(t, "posts", &file)
	var o detect.AssessOptions
	if err := o.Now.UnmarshalText([]byte(file.Now)); err != nil {
		t.Fatal(err)
	}
	for _, v := range file.Posts {
		opt := o
		if v.Options != nil {
			opt.Author, opt.Organisation, opt.Insider = v.Options.Author, v.Options.Organisation, v.Options.Insider
			opt.OwnDatabase, opt.Persons = v.Options.OwnDatabase, v.Options.Persons
		}
		var fs []detect.Finding
		for _, f := range v.Findings {
			fs = append(fs, detect.Finding{Type: f.Type, Kind: f.Kind, Start: f.Bytes[0], End: f.Bytes[1], Score: 0.9, Evidence: evidence[f.Evidence]})
		}
		a := detect.Assess([]byte(v.Text), fs, opt)
		var codes []string
		for _, r := range a.Reasons {
			codes = append(codes, r.Code)
		}
		slices.Sort(codes)
		if a.Level != v.Level || !slices.Equal(codes, v.Reasons) || a.Own != v.Own || v.Persons != nil && a.Persons != *v.Persons {
			t.Errorf("%s: %v %v own %v, %d persons; want %v %v own %v", v.ID, a.Level, codes, a.Own, a.Persons, v.Level, v.Reasons, v.Own)
		}
	}
}

// Spans are measured in three units, kinds of values are told apart, and a file
// of examples that has become empty is an error.
func TestMeasuring(t *testing.T) {
	if isA("integer", 1.5) || !isA("integer", 2.0) || isA("string", nil) {
		t.Error("kinds of values")
	}
	text, found := unbracket("a[[b]]😀[[京]]")
	if text != "ab😀京" || found[1].UTF16 != [2]int{4, 5} || found[1].CodePoints != [2]int{3, 4} || found[1].Bytes != [2]int{6, 9} {
		t.Errorf("%q: %+v", text, found)
	}
	if _, err := (section{lists: []list{{name: "x"}}}).encode(); err == nil {
		t.Error("an empty list is written")
	}
}
