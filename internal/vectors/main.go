// SPDX-License-Identifier: Apache-2.0

// Command vectors writes the test vectors for programs in other languages:
//
//	go run ./internal/vectors
//
// It reads the examples that Hulan's own tests use (detect/testdata,
// redact/testdata) and writes them as JSON to testdata/vectors/, with offsets in
// three units. testdata/vectors/README.md says how to use them. Nothing in them
// is decided here: the examples are what people wrote, and the tests of detect
// and redact hold the program to them.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

const folder = "testdata/vectors"

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "vectors:", err)
		os.Exit(1)
	}
}

// write writes all files of the module in a folder.
func write(root string) error {
	files, err := generate(root)
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(root, folder, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// sets are the files, each with what makes it.
var sets = []struct {
	name, about string
	make        func(root string) (section, error)
}{
	{"types", "The types, what they are called in English and Chinese and by other products, and what recognises them.", types},
	{"values", "Lone values: valid or not, and why. Equal to `hulan rules check`.", values},
	{"texts", "Texts and what must be found in them, of the one type given; where found is empty, nothing of the type.", texts},
	{"evasion", "Values written in ways that hide them; where found is empty, nothing may be reported. Names and addresses are left out of account.", evasion},
	{"masks", "The form in which a value is displayed.", masks},
	{"keyed", "Replacements made with a key, and SM3 and HMAC-SM3 by themselves.", keyed},
	{"links", "Ways of writing one value: those of one row get the same keyed hash; rows of one type get different ones.", links},
	{"severity", "Counts of items against the lines of the criminal law, and levels of an incident.", severity},
	{"posts", "Posts with findings, and the grade and the reasons of the disclosure.", posts},
}

// section is the content of a file: some fields, and lists of vectors.
type section struct {
	fields []field
	lists  []list
}

type field struct {
	name  string
	value any
}

type list struct {
	name string
	rows []any
}

// generate returns the files by name.
func generate(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, s := range sets {
		content, err := s.make(root)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		head := []field{{"$schema", "schema.json"}, {"set", s.name}, {"about", s.about}}
		content.fields = append(head, content.fields...)
		if files[s.name+".json"], err = content.encode(); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return files, nil
}

// encode writes one vector on a line, so that a change of one is a line of a
// diff.
func (s section) encode() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{\n")
	for i, f := range s.fields {
		value, err := line(f.value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, " %q: %s%s\n", f.name, value, comma(i < len(s.fields)-1 || len(s.lists) > 0))
	}
	for i, l := range s.lists {
		if len(l.rows) == 0 {
			return nil, fmt.Errorf("list %s is empty: the examples have moved", l.name)
		}
		fmt.Fprintf(&b, " %q: [\n", l.name)
		for k, row := range l.rows {
			value, err := line(row)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "  %s%s\n", value, comma(k < len(l.rows)-1))
		}
		fmt.Fprintf(&b, " ]%s\n", comma(i < len(s.lists)-1))
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

func comma(more bool) string {
	if more {
		return ","
	}
	return ""
}

// line encodes a value on one line, characters as they are.
func line(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// rows turns a slice of any type into a list.
func rows[T any](name string, s []T) list {
	l := list{name: name}
	for v := range slices.Values(s) {
		l.rows = append(l.rows, v)
	}
	return l
}
