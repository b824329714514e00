// SPDX-License-Identifier: Apache-2.0

// Command api writes down what the project promises to keep (docs/compat.md), so
// that a test notices a break:
//
//	go run ./internal/api
//
// testdata/api/ then holds one file for each public package with everything it
// exports; types.txt, the names of types; cli.txt, the commands, flags and exit
// statuses; keys.txt, the keys of JSON output, rule files, policies and
// baselines. A line is one promise. A line that is gone or changed is a break; a
// new one is a new promise.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/cli"
)

const (
	module = "github.com/hulanhq/hulan"
	folder = "testdata/api"
)

// public are the packages whose exported names are promised.
var public = []string{"detect", "redact", "document"}

// keyed are the packages that read and write keys which are promised.
var keyed = []string{"detect", "internal/rule", "internal/scan", "internal/cli"}

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1)
	}
}

// write writes all listings of the module in a folder.
func write(root string) error {
	all, err := listings(root)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(root, folder), 0o755); err != nil {
		return err
	}
	for name, lines := range all {
		if err := os.WriteFile(filepath.Join(root, folder, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// listings returns the lines of every file.
func listings(root string) (map[string][]string, error) {
	all := map[string][]string{"cli.txt": cli.Surface()}
	l := newLoader(root)
	for _, dir := range public {
		p, err := l.load(dir)
		if err != nil {
			return nil, err
		}
		all[dir+".txt"] = exported(p)
	}
	for _, t := range detect.Types() {
		all["types.txt"] = append(all["types.txt"], string(t))
	}
	for _, dir := range keyed {
		lines, err := keys(root, dir)
		if err != nil {
			return nil, err
		}
		all["keys.txt"] = append(all["keys.txt"], lines...)
	}
	return all, nil
}
