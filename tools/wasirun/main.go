// SPDX-License-Identifier: Apache-2.0

// Command wasirun runs a WASI program, for `go test -exec`:
//
//	GOOS=wasip1 GOARCH=wasm go test -exec="go run -C /repo/tools ./wasirun" …
//
// is slow to start; build it once and name the binary. The program sees the whole
// file system under the same paths, so that tests find their testdata, and works
// in the folder in which wasirun was started. Compiled code is kept in the user's
// cache folder.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

func main() {
	code, err := run(context.Background(), os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "wasirun:", err)
	}
	os.Exit(code)
}

// run runs the program args[0] and returns its exit status.
func run(ctx context.Context, args []string) (int, error) {
	if len(args) == 0 {
		return 2, errors.New("name a program: wasirun PROGRAM.wasm ARGUMENTS…")
	}
	program, err := os.ReadFile(args[0])
	if err != nil {
		return 2, err
	}
	here, err := os.Getwd()
	if err != nil {
		return 2, err
	}
	rc := wazero.NewRuntimeConfig()
	if dir, err := os.UserCacheDir(); err == nil {
		cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "hulan-wasirun"))
		if err != nil {
			return 2, err
		}
		defer cache.Close(ctx)
		rc = rc.WithCompilationCache(cache)
	}
	r := wazero.NewRuntimeWithConfig(ctx, rc)
	defer r.Close(ctx)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return 2, err
	}
	config := wazero.NewModuleConfig().WithArgs(args...).
		WithStdin(os.Stdin).WithStdout(os.Stdout).WithStderr(os.Stderr).WithRandSource(rand.Reader).
		WithSysWalltime().WithSysNanotime().WithSysNanosleep().
		WithFSConfig(wazero.NewFSConfig().WithDirMount("/", "/"))
	for _, e := range os.Environ() {
		if name, value, ok := strings.Cut(e, "="); ok && name != "" && name != "PWD" {
			config = config.WithEnv(name, value)
		}
	}
	_, err = r.InstantiateWithConfig(ctx, program, config.WithEnv("PWD", here)) // Go reads its folder from PWD
	if exit, ok := errors.AsType[*sys.ExitError](err); ok {
		return int(exit.ExitCode()), nil
	}
	if err != nil {
		return 2, err
	}
	return 0, nil
}
