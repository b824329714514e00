// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// jsonState is where in a JSON document a position is.
type jsonState struct {
	stack    []jsonLevel
	over     int  // containers open beyond the depth limit
	inString bool // inside a string, which is no key
}

// jsonLevel is an open object or array.
type jsonLevel struct {
	object  bool
	wantKey bool     // the next string is a key
	key     docRange // the present member's key in the piece, if end > 0
	name    string   // the present member's name if the key stood in an earlier piece
	index   int32    // the present element of an array
	node    int32    // in the index
}

func (s jsonState) clone() jsonState {
	s.stack = slices.Clone(s.stack)
	return s
}

// carry makes the state independent of the piece that ends.
func (s *jsonState) carry(doc []byte) {
	for i := range s.stack {
		if l := &s.stack[i]; l.key.end > 0 {
			l.name, l.key = jsonName(doc[l.key.start:l.key.end]), docRange{}
		}
	}
}

// jsonName decodes a key.
func jsonName(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw)
	}
	var s Segment
	decodeString(&s, raw, 0, len(raw))
	return string(s.view)
}

// jsonWalker walks through JSON of any quality. It never fails: a string ends
// at its line's end at the latest, closing brackets close whatever is open, and
// what is neither bracket, string, comma, colon nor space is a bare value.
type jsonWalker struct {
	state    jsonState
	lines    bool // a line end ends everything that is open
	maxDepth int
	index    *jsonIndex // records what is there, if not nil

	safe   jsonState // the state at the last place where a piece may end
	broken bool
	deep   bool
}

// classes of bytes between strings
const (
	jsonBare = iota // part of a number, a word or garbage
	jsonSpace
	jsonLineEnd
	jsonQuote
	jsonOpen
	jsonClose
	jsonComma
	jsonColon
)

var jsonClass = [256]uint8{
	' ': jsonSpace, '\t': jsonSpace, '\r': jsonSpace, '\n': jsonLineEnd, '"': jsonQuote, '{': jsonOpen, '[': jsonOpen,
	'}': jsonClose, ']': jsonClose, ',': jsonComma, ':': jsonColon,
}

// walk goes through doc and returns the last place where a piece may end, 0 if
// there is none.
func (w *jsonWalker) walk(doc []byte) (safe int) {
	i := 0
	l := w.top()
	wantKey := l != nil && l.wantKey
	if w.state.inString {
		i = w.text(doc, 0)
	}
	for i < len(doc) {
		c := doc[i]
		switch jsonClass[c] {
		case jsonSpace:
			i++
			continue
		case jsonQuote:
			i = w.text(doc, i+1)
			continue
		case jsonBare:
			i = w.bare(doc, i)
			continue
		case jsonColon:
			if l := w.top(); l != nil {
				l.wantKey = false
			}
			i++
			continue
		case jsonLineEnd:
			if w.lines {
				w.state.stack, w.state.over = w.state.stack[:0], 0
			}
		case jsonOpen:
			w.open(c == '{')
		case jsonClose:
			w.close(c == '}')
		case jsonComma:
			w.comma()
		}
		i++
		safe = i
	}
	if safe > 0 {
		w.remember(doc, safe, wantKey)
	}
	return safe
}

// remember keeps the state at the safe place. What follows it in doc is at most
// a key, a colon and a value, so only the top level can have changed. wantKey is
// the top level's where doc begins.
func (w *jsonWalker) remember(doc []byte, safe int, wantKey bool) {
	w.safe = w.state
	w.safe.inString = false
	if l := w.top(); l != nil && l.key.start >= safe {
		l.key, l.name = docRange{}, ""
	}
	if l := w.top(); l != nil && l.object {
		if before := bytes.TrimRight(doc[:safe], " \t\r\n"); len(before) > 0 {
			wantKey = before[len(before)-1] != ':'
		}
		l.wantKey = wantKey
	}
}

// top returns the innermost open container.
func (w *jsonWalker) top() *jsonLevel {
	if len(w.state.stack) == 0 || w.state.over > 0 {
		return nil
	}
	return &w.state.stack[len(w.state.stack)-1]
}

// text reads a string whose content begins at start and returns the position
// behind it.
func (w *jsonWalker) text(doc []byte, start int) int {
	end := stringEnd(doc, start)
	l := w.top()
	isKey := l != nil && l.wantKey && !w.state.inString
	if isKey {
		l.key, l.name = docRange{start, end}, ""
	}
	if w.index != nil {
		kind := jsonString
		if isKey {
			kind = jsonKey
		}
		w.index.leaf(start, end, kind, l)
	}
	w.state.inString = end == len(doc)
	switch {
	case end == len(doc):
	case doc[end] == '"':
		end++
	default:
		w.broken = true
	}
	return end
}

// stringEnd returns the position of the quote or line end that ends the string
// content at start, or len(doc).
func stringEnd(doc []byte, start int) int {
	for i := start; i < len(doc); i++ {
		switch doc[i] {
		case '"', '\n':
			return i
		case '\\':
			if i+1 < len(doc) && doc[i+1] != '\n' {
				i++
			}
		}
	}
	return len(doc)
}

// bare reads a number, a word or garbage.
func (w *jsonWalker) bare(doc []byte, start int) int {
	end := start + 1
	for end < len(doc) && jsonClass[doc[end]] == jsonBare {
		end++
	}
	if w.index != nil {
		w.index.leaf(start, end, jsonScalar, w.top())
	}
	return end
}

func (w *jsonWalker) open(object bool) {
	if w.state.over > 0 || len(w.state.stack) >= w.maxDepth {
		w.state.over++
		w.deep = true
		return
	}
	level := jsonLevel{object: object, wantKey: object, node: -1}
	if w.index != nil {
		level.node = w.index.node(w.top())
	}
	w.state.stack = append(w.state.stack, level)
}

func (w *jsonWalker) close(object bool) {
	if w.state.over > 0 {
		w.state.over--
		return
	}
	l := w.top()
	if l == nil {
		w.broken = true
		return
	}
	w.broken = w.broken || l.object != object
	w.state.stack = w.state.stack[:len(w.state.stack)-1]
}

func (w *jsonWalker) comma() {
	l := w.top()
	switch {
	case l == nil:
	case l.object:
		l.wantKey, l.key, l.name = true, docRange{}, ""
	default:
		l.index++
	}
}

// jsonIndex says where in a piece the values are.
type jsonIndex struct {
	doc    []byte
	nodes  []jsonNode
	leaves []jsonLeaf // ascending
}

// jsonNode is an object or array: where it hangs.
type jsonNode struct {
	parent  int32 // -1 for the document
	place   jsonPlace
	carried string // the name of the member that an earlier piece began
}

// jsonPlace is a place in a container: the key of a member, from keyStart to
// keyEnd of the piece; or with one of the following as keyEnd, something else.
// It has no pointers, since a piece can have a hundred thousand.
type jsonPlace struct{ keyStart, keyEnd int32 }

const (
	placeIndex   = -1 // keyStart is an index of an array
	placeCarried = -2 // the member whose name the container carries
)

type jsonKind uint8

const (
	jsonString jsonKind = iota // the content of a string, without its quotes
	jsonKey                    // the same, of a member's name
	jsonScalar                 // a number, a word or garbage
)

// jsonLeaf is a value or key.
type jsonLeaf struct {
	start, end int32
	node       int32 // the container, -1 for none
	kind       jsonKind
	place      jsonPlace
}

// indexJSON walks through doc, which begins in the given state, and records it
// in x, whose former content is lost. It returns x, a new one for nil.
func indexJSON(x *jsonIndex, doc []byte, begin jsonState, lines bool, maxDepth int) *jsonIndex {
	if x == nil {
		x = new(jsonIndex)
	}
	*x = jsonIndex{doc: doc, nodes: x.nodes[:0], leaves: x.leaves[:0]}
	w := jsonWalker{state: begin.clone(), lines: lines, maxDepth: maxDepth, index: x}
	parent := (*jsonLevel)(nil)
	for i := range w.state.stack {
		w.state.stack[i].node = x.node(parent)
		parent = &w.state.stack[i]
	}
	w.walk(doc)
	return x
}

// node adds a container at the present place of parent.
func (x *jsonIndex) node(parent *jsonLevel) int32 {
	n := jsonNode{parent: -1}
	if parent != nil {
		n.parent, n.place = parent.node, parent.place()
		if n.place.keyEnd == placeCarried && parent.name != "" {
			x.nodes[parent.node].carried = parent.name
		}
	}
	x.nodes = append(x.nodes, n)
	return int32(len(x.nodes) - 1)
}

// leaf adds a value at the present place of parent.
func (x *jsonIndex) leaf(start, end int, kind jsonKind, parent *jsonLevel) {
	l := jsonLeaf{start: int32(start), end: int32(end), kind: kind, node: -1}
	if parent != nil {
		l.node, l.place = parent.node, parent.place()
		if l.place.keyEnd == placeCarried && parent.name != "" {
			x.nodes[parent.node].carried = parent.name
		}
	}
	x.leaves = append(x.leaves, l)
}

func (l *jsonLevel) place() jsonPlace {
	switch {
	case !l.object:
		return jsonPlace{l.index, placeIndex}
	case l.key.end > 0:
		return jsonPlace{int32(l.key.start), int32(l.key.end)}
	}
	return jsonPlace{0, placeCarried}
}

// leafAt returns the leaf that holds doc[off], or the last one before it; -1 if
// there is none.
func (x *jsonIndex) leafAt(off int) int {
	i, ok := slices.BinarySearchFunc(x.leaves, int32(off), func(l jsonLeaf, off int32) int { return cmp.Compare(l.start, off) })
	if ok {
		return i
	}
	return i - 1
}

// name returns the member name of a place in an object.
func (x *jsonIndex) name(node int32, p jsonPlace) string {
	if p.keyEnd == placeCarried {
		return x.nodes[node].carried
	}
	return jsonName(x.doc[p.keyStart:p.keyEnd])
}

// field returns the name of the member that a leaf belongs to, directly or
// through arrays.
func (x *jsonIndex) field(leaf int) string {
	if leaf < 0 {
		return ""
	}
	place, node := x.leaves[leaf].place, x.leaves[leaf].node
	for node >= 0 && place.keyEnd == placeIndex {
		place, node = x.nodes[node].place, x.nodes[node].parent
	}
	if node < 0 {
		return ""
	}
	return x.name(node, place)
}

// path returns the way to a leaf.
func (x *jsonIndex) path(leaf int) string {
	var steps []string
	place, node := x.leaves[leaf].place, x.leaves[leaf].node
	for node >= 0 {
		if place.keyEnd == placeIndex {
			steps = append(steps, "["+strconv.Itoa(int(place.keyStart))+"]")
		} else if name := x.name(node, place); isPlainName(name) {
			steps = append(steps, "."+name)
		} else {
			steps = append(steps, "["+strconv.Quote(name)+"]")
		}
		place, node = x.nodes[node].place, x.nodes[node].parent
	}
	slices.Reverse(steps)
	return "$" + strings.Join(steps, "")
}

// isPlainName says whether a name can stand behind a dot.
func isPlainName(name string) bool {
	for _, r := range name {
		if r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return name != ""
}
