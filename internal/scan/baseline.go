// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

// Baseline is a set of findings that are known: the same value in the same file
// is not reported again. It holds no values, only HMACs of type, value and file
// under a key that is kept elsewhere. It is safe for concurrent use.
type Baseline struct {
	mu      sync.Mutex
	keyID   string
	entries map[[idBytes]byte]bool
}

// NewBaseline returns an empty baseline for the given key.
func NewBaseline(key []byte) *Baseline {
	return &Baseline{keyID: newHasher(key).keyID(), entries: map[[idBytes]byte]bool{}}
}

// baselineFile is how a baseline is written.
type baselineFile struct {
	About   string   `json:"about"`
	Version int      `json:"version"`
	Key     string   `json:"key"` // tells keys apart, says nothing about them
	Entries []string `json:"entries"`
}

const (
	baselineAbout   = "Known findings of hulan scan. Each entry is an HMAC of type, value and file; it says nothing without the key."
	baselineVersion = 1
	// maxBaseline bounds a baseline file in bytes: some five million entries.
	maxBaseline = 256 << 20
)

// ErrOtherKey is returned by [ReadBaseline] for a baseline that was written with
// another key.
var ErrOtherKey = errors.New("the baseline was written with another key; give that one with --key-file, or write the baseline anew")

// ReadBaseline reads what [Baseline.WriteTo] wrote.
func ReadBaseline(r io.Reader, key []byte) (*Baseline, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBaseline))
	if err != nil {
		return nil, err
	}
	var file baselineFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("not a baseline: %w; write one with --write-baseline", err)
	}
	if file.Version != baselineVersion {
		return nil, fmt.Errorf("baseline of version %d, this program reads version %d; write it anew with --write-baseline", file.Version, baselineVersion)
	}
	b := NewBaseline(key)
	if file.Key != b.keyID {
		return nil, ErrOtherKey
	}
	for i, e := range file.Entries {
		raw, err := hex.DecodeString(e)
		if err != nil || len(raw) != idBytes {
			return nil, fmt.Errorf("entry %d of the baseline is not %d hexadecimal digits", i+1, 2*idBytes)
		}
		b.entries[[idBytes]byte(raw)] = true
	}
	return b, nil
}

// WriteTo writes the baseline as JSON, entries sorted.
func (b *Baseline) WriteTo(w io.Writer) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	file := baselineFile{About: baselineAbout, Version: baselineVersion, Key: b.keyID, Entries: []string{}}
	for e := range b.entries {
		file.Entries = append(file.Entries, hex.EncodeToString(e[:]))
	}
	slices.Sort(file.Entries)
	data, err := json.MarshalIndent(file, "", " ")
	if err != nil {
		return 0, err
	}
	n, err := w.Write(append(data, '\n'))
	return int64(n), err
}

// Len returns the number of entries.
func (b *Baseline) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.entries)
}

// has reports whether e is in b, which may be nil.
func (b *Baseline) has(e [idBytes]byte) bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.entries[e]
}

// add puts e into b, which may be nil.
func (b *Baseline) add(e [idBytes]byte) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries[e] = true
}
