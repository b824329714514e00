// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hulanhq/hulan/redact"
)

// maxKey bounds a key file in bytes.
const maxKey = 64 << 10

// readKey reads a key: hexadecimal digits, or any bytes; white space around it
// does not count.
func readKey(name string) ([]byte, error) {
	data, err := readFile(name, maxKey)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	key := bytes.TrimSpace(data)
	if raw, err := hex.DecodeString(string(key)); err == nil && len(raw) >= redact.MinKey {
		return raw, nil
	}
	if len(key) < redact.MinKey {
		return nil, fmt.Errorf("key file %s holds %d bytes, at least %d are needed: make one with `openssl rand -hex 32`", name, len(key), redact.MinKey)
	}
	return key, nil
}

// ownKeyFile is where the key for fingerprints lies that nobody has to care for.
func ownKeyFile() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("no folder for the key of fingerprints: %w; name one with --key-file", err)
	}
	return filepath.Join(dir, "hulan", "key"), nil
}

// fingerprintKey returns the key that IDs, fingerprints and baselines are made
// with: that of --key-file, else the user's own. make writes a new one if there
// is none; without it the result may be nil.
func (a *app) fingerprintKey(name string, make bool) ([]byte, error) {
	if name != "" {
		if _, err := os.Stat(name); !make || !errors.Is(err, fs.ErrNotExist) {
			return readKey(name)
		}
		return a.newKey(name)
	}
	own, err := ownKeyFile()
	if err != nil {
		if make {
			return nil, err
		}
		return nil, nil
	}
	if _, err := os.Stat(own); err == nil {
		return readKey(own)
	}
	if !make {
		return nil, nil
	}
	if err := os.MkdirAll(filepath.Dir(own), 0o700); err != nil {
		return nil, fmt.Errorf("key of fingerprints: %w", err)
	}
	return a.newKey(own)
}

// newKey makes a key and writes it for its owner's eyes only.
func (a *app) newKey(name string) ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key) // never fails, see its documentation
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	_, err = fmt.Fprintln(f, hex.EncodeToString(key))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("write key file: %w", err)
	}
	a.remark("wrote a new key to %s; a baseline is only of use with it, and it must stay secret", "已将新密钥写入 %s；基线须与它配合使用，请妥善保密", name)
	return key, nil
}
