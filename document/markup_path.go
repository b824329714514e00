// SPDX-License-Identifier: Apache-2.0

package document

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// markupIndex says which element each byte of a document stands in.
type markupIndex struct {
	doc   []byte
	html  bool
	nodes []markupNode
	turns []markupTurn // ascending
}

// markupNode is an element.
type markupNode struct {
	parent int32 // -1 for none
	name   string
	nth    int32 // among its siblings of the same name, 1-based
}

// markupTurn says that from off on, the text stands in node; -1 is none.
type markupTurn struct{ off, node int32 }

// markupBuilder keeps track of what is open while an index is made.
type markupBuilder struct {
	*markupIndex
	open     []int32        // the open elements
	count    map[string]int // how often a name is among them
	siblings map[sibling]int32
	names    map[string]string
	maxDepth int
	deep     bool
}

type sibling struct {
	parent int32
	name   string
}

// indexMarkup reads doc once.
func indexMarkup(doc []byte, isHTML bool, maxDepth int) (index *markupIndex, deep bool) {
	b := markupBuilder{
		markupIndex: &markupIndex{doc: doc, html: isHTML},
		count:       map[string]int{}, siblings: map[sibling]int32{}, names: map[string]string{}, maxDepth: maxDepth,
	}
	scan := markupScanner{doc: doc, html: isHTML}
	for t := new(markupToken); scan.next(t); {
		switch t.kind {
		case markupStart:
			b.start(t)
		case markupEnd:
			b.end(b.name(t), t.start)
		}
	}
	return b.markupIndex, b.deep
}

// name returns a tag's name, the same string for the same name.
func (b *markupBuilder) name(t *markupToken) string {
	raw := b.doc[t.content.start:t.content.end]
	if name, ok := b.names[string(raw)]; ok {
		return name
	}
	name := string(raw)
	if b.html {
		name = strings.ToLower(name)
	}
	b.names[string(raw)] = name
	return name
}

func (b *markupBuilder) start(t *markupToken) {
	name := b.name(t)
	if b.html {
		b.imply(name, t.start)
	}
	parent := b.current()
	key := sibling{parent, name}
	b.siblings[key]++
	b.nodes = append(b.nodes, markupNode{parent, name, b.siblings[key]})
	node := int32(len(b.nodes) - 1)
	b.turns = append(b.turns, markupTurn{int32(t.start), node})
	closed := t.selfClosing && !b.html || b.html && isVoid(name)
	if len(b.open) >= b.maxDepth {
		b.deep, closed = true, true
	}
	if closed {
		b.turns = append(b.turns, markupTurn{int32(t.end), parent})
		return
	}
	b.open = append(b.open, node)
	b.count[name]++
}

// end closes the innermost element of that name and what is open inside it.
func (b *markupBuilder) end(name string, off int) {
	if b.count[name] == 0 {
		return
	}
	for len(b.open) > 0 {
		last := b.nodes[b.current()].name
		b.open = b.open[:len(b.open)-1]
		b.count[last]--
		if last == name {
			break
		}
	}
	b.turns = append(b.turns, markupTurn{int32(off), b.current()})
}

// current returns the innermost open element.
func (b *markupBuilder) current() int32 {
	if len(b.open) == 0 {
		return -1
	}
	return b.open[len(b.open)-1]
}

// imply closes elements whose end tags HTML lets one leave out, as far as the
// innermost open one decides it.
func (b *markupBuilder) imply(name string, off int) {
	for b.current() >= 0 {
		last := b.nodes[b.current()].name
		ends := false
		switch name {
		case "li", "option", "p":
			ends = last == name
		case "dt", "dd":
			ends = last == "dt" || last == "dd"
		case "td", "th":
			ends = last == "td" || last == "th"
		case "tr", "tbody", "tfoot":
			ends = last == "td" || last == "th" || last == "tr"
		case "body":
			ends = last == "head"
		case "div", "ul", "ol", "table", "form", "h1", "h2", "h3", "section", "blockquote", "pre", "dl":
			ends = last == "p"
		}
		if !ends {
			return
		}
		b.end(last, off)
	}
}

// isVoid says that an element of HTML has no content.
func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// at returns the element that doc[off] stands in, or -1.
func (x *markupIndex) at(off int) int32 {
	i, ok := slices.BinarySearchFunc(x.turns, int32(off), func(t markupTurn, off int32) int { return cmp.Compare(t.off, off) })
	for ok && i+1 < len(x.turns) && x.turns[i+1].off == int32(off) {
		i++ // the last one of several at the same place
	}
	if !ok {
		i--
	}
	if i < 0 {
		return -1
	}
	return x.turns[i].node
}

// path returns html/body/p[3]; the first of its name has no number.
func (x *markupIndex) path(node int32) string {
	var names []string
	for ; node >= 0; node = x.nodes[node].parent {
		n := x.nodes[node]
		if n.nth > 1 {
			n.name += "[" + strconv.Itoa(int(n.nth)) + "]"
		}
		names = append(names, n.name)
	}
	slices.Reverse(names)
	return strings.Join(names, "/")
}

// look returns the document's index.
func (m *markup) look() *markupIndex {
	if m.index == nil {
		var deep bool
		m.index, deep = indexMarkup(m.piece.doc, m.html, m.reader.opt.MaxDepth)
		if deep {
			m.reader.note(m.reader.fmt.name + " nests deeper than the limit: paths stop there")
		}
	}
	return m.index
}

// path returns the way to doc[off].
func (m *markup) path(off int) string { return m.look().path(m.look().at(off)) }

// element returns the name of the element that doc[off] stands in.
func (m *markup) element(off int) string {
	if node := m.look().at(off); node >= 0 {
		return m.index.nodes[node].name
	}
	return ""
}
