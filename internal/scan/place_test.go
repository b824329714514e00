// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/traditionalchinese"
)

// Every format says where a finding stands in its own terms, and in lines and
// columns of the document; offsets count in the document decoded to UTF-8.
func TestPlaces(t *testing.T) {
	big5, err := traditionalchinese.Big5.NewEncoder().String("第一行的文字，寫得長一些讓編碼容易辨認。\n聯絡電話：(02)2345-6789 謝謝\n")
	must(t, err)
	for _, c := range []struct {
		name, text   string
		line, column int
		path, field  string
	}{
		{"a.txt", "一\n电话 13812345678", 2, 4, "", ""},
		{"a.txt", "\ufeff电话 13812345678", 1, 4, "", ""},
		{"a.md", "# 标题\n\n* 电话 13812345678\n", 3, 6, "", ""},
		{"a.go", "package a\n\nconst tel = \"13812345678\" // 电话\n", 3, 14, "", ""},
		{"a.json", "{\n \"posts\": [{\"电话\": \"13812345678\"}]\n}", 2, 20, "$.posts[0].电话", "电话"},
		{"a.json", `{"a": "\u7535\u8bdd 13812345678"}`, 1, 21, "$.a", "a"},
		{"a.jsonl", "{\"x\":1}\n{\"tel\":\"13812345678\"}\n", 2, 9, "", "tel"},
		{"a.csv", "姓名,手机\n甲,13812345678\n", 2, 3, "column 手机 row 2", "手机"},
		{"a.csv", "姓名,手机\n甲,\"13812345678\"\n", 2, 4, "column 手机 row 2", "手机"},
		{"a.tsv", "姓名\t手机\n甲\t13812345678\n", 2, 3, "column 手机 row 2", "手机"},
		{"a.html", "<html><body>\n<p>电话 138<b>1234</b>5678</p></body></html>", 2, 7, "html/body/p", ""},
		{"a.xml", "<r>\n<tel>13812345678</tel></r>", 2, 6, "r/tel", "tel"},
		{"big5.txt", big5, 2, 6, "", ""},
	} {
		r := runFiles(t, Options{}, map[string]string{c.name: c.text})
		if len(r.docs) != 1 || len(r.docs[0].Hits) != 1 {
			t.Errorf("%s %q: %q", c.name, c.text, r.hits)
			continue
		}
		h := r.docs[0].Hits[0]
		path := h.Path
		if c.path == "" {
			path = ""
		}
		if h.Line != c.line || h.Column != c.column || path != c.path || h.Field != c.field {
			t.Errorf("%s %q: %d:%d path %q field %q, want %d:%d %q %q", c.name, c.text, h.Line, h.Column, h.Path, h.Field, c.line, c.column, c.path, c.field)
		}
		if h.EndLine < h.Line || h.EndLine == h.Line && h.EndColumn <= h.Column || h.End <= h.Start {
			t.Errorf("%s: ends at %d:%d, bytes %d to %d", c.name, h.EndLine, h.EndColumn, h.Start, h.End)
		}
	}
}

// A locator counts lines from where it was asked last; asked for something
// before that, it stays where it is instead of counting backwards.
func TestLocator(t *testing.T) {
	l := locator{text: []byte("a\nb好c\nd"), spot: spot{line: 5, column: 3, doc: 100}}
	for _, c := range []struct{ off, line, column, doc int }{
		{0, 5, 3, 100}, {1, 5, 4, 101}, {2, 6, 1, 102}, {6, 6, 3, 106}, {8, 7, 1, 108}, {2, 7, 1, 108},
	} {
		if got := l.spotAt(c.off); got != (spot{c.line, c.column, int64(c.doc)}) {
			t.Errorf("byte %d: %+v, want %d:%d byte %d", c.off, got, c.line, c.column, c.doc)
		}
	}
	from, to, path := (&locator{text: []byte("x\nyz\nw"), spot: spot{line: 1, column: 1}}).place(2, 6)
	if from.line != 2 || from.column != 1 || to.line != 3 || to.column != 2 || path != "" {
		t.Errorf("from %+v to %+v path %q", from, to, path)
	}
}

// Long JSON and long tables come in several segments like any text: places stay
// right beyond the first.
func TestPlacesInLongDocuments(t *testing.T) {
	const rows = 30_000
	var csv, json strings.Builder
	csv.WriteString("编号,手机,备注\n")
	json.WriteString("[\n")
	for i := range rows {
		value := "none"
		if i == rows-1 {
			value = "13812345678"
		}
		csv.WriteString("row," + value + ",ok\n")
		json.WriteString("{\"id\": \"row\", \"手机\": \"" + value + "\"},\n")
	}
	r := runFiles(t, Options{}, map[string]string{"a.csv": csv.String(), "b.json": json.String() + "{}]"})
	equal(t, "hits", r.hits, []string{"a.csv:30001:5 PHONE_NUMBER 138****5678", "b.json:30001:22 PHONE_NUMBER 138****5678"})
	if p := r.docs[0].Hits[0].Path; p != "column 手机 row 30001" {
		t.Errorf("path %q", p)
	}
}
