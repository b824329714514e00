// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Anchor keeps checkpoints where somebody who can write the database cannot
// change them: on another machine, on paper, in a mailbox. Without one, who
// rewrites the whole database rewrites the log with it.
type Anchor interface {
	// Put keeps a checkpoint and returns nil once it is safe. It may be called
	// again with one that it has.
	Put(ctx context.Context, c Checkpoint) error
}

// Anchor signs the tree if it grew and hands the newest checkpoint to every
// anchor. One that fails does not keep it from the others.
func (l *Log) Anchor(ctx context.Context) (Checkpoint, error) {
	c, err := l.Checkpoint(ctx)
	if err != nil {
		return c, err
	}
	var errs []error
	for i, a := range l.anchors {
		if err := a.Put(ctx, c); err != nil {
			errs = append(errs, fmt.Errorf("ledger: anchor %d: %w", i+1, err))
		}
	}
	return c, errors.Join(errs...)
}

// AnchorFunc is an anchor made of a function: one that sends mail, say.
type AnchorFunc func(ctx context.Context, c Checkpoint) error

// Put calls the function.
func (f AnchorFunc) Put(ctx context.Context, c Checkpoint) error { return f(ctx, c) }

// FileAnchor appends checkpoints to a file, one note after the other with an
// empty line between them: on a share of another machine, or a folder that the
// service may append to and not change.
type FileAnchor struct{ path string }

var (
	_ Anchor = FileAnchor{}
	_ Anchor = AnchorFunc(nil)
)

// NewFileAnchor refuses a file within the data directory: who can change the
// database there can change the file. dataDir may be empty.
func NewFileAnchor(path, dataDir string) (FileAnchor, error) {
	full, err := realPath(path)
	if err != nil {
		return FileAnchor{}, fmt.Errorf("anchor %s: %w", path, err)
	}
	if dataDir != "" {
		dir, err := realPath(dataDir)
		if err != nil {
			return FileAnchor{}, fmt.Errorf("anchor %s: %w", path, err)
		}
		if rel, err := filepath.Rel(dir, full); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return FileAnchor{}, fmt.Errorf("anchor %s is within the data directory %s; put it where the database's owner cannot write", path, dataDir)
		}
	}
	return FileAnchor{path}, nil
}

// realPath follows links as far as the path exists.
func realPath(path string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for {
		real, err := filepath.EvalSymlinks(full)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, os.ErrNotExist) || full == filepath.Dir(full) {
			return "", err
		}
		full, rest = filepath.Dir(full), filepath.Join(filepath.Base(full), rest)
	}
}

// Put appends the note and waits until it is on disk. A note that is the last
// one already is not written again.
func (a FileAnchor) Put(_ context.Context, c Checkpoint) (err error) {
	f, err := os.OpenFile(a.path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	record := append(bytes.Clone(c.Note), '\n')
	end, err := tailOf(f, len(record))
	if err != nil || bytes.Equal(end, record) {
		return err
	}
	if len(end) > 0 && !bytes.HasSuffix(end, []byte("\n\n")) {
		// A note that was cut off by a crash stays, for a person to look at, and
		// takes nothing of the next one with it.
		record = append([]byte("\n\n"), record...)
	}
	if _, err := f.Write(record); err != nil {
		return err
	}
	return f.Sync()
}

// tailOf reads the last n octets of f, or all if there are fewer.
func tailOf(f *os.File, n int) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	off := max(0, info.Size()-int64(n))
	return io.ReadAll(io.NewSectionReader(f, off, info.Size()-off))
}
