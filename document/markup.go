// SPDX-License-Identifier: Apache-2.0

package document

import "bytes"

// markupKind is a kind of token of HTML or XML.
type markupKind uint8

const (
	markupText    markupKind = iota // with entities
	markupRaw                       // without: the content of script and style
	markupStart                     // <name …>
	markupEnd                       // </name>
	markupComment                   // <!-- … -->
	markupCDATA                     // <![CDATA[ … ]]>
	markupOther                     // a declaration or processing instruction
)

// markupToken is a token; its positions are in the document.
type markupToken struct {
	kind       markupKind
	start, end int
	// content is the name of a tag, the text of the others.
	content     docRange
	element     string // whose raw text it is
	selfClosing bool
}

// markupScanner splits HTML or XML into tokens that follow each other without a
// gap. It is tolerant of everything, as the HTML standard's tokenizer is: what
// is no tag is text. Unlike golang.org/x/net/html it knows where each attribute
// stands, which rewriting needs, and it reads XML as well.
type markupScanner struct {
	doc  []byte
	pos  int
	html bool
	raw  string // the element whose content is no markup, after its start tag
}

// next sets t to the next token and returns false at the end.
func (m *markupScanner) next(t *markupToken) bool {
	start := m.pos
	if start >= len(m.doc) {
		return false
	}
	*t = markupToken{start: start}
	if m.raw != "" {
		m.rawText(t)
		m.raw = ""
		if m.pos = t.end; t.end > start {
			return true
		}
		*t = markupToken{start: start}
	}
	at := start
	for {
		n := bytes.IndexByte(m.doc[at:], '<')
		if n < 0 {
			at = len(m.doc)
			break
		}
		if at += n; m.opensTag(at) {
			break
		}
		at++
	}
	if at > start {
		t.end, t.content = at, docRange{start, at}
	} else {
		m.tag(t)
	}
	m.pos = t.end
	return true
}

// opensTag says whether the "<" at at begins a tag, comment or declaration.
func (m *markupScanner) opensTag(at int) bool {
	if at+1 >= len(m.doc) {
		return false
	}
	c := m.doc[at+1]
	return isASCIILetter(c) || c == '/' || c == '!' || c == '?' || !m.html && (c == '_' || c == ':' || c >= 0x80)
}

// tag reads what begins with the "<" at t.start.
func (m *markupScanner) tag(t *markupToken) {
	rest := m.doc[t.start:]
	if c := rest[1]; c == '!' || c == '?' || c == '/' {
		m.special(t, rest)
		return
	}
	t.kind = markupStart
	t.content = docRange{t.start + 1, m.nameEnd(t.start + 1)}
	at := t.content.end
	if m.doc[min(at, len(m.doc)-1)] != '>' {
		for more := true; more; {
			var a markupAttribute
			at = m.attribute(&a, at)
			more = a.name.start < a.name.end && at < len(m.doc)
		}
	}
	if at >= len(m.doc) { // the file ends in a tag: show it as it is
		*t = markupToken{start: t.start, end: len(m.doc), content: docRange{t.start, len(m.doc)}}
		return
	}
	t.selfClosing = m.doc[at-1] == '/'
	t.end = at + 1
	if m.html {
		m.raw = rawElement(m.doc[t.content.start:t.content.end])
	}
}

// special reads a comment, declaration or end tag.
func (m *markupScanner) special(t *markupToken, rest []byte) {
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		m.comment(t)
	case !m.html && bytes.HasPrefix(rest, []byte("<![CDATA[")):
		m.until(t, markupCDATA, len("<![CDATA["), "]]>")
	case !m.html && rest[1] == '?':
		m.until(t, markupOther, 2, "?>")
	case !m.html && rest[1] == '!':
		m.declaration(t)
	case rest[1] != '/' || len(rest) == 2 || m.html && !isASCIILetter(rest[2]):
		m.until(t, markupOther, 2, ">")
	default:
		m.until(t, markupEnd, 2, ">")
		t.content.end = min(t.content.end, m.nameEnd(t.content.start))
	}
}

// nameEnd returns where the tag name at start ends.
func (m *markupScanner) nameEnd(start int) int {
	for start < len(m.doc) && !isMarkupSpace(m.doc[start]) && m.doc[start] != '>' && m.doc[start] != '/' {
		start++
	}
	return start
}

// until makes t a token whose content begins skip bytes behind its start and
// goes to closing, or to the document's end.
func (m *markupScanner) until(t *markupToken, kind markupKind, skip int, closing string) {
	from := min(t.start+skip, len(m.doc))
	t.kind, t.end, t.content = kind, len(m.doc), docRange{from, len(m.doc)}
	n := 0
	if len(closing) == 1 {
		n = bytes.IndexByte(m.doc[from:], closing[0])
	} else {
		n = bytes.Index(m.doc[from:], []byte(closing))
	}
	if n >= 0 {
		t.end, t.content.end = from+n+len(closing), from+n
	}
}

// comment reads a comment. In HTML "<!-->" and "<!--->" are whole ones and
// "--!>" ends one too.
func (m *markupScanner) comment(t *markupToken) {
	from := t.start + len("<!--")
	if m.html {
		for _, short := range []string{">", "->"} {
			if bytes.HasPrefix(m.doc[from:], []byte(short)) {
				t.kind, t.end, t.content = markupComment, from+len(short), docRange{from, from}
				return
			}
		}
	}
	m.until(t, markupComment, len("<!--"), "-->")
	if m.html {
		if n := bytes.Index(m.doc[from:t.content.end], []byte("--!>")); n >= 0 {
			t.content.end, t.end = from+n, from+n+len("--!>")
		}
	}
}

// declaration reads <!DOCTYPE …> with its internal subset.
func (m *markupScanner) declaration(t *markupToken) {
	n := bytes.IndexAny(m.doc[t.start+2:], "[>")
	if n >= 0 && m.doc[t.start+2+n] == '[' {
		m.until(t, markupOther, 2, "]>")
	} else {
		m.until(t, markupOther, 2, ">")
	}
}

// rawElements are those of HTML whose content is no markup.
var rawElements = [...]string{"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}

func rawElement(name []byte) string {
	for _, e := range rawElements {
		if len(e) == len(name) && bytes.EqualFold(name, []byte(e)) {
			return e
		}
	}
	return ""
}

// rawText reads up to the end tag of m.raw.
func (m *markupScanner) rawText(t *markupToken) {
	t.kind, t.end, t.element = markupRaw, len(m.doc), m.raw
	if m.raw == "textarea" || m.raw == "title" {
		t.kind = markupText
	}
	for at := t.start; ; at += 2 {
		n := bytes.Index(m.doc[at:], []byte("</"))
		if n < 0 {
			break
		}
		at += n
		name := m.doc[at+2 : m.nameEnd(at+2)]
		if len(name) == len(m.raw) && bytes.EqualFold(name, []byte(m.raw)) {
			t.end = at
			break
		}
	}
	t.content = docRange{t.start, t.end}
}

// markupAttribute is an attribute of a tag.
type markupAttribute struct {
	name, value docRange
	quote       byte // 0 if the value is not quoted
}

// attribute sets a to the attribute at or behind at and returns the position
// behind it. At the tag's end the name is empty and the position is that of its
// ">"; in a tag that is not closed it is the document's end.
func (m *markupScanner) attribute(a *markupAttribute, at int) int {
	doc := m.doc
	for at < len(doc) && (isMarkupSpace(doc[at]) || doc[at] == '/') {
		at++
	}
	*a = markupAttribute{name: docRange{at, at}}
	if at >= len(doc) || doc[at] == '>' {
		return at
	}
	for at++; at < len(doc) && !isMarkupSpace(doc[at]) && doc[at] != '/' && doc[at] != '>' && doc[at] != '='; {
		at++
	}
	a.name.end = at
	for at < len(doc) && isMarkupSpace(doc[at]) {
		at++
	}
	if at >= len(doc) || doc[at] != '=' {
		return at
	}
	for at++; at < len(doc) && isMarkupSpace(doc[at]); {
		at++
	}
	if at >= len(doc) || doc[at] == '>' {
		return at
	}
	if doc[at] == '"' || doc[at] == '\'' {
		a.quote = doc[at]
		at++
		n := bytes.IndexByte(doc[at:], a.quote)
		if n < 0 {
			return len(doc)
		}
		a.value = docRange{at, at + n}
		return at + n + 1
	}
	a.value.start = at
	for at < len(doc) && !isMarkupSpace(doc[at]) && doc[at] != '>' {
		at++
	}
	a.value.end = at
	return at
}

func isMarkupSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'
}
