// SPDX-License-Identifier: Apache-2.0

// Package source says what there is to look at: single files, folders with
// everything below them, and standard input. It finds, opens and names; it
// does not read content.
//
// A walk is deterministic: entries come in the order of their names, whatever
// the file system says. It honours .gitignore and .hulanignore, passes over the
// store of a version control system, never leaves the folder it was given
// through a symbolic link (the links of a folder are opened through [os.Root])
// and never runs in circles. What cannot be opened stops nothing: it is
// reported as a [Skip] with a reason and a remedy, and the walk goes on.
package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Item is one thing to read.
type Item struct {
	// Name is the path as the user would write it, with forward slashes; "-"
	// for standard input.
	Name string
	// Asked says that the user named this item, rather than a folder above it.
	Asked bool

	dir   *dir // holds it; nil for standard input
	base  string
	input io.Reader
}

// Handle is an opened item.
type Handle struct {
	io.Reader
	// Size is the number of bytes when opened; -1 if that is unknown.
	Size int64
	file *os.File
}

// Close closes the item. Standard input stays open.
func (h Handle) Close() error {
	if h.file == nil {
		return nil
	}
	return h.file.Close()
}

// Open opens the item, once. The error names neither the item nor its path.
func (i *Item) Open() (Handle, error) {
	if i.input != nil {
		return Handle{Reader: i.input, Size: -1}, nil
	}
	f, err := i.dir.open(i.base)
	i.dir.release()
	if err != nil {
		return Handle{}, bare(err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() && !i.Asked {
		err = errors.New("not a regular file any more")
	}
	if err != nil {
		f.Close()
		return Handle{}, bare(err)
	}
	h := Handle{Reader: f, Size: -1, file: f}
	if info.Mode().IsRegular() {
		h.Size = info.Size()
	}
	return h, nil
}

// Drop says that the item will not be opened.
func (i *Item) Drop() {
	if i.dir != nil {
		i.dir.release()
	}
}

// Input makes an item of standard input.
func Input(r io.Reader) Item { return Item{Name: "-", Asked: true, input: r} }

// Reason says why something was not handed out.
type Reason string

// The reasons. The first two are deliberate; the others leave a hole.
const (
	Ignored    Reason = "ignored"    // a .gitignore, .hulanignore or --exclude names it
	Link       Reason = "link"       // a symbolic link that is not followed, or leads back
	Special    Reason = "special"    // device, pipe or socket
	Unreadable Reason = "unreadable" // permission, I/O error
	Deep       Reason = "deep"       // more folders inside each other than maxDepth
)

// Skip is something that was found and not handed out.
type Skip struct {
	Name   string // as [Item.Name]; folders end with "/"
	Reason Reason
	// Err says more, for Unreadable and Deep.
	Err error
}

// Hole reports whether something that should have been read was not.
func (s Skip) Hole() bool { return s.Reason == Unreadable || s.Reason == Deep }

// bare removes operation and path from an error of package os: the caller
// names the item in its own way.
func bare(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// Remedy says in a few words what to do about an error of reading.
func Remedy(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "run as a user who may read it, or name it in .hulanignore"
	case errors.Is(err, fs.ErrNotExist):
		return "check the spelling; it may have been removed meanwhile"
	}
	return "check the disk and try again, or name it in .hulanignore"
}

// notFound is what a root that does not exist is told with.
func notFound(name string, err error) error {
	return fmt.Errorf("open %s: %w", name, bare(err))
}
