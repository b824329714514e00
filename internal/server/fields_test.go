// SPDX-License-Identifier: Apache-2.0

package server

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/config"
)

// handed are the groups of settings that a package gets as a whole: there they
// are read from a variable or field of another name.
var handed = map[string]struct{ dir, name string }{
	"Mail":     {"internal/mail", "c"},
	"Platform": {"internal/server", "p"},
	"Log":      {"internal/cli", "c"},
}

// excused are settings that nobody obeys, with the reason.
var excused = map[string]string{
	"oidc": "sign-in by a provider is not there yet; docs/service.md says so",
}

// Every setting is read outside of the package that parses and checks it. The
// test sees that a line of the program reads the field, not what it does with
// it: the tests of each setting show that.
func TestEverySettingIsRead(t *testing.T) {
	read := fieldReads(t)
	n := 0
	var walk func(key, path string, typ reflect.Type)
	walk = func(key, path string, typ reflect.Type) {
		for f := range typ.Fields() {
			tag, ok := f.Tag.Lookup("key")
			if !ok {
				continue
			}
			full, chain := strings.TrimPrefix(key+"."+tag, "."), strings.TrimPrefix(path+"."+f.Name, ".")
			if _, ok := excused[full]; ok {
				continue
			}
			if f.Type.Kind() == reflect.Struct && f.Type.PkgPath() == typ.PkgPath() && f.Type.NumField() > 0 && f.Type.Field(0).Tag.Get("key") != "" {
				walk(full, chain, f.Type)
				continue
			}
			n++
			if path == "" {
				// A field of the whole: read from c, cfg or s.Config.
				chain = "Config." + f.Name
			}
			ok = slices.Contains(read["*"], chain)
			if h, is := handed[path]; is && !ok {
				ok = slices.Contains(append(read[h.dir], read["internal/config"]...), h.name+"."+f.Name)
			}
			if !ok {
				t.Errorf("%s: nothing reads %s; obey it, remove it, or excuse it with the reason", full, chain)
			}
		}
	}
	walk("", "", reflect.TypeFor[config.Config]())
	if n < 35 {
		t.Fatalf("only %d settings: the test looks in the wrong place", n)
	}
}

// fieldReads lists every a.b of the program without tests and without package
// config: as the last two names, by folder and under "*".
func fieldReads(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		dir, err := filepath.Rel("../..", filepath.Dir(path))
		// platform.go is what the settings do, not how they are read.
		if dir = filepath.ToSlash(dir); err != nil || dir == "internal/config" && d.Name() != "platform.go" || !strings.HasPrefix(dir, "internal/") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			var owner string
			switch x := sel.X.(type) {
			case *ast.Ident:
				owner = x.Name
				if owner == "c" || owner == "cfg" { // as Config is called in server and cli
					out["*"] = append(out["*"], configName(dir)+"."+sel.Sel.Name)
				}
			case *ast.SelectorExpr:
				owner = x.Sel.Name
			default:
				return true
			}
			chain := owner + "." + sel.Sel.Name
			out["*"], out[dir] = append(out["*"], chain), append(out[dir], chain)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// configName is what c stands for in a package: the settings in the two that
// know them, something else elsewhere.
func configName(dir string) string {
	if dir == "internal/server" || dir == "internal/cli" {
		return "Config"
	}
	return "c"
}
