// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// atomicFile is a file that appears under its name complete or not at all.
type atomicFile struct {
	*os.File
	name string
	done bool
}

// createFile begins a file. mode is that of the file it takes the place of.
func createFile(name string, mode os.FileMode) (*atomicFile, error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".hulan-*")
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(mode); err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, err
	}
	return &atomicFile{File: f, name: name}, nil
}

// commit gives the file its name. What it holds is on the disk before that, so
// that not even a power cut leaves half of it under the name.
func (f *atomicFile) commit() error {
	f.done = true
	err := f.Sync()
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), f.name)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", f.name, err)
	}
	if d, err := os.Open(filepath.Dir(f.name)); err == nil { // the name, too
		d.Sync()
		d.Close()
	}
	return nil
}

// abandon removes the file unless it was committed.
func (f *atomicFile) abandon() {
	if !f.done {
		f.done = true
		f.Close()
		os.Remove(f.Name())
	}
}

// output writes to a file that appears complete or not at all, or to standard
// output if name is empty or "-". write gets a buffered writer.
func (a *app) output(name string, write func(io.Writer) error) error {
	var to io.Writer = a.stdout
	var file *atomicFile
	if name != "" && name != "-" {
		f, err := createFile(name, 0o644)
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		defer f.abandon()
		to, file = f, f
	}
	w := bufio.NewWriterSize(to, 64<<10)
	if err := write(w); err != nil {
		if !errors.As(err, new(status)) {
			return err
		}
		return errors.Join(w.Flush(), err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	if file != nil {
		return file.commit()
	}
	return nil
}
