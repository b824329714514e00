// SPDX-License-Identifier: Apache-2.0

package hulan

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The sizes that make a reviewer look twice (see CONTRIBUTING.md). Tables are
// data and excepted.
const (
	maxFuncLines = 120
	p90FuncLines = 45
	maxFileLines = 700
)

// Every Go file begins with the licence line, is not too long and has functions
// that fit on a screen.
func TestSizesAndLicence(t *testing.T) {
	var lengths []int
	for _, file := range goFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(data, []byte("// SPDX-License-Identifier: Apache-2.0\n")) {
			t.Errorf("%s: the first line must be the SPDX licence line", file)
		}
		if n := bytes.Count(data, []byte("\n")); n > maxFileLines && !strings.Contains(file, "_table") {
			t.Errorf("%s: %d lines; split it, or name it …_table.go if it is data", file, n)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, data, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if fn.Name.Name == "init" && fn.Recv == nil {
				t.Errorf("%s: has init(); start-up stays small, build tables when first needed", file)
			}
			n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1
			if n > maxFuncLines {
				t.Errorf("%s: %s has %d lines, more than %d", file, fn.Name.Name, n, maxFuncLines)
			}
			if !strings.HasSuffix(file, "_test.go") {
				lengths = append(lengths, n)
			}
		}
	}
	slices.Sort(lengths)
	if len(lengths) == 0 {
		t.Fatal("no functions found: the test looks in the wrong place")
	}
	if p90 := lengths[len(lengths)*9/10]; p90 > p90FuncLines {
		t.Errorf("9 of 10 functions should have at most %d lines; here it is %d", p90FuncLines, p90)
	}
}

// Every exported name and every package of the public packages is documented.
func TestExportedNamesAreDocumented(t *testing.T) {
	hasDoc := map[string]bool{}
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(file)
		hasDoc[dir] = hasDoc[dir] || f.Doc != nil
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
					t.Errorf("%s: %s needs a comment", file, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok && s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
						t.Errorf("%s: type %s needs a comment", file, s.Name.Name)
					}
				}
			}
		}
	}
	for dir, ok := range hasDoc {
		if !ok {
			t.Errorf("%s: the package needs a comment that says what it does and promises", dir)
		}
	}
}

// exportedReceiver reports whether d is a function, or a method of an exported
// type; methods with well-known names explain themselves.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	switch d.Name.Name {
	case "String", "GoString", "Error", "Unwrap", "Len", "Less", "Swap", "MarshalJSON", "UnmarshalJSON", "LogValue", "Close", "Write", "Read":
		return false
	}
	typ := d.Recv.List[0].Type
	if p, ok := typ.(*ast.StarExpr); ok {
		typ = p.X
	}
	id, ok := typ.(*ast.Ident)
	return ok && id.IsExported()
}

// Folders are nouns: names that say nothing hide what belongs together.
func TestFolderNames(t *testing.T) {
	for _, file := range goFiles(t) {
		for part := range strings.SplitSeq(filepath.ToSlash(filepath.Dir(file)), "/") {
			switch part {
			case "util", "utils", "common", "helpers", "helper", "misc", "base", "models", "pkg", "lib":
				t.Errorf("%s: folder %q says nothing; name it after what it holds", file, part)
			}
		}
	}
}

var (
	mdLink = regexp.MustCompile(`\]\(([^)#?]+)[^)]*\)`)
	mdCode = regexp.MustCompile("`((?:\\.?[a-z]+/)+[A-Za-z0-9_.…-]*)`")
)

// Every link to a file and every path in backquotes in a Markdown file exists.
func TestMarkdownPaths(t *testing.T) {
	files, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range append(files, treeFiles(t, ".md")...) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, m := range mdLink.FindAllSubmatch(data, -1) {
			if p := string(m[1]); !strings.Contains(p, "://") && !strings.HasPrefix(p, "mailto:") {
				paths = append(paths, filepath.Join(filepath.Dir(file), p))
			}
		}
		for _, m := range mdCode.FindAllSubmatch(data, -1) {
			if p := string(m[1]); !strings.Contains(p, "…") && ownFolder(p) {
				paths = append(paths, p)
			}
		}
		for _, p := range paths {
			checked++
			if _, err := os.Stat(p); err != nil {
				t.Errorf("%s names %s, which does not exist", file, p)
			}
		}
	}
	if checked == 0 {
		t.Fatal("no path found in any Markdown file: the test looks in the wrong place")
	}
}

// ownFolder reports whether p begins with a folder of this repository.
func ownFolder(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	info, err := os.Stat(first)
	return err == nil && info.IsDir()
}

// The Makefile stays a list of plain commands.
func TestMakefileIsShort(t *testing.T) {
	data, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(data, []byte("\n")); n > 30 {
		t.Errorf("Makefile has %d lines, more than 30", n)
	}
}
