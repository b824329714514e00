// SPDX-License-Identifier: Apache-2.0

// Package hulan holds the tests that guard the whole tree: the layers and the
// house rules.
package hulan

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/hulanhq/hulan"

// layers holds the rows of ARCHITECTURE.md, lowest first. A package imports
// rows below its own; packages of one row never import each other: the row above
// introduces them with a function or an id.
var layers = [][]string{
	{"internal/crf"},
	{"detect", "document"},
	{"redact", "internal/rule", "internal/train", "internal/law", "internal/picture", "internal/letter"},
	{"internal/store", "internal/config"},
	{"internal/store/storetest"},
	{"internal/ledger", "internal/jobs", "internal/mail"},
	{"internal/vault", "internal/account"},
	{"internal/account/passkey", "internal/account/sso", "internal/account/accounttest"},
	{"internal/source"},
	{"internal/docket"},
	{"internal/scan", "internal/desk"},
	{"internal/web", "internal/rest"},
	{"internal/server"},
	{"internal/cli"},
	{"cmd/hulan", "cmd/hulan-wasm", "cmd/hulan-wasm/build", "internal/api", "internal/vectors"},
}

// denied holds imports that a package may not have, with the reason.
var denied = map[string]map[string]string{
	"detect":   pure,
	"redact":   pure,
	"document": pure,

	"internal/crf":     pure,
	"internal/law":     pure,
	"internal/picture": pure,
	"internal/letter":  pure,
}

var pure = map[string]string{
	"os":       "pure packages do no I/O: they run in a browser",
	"net":      "pure packages do no I/O: they run in a browser",
	"net/http": "pure packages do no I/O: they run in a browser",
	"log":      "pure packages return errors and print nothing",
}

// Every import follows the layers. Files are parsed in this process, so that
// the test cache sees them.
func TestLayers(t *testing.T) {
	rank := map[string]int{}
	for i, row := range layers {
		for _, p := range row {
			rank[p] = i + 1
		}
	}
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		dir := filepath.ToSlash(filepath.Dir(file))
		own := rank[dir]
		if own == 0 {
			t.Errorf("%s: folder %s has no row in the layers of layers_test.go and ARCHITECTURE.md", file, dir)
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := denied[dir][path]; why != "" {
				t.Errorf("%s imports %s: %s", file, path, why)
			}
			local, ok := strings.CutPrefix(path, module+"/")
			if !ok {
				if dir == "detect" || dir == "redact" {
					if strings.Contains(strings.SplitN(path, "/", 2)[0], ".") && !strings.HasPrefix(path, "golang.org/x/") {
						t.Errorf("%s imports %s: public pure packages use the standard library and golang.org/x only", file, path)
					}
				}
				continue
			}
			if rank[local] >= own {
				t.Errorf("%s imports %s: row %d may import lower rows only, not row %d; pass a function or an id from above", file, local, own, rank[local])
			}
		}
	}
}

// goFiles lists the Go files of the module, without testdata and tools.
func goFiles(t *testing.T) []string {
	t.Helper()
	return treeFiles(t, ".go")
}

func treeFiles(t *testing.T, ext string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != "." && (name == "testdata" || name == "tools" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if !d.IsDir() && filepath.Ext(name) == ext && filepath.Dir(path) != "." {
			files = append(files, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
