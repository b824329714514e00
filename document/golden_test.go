// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// number finds the made-up numbers of the test documents: 138 and eight digits.
var number = regexp.MustCompile(`138\d{8}`)

// nasty is a replacement with every character that some format has to escape.
const nasty = "[\"★\", <b>'x' & y;\\n\t-->"

// TestGolden ensures that each document in testdata/golden is read as its .want
// file says, and rewritten as its .rewritten file says when every number in it
// is replaced by text that needs escaping. UPDATE=1 writes both files.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/*")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		if ext := filepath.Ext(file); ext == ".want" || ext == ".rewritten" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			doc, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			o := Options{Name: file}
			r, err := NewReader(bytes.NewReader(doc), o)
			if err != nil {
				t.Fatal(err)
			}
			want := describe(t, r)
			seen[r.Info().Format] = true
			compare(t, file+".want", want)
			compare(t, file+".rewritten", rewrite(t, doc, o, nasty))
		})
	}
	for _, name := range Formats() {
		if !seen[name] {
			t.Errorf("no document in testdata/golden is of format %s", name)
		}
	}
}

// describe writes down all segments: their lines, and where the numbers in them
// stand.
func describe(t *testing.T, r *Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "segment field=%q continues=%v columns=%v\n", s.Field, s.Continues, s.Columns)
		for line := range strings.Lines(string(s.Text)) {
			fmt.Fprintf(&b, "\t%q\n", line)
		}
		for _, m := range number.FindAllIndex(s.Text, -1) {
			p := s.Place(m[0])
			field := "-"
			if s.FieldAt != nil {
				field = s.FieldAt(m[0])
			}
			fmt.Fprintf(&b, "  %s at %d:%d %s in %s from %v\n", s.Text[m[0]:m[1]], p.Line, p.Column, p.Path, field, s.Source(m[0], m[1]))
		}
		for _, c := range s.Columns {
			for off, cell := range s.Cells(c.Index) {
				fmt.Fprintf(&b, "  cell of %s at %d: %q\n", c.Name, off, cell)
			}
		}
	}
	fmt.Fprintf(&b, "%+v\n", r.Info())
	return b.Bytes()
}

// rewrite replaces all numbers of doc by text.
func rewrite(t testing.TB, doc []byte, o Options, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	err := Rewrite(&out, bytes.NewReader(doc), o, func(s *Segment) ([]Edit, error) {
		var edits []Edit
		for _, m := range number.FindAllIndex(s.Text, -1) {
			edits = append(edits, Edit{m[0], m[1], text})
		}
		return edits, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// compare compares got with a file, or writes the file if UPDATE is set.
func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; UPDATE=1 go test writes it", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n--- got\n%s\n--- want\n%s", file, got, want)
	}
}
