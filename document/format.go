// SPDX-License-Identifier: Apache-2.0

package document

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"
)

// format is one kind of document. Each registers itself from its own file.
type format struct {
	name       string
	extensions []string // lower case, with the dot; a whole base name without
	// looks says whether a document that begins with head, UTF-8, is of this
	// kind; nil means that only the name tells.
	looks func(head []byte) bool
	rank  int  // formats with lower rank are asked first
	whole bool // needs the whole document in one piece
	open  func(*Reader) splitter
}

// splitter cuts a document into pieces and a piece into segments.
type splitter interface {
	// cut returns how many bytes of buf, the next ones of the document, make
	// the next piece. 0 asks for more bytes and is not allowed at eof. joins
	// says that the cut was forced: the next piece's text continues this one.
	cut(buf []byte, eof bool) (n int, joins bool)
	// load starts on a piece.
	load(p *piece)
	// next sets s to the next segment of the piece and reports whether there
	// was one. s comes with its piece set and everything else empty.
	next(s *Segment) bool
}

var formats []format

// register adds a format; use it as var _ = register(format{…}).
func register(f format) struct{} {
	formats = append(formats, f)
	return struct{}{}
}

// formatIndex is the registry, sorted once, with the extensions as a map.
var formatIndex = sync.OnceValue(func() map[string]*format {
	slices.SortFunc(formats, func(a, b format) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.name, b.name))
	})
	index := make(map[string]*format)
	for i := range formats {
		index["format:"+formats[i].name] = &formats[i]
		for _, e := range formats[i].extensions {
			index[e] = &formats[i]
		}
	}
	return index
})

// Formats returns the names of all formats, sorted.
func Formats() []string {
	formatIndex()
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	slices.Sort(names)
	return names
}

// formatByName returns the format of that name or nil.
func formatByName(name string) *format { return formatIndex()["format:"+name] }

// chooseFormat follows the option, then the file's name, then its content.
func chooseFormat(o Options, head []byte) *format {
	index := formatIndex()
	if o.Format != "" {
		return formatByName(o.Format)
	}
	base := strings.ToLower(path.Base(strings.ReplaceAll(o.Name, `\`, "/")))
	if f := index[path.Ext(base)]; f != nil && path.Ext(base) != "" {
		return f
	}
	if f := index[base]; f != nil {
		return f
	}
	for i := range formats {
		if formats[i].looks != nil && formats[i].looks(head) {
			return &formats[i]
		}
	}
	return formatByName("text")
}
