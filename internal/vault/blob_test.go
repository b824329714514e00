// SPDX-License-Identifier: Apache-2.0

package vault_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
	"time"

	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
	"github.com/hulanhq/hulan/internal/vault"
)

// filed is a vault with a folder for files.
type filed struct {
	*fixture
	*vault.Blobs
	dir string
}

func openFiled(t testing.TB, db *store.DB) *filed {
	t.Helper()
	f := &filed{fixture: open(t, db), dir: t.TempDir()}
	var err error
	if f.Blobs, err = f.Vault.Blobs(f.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Blobs.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func (f *filed) put(k *vault.Key, content []byte) string {
	f.t.Helper()
	d, err := f.Write(f.t.Context(), bytes.NewReader(content), 1<<30)
	if err != nil {
		f.t.Fatal(err)
	}
	f.write(func(tx *store.Tx) error { return f.Attach(f.t.Context(), tx, k, d) })
	return d.ID()
}

// get reads a file to its end.
func (f *filed) get(k *vault.Key, id string) (content []byte, err error) {
	f.t.Helper()
	var file *vault.File
	err = f.db.Read(f.t.Context(), func(tx *store.Tx) error {
		file, err = f.Blobs.Open(f.t.Context(), tx, k, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	content, err = io.ReadAll(iotest.HalfReader(file))
	if err == nil && file.Size() != int64(len(content)) {
		f.t.Errorf("size %d, %d octets read", file.Size(), len(content))
	}
	return content, errors.Join(err, file.Close())
}

// files lists the names in the folder.
func (f *filed) files() (names []string) {
	f.t.Helper()
	all, err := os.ReadDir(filepath.Join(f.dir, "blobs"))
	if err != nil {
		f.t.Fatal(err)
	}
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

// filler makes n octets of which no chunk equals another.
func filler(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

// A file comes back as it was, at every length around the edges of chunks and
// paddings, and its length on disk is one of few.
func TestFileRoundTrip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := openFiled(t, db)
		k := f.newKey(vault.Owner{Kind: "case", ID: "C1"})
		lengths := map[int64]bool{}
		for _, n := range []int{0, 1, 4095, 4096, 4097, 65535, 65536, 65537, 67583, 67584, 131071, 131072, 200_000, 1 << 20} {
			id := f.put(k, filler(n))
			got, err := f.get(k, id)
			if err != nil || !bytes.Equal(got, filler(n)) {
				t.Fatalf("%d octets: %d read, %v", n, len(got), err)
			}
			info, err := os.Stat(filepath.Join(f.dir, "blobs", id))
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 || info.Size() > int64(n)*115/100+5000 {
				t.Errorf("%d octets: mode %o, %d on disk", n, info.Mode().Perm(), info.Size())
			}
			lengths[info.Size()] = true
		}
		if len(lengths) > 9 {
			t.Errorf("%d lengths on disk for 14 files: %v", len(lengths), lengths)
		}
	})
}

// Every change of a sealed file is found: turned bits, chunks swapped, left
// out, doubled, cut off, added; a file in another's place; a row in another's.
func TestFileChanges(t *testing.T) {
	f := openFiled(t, storetest.SQLite(t))
	k, k2 := f.newKey(vault.Owner{Kind: "case", ID: "C1"}), f.newKey(vault.Owner{Kind: "case", ID: "C2"})
	content := filler(200_000)
	id, other := f.put(k, content), f.put(k, content)
	path := filepath.Join(f.dir, "blobs", id)
	sealed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const header, chunk = 25, 65536 + 16
	chunks := func(order ...int) []byte {
		out := bytes.Clone(sealed[:header])
		for _, i := range order {
			out = append(out, sealed[header+i*chunk:min(len(sealed), header+(i+1)*chunk)]...)
		}
		return out
	}
	if !bytes.Equal(chunks(0, 1, 2, 3), sealed) {
		t.Fatalf("%d octets on disk are not four chunks", len(sealed))
	}
	foreign, err := os.ReadFile(filepath.Join(f.dir, "blobs", other))
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string][]byte{
		"swapped": chunks(1, 0, 2, 3), "left out": chunks(0, 2, 3), "doubled": chunks(0, 0, 1, 2, 3), "last first": chunks(3, 0, 1, 2),
		"without the last": chunks(0, 1, 2), "the first only": chunks(0), "last twice": chunks(0, 1, 2, 3, 3), "an octet more": append(bytes.Clone(sealed), 0),
		"an octet less": sealed[:len(sealed)-1], "header only": sealed[:header], "empty": {}, "of another file": foreign,
	}
	for i := 0; i < len(sealed); i += 1 + len(sealed)/300 {
		c := bytes.Clone(sealed)
		c[i] ^= 0x10
		changes["octet "+string(rune('0'+i%10))+" "+time.Duration(i).String()] = c
	}
	for i := range header {
		c := bytes.Clone(sealed)
		c[i] ^= 1
		changes["header octet "+time.Duration(i).String()] = c
	}
	for what, data := range changes {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := f.get(k, id)
		if !errors.Is(err, vault.ErrSealed) {
			t.Errorf("%s: %v", what, err)
		}
		if !bytes.HasPrefix(content, got) {
			t.Errorf("%s: gave octets that were never written", what)
		}
	}
	if err := os.WriteFile(path, sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.get(k, id); err != nil {
		t.Errorf("unchanged: %v", err)
	}
	if _, err := f.get(k2, id); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("with another's key: %v", err)
	}
	f.write(func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE blob SET key_c = (SELECT key_c FROM blob WHERE id = $1) WHERE id = $2", other, id)
		return err
	})
	if _, err := f.get(k, id); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("with another file's row: %v", err)
	}
}

// A write that fails leaves nothing: too long, a broken upload, a cancelled one.
func TestFileWriteFails(t *testing.T) {
	f := openFiled(t, storetest.SQLite(t))
	broken := errors.New("connection lost")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for what, c := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		want error
	}{
		"too long":      {t.Context(), bytes.NewReader(filler(100_001)), vault.ErrTooLarge},
		"too long, one": {t.Context(), io.LimitReader(zeros{}, 1<<40), vault.ErrTooLarge},
		"broken":        {t.Context(), io.MultiReader(bytes.NewReader(filler(70_000)), iotest.ErrReader(broken)), broken},
		"cancelled":     {ctx, bytes.NewReader(filler(10)), context.Canceled},
	} {
		if d, err := f.Write(c.ctx, c.r, 100_000); !errors.Is(err, c.want) || d != nil {
			t.Errorf("%s: %v, %v", what, d, err)
		}
	}
	if _, err := f.Write(t.Context(), bytes.NewReader(filler(100_000)), 100_000); err != nil {
		t.Errorf("just short enough: %v", err)
	}
	if names := f.files(); len(names) != 1 {
		t.Errorf("files left: %v", names)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// A file follows its owner: it moves with the row, goes with Remove and with
// the owner's key, and stays when the transaction fails.
func TestFileOwners(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := openFiled(t, db)
		draft, k := f.newKey(vault.Owner{Kind: "file", ID: "D1"}), f.newKey(vault.Owner{Kind: "case", ID: "C1"})
		a, b, c := f.put(draft, filler(10)), f.put(k, filler(20)), f.put(k, filler(30))
		f.write(func(tx *store.Tx) error { return f.Move(t.Context(), tx, a, draft, k) })
		if _, err := f.get(draft, a); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("after the move, the draft's key: %v", err)
		}
		f.erase(draft.ID())
		if got, err := f.get(k, a); err != nil || len(got) != 10 {
			t.Errorf("after the move: %v", err)
		}
		stop := errors.New("stop")
		_ = db.Write(t.Context(), func(tx *store.Tx) error {
			return errors.Join(f.Remove(t.Context(), tx, b), f.Erase(t.Context(), tx, k.ID()), stop)
		})
		if _, err := f.get(k, b); err != nil {
			t.Errorf("after a transaction that failed: %v", err)
		}
		f.write(func(tx *store.Tx) error { return f.Remove(t.Context(), tx, b) })
		if _, err := f.get(k, b); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a removed file: %v", err)
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error { return f.Remove(t.Context(), tx, b) })
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("remove it again: %v", err)
		}
		if names := f.files(); len(names) != 2 {
			t.Errorf("files %v", names)
		}
		f.erase(k.ID())
		if names := f.files(); len(names) != 0 {
			t.Errorf("files left of an erased key: %v", names)
		}
		if _, err := f.get(k, c); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("file of an erased key: %v", err)
		}
		if got := leaves(t, db); got["file.attached"] != 3 || got["file.moved"] != 1 || got["file.removed"] != 1 {
			t.Errorf("leaves %v", got)
		}
	})
}

// Sweep removes what is nobody's and old enough, nothing else, and lists what
// the disk has lost.
func TestSweep(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := openFiled(t, db)
		k := f.newKey(vault.Owner{Kind: "case", ID: "C1"})
		kept, lost := f.put(k, filler(10)), f.put(k, filler(20))
		old, err := f.Write(t.Context(), bytes.NewReader(filler(5)), 10)
		if err != nil {
			t.Fatal(err)
		}
		young, err := f.Write(t.Context(), bytes.NewReader(filler(5)), 10)
		if err != nil {
			t.Fatal(err)
		}
		path := func(name string) string { return filepath.Join(f.dir, "blobs", name) }
		crashed := store.NewID() + ".part"
		for _, name := range []string{crashed, "README", "lost+found"} {
			if err := os.WriteFile(path(name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		hours := time.Now().Add(-3 * time.Hour)
		for _, name := range []string{old.ID(), kept, crashed, "README", "lost+found"} {
			if err := os.Chtimes(path(name), hours, hours); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(path(lost)); err != nil {
			t.Fatal(err)
		}
		swept, err := f.Sweep(t.Context(), time.Hour)
		if err != nil || swept.Removed != 2 || len(swept.Missing) != 1 || swept.Missing[0] != lost {
			t.Errorf("swept %+v, %v", swept, err)
		}
		for _, name := range []string{kept, young.ID(), "README", "lost+found"} {
			if _, err := os.Stat(path(name)); err != nil {
				t.Error(err)
			}
		}
		if _, err := f.get(k, lost); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a lost file: %v", err)
		}
		// Too late: the draft is gone, the row is refused.
		err = db.Write(t.Context(), func(tx *store.Tx) error { return f.Attach(t.Context(), tx, k, old) })
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("attach a swept file: %v", err)
		}
		if err := f.Discard(young); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkFile writes a picture of 3 MB; MB/s include fsync.
func BenchmarkFile(b *testing.B) {
	f := openFiled(b, storetest.SQLite(b))
	content := filler(3_000_000)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		d, err := f.Write(b.Context(), bytes.NewReader(content), 1<<30)
		if err != nil {
			b.Fatal(err)
		}
		if err := f.Discard(d); err != nil {
			b.Fatal(err)
		}
	}
}
