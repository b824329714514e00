// SPDX-License-Identifier: Apache-2.0

package config

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
)

// The comments of the fields are the manual, and comments are not in a program;
// so the source of this one file is.
//
//go:embed fields.go
var source string

const docsHead = `# Settings

Nothing has to be set: ` + "`hulan serve`" + ` starts on an empty folder. Settings come from one YAML file (` + "`--config FILE` or `HULAN_CONFIG`" + `), from variables of the environment and from the command line (` + "`--set KEY=VALUE`" + `), each stronger than the one before. An unknown key is an error.

A secret can be kept in a file of its own: ` + "`KEY_file: PATH`, or `HULAN_…_FILE`" + ` in the environment. Lists in the environment have commas between their parts. ` + "`hulan serve --check`" + ` says what is wrong and changes nothing.

` + "```yaml" + `
public_url: https://report.forum.example
languages: [zh-CN, en]
platform:
  name: 明湖社区
mail:
  host: mail.forum.example
  from: noreply@forum.example
  user: hulan
  password_file: /etc/hulan/mail-password
anchors:
  mail: ledger@auditor.example
` + "```" + `

This page is made from ` + "`internal/config/fields.go`" + `.
`

// Docs renders the reference of all settings, docs/configuration.md.
func Docs() (string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), "fields.go", source, parser.ParseComments)
	if err != nil {
		return "", err
	}
	structs := map[string]*ast.StructType{}
	about := map[string]string{}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		s := g.Specs[0].(*ast.TypeSpec)
		structs[s.Name.Name], _ = s.Type.(*ast.StructType)
		about[s.Name.Name] = sentence(s.Name.Name, g.Doc.Text())
	}
	var b strings.Builder
	b.WriteString(docsHead + "\n## The service\n")
	var later strings.Builder
	for _, f := range structs["Config"].Fields.List {
		if len(f.Names) == 0 || !f.Names[0].IsExported() {
			continue
		}
		key := reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("key")
		typ, _ := f.Type.(*ast.Ident)
		if typ == nil || structs[typ.Name] == nil {
			entry(&b, key, f)
			continue
		}
		fmt.Fprintf(&later, "\n## %s\n\n%s\n", key, about[typ.Name])
		for _, g := range structs[typ.Name].Fields.List {
			entry(&later, key+"."+reflect.StructTag(strings.Trim(g.Tag.Value, "`")).Get("key"), g)
		}
	}
	return b.String() + later.String(), nil
}

// entry writes one setting.
func entry(b *strings.Builder, key string, f *ast.Field) {
	env := field{key: key}.env()
	fmt.Fprintf(b, "\n### `%s`\n\n%s\n\nEnvironment: `%s`", key, sentence(f.Names[0].Name, f.Doc.Text()), env)
	if id, ok := f.Type.(*ast.Ident); ok && id.Name == "Secret" {
		fmt.Fprintf(b, " or `%s_FILE`; in the file also `%s_file`", env, key)
	}
	b.WriteString("\n")
}

// sentence turns a Go comment, "Data is the folder …", into one for the page,
// "The folder …".
func sentence(name, doc string) string {
	doc = strings.Join(strings.Fields(doc), " ")
	for _, verb := range []string{" is ", " are "} {
		if rest, ok := strings.CutPrefix(doc, name+verb); ok {
			doc = strings.ToUpper(rest[:1]) + rest[1:]
			break
		}
	}
	return doc
}
