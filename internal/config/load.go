// SPDX-License-Identifier: Apache-2.0

package config

import (
	"encoding"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// field is a setting: a leaf of the struct.
type field struct {
	key    string // mail.port
	value  reflect.Value
	def    string
	secret bool
}

// fieldsOf lists the settings of c in their order.
func fieldsOf(c *Config) []field {
	var all []field
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			sf := v.Type().Field(i)
			if !sf.IsExported() {
				continue
			}
			key := prefix + sf.Tag.Get("key")
			_, text := v.Field(i).Addr().Interface().(encoding.TextUnmarshaler)
			if sf.Type.Kind() == reflect.Struct && !text {
				walk(key+".", v.Field(i))
				continue
			}
			all = append(all, field{key, v.Field(i), sf.Tag.Get("default"), sf.Type == reflect.TypeFor[Secret]()})
		}
	}
	walk("", reflect.ValueOf(c).Elem())
	return all
}

// env is the variable of a setting: HULAN_MAIL_PORT.
func (f field) env() string { return "HULAN_" + strings.ToUpper(strings.ReplaceAll(f.key, ".", "_")) }

// set reads a setting. Lists take several texts, or one with commas.
func (f field) set(texts []string) error {
	switch f.value.Kind() {
	case reflect.Slice:
		var parts []string
		for _, t := range texts {
			for p := range strings.SplitSeq(t, ",") {
				parts = append(parts, strings.TrimSpace(p))
			}
		}
		list := reflect.MakeSlice(f.value.Type(), len(parts), len(parts))
		for i, p := range parts {
			if err := setOne(list.Index(i), p); err != nil {
				return err
			}
		}
		f.value.Set(list)
		return nil
	case reflect.Map:
		m := reflect.MakeMap(f.value.Type())
		for _, t := range texts {
			for p := range strings.SplitSeq(t, ",") {
				k, v, ok := strings.Cut(p, "=")
				if !ok {
					return fmt.Errorf("got %q, want NAME=VALUE, several with commas between", p)
				}
				e := reflect.New(f.value.Type().Elem()).Elem()
				if err := setOne(e, strings.TrimSpace(v)); err != nil {
					return err
				}
				m.SetMapIndex(reflect.ValueOf(strings.TrimSpace(k)), e)
			}
		}
		f.value.Set(m)
		return nil
	}
	if len(texts) != 1 {
		return errors.New("got a list, want one value")
	}
	return setOne(f.value, texts[0])
}

func setOne(v reflect.Value, text string) error {
	if text == "" {
		return errors.New("got nothing; leave the setting out for its default")
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(text)); err != nil {
			return fmt.Errorf("got %q, %w", text, err)
		}
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil || n == 0 {
			return fmt.Errorf("got %q, want a number above zero", text)
		}
		v.SetInt(int64(n))
	default:
		return fmt.Errorf("settings of type %s are not known", v.Type())
	}
	return nil
}

// loader fills a Config and remembers where each setting came from.
type loader struct {
	c      *Config
	fields []field
	from   map[string]string
	bad    map[string]bool
	errs   []error
}

func (l *loader) fail(key, from, text string) {
	if l.bad == nil {
		l.bad = map[string]bool{}
	}
	l.bad[key] = true
	l.errs = append(l.errs, &Error{Field: key, From: from, Text: text})
}

func (l *loader) field(key string) (field, bool) {
	i := slices.IndexFunc(l.fields, func(f field) bool { return f.key == key })
	if i < 0 {
		return field{}, false
	}
	return l.fields[i], true
}

// give sets a setting, or a secret from the file that KEY_file names.
func (l *loader) give(key, from string, texts []string) {
	if f, ok := l.field(key); ok {
		if err := f.set(texts); err != nil {
			l.fail(key, from, err.Error())
		}
		l.from[key] = from
		return
	}
	base, ok := strings.CutSuffix(key, "_file")
	f, known := l.field(base)
	if !ok || !known || !f.secret {
		l.unknown(key, from, l.keys())
		return
	}
	if len(texts) != 1 {
		l.fail(base, from, "got a list, want the name of a file")
		return
	}
	secret, err := readSecret(texts[0])
	if err != nil {
		l.fail(base, from, err.Error())
		return
	}
	f.value.Set(reflect.ValueOf(NewSecret(secret)))
	l.from[base] = from
}

func (l *loader) keys() []string {
	var keys []string
	for _, f := range l.fields {
		keys = append(keys, f.key)
		if f.secret {
			keys = append(keys, f.key+"_file")
		}
	}
	return keys
}

func (l *loader) unknown(key, from string, known []string) {
	text := "there is no such setting"
	if s := nearest(key, known); s != "" {
		text += ", did you mean " + s + "?"
	}
	l.fail(key, from, text)
}

// maxSecret is far above any key or connection string: more is the wrong file.
const maxSecret = 64 << 10

// readSecret reads a file without the line break at its end.
func readSecret(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return "", err
	}
	s := strings.TrimRight(string(b), "\r\n")
	if s == "" || len(b) > maxSecret {
		return "", fmt.Errorf("%s holds %d octets, want 1 to %d", path, len(s), maxSecret)
	}
	return s, nil
}

// environment reads the variables that begin with HULAN_.
func (l *loader) environment(env map[string]string) {
	byEnv := map[string]string{}
	for _, key := range l.keys() {
		byEnv["HULAN_"+strings.ToUpper(strings.ReplaceAll(key, ".", "_"))] = key
	}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if !strings.HasPrefix(name, "HULAN_") || slices.Contains(notSettings, name) {
			continue
		}
		key, ok := byEnv[name]
		if !ok {
			l.unknown(name, "environment", slices.Collect(maps.Keys(byEnv)))
			continue
		}
		if _, twice := env[name+"_FILE"]; twice {
			l.fail(key, name, "is given together with "+name+"_FILE, want one of them")
			continue
		}
		l.give(key, name, []string{env[name]})
	}
}

func (l *loader) flags(flags map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(flags)) {
		l.give(key, "command line", []string{flags[key]})
	}
}

// file reads the YAML file. Values are taken as they are written, so that 010
// or on mean what the setting says and not what YAML makes of them.
func (l *loader) file(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		l.errs = append(l.errs, err)
		return
	}
	doc, err := parser.ParseBytes(data, 0)
	if err != nil {
		// The short form: the long one quotes lines of the file, and a secret may
		// stand in one.
		l.errs = append(l.errs, fmt.Errorf("%s: not YAML: %s", filepath.Base(path), yaml.FormatError(shortened(err), false, false)))
		return
	}
	if len(doc.Docs) > 1 {
		l.errs = append(l.errs, fmt.Errorf("%s: holds %d documents, want one", filepath.Base(path), len(doc.Docs)))
		return
	}
	if len(doc.Docs) == 1 && doc.Docs[0].Body != nil {
		l.node(filepath.Base(path), "", doc.Docs[0].Body, map[string]bool{})
	}
}

// shortened keeps what a YAML error says and where, without the text around it.
func shortened(err error) error {
	if e, ok := errors.AsType[yaml.Error](err); ok && e.GetToken() != nil && e.GetToken().Position != nil {
		return fmt.Errorf("line %d: %s", e.GetToken().Position.Line, e.GetMessage())
	}
	return errors.New("cannot be read")
}

// node walks a node of the file; key is its place.
func (l *loader) node(file, key string, n ast.Node, seen map[string]bool) {
	from := fmt.Sprintf("%s:%d", file, n.GetToken().Position.Line)
	switch n := n.(type) {
	case *ast.MappingNode:
		if f, ok := l.field(key); ok && f.value.Kind() == reflect.Map {
			l.table(f, from, n.Values)
			return
		}
		for _, v := range n.Values {
			l.member(file, key, v, seen)
		}
	case *ast.MappingValueNode:
		l.member(file, key, n, seen)
	case *ast.SequenceNode:
		var texts []string
		for _, v := range n.Values {
			s, ok := scalar(v)
			if !ok {
				l.fail(key, from, "got a list of lists, want a list of values")
				return
			}
			texts = append(texts, s)
		}
		l.give(key, from, texts)
	case *ast.NullNode: // "mail:" with everything below it commented out
		if _, ok := l.field(key); ok {
			l.fail(key, from, "got nothing; leave the setting out for its default")
		}
	default:
		s, ok := scalar(n)
		switch {
		case key == "":
			l.fail("file", from, "got one value, want settings as KEY: VALUE")
		case !ok:
			l.fail(key, from, "got an anchor, alias or tag, want a plain value")
		default:
			l.give(key, from, []string{s})
		}
	}
}

func (l *loader) member(file, prefix string, v *ast.MappingValueNode, seen map[string]bool) {
	name, _ := scalar(v.Key)
	key := name
	if prefix != "" {
		key = prefix + "." + name
	}
	from := fmt.Sprintf("%s:%d", file, v.Key.GetToken().Position.Line)
	if seen[key] || seen[strings.TrimSuffix(key, "_file")] && strings.HasSuffix(key, "_file") || seen[key+"_file"] {
		l.fail(key, from, "is given twice")
		return
	}
	seen[key] = true
	if !slices.ContainsFunc(l.keys(), func(k string) bool { return k == key || strings.HasPrefix(k, key+".") }) {
		l.unknown(key, from, append(l.keys(), sections(l.fields)...))
		return
	}
	l.node(file, key, v.Value, seen)
}

// table reads a setting that is a map.
func (l *loader) table(f field, from string, values []*ast.MappingValueNode) {
	var pairs []string
	for _, v := range values {
		k, ok1 := scalar(v.Key)
		s, ok2 := scalar(v.Value)
		if !ok1 || !ok2 || strings.ContainsAny(k+s, ",=") {
			l.fail(f.key, from, "want NAME: VALUE")
			return
		}
		pairs = append(pairs, k+"="+s)
	}
	l.give(f.key, from, pairs)
}

// scalar is the text of a value as it is written in the file.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func sections(fields []field) []string {
	var all []string
	for _, f := range fields {
		if s, _, ok := strings.Cut(f.key, "."); ok && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// nearest is the known name that key was probably meant to be: the one with the
// fewest changes, at most a third of its letters; or the one that ends alike.
func nearest(key string, known []string) string {
	slices.Sort(known)
	best, least := "", 1000
	for _, k := range known {
		d := distance(key, k)
		if _, last, ok := cutLast(k, "."); ok && last == key {
			d = 1 // "host" for "mail.host"
		}
		if d < least {
			best, least = k, d
		}
	}
	if least > max(2, len(best)/3) {
		return ""
	}
	return best
}

// distance counts the letters to insert, delete or change (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diag, row[j+1] = row[j+1], min(diag+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
