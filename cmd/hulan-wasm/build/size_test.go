// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The core is within its budget, as a server sends it.
func TestBudget(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and compresses the core, which takes half a minute")
	}
	b := builder{out: t.TempDir(), version: "0.0.0-test"}
	var err error
	if b.root, err = moduleRoot(); err != nil {
		t.Fatal(err)
	}
	readSources(t, b.root)
	if err := b.compile(programs[0]); err != nil {
		t.Fatal(err)
	}
	parts := []part{{file: programs[0].file}}
	if err := b.measure(parts); err != nil {
		if os.Getenv("HULAN_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip(err) // without a network the modules of tools/ may not be there
	}
	t.Logf("%s: %d bytes, brotli %d of %d", parts[0].file, parts[0].raw, parts[0].brotli, budget)
	if err := parts[0].within(budget); err != nil {
		t.Error(err)
	}
	if parts[0].within(parts[0].brotli-1) == nil {
		t.Error("a budget that is too small by one byte is not noticed")
	}
	if parts[0].brotli < parts[0].raw/20 {
		t.Error("the measured size cannot be right")
	}
}

// readSources reads what the core is made of, so that the cache of test results
// knows it: what a command reads it does not see.
func readSources(t *testing.T, root string) {
	t.Helper()
	for _, pattern := range []string{"cmd/hulan-wasm/*.go", "detect/*", "redact/*.go", "internal/crf/*.go", "tools/brotlisize/*", "tools/go.*", "go.*"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, f := range files {
			if info, err := os.Stat(f); err == nil && !info.IsDir() {
				if _, err := os.ReadFile(f); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
