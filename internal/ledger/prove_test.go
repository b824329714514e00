// SPDX-License-Identifier: Apache-2.0

package ledger_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

// A proof shows the step and the disclosed cells, and nothing of the others; one
// changed bit anywhere in it and it does not hold.
func TestReceipt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		fill(t, db, l, 5)
		n, err := put(t.Context(), db, l, "mine", "shown to me")
		if err != nil {
			t.Fatal(err)
		}
		p, err := l.Prove(t.Context(), n, ledger.Disclosure{Table: "thing", ID: "mine", Columns: []string{"name", "n"}})
		if err != nil {
			t.Fatal(err)
		}
		text := p.Bytes()
		r, err := ledger.VerifyReceipt(text, l.VerifierKey())
		if err != nil {
			t.Fatal(err)
		}
		if r.Leaf != n || r.Type != "thing.made" || r.Object != "thing:mine" || r.Origin != "forum.example/hulan" || r.Size != n+1 {
			t.Errorf("receipt %+v", r)
		}
		if len(r.Cells) != 2 || r.Cells[0].Column != "name" || r.Cells[0].Text() != "shown to me" || r.Cells[1].Text() != "7" {
			t.Errorf("cells %v", r.Cells)
		}
		for i := range text {
			for bit := range 8 {
				text[i] ^= 1 << bit
				if _, err := ledger.VerifyReceipt(text, l.VerifierKey()); err == nil {
					t.Fatalf("bit %d of octet %d was changed, and the proof holds", bit, i)
				}
				text[i] ^= 1 << bit
			}
		}
		for _, s := range []string{fmt.Sprint(p), fmt.Sprintf("%+v", p), fmt.Sprintf("%#v", p), fmt.Sprint(r.Cells), fmt.Sprintf("%#v", r.Cells), fmt.Sprintf("%+v", *r)} {
			if strings.Contains(s, "shown to me") {
				t.Errorf("a disclosed value was printed: %s", s)
			}
		}
		if b, err := json.Marshal(r); err != nil || bytes.Contains(b, []byte("shown to me")) {
			t.Errorf("a disclosed value was marshalled: %s, %v", b, err)
		}
		o := options()
		o.Seed = seed(9)
		other, err := ledger.Open(t.Context(), storetest.SQLite(t), o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.VerifyReceipt(text, other.VerifierKey()); err == nil {
			t.Error("the proof holds for the key of another log")
		}
	})
}

// What cannot be disclosed is refused with its reason.
func TestProveRefuses(t *testing.T) {
	db := storetest.SQLite(t)
	l := open(t, db)
	n, err := put(t.Context(), db, l, "mine", "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		n    int64
		d    []ledger.Disclosure
		want error
	}{
		{99, nil, store.ErrNotFound},
		{-1, nil, store.ErrNotFound},
		{n, []ledger.Disclosure{{Table: "thing", ID: "other"}}, store.ErrNotFound},
		{n, []ledger.Disclosure{{Table: "thing", ID: "mine", Columns: []string{"nonsense"}}}, store.ErrNotFound},
	} {
		if _, err := l.Prove(t.Context(), c.n, c.d...); !errors.Is(err, c.want) {
			t.Errorf("leaf %d, %v: %v, want %v", c.n, c.d, err, c.want)
		}
	}
	step(t, db, l, "mine", "thing.changed", "UPDATE thing SET n = 1 WHERE id = 'mine'")
	if _, err := l.Prove(t.Context(), n, ledger.Disclosure{Table: "thing", ID: "mine"}); !errors.Is(err, ledger.ErrRowChanged) {
		t.Errorf("disclosed a row that has changed since: %v", err)
	}
}

// A proof made after a change of the key holds for the new key alone.
func TestReceiptAfterRotation(t *testing.T) {
	db := storetest.SQLite(t)
	l := open(t, db)
	fill(t, db, l, 3)
	old := l.VerifierKey()
	if err := l.Rotate(t.Context(), seed(2)); err != nil {
		t.Fatal(err)
	}
	p, err := l.Prove(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.VerifyReceipt(p.Bytes(), l.VerifierKey()); err != nil {
		t.Error(err)
	}
	if _, err := ledger.VerifyReceipt(p.Bytes(), old); err == nil {
		t.Error("the proof holds for the old key")
	}
}

// golden is a proof that was made once, with its key: what was given to people
// must hold for good. UPDATE=1 makes a new one; do so only for a new format.
const golden = "testdata/receipt.tlog-proof"

// A receipt of an earlier version of the program still verifies.
func TestOldReceipt(t *testing.T) {
	const name = "张三 <test>"
	if os.Getenv("UPDATE") != "" {
		now := func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }
		db := storetest.Open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db"), Now: now})
		l := open(t, db)
		for i := range 6 {
			if _, err := put(t.Context(), db, l, fmt.Sprint("id", i), name); err != nil {
				t.Fatal(err)
			}
		}
		p, err := l.Prove(t.Context(), 3, ledger.Disclosure{Table: "thing", ID: "id3", Columns: []string{"name"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.WriteFile(golden, p.Bytes(), 0o644), os.WriteFile("testdata/receipt.key", []byte(l.VerifierKey()+"\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile("testdata/receipt.key")
	if err != nil {
		t.Fatal(err)
	}
	r, err := ledger.VerifyReceipt(text, string(key))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"3", "thing.made", "thing:id3", "system", "2026-11-24T08:00:00Z", "name", name}
	if len(r.Cells) != 1 {
		t.Fatalf("%d cells", len(r.Cells))
	}
	got := []string{fmt.Sprint(r.Leaf), r.Type, r.Object, r.Actor, r.At.Format(time.RFC3339), r.Cells[0].Column, r.Cells[0].Text()}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the receipt says %q, want %q", got, want)
	}
	// The same key comes out of the same seed.
	l := open(t, storetest.SQLite(t))
	if l.VerifierKey() != strings.TrimSpace(string(key)) {
		t.Errorf("the seed gives key %s, it gave %s", l.VerifierKey(), key)
	}
}

// No text but the proof itself holds: whatever verifies is octet for octet what
// was given out.
func FuzzVerifyReceipt(f *testing.F) {
	text, err := os.ReadFile(golden)
	if err != nil {
		f.Fatal(err)
	}
	key, err := os.ReadFile("testdata/receipt.key")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, got []byte) {
		if _, err := ledger.VerifyReceipt(got, string(key)); err == nil && !bytes.Equal(got, text) {
			t.Errorf("another text holds as a proof: %q", got)
		}
	})
}

// A file of notes falls into them, and nothing of it gets lost.
func FuzzSplitCheckpoints(f *testing.F) {
	f.Add([]byte("o\n1\nA\n\n— o s\n\no\n2\nB\n\n— o s\n— w t\n"))
	f.Add([]byte("o\n1\n\n\no\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var b bytes.Buffer
		notes := ledger.SplitCheckpoints(data)
		for _, n := range notes {
			if len(bytes.TrimSpace(n)) == 0 {
				t.Errorf("an empty note in %q", notes)
			}
			b.Write(n)
		}
		squeeze := func(x []byte) string { return strings.Join(strings.Fields(string(x)), " ") }
		var joined []string
		for _, n := range notes {
			joined = append(joined, squeeze(n))
		}
		if strings.Join(joined, " ") != squeeze(data) {
			t.Errorf("%q fell into %q", data, notes)
		}
	})
}

// An export verifies with Python and OpenSSL as its README says, all of it and
// parts of it; changed, it does not.
func TestExport(t *testing.T) {
	for _, tool := range []string{"python3", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("HULAN_REQUIRE_ALL") == "1" {
				t.Fatal(err)
			}
			t.Skipf("%s is not installed: an outsider's way to verify cannot be tried", tool)
		}
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db)
		ids := fill(t, db, l, 30)
		for name, c := range map[string]struct {
			o    ledger.ExportOptions
			want int64
		}{
			"all":        {ledger.ExportOptions{}, checkpoint(t, l).Size},
			"one object": {ledger.ExportOptions{Object: "thing:" + ids[2]}, 2},
			"a period":   {ledger.ExportOptions{From: db.Now().Add(-time.Hour), To: db.Now().Add(time.Hour)}, checkpoint(t, l).Size},
			"none":       {ledger.ExportOptions{To: db.Now().Add(-time.Hour)}, 0},
		} {
			var buf bytes.Buffer
			n, err := l.Export(t.Context(), &buf, c.o)
			if err != nil {
				t.Fatal(err)
			}
			if n != c.want {
				t.Errorf("%s: %d leaves, want %d", name, n, c.want)
			}
			dir := unzip(t, buf.Bytes())
			want := fmt.Sprintf("valid: %d of %d leaves of forum.example/hulan\n", n, checkpoint(t, l).Size)
			if out, err := python(t, dir); err != nil || out != want {
				t.Errorf("%s: verify.py: %v, %q", name, err, out)
			}
			if n == 0 {
				continue
			}
			for _, file := range []string{"leaves.jsonl", "checkpoint.txt", "key.txt", "key.pem", "proofs.jsonl"} {
				text, err := os.ReadFile(filepath.Join(dir, file))
				if errors.Is(err, os.ErrNotExist) && file == "proofs.jsonl" {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				changed := bytes.Clone(text)
				changed[len(changed)*2/3] ^= 2
				if err := os.WriteFile(filepath.Join(dir, file), changed, 0o600); err != nil {
					t.Fatal(err)
				}
				if out, err := python(t, dir); err == nil {
					t.Errorf("%s: %s was changed, and verify.py says %q", name, file, out)
				}
				if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func python(t *testing.T, dir string) (string, error) {
	t.Helper()
	cmd := exec.Command("python3", "verify.py")
	cmd.Dir = dir
	out, err := cmd.Output()
	return string(out), err
}

func unzip(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	return dir
}
