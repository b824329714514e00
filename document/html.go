// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"strings"
)

var _ = register(format{
	name: "html", rank: 30, looks: looksHTML, whole: true,
	extensions: strings.Fields(`.html .htm .xhtml .xht .shtml`),
	open:       func(r *Reader) splitter { return openMarkup(r, true) },
})

// looksHTML says whether head begins with an element of HTML, perhaps after a
// comment or an XML declaration.
func looksHTML(head []byte) bool {
	head = bytes.ToLower(bytes.TrimLeft(head[:min(len(head), 1<<10)], " \t\r\n"))
	if len(head) == 0 || head[0] != '<' {
		return false
	}
	for _, tag := range []string{"<!doctype html", "<html", "<head>", "<body"} {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	if bytes.HasPrefix(head, []byte("<?")) {
		return false
	}
	for _, tag := range []string{"<div", "<p>", "<p ", "<span", "<table", "<script", "<br", "<a href", "<ul>", "<h1", "<img "} {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	return false
}
