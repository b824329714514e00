// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Values written in ways that hide them are found, whole and with their bounds in
// the original text; look-alikes are not reported. One file for each way, lines
// as in the recognisers' examples with the type behind " ## ".
func TestEvasion(t *testing.T) {
	files, err := filepath.Glob("testdata/evasion/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files of evasions, want at least 20 (%v)", len(files), err)
	}
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			count := map[string]int{}
			lang := ""
			for n, line := range strings.Split(string(data), "\n") {
				if l, ok := strings.CutPrefix(line, "# "); ok {
					lang = l
				}
				if line == "" || line[0] == '#' {
					continue
				}
				count[line[:1]+lang]++
				checkEvasion(t, e, file, n+1, line)
			}
			if count["+zh"] < 10 || count["+en"] < 10 || count["-look-alikes"] < 20 {
				t.Errorf("%s: %v; want at least 10 in zh, 10 in en and 20 look-alikes", file, count)
			}
		})
	}
}

func checkEvasion(t *testing.T, e *Engine, file string, n int, line string) {
	t.Helper()
	rest, typ, _ := strings.Cut(line[2:], "  ## ")
	// \n stands for a line end and \\ for a backslash.
	rest = strings.ReplaceAll(strings.ReplaceAll(rest, `\\`, "\x01"), `\n`, "\n")
	text, want := unbracket(strings.ReplaceAll(rest, "\x01", `\`))
	var got []string
	for _, f := range e.Find(text) {
		if f.Type == Person || f.Type == Address {
			continue // names beside the value are written plainly
		}
		got = append(got, string(f.Type)+" "+text[f.Start:f.End])
	}
	switch {
	case line[0] == '-' && len(got) > 0:
		t.Errorf("%s:%d: %q: reported %q", file, n, text, got)
	case line[0] == '+' && (len(want) != 1 || strings.Join(got, "\n") != typ+" "+want[0]):
		t.Errorf("%s:%d: %q\n got %q\nwant %q", file, n, text, got, typ+" "+strings.Join(want, ","))
	}
}
