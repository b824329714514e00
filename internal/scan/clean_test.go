// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/hulanhq/hulan/document"
	"github.com/hulanhq/hulan/redact"
)

// cleaned cleans a file's bytes with numbered placeholders.
func cleaned(t *testing.T, name string, src io.Reader) (string, Cleaned, error) {
	t.Helper()
	s, err := New(Options{})
	must(t, err)
	red, err := redact.New(redact.Policy{Default: redact.Operator{Kind: redact.KindPlaceholder}})
	must(t, err)
	var out bytes.Buffer
	res, err := s.Clean(t.Context(), &out, src, name, red.Document())
	return out.String(), res, err
}

// Every format keeps its form: encodings and byte order marks, escapes of JSON,
// rows of a table, tags of HTML.
func TestClean(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("张先生的联系电话是13812345678，请在晚上八点以后打过来，谢谢大家的帮助。\n")
	must(t, err)
	gbkWant, err := simplifiedchinese.GB18030.NewEncoder().String("张先生的联系电话是<PHONE_NUMBER_1>，请在晚上八点以后打过来，谢谢大家的帮助。\n")
	must(t, err)
	for _, c := range []struct{ name, in, want string }{
		{"a.txt", "\ufeff电话 13812345678\r\n又是 138 1234 5678\r\n", "\ufeff电话 <PHONE_NUMBER_1>\r\n又是 <PHONE_NUMBER_1>\r\n"},
		{"gbk.txt", gbk, gbkWant},
		{"a.json", `{"\u7535\u8bdd":"\u7535\u8bdd\t13812345678","n":[1,2]}`, `{"\u7535\u8bdd":"\u7535\u8bdd\t<PHONE_NUMBER_1>","n":[1,2]}`},
		{"a.csv", "name,手机\n\"Roe, A\",13812345678\nx,13912345678\n", "name,手机\n\"Roe, A\",<PHONE_NUMBER_1>\nx,<PHONE_NUMBER_2>\n"},
		{"a.html", "<p>电话 138<b>1234</b>5678</p>", "<p>电话 &lt;PHONE_NUMBER_1&gt;<b></b></p>"},
		{"none.txt", "nothing\x20here\n", "nothing here\n"},
	} {
		got, _, err := cleaned(t, c.name, iotest.OneByteReader(strings.NewReader(c.in)))
		if err != nil || got != c.want {
			t.Errorf("%s: got %q, want %q, error %v", c.name, got, c.want, err)
		}
		if strings.HasSuffix(c.name, ".json") && !json.Valid([]byte(got)) {
			t.Errorf("%s: not JSON any more: %s", c.name, got)
		}
	}
}

// What cannot be cleaned is an error or a doubt, never a copy with holes.
func TestCleanFails(t *testing.T) {
	_, _, err := cleaned(t, "a.bin", strings.NewReader("\x00\x01\x02\x00"+strings.Repeat("\x00\xff", 100)))
	if !errors.Is(err, document.ErrBinary) {
		t.Errorf("binary: %v", err)
	}
	_, _, err = cleaned(t, "a.txt", io.MultiReader(strings.NewReader("电话 13812345678"), iotest.ErrReader(errors.New("gone"))))
	if err == nil || strings.Contains(err.Error(), "13812345678") {
		t.Errorf("broken: %v", err)
	}
	_, res, err := cleaned(t, "a.json", strings.NewReader(`{"a": "电话 13812345678", "b"`))
	if err != nil || len(res.Doubts) == 0 {
		t.Errorf("cut off JSON: doubts %q, error %v", res.Doubts, err)
	}
}

// Cleaning never fails on strange input except with a reason, never panics, and
// a text in which nothing is found comes out as it went in.
func FuzzClean(f *testing.F) {
	f.Add("a.txt", "电话 13812345678 a.b@example.com")
	f.Add("a.csv", "手机,x\n13812345678,\"4111 1111 1111 1111\"\n")
	f.Add("a.json", `{"a":"\u0031\u003338 1234 5678"}`)
	f.Add("a.html", `<a href="mailto:a.b%40example.com">138<b>1234</b>5678</a>`)
	s, err := New(Options{})
	must(f, err)
	red, err := redact.New(redact.Policy{Default: redact.Operator{Kind: redact.KindRemove}})
	must(f, err)
	f.Fuzz(func(t *testing.T, name, text string) {
		var out bytes.Buffer
		res, err := s.Clean(t.Context(), &out, strings.NewReader(text), name, red.Document())
		if err != nil {
			return
		}
		if res.Replaced == 0 && out.String() != text {
			t.Errorf("nothing was replaced, but %q became %q", text, out.String())
		}
	})
}
