// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// tokens writes the tokens of a document: the kind's letter and the content.
func tokens(doc string, isHTML bool) string {
	var b strings.Builder
	m := markupScanner{doc: []byte(doc), html: isHTML}
	for t := new(markupToken); m.next(t); {
		fmt.Fprintf(&b, "%c(%s)", "tRs/!cO"[t.kind], doc[t.content.start:t.content.end])
	}
	return b.String()
}

// TestTokens ensures that markup is split as the HTML standard and XML have it,
// and that everything else is text.
func TestTokens(t *testing.T) {
	for _, c := range []struct{ kind, doc, want string }{
		{"html", "a<b>c</b>d", "t(a)s(b)t(c)/(b)t(d)"},
		{"html", "1 < 2 <3 <- <", "t(1 < 2 <3 <- <)"},
		{"html", "<A HREF='>'>x", "s(A)t(x)"},
		{"html", `<a b="c>d" e=f/>x`, "s(a)t(x)"},
		{"html", "<br/>x", "s(br)t(x)"},
		{"html", "</b x=1>y</>z</ 1>", "/(b)t(y)O()t(z)O( 1)"},
		{"html", "<!-- a > b -->c", "!( a > b )t(c)"},
		{"html", "<!-->a<!--->b", "!()t(a)!()t(b)"},
		{"html", "<!-- a --!>b", "!( a )t(b)"},
		{"html", "<!-- a", "!( a)"},
		{"html", "<!doctype html><?php x ?>y", "O(doctype html)O(php x ?)t(y)"},
		{"html", "<![CDATA[x]]>y", "O([CDATA[x]])t(y)"},
		{"html", "<script>a<b>'</b>'</SCRIPT >c", "s(script)R(a<b>'</b>')/(SCRIPT)t(c)"},
		{"html", "<style></style>x", "s(style)/(style)t(x)"},
		{"html", "<script></scriptx></script>", "s(script)R(</scriptx>)/(script)"},
		{"html", "<script>a</</script>", "s(script)R(a</)/(script)"},
		{"html", "<script>never closed", "s(script)R(never closed)"},
		{"html", "<textarea>a<b></textarea>", "s(textarea)t(a<b>)/(textarea)"},
		{"html", "a<b c='d", "t(a)t(<b c='d)"},
		{"html", "<元>x", "t(<元>x)"},
		{"xml", "<元>x</元>", "s(元)t(x)/(元)"},
		{"xml", "<_a:b/>", "s(_a:b)"},
		{"xml", "<![CDATA[a<b]]>c", "c(a<b)t(c)"},
		{"xml", "<![CDATA[a", "c(a)"},
		{"xml", "<?xml version='1.0'?><r/>", "O(xml version='1.0')s(r)"},
		{"xml", "<!DOCTYPE r [<!ENTITY a 'b>'>]><r/>", "O(DOCTYPE r [<!ENTITY a 'b>'>)s(r)"},
		{"xml", "<!DOCTYPE r><r/>", "O(DOCTYPE r)s(r)"},
		{"xml", "<script>a<b/></script>", "s(script)t(a)s(b)/(script)"},
	} {
		if got := tokens(c.doc, c.kind == "html"); got != c.want {
			t.Errorf("%s %s:\ngot  %s\nwant %s", c.kind, c.doc, got, c.want)
		}
	}
}

// FuzzTokens ensures that tokens follow each other without a gap up to the end,
// their content inside them.
func FuzzTokens(f *testing.F) {
	f.Add([]byte("<a b='c'>d</a><!-- e --><script>f</script><![CDATA[g]]><?h?>&amp;<"), true)
	f.Fuzz(func(t *testing.T, doc []byte, isHTML bool) {
		m := markupScanner{doc: doc, html: isHTML}
		at := 0
		for k := new(markupToken); m.next(k); {
			if k.start != at || k.end <= k.start || k.content.start < k.start || k.content.end > k.end || k.content.end < k.content.start {
				t.Fatalf("%q: token %+v after %d", doc, *k, at)
			}
			at = k.end
		}
		if at != len(doc) {
			t.Fatalf("%q: ends at %d", doc, at)
		}
	})
}

// TestAttributes ensures that attributes are found in every way of writing.
func TestAttributes(t *testing.T) {
	for doc, want := range map[string]string{
		`<a>`:                       "",
		`<a/>`:                      "",
		`<a b>`:                     "[b=]",
		`<a b=c>`:                   "[b=c]",
		`<a b=c/d>`:                 "[b=c/d]",
		`<a b = 'c d' e="f">`:       "[b='c d'][e=\"f\"]",
		`<a b=''>`:                  "[b='']",
		`<a b= >`:                   "[b=]",
		`<a b="c"d='e'>`:            "[b=\"c\"][d='e']",
		"<a\n\tb=c\r\nd>":           "[b=c][d=]",
		`<a =b=c>`:                  "[=b=c]",
		`<a b="<>" c>`:              `[b="<>"][c=]`,
		`<a/b/c=d/>`:                "[b=][c=d/]",
		`<a "b">`:                   "[\"b\"=]",
		`<input value='x' checked>`: "[value='x'][checked=]",
	} {
		m := markupScanner{doc: []byte(doc), html: true}
		var k markupToken
		if !m.next(&k) || k.kind != markupStart || k.end != len(doc) {
			t.Errorf("%s is no tag: %+v", doc, k)
			continue
		}
		var got strings.Builder
		var a markupAttribute
		for at := m.attribute(&a, k.content.end); a.name.start < a.name.end; at = m.attribute(&a, at) {
			quote := strings.Trim(string(rune(a.quote)), "\x00")
			got.WriteString(fmt.Sprintf("[%s=%s%s%s]", doc[a.name.start:a.name.end], quote, doc[a.value.start:a.value.end], quote))
		}
		if got.String() != want {
			t.Errorf("%s: %s, want %s", doc, got.String(), want)
		}
	}
}

// TestMarkupText ensures that tags which do not separate words vanish and those
// which do become a break.
func TestMarkupText(t *testing.T) {
	for _, c := range []struct{ file, doc, want string }{
		{"a.html", "138<b>00</b>00<i>0</i>001", "13800000001"},
		{"a.html", "a<br>b<BR/>c", "a\nb\nc"},
		{"a.html", "<p>a</p><p>b</p>", "a\nb\n"},
		{"a.html", "<p>a<p>b", "a\nb"},
		{"a.html", "<tr><td>a</td><td>b</td></tr><tr><td>c", "a\tb\t\nc"},
		{"a.html", "<custom-tag>a</custom-tag>b", "ab"},
		{"a.html", "a<!-- x -->b", "ab"},
		{"a.html", "a<style>x</style>b", "a\nb"},
		{"a.html", "<title>a &amp; b</title>", "a & b\n"},
		{"a.html", "a&nbsp;b&#8203;c&unknown;&copy", "a\u00a0b\u200bc&unknown;©"},
		{"a.xml", "<to>x</to><of>y</of>", "x\ny\n"},
		{"a.xml", "<p>138<b>0</b>1</p>", "13801\n"},
		{"a.xml", "<r>&lt;&amp;&quot;&apos;&gt;&#65;&#x42;&nbsp;</r>", "<&\"'>AB&nbsp;\n"},
		{"a.xml", "<!DOCTYPE r [<!ENTITY b 'c'>]><r>&b;</r>", "&b;\n"},
		{"a.xml", "<r><![CDATA[<&amp;]]></r>", "<&amp;\n"},
	} {
		s, err := mustReader(t, strings.NewReader(c.doc), c.file).Next()
		if err != nil {
			t.Fatal(err)
		}
		if string(s.Text) != c.want {
			t.Errorf("%s: text %q, want %q", c.doc, s.Text, c.want)
		}
	}
}

// TestMarkupAsides ensures that attributes, comments and scripts are segments of
// their own, decoded as their kind demands, and that presentation is not.
func TestMarkupAsides(t *testing.T) {
	for _, c := range []struct{ file, doc, want string }{
		{"a.html", `<a href="x?a=1&amp;b=2&copy=3">`, "[href: x?a=1&b=2&copy=3]"},
		{"a.html", `<a href="MAILTO:a%40b.example?x=%E6%89%8B%ZZ%E6">`, "[href: MAILTO:a@b.example?x=手%ZZ%E6]"},
		{"a.html", `<a href="tel:%2B86138">`, "[href: tel:+86138]"},
		{"a.html", `<a href="https://example.com/%40">`, "[href: https://example.com/%40]"},
		{"a.html", `<p class=a style=b lang=c data-Phone=138 aria-label='d'>`, "[data-phone: 138][aria-label: d]"},
		{"a.html", `<meta property="og:x" content=y><input value=1 name=phone>`, "[og:x: y][phone: 1]"},
		{"a.html", `<img src="data:image/png;base64,138" alt="">`, ""},
		{"a.html", `<!--a--><!b><?c><!DOCTYPE d></ e>`, "[: a][: b][: c][:  e]"},
		{"a.html", `<script>a</script><style>b</style><script type=application/ld+json>c</script>`, "[: a][: c]"},
		{"a.xml", `<r class='a &amp; b' xmlns:x='y'><?p q?><!--c--></r>`, "[class: a & b][: p q][: c]"},
	} {
		r := mustReader(t, strings.NewReader(c.doc), c.file)
		var got strings.Builder
		for {
			s, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			got.WriteString(fmt.Sprintf("[%s: %s]", s.Field, s.Text))
		}
		if got.String() != c.want {
			t.Errorf("%s: %s, want %s", c.doc, got.String(), c.want)
		}
	}
}

// TestMarkupPath ensures that paths follow the elements, also where HTML lets
// tags be left out or people forget them.
func TestMarkupPath(t *testing.T) {
	for _, c := range []struct{ file, doc, want string }{
		{"a.html", "<html><body><p>a<p>b<p>X", "html/body/p[3]"},
		{"a.html", "<ul><li>a<li>X</ul>", "ul/li[2]"},
		{"a.html", "<ul><li>a<ul><li>X</ul></ul>", "ul/li/ul/li"},
		{"a.html", "<table><tr><td>a<td>b<tr><td>X</table>", "table/tr[2]/td"},
		{"a.html", "<dl><dt>a<dd>X</dl>", "dl/dd"},
		{"a.html", "<select><option>a<option>X</select>", "select/option[2]"},
		{"a.html", "<p>a<div>X</div>", "div"},
		{"a.html", "<head><title>a</title><body>X", "body"},
		{"a.html", "<div><br>X</div>", "div"},
		{"a.html", "<div></b></p>X</div>", "div"},
		{"a.html", "<div><b>a</div>X", ""},
		{"a.html", "<DIV><P>X", "div/p"},
		{"a.html", "<div/>X", "div"},
		{"a.html", "<p title=X>", "p/@title"},
		{"a.html", "<p>a</p><!--X-->", ""},
		{"a.xml", "<a><b/><b><c/>X</b></a>", "a/b[2]"},
		{"a.xml", "<a><p>a<p>X</p></p></a>", "a/p/p"},
		{"a.xml", "<a><B/><b c='X'/></a>", "a/b/@c"},
	} {
		r := mustReader(t, strings.NewReader(c.doc), c.file)
		found := false
		for s, err := r.Next(); err == nil; s, err = r.Next() {
			if at := bytes.IndexByte(s.Text, 'X'); at >= 0 {
				found = true
				if p := s.Place(at).Path; p != c.want {
					t.Errorf("%s: path %q, want %q", c.doc, p, c.want)
				}
			}
		}
		if !found {
			t.Errorf("%s: X is lost", c.doc)
		}
	}
}

// oddNumber is a number of one digit without ";", which the standard library
// does not decode and the HTML standard does, or of none, where it is the other
// way round.
var oddNumber = regexp.MustCompile(`&#([0-9]([^0-9;]|$)|[xX]([0-9a-fA-F]([^0-9a-fA-F;]|$)|[^0-9a-fA-F]|$))`)

// longNumber is a number longer than any character's: the standard library lets
// it overflow, and here maxEntity cuts it off.
var longNumber = regexp.MustCompile(`&#[xX]?[0-9a-fA-F]{8}`)

// FuzzEntities ensures that text is decoded as the standard library does it.
func FuzzEntities(f *testing.F) {
	for _, text := range []string{
		"&amp;&lt;&nbsp;&notin;&notit;&ampx&AMP&copy2", "&#65;&#x41;&#65&#x41x&#0;&#128;&#x110000;&#xD800;", "&&#&#x&;&a",
		"&CounterClockwiseContourIntegral;&NotEqualTilde;&frac12&sup1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 10_000 || longNumber.MatchString(text) || oddNumber.MatchString(text) {
			return
		}
		var s Segment
		s.decodeMarkup([]byte(text), docRange{0, len(text)}, true, false, false)
		if want := html.UnescapeString(text); string(s.view) != want {
			t.Errorf("%q is read as %q, want %q", text, s.view, want)
		}
	})
}

// FuzzEscapeMarkup ensures that what is escaped for text and attributes means
// what it meant.
func FuzzEscapeMarkup(f *testing.F) {
	f.Add(nasty)
	f.Add("a=b `c` &amp; \t\n")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\r") {
			return
		}
		for _, escaped := range []string{escapeMarkup(text, false, 0), escapeMarkup(text, true, '"'), escapeMarkup(text, true, 0)} {
			if got := html.UnescapeString(escaped); got != text {
				t.Errorf("%q became %q", text, got)
			}
		}
		if strings.ContainsAny(escapeMarkup(text, true, 0), " \t\n\"'=<>`") {
			t.Errorf("%q is not safe without quotes", text)
		}
	})
}
