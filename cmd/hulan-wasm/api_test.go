// SPDX-License-Identifier: Apache-2.0

//go:build !js

package main

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// built is the package, made once for all tests.
var built struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// buildPackage returns the folder of the built package.
func buildPackage(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "hulan-wasm"); built.err != nil {
			return
		}
		readSources()
		cmd := exec.Command("go", "run", "./build", "-o", built.dir, "-version", "1.2.3-test", "-sizes=false")
		cmd.Stderr = os.Stderr
		built.err = cmd.Run()
	})
	if built.err != nil {
		t.Fatal("build the package: ", built.err)
	}
	return built.dir
}

// readSources reads what the package is made of, so that the cache of test results
// knows it: what a command reads it does not see.
func readSources() {
	for _, dir := range []string{".", "../../detect", "../../redact", "../../document", "../../internal"} {
		filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if err == nil && !d.IsDir() {
				_, err = os.ReadFile(path)
			}
			return err
		})
	}
}

// program finds a program that not every machine has. .ci/run installs it and
// asks for it; elsewhere the test is skipped.
func program(t *testing.T, names ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the package, which takes half a minute")
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("HULAN_REQUIRE_ALL") == "1" {
		t.Fatalf("%s is not installed", names[0])
	}
	t.Skipf("%s is not installed", names[0])
	return ""
}

// serve serves a folder on loopback, as any static server does.
func serve(t *testing.T, dir string) string {
	t.Helper()
	s := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(s.Close)
	return s.URL + "/"
}

// What hulan.mjs promises holds in Node; testdata/api.test.mjs says what that is.
func TestAPI(t *testing.T) {
	node := program(t, "node", "nodejs")
	dir := buildPackage(t)
	expected := filepath.Join(t.TempDir(), "expected.json")
	writeExpected(t, expected)
	cmd := exec.Command(node, "--test", "--test-reporter=spec", filepath.Join("testdata", "api.test.mjs"))
	cmd.Env = append(os.Environ(), "HULAN_DIR="+dir, "HULAN_URL="+serve(t, dir), "HULAN_EXPECTED="+expected)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// expectation is a text with what the engine says of it here, by rules alone and
// with the models: how bad it is, and type, code units and bytes of each finding.
type expectation struct {
	Name  string  `json:"name"`
	Text  string  `json:"text"`
	Rules opinion `json:"rules"`
	Model opinion `json:"model"`
}

type opinion struct {
	Level    string  `json:"level"`
	Findings [][]any `json:"findings"`
}

// writeExpected looks at the made-up forum and the published test vectors with the
// engine of this machine.
func writeExpected(t *testing.T, file string) {
	t.Helper()
	list := []expectation{{Name: "emoji", Text: "👨‍👩‍👧13812345678👍🏽 𠮷𠮷 身份证11010519491231002X é é mail li@example.com"}}
	list = append(list, forum(t)...)
	for _, set := range []string{"texts", "evasion", "posts"} {
		list = append(list, vectors(t, set)...)
	}
	rules, model := engine(t, detect.Options{NoModel: true}), engine(t, detect.Options{})
	differ := 0
	for i := range list {
		x := &list[i]
		x.Rules, x.Model = ask(rules, x.Text), ask(model, x.Text)
		if !reflect.DeepEqual(x.Rules, x.Model) {
			differ++
		}
	}
	if differ == 0 {
		t.Error("no text shows whether the models were asked")
	}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func engine(t *testing.T, o detect.Options) *detect.Engine {
	t.Helper()
	e, err := detect.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func ask(e *detect.Engine, text string) opinion {
	fs := e.Find(text)
	out := opinion{Level: detect.Assess([]byte(text), fs, detect.AssessOptions{}).Level.String(), Findings: [][]any{}}
	for _, f := range fs {
		out.Findings = append(out.Findings, []any{f.Type, units(text[:f.Start]), units(text[:f.End]), f.Start, f.End})
	}
	return out
}

// forum returns the files of the made-up forum.
func forum(t *testing.T) (list []expectation) {
	t.Helper()
	root := filepath.Join("..", "..", "testdata", "forum")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && utf8.Valid(data) {
			list = append(list, expectation{Name: path, Text: string(data)})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// vectors returns the texts of a set in testdata/vectors.
func vectors(t *testing.T, set string) (list []expectation) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "vectors", set+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Texts, Posts []struct{ ID, Text string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, v := range append(file.Texts, file.Posts...) {
		if utf8.ValidString(v.Text) {
			list = append(list, expectation{Name: set + " " + v.ID, Text: v.Text})
		}
	}
	if len(list) < 100 {
		t.Fatalf("testdata/vectors/%s.json has %d texts", set, len(list))
	}
	return list
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }
