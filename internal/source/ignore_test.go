// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// ignoreCase is a block of testdata/gitignore.txt.
type ignoreCase struct {
	name  string
	lines []string // of the ignore file
	want  []string // "+path" or "-path"
}

func ignoreCases(t *testing.T) []ignoreCase {
	t.Helper()
	data, err := os.ReadFile("testdata/gitignore.txt")
	must(t, err)
	var cases []ignoreCase
	for line := range strings.SplitSeq(string(data), "\n") {
		if name, ok := strings.CutPrefix(line, "= "); ok {
			cases = append(cases, ignoreCase{name: name})
			continue
		}
		if len(cases) == 0 {
			continue
		}
		c := &cases[len(cases)-1]
		switch {
		case strings.HasPrefix(line, "+ "), strings.HasPrefix(line, "- "):
			c.want = append(c.want, line[:1]+line[2:])
		default:
			c.lines = append(c.lines, line)
		}
	}
	return cases
}

// Patterns mean what gitignore(5) says.
func TestIgnorePatterns(t *testing.T) {
	for _, c := range ignoreCases(t) {
		var none *ignores
		g := none.with("", []byte(strings.Join(c.lines, "\n")))
		for _, w := range c.want {
			p, isDir := strings.CutSuffix(w[1:], "/")
			if got := g.match(p, isDir); got != (w[0] == '-') {
				t.Errorf("%s: %s: ignored is %v", c.name, w[1:], got)
			}
		}
	}
}

// git itself agrees with the table.
func TestIgnorePatternsAgreeWithGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for _, c := range ignoreCases(t) {
		root := t.TempDir()
		git := func(args ...string) *exec.Cmd {
			cmd := exec.Command("git", args...)
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
			return cmd
		}
		must(t, git("init", "-q").Run())
		must(t, os.WriteFile(filepath.Join(root, ".gitignore"), []byte(strings.Join(c.lines, "\n")), 0o644))
		for _, w := range c.want {
			p := w[1:]
			if strings.HasSuffix(p, "/") { // git looks at the disk to tell a folder
				must(t, os.MkdirAll(filepath.Join(root, p), 0o755))
			}
			out, _ := git("check-ignore", "--no-index", p).Output()
			if strings.HasSuffix(p, "/") {
				must(t, os.RemoveAll(filepath.Join(root, p)))
			}
			if ignored := len(bytes.TrimSpace(out)) > 0; ignored != (w[0] == '-') {
				t.Errorf("%s: git says of %q: ignored is %v; the table is wrong", c.name, p, ignored)
			}
		}
	}
}

// Patterns of a folder count from that folder on.
func TestIgnorePrefix(t *testing.T) {
	var g *ignores
	g = g.with("", []byte("*.a\n")).with("sub/", []byte("!*.a\n/b\n"))
	for p, want := range map[string]bool{"x.a": true, "sub/x.a": false, "sub/b": true, "b": false, "sub/c/b": false} {
		if got := g.match(p, false); got != want {
			t.Errorf("%s: ignored is %v", p, got)
		}
	}
}

// The matcher that never goes back further than the last "**" agrees with one
// that tries everything.
func FuzzIgnore(f *testing.F) {
	f.Add("**/a/**/b", "a/b/c/a/b")
	f.Add("a/**/**/**/b", "a/a/a/a/a/a/b")
	f.Add("a/**", "a")
	f.Add("x*/?y/[!a-c]", "xx/zy/d")
	f.Fuzz(func(t *testing.T, line, name string) {
		p, ok := parsePattern(line)
		parts := strings.Split(name, "/")
		if !ok || len(parts) > 12 || strings.Count(line, "**") > 4 {
			return // trying everything takes too long
		}
		if got, want := matchParts(p.parts, parts), matchSlowly(p.parts, parts); got != want {
			t.Errorf("%q on %q: %v, trying everything gives %v", line, name, got, want)
		}
	})
}

// matchSlowly tries every way in which "**" may match.
func matchSlowly(pattern, name []string) bool {
	if len(pattern) == 0 {
		return len(name) == 0
	}
	if pattern[0] == "**" {
		if len(pattern) == 1 {
			return len(name) > 0
		}
		for i := range len(name) + 1 {
			if matchSlowly(pattern[1:], name[i:]) {
				return true
			}
		}
		return false
	}
	if len(name) == 0 {
		return false
	}
	ok, _ := path.Match(pattern[0], name[0])
	return ok && matchSlowly(pattern[1:], name[1:])
}
