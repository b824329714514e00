// SPDX-License-Identifier: Apache-2.0

package config

import (
	"encoding"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Row is a setting as it holds now, for a page that shows them.
type Row struct {
	// Key is mail.port, Env the variable HULAN_MAIL_PORT.
	Key, Env string
	// Value is what holds, a secret masked. Default says that it is the default.
	Value   string
	Default bool
	// About is the setting's manual, as in docs/configuration.md.
	About string
}

// Rows lists all settings in the order of docs/configuration.md.
func (c *Config) Rows() ([]Row, error) {
	about, err := abouts()
	if err != nil {
		return nil, err
	}
	plain := &Config{}
	plain.fill()
	defaults := fieldsOf(plain)
	var out []Row
	for i, f := range fieldsOf(c) {
		v := shown(f.value)
		out = append(out, Row{Key: f.key, Env: f.env(), Value: v, Default: v == shown(defaults[i].value), About: about[f.key]})
	}
	return out, nil
}

// shown is a value in words; a [Secret] masks itself.
func shown(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, shown(v.Index(i)))
		}
		return strings.Join(parts, ", ")
	case reflect.Map:
		if v.Len() == 0 {
			return ""
		}
	}
	switch t := v.Interface().(type) {
	case Period:
		return shownPeriod(t)
	case Rate:
		if t.N == Off {
			return "off"
		}
		return strconv.Itoa(t.N) + "/" + map[time.Duration]string{time.Second: "s", time.Minute: "m", time.Hour: "h", 24 * time.Hour: "d"}[t.Per]
	case Count:
		if t == Off {
			return "off"
		}
	case Size:
		return shownSize(t)
	}
	if t, ok := v.Interface().(encoding.TextMarshaler); ok {
		if b, err := t.MarshalText(); err == nil {
			return string(b)
		}
	}
	return fmt.Sprint(v.Interface())
}

func shownPeriod(p Period) string {
	const day = 24 * time.Hour
	switch d := p.Duration(); {
	case d < 0:
		return "off"
	case d%day == 0 && d > day:
		return strconv.Itoa(int(d/day)) + "d"
	case d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	default:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	}
}

func shownSize(s Size) string {
	switch {
	case s != 0 && s%1e6 == 0:
		return strconv.Itoa(int(s/1e6)) + "MB"
	case s != 0 && s%1e3 == 0:
		return strconv.Itoa(int(s/1e3)) + "kB"
	}
	return strconv.Itoa(int(s)) + "B"
}

// abouts reads the comments of fields.go, by key.
func abouts() (map[string]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), "fields.go", source, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	structs := map[string]*ast.StructType{}
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			s := g.Specs[0].(*ast.TypeSpec)
			structs[s.Name.Name], _ = s.Type.(*ast.StructType)
		}
	}
	out := map[string]string{}
	var walk func(prefix string, s *ast.StructType)
	walk = func(prefix string, s *ast.StructType) {
		for _, f := range s.Fields.List {
			if len(f.Names) == 0 || f.Tag == nil {
				continue
			}
			key := prefix + reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("key")
			if id, ok := f.Type.(*ast.Ident); ok && structs[id.Name] != nil {
				walk(key+".", structs[id.Name])
				continue
			}
			out[key] = sentence(f.Names[0].Name, f.Doc.Text())
		}
	}
	walk("", structs["Config"])
	return out, nil
}
