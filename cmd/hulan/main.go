// SPDX-License-Identifier: Apache-2.0

// Command hulan finds personal information and cleans it up. Its manual is
// `hulan help`; what it does is in package cli.
package main

import (
	"os"

	"github.com/hulanhq/hulan/internal/cli"
)

func main() { os.Exit(cli.Main()) }
