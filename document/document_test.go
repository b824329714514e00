// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// encoded returns text in the named encoding.
func encoded(name, text string) []byte {
	return encode(encodingByName(name), change{new: text, lacking: questionMark})
}

// TestChooseFormat ensures that a document's kind is told by option, name and
// content, in this order.
func TestChooseFormat(t *testing.T) {
	for _, c := range []struct{ name, doc, want string }{
		{"a.json", "plain", "json"},
		{"A.HTM", "plain", "html"},
		{`dir\b.Csv`, "plain", "csv"},
		{"dir/Dockerfile", "FROM scratch", "code"},
		{"notes.md", "{}", "markdown"},
		{"", "just words", "text"},
		{"", "", "text"},
		{"", `{"a": 1}`, "json"},
		{"", " [1, 2,\n3]", "json"},
		{"", `[["a"]]`, "json"},
		{"", "[2026-11-24 08:21:07] started", "text"},
		{"", "[section]\nkey=1", "text"},
		{"", "[[link]] in a wiki", "text"},
		{"", "{curly} words", "text"},
		{"", "{\"a\":1}\n{\"a\":2}\n", "jsonl"},
		{"", "{\"a\":\n1}\n{\"a\":2}\n", "json"},
		{"", "<!DOCTYPE html><p>x", "html"},
		{"", "<?xml version='1.0'?><!DOCTYPE html><html/>", "html"},
		{"", "<div>x</div>", "html"},
		{"", "<?xml version='1.0'?><r/>", "xml"},
		{"", "<note><to>x</to></note>", "xml"},
		{"", "<a@example.com> wrote:", "text"},
		{"", "name,phone\na,1\nb,2\n", "csv"},
		{"", "1;2;3\n4;5;6\n7;8;9\n", "csv"},
		{"", "a\tb\tc\n1\t2\t3\n4\t5\t6\n", "tsv"},
		{"", "08:21:07,123 x\n08:21:08,124 y\n08:21:09,125 z\n", "text"},
		{"", "Hello, world\nno table\nat all, is it\n", "text"},
		{"", "| a | b |\n|---|---|\n| 1 | 2 |\n", "text"},
	} {
		if _, info := readAll(t, []byte(c.doc), Options{Name: c.name}); info.Format != c.want {
			t.Errorf("name %q, document %q: %s, want %s", c.name, c.doc, info.Format, c.want)
		}
	}
	if _, info := readAll(t, []byte("{}"), Options{Name: "a.csv", Format: "yaml"}); info.Format != "yaml" {
		t.Errorf("the option is not followed: %s", info.Format)
	}
}

// TestOptions ensures that unknown names are refused with the known ones.
func TestOptions(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Format: "docx"}, `option Format: "docx" is not a known format; known are code, csv`},
		{Options{Encoding: "ebcdic"}, `option Encoding: "ebcdic" is not a known encoding; known are big5, euc-kr, gb18030`},
		{Options{Encoding: "GBK"}, ""},
		{Options{Encoding: "latin1"}, ""},
	} {
		_, err := NewReader(strings.NewReader("x"), c.o)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%+v: error %v, want %q", c.o, err, c.want)
		}
	}
}

// samples are documents of every format, each a few pieces long, and one
// without line ends.
func samples() map[string][]byte {
	const size = 700 << 10
	return map[string][]byte{
		"a.txt":       repeat("手机%d 13800000001 谢谢\n", size),
		"line.txt":    repeat("号13800000001", size),
		"a.jsonl":     repeat(`{"id":%d,"body":"13800000001\n\u624b"}`+"\n", size),
		"line.jsonl":  append(append([]byte(`{"a":[`), repeat(`{"id":%d,"b":"13800000001\u624b\\"},`, size)...), "1]}"...),
		"a.json":      append(append([]byte("[\n"), repeat(`{"id":%d,"body":"13800000001"},`+"\n", size)...), "{}]"...),
		"string.json": append(append([]byte(`{"a":"`), repeat(`13800000001\u624b\ud83d\ude00`, size)...), `"}`...),
		"a.csv":       append([]byte("id,phone,note\n"), repeat("%d,13800000001,\"a, \"\"b\"\"\nc\"\n", size)...),
		"line.csv":    repeat("13800000001,", 2*size),
		"a.tsv":       repeat("%d\t13800000001\n", size),
		"a.html":      repeat(`<p id=p%d>138<b>0000</b>0001 &amp; <a href="tel:13800000001">x</a></p>`+"\n", size),
		"line.html":   repeat("号13800000001&lt;", 4*size),
		"a.xml":       append(append([]byte("<r>"), repeat("<p n='%d'>13800000001</p>", size)...), "</r>"...),
	}
}

// TestPieces ensures that it makes no difference how the file arrives: whole,
// byte by byte as far as tests have time, with errors, or in memory.
func TestPieces(t *testing.T) {
	for name, doc := range samples() {
		want := dump(t, mustReader(t, bytes.NewReader(doc), name))
		if got := dump(t, mustReader(t, iotest.HalfReader(iotest.DataErrReader(bytes.NewReader(doc))), name)); got != want {
			t.Errorf("%s: halved reads give other segments", name)
		}
		r, err := NewBytes(doc, Options{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		if got := dump(t, r); got != want {
			t.Errorf("%s: NewBytes gives other segments", name)
		}
		if err := r.Reset(bytes.NewReader(doc), Options{Name: name}); err != nil {
			t.Fatal(err)
		}
		if got := dump(t, r); got != want {
			t.Errorf("%s: after Reset there are other segments", name)
		}
		short := doc[:min(len(doc), 5000)]
		want = dump(t, mustReader(t, bytes.NewReader(short), name))
		if got := dump(t, mustReader(t, iotest.OneByteReader(bytes.NewReader(short)), name)); got != want {
			t.Errorf("%s: reads of one byte give other segments", name)
		}
	}
}

func mustReader(t testing.TB, r io.Reader, name string) *Reader {
	t.Helper()
	d, err := NewReader(r, Options{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// dump is describe in short, for large documents.
func dump(t testing.TB, r *Reader) string {
	t.Helper()
	var b strings.Builder
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%q %v %s", s.Field, s.Continues, s.Text)
		for off := 0; off < len(s.Text); off += 30_011 {
			p := s.Place(off)
			fmt.Fprintf(&b, "%v %v;", p, s.Source(off, off+1))
		}
	}
}

// TestPlace ensures that line and column are those that counting gives, from
// every place and in any order.
func TestPlace(t *testing.T) {
	for name, doc := range samples() {
		if name == "line.html" {
			continue // counting takes too long
		}
		r := mustReader(t, bytes.NewReader(doc), name)
		for {
			s, err := r.Next()
			if err != nil {
				break
			}
			for _, off := range []int{len(s.Text) - 1, len(s.Text) / 2, 0, len(s.Text) / 3} {
				for !utf8.RuneStart(s.Text[off]) {
					off--
				}
				spans := s.Source(off, off+1)
				if len(spans) == 0 {
					continue
				}
				before := doc[:spans[0].Start]
				line := bytes.Count(before, newline) + 1
				column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
				if p := s.Place(off); p.Line != line || p.Column != column {
					t.Fatalf("%s: place of document byte %d is %d:%d, want %d:%d", name, spans[0].Start, p.Line, p.Column, line, column)
				}
			}
			if s.Field != "" && spansSkip(name) {
				break
			}
		}
	}
}

// spansSkip says that a document has so many segments that some are enough.
func spansSkip(name string) bool { return name == "a.html" || name == "a.xml" }

// TestPathAcrossPieces ensures that the path and field are right after the first
// piece, where they depend on what is no longer in memory.
func TestPathAcrossPieces(t *testing.T) {
	for _, c := range []struct {
		name  string
		path  func(n int) string
		field string
	}{
		{"a.json", func(n int) string { return fmt.Sprintf("$[%d].body", n) }, "body"},
		{"line.jsonl", func(n int) string { return fmt.Sprintf("$.a[%d].b", n) }, "b"},
		{"a.jsonl", func(int) string { return "$.body" }, "body"},
		{"string.json", func(int) string { return "$.a" }, "a"},
		{"a.csv", func(n int) string { return fmt.Sprintf("column phone row %d", n+2) }, "phone"},
	} {
		doc := samples()[c.name]
		r := mustReader(t, bytes.NewReader(doc), c.name)
		n, pieces := 0, 0
		for {
			s, err := r.Next()
			if err != nil {
				break
			}
			pieces++
			for _, m := range number.FindAllIndex(s.Text, -1) {
				if n%997 == 0 || n < 5 {
					if p := s.Place(m[0]); p.Path != c.path(n) {
						t.Errorf("%s: path of number %d is %s, want %s", c.name, n, p.Path, c.path(n))
					}
					if f := s.FieldAt(m[0]); f != c.field {
						t.Errorf("%s: field of number %d is %q, want %q", c.name, n, f, c.field)
					}
				}
				n++
			}
		}
		if n < 1000 || pieces < 3 {
			t.Errorf("%s: only %d numbers in %d pieces", c.name, n, pieces)
		}
	}
}

// TestZeroCopy ensures that UTF-8 text is handed out as slices of the file.
func TestZeroCopy(t *testing.T) {
	for _, name := range []string{"a.txt", "a.csv", "a.json"} {
		doc := bytes.ReplaceAll(samples()[name], []byte{'\\'}, []byte{'/'})
		r, err := NewBytes(doc, Options{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for {
			s, err := r.Next()
			if err != nil {
				break
			}
			if &s.Text[0] != &doc[at] {
				t.Fatalf("%s: the text at %d is a copy", name, at)
			}
			at += len(s.Text)
		}
		if at != len(doc) {
			t.Errorf("%s: %d of %d bytes", name, at, len(doc))
		}
	}
}

// endless gives size bytes of a repeated text without a line end.
type endless struct {
	text string
	left int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := 0; i < n; i += copy(p[i:n], e.text) {
	}
	e.left -= n
	return n, nil
}

// TestMemory ensures that an endless line is read in little memory, whatever
// format it claims to be: after 32 MiB everything has come round many times.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	const size, most = 32 << 20, 12 << 20
	for name, text := range map[string]string{
		"a.txt": "13800000001 ", "a.jsonl": `["13800000001","\u624b"],`, "string.json": `13800000001\u624b`,
		"a.json": "1,", "a.csv": "13800000001,", "quoted.csv": `"13800000001,""`,
	} {
		r := mustReader(t, &endless{text, size}, name)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		total, peak := int64(0), uint64(0)
		for n := 0; ; n++ {
			s, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			spans := s.Source(0, len(s.Text))
			total += spans[len(spans)-1].End - spans[0].Start
			s.Place(len(s.Text) - 1)
			if n%16 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&after)
				peak = max(peak, after.HeapAlloc-min(before.HeapAlloc, after.HeapAlloc))
			}
		}
		if total != size {
			t.Errorf("%s: %d of %d bytes", name, total, size)
		}
		if peak > most {
			t.Errorf("%s: %d MiB of memory", name, peak>>20)
		}
	}
}

// TestTooLarge ensures that HTML and XML beyond MaxDocument are read as plain
// text, that a note says so, and that the rest is not lost.
func TestTooLarge(t *testing.T) {
	for _, name := range []string{"a.html", "a.xml"} {
		doc := samples()[name]
		o := Options{Name: name, MaxDocument: 300 << 10}
		got, info := readAll(t, doc, o)
		if got != string(doc) {
			t.Errorf("%s: read %d bytes of %d", name, len(got), len(doc))
		}
		if want := info.Format + " larger than 307200 bytes: read as plain text"; !slices.Contains(info.Notes, want) {
			t.Errorf("%s: notes %q, want %q", name, info.Notes, want)
		}
		if out := rewrite(t, doc, o, "13800000001"); !bytes.Equal(out, doc) {
			t.Errorf("%s: an edit that changes nothing changed the file", name)
		}
	}
}

// TestDeep ensures that deep nesting is read in linear time and noted, and that
// paths stay short.
func TestDeep(t *testing.T) {
	const depth = 200_000
	for name, doc := range map[string]string{
		"a.json": strings.Repeat(`{"a":[`, depth) + `"13800000001"`,
		"a.html": strings.Repeat("<div>", depth) + "13800000001" + strings.Repeat("</p>", depth),
		"a.xml":  strings.Repeat("<a>", depth) + "13800000001" + strings.Repeat("</b>", depth),
	} {
		r, err := NewReader(strings.NewReader(doc), Options{Name: name, MaxDepth: 10})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for {
			s, err := r.Next()
			if err != nil {
				break
			}
			if at := bytes.Index(s.Text, []byte("13800000001")); at >= 0 {
				found = true
				if p := s.Place(at); len(p.Path) > 100 {
					t.Errorf("%s: the path has %d bytes", name, len(p.Path))
				}
			}
		}
		if !found {
			t.Errorf("%s: the number is lost", name)
		}
		if notes := strings.Join(r.Info().Notes, "; "); !strings.Contains(notes, "deeper than the limit") {
			t.Errorf("%s: notes %q", name, notes)
		}
	}
}

// TestReadError ensures that what was read before an error is handed out, and
// then the error.
func TestReadError(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, name := range []string{"a.txt", "a.json", "a.html", "a.csv"} {
		doc := samples()[name]
		r := mustReader(t, io.MultiReader(bytes.NewReader(doc), iotest.ErrReader(broken)), name)
		n := 0
		var err error
		for err == nil {
			var s *Segment
			if s, err = r.Next(); err == nil {
				n += len(s.Text)
			}
		}
		if !errors.Is(err, broken) || n == 0 {
			t.Errorf("%s: %d bytes, then %v", name, n, err)
		}
		if err := Rewrite(io.Discard, io.MultiReader(bytes.NewReader(doc), iotest.ErrReader(broken)), Options{Name: name}, keep); !errors.Is(err, broken) {
			t.Errorf("%s: Rewrite returns %v", name, err)
		}
	}
	if _, err := NewReader(iotest.ErrReader(broken), Options{}); !errors.Is(err, broken) {
		t.Errorf("an unreadable file: %v", err)
	}
	if err := (&Reader{}).Reset(stuck{}, Options{}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that gives nothing: %v", err)
	}
}

// stuck is a reader that never gives anything.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }
