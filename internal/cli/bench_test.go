// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"cmp"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// BenchmarkScan runs `hulan scan` over the directory that HULAN_CORPUS names,
// else over the forum of this repository. Its profile is what cmd/hulan is
// built with, see docs/decisions/0016-profile.md.
func BenchmarkScan(b *testing.B) {
	dir := cmp.Or(os.Getenv("HULAN_CORPUS"), "../../testdata/forum")
	for _, preset := range []string{"core", "all"} {
		b.Run(preset, func(b *testing.B) {
			for b.Loop() {
				a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, env: func(string) string { return "" }, now: time.Now}
				if code := a.run(b.Context(), []string{"scan", "--preset", preset, "--format", "summary", dir}); code != 1 {
					b.Fatalf("status %d, want 1: findings", code)
				}
			}
		})
	}
}
