// SPDX-License-Identifier: Apache-2.0

//go:build !js

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "hulan-wasm runs in JavaScript; `go run ./cmd/hulan-wasm/build` makes its package")
	os.Exit(2)
}
