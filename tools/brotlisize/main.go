// SPDX-License-Identifier: Apache-2.0

// Command brotlisize prints how many bytes each file has when compressed with
// brotli at its best, as a web server sends it.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/andybalholm/brotli"
)

func main() {
	for _, name := range os.Args[1:] {
		n, err := size(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, "brotlisize:", err)
			os.Exit(1)
		}
		fmt.Println(n, name)
	}
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func size(name string) (int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	var n counter
	w := brotli.NewWriterOptions(&n, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
	if _, err := io.Copy(w, f); err != nil {
		return 0, fmt.Errorf("compress %s: %w", name, err)
	}
	err = w.Close()
	return int64(n), err
}
