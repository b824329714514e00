// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// loader type-checks packages of this module from their source, without bodies
// of functions. What the public packages promise is written in terms of the
// standard library; a package of another module is taken as empty.
type loader struct {
	root string // the module's folder
	fset *token.FileSet
	std  types.Importer
	done map[string]*types.Package
}

func newLoader(root string) *loader {
	fset := token.NewFileSet()
	return &loader{root: root, fset: fset, std: importer.ForCompiler(fset, "source", nil), done: map[string]*types.Package{}}
}

// Import serves the type checker.
func (l *loader) Import(name string) (*types.Package, error) {
	if dir, ok := strings.CutPrefix(name, module+"/"); ok {
		return l.load(dir)
	}
	if first, _, _ := strings.Cut(name, "/"); strings.Contains(first, ".") {
		p := types.NewPackage(name, path.Base(name))
		p.MarkComplete()
		return p, nil
	}
	return l.std.Import(name)
}

// load type-checks the package in a folder of the module.
func (l *loader) load(dir string) (*types.Package, error) {
	if p := l.done[dir]; p != nil {
		return p, nil
	}
	files, err := parseDir(l.fset, filepath.Join(l.root, dir))
	if err != nil {
		return nil, err
	}
	conf := types.Config{Importer: l, IgnoreFuncBodies: true, Error: func(error) {}} // what the empty packages lack
	p, _ := conf.Check(module+"/"+dir, l.fset, files, nil)
	l.done[dir] = p
	return p, nil
}

// parseDir parses the Go files of a folder that are compiled here, without tests.
func parseDir(fset *token.FileSet, dir string) ([]*ast.File, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("%s: no Go files (%v)", dir, err)
	}
	var files []*ast.File
	for _, name := range names {
		ok, err := build.Default.MatchFile(dir, filepath.Base(name))
		if err != nil {
			return nil, err
		}
		if !ok || strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// exported lists what a package exports, one promise a line, sorted: constants
// with their values, functions and methods by the types of their parameters (a
// name of a parameter may change), fields with their tags.
func exported(p *types.Package) []string {
	w := writer{p: p}
	for _, name := range p.Scope().Names() {
		if token.IsExported(name) {
			w.object(p.Scope().Lookup(name))
		}
	}
	slices.Sort(w.lines)
	return w.lines
}

type writer struct {
	p     *types.Package
	lines []string
}

func (w *writer) printf(format string, args ...any) {
	w.lines = append(w.lines, fmt.Sprintf(format, args...))
}

func (w *writer) typ(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == w.p {
			return ""
		}
		return p.Name()
	})
}

func (w *writer) object(o types.Object) {
	switch o := o.(type) {
	case *types.Const:
		w.printf("const %s %s = %s", o.Name(), w.typ(o.Type()), o.Val().ExactString())
	case *types.Var:
		w.printf("var %s %s", o.Name(), w.typ(o.Type()))
	case *types.Func:
		w.printf("func %s%s", o.Name(), w.signature(o.Signature()))
	case *types.TypeName:
		w.typeName(o)
	}
}

func (w *writer) typeName(o *types.TypeName) {
	named, ok := o.Type().(*types.Named)
	if !ok || o.IsAlias() {
		w.printf("type %s = %s", o.Name(), w.typ(types.Unalias(o.Type())))
		return
	}
	switch u := named.Underlying().(type) {
	case *types.Struct:
		w.printf("type %s struct", o.Name())
		for i := range u.NumFields() {
			if f := u.Field(i); f.Exported() {
				line := fmt.Sprintf("field %s.%s %s", o.Name(), f.Name(), w.typ(f.Type()))
				if tag := u.Tag(i); tag != "" {
					line += " " + strconv.Quote(tag)
				}
				w.lines = append(w.lines, line)
			}
		}
	default:
		w.printf("type %s %s", o.Name(), w.typ(u))
	}
	set := types.NewMethodSet(types.NewPointer(named))
	byValue := types.NewMethodSet(named)
	for method := range set.Methods() {
		m, ok := method.Obj().(*types.Func)
		if !ok || !m.Exported() {
			continue
		}
		recv := "*" + o.Name()
		if byValue.Lookup(w.p, m.Name()) != nil {
			recv = o.Name()
		}
		w.printf("method (%s) %s%s", recv, m.Name(), w.signature(m.Signature()))
	}
}

// signature writes parameters and results without their names.
func (w *writer) signature(s *types.Signature) string {
	bare := func(t *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range t.Variables() {
			vars = append(vars, types.NewParam(token.NoPos, w.p, "", v.Type()))
		}
		return types.NewTuple(vars...)
	}
	plain := types.NewSignatureType(nil, nil, nil, bare(s.Params()), bare(s.Results()), s.Variadic())
	return strings.TrimPrefix(w.typ(plain), "func")
}

// keys lists the fields of the structures that are read from or written to
// files and streams, by their tag: JSON and YAML keys.
func keys(root, dir string) ([]string, error) {
	files, err := parseDir(token.NewFileSet(), filepath.Join(root, dir))
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, line := range tags(s) {
					lines = append(lines, dir+" "+spec.Name.Name+" "+line)
				}
			}
			return true
		})
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

// tags returns "json key type" for every tagged field of a structure, also of
// structures inside.
func tags(s *ast.StructType) (lines []string) {
	for _, f := range s.Fields.List {
		if f.Tag == nil {
			continue
		}
		text, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			continue
		}
		for tag := range strings.FieldsSeq(text) {
			kind, value, ok := strings.Cut(tag, ":")
			if value = strings.Trim(value, `"`); ok && value != "-" && (kind == "json" || kind == "yaml" || kind == "toml") {
				lines = append(lines, kind+" "+value+" "+types.ExprString(f.Type))
			}
		}
	}
	return lines
}
