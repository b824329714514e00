// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// tree makes random JSON whose strings are all different, and says where each
// of them stands.
type tree struct {
	rand  *rand.Rand
	n     int
	paths map[string]string // of each string
	field map[string]string
}

func (x *tree) value(path, field string, depth int) any {
	switch kind := x.rand.IntN(6); {
	case kind == 0 && depth > 0:
		list := []any{}
		for i := range x.rand.IntN(4) {
			list = append(list, x.value(fmt.Sprintf("%s[%d]", path, i), field, depth-1))
		}
		return list
	case kind <= 2 && depth > 0:
		object := map[string]any{}
		for range x.rand.IntN(4) {
			x.n++
			key, step := fmt.Sprintf("k%d", x.n), fmt.Sprintf(".k%d", x.n)
			if x.n%3 == 0 {
				key = fmt.Sprintf("手\"%d", x.n)
				step = fmt.Sprintf("[%q]", key)
			}
			object[key] = x.value(path+step, key, depth-1)
		}
		return object
	case kind == 3:
		return x.rand.IntN(1000) - 500
	}
	x.n++
	text := fmt.Sprintf("«%d\n\"\\\t😀é&<»", x.n)
	x.paths[text], x.field[text] = path, field
	return text
}

// TestJSONLikeStandardLibrary ensures that what encoding/json writes is read
// with the same strings at the same paths, in every style of escaping.
func TestJSONLikeStandardLibrary(t *testing.T) {
	for seed := range uint64(200) {
		x := tree{rand: rand.New(rand.NewPCG(seed, 1)), paths: map[string]string{}, field: map[string]string{}}
		root := map[string]any{"root": x.value("$.root", "root", 6)}
		doc, err := json.Marshal(root)
		if seed%2 == 0 {
			doc, err = json.MarshalIndent(root, "", "  ")
		}
		if err != nil {
			t.Fatal(err)
		}
		if seed%3 == 0 {
			doc = asciiJSON(doc)
		}
		s, err := mustReader(t, bytes.NewReader(doc), "a.json").Next()
		if err != nil {
			t.Fatal(err)
		}
		for text, path := range x.paths {
			at := bytes.Index(s.Text, []byte(text))
			if at < 0 {
				t.Fatalf("seed %d: %q is not in the text of %s", seed, text, doc)
			}
			if got := s.Place(at).Path; got != path {
				t.Errorf("seed %d: path %s, want %s", seed, got, path)
			}
			if got := s.FieldAt(at); got != x.field[text] {
				t.Errorf("seed %d: field %s, want %s", seed, got, x.field[text])
			}
			spans := s.Source(at, at+len(text))
			if len(spans) != 1 {
				t.Fatalf("seed %d: %q comes from %v", seed, text, spans)
			}
			var back string
			if err := json.Unmarshal(fmt.Appendf(nil, `"%s"`, doc[spans[0].Start:spans[0].End]), &back); err != nil || back != text {
				t.Errorf("seed %d: the source of %q means %q (%v)", seed, text, back, err)
			}
		}
	}
}

// asciiJSON writes everything above 0x7F as \u escapes.
func asciiJSON(doc []byte) []byte {
	var b bytes.Buffer
	for _, r := range string(doc) {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			b.WriteString(escapeUnit(r, 0))
		}
	}
	return b.Bytes()
}

// TestJSONInString ensures that JSON in a string is read to its strings, and
// that only JSON is.
func TestJSONInString(t *testing.T) {
	inner, err := json.Marshal(map[string]any{"body": "a\n手\"", "n": 138})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, content, text, word, path, field string }{
		{"an object", string(inner), "{\"body\":\"a\n手\"\",\"n\":138}", "手", "$.x|$.body", "body"},
		{"its number", string(inner), "{\"body\":\"a\n手\"\",\"n\":138}", "138", "$.x|$.n", "n"},
		{"behind space", "  " + string(inner), "  {\"body\":\"a\n手\"\",\"n\":138}", "138", "$.x|$.n", "n"},
		{"an array without names", `["a\n"]`, "[\"a\n\"]", "a", "$.x|$[0]", "x"},
		{"no JSON", `{"a" 手}`, `{"a" 手}`, "手", "$.x", "x"},
		{"a string", `"手"`, `"手"`, "手", "$.x", "x"},
		{"nothing to decode", `[手]`, `[手]`, "手", "$.x", "x"},
		{"JSON in JSON in JSON stays as it is", `{"a":"{\"b\":\"手\\n\"}"}`, `{"a":"{"b":"手\n"}"}`, "手", "$.x|$.a", "a"},
	} {
		doc, err := json.Marshal(map[string]string{"x": c.content})
		if err != nil {
			t.Fatal(err)
		}
		s, err := mustReader(t, bytes.NewReader(doc), "a.json").Next()
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"x":"` + c.text + `"}`; string(s.Text) != want {
			t.Errorf("%s: text %q, want %q", c.name, s.Text, want)
		}
		at := bytes.Index(s.Text, []byte(c.word))
		if p := s.Place(at).Path; p != c.path {
			t.Errorf("%s: path %s, want %s", c.name, p, c.path)
		}
		if f := s.FieldAt(at); f != c.field {
			t.Errorf("%s: field %q, want %q", c.name, f, c.field)
		}
	}
}

// TestBrokenJSON ensures that a fault does not spread beyond its line, and is
// noted where the whole document is walked through.
func TestBrokenJSON(t *testing.T) {
	for _, c := range []struct{ name, file, doc, path, field string }{
		{"an unclosed string", "a.jsonl", "{\"a\":\"x\n{\"b\":\"138\"}\n", "$.b", "b"},
		{"an unclosed object", "a.jsonl", "{\"a\":{\"b\":\n{\"c\":\"138\"}\n", "$.c", "c"},
		{"too many brackets", "a.jsonl", "}}]]\n{\"c\":\"138\"}\n", "$.c", "c"},
		{"a line that is no JSON", "a.jsonl", "say \"hello\n{\"c\":\"138\"}\n", "$.c", "c"},
		{"two documents", "a.json", "{\"a\":1}{\"b\":\"138\"}", "$.b", "b"},
		{"the same key twice", "a.json", `{"a":{"x":1},"a":["138"]}`, "$.a[0]", "a"},
		{"a key with nothing in it", "a.json", `{"":"138"}`, `$[""]`, ""},
		{"a key with escapes", "a.json", `{"\u624b\u673a":138}`, "$.手机", "手机"},
		{"the wrong bracket", "a.json", `{"a":[1},"b":"138"}`, "$.b", "b"},
		{"no quotes", "a.json", `{a:138}`, "$[\"\"]", ""},
	} {
		r := mustReader(t, strings.NewReader(c.doc), c.file)
		s, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.Index(s.Text, []byte("138"))
		if p := s.Place(at).Path; p != c.path {
			t.Errorf("%s: path %s, want %s", c.name, p, c.path)
		}
		if f := s.FieldAt(at); f != c.field {
			t.Errorf("%s: field %q, want %q", c.name, f, c.field)
		}
	}
	for doc, note := range map[string]bool{`{"a":1}`: false, `{"a":1`: true, `["a`: true, `[}`: true, ``: false, `[1]]`: true} {
		if _, info := readAll(t, []byte(doc), Options{Name: "a.json"}); (len(info.Notes) > 0) != note {
			t.Errorf("%s: notes %q", doc, info.Notes)
		}
	}
}

// TestCutString ensures that a cut inside a string falls between two characters
// and not into an escape or a pair of them.
func TestCutString(t *testing.T) {
	for _, c := range []struct {
		text string
		want int
	}{
		{"abc", 3},
		{`abc\`, 3},
		{`abc\n`, 5},
		{`abc\\`, 5},
		{`abc\\\`, 5},
		{`abc\u`, 3},
		{`abc\u62`, 3},
		{`abc\u624`, 3},
		{`abc\u624b`, 9},
		{`abc\\u62`, 8},
		{`abc\ud83d`, 3},
		{`abc\ud83d\u`, 9}, // the half was cut off before; nothing to be done
		{"abc\xE6\x89", 3},
		{`\`, 1},
		{`\u6`, 3},
	} {
		if got := cutString([]byte(c.text)); got != c.want {
			t.Errorf("%q is cut at %d, want %d", c.text, got, c.want)
		}
	}
}

// TestDecodeEscape ensures that the escapes of RFC 8259 are decoded, and no
// others.
func TestDecodeEscape(t *testing.T) {
	for _, c := range []struct {
		text string
		r    rune
		n    int
	}{
		{`\n`, '\n', 2},
		{`\r`, '\r', 2},
		{`\t`, '\t', 2},
		{`\b`, '\b', 2},
		{`\f`, '\f', 2},
		{`\"x`, '"', 2},
		{`\\`, '\\', 2},
		{`\/`, '/', 2},
		{`\u624b`, '手', 6},
		{`\u624B`, '手', 6},
		{`\ud83d\ude00`, '😀', 12},
		{`\uD83D\uDE00x`, '😀', 12},
		{`\ud83d`, utf8.RuneError, 6},
		{`\ud83dx`, utf8.RuneError, 6},
		{`\ud83d\u0041`, utf8.RuneError, 6},
		{`\ude00`, utf8.RuneError, 6},
		{`\u0000`, 0, 6},
		{`\u62`, 0, 0},
		{`\u62zz`, 0, 0},
		{`\x41`, 0, 0},
		{`\`, 0, 0},
	} {
		if r, n := decodeEscape([]byte(c.text)); r != c.r || n != c.n {
			t.Errorf("%s is %q from %d bytes, want %q from %d", c.text, r, n, c.r, c.n)
		}
	}
}

// FuzzEscapeJSON ensures that what is escaped means what it meant, at both
// levels and in ASCII.
func FuzzEscapeJSON(f *testing.F) {
	f.Add(nasty)
	f.Add("\x00\x1F\u2028😀手")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		escaped := escapeJSON(text)
		for level, doc := range []string{`"` + escaped + `"`, `"\"` + escapeJSON(escaped) + `\""`, string(asciiJSON([]byte(`"` + escaped + `"`)))} {
			var got string
			if err := json.Unmarshal([]byte(doc), &got); err != nil {
				t.Fatalf("%s: %v", doc, err)
			}
			if level == 1 {
				if err := json.Unmarshal([]byte(got), &got); err != nil {
					t.Fatalf("%s: %v", got, err)
				}
			}
			if got != text {
				t.Errorf("%q became %q", text, got)
			}
		}
	})
}
