// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// ErrTooLarge is returned for a file above the limit of [Blobs.Write].
var ErrTooLarge = errors.New("longer")

// Blobs keeps files sealed on disk, one for each attachment, in DIR/blobs. A
// file is written first, under a key that only memory has ([Blobs.Write]), and
// becomes somebody's in a transaction ([Blobs.Attach]), which seals that key
// under the owner's. So long uploads hold up no writer, and a file that nobody
// attached cannot be read by anybody; [Blobs.Sweep] collects it.
//
// Several processes on one PostgreSQL need a common folder.
type Blobs struct {
	v    *Vault
	path string
	dir  *os.Root
}

// Blobs opens, and makes, the folder blobs in dir. From then on [Vault.Erase]
// deletes files in it. Close it when the service ends.
func (v *Vault) Blobs(dir string) (*Blobs, error) {
	path := filepath.Join(dir, "blobs")
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("blobs: %w", err)
	}
	b := &Blobs{v: v, path: path, dir: root}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.blobs = b
	return b, nil
}

// Close gives the folder back.
func (b *Blobs) Close() error { return b.dir.Close() }

// Draft is a written file that is nobody's yet. It prints as its id.
type Draft struct {
	id   string
	size int64
	key  Secret
}

// ID names the file from now on.
func (d *Draft) ID() string { return d.id }

// Size is the file's length in octets, without padding.
func (d *Draft) Size() int64 { return d.size }

// String names the draft by its id.
func (d *Draft) String() string { return "file " + d.id }

// Format prints the id, for every verb.
func (d *Draft) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(d.String())) }

// LogValue is the id.
func (d *Draft) LogValue() slog.Value { return slog.StringValue(d.String()) }

// part ends the name of a file that is being written.
const part = ".part"

// Write seals what r gives, at most limit octets, and returns when the file is
// on disk. Nothing but sealed octets is ever written. After an error nothing is
// left.
func (b *Blobs) Write(ctx context.Context, r io.Reader, limit int64) (*Draft, error) {
	key := make([]byte, keyLen)
	rand.Read(key)
	d := &Draft{id: store.NewID(), key: NewSecret(key)}
	if err := b.write(d, contextReader{ctx, r}, limit); err != nil {
		return nil, fmt.Errorf("write file: %w", err)
	}
	return d, nil
}

func (b *Blobs) write(d *Draft, r io.Reader, limit int64) (err error) {
	name := d.id + part
	f, err := b.dir.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	d.size, err = newStream(d.key.Bytes(), d.id).seal(f, r, limit)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = b.dir.Rename(name, d.id)
	}
	if err != nil {
		return errors.Join(err, b.dir.Remove(name))
	}
	return syncDir(b.path)
}

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// Discard deletes a file that was not attached.
func (b *Blobs) Discard(d *Draft) error { return b.dir.Remove(d.id) }

func blobCell(id string) Cell { return Cell{Table: "blob", Column: "key_c", Row: id} }

// Attach makes a written file that of k's owner, with a ledger leaf
// "file.attached".
func (b *Blobs) Attach(ctx context.Context, tx *store.Tx, k *Key, d *Draft) error {
	if _, err := b.dir.Stat(d.id); err != nil {
		return fmt.Errorf("attach file: %w", err)
	}
	keyC := k.Seal(blobCell(d.id), binary.BigEndian.AppendUint64(d.key.Bytes()[:keyLen:keyLen], uint64(d.size)))
	if _, err := tx.Exec(ctx, "INSERT INTO blob (id, dek_id, key_c, created) VALUES ($1, $2, $3, $4)", d.id, k.id, keyC, store.Millis(tx.Now())); err != nil {
		return fmt.Errorf("attach file: %w", err)
	}
	return b.v.leaf(ctx, tx, "file.attached", "file:"+d.id, ledger.Row{Table: "blob", ID: d.id})
}

// fileKey gives the key and size of a file of k's.
func (b *Blobs) fileKey(ctx context.Context, tx *store.Tx, k *Key, id string) (key []byte, size int64, err error) {
	var keyC []byte
	if err := tx.Get(ctx, "SELECT key_c FROM blob WHERE id = $1", []any{id}, &keyC); err != nil {
		return nil, 0, fmt.Errorf("file %s: %w", id, err)
	}
	plain, err := k.Open(blobCell(id), keyC)
	if err == nil && len(plain) != keyLen+8 {
		err = ErrSealed
	}
	if err != nil {
		return nil, 0, fmt.Errorf("file %s: %w", id, err)
	}
	return plain[:keyLen], int64(binary.BigEndian.Uint64(plain[keyLen:])), nil
}

// File is an open file. Read gives [ErrSealed] as soon as something is not as it
// was written; what it gave until then is right. Only EOF says that all is there.
type File struct {
	f    *os.File
	read func(p []byte) (int, error) // a function hides the key from fmt, as in Secret
	id   string
	size int64
}

// Open opens a file of k's owner. It is [store.ErrNotFound] when there is none,
// [ErrSealed] when it is another's, fs.ErrNotExist when the disk has lost it.
func (b *Blobs) Open(ctx context.Context, tx *store.Tx, k *Key, id string) (*File, error) {
	key, size, err := b.fileKey(ctx, tx, k, id)
	if err != nil {
		return nil, err
	}
	f, err := b.dir.Open(id)
	if err != nil {
		return nil, fmt.Errorf("file %s: %w", id, err)
	}
	return &File{f: f, read: newStream(key, id).open(f, size).Read, id: id, size: size}, nil
}

// Size is the file's length in octets, as it was written.
func (f *File) Size() int64 { return f.size }

func (f *File) Read(p []byte) (int, error) {
	n, err := f.read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("file %s: %w", f.id, err)
	}
	return n, err
}

// Close closes the file.
func (f *File) Close() error { return f.f.Close() }

// Move gives a file to another owner, such as from a draft to the case that was
// made of it. The file itself stays as it is.
func (b *Blobs) Move(ctx context.Context, tx *store.Tx, id string, from, to *Key) error {
	key, size, err := b.fileKey(ctx, tx, from, id)
	if err != nil {
		return err
	}
	keyC := to.Seal(blobCell(id), binary.BigEndian.AppendUint64(key, uint64(size)))
	if _, err := tx.Exec(ctx, "UPDATE blob SET dek_id = $2, key_c = $3 WHERE id = $1", id, to.id, keyC); err != nil {
		return fmt.Errorf("move file: %w", err)
	}
	return b.v.leaf(ctx, tx, "file.moved", "file:"+id, ledger.Row{Table: "blob", ID: id})
}

// Remove deletes a file and its row. An unknown id is [store.ErrNotFound].
func (b *Blobs) Remove(ctx context.Context, tx *store.Tx, id string) error {
	n, err := tx.Exec(ctx, "DELETE FROM blob WHERE id = $1", id)
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("remove file %s: %w", id, err)
	}
	b.removeAfter(tx, id)
	return b.v.leaf(ctx, tx, "file.removed", "file:"+id, ledger.Row{Table: "blob", ID: id})
}

// removeAfter deletes a file once its row is gone for good. What it cannot
// delete then, Sweep does.
func (b *Blobs) removeAfter(tx *store.Tx, id string) {
	tx.AfterCommit(func() { _ = b.dir.Remove(id) })
}

// eraseBlobs deletes the rows of the files of a data key, and the files.
func (v *Vault) eraseBlobs(ctx context.Context, tx *store.Tx, dek string) ([]ledger.Row, error) {
	ids, err := blobIDs(ctx, tx, " WHERE dek_id = $1", dek)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM blob WHERE dek_id = $1", dek); err != nil {
		return nil, err
	}
	v.mu.Lock()
	b := v.blobs
	v.mu.Unlock()
	var rows []ledger.Row
	for _, id := range ids {
		rows = append(rows, ledger.Row{Table: "blob", ID: id})
		if b != nil {
			b.removeAfter(tx, id)
		}
	}
	return rows, nil
}

func blobIDs(ctx context.Context, tx *store.Tx, where string, args ...any) ([]string, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) {
		return id, scan(&id)
	}, "SELECT id FROM blob"+where, args...)
}

// Swept is what [Blobs.Sweep] found.
type Swept struct {
	// Removed counts files that were nobody's.
	Removed int
	// Missing are the ids of files that have a row, and are not on the disk.
	Missing []string
}

// Sweep deletes files that have no row and are older than grace, and parts of
// files from before a crash; it lists files that are missing. An hour is a good
// grace: longer than any transaction that is about to attach a file.
func (b *Blobs) Sweep(ctx context.Context, grace time.Duration) (Swept, error) {
	var s Swept
	before := b.v.db.Now().Add(-grace)
	// First the files, then the rows: a file attached in between has its row.
	files, err := fs.ReadDir(b.dir.FS(), ".")
	if err != nil {
		return s, fmt.Errorf("sweep files: %w", err)
	}
	var ids []string
	err = b.v.db.Read(ctx, func(tx *store.Tx) (err error) {
		ids, err = blobIDs(ctx, tx, "")
		return err
	})
	if err != nil {
		return s, fmt.Errorf("sweep files: %w", err)
	}
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
	}
	for _, f := range files {
		if known[f.Name()] {
			delete(known, f.Name())
			continue
		}
		if !ours(f) {
			continue
		}
		info, err := f.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.ModTime().After(before) {
			continue
		}
		if err == nil {
			err = b.dir.Remove(f.Name())
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s, fmt.Errorf("sweep files: %w", err)
		}
		s.Removed++
	}
	for id := range known {
		// Attached after the folder was read.
		if _, err := b.dir.Stat(id); err != nil {
			s.Missing = append(s.Missing, id)
		}
	}
	return s, nil
}

// ours says whether a file has a name that this package gives.
func ours(f fs.DirEntry) bool {
	return f.Type().IsRegular() && len(strings.TrimSuffix(f.Name(), part)) == len(store.NewID())
}
