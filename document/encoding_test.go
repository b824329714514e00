// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"
)

// TestGuessEncoding ensures that the encoding of each line of
// testdata/encodings.txt, short as it is, is recognised without a hint.
func TestGuessEncoding(t *testing.T) {
	file, err := os.ReadFile("testdata/encodings.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		name, text, _ := strings.Cut(line, "\t")
		doc := []byte(text)
		if name != "utf-8" {
			doc = encoded(name, text)
		}
		got, info := readAll(t, doc, Options{})
		if info.Encoding != name || got != text {
			t.Errorf("%s: read as %s: %q, want %q", name, info.Encoding, got, text)
		}
	}
}

// readAll returns all text of a document and what it was.
func readAll(t testing.TB, doc []byte, o Options) (string, Info) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(doc), o)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), r.Info()
		}
		if err != nil {
			t.Fatal(err)
		}
		b.Write(s.Text)
	}
}

// TestByteOrderMark ensures that each mark decides, is no part of the text, and
// is written back.
func TestByteOrderMark(t *testing.T) {
	marks := map[string]string{
		"utf-8": "\xEF\xBB\xBF", "utf-16le": "\xFF\xFE", "utf-16be": "\xFE\xFF",
		"utf-32le": "\xFF\xFE\x00\x00", "utf-32be": "\x00\x00\xFE\xFF", "gb18030": "\x84\x31\x95\x33",
	}
	const text = "手机 13800000001\nok\n"
	for name, mark := range marks {
		doc := []byte(mark + text)
		want := []byte(mark + "手机 gone\nok\n")
		if name != "utf-8" {
			doc = append([]byte(mark), encoded(name, text)...)
			want = append([]byte(mark), encoded(name, "手机 gone\nok\n")...)
		}
		got, info := readAll(t, doc, Options{})
		if got != text || info.Encoding != name || !info.BOM {
			t.Errorf("%s: read %q, %+v", name, got, info)
		}
		if out := rewrite(t, doc, Options{}, "gone"); !bytes.Equal(out, want) {
			t.Errorf("%s: rewritten to %q, want %q", name, out, want)
		}
	}
}

// TestDeclaredEncoding ensures that a declaration is followed unless the bytes
// refute it.
func TestDeclaredEncoding(t *testing.T) {
	const long = "电话号码是一三八零零零零零零零一"
	for _, c := range []struct {
		name, head, text, as, want, note string
	}{
		{"a page in GB18030", `<meta charset="gb2312"><p>`, "联通", "gb18030", "gb18030", ""},
		{"the older form of meta", `<meta http-equiv="Content-Type" content="text/html; charset=Big5"><p>`, "電", "big5", "big5", ""},
		{"XML", `<?xml version="1.0" encoding="Shift_JIS"?><r>`, "電", "shift_jis", "shift_jis", ""},
		{"a page that says GBK and is UTF-8", `<meta charset=gbk><p>`, long, "utf-8", "utf-8", "declares gb18030 and is utf-8"},
		{"a page that says UTF-8 and is GB18030", `<meta charset=utf-8><p>`, long, "gb18030", "gb18030", "declares utf-8 and is not: guessed instead"},
		{"a page that says something unknown", `<meta charset=x-klingon><p>`, long, "utf-8", "utf-8", `declares the unknown encoding "x-klingon": guessed instead`},
		{"a declaration of UTF-16 that can be read byte by byte", `<meta charset=utf-16><p>`, long, "utf-8", "utf-8", ""},
	} {
		doc := []byte(c.head + c.text)
		if c.as != "utf-8" {
			doc = encoded(c.as, c.head+c.text)
		}
		got, info := readAll(t, doc, Options{})
		if info.Encoding != c.want || !strings.Contains(got, c.text) {
			t.Errorf("%s: read as %s: %q", c.name, info.Encoding, got)
		}
		if c.note != "" && !slices.Contains(info.Notes, c.note) || c.note == "" && len(info.Notes) > 0 {
			t.Errorf("%s: notes %q, want %q", c.name, info.Notes, c.note)
		}
	}
}

// TestLateEncoding ensures that a file whose first byte above 0x7F comes after
// megabytes of ASCII is decoded from there on, in every streamed format.
func TestLateEncoding(t *testing.T) {
	line := `{"id":1,"a":"ascii only"}` + "\n"
	head := strings.Repeat(line, 3<<20/len(line))
	text := head + `{"id":2,"a":"手机是13800000001，谢谢"}` + "\n"
	for _, o := range []Options{{Name: "a.txt"}, {Name: "a.jsonl"}, {Name: "a.csv"}, {Name: "a.json"}} {
		doc := encoded("gb18030", text)
		got, info := readAll(t, doc, o)
		if got != text || info.Encoding != "gb18030" {
			t.Errorf("%s: read as %s, %d bytes, want %d", o.Name, info.Encoding, len(got), len(text))
		}
		if out := rewrite(t, doc, o, "13800000001"); !bytes.Equal(out, doc) {
			t.Errorf("%s: an edit that changes nothing changed the file", o.Name)
		}
	}
}

// TestDecodeLikeXText ensures that our decoders agree with golang.org/x/text on
// every character that it can encode.
func TestDecodeLikeXText(t *testing.T) {
	for name, enc := range map[string]transform.Transformer{
		"gb18030": simplifiedchinese.GB18030.NewEncoder(), "big5": traditionalchinese.Big5.NewEncoder(),
		"shift_jis": japanese.ShiftJIS.NewEncoder(), "latin-1": charmap.Windows1252.NewEncoder(), "euc-kr": korean.EUCKR.NewEncoder(),
		"iso-8859-2": charmap.ISO8859_2.NewEncoder(), "iso-8859-15": charmap.ISO8859_15.NewEncoder(), "koi8-r": charmap.KOI8R.NewEncoder(),
		"windows-1251": charmap.Windows1251.NewEncoder(), "windows-1253": charmap.Windows1253.NewEncoder(), "windows-1255": charmap.Windows1255.NewEncoder(),
		"windows-1256": charmap.Windows1256.NewEncoder(), "windows-874": charmap.Windows874.NewEncoder(),
	} {
		e, had := encodingByName(name), 0
		for r := rune(0); r <= 0x2FFFF; r++ {
			if r >= 0xD800 && r < 0xF900 { // surrogates and private use
				continue
			}
			if r > 0x2FFF && name != "gb18030" && name != "big5" && name != "shift_jis" && name != "euc-kr" {
				break // 256 characters, none of them Chinese
			}
			enc.Reset()
			code, _, err := transform.Bytes(enc, []byte(string(r)))
			if err != nil {
				continue
			}
			had++
			// The yen sign and the overline are written as \ and ~.
			if c, n := e.char(code, true); n != len(code) || c.first != r && r != 0xA5 && r != 0x203E {
				t.Errorf("%s: %U is %x and decodes to %U from %d bytes", name, r, code, c.first, n)
			}
		}
		if had < 220 {
			t.Errorf("%s has only %d characters", name, had)
		}
	}
}

// TestUndecodable ensures that broken bytes become U+FFFD in the text, stand in
// nobody's way, and are kept.
func TestUndecodable(t *testing.T) {
	for _, c := range []struct {
		name, encoding, doc, want string
		truncated                 bool
	}{
		{"a lone lead byte", "gb18030", "a\xB0\nb", "a\uFFFD\nb", false},
		{"a byte that begins nothing", "gb18030", "a\xFFb", "a\uFFFDb", false},
		{"four bytes that are no character", "gb18030", "\xFE\x39\xFE\x39\nab", "\uFFFD9\uFFFD9\nab", false},
		{"cut in a character", "gb18030", "a\xB0", "a\uFFFD", true},
		{"cut in a code of four", "gb18030", "a\x81\x30\x81", "a\uFFFD0\uFFFD", true},
		{"Big5 with two characters for one code", "big5", "\x88\x62", "\u00CA\u0304", false},
		{"half-width katakana", "shift_jis", "\xB1\xB2", "\uFF71\uFF72", false},
		{"a high surrogate alone", "utf-16le", "\x00\xD8a\x00", "\uFFFDa", false},
		{"a low surrogate alone", "utf-16le", "\x00\xDCa\x00", "\uFFFDa", false},
		{"an odd byte", "utf-16be", "\x00a\x00", "a\uFFFD", true},
		{"a surrogate at the end", "utf-16be", "\x00a\xD8\x00", "a\uFFFD", true},
		{"a pair", "utf-16be", "\xD8\x3D\xDE\x00", "😀", false},
		{"beyond Unicode", "utf-32be", "\x00\x11\x00\x00\x00\x00\x00a", "\uFFFDa", false},
		{"three bytes of UTF-32", "utf-32le", "a\x00\x00\x00b\x00\x00", "a\uFFFD\uFFFD\uFFFD", true},
		{"UTF-8 cut in a character", "utf-8", "a\xE6\x89", "a\xE6\x89", true},
		{"UTF-8 with a stray byte", "utf-8", "a\xFFb", "a\xFFb", false},
	} {
		o := Options{Encoding: c.encoding, Format: "text"}
		got, info := readAll(t, []byte(c.doc), o)
		if got != c.want || info.Truncated != c.truncated {
			t.Errorf("%s: read %q truncated=%v, want %q %v", c.name, got, info.Truncated, c.want, c.truncated)
		}
		if out := rewrite(t, []byte(c.doc), o, ""); string(out) != c.doc {
			t.Errorf("%s: rewritten to %q", c.name, out)
		}
	}
}

// TestLacking ensures that characters which an encoding lacks are written as
// each format can.
func TestLacking(t *testing.T) {
	for _, c := range []struct{ format, doc, want string }{
		{"text", "é 13800000001", "é ?"},
		{"html", "<p>é 13800000001", "<p>é &#9733;"},
		{"xml", "<p a='13800000001'>é</p>", "<p a='&#9733;'>é</p>"},
		{"json", `["é 13800000001",13800000002]`, `["é \u2605","\u2605"]`},
		{"json", `["é","{\"a\":\"13800000001\"}"]`, `["é","{\"a\":\"\\u2605\"}"]`},
		{"csv", "é,13800000001\n", "é,?\n"},
	} {
		out := rewrite(t, encoded("latin-1", c.doc), Options{Format: c.format, Encoding: "latin-1"}, "★")
		if want := encoded("latin-1", c.want); !bytes.Equal(out, want) {
			t.Errorf("%s: %q, want %q", c.format, out, want)
		}
	}
}

// TestBinary ensures that what is no text is refused, and only that.
func TestBinary(t *testing.T) {
	for _, c := range []struct {
		name, doc string
		binary    bool
	}{
		{"empty", "", false},
		{"a PDF", "%PDF-1.7\n%text\n", true},
		{"a ZIP", "PK\x03\x04rest", true},
		{"an executable", "\x7FELF\x02\x01", true},
		{"zero bytes", "abc\x00\x00def", true},
		{"control characters", "\x01\x02\x03\x04abcdefgh", true},
		{"escape sequences of a terminal", "\x1B[31mred\x1B[0m text", false},
		{"one zero byte in a long log", strings.Repeat("a line\n", 300) + "\x00", false},
		{"UTF-16", "a\x00b\x00\n\x00", false},
	} {
		r, err := NewReader(strings.NewReader(c.doc), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Info().Binary != c.binary {
			t.Errorf("%s: binary=%v", c.name, r.Info().Binary)
		}
		if _, err := r.Next(); errors.Is(err, ErrBinary) != c.binary {
			t.Errorf("%s: Next returns %v", c.name, err)
		}
		var out bytes.Buffer
		if err := Rewrite(&out, strings.NewReader(c.doc), Options{}, keep); errors.Is(err, ErrBinary) != c.binary || out.Len() > 0 && c.binary {
			t.Errorf("%s: Rewrite returns %v", c.name, err)
		}
	}
	got, _ := readAll(t, []byte("abc\x00def"), Options{Encoding: "utf-8"})
	if got != "abc\x00def" {
		t.Errorf("a forced encoding reads %q", got)
	}
}

// keep edits nothing.
func keep(*Segment) ([]Edit, error) { return nil, nil }
