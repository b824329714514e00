// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Root is the root key: 32 octets from which everything else is opened. It is
// kept outside the database and its backups. It masks itself like [Secret].
type Root struct{ key Secret }

// credential is the name of the root key among a service's systemd credentials:
// LoadCredentialEncrypted=hulan-root (systemd.exec(5), "Credentials").
const credential = "hulan-root"

// LoadRoot reads a root key: base64 (either alphabet, with or without padding,
// white space around it) or 32 raw octets. Nobody but the file's owner may be
// allowed to read it. An empty path means the systemd credential "hulan-root".
// A missing file is an error for which errors.Is(err, fs.ErrNotExist) is true;
// nothing is made.
func LoadRoot(path string) (Root, error) {
	if path == "" {
		dir := os.Getenv("CREDENTIALS_DIRECTORY")
		if dir == "" {
			return Root{}, errors.New("root key: no file is named, and systemd gave no credentials")
		}
		path = filepath.Join(dir, credential)
	}
	f, err := os.Open(path)
	if err != nil {
		return Root{}, fmt.Errorf("root key: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Root{}, fmt.Errorf("root key: %w", err)
	}
	// Windows has no such modes; the folder's rights count there.
	if m := info.Mode().Perm(); m&0o077 != 0 && runtime.GOOS != "windows" {
		return Root{}, fmt.Errorf("root key: %s has mode %04o, others may read or change it: `chmod 600 %s`, and make a new root if they may have done so", path, m, path)
	}
	// 1 KiB: far more than any form of 32 octets needs.
	data, err := io.ReadAll(io.LimitReader(f, 1<<10))
	if err != nil {
		return Root{}, fmt.Errorf("root key: %w", err)
	}
	r, err := parseRoot(data)
	if err != nil {
		return Root{}, fmt.Errorf("root key: %s: %w", path, err)
	}
	return r, nil
}

func parseRoot(data []byte) (Root, error) {
	key := data
	if len(data) != keyLen {
		text := strings.TrimRight(string(bytes.TrimSpace(data)), "=")
		text = strings.NewReplacer("-", "+", "_", "/").Replace(text)
		var err error
		// The decoder's message would quote a character of the key.
		if key, err = base64.RawStdEncoding.DecodeString(text); err != nil || len(key) != keyLen {
			return Root{}, errors.New("want 32 octets, raw or in base64: make one with `openssl rand -base64 32`")
		}
	}
	if bytes.Count(key, key[:1]) == keyLen {
		return Root{}, errors.New("all octets are equal, this is no key")
	}
	return Root{NewSecret(bytes.Clone(key))}, nil
}

// NewRoot makes a root key, in memory only.
func NewRoot() Root {
	key := make([]byte, keyLen)
	rand.Read(key)
	return Root{NewSecret(key)}
}

// CreateRoot makes a root key and saves it, see [Root.Save].
func CreateRoot(path string) (Root, error) {
	r := NewRoot()
	if err := r.Save(path); err != nil {
		return Root{}, err
	}
	return r, nil
}

// Save writes the root key in base64 to a new file of mode 0600 and returns
// when file and folder are on disk. An existing file is never touched: the error
// is fs.ErrExist then.
func (r Root) Save(path string) (err error) {
	if !r.valid() {
		return errors.New("root key: none to save")
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("root key: %w", err)
	}
	_, err = f.WriteString(r.text())
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("write root key: %w", errors.Join(err, os.Remove(path)))
	}
	return nil
}

// syncDir makes names in a folder durable. Windows does that by itself and
// refuses to be asked.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, fs.ErrInvalid) {
		err = nil // file systems that have no such thing
	}
	return errors.Join(err, d.Close())
}

// text is the root key in the form of its file.
func (r Root) text() string { return base64.StdEncoding.EncodeToString(r.key.Bytes()) + "\n" }

func (r Root) valid() bool { return len(r.key.Bytes()) == keyLen }

// ID names a root key, 32 hexadecimal digits, and tells nothing about it. The
// database keeps it, so that a wrong root is known as such.
func (r Root) ID() string {
	return hex.EncodeToString(derive(r.key.Bytes(), 16, "root id"))
}

// String masks.
func (r Root) String() string { return mask }

// Format masks, for every verb.
func (r Root) Format(f fmt.State, c rune) { r.key.Format(f, c) }

// LogValue masks.
func (r Root) LogValue() slog.Value { return r.key.LogValue() }

// MarshalText masks; encoding/json uses it too.
func (r Root) MarshalText() ([]byte, error) { return r.key.MarshalText() }
