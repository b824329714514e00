// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// No package of this module takes more than a millisecond to initialise: tables
// are built when they are first needed. The runtime's own trace says how long
// each took; the least of several starts counts, since a busy machine only adds.
func TestStartUpStaysSmall(t *testing.T) {
	if os.Getenv("HULAN_START") != "" {
		return // the child: being started was all
	}
	const limit = 1.0 // milliseconds
	least := map[string]float64{}
	for range 5 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestStartUpStaysSmall$")
		cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1", "HULAN_START=1")
		var trace bytes.Buffer
		cmd.Stderr = &trace
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		for sc := bufio.NewScanner(&trace); sc.Scan(); {
			// init github.com/hulanhq/hulan/detect @1.2 ms, 0.034 ms clock, …
			f := strings.Fields(sc.Text())
			if len(f) < 6 || f[0] != "init" || !strings.HasPrefix(f[1], "github.com/hulanhq/hulan") {
				continue
			}
			ms, err := strconv.ParseFloat(f[4], 64)
			if err != nil {
				t.Fatalf("trace line %q: %v", sc.Text(), err)
			}
			if old, ok := least[f[1]]; !ok || ms < old {
				least[f[1]] = ms
			}
		}
	}
	if len(least) == 0 {
		t.Fatal("the runtime's trace names no package of this module")
	}
	for name, ms := range least {
		if ms > limit {
			t.Errorf("%s takes %.2f ms to initialise, more than %.0f ms", name, ms, limit)
		}
	}
}
