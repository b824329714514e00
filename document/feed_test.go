// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// TestFeed ensures that whatever sizes are asked for and taken, the document
// comes out whole and every piece's raw bytes decode to it.
func TestFeed(t *testing.T) {
	text := string(repeat("手机%d 😀 x\n", 300_000))
	for _, name := range Encodings() {
		file := []byte(text)
		if name != "utf-8" {
			file = encoded(name, text)
		}
		want, _ := readAll(t, file, Options{Encoding: name, Format: "text"})
		var f feed
		f.reset(iotest.HalfReader(bytes.NewReader(file)))
		if err := f.sniff(Options{Encoding: name}); err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(1, 2))
		var doc, raw []byte
		for {
			buf, eof := f.fill(random.IntN(100_000) + 1)
			if len(buf) == 0 && eof {
				break
			}
			n := random.IntN(len(buf)) + 1
			for n < len(buf) && !utf8.RuneStart(buf[n]) {
				n++
			}
			d, r := f.take(n)
			doc, raw = append(doc, d...), append(raw, r...)
			if e := encodingByName(name); e != nil {
				if again, used := e.decode(nil, r, len(r), true); used != len(r) || !bytes.Equal(again, d) {
					t.Fatalf("%s: a piece's raw bytes decode to something else", name)
				}
			}
		}
		if string(doc) != want || !bytes.Equal(raw, file) {
			t.Errorf("%s: %d bytes of document, want %d; %d raw, want %d", name, len(doc), len(want), len(raw), len(file))
		}
	}
}

// TestPlainLikeChar ensures that the fast decoders agree with the slow ones on
// random bytes, of which many are broken.
func TestPlainLikeChar(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, e := range encodings {
		for range 2000 {
			file := make([]byte, random.IntN(40))
			for i := range file {
				if file[i] = byte(random.Uint32()); random.IntN(3) == 0 {
					file[i] = "\x00a0\x81\xD8\n"[random.IntN(6)]
				}
			}
			var want []byte
			for rest := file; len(rest) > 0; {
				c, n := e.char(rest, true)
				if n == 0 || c.len() < 1 {
					t.Fatalf("%s: %x decodes to nothing", e.name, rest)
				}
				want, rest = c.append(want), rest[n:]
			}
			got, used := e.decode(nil, file, len(file), true)
			if used != len(file) || !bytes.Equal(got, want) {
				t.Fatalf("%s: %x decodes to %q, want %q", e.name, file, got, want)
			}
		}
	}
}

// TestCounting ensures that the counters that look at eight and more bytes at a
// time agree with loops.
func TestCounting(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		text := make([]byte, random.IntN(100))
		first, starts := -1, 0
		for i := range text {
			if text[i] = byte(random.IntN(128)); random.IntN(40) == 0 {
				text[i] = byte(random.Uint32())
			}
			if text[i] >= 0x80 && first < 0 {
				first = i
			}
			if utf8.RuneStart(text[i]) {
				starts++
			}
		}
		if got := indexNonASCII(text); got != first {
			t.Fatalf("%x: first byte above 0x7F at %d, want %d", text, got, first)
		}
		if got := runes(text); got != starts {
			t.Fatalf("%x: %d code points, want %d", text, got, starts)
		}
	}
}

// TestPartialRune ensures that text is cut only between characters, and that
// broken text is cut somewhere.
func TestPartialRune(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "a": 0, "手": 0, "a\xE6": 1, "a\xE6\x89": 2, "😀": 0, "\xF0\x9F\x98": 3, "\xF0\x9F": 2,
		"\x80\x80\x80\x80": 0, "a\xFF": 0, "é\xC3": 1,
	} {
		if got := partialRune([]byte(text)); got != want {
			t.Errorf("%q ends with %d bytes of a character, want %d", text, got, want)
		}
	}
}

// TestForcedEncoding ensures that a mark that contradicts the option is read as
// text in the forced encoding.
func TestForcedEncoding(t *testing.T) {
	for _, c := range []struct{ encoding, doc, want string }{
		{"latin-1", "\xEF\xBB\xBFa", "ï»¿a"},
		{"utf-8", "\xEF\xBB\xBFa", "a"},
		{"utf-16le", "\xFF\xFEa\x00", "a"},
		{"utf-16le", "a\x00", "a"},
		{"big5", "a", "a"},
	} {
		got, info := readAll(t, []byte(c.doc), Options{Encoding: c.encoding})
		if got != c.want || info.Encoding != c.encoding {
			t.Errorf("%s: %q is read as %s: %q", c.encoding, c.doc, info.Encoding, got)
		}
	}
}

// TestViewOffsets ensures that going from a view to the document and back leads
// to the same place.
func TestViewOffsets(t *testing.T) {
	doc := []byte(`ab&lt;cd&amp;<b>e`)
	var s Segment
	s.decodeMarkup(doc, docRange{0, 13}, true, false, false)
	s.madeRun("\n", 13)
	s.copyRun(doc, 16, 17)
	s.Text = s.view
	if string(s.Text) != "ab<cd&\ne" {
		t.Fatalf("text %q", s.Text)
	}
	for off, want := range []int{0, 1, 2, 6, 7, 8, 13, 16, 17} {
		got := s.docOffset(off)
		if got != want {
			t.Errorf("byte %d of the text is at %d of the document, want %d", off, got, want)
		}
		if back := s.viewOffset(got); back != off && off != 6 { // the line break is nowhere
			t.Errorf("document byte %d is at %d of the text, want %d", got, back, off)
		}
	}
	for inside, want := range map[int]int{3: 2, 5: 2, 10: 5} {
		if got := s.viewOffset(inside); got != want {
			t.Errorf("document byte %d, inside an entity, is at %d of the text, want %d", inside, got, want)
		}
	}
	if got := s.docRanges(nil, 1, 8); !slices.Equal(got, []docRange{{1, 13}, {16, 17}}) {
		t.Errorf("the text comes from %v", got)
	}
	if got := s.docRanges(nil, 6, 7); len(got) != 0 {
		t.Errorf("the line break comes from %v", got)
	}
}

// TestConcurrentReaders ensures that readers share nothing but tables that are
// made once.
func TestConcurrentReaders(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for _, name := range []string{"gb18030", "big5", "shift_jis", "latin-1"} {
				text := fmt.Sprintf("<p>%d 13800000001</p>", i)
				if got := rewrite(t, encoded(name, text), Options{Name: "a.html", Encoding: name}, "x"); !strings.Contains(string(got), "x</p>") {
					t.Errorf("%s: %q", name, got)
				}
			}
		})
	}
	wg.Wait()
}

// FuzzCells ensures that the cells of a table are those that encoding/csv sees.
func FuzzCells(f *testing.F) {
	f.Add([]byte("a,b\n1,\"x \"\"y\"\"\nz\"\n\n,\n"))
	f.Add([]byte("\"a\",\"\"\n\"b\n\",c"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		if bytes.Contains(doc, []byte("\r")) || !utf8.Valid(doc) {
			return
		}
		c := csv.NewReader(bytes.NewReader(doc))
		c.FieldsPerRecord = -1
		rows, err := c.ReadAll()
		if err != nil || len(rows) == 0 {
			return
		}
		r, err := NewBytes(doc, Options{Format: "csv", Encoding: "utf-8"})
		if err != nil {
			t.Fatal(err)
		}
		table := r.split.(*table)
		if table.delimiter != ',' {
			return
		}
		if table.hasHeader {
			rows = rows[1:]
		}
		s, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		for column := range 3 {
			var want, got []string
			for _, row := range rows {
				if column < len(row) {
					want = append(want, row[column])
				}
			}
			for _, cell := range s.Cells(column) {
				got = append(got, string(cell))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%q: column %d is %q, want %q", doc, column, got, want)
			}
		}
	})
}
