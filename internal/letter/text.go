// SPDX-License-Identifier: Apache-2.0

package letter

import (
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// charset finds an encoding by the name that a mail gives it. GB2312 and GBK are
// read as GB18030, which holds both and what programs write under their names.
func charset(name string) encoding.Encoding {
	e, err := htmlindex.Get(strings.Trim(strings.TrimSpace(name), `"'`))
	if err != nil {
		return nil
	}
	if e == simplifiedchinese.GBK {
		return simplifiedchinese.GB18030
	}
	return e
}

// decode makes UTF-8 of a text. One that names no encoding, or an unknown one,
// is UTF-8 when it can be and GB18030 otherwise. A name is believed, except that
// what calls itself ASCII or Latin-1 and is valid UTF-8 is that: programs that
// know no better say so.
func decode(name string, data []byte) string {
	e := charset(name)
	if (e == nil || e == charmap.Windows1252) && utf8.Valid(data) {
		return string(data)
	}
	if e == nil {
		e = simplifiedchinese.GB18030
	}
	out, _, err := transform.Bytes(e.NewDecoder(), data)
	if err != nil {
		return strings.ToValidUTF8(string(data), "�")
	}
	return strings.ToValidUTF8(string(out), "�")
}

// words decodes encoded words (RFC 2047) in any of these encodings.
func words() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(name string, in io.Reader) (io.Reader, error) {
		data, err := io.ReadAll(in)
		return strings.NewReader(decode(name, data)), err
	}}
}

// header decodes the words of a header; what cannot be decoded stays as it is.
func header(s string) string {
	out, err := words().DecodeHeader(s)
	if err != nil {
		out = s
	}
	return decode("", []byte(out))
}

// line is a text on one line, at most so many octets.
func line(s string, most int) string {
	s = strings.Join(strings.Fields(clean(s)), " ")
	for len(s) > most {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}

// clean makes text of a text: line ends as \n, no control characters, no marks
// that turn the direction of what follows, no more than two empty lines.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
	for strings.Contains(s, "\n\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n\n", "\n\n\n")
	}
	return strings.TrimSpace(s)
}

// maxTokens bounds the pieces of a page of HTML that are looked at.
const maxTokens = 200_000

// strip is the text of HTML, with the address of each link behind its words.
func strip(s string) string {
	var b strings.Builder
	var href string
	hidden := 0
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(1 << 20)
	for range maxTokens {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if hidden == 0 {
				b.WriteString(strings.Join(strings.FieldsFunc(string(z.Text()), func(r rune) bool { return r == '\n' || r == '\r' }), " "))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Script, atom.Style, atom.Title:
				if t.Type == html.StartTagToken {
					hidden++
				}
			case atom.A:
				href = ""
				for _, a := range t.Attr {
					if a.Key == "href" && (strings.HasPrefix(a.Val, "http://") || strings.HasPrefix(a.Val, "https://")) {
						href = a.Val
					}
				}
			case atom.Br, atom.P, atom.Div, atom.Tr, atom.Li, atom.H1, atom.H2, atom.H3, atom.Blockquote, atom.Table:
				b.WriteByte('\n')
			case atom.Td:
				b.WriteByte('\t')
			}
		case html.EndTagToken:
			switch name, _ := z.TagName(); atom.Lookup(name) {
			case atom.Script, atom.Style, atom.Title:
				hidden = max(0, hidden-1)
			case atom.A:
				if href != "" && !strings.HasSuffix(b.String(), href) {
					b.WriteString(" (" + href + ")")
				}
				href = ""
			case atom.P, atom.Div:
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}
