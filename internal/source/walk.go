// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
)

// maxDepth is how many folders may stand inside each other. Each costs an open
// file while the walk is inside; real trees have at most a few dozen.
const maxDepth = 250

// stores are folders of version control systems: they hold packed copies of
// what the work tree shows.
var stores = []string{".git", ".hg", ".svn", ".bzr", ".jj"}

// Options says what a walk hands out. The zero value is what most want.
type Options struct {
	// All reads what .gitignore and .hulanignore name as well.
	All bool
	// Exclude are further patterns in the language of .gitignore, relative to
	// each root.
	Exclude []string
	// Follow follows symbolic links, also out of the tree. Without, links are
	// reported as skipped.
	Follow bool
}

// Walk hands out what is at and below the roots, in order, to item, and what
// it passes over to skip. It stops when item returns false or ctx is done. The
// error is about roots that do not exist; everything else is a [Skip].
//
// Every item must be opened or dropped.
func Walk(ctx context.Context, roots []string, o Options, item func(Item) bool, skip func(Skip)) error {
	w := walk{ctx: ctx, o: o, item: item, skip: skip}
	for _, root := range roots {
		if _, err := os.Stat(root); err != nil && errors.Is(err, fs.ErrNotExist) {
			return notFound(root, err)
		}
	}
	for _, root := range roots {
		if !w.root(root) {
			break
		}
	}
	return nil
}

type walk struct {
	ctx     context.Context
	o       Options
	item    func(Item) bool
	skip    func(Skip)
	parents []fs.FileInfo // folders the walk is inside of, when links are followed
	// excluded holds Options.Exclude: no file takes that back.
	excluded *ignores
}

// dir is an opened folder that items refer to. It is closed when the walk has
// left it and its last item was opened or dropped.
type dir struct {
	root *os.Root // nil when links are followed: path is used then
	path string
	refs atomic.Int32
}

func openDir(root *os.Root, path string) *dir {
	d := &dir{root: root, path: path}
	d.refs.Store(1)
	return d
}

func (d *dir) open(base string) (*os.File, error) {
	if d.root == nil {
		return os.Open(filepath.Join(d.path, base))
	}
	return d.root.Open(base)
}

// enter opens the folder base.
func (d *dir) enter(base string) (*dir, error) {
	p := filepath.Join(d.path, base)
	if d.root == nil {
		return openDir(nil, p), nil
	}
	r, err := d.root.OpenRoot(base)
	if err != nil {
		return nil, err
	}
	return openDir(r, p), nil
}

func (d *dir) release() {
	if d.refs.Add(-1) == 0 && d.root != nil {
		d.root.Close()
	}
}

// root walks one argument. It returns false when the walk is over.
func (w *walk) root(arg string) bool {
	name := filepath.ToSlash(filepath.Clean(arg))
	info, err := os.Stat(arg)
	if err != nil {
		w.skip(Skip{name, Unreadable, bare(err)})
		return true
	}
	if !info.IsDir() {
		if info.Mode()&fs.ModeSocket != 0 {
			w.skip(Skip{name, Unreadable, errors.New("a socket, not a file")})
			return true
		} // pipes and devices are read: <(command) makes one
		d := openDir(nil, filepath.Dir(arg)) // the user may name a link
		return w.item(Item{Name: name, Asked: true, dir: d, base: filepath.Base(arg)})
	}
	var d *dir
	if w.o.Follow {
		d = openDir(nil, arg)
	} else {
		r, err := os.OpenRoot(arg)
		if err != nil {
			w.skip(Skip{name + "/", Unreadable, bare(err)})
			return true
		}
		d = openDir(r, arg)
	}
	var g *ignores
	prefix := ""
	if !w.o.All {
		g, prefix = above(arg)
	}
	w.excluded = (*ignores)(nil).with(prefix, []byte(strings.Join(w.o.Exclude, "\n")))
	show := name + "/"
	if name == "." {
		show = ""
	}
	w.parents = append(w.parents[:0], info)
	return w.folder(d, place{show, prefix, 1}, g)
}

// place is where in the tree the walk is.
type place struct {
	show  string // in front of names that are shown
	rel   string // in front of names that ignore patterns see
	depth int
}

// folder walks through d and closes it.
func (w *walk) folder(d *dir, at place, g *ignores) bool {
	defer d.release()
	entries, err := d.read()
	if err != nil {
		w.skip(Skip{cmpOr(at.show, "./"), Unreadable, bare(err)})
	}
	if !w.o.All {
		for _, f := range ignoreFiles {
			if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == f }) {
				g = g.with(at.rel, d.small(f))
			}
		}
	}
	for _, e := range entries {
		if w.ctx.Err() != nil || !w.entry(d, e, at, g) {
			return false
		}
	}
	return true
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// read returns the folder's entries, sorted by name.
func (d *dir) read() ([]fs.DirEntry, error) {
	f, err := d.open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// small reads an ignore file; nil if that is not possible.
func (d *dir) small(base string) []byte {
	f, err := d.open(base)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	b, _ := io.ReadAll(io.LimitReader(f, maxIgnoreFile))
	return b
}

// entry handles one entry of a folder.
func (w *walk) entry(d *dir, e fs.DirEntry, at place, g *ignores) bool {
	base, mode := e.Name(), e.Type()
	name := at.show + base
	if mode&fs.ModeSymlink != 0 {
		if !w.o.Follow {
			w.skip(Skip{name, Link, nil})
			return true
		}
		info, err := os.Stat(filepath.Join(d.path, base))
		if err != nil { // leads nowhere: nothing to read
			w.skip(Skip{name, Link, bare(err)})
			return true
		}
		mode = info.Mode().Type()
	}
	isDir := mode.IsDir()
	if isDir && slices.Contains(stores, base) {
		return true
	}
	if w.excluded.match(at.rel+base, isDir) || g.match(at.rel+base, isDir) {
		if isDir {
			name += "/"
		}
		w.skip(Skip{name, Ignored, nil})
		return true
	}
	switch {
	case isDir:
		return w.enter(d, base, at, g)
	case mode.IsRegular():
		d.refs.Add(1)
		return w.item(Item{Name: name, dir: d, base: base})
	}
	w.skip(Skip{name, Special, nil})
	return true
}

// enter walks the folder base inside d.
func (w *walk) enter(d *dir, base string, at place, g *ignores) bool {
	below := place{at.show + base + "/", at.rel + base + "/", at.depth + 1}
	if below.depth > maxDepth {
		w.skip(Skip{below.show, Deep, fmt.Errorf("more than %d folders inside each other", maxDepth)})
		return true
	}
	if w.o.Follow {
		info, err := os.Stat(filepath.Join(d.path, base))
		if err == nil && slices.ContainsFunc(w.parents, func(p fs.FileInfo) bool { return os.SameFile(p, info) }) {
			w.skip(Skip{below.show, Link, errors.New("leads back to a folder above it")})
			return true
		}
		w.parents = append(w.parents, info)
		defer func() { w.parents = w.parents[:len(w.parents)-1] }()
	}
	sub, err := d.enter(base)
	if err != nil {
		w.skip(Skip{below.show, Unreadable, bare(err)})
		return true
	}
	return w.folder(sub, below, g)
}

// above collects the .gitignore files between the top of the work tree that
// root is part of and root itself, and returns root's path below that top.
// Outside of a work tree there are none.
func above(root string) (*ignores, string) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, ""
	}
	top := abs
	for {
		if _, err := os.Lstat(filepath.Join(top, ".git")); err == nil {
			break
		}
		up := filepath.Dir(top)
		if up == top {
			return nil, ""
		}
		top = up
	}
	rel, err := filepath.Rel(top, abs)
	if err != nil || rel == "." {
		return nil, ""
	}
	var g *ignores
	at := ""
	for part := range strings.SplitSeq(filepath.ToSlash(rel), "/") {
		d := openDir(nil, filepath.Join(top, filepath.FromSlash(at)))
		for _, f := range ignoreFiles {
			g = g.with(at, d.small(f))
		}
		at = path.Join(at, part) + "/"
	}
	return g, at
}
