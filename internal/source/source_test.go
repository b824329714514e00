// SPDX-License-Identifier: Apache-2.0

package source

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree makes files below a new folder; names that end with "/" are folders,
// "a -> b" is a link.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		if link, to, ok := strings.Cut(name, " -> "); ok {
			p := filepath.Join(root, filepath.FromSlash(link))
			must(t, os.MkdirAll(filepath.Dir(p), 0o755))
			must(t, os.Symlink(filepath.FromSlash(to), p))
			continue
		}
		p := filepath.Join(root, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			must(t, os.MkdirAll(p, 0o755))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(p), 0o755))
		must(t, os.WriteFile(p, []byte(content), 0o644))
	}
	return root
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// walked is what a walk gave: contents by name, in order, and what it skipped.
type walked struct {
	names []string
	text  map[string]string
	skips []string // "reason name"
}

// walkIn walks "." inside root, so that names are short.
func walkIn(t *testing.T, root string, o Options, roots ...string) walked {
	t.Helper()
	t.Chdir(root)
	if len(roots) == 0 {
		roots = []string{"."}
	}
	w := walked{text: map[string]string{}}
	err := Walk(t.Context(), roots, o, func(i Item) bool {
		w.names = append(w.names, i.Name)
		h, err := i.Open()
		must(t, err)
		defer h.Close()
		data, err := io.ReadAll(h)
		must(t, err)
		w.text[i.Name] = string(data)
		return true
	}, func(s Skip) { w.skips = append(w.skips, string(s.Reason)+" "+s.Name) })
	must(t, err)
	return w
}

func equal(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

// A walk hands out every file, in the order of names, with paths as a user
// would write them, and passes over the store of a version control system.
func TestWalkOrder(t *testing.T) {
	root := tree(t, map[string]string{
		"b.txt": "b", "a/z.txt": "z", "a/b/c.txt": "c", "a.txt": "a", ".hidden": "h", ".git/config": "no", "empty/": "",
	})
	w := walkIn(t, root, Options{})
	equal(t, "names", w.names, []string{".hidden", "a/b/c.txt", "a/z.txt", "a.txt", "b.txt"})
	equal(t, "skips", w.skips, nil)
	if w.text["a/b/c.txt"] != "c" {
		t.Errorf("a/b/c.txt holds %q", w.text["a/b/c.txt"])
	}
}

// What ignore files name is skipped and reported once; .hulanignore counts more
// than .gitignore; --no-ignore and files that are named themselves are read.
func TestWalkIgnores(t *testing.T) {
	files := map[string]string{
		".gitignore":   "*.log\nbuild/\n!keep.log\n",
		".hulanignore": "secret.txt\n!app.log\n",
		"app.log":      "", "other.log": "", "keep.log": "", "secret.txt": "", "x.txt": "",
		"build/a.txt": "", "sub/.gitignore": "/only-here.txt\n", "sub/only-here.txt": "", "sub/deep/only-here.txt": "",
	}
	root := tree(t, files)
	w := walkIn(t, root, Options{})
	equal(t, "names", w.names, []string{".gitignore", ".hulanignore", "app.log", "keep.log", "sub/.gitignore", "sub/deep/only-here.txt", "x.txt"})
	equal(t, "skips", w.skips, []string{"ignored build/", "ignored other.log", "ignored secret.txt", "ignored sub/only-here.txt"})

	if w := walkIn(t, root, Options{All: true}); len(w.names) != len(files) {
		t.Errorf("All read %d files, want %d", len(w.names), len(files))
	}
	equal(t, "named", walkIn(t, root, Options{}, "other.log").names, []string{"other.log"})
	equal(t, "exclude", walkIn(t, root, Options{Exclude: []string{"*.log", "sub/"}}).names,
		[]string{".gitignore", ".hulanignore", "x.txt"})
}

// Inside a work tree the ignore files above the folder count as well.
func TestWalkIgnoresAbove(t *testing.T) {
	root := tree(t, map[string]string{
		".git/HEAD": "", ".gitignore": "*.tmp\n/a/b/no.txt\n", "a/.gitignore": "x.txt\n",
		"a/b/no.txt": "", "a/b/x.txt": "", "a/b/y.tmp": "", "a/b/yes.txt": "",
	})
	w := walkIn(t, root, Options{}, "a/b")
	equal(t, "names", w.names, []string{"a/b/yes.txt"})
}

// Links are not followed unless asked for, and a loop of links ends.
func TestWalkLinks(t *testing.T) {
	root := tree(t, map[string]string{
		"out/secret.txt": "s", "in/a.txt": "a", "in/sub/b.txt": "b",
		"in/loop -> .": "", "in/sub/up -> ../..": "", "in/link.txt -> a.txt": "", "in/broken -> nowhere": "", "in/away -> ../out": "",
	})
	w := walkIn(t, root, Options{}, "in")
	equal(t, "names", w.names, []string{"in/a.txt", "in/sub/b.txt"})
	equal(t, "skips", w.skips, []string{"link in/away", "link in/broken", "link in/link.txt", "link in/loop", "link in/sub/up"})

	w = walkIn(t, root, Options{Follow: true}, "in")
	for _, want := range []string{"in/a.txt", "in/away/secret.txt", "in/link.txt", "in/sub/b.txt"} {
		if !slices.Contains(w.names, want) {
			t.Errorf("following links, %s is missing among %q", want, w.names)
		}
	}
	if !slices.Contains(w.skips, "link in/loop/") {
		t.Errorf("the loop is not reported: %q", w.skips)
	}
}

// What cannot be read is reported with its reason, and the walk goes on.
func TestWalkUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	root := tree(t, map[string]string{"a/x.txt": "", "b.txt": ""})
	must(t, os.Chmod(filepath.Join(root, "a"), 0))
	defer os.Chmod(filepath.Join(root, "a"), 0o755)
	w := walkIn(t, root, Options{})
	equal(t, "names", w.names, []string{"b.txt"})
	equal(t, "skips", w.skips, []string{"unreadable a/"})
}

// Very deep folders end the descent, not the program.
func TestWalkDeep(t *testing.T) {
	deep := strings.Repeat("d/", maxDepth+5)
	root := tree(t, map[string]string{deep + "x.txt": "", "y.txt": ""})
	w := walkIn(t, root, Options{})
	equal(t, "names", w.names, []string{"y.txt"})
	if len(w.skips) != 1 || !strings.HasPrefix(w.skips[0], "deep d/") {
		t.Errorf("skips: %q", w.skips)
	}
}

// A root that does not exist is an error that names it, before anything is read.
func TestWalkNoRoot(t *testing.T) {
	root := tree(t, map[string]string{"a.txt": ""})
	t.Chdir(root)
	err := Walk(t.Context(), []string{"a.txt", "gone"}, Options{}, func(Item) bool { t.Error("walked"); return true }, func(Skip) {})
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "gone") {
		t.Errorf("error: %v", err)
	}
}

// The walk ends when it is told to, by the callback or by the context, and
// folders are closed: the same tree can be removed afterwards.
func TestWalkStops(t *testing.T) {
	root := tree(t, map[string]string{"a.txt": "", "b.txt": "", "c/d.txt": ""})
	n := 0
	must(t, Walk(t.Context(), []string{root}, Options{}, func(i Item) bool { i.Drop(); n++; return false }, func(Skip) {}))
	if n != 1 {
		t.Errorf("callback was called %d times after it returned false", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	must(t, Walk(ctx, []string{root}, Options{}, func(Item) bool { t.Error("walked"); return true }, func(Skip) {}))
}

// Standard input is an item like any other, but is not closed.
func TestInput(t *testing.T) {
	i := Input(strings.NewReader("text"))
	h, err := i.Open()
	must(t, err)
	data, _ := io.ReadAll(h)
	must(t, h.Close())
	if string(data) != "text" || h.Size != -1 || i.Name != "-" {
		t.Errorf("input gave %q, size %d, name %q", data, h.Size, i.Name)
	}
}

// Errors carry neither the operation nor the path: the caller has its own name
// for the item. Each has a remedy.
func TestBareErrors(t *testing.T) {
	_, err := os.Open(filepath.Join(t.TempDir(), "gone"))
	if got := bare(err).Error(); strings.Contains(got, "gone") {
		t.Errorf("error holds the path: %q", got)
	}
	for _, err := range []error{os.ErrPermission, os.ErrNotExist, io.ErrUnexpectedEOF} {
		if Remedy(err) == "" {
			t.Errorf("no remedy for %v", err)
		}
	}
}

// A pipe is read when the user names it, and passed over in a folder: opening
// one there would wait for a writer for ever.
func TestPipes(t *testing.T) {
	if _, err := os.Stat("/dev/stdin"); err != nil {
		t.Skip("no /dev here")
	}
	if _, err := exec.LookPath("mkfifo"); err != nil {
		t.Skip("no mkfifo here")
	}
	root := tree(t, map[string]string{"a.txt": "a"})
	pipe := filepath.Join(root, "pipe")
	must(t, exec.Command("mkfifo", pipe).Run())
	w := walkIn(t, root, Options{})
	equal(t, "names", w.names, []string{"a.txt"})
	equal(t, "skips", w.skips, []string{"special pipe"})
	go os.WriteFile(pipe, []byte("through the pipe"), 0o600)
	w = walkIn(t, root, Options{}, "pipe")
	if w.text["pipe"] != "through the pipe" {
		t.Errorf("the pipe gave %q", w.text["pipe"])
	}
}
