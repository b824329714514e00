// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/scan"
)

// names lists a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// A file appears complete or not at all; what was there before stays until then,
// and nothing is left behind.
func TestAtomicFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out.txt")
	must(t, os.WriteFile(name, []byte("old"), 0o600))
	a, _, _ := newApp(english)

	err := a.output(name, func(w io.Writer) error {
		io.WriteString(w, strings.Repeat("half", 100_000))
		return errors.New("broken in the middle")
	})
	if data, _ := os.ReadFile(name); err == nil || string(data) != "old" {
		t.Errorf("after an error the file holds %.10q, error %v", data, err)
	}
	must(t, a.output(name, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }))
	if data, _ := os.ReadFile(name); string(data) != "new" {
		t.Errorf("the file holds %q", data)
	}
	if left := names(t, dir); len(left) != 1 {
		t.Errorf("left behind: %q", left)
	}
	if err := a.output(filepath.Join(dir, "no", "such"), func(io.Writer) error { return nil }); err == nil {
		t.Error("a folder that does not exist is not noticed")
	}
}

// A copy keeps the mode of the file whose place it takes.
func TestCreateFileKeepsMode(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out.txt")
	f, err := createFile(name, 0o640)
	must(t, err)
	must(t, f.commit())
	f.abandon() // does nothing after commit
	info, err := os.Stat(name)
	must(t, err)
	if info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", info.Mode())
	}
}

// A key file is hexadecimal or any bytes; a short one is refused.
func TestReadKey(t *testing.T) {
	dir := t.TempDir()
	write := func(content string) string {
		name := filepath.Join(dir, "key")
		must(t, os.WriteFile(name, []byte(content), 0o600))
		return name
	}
	if key, err := readKey(write("00112233445566778899aabbccddeeff\n")); err != nil || len(key) != 16 || key[1] != 0x11 {
		t.Errorf("hexadecimal: %x, %v", key, err)
	}
	if key, err := readKey(write(" a passphrase of some length \n")); err != nil || string(key) != "a passphrase of some length" {
		t.Errorf("any bytes: %q, %v", key, err)
	}
	if _, err := readKey(write("short")); err == nil || strings.Contains(err.Error(), "short") {
		t.Errorf("a short key: %v", err)
	}
	a, _, stderr := newApp(english)
	name := filepath.Join(dir, "fresh")
	made, err := a.fingerprintKey(name, true)
	must(t, err)
	again, err := a.fingerprintKey(name, true)
	must(t, err)
	info, err := os.Stat(name)
	must(t, err)
	if len(made) != 32 || string(made) != string(again) || info.Mode().Perm() != 0o600 || !strings.Contains(stderr.String(), "wrote a new key") {
		t.Errorf("new key: %d bytes, mode %v, said %q", len(made), info.Mode(), stderr)
	}
}

// Every problem names the file, what happened, and what to do, in both
// languages.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		p      scan.Problem
		en, zh string
	}{
		{scan.Problem{Name: "a", Cause: scan.Unreadable, Err: fs.ErrPermission}, "a: cannot be read: permission denied; run as a user who may read it, or name it in .hulanignore", "有权限"},
		{scan.Problem{Name: "a", Cause: scan.Broken, Byte: 7, Err: io.ErrUnexpectedEOF}, "a: reading stopped at byte 7: unexpected EOF; check the disk", "第 7 字节"},
		{scan.Problem{Name: "a", Cause: scan.CutOff, Byte: 7}, "a: ends inside a character at byte 7; get the complete file", "字符不完整"},
		{scan.Problem{Name: "a", Cause: scan.Huge}, "a: larger than --max-size", "上限"},
		{scan.Problem{Name: "a/", Cause: scan.Deep, Err: errors.New("too deep")}, "a/: too deep; scan it by itself", "单独"},
		{scan.Problem{Name: "a", Cause: scan.Encoding, Text: "declares x"}, "a: declares x; name it with --encoding", "--encoding"},
		{scan.Problem{Name: "a", Cause: scan.Binary}, "a: binary file, not a text; if it is text", "不是文本"},
		{scan.Problem{Name: "a\x1b", Cause: scan.Remark, Text: "nested"}, "a?: nested", "nested"},
	} {
		en, _, _ := newApp(english)
		zh, _, _ := newApp(chinese)
		if got := en.problem(c.p); !strings.HasPrefix(got, c.en) {
			t.Errorf("%s: %q", c.p.Cause, got)
		}
		if got := zh.problem(c.p); !strings.Contains(got, c.zh) {
			t.Errorf("%s: %q", c.p.Cause, got)
		}
	}
}
