// SPDX-License-Identifier: Apache-2.0

// Command build makes the JavaScript package of Hulan:
//
//	go run ./cmd/hulan-wasm/build
//
// writes dist/hulan-wasm, which `npm pack` takes as it is and any web server can
// serve, with the demo beside it. It runs the Go toolchain and nothing else, and
// ends with a table of sizes: as they lie there, and as a server sends them. It
// fails when the core is larger than its budget.
//
// With -packages FILE it tells instead what each Go package contributes to the
// code of a WebAssembly file that was built with its names (-names).
package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// budget is what the core may weigh as a server sends it: one second on a slow
// mobile network (10 Mbit/s).
const budget = 1_300_000

// program is one WebAssembly file of the package.
type program struct{ file, tags, about string }

var programs = []program{
	{"hulan.wasm", "hulanlean", "core: detect and redact, without word lists, models and user rules"},
	{"hulan-documents.wasm", "hulanlean,hulandocument", "core and document: formats and encodings of files"},
}

// pack is a file with others of detect inside, see detect.LoadWords and
// detect.LoadModel.
type pack struct {
	file, about string
	parts       []string
}

var packs = []pack{
	{"hulan-words.txt", "words: names of people and places, ordinary words, what is said of people", []string{
		"cn_address_divisions.txt", "cn_person_chars.tsv", "cn_person_trad.txt", "cn_person_words.txt", "en_names.txt", "special_words.tsv",
	}},
	{"hulan-model.bin", "model: the trained models of names and their words, loaded when asked for", []string{"model_han.bin", "model_latin.bin", "model_words.bin"}},
}

// builder builds into a folder.
type builder struct {
	root, out, version string
	names              bool // keep the names of functions
}

func main() {
	var b builder
	flag.StringVar(&b.out, "o", filepath.Join("dist", "hulan-wasm"), "`folder` to write to")
	flag.StringVar(&b.version, "version", "0.0.0-dev", "version of the package")
	flag.BoolVar(&b.names, "names", false, "keep the names of functions, for -packages")
	sizes := flag.Bool("sizes", true, "measure compressed sizes; takes a minute")
	packages := flag.String("packages", "", "tell what each package contributes to a WebAssembly `file`, and do nothing else")
	flag.Parse()
	var err error
	if *packages != "" {
		err = tellPackages(os.Stdout, *packages)
	} else {
		err = b.run(*sizes)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

// run makes the package.
func (b *builder) run(sizes bool) (err error) {
	if b.root, err = moduleRoot(); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(b.out, "demo"), 0o755); err != nil {
		return err
	}
	for _, p := range programs {
		if err := b.compile(p); err != nil {
			return err
		}
	}
	for _, p := range packs {
		if err := b.pack(p); err != nil {
			return err
		}
	}
	if err := b.copies(); err != nil {
		return err
	}
	if !sizes {
		return nil
	}
	return b.tellSizes()
}

// moduleRoot returns the folder of go.mod at or above this one.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod here or above: run it inside the repository")
		}
		dir = up
	}
}

// compile builds one program.
func (b *builder) compile(p program) error {
	out, err := filepath.Abs(filepath.Join(b.out, p.file))
	if err != nil {
		return err
	}
	strip := "-s -w "
	if b.names {
		strip = ""
	}
	// Nothing is inlined: the core is 7 % less to download and to compile than with
	// our own packages inlined, which made searching a third faster. A page looks at
	// a post or a file of somebody's own, and waits for the engine, not for it.
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-tags", p.tags, "-gcflags=all=-l",
		"-ldflags", strip+"-X main.version="+b.version, "-o", out, "./cmd/hulan-wasm")
	cmd.Dir = b.root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("compile %s: %w", p.file, err)
	}
	return nil
}

// pack writes a pack.
func (b *builder) pack(p pack) error {
	pack := []byte("hulan-pack 1\n")
	for _, name := range p.parts {
		data, err := os.ReadFile(filepath.Join(b.root, "detect", name))
		if err != nil {
			return err
		}
		pack = fmt.Appendf(pack, "%s %d\n%s", name, len(data), data)
	}
	return os.WriteFile(filepath.Join(b.out, p.file), pack, 0o644)
}

// copies puts the files beside the programs that need no building.
func (b *builder) copies() error {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("ask for GOROOT: %w", err)
	}
	gr := strings.TrimSpace(string(goroot))
	from := map[string]string{
		filepath.Join(gr, "lib", "wasm", "wasm_exec.js"): "wasm_exec.js",
		filepath.Join(gr, "LICENSE"):                     "LICENSE-go",
		filepath.Join(b.root, "LICENSE"):                 "LICENSE",
		filepath.Join(b.root, "NOTICE"):                  "NOTICE",
	}
	for _, part := range []string{"npm", "demo"} {
		dir := filepath.Join(b.root, "cmd", "hulan-wasm", part)
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			from[filepath.Join(dir, e.Name())] = filepath.Join(strings.TrimPrefix(part, "npm"), e.Name())
		}
	}
	for src, name := range from {
		data, err := os.ReadFile(src)
		if err != nil {
			return fmt.Errorf("copy %s: %w", name, err)
		}
		switch name {
		case "package.json":
			data = bytes.Replace(data, []byte(`"version": "0.0.0-dev"`), fmt.Appendf(nil, `"version": %q`, b.version), 1)
		case "hulan.mjs":
			if data, err = b.fillSizes(data); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(b.out, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// fillSizes tells the module how large the downloads are.
func (b *builder) fillSizes(module []byte) ([]byte, error) {
	const empty = "{ core: 0, documents: 0, words: 0, model: 0 }; // filled in by the build"
	if !bytes.Contains(module, []byte(empty)) {
		return nil, errors.New("hulan.mjs has no place for the sizes")
	}
	var n [4]int64
	for i, file := range []string{programs[0].file, programs[1].file, packs[0].file, packs[1].file} {
		info, err := os.Stat(filepath.Join(b.out, file))
		if err != nil {
			return nil, err
		}
		n[i] = info.Size()
	}
	filled := fmt.Appendf(nil, "{ core: %d, documents: %d, words: %d, model: %d };", n[0], n[1], n[2], n[3])
	return bytes.Replace(module, []byte(empty), filled, 1), nil
}

// part is a file that users download.
type part struct {
	file, about       string
	raw, gzip, brotli int64
}

// tellSizes measures the downloads, prints them and holds the core to its
// budget.
func (b *builder) tellSizes() error {
	parts := []part{}
	for _, p := range programs {
		parts = append(parts, part{file: p.file, about: p.about})
	}
	for _, p := range packs {
		parts = append(parts, part{file: p.file, about: p.about})
	}
	parts = append(parts, part{file: "wasm_exec.js", about: "Go's own loader"}, part{file: "hulan.mjs", about: "the API"})
	if err := b.measure(parts); err != nil {
		return err
	}
	slices.SortStableFunc(parts, func(x, y part) int { return cmp.Compare(y.brotli, x.brotli) })
	fmt.Printf("%-22s %10s %10s %10s\n", b.out, "bytes", "gzip", "brotli")
	for _, p := range parts {
		fmt.Printf("%-22s %10d %10d %10d  %s\n", p.file, p.raw, p.gzip, p.brotli, p.about)
		if p.file == programs[0].file {
			if err := p.within(budget); err != nil {
				return err
			}
		}
	}
	return nil
}

// within fails if the part is larger than it may be.
func (p *part) within(budget int64) error {
	if p.brotli <= budget {
		return nil
	}
	return fmt.Errorf("%s has %d bytes after brotli, %d more than its budget of %d; see docs/wasm.md for what is big", p.file, p.brotli, p.brotli-budget, budget)
}
