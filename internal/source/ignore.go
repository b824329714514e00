// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bytes"
	"path"
	"strings"
)

// ignoreFiles are read in every folder, in this order: what a later one says
// counts more.
var ignoreFiles = []string{".gitignore", ".hulanignore"}

// maxIgnoreFile bounds an ignore file in bytes; the largest that are in use
// have some ten thousand. The rest of a larger one is not read.
const maxIgnoreFile = 1 << 20

// pattern is one line of an ignore file, as gitignore(5) describes them.
type pattern struct {
	parts   []string // between slashes; "**" stands for any number of folders
	negated bool     // '!': not ignored after all
	folder  bool     // a slash at the end: only folders
}

// ignores is what the files of one folder say, and those above it.
type ignores struct {
	parent   *ignores
	prefix   string // path of the folder below the walk's root, "" or with a slash at the end
	patterns []pattern
}

// with returns ignores extended by the lines of a file in the folder prefix.
func (g *ignores) with(prefix string, file []byte) *ignores {
	var ps []pattern
	for line := range bytes.Lines(file) {
		if p, ok := parsePattern(string(line)); ok {
			ps = append(ps, p)
		}
	}
	if len(ps) == 0 {
		return g
	}
	return &ignores{g, prefix, ps}
}

// match reports whether the entry at name, a path below the walk's root, is
// ignored. The folders above it are known not to be.
func (g *ignores) match(name string, isDir bool) bool {
	for ; g != nil; g = g.parent {
		rel, ok := strings.CutPrefix(name, g.prefix)
		if !ok {
			continue
		}
		parts := strings.Split(rel, "/")
		for i := len(g.patterns) - 1; i >= 0; i-- {
			p := &g.patterns[i]
			if p.folder && !isDir {
				continue
			}
			if matchParts(p.parts, parts) {
				return !p.negated
			}
		}
	}
	return false
}

// parsePattern reads one line. ok is false for empty lines, comments and lines
// that match nothing.
func parsePattern(line string) (p pattern, ok bool) {
	line = strings.TrimRight(line, "\r\n")
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	if strings.HasPrefix(line, "#") {
		return p, false
	}
	line, p.negated = strings.CutPrefix(line, "!")
	line, p.folder = strings.CutSuffix(line, "/")
	anchored := strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return p, false
	}
	p.parts = strings.Split(line, "/")
	if !anchored {
		p.parts = append([]string{"**"}, p.parts...)
	}
	for _, part := range p.parts {
		if _, err := path.Match(classes(part), ""); err != nil {
			return p, false // gitignore(5): an invalid pattern matches nothing
		}
	}
	for i := range p.parts {
		p.parts[i] = classes(p.parts[i])
	}
	return p, true
}

// classes rewrites what gitignore(5) spells otherwise than [path.Match]: "[!a]".
func classes(part string) string { return strings.ReplaceAll(part, "[!", "[^") }

// matchParts matches pattern against name, part by part. Like a match of "*"
// in a string it only ever goes back to the last "**", so that it takes at most
// len(pattern)·len(name) steps.
func matchParts(pattern, name []string) bool {
	pi, ni := 0, 0
	star, from := -1, 0
	for ni < len(name) {
		if pi < len(pattern) && pattern[pi] == "**" {
			if pi == len(pattern)-1 {
				return true // "a/**": everything inside
			}
			star, from = pi, ni
			pi++
			continue
		}
		if pi < len(pattern) {
			if ok, _ := path.Match(pattern[pi], name[ni]); ok {
				pi++
				ni++
				continue
			}
		}
		if star < 0 {
			return false
		}
		from++
		pi, ni = star+1, from
	}
	return pi == len(pattern)
}
