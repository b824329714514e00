// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"strings"
)

var _ = register(format{
	name: "xml", rank: 31, looks: looksXML, whole: true,
	extensions: strings.Fields(`.xml .xsd .xsl .xslt .svg .rss .atom .rdf .plist .kml .gpx .wsdl .resx .xlf .opml .fods .fodt`),
	open:       func(r *Reader) splitter { return openMarkup(r, false) },
})

// looksXML says whether head begins with an XML declaration, or with a tag and
// has an end tag.
func looksXML(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(head, []byte("<?xml")) {
		return true
	}
	if len(head) < 4 || head[0] != '<' || !isASCIILetter(head[1]) {
		return false
	}
	m := markupScanner{doc: head}
	var t markupToken
	return m.next(&t) && t.kind == markupStart && (t.selfClosing || bytes.Contains(head, []byte("</")))
}
