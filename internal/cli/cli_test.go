// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/internal/scan"
)

// newApp returns an app that talks to buffers, in the given language.
func newApp(lang language) (a *app, stdout, stderr *bytes.Buffer) {
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	return &app{
		stdin: strings.NewReader(""), stdout: stdout, stderr: stderr, lang: lang,
		env: func(string) string { return "" },
		now: func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) },
	}, stdout, stderr
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Every command states its exit statuses, and has a summary and usage in both
// languages: Chinese help contains Chinese characters, English help none outside
// of examples.
func TestHelpIsComplete(t *testing.T) {
	for _, lang := range []language{english, chinese} {
		a, _, _ := newApp(lang)
		var visit func(cmd *cobra.Command)
		visit = func(cmd *cobra.Command) {
			for _, c := range cmd.Commands() {
				if c.Name() == "completion" || c.Name() == "help" {
					continue
				}
				name := fmt.Sprintf("%s (language %d)", c.CommandPath(), lang)
				if c.Short == "" || c.Annotations["exit"] == "" {
					t.Errorf("%s has no summary or no exit statuses", name)
				}
				if hasHan(c.Short) != (lang == chinese) || hasHan(c.Annotations["exit"]) != (lang == chinese) {
					t.Errorf("%s: summary or exit statuses are in the wrong language", name)
				}
				visit(c)
			}
		}
		visit(a.root())
	}
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF })
}

// Sentences that are written for both languages are: in each call of tr, trf and
// remark the first text is English and the second has Chinese, with the same
// arguments.
func TestSentencesAreInBothLanguages(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	calls := 0
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		must(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "tr" && sel.Sel.Name != "trf" && sel.Sel.Name != "remark" || len(call.Args) < 2 {
				return true
			}
			en, ok1 := literal(call.Args[0])
			zh, ok2 := literal(call.Args[1])
			if !ok1 || !ok2 {
				return true
			}
			calls++
			if hasHan(en) || strings.ContainsFunc(withoutVerbs(en), isLetter) && !hasHan(zh) {
				t.Errorf("%s: %q and %q are not English and Chinese", file, en, zh)
			}
			if verbs(en) != verbs(zh) {
				t.Errorf("%s: %q and %q take different arguments", file, en, zh)
			}
			return true
		})
	}
	if calls < 100 {
		t.Errorf("only %d sentences found: the test looks in the wrong place", calls)
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }

func withoutVerbs(format string) string {
	return regexp.MustCompile(`%[0-9.+# -]*[a-z]`).ReplaceAllString(format, "")
}

// verbs returns the last letters of the verbs of a format, without flags; %q and
// %s, in Chinese quotation marks, are the same.
func verbs(format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.ContainsRune("0123456789.-+ #", rune(format[i])); i++ {
		}
		if i < len(format) {
			b.WriteByte(format[i])
		}
	}
	return strings.ReplaceAll(b.String(), "q", "s")
}

// The language is that of the flag, else that of the environment.
func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want language
	}{
		{nil, english},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, chinese},
		{map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, english},
		{map[string]string{"LANG": "C"}, english},
	} {
		if got := languageOf(func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%v: language %d", c.env, got)
		}
	}
	for flag, want := range map[string]language{"zh": chinese, "zh-CN": chinese, "EN": english, "en_GB": english} {
		if got, err := parseLanguage(flag); err != nil || got != want {
			t.Errorf("--lang %s: language %d, %v", flag, got, err)
		}
	}
}

// What went wrong becomes an exit status and a sentence.
func TestOutcome(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
		says string
	}{
		{nil, 0, ""},
		{exit(1), 1, ""},
		{errors.New("something"), 2, "hulan: something\n"},
		{incomplete(errors.New("something")), 3, "hulan: something\n"},
		{fmt.Errorf("reading: %w", context.Canceled), 2, "hulan: interrupted\n"},
		{errors.New("a\x1b[31mred\u202e"), 2, "hulan: a?[31mred?\n"},
	} {
		a, _, stderr := newApp(english)
		if code := a.outcome(c.err); code != c.code || stderr.String() != c.says {
			t.Errorf("%v: status %d, %q", c.err, code, stderr)
		}
	}
}

// Sizes are read and written as people write them.
func TestSizes(t *testing.T) {
	for in, want := range map[string]int64{"": 0, "10": 10, "10B": 10, "1k": 1000, "1.5MB": 1_500_000, "2 GB": 2e9, "1T": 1e12} {
		if got, err := parseSize(in); err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
	for _, in := range []string{"x", "-1", "0", "1X", "MB", "1e99"} {
		if got, err := parseSize(in); err == nil {
			t.Errorf("%q is taken for %d bytes", in, got)
		}
	}
	a, _, _ := newApp(english)
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 2_500_000: "2.5 MB"} {
		if got := a.size(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

// Types are understood in any case and by what others call them.
func TestTypeNamed(t *testing.T) {
	own := []detect.Rule{{Type: "EMPLOYEE_ID"}}
	for name, want := range map[string]detect.Type{
		"phone_number": detect.PhoneNumber, "PHONE": detect.PhoneNumber, " email ": detect.EmailAddress,
		"employee_id": "EMPLOYEE_ID", "bank_card": detect.CreditCard, "NONSENSE": "NONSENSE",
	} {
		if got := typeNamed(name, own); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

// An output that cannot be written is an error, not silence.
func TestOutputFails(t *testing.T) {
	a, _, _ := newApp(english)
	a.stdout = failingWriter{}
	if err := a.output("", func(w io.Writer) error { io.WriteString(w, "x"); return nil }); err == nil {
		t.Error("a full disk is not noticed")
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// Progress is told in words, with the speed since the beginning.
func TestProgress(t *testing.T) {
	var p scan.Progress
	p.Files.Store(3)
	p.Bytes.Store(4_000_000)
	p.Hits.Store(7)
	a, _, stderr := newApp(english)
	if got := a.progress(&p, 2*time.Second); got != "3 files, 4.0 MB, 2.0 MB/s, 7 findings" {
		t.Errorf("progress: %q", got)
	}
	a.showProgress(&p, -1)() // no terminal
	if stderr.Len() > 0 {
		t.Errorf("a bar without a terminal: %q", stderr)
	}
	name := filepath.Join(t.TempDir(), "a")
	must(t, os.WriteFile(name, []byte("12345"), 0o600))
	if totalSize([]string{name, name}) != 10 || totalSize([]string{name, t.TempDir()}) != -1 || totalSize([]string{"-"}) != -1 {
		t.Error("total size")
	}
}
