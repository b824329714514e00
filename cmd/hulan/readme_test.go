// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The commands in README.md print what README.md says. A line "..." stands for
// any lines.
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	script, commands := readmeScript(string(data))
	if commands < 5 {
		t.Fatalf("README.md has %d commands in console blocks, want at least 5", commands)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "readme.txt"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/.config")
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("ROOT", root)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"shows": shows},
	})
}

// readmeScript makes a script of the console blocks of a Markdown text.
func readmeScript(md string) (script string, commands int) {
	var body, files strings.Builder
	body.WriteString("cd $ROOT\n")
	inside, open := false, false
	for line := range strings.Lines(md) {
		switch cmd, ok := strings.CutPrefix(line, "$ "); {
		case strings.HasPrefix(line, "```console"):
			inside = true
		case strings.HasPrefix(line, "```"):
			inside, open = false, false
		case !inside:
		case ok && strings.Contains(cmd, "hulan serve"):
			open = false // it does not end by itself: TestServe runs it
		case ok:
			commands++
			cmd = strings.ReplaceAll(strings.TrimSpace(cmd), "go run ./cmd/hulan", "hulan")
			fmt.Fprintf(&body, "exec sh -c '%s; true'\nshows $WORK/want%d\n", strings.ReplaceAll(cmd, "'", "''"), commands)
			fmt.Fprintf(&files, "-- want%d --\n", commands)
			open = true
		case open:
			files.WriteString(line)
		}
	}
	return body.String() + files.String(), commands
}

// shows compares the last output with a file in which "..." stands for any lines.
func shows(ts *testscript.TestScript, _ bool, args []string) {
	want := strings.Split(strings.TrimSpace(ts.ReadFile(args[0])), "\n")
	got := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	i := 0
	for k, w := range want {
		if w == "..." {
			if k+1 == len(want) {
				return
			}
			for i < len(got) && got[i] != want[k+1] {
				i++
			}
			continue
		}
		if i >= len(got) || got[i] != w {
			ts.Fatalf("line %q of README.md is not in the output:\n%s", w, strings.Join(got, "\n"))
		}
		i++
	}
	if i != len(got) {
		ts.Fatalf("README.md leaves out %q", got[i])
	}
}
