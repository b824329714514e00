// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// measure fills in the sizes and writes them to sizes.json. Brotli is not in the
// standard library; tools/ has it, so that the module does without.
func (b *builder) measure(parts []part) error {
	args := []string{"run", "-C", filepath.Join(b.root, "tools"), "./brotlisize"}
	for i := range parts {
		name, err := filepath.Abs(filepath.Join(b.out, parts[i].file))
		if err != nil {
			return err
		}
		if err := parts[i].zip(name); err != nil {
			return err
		}
		args = append(args, name)
	}
	cmd := exec.Command("go", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("measure brotli with tools/brotlisize: %w; -sizes=false builds without measuring", err)
	}
	sizes := map[string]map[string]int64{}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(parts) {
		return fmt.Errorf("tools/brotlisize told %d sizes, not %d", len(lines), len(parts))
	}
	for i, line := range lines {
		if _, err := fmt.Sscan(line, &parts[i].brotli); err != nil {
			return fmt.Errorf("read the output of tools/brotlisize: %w", err)
		}
		sizes[parts[i].file] = map[string]int64{"bytes": parts[i].raw, "gzip": parts[i].gzip, "brotli": parts[i].brotli}
	}
	data, err := json.MarshalIndent(sizes, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.out, "sizes.json"), append(data, '\n'), 0o644)
}

// zip measures the file with gzip at its best.
func (p *part) zip(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, bytes.NewReader(data)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	p.raw, p.gzip = int64(len(data)), int64(out.Len())
	return nil
}
