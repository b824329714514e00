// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const root = "../.."

// once reads the module once for all tests.
var once = sync.OnceValues(func() (map[string][]string, error) { return listings(root) })

// What is promised is what testdata/api/ says: nothing is gone, nothing has
// changed, and nothing is promised by accident.
func TestPromises(t *testing.T) {
	all, err := once()
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range all {
		data, err := os.ReadFile(filepath.Join(root, folder, name))
		if err != nil {
			t.Errorf("%v; write it with `go run ./internal/api`", err)
			continue
		}
		want := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
		for _, line := range want {
			if !slices.Contains(got, line) {
				t.Errorf("%s: promised and gone: %s\n\tUsers may depend on it. Keep it, or announce the break as docs/compat.md says, then run `go run ./internal/api`.", name, line)
			}
		}
		for _, line := range got {
			if !slices.Contains(want, line) {
				t.Errorf("%s: not promised yet: %s\n\tIf users shall depend on it, run `go run ./internal/api`; if not, do not export it.", name, line)
			}
		}
	}
}

// The listing holds the things that a break would be: a constant with its value,
// a function by the types of its parameters, a field with its tag, a method.
func TestListingIsComplete(t *testing.T) {
	all, err := once()
	if err != nil {
		t.Fatal(err)
	}
	for name, lines := range map[string][]string{
		"detect.txt": {
			"const DefaultMinScore untyped float = 1/2", `const PhoneNumber Type = "PHONE_NUMBER"`, "const S4 Level = 4",
			"func New(Options) (*Engine, error)", "field Finding.Start int", "method (*Engine) Find(string) []Finding",
			"method (Finding) Likelihood() Likelihood", `field Assessment.Level Level "json:\"level\""`, "type Level int",
		},
		"redact.txt":   {"func Mask(detect.Type, string, string) string", "var ErrNoKey error"},
		"document.txt": {"func Rewrite(io.Writer, io.Reader, Options, func(*Segment) ([]Edit, error)) error", "method (*Segment) Cells(int) iter.Seq2[int, []byte]"},
		"types.txt":    {"CN_RESIDENT_ID"},
		"cli.txt":      {"hulan scan --format -f string", "hulan scan exit 3", "hulan rules check exit 1"},
		"keys.txt":     {"internal/rule ownRule yaml pattern string", "internal/cli jsonSet json file string"},
	} {
		for _, line := range lines {
			if !slices.Contains(all[name], line) {
				t.Errorf("%s lacks %s", name, line)
			}
		}
	}
	for name, lines := range all {
		for _, line := range lines {
			if strings.Contains(line, "invalid type") {
				t.Errorf("%s: %s: a type of another module cannot be promised", name, line)
			}
		}
	}
}
