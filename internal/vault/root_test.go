// SPDX-License-Identifier: Apache-2.0

package vault_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/store/storetest"
	"github.com/hulanhq/hulan/internal/vault"
)

// A root file is made once, for its owner's eyes only, and never overwritten.
func TestCreateRoot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root")
	made, err := vault.CreateRoot(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	read, err := vault.LoadRoot(path)
	if err != nil || read.ID() != made.ID() {
		t.Errorf("read back: %v", err)
	}
	if _, err := vault.CreateRoot(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made a second time: %v", err)
	}
	if read, err = vault.LoadRoot(path); err != nil || read.ID() != made.ID() {
		t.Errorf("after that: %v", err)
	}
	if _, err := vault.LoadRoot(path + "2"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := os.Stat(path + "2"); err == nil {
		t.Error("LoadRoot made a file")
	}
	if err := (vault.Root{}).Save(path + "3"); err == nil {
		t.Error("saved no key")
	}
}

// The forms of one key are read alike; everything else is refused, and the
// error repeats nothing of the file.
func TestRootForms(t *testing.T) {
	raw := []byte("\xfb\xff\xbf0123456789abcdefghijklmnopqrs")
	std := base64.StdEncoding.EncodeToString(raw)
	want := ""
	for i, form := range []string{
		string(raw), std, std + "\n", " " + std + "\r\n", strings.TrimRight(std, "="),
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw),
	} {
		path := filepath.Join(t.TempDir(), "root")
		if err := os.WriteFile(path, []byte(form), 0o400); err != nil {
			t.Fatal(err)
		}
		r, err := vault.LoadRoot(path)
		if err != nil {
			t.Errorf("form %d: %v", i, err)
			continue
		}
		if want == "" {
			want = r.ID()
		}
		if r.ID() != want {
			t.Errorf("form %d is another key", i)
		}
	}
	for _, form := range []string{"", "\n", std[:40], std + std, "correct horse battery staple", strings.Repeat("A", 43), string(make([]byte, 32)), string(raw) + "\n", std[:20] + "*" + std[21:]} {
		path := filepath.Join(t.TempDir(), "root")
		if err := os.WriteFile(path, []byte(form), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.LoadRoot(path); err == nil {
			t.Errorf("took %q", form)
		} else if len(form) > 8 && strings.Contains(err.Error(), form[:8]) || strings.Contains(err.Error(), "*") {
			t.Errorf("the error repeats the file: %v", err)
		}
	}
}

// A root file that others may read is refused.
func TestRootFileMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root")
	if _, err := vault.CreateRoot(path); err != nil {
		t.Fatal(err)
	}
	for mode, ok := range map[fs.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o604: false, 0o644: false, 0o660: false, 0o620: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.LoadRoot(path); (err == nil) != ok {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

// Without a path the root is the systemd credential.
func TestRootCredential(t *testing.T) {
	dir := t.TempDir()
	made, err := vault.CreateRoot(filepath.Join(dir, "hulan-root"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	if read, err := vault.LoadRoot(""); err != nil || read.ID() != made.ID() {
		t.Errorf("from the credential: %v", err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	if _, err := vault.LoadRoot(""); err == nil {
		t.Error("a root from nowhere")
	}
}

// The exported root opens with its passphrase only, and shows nothing.
func TestExportRoot(t *testing.T) {
	f := open(t, storetest.SQLite(t))
	const passphrase = "stone lamp river seven oak"
	var out bytes.Buffer
	if err := f.ExportRoot(&out, passphrase); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "-----BEGIN AGE ENCRYPTED FILE-----\n") {
		t.Errorf("export begins %.40q", out.String())
	}
	r, err := vault.ImportRoot(bytes.NewReader(out.Bytes()), passphrase)
	if err != nil || r.ID() != f.root.ID() {
		t.Fatalf("import: %v", err)
	}
	for what, c := range map[string][2]string{
		"wrong passphrase": {out.String(), passphrase + "x"},
		"cut off":          {out.String()[:out.Len()/2], passphrase},
		"no export":        {"hello", passphrase},
		"empty passphrase": {out.String(), ""},
	} {
		if _, err := vault.ImportRoot(strings.NewReader(c[0]), c[1]); err == nil {
			t.Errorf("%s: imported", what)
		}
	}
	if err := f.ExportRoot(&out, "short"); err == nil {
		t.Error("took a short passphrase")
	}
}
