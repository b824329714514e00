// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

var errWasm = errors.New("not a WebAssembly file, or cut off")

// The sections of a WebAssembly file that are looked at (its binary format,
// chapter 5.5).
const (
	sectionCustom = 0
	sectionImport = 2
	sectionCode   = 10
	sectionData   = 11
)

// tellPackages prints how many bytes of code each Go package has. `go tool nm`
// does not read WebAssembly, but a file that was not stripped holds the names.
func tellPackages(w io.Writer, name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	code, err := readCode(data)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if len(code.names) == 0 {
		return fmt.Errorf("%s has no names; build it with -names", name)
	}
	size, count := map[string]int{}, map[string]int{}
	for i, n := range code.sizes {
		p := packageOf(code.names[uint64(i)+code.imported])
		size[p] += n
		count[p]++
	}
	fmt.Fprintf(w, "%9s %9s  package\n%9d %9d  all code\n%9d %9s  data: tables, texts, types, line tables\n", "bytes", "functions", code.total, len(code.sizes), code.data, "")
	order := slices.SortedFunc(maps.Keys(size), func(a, b string) int { return cmp.Compare(size[b], size[a]) })
	for _, p := range order {
		fmt.Fprintf(w, "%9d %9d  %s\n", size[p], count[p], p)
	}
	return nil
}

// packageOf cuts a package out of a function's name, in which the linker wrote
// every character but letters, digits and dots as an underscore.
func packageOf(fn string) string {
	fn, _, _ = strings.Cut(fn, "[")
	if i := strings.Index(fn, "."); i > 0 {
		if own, ok := strings.CutPrefix(fn, "github.com_hulanhq_hulan_"); ok {
			fn, _, _ = strings.Cut(own, ".")
			return "hulan/" + fn
		}
		return fn[:i]
	}
	return "(linker)"
}

// wasmCode is what a file says about its functions.
type wasmCode struct {
	imported    uint64 // functions of the host, which come first in the numbering
	sizes       []int  // of the bodies
	total, data int    // of the sections
	names       map[uint64]string
}

// cursor reads a file; its first mistake sticks.
type cursor struct {
	rest []byte
	bad  bool
}

func (c *cursor) uint() uint64 {
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.bad, c.rest = true, nil
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *cursor) bytes(n uint64) []byte {
	if n > uint64(len(c.rest)) {
		c.bad, c.rest = true, nil
		return nil
	}
	out := c.rest[:n]
	c.rest = c.rest[n:]
	return out
}

func readCode(file []byte) (out wasmCode, err error) {
	c := cursor{rest: file}
	if string(c.bytes(8)) != "\x00asm\x01\x00\x00\x00" {
		return out, errWasm
	}
	for len(c.rest) > 0 && !c.bad {
		kind := c.bytes(1)[0]
		s := cursor{rest: c.bytes(c.uint())}
		switch kind {
		case sectionImport:
			out.imported = s.uint() // Go imports functions only
		case sectionCode:
			out.total = len(s.rest)
			for range s.uint() {
				n := s.uint()
				s.bytes(n)
				out.sizes = append(out.sizes, int(n))
				if s.bad {
					break
				}
			}
		case sectionData:
			out.data = len(s.rest)
		case sectionCustom:
			if string(s.bytes(s.uint())) == "name" {
				out.names = s.names()
			}
		}
		c.bad = c.bad || s.bad
	}
	if c.bad {
		return out, errWasm
	}
	return out, nil
}

// names reads the part of the section "name" that names functions.
func (c *cursor) names() map[uint64]string {
	out := map[uint64]string{}
	for len(c.rest) > 0 && !c.bad {
		kind := c.bytes(1)[0]
		s := cursor{rest: c.bytes(c.uint())}
		if kind != 1 {
			continue
		}
		for range s.uint() {
			i := s.uint()
			out[i] = string(s.bytes(s.uint()))
			if s.bad {
				break
			}
		}
		c.bad = c.bad || s.bad
	}
	return out
}
