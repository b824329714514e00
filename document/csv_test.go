// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestDialect ensures that delimiter and header are told from few rows.
func TestDialect(t *testing.T) {
	for _, c := range []struct{ name, doc, delimiter, header string }{
		{"English words", "name,phone\na,1\n", ",", "name phone"},
		{"Chinese words", "姓名;手机号\n张三;1\n", ";", "姓名 手机号"},
		{"unknown words over numbers", "alpha|beta\nx|12\ny|13\n", "|", "alpha beta"},
		{"names of variables", "foo_bar,baz\nx,y\n", ",", "foo_bar baz"},
		{"one column", "手机号\n13800000001\n", ",", "手机号"},
		{"numbers only", "1,2\n3,4\n", ",", ""},
		{"people without a header", "张三,13800000001\n李四,13800000002\n", ",", ""},
		{"names only", "张三\n李四\n", ",", ""},
		{"the same name twice", "name,name\na,b\n", ",", ""},
		{"an address in the first row", "han,han@example.com\nmei,mei@example.com\n", ",", ""},
		{"a comma inside quotes", "name;note\na;\"x, y, z\"\nb;\"u, v, w\"\n", ";", "name note"},
		{"quoted names", "\"first name\",\"e-mail\"\na,b\n", ",", "first name e-mail"},
		{"empty", "", ",", ""},
	} {
		r, err := NewBytes([]byte(c.doc), Options{Format: "csv"})
		if err != nil {
			t.Fatal(err)
		}
		table := r.split.(*table)
		var header []string
		for _, column := range table.columns {
			header = append(header, column.Name)
		}
		if string(table.delimiter) != c.delimiter || strings.Join(header, " ") != c.header {
			t.Errorf("%s: delimiter %q, header %q", c.name, table.delimiter, header)
		}
	}
}

// TestCells ensures that cells are those that a reader of RFC 4180 sees, and
// that short, blank and sloppy rows do no harm.
func TestCells(t *testing.T) {
	const doc = "id,note\n1,plain\n2,\"a \"\"b\"\"\nc\"\n\n3\n4,\"x\"y\n5,z\r\n6,"
	r, err := NewBytes([]byte(doc), Options{Name: "a.csv"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	want := map[int][]string{
		0: {"1", "2", "3", "4", "5", "6"},
		1: {"plain", "a \"b\"\nc", `"x"y`, "z", ""},
		2: nil,
	}
	for column, cells := range want {
		var got []string
		for off, cell := range s.Cells(column) {
			got = append(got, string(cell))
			for i, c := range cell {
				if at := s.CellOffset(off, i); s.Text[at] != c {
					t.Errorf("byte %d of %q is not at %d", i, cell, at)
				}
			}
		}
		if !slices.Equal(got, cells) {
			t.Errorf("column %d: %q, want %q", column, got, cells)
		}
	}
	for range s.Cells(0) {
		break // stopping early is allowed
	}
	if plain := (&Segment{Text: []byte("x")}); plain.CellOffset(0, 1) != 1 {
		t.Error("a segment that is no table has no cells, and offsets are as they are")
	}
}

// TestFieldAtInAnyOrder ensures that fields and paths do not depend on the order
// in which they are asked for.
func TestFieldAtInAnyOrder(t *testing.T) {
	for _, quote := range []string{"", `"`} {
		var b strings.Builder
		b.WriteString("a,b,c\n")
		for i := range 500 {
			fmt.Fprintf(&b, "%sx%s,y%d,z\n", quote, quote, i)
		}
		r, err := NewBytes([]byte(b.String()), Options{Name: "a.csv"})
		if err != nil {
			t.Fatal(err)
		}
		s, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		for i := range 500 {
			n := i * 373 % 500
			at := bytes.Index(s.Text, fmt.Appendf(nil, "y%d,", n))
			for d, want := range map[int]string{0: "b", 1: "b", -2 - len(quote): "a", len(fmt.Sprint(n)) + 2: "c"} {
				if got := s.FieldAt(at + d); got != want {
					t.Fatalf("field %d bytes from y%d is %q, want %q", d, n, got, want)
				}
			}
			if got, want := s.Place(at).Path, fmt.Sprintf("column b row %d", n+2); got != want {
				t.Fatalf("path of y%d is %q, want %q", n, got, want)
			}
		}
		if got := s.FieldAt(0); got != "" {
			t.Errorf("the header's own field is %q", got)
		}
	}
}
