// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"strings"

	"golang.org/x/term"
)

// The voice of the command line, for every word that a person reads:
//
//   - Results go to standard output, everything else to standard error. A
//     pipe never sees a progress bar, a colour or a remark.
//   - Every sentence exists in English and simplified Chinese, side by side in
//     one call of tr, so that none can be forgotten. Machine formats (json,
//     jsonl, csv, sarif) are always English.
//   - An error begins with "hulan: ", then names what, where and why, then what
//     to do. Lower case, no full stop at the end.
//   - Values are masked. There is one way to see them, --show-values, and no
//     error or remark ever repeats one.
//   - Numbers are exact and carry their unit. "1 file", not "1 file(s)".
//   - Nothing is said twice, nothing is asked.
//   - Exit status: 0 done and nothing found, 1 found, 2 error, 3 incomplete.

// language is what messages are written in.
type language int

const (
	english language = iota
	chinese
)

// languageOf returns the language of an environment: LC_ALL, LC_MESSAGES, LANG.
func languageOf(env func(string) string) language {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if strings.HasPrefix(strings.ToLower(v), "zh") {
				return chinese
			}
			return english
		}
	}
	return english
}

// parseLanguage reads the value of --lang.
func parseLanguage(s string) (language, error) {
	switch l := strings.ToLower(s); {
	case l == "en" || strings.HasPrefix(l, "en-") || strings.HasPrefix(l, "en_"):
		return english, nil
	case l == "zh" || strings.HasPrefix(l, "zh-") || strings.HasPrefix(l, "zh_"):
		return chinese, nil
	}
	return english, fmt.Errorf("--lang %q is not known; it is en or zh", s)
}

// tr returns the sentence in the user's language.
func (a *app) tr(en, zh string) string {
	if a.lang == chinese {
		return zh
	}
	return en
}

// trf is tr with arguments; both sentences take all of them.
func (a *app) trf(en, zh string, args ...any) string { return fmt.Sprintf(a.tr(en, zh), args...) }

// remark says something on standard error.
func (a *app) remark(en, zh string, args ...any) {
	fmt.Fprintln(a.stderr, "hulan: "+a.trf(en, zh, args...))
}

// count returns "1 file" or "2 files"; Chinese has no plural.
func (a *app) count(n int, one, many, zh string) string {
	switch {
	case a.lang == chinese:
		return fmt.Sprintf("%d %s", n, zh)
	case n == 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// size returns a number of bytes for people, in powers of 1000.
func (a *app) size(n int64) string {
	units := []string{a.tr("bytes", "字节"), "kB", "MB", "GB", "TB"}
	v, i := float64(n), 0
	for v >= 1000 && i < len(units)-1 {
		v /= 1000
		i++
	}
	if i == 0 {
		return fmt.Sprintf("%d %s", n, units[0])
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}

// isTerminal reports whether w is a terminal.
func isTerminal(w any) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(f.Fd()))
}

// style is a way to make text stand out on a terminal.
type style string

const (
	plain  style = ""
	bold   style = "1"
	faint  style = "2"
	red    style = "31"
	yellow style = "33"
	cyan   style = "36"
	alarm  style = "1;31"
)

// paint puts s into a style if the output is coloured.
func (a *app) paint(st style, s string) string {
	if !a.color || st == plain || s == "" {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

// printable replaces control characters, so that a file name or a context word
// cannot steer the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7F || r >= 0x80 && r < 0xA0 || r == 0x202E || r == 0x202D || r >= 0x2066 && r <= 0x2069 {
			return '?'
		}
		return r
	}, s)
}
