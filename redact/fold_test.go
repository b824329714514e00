// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Characters in disguise stand for what they look like, and every number of
// Unicode that looks like decimal digits is known.
func TestFold(t *testing.T) {
	for _, row := range vectors(t, "fold.txt") {
		for i, numeric := range []bool{true, false} {
			v, want := parse(row[0], "", numeric), row[i+1]
			kept := slices.ContainsFunc(v.units, func(u unit) bool { return u.weight == 0 && u.kept })
			symbol := slices.ContainsFunc(v.units, func(u unit) bool { return u.weight == 0 && !u.kept })
			switch {
			case want == "-" && (v.plain != "" || !kept || symbol):
				t.Errorf("%s (numeric %t): plain %q, kept %t, want separators", row[0], numeric, v.plain, kept)
			case want == "!" && (v.plain != "" || kept || !symbol):
				t.Errorf("%s (numeric %t): plain %q, symbol %t, want symbols", row[0], numeric, v.plain, symbol)
			case want != "-" && want != "!" && (v.plain != want || v.total != len([]rune(want))):
				t.Errorf("%s (numeric %t): %q of %d, want %q", row[0], numeric, v.plain, v.total, want)
			}
		}
	}
}

// Characters that show nothing are separators that stay: a number with them
// inside is the number.
func TestInvisible(t *testing.T) {
	for _, r := range []rune{
		0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060,
		0x2064, 0x2066, 0x2069, 0x20E3, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xE0001, 0xE007F, 0xE0100,
	} {
		v := parse("1"+string(r)+"3"+string(r), "", true)
		if v.plain != "13" || v.total != 2 || !v.units[1].kept {
			t.Errorf("%U: plain %q", r, v.plain)
		}
		if got := Mask("PHONE_NUMBER", "", strings.Join(strings.Split("13800138000", ""), string(r))); strings.Count(got, "*") != 4 {
			t.Errorf("%U: %q", r, got)
		}
	}
}

// No letter, digit, mark or unassigned code point of Unicode is taken for a
// separator, except those that show nothing.
func TestEveryRune(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		u := foldRune(r, false)
		content := unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
		if content && u.weight == 0 && !invisible(r) {
			t.Fatalf("%U is content but counts for nothing", r)
		}
		if u.weight != len([]rune(u.plain)) {
			t.Fatalf("%U stands for %q but weighs %d", r, u.plain, u.weight)
		}
		if unicode.IsDigit(r) && !u.digits() {
			t.Fatalf("%U is a digit and stands for %q", r, u.plain)
		}
	}
}

// Refilling with the plain characters themselves gives the value back, in plain
// writing, with its separators; another length is refused.
func TestRefill(t *testing.T) {
	for _, c := range []struct{ value, plain, want string }{
		{"138-0013-8000", "13900139000", "139-0013-9000"},
		{"１３８ ００１３", "1390013", "139 0013"},
		{"⑬8", "139", "139"},
		{"A123456(3)", "A6543210", "A654321(0)"},
		{"京A·12345", "京A54321", "京A·54321"},
	} {
		if got, ok := parse(c.value, "", true).refill(c.plain); !ok || got != c.want {
			t.Errorf("%s with %s: %s, %t, want %s", c.value, c.plain, got, ok, c.want)
		}
		for _, wrong := range []string{c.plain + "1", c.plain[:len(c.plain)-1]} {
			if got, ok := parse(c.value, "", true).refill(wrong); ok {
				t.Errorf("%s took %s: %s", c.value, wrong, got)
			}
		}
	}
}

// Bytes that are no UTF-8 are characters, and no mask leaves them.
func TestBrokenUTF8(t *testing.T) {
	for _, value := range []string{"\xff\xfe", "138\x8013800\xc3", "\xe5\xbc", "\xed\xa0\x80"} {
		for _, typ := range registeredTypes() {
			if got := Mask(typ, "", value); !utf8.ValidString(got) {
				t.Errorf("%s %q: %q", typ, value, got)
			}
		}
	}
}
