// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds adds the golden documents to a fuzz target's corpus.
func seeds(f *testing.F, pattern string, add func(doc []byte)) {
	files, err := filepath.Glob("testdata/golden/" + pattern)
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		doc, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		add(doc)
	}
}

// options returns options that force the n-th format and encoding, or none.
func options(format, encoding uint8) Options {
	formats, encodings := append(Formats(), ""), append(Encodings(), "")
	return Options{
		Format:   formats[int(format)%len(formats)],
		Encoding: encodings[int(encoding)%len(encodings)],
		MaxDepth: 20,
	}
}

// FuzzIdentity ensures that rewriting without edits changes no byte of any file
// in any format and encoding, and that the pieces that readers see are the
// whole document.
func FuzzIdentity(f *testing.F) {
	seeds(f, "*", func(doc []byte) {
		f.Add(doc, uint8(255), uint8(255))
		f.Add(encoded("gb18030", string(doc)), uint8(1), uint8(255))
		f.Add(encoded("utf-16le", string(doc)), uint8(3), uint8(255))
	})
	f.Add([]byte("\xFF\xFEa\x00\x3D\xD8"), uint8(2), uint8(255))
	f.Add([]byte("\x81\x30\x81"), uint8(2), uint8(1))
	f.Fuzz(func(t *testing.T, doc []byte, format, encoding uint8) {
		o := options(format, encoding)
		var out bytes.Buffer
		err := Rewrite(&out, bytes.NewReader(doc), o, keep)
		if errors.Is(err, ErrBinary) && o.Encoding == "" {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), doc) {
			t.Errorf("%+v: %q became %q", o, doc, out.Bytes())
		}
	})
}

// FuzzSource ensures that each character of each text comes from the place in
// the document that Source names: the same bytes, or an escape, entity or
// percent code for it, or nothing for a break; and that places are inside the
// document and ascend.
func FuzzSource(f *testing.F) {
	seeds(f, "*", func(doc []byte) { f.Add(doc, uint8(255), uint8(255)) })
	for i := range Formats() {
		f.Add([]byte("{\"a\\u0062\":\"<b>&lt;%41\\\"\",'x','y'\n<a href='tel:%41&amp;'>"), uint8(i), uint8(7))
	}
	f.Fuzz(func(t *testing.T, file []byte, format, encoding uint8) {
		r, err := NewReader(bytes.NewReader(file), options(format, encoding))
		if err != nil {
			t.Fatal(err)
		}
		for {
			s, err := r.Next()
			if err != nil {
				return
			}
			last := int64(-1)
			for off := 0; off < len(s.Text); {
				_, n := utf8.DecodeRune(s.Text[off:])
				if len(s.runs) == 0 {
					n = 1
				}
				spans := s.Source(off, off+n)
				checkSource(t, s, s.Text[off:off+n], spans)
				if len(spans) > 0 {
					if spans[0].Start < last {
						t.Fatalf("byte %d of %q comes from %v, before %d", off, s.Text, spans, last)
					}
					last = spans[0].Start
				}
				if p := s.Place(off); p.Line < 1 || p.Column < 1 {
					t.Fatalf("byte %d of %q is at %+v", off, s.Text, p)
				}
				if s.FieldAt != nil {
					s.FieldAt(off)
				}
				off += n
			}
			for column := range 3 {
				for off, cell := range s.Cells(column) {
					checkCell(t, s, off, cell)
				}
			}
		}
	})
}

// checkSource compares a character with what it comes from.
func checkSource(t *testing.T, s *Segment, text []byte, spans []Span) {
	t.Helper()
	if len(spans) == 0 {
		if string(text) != "\n" && string(text) != "\t" {
			t.Fatalf("%q comes from nowhere", text)
		}
		return
	}
	if len(spans) > 1 && utf8.Valid(text) {
		t.Fatalf("the character %q comes from %v", text, spans)
	}
	start, end := spans[0].Start-s.piece.start, spans[0].End-s.piece.start
	if start < 0 || end <= start || end > int64(len(s.piece.doc)) {
		t.Fatalf("%q comes from %v of a piece that is %d+%d", text, spans, s.piece.start, len(s.piece.doc))
	}
	if from := s.piece.doc[start:end]; !bytes.Equal(from, text) && bytes.IndexByte([]byte(`\&%`), from[0]) < 0 {
		t.Fatalf("%q comes from %q", text, from)
	}
}

// checkCell compares a cell with the text it comes from.
func checkCell(t *testing.T, s *Segment, off int, cell []byte) {
	t.Helper()
	for i, c := range cell {
		if at := s.CellOffset(off, i); at >= len(s.Text) || s.Text[at] != c {
			t.Fatalf("byte %d of cell %q at %d of %q is not at %d", i, cell, off, s.Text, at)
		}
	}
}

// news are what fuzzed edits insert.
var news = []string{nasty, "", "x", `"`, "\n", ",", "<", "amp;", "1", "-->", "]]>", `\`, "?>"}

// edited rewrites doc with an edit every step bytes, each some bytes long.
func edited(t *testing.T, doc []byte, o Options, step, size uint8) []byte {
	t.Helper()
	var out bytes.Buffer
	n := int(step)
	err := Rewrite(&out, bytes.NewReader(doc), o, func(s *Segment) ([]Edit, error) {
		var edits []Edit
		for at := int(step) % 7; at < len(s.Text); at += 1 + int(step)%31 {
			e := Edit{at, min(at+int(size)%23, len(s.Text)), news[n%len(news)]}
			for e.Start > 0 && e.Start < len(s.Text) && !utf8.RuneStart(s.Text[e.Start]) {
				e.Start--
			}
			for e.End < len(s.Text) && !utf8.RuneStart(s.Text[e.End]) {
				e.End++
			}
			if len(edits) > 0 {
				e.Start = max(e.Start, edits[len(edits)-1].End)
			}
			edits = append(edits, Edit{e.Start, max(e.Start, e.End), e.New})
			at, n = max(at, e.End), n+1
		}
		return edits, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// FuzzEditJSON ensures that valid JSON stays valid JSON of the same shape,
// whatever is edited.
func FuzzEditJSON(f *testing.F) {
	seeds(f, "*.json", func(doc []byte) { f.Add(doc, uint8(5), uint8(3)) })
	f.Add([]byte(`{"a":[1,-2.5e3,true,null,"x"],"b":"{\"c\":[1,\"\\u0041\"]}"}`), uint8(1), uint8(4))
	f.Fuzz(func(t *testing.T, doc []byte, step, size uint8) {
		if !json.Valid(doc) || !utf8.Valid(doc) {
			return
		}
		got := edited(t, doc, Options{Format: "json", Encoding: "utf-8"}, step, size)
		if !json.Valid(got) {
			t.Fatalf("%q became %q", doc, got)
		}
		if before, after := jsonShape(doc), jsonShape(got); before != after {
			t.Errorf("%q became %q: %s, %s", doc, got, before, after)
		}
	})
}

// jsonShape writes JSON with all values alike.
func jsonShape(doc []byte) string {
	var b strings.Builder
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	for {
		token, err := dec.Token()
		if err != nil {
			return b.String()
		}
		if d, ok := token.(json.Delim); ok {
			b.WriteRune(rune(d))
		} else {
			b.WriteByte('v')
		}
	}
}

// FuzzEditCSV ensures that a table keeps its rows and columns, whatever is
// edited.
func FuzzEditCSV(f *testing.F) {
	seeds(f, "header.csv", func(doc []byte) { f.Add(doc, uint8(3), uint8(5)) })
	f.Add([]byte("a,\"b\"\"c\"\n\"d\ne\",f\n\"\"\"\",\n"), uint8(1), uint8(1))
	f.Add([]byte("phone\n1\n2\n"), uint8(0), uint8(9))
	f.Fuzz(func(t *testing.T, doc []byte, step, size uint8) {
		before, err := csvShape(doc)
		if err != nil || !utf8.Valid(doc) || openCSV(mustOpen(doc)).(*table).delimiter != ',' {
			return
		}
		got := edited(t, doc, Options{Name: "a.csv", Encoding: "utf-8"}, step, size)
		if after, err := csvShape(got); err != nil || !slices.Equal(before, after) {
			t.Errorf("%q became %q: %v, %v, %v", doc, got, before, after, err)
		}
	})
}

// csvShape returns the number of cells of each row of a table with commas. A
// carriage return alone means different things to different readers.
func csvShape(doc []byte) ([]int, error) {
	if bytes.Contains(doc, []byte("\r")) {
		return nil, errors.New("has carriage returns")
	}
	c := csv.NewReader(bytes.NewReader(doc))
	c.FieldsPerRecord = -1
	rows, err := c.ReadAll()
	var shape []int
	for _, row := range rows {
		shape = append(shape, len(row))
	}
	return shape, err
}

// mustOpen returns a reader of a document in UTF-8.
func mustOpen(doc []byte) *Reader {
	r, err := NewBytes(doc, Options{Format: "text", Encoding: "utf-8"})
	if err != nil {
		panic(err)
	}
	return r
}

// FuzzEditXML ensures that well-formed XML stays well-formed, with the same
// elements and attributes, whatever is edited.
func FuzzEditXML(f *testing.F) {
	seeds(f, "*.xml", func(doc []byte) { f.Add(doc, uint8(5), uint8(3)) })
	f.Add([]byte(`<r a="1&lt;2" b='3'><![CDATA[x]] >]]><!-- - --><b>4</b>5&amp;6</r>`), uint8(1), uint8(2))
	f.Fuzz(func(t *testing.T, doc []byte, step, size uint8) {
		before, err := xmlShape(doc)
		declarations := bytes.Count(doc, []byte("<!")) - bytes.Count(doc, []byte("<!--")) - bytes.Count(doc, []byte("<![CDATA["))
		if err != nil || !utf8.Valid(doc) || declarations > 0 || bytes.Contains(doc, []byte("<?")) {
			return // declarations and instructions have rules of their own
		}
		got := edited(t, doc, Options{Format: "xml", Encoding: "utf-8"}, step, size)
		if after, err := xmlShape(got); err != nil || before != after {
			t.Errorf("%q became %q: %s, %s, %v", doc, got, before, after, err)
		}
	})
}

// xmlShape writes the tags of a document.
func xmlShape(doc []byte) (string, error) {
	var b strings.Builder
	dec := xml.NewDecoder(bytes.NewReader(doc))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			fmt.Fprint(&b, "<", token.Name.Local, len(token.Attr))
		case xml.EndElement:
			b.WriteString(">")
		}
	}
}

// FuzzEditHTML ensures that edits make and unmake no tag of HTML.
func FuzzEditHTML(f *testing.F) {
	seeds(f, "*.html", func(doc []byte) { f.Add(doc, uint8(5), uint8(3)) })
	f.Add([]byte(`<a href=1 title='x'>1 < 2 & 3</a><!-- - -><script>"</b>"</script><1b>&1lt;`), uint8(1), uint8(2))
	f.Fuzz(func(t *testing.T, doc []byte, step, size uint8) {
		if !utf8.Valid(doc) {
			return
		}
		before := htmlShape(doc)
		if strings.HasSuffix(before, "<") {
			return // ends in a tag, of which nobody knows what it will be
		}
		got := edited(t, doc, Options{Format: "html", Encoding: "utf-8"}, step, size)
		if after := htmlShape(got); before != after {
			t.Errorf("%q became %q:\n%s\n%s", doc, got, before, after)
		}
	})
}

// htmlShape writes the tags of a page and the names of their attributes.
func htmlShape(doc []byte) string {
	var b strings.Builder
	m := markupScanner{doc: doc, html: true}
	for t := new(markupToken); m.next(t); {
		if t.kind == markupText && t.element == "" && doc[t.start] == '<' && m.opensTag(t.start) {
			b.WriteByte('<')
		}
		if t.kind == markupText || t.kind == markupRaw {
			continue
		}
		fmt.Fprintf(&b, "%d", t.kind)
		if t.kind == markupStart {
			b.Write(doc[t.content.start:t.content.end])
			var a markupAttribute
			for at := m.attribute(&a, t.content.end); a.name.start < a.name.end; at = m.attribute(&a, at) {
				fmt.Fprintf(&b, " %s", doc[a.name.start:a.name.end])
			}
		}
	}
	return b.String()
}
