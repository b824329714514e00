// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestEdits ensures that edits which cover more than plain words leave the
// document whole: «…» in the document marks what one edit covers in its text,
// the replacement is R"1.
func TestEdits(t *testing.T) {
	for _, c := range []struct{ name, file, doc, from, to, want string }{
		{"text, to the letter", "a.txt", "a 138 b", "138", "138", `a R"1 b`},
		{"a number with tags inside", "a.html", "<p>13<b>8</b>0</p>", "1380", "1380", `<p>R"1<b></b></p>`},
		{"two blocks", "a.html", "<p>aa</p><p>bb</p>", "aa", "bb", `<p>R"1</p><p></p>`},
		{"an entity as a whole", "a.html", "a&lt;b", "<", "<", `aR"1b`},
		{"text behind a lone <", "a.html", "a <138b", "138", "138", `a <&#82;"1b`},
		{"text behind a lone &", "a.html", "a &138;", "138", "138", `a &&#82;"1;`},
		{"a whole value without quotes", "a.html", "<a b=138>x", "138", "138", `<a b=R&#34;1>x`},
		{"a CDATA section", "a.xml", "<r><![CDATA[a>138]]></r>", "138", "138", `<r><![CDATA[a>R"1]]></r>`},
		{"two members and the key between", "a.json", `{"a": "aa", "b": ["bb", 1]}`, "aa", "bb", `{"a": "R\"1", "": ["", 1]}`},
		{"a number and a word", "a.json", `[138, true]`, "138", "true", `["R\"1", ""]`},
		{"part of a number", "a.json", `[13800]`, "138", "138", `["R\"100"]`},
		{"an escape as a whole", "a.json", `["\u624b机"]`, "手", "手", `["R\"1机"]`},
		{"nothing but brackets", "a.json", `[["x"]]`, `[[`, `[[`, `[["x"]]`},
		{"JSON in a string", "a.json", `["{\"a\":\"138\"}"]`, "138", "138", `["{\"a\":\"R\\\"1\"}"]`},
		{"two cells", "a.csv", "x,y,z\naa,bb,cc\n", "aa", "bb", "x,y,z\n\"R\"\"1\",,cc\n"},
		{"two rows", "a.csv", "x,y\naa,bb\ncc,dd\n", "bb", "cc", "x,y\naa,\"R\"\"1\"\n,dd\n"},
		{"a quoted cell with its quotes", "a.csv", "x,y\n\"a,a\",b\n", `"a,a"`, `"a,a"`, "x,y\n\"R\"\"1\",b\n"},
		{"half of a doubled quote", "a.csv", "x,y\n\"a\"\"b\",c\n", `"b`, `"b`, "x,y\n\"aR\"\"1\",c\n"},
	} {
		var out bytes.Buffer
		err := Rewrite(&out, strings.NewReader(c.doc), Options{Name: c.file}, func(s *Segment) ([]Edit, error) {
			start := bytes.Index(s.Text, []byte(c.from))
			if start < 0 {
				return nil, nil
			}
			end := bytes.LastIndex(s.Text, []byte(c.to)) + len(c.to)
			return []Edit{{start, end, `R"1`}}, nil
		})
		if err != nil || out.String() != c.want {
			t.Errorf("%s: %q became %q, want %q (%v)", c.name, c.doc, out.String(), c.want, err)
		}
	}
}

// TestRemove ensures that removing a value leaves a valid document.
func TestRemove(t *testing.T) {
	for _, c := range []struct{ file, doc, want string }{
		{"a.txt", "a 13800000001 b", "a  b"},
		{"a.json", `{"a":13800000001,"b":"13800000001"}`, `{"a":"","b":""}`},
		{"a.json", `"{\"a\":13800000001}"`, `"{\"a\":\"\"}"`},
		{"a.csv", "phone\n13800000001\n2\n", "phone\n\"\"\n2\n"},
		{"a.html", "<a b=13800000001 c=d>", `<a b="" c=d>`},
		{"a.html", "<!--13800000001-->", "<!-- -->"},
		{"a.html", "<13800000001b>", "< b>"},
		{"a.xml", "<r>13800000001</r>", "<r></r>"},
	} {
		if got := rewrite(t, []byte(c.doc), Options{Name: c.file}, ""); string(got) != c.want {
			t.Errorf("%s: %q became %q, want %q", c.file, c.doc, got, c.want)
		}
	}
}

// TestInsert ensures that an edit of no length inserts where it stands.
func TestInsert(t *testing.T) {
	for _, c := range []struct {
		file, doc string
		at        int
		want      string
	}{
		{"a.txt", "ab", 2, "abX"},
		{"a.json", `["\n"]`, 3, `["\nX"]`},
		{"a.csv", "a,b\n1,2\n", 5, "a,b\n1X,2\n"},
		{"a.html", "<p>a<b>b</b></p>", 1, "<p>a<b>Xb</b></p>"},
	} {
		var out bytes.Buffer
		err := Rewrite(&out, strings.NewReader(c.doc), Options{Name: c.file}, func(*Segment) ([]Edit, error) {
			return []Edit{{c.at, c.at, "X"}}, nil
		})
		if err != nil || out.String() != c.want {
			t.Errorf("%s: %q became %q, want %q (%v)", c.file, c.doc, out.String(), c.want, err)
		}
	}
}

// TestBadEdits ensures that edits which make no sense are refused, and that the
// error says which.
func TestBadEdits(t *testing.T) {
	for _, edits := range [][]Edit{
		{{0, 0, ""}, {-1, 1, ""}},
		{{0, 0, ""}, {2, 1, ""}},
		{{0, 0, ""}, {2, 99, ""}},
		{{0, 3, ""}, {2, 4, ""}},
	} {
		err := Rewrite(io.Discard, strings.NewReader("12345"), Options{}, func(*Segment) ([]Edit, error) { return edits, nil })
		if err == nil || !strings.HasPrefix(err.Error(), "edit 1 replaces") {
			t.Errorf("%v: error %v", edits, err)
		}
	}
	stop := errors.New("stop")
	err := Rewrite(io.Discard, strings.NewReader("x"), Options{}, func(*Segment) ([]Edit, error) { return nil, stop })
	if !errors.Is(err, stop) {
		t.Errorf("the error of edit is lost: %v", err)
	}
	if err := Rewrite(full{}, strings.NewReader("x"), Options{}, keep); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("the error of the writer is lost: %v", err)
	}
}

// full is a writer without room.
type full struct{}

func (full) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	return 0, io.ErrShortWrite
}

// TestRewriteEverywhere ensures that every number is found and replaced in large
// documents of every format and encoding, also across pieces, and that reading
// the result finds none.
func TestRewriteEverywhere(t *testing.T) {
	for name, doc := range samples() {
		for _, e := range []string{"utf-8", "gb18030", "utf-16be", "big5"} {
			file := doc
			if e != "utf-8" {
				file = encoded(e, string(doc))
			}
			out := rewrite(t, file, Options{Name: name, Encoding: e}, "1")
			text, _ := readAll(t, out, Options{Name: name, Encoding: e})
			// A number that a piece's end cut in two is the caller's to join.
			if n := strings.Count(text, "13800000001"); n > 10 {
				t.Errorf("%s in %s: %d numbers are left", name, e, n)
			}
			if name == "a.json" || name == "a.csv" {
				if n := strings.Count(text, "13800000001"); n > 0 {
					t.Errorf("%s in %s: %d numbers are left", name, e, n)
				}
			}
		}
	}
}
