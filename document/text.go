// SPDX-License-Identifier: Apache-2.0

package document

import (
	"strings"
	"unicode/utf8"
)

// Plain text, and everything that reads best as plain text: the names differ
// so that reports can say what a file was.
var (
	_ = register(format{name: "text", rank: 99, open: openText, extensions: strings.Fields(
		`.txt .text .rst .adoc .org .tex .srt .vtt .ics .vcf readme license notice changelog authors`)})
	_ = register(format{name: "markdown", rank: 99, open: openText, extensions: strings.Fields(
		`.md .markdown .mkd .mdown .mdx`)})
	_ = register(format{name: "yaml", rank: 99, open: openText, extensions: strings.Fields(
		`.yaml .yml`)})
	_ = register(format{name: "log", rank: 99, open: openText, extensions: strings.Fields(
		`.log .out .err`)})
	_ = register(format{name: "code", rank: 99, open: openText, extensions: strings.Fields(
		`.go .mod .sum .py .pyi .js .mjs .cjs .ts .tsx .jsx .vue .svelte .java .kt .kts .scala .groovy .gradle
		.c .h .cc .cpp .cxx .hpp .hh .m .mm .cs .fs .vb .rs .swift .rb .php .pl .pm .lua .r .jl .dart .ex .exs
		.erl .hrl .hs .ml .clj .lisp .el .sh .bash .zsh .fish .ps1 .bat .cmd .sql .css .scss .sass .less .proto
		.thrift .graphql .tf .hcl .toml .ini .cfg .conf .env .properties .cmake .mk .dockerfile
		dockerfile makefile jenkinsfile vagrantfile gemfile rakefile .gitignore .dockerignore .editorconfig`)})
)

// textSplitter hands out a document as it is, in pieces that end between two
// characters.
type textSplitter struct {
	piece *piece
	done  bool
}

func openText(*Reader) splitter { return new(textSplitter) }

func (t *textSplitter) cut(buf []byte, eof bool) (int, bool) { return cutText(buf, eof) }

// cutText returns the length of the next piece of plain text.
func cutText(buf []byte, eof bool) (int, bool) {
	if len(buf) <= pieceSize && eof {
		return len(buf), false
	}
	n := min(len(buf), pieceSize)
	if whole := n - partialRune(buf[:n]); whole > 0 {
		n = whole
	}
	return n, true
}

// partialRune returns how many bytes at the end of b begin a character that b
// does not hold completely.
func partialRune(b []byte) int {
	for back := 1; back <= min(len(b), utf8.UTFMax-1); back++ {
		if c := b[len(b)-back]; utf8.RuneStart(c) {
			if utf8.FullRune(b[len(b)-back:]) {
				return 0
			}
			return back
		}
	}
	return 0
}

func (t *textSplitter) load(p *piece) { t.piece, t.done = p, false }

func (t *textSplitter) next(s *Segment) bool {
	if t.done {
		return false
	}
	t.done = true
	s.Text, s.Continues = t.piece.doc, t.piece.joined
	return true
}
