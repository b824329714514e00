// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"strings"
)

const (
	// textSize is after how much text a segment ends at the next block.
	textSize = 64 << 10
	// maxText is after how much it ends anywhere.
	maxText = 1 << 20
)

// markup hands out HTML or XML: running text with the tags taken out, and
// after it the attributes, comments and scripts that stood in it, each a
// segment of its own.
type markup struct {
	reader *Reader
	html   bool
	piece  *piece
	scan   markupScanner
	token  markupToken
	queue  []aside
	gone   int  // so many of queue have been handed out
	join   bool // the next text continues the last one's
	cdata  []docRange
	index  *markupIndex // of the document, made when asked for
	now    aside        // what the present segment is
	names  map[string]string
	// What segments need to know, made once: there are many segments.
	callbacks struct {
		path, asidePath func(int) string
		element         func(int) string
		text, aside     func([]byte, []change) []change
	}
}

// openMarkup returns the splitter for HTML or XML.
func openMarkup(r *Reader, isHTML bool) splitter {
	m := &markup{reader: r, html: isHTML, names: map[string]string{}}
	m.callbacks.path, m.callbacks.asidePath = m.path, m.asidePath
	m.callbacks.text, m.callbacks.aside = m.fixText, m.fixAside
	m.callbacks.element = func(off int) string { return m.element(r.seg.docOffset(off)) }
	return m
}

// aside is a stretch of markup that is not running text.
type aside struct {
	kind  markupKind
	field string
	name  string // of the attribute
	text  docRange
	quote byte
	// percent says that the value is a link whose %XX are decoded.
	percent bool
}

func (m *markup) cut(buf []byte, eof bool) (int, bool) {
	if eof {
		return len(buf), false
	}
	return 0, false
}

func (m *markup) load(p *piece) {
	m.piece = p
	m.scan = markupScanner{doc: p.doc, html: m.html}
	m.queue, m.gone, m.join, m.index = m.queue[:0], 0, false, nil
}

func (m *markup) next(s *Segment) bool {
	for m.gone == len(m.queue) {
		m.queue, m.gone = m.queue[:0], 0
		m.cdata = m.cdata[:0]
		more := m.text(s)
		if s.Text = s.view; len(bytes.TrimSpace(s.Text)) > 0 {
			m.asText(s)
			return true
		}
		s.view, s.runs = s.view[:0], s.runs[:0]
		if !more && len(m.queue) == 0 {
			return false
		}
	}
	m.asAside(s, m.queue[m.gone])
	m.gone++
	return true
}

// text collects running text into s and what stands in it into the queue. It
// returns false at the document's end.
func (m *markup) text(s *Segment) bool {
	s.Continues, m.join = m.join, false
	t := &m.token
	for {
		if len(s.view) >= maxText {
			m.join = true
			return true
		}
		if !m.scan.next(t) {
			return false
		}
		switch t.kind {
		case markupText:
			if rest := maxText - len(s.view); t.end-t.start > 2*maxText {
				// a text longer than a segment may be: come back for the rest
				t.content.end = t.start + max(rest, maxEntity)
				t.content.end -= partialRune(m.piece.doc[t.start:t.content.end])
				if amp := bytes.LastIndexByte(m.piece.doc[t.content.end-maxEntity:t.content.end], '&'); amp > 0 {
					t.content.end += amp - maxEntity
				}
				m.scan.pos = t.content.end
			}
			s.decodeMarkup(m.piece.doc, t.content, m.html, false, false)
		case markupCDATA:
			m.cdata = append(m.cdata, t.content)
			s.copyRun(m.piece.doc, t.content.start, t.content.end)
		case markupRaw:
			if t.element != "style" {
				m.queue = append(m.queue, aside{kind: markupRaw, text: t.content})
			}
		case markupComment:
			m.queue = append(m.queue, aside{kind: markupComment, text: t.content})
		case markupOther:
			if m.worthReading(t) {
				m.queue = append(m.queue, aside{kind: markupOther, text: t.content})
			}
		case markupStart, markupEnd:
			if t.kind == markupStart {
				m.attributes(t)
			}
			if m.separate(s, t) && len(s.view) >= textSize {
				return true
			}
		}
	}
}

// worthReading says whether a declaration or processing instruction can hold
// text: comments that HTML calls bogus, and in XML the entities of an internal
// subset and instructions other than the XML declaration.
func (m *markup) worthReading(t *markupToken) bool {
	content := m.piece.doc[t.content.start:t.content.end]
	switch {
	case len(content) == 0:
		return false
	case m.html:
		return !isDoctype(content)
	case isDoctype(content):
		return bytes.IndexByte(content, '[') >= 0
	}
	return !bytes.HasPrefix(content, []byte("xml"))
}

func isDoctype(b []byte) bool { return len(b) >= 7 && bytes.EqualFold(b[:7], []byte("doctype")) }

// separate puts a line break or tab where a tag separates words, and reports
// whether it separates blocks.
func (m *markup) separate(s *Segment, t *markupToken) bool {
	var name [16]byte
	n := copy(name[:], m.piece.doc[t.content.start:t.content.end])
	for i := range name[:n] {
		if m.html && 'A' <= name[i] && name[i] <= 'Z' {
			name[i] |= 0x20
		}
	}
	kind := tagOf(string(name[:n]), m.html)
	if kind == tagInline {
		return false
	}
	if len(s.view) == 0 || s.view[len(s.view)-1] == '\n' {
		return kind == tagBlock
	}
	if kind == tagBlock {
		s.madeRun("\n", t.start)
	} else if s.view[len(s.view)-1] != '\t' {
		s.madeRun("\t", t.start)
	}
	return kind == tagBlock
}

// tagKind is what a tag does to the text around it.
type tagKind uint8

const (
	tagInline tagKind = iota // nothing: 138<b>1234</b>5678 is one number
	tagCell                  // a tab
	tagBlock                 // a line break
)

// tagOf returns what a tag does. Unknown elements of HTML are inline, those of
// XML are not.
func tagOf(name string, isHTML bool) tagKind {
	if !isHTML {
		switch name {
		case "b", "i", "u", "em", "strong", "span", "font", "a", "sub", "sup", "small", "code", "hi", "emph", "ruby", "rb", "rt":
			return tagInline
		}
		return tagBlock
	}
	switch name {
	case "td", "th":
		return tagCell
	case "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details",
		"dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2",
		"h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe", "input", "legend", "li", "link",
		"main", "menu", "meta", "nav", "object", "ol", "optgroup", "option", "p", "pre", "script", "section", "select",
		"style", "summary", "svg", "table", "tbody", "template", "textarea", "tfoot", "thead", "title", "tr", "ul", "video":
		return tagBlock
	}
	return tagInline
}

// attributes queues the attributes of a start tag that can hold text.
func (m *markup) attributes(t *markupToken) {
	if m.piece.doc[t.content.end] == '>' {
		return
	}
	first, field := len(m.queue), ""
	for at := t.content.end; ; {
		var a markupAttribute
		at = m.scan.attribute(&a, at)
		if a.name.start == a.name.end {
			break
		}
		name := m.name(m.piece.doc[a.name.start:a.name.end])
		value := m.piece.doc[a.value.start:a.value.end]
		if m.html {
			if (name == "name" || name == "property" || name == "itemprop") && field == "" {
				field = string(value)
			}
			if isPlainAttribute(name) || isMediaData(value) {
				continue
			}
		}
		if len(value) > 0 && !strings.HasPrefix(name, "xmlns") {
			m.queue = append(m.queue, aside{kind: markupStart, field: name, name: name, text: a.value, quote: a.quote})
		}
	}
	for i := first; i < len(m.queue) && field != ""; i++ {
		// <input name="phone" value="…">: the name says more than "value"
		if a := &m.queue[i]; a.name == "value" || a.name == "content" {
			a.field = field
		}
	}
}

// maxNames bounds the memory for names of attributes.
const maxNames = 10_000

// name returns an attribute's name, the same string for the same name.
func (m *markup) name(raw []byte) string {
	if name, ok := m.names[string(raw)]; ok {
		return name
	}
	name := string(raw)
	if m.html {
		name = strings.ToLower(name)
	}
	if len(m.names) < maxNames {
		m.names[string(raw)] = name
	}
	return name
}

// isPlainAttribute says that an attribute of HTML steers presentation and holds
// words of the standard.
func isPlainAttribute(name string) bool {
	switch name {
	case "class", "style", "rel", "type", "lang", "dir", "width", "height", "charset", "http-equiv", "method", "enctype",
		"target", "role", "tabindex", "colspan", "rowspan", "align", "valign", "border", "cellpadding", "cellspacing",
		"bgcolor", "color", "size", "media", "sizes", "integrity", "crossorigin", "loading", "decoding", "name",
		"property", "itemprop", "viewbox", "d", "fill":
		return true
	}
	return false
}

// isMediaData says that a value is a picture, font or recording in base64.
func isMediaData(value []byte) bool {
	for _, kind := range []string{"data:image/", "data:font/", "data:audio/", "data:video/"} {
		if bytes.HasPrefix(value, []byte(kind)) {
			return true
		}
	}
	return false
}

// asText completes a segment of running text.
func (m *markup) asText(s *Segment) {
	s.path, s.fix = m.callbacks.path, m.callbacks.text
	if !m.html {
		s.FieldAt = m.callbacks.element
	}
}

// asAside makes s the segment of an attribute, comment or script.
func (m *markup) asAside(s *Segment, a aside) {
	doc := m.piece.doc
	s.Field = a.field
	s.start = a.text.start
	s.Text = doc[a.text.start:a.text.end]
	a.percent = a.kind == markupStart && m.html && isPercentLink(s.Text)
	if a.kind == markupStart && (bytes.IndexByte(s.Text, '&') >= 0 || a.percent && bytes.IndexByte(s.Text, '%') >= 0) {
		s.decodeMarkup(doc, a.text, m.html, true, a.percent)
		s.Text = s.view
	}
	m.now = a
	s.path, s.fix = m.callbacks.asidePath, m.callbacks.aside
}

// asidePath returns the way to an attribute, or to the element around a comment
// or script.
func (m *markup) asidePath(off int) string {
	if m.now.kind == markupStart {
		return m.path(off) + "/@" + m.now.name
	}
	return m.path(off)
}

// fixAside escapes changes of an attribute, comment or script.
func (m *markup) fixAside(doc []byte, changes []change) []change {
	switch m.now.kind {
	case markupRaw:
		return fixScript(changes)
	case markupComment:
		return fixComment(changes)
	case markupOther:
		return fixOther(doc, changes)
	}
	return fixAttribute(doc, m.now, changes)
}

// isPercentLink says that a link is no address to fetch but holds text in
// percent escapes.
func isPercentLink(value []byte) bool {
	for _, scheme := range []string{"mailto:", "tel:", "sms:", "smsto:", "callto:", "weixin:", "xmpp:", "sip:"} {
		if len(value) >= len(scheme) && bytes.EqualFold(value[:len(scheme)], []byte(scheme)) {
			return true
		}
	}
	return false
}
