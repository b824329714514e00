// SPDX-License-Identifier: Apache-2.0

package letter_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/hulanhq/hulan/internal/letter"
)

// mail puts lines together as a mail has them.
func mail(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

func parse(t testing.TB, data []byte, lim letter.Limits) *letter.Letter {
	t.Helper()
	l, err := letter.Parse(data, lim)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A plain mail: who, what, which one, what it answers.
func TestPlain(t *testing.T) {
	l := parse(t, mail(
		"From: =?utf-8?b?5p6X?= <lin@mail.example>", "To: privacy@clearbrook.example", "Subject: Remove this", "Message-ID: <a1@mail.example>",
		"References: <one@x> <two@x>", "In-Reply-To: <two@x>", "", "My number is in the third post.", "", "https://clearbrook.example/t/1"), letter.Limits{})
	if l.From != "lin@mail.example" || l.ID != "a1@mail.example" || l.Subject != "Remove this" || l.Automatic != "" {
		t.Errorf("%q %q %q %q", l.From, l.ID, l.Subject, l.Automatic)
	}
	if l.Text != "My number is in the third post.\n\nhttps://clearbrook.example/t/1" || !slices.Equal(l.Refs, []string{"two@x", "one@x"}) {
		t.Errorf("%q %q", l.Text, l.Refs)
	}
}

// Chinese comes out whatever it was written in, in the text, the subject and
// the names of files.
func TestEncodings(t *testing.T) {
	const want = "目的地：北京市朝阳区，电话在第三楼。㐀𠀀"
	gb18030, err := simplifiedchinese.GB18030.NewEncoder().String(want)
	if err != nil {
		t.Fatal(err)
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("目 电话在第三楼")
	if err != nil {
		t.Fatal(err)
	}
	hz, err := simplifiedchinese.HZGB2312.NewEncoder().String("电话在第三楼")
	if err != nil {
		t.Fatal(err)
	}
	big5, err := traditionalchinese.Big5.NewEncoder().String("電話在第三樓")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ charset, raw, want string }{
		{"gb18030", gb18030, want},
		{"GB2312", gbk, "目 电话在第三楼"},
		{"gbk", gbk, "目 电话在第三楼"},
		{"hz-gb-2312", hz, ""}, // the WHATWG list turned it off: bytes that are ASCII stay
		{"big5", big5, "電話在第三樓"},
		{"utf-8", want, want},
		{"us-ascii", want, want},
		{"iso-8859-1", "caf\xe9", "café"},
		{"", gb18030, want},
		{"x-nobody-knows", gbk, "目 电话在第三楼"},
	} {
		t.Run(c.charset, func(t *testing.T) {
			b64 := base64.StdEncoding.EncodeToString([]byte(c.raw))
			l := parse(t, mail("From: a@b.example", fmt.Sprintf("Subject: =?%s?B?%s?=", c.charset, b64), fmt.Sprintf("Content-Type: text/plain; charset=%q", c.charset),
				"Content-Transfer-Encoding: base64", "", b64), letter.Limits{})
			if c.want == "" {
				if !utf8.ValidString(l.Text) {
					t.Error("not UTF-8")
				}
				return
			}
			if l.Text != c.want {
				t.Errorf("text %q, want %q", l.Text, c.want)
			}
			// The standard library reads encoded words of ASCII by itself, as ASCII.
			if c.charset != "" && c.charset != "us-ascii" && l.Subject != c.want {
				t.Errorf("subject %q, want %q", l.Subject, c.want)
			}
		})
	}
	l := parse(t, mail("From: a@b.example", "Subject: "+gbk, "", "x"), letter.Limits{})
	if l.Subject != "目 电话在第三楼" {
		t.Errorf("a subject without encoded words: %q", l.Subject)
	}
}

func twoParts(boundary string, parts ...string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=%q\r\n\r\n", boundary)
	for _, p := range parts {
		fmt.Fprintf(&b, "--%s\r\n%s\r\n", boundary, p)
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return []byte(b.String())
}

// Text and files of a mail with parts; a mail within it is a file; of two forms
// of the same text the plain one counts.
func TestParts(t *testing.T) {
	inner := "Content-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\nContent-Type: text/html\r\n\r\n<p>as HTML</p>\r\n--inner\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nas p=\r\nlain\r\n--inner--\r\n"
	l := parse(t, twoParts("outer", inner,
		"Content-Type: image/png; name=\"shot.png\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*=UTF-8''%E6%88%AA%E5%9B%BE.png\r\n\r\n"+base64.StdEncoding.EncodeToString([]byte("pixels")),
		"Content-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\nSubject: forwarded\r\n\r\nhello",
		"Content-Type: text/plain; name=notes.txt\r\n\r\nnotes"), letter.Limits{})
	if l.Text != "as plain" {
		t.Errorf("text %q", l.Text)
	}
	var got []string
	for _, f := range l.Files {
		got = append(got, f.Name+":"+string(f.Data[:min(6, len(f.Data))]))
	}
	if want := []string{"截图.png:pixels", ":From: ", "notes.txt:notes"}; !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

// Of HTML there is the text and where its links lead, and nothing that a reader
// would not have seen.
func TestHTML(t *testing.T) {
	l := parse(t, mail("From: a@b.example", "Content-Type: text/html; charset=utf-8", "",
		`<html><head><title>no</title><style>p{color:red}</style></head><body><script>alert("no")</script><p>See <a href="https://clearbrook.example/t/1">the post</a>&amp; this.</p><div>Second line<br>third<img src="https://track.example/x.gif"></div></body></html>`), letter.Limits{})
	for _, no := range []string{"<", "alert", "color", "track"} {
		if strings.Contains(l.Text, no) {
			t.Errorf("the text holds %q: %q", no, l.Text)
		}
	}
	for _, yes := range []string{"the post (https://clearbrook.example/t/1)& this.", "Second line\nthird"} {
		if !strings.Contains(l.Text, yes) {
			t.Errorf("the text lacks %q: %q", yes, l.Text)
		}
	}
}

// What is over a limit is left out and counted, and the rest is read.
func TestLimits(t *testing.T) {
	file := "Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.7"
	l := parse(t, twoParts("b", "Content-Type: text/plain\r\n\r\n"+strings.Repeat("门", 50), file, file, file), letter.Limits{Text: 20, Files: 2})
	if utf8.RuneCountInString(l.Text) != 20 || !l.Cut || len(l.Files) != 2 || l.Left != 1 {
		t.Errorf("%d characters, cut %v, %d files, %d left out", utf8.RuneCountInString(l.Text), l.Cut, len(l.Files), l.Left)
	}
	l = parse(t, twoParts("b", file), letter.Limits{FileSize: 3})
	if len(l.Files) != 0 || l.Left != 1 {
		t.Errorf("a large file: %d kept, %d left out", len(l.Files), l.Left)
	}
	deep := "the end"
	for i := range 30 {
		deep = fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n%s\r\n--b%d--", i, i, deep, i)
	}
	if l = parse(t, []byte("From: a@b.example\r\n"+deep), letter.Limits{}); l.Left == 0 || strings.Contains(l.Text, "the end") {
		t.Errorf("30 deep: %d left out, text %q", l.Left, l.Text)
	}
	var many []string
	for range 500 {
		many = append(many, "Content-Type: text/plain\r\n\r\nx")
	}
	if l = parse(t, twoParts("b", many...), letter.Limits{}); strings.Count(l.Text, "x") > 100 {
		t.Errorf("%d parts were read", strings.Count(l.Text, "x"))
	}
	if _, err := letter.Parse(make([]byte, 101), letter.Limits{Bytes: 100}); !errors.Is(err, letter.ErrTooLarge) {
		t.Errorf("a large mail: %v", err)
	}
}

// A mail that was cut off, has a wrong encoding or none of what it says is read
// as far as it goes; one without a sender, or with several, is refused.
func TestDamaged(t *testing.T) {
	whole := twoParts("b", "Content-Type: text/plain\r\n\r\nbefore", "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nYWZ0ZXI=")
	for n := range whole {
		if l, err := letter.Parse(whole[:n], letter.Limits{}); err == nil && !utf8.ValidString(l.Text) {
			t.Errorf("cut off at %d: not UTF-8", n)
		}
	}
	l := parse(t, mail("From: a@b.example", "Content-Transfer-Encoding: base64", "", "YmVmb3Jl", "!!!"), letter.Limits{})
	if l.Text != "before" {
		t.Errorf("half in base64: %q", l.Text)
	}
	for _, bad := range []string{"", "no header", "Subject: x\r\n\r\ny", "From: a@b.example, c@d.example\r\n\r\ny", "From: nobody\r\n\r\ny", "From: \r\n\r\n"} {
		if _, err := letter.Parse([]byte(bad), letter.Limits{}); !errors.Is(err, letter.ErrMalformed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Mails of machines are told from those of people (RFC 3834 and older customs).
func TestAutomatic(t *testing.T) {
	for h, want := range map[string]string{
		"Auto-Submitted: auto-replied":                                "auto-submitted",
		"Auto-Submitted: auto-generated; owner-email=\"x@y.example\"": "auto-submitted",
		"auto-submitted: Auto-Replied":                                "auto-submitted",
		"Auto-Submitted: no":                                          "",
		"Precedence: bulk":                                            "precedence",
		"Precedence: LIST":                                            "precedence",
		"Precedence: first-class":                                     "",
		"List-Id: <talk.example>":                                     "list",
		"X-Autoreply: yes":                                            "list",
		"Return-Path: <>":                                             "bounce",
		"Return-Path: <a@b.example>":                                  "",
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b": "report",
		"X-Mailer: made up": "",
	} {
		if l := parse(t, mail("From: a@b.example", h, "", "text"), letter.Limits{}); l.Automatic != want {
			t.Errorf("%s: %q, want %q", h, l.Automatic, want)
		}
	}
	if l := parse(t, mail("From: Mail Delivery <MAILER-DAEMON@b.example>", "", "text"), letter.Limits{}); l.Automatic != "daemon" {
		t.Errorf("a daemon: %q", l.Automatic)
	}
}

// A letter prints as a letter, whatever prints it.
func TestMasks(t *testing.T) {
	l := parse(t, twoParts("b", "Content-Type: text/plain\r\n\r\nplanted", "Content-Type: application/pdf; name=planted.pdf\r\n\r\nplanted"), letter.Limits{})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if s := fmt.Sprintf(verb+verb, l, l.Files); strings.Contains(s, "planted") || strings.Contains(s, "a@b.example") || strings.Contains(s, "706c616e746564") {
			t.Errorf("%s shows it: %s", verb, s)
		}
	}
}

// Whatever comes, the text is UTF-8 without control characters and within its
// limit, files within theirs, and nothing panics.
func FuzzParse(f *testing.F) {
	f.Add(mail("From: a@b.example", "Subject: "+mime.QEncoding.Encode("utf-8", "截图"), "", "text"))
	f.Add(twoParts("b", "Content-Type: text/html; charset=gb2312\r\n\r\n<p>x", "Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA"))
	f.Add([]byte("From: a@b.example\nContent-Type: multipart/mixed; boundary=\"\"\n\n--\n"))
	f.Add([]byte("From: =?gb18030?b?xL8=?= <a@b.example>\nContent-Type: text/plain; charset=gb18030\n\n\x84\x31\xa4\x37"))
	lim := letter.Limits{Bytes: 1 << 16, Text: 100, Files: 2, FileSize: 1000}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := letter.Parse(data, lim)
		if err != nil {
			return
		}
		for _, s := range []string{l.From, l.Subject, l.Text} {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }) {
				t.Errorf("not clean text: %q", s)
			}
		}
		if utf8.RuneCountInString(l.Text) > lim.Text || strings.Contains(l.Subject, "\n") || len(l.Files) > lim.Files {
			t.Errorf("over a limit: %d characters, %d files", utf8.RuneCountInString(l.Text), len(l.Files))
		}
		for _, file := range l.Files {
			if len(file.Data) > lim.FileSize || len(file.Data) == 0 || len(file.Name) > 200 {
				t.Errorf("a file of %d octets, name of %d", len(file.Data), len(file.Name))
			}
		}
	})
}
