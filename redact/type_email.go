// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// An e-mail address shows its first character and the domain.
var _ = register(treatment{
	typ: detect.EmailAddress, mask: emailMask, plain: emailPlain,
	surrogate: func(s *stream, v value) (string, bool) {
		return "user." + s.pick(8, "abcdefghijkmnpqrstuvwxyz23456789") + "@example.com", true // RFC 2606 §3
	},
})

// atSigns are the ways of writing @, the plain ones first. What is not among
// them is no e-mail address for this package and is hidden entirely.
var atSigns = []string{
	"@", "＠", "﹫", "(at)", "[at]", "{at}", "<at>", "（at）", "【at】", "(a)", "[a]", "(艾特)", "（艾特）", "艾特", " at ", "_at_", "-at-", "#",
}

// dots are the ways of writing a full stop in a domain.
var dots = strings.NewReplacer("．", ".", "。", ".", "｡", ".", "(dot)", ".", "[dot]", ".", "{dot}", ".", "<dot>", ".",
	"（dot）", ".", "【dot】", ".", "(点)", ".", "（点）", ".", "点", ".", " dot ", ".", "_dot_", ".", "[.]", ".", "(.)", ".")

// splitEmail cuts at the last at sign. Offsets are in v.text.
func splitEmail(v value) (local, domain int, ok bool) {
	lower := asciiLower(v.text)
	for _, at := range atSigns {
		if i := strings.LastIndex(lower, at); i > 0 && i+len(at) < len(lower) {
			return i, i + len(at), true
		}
	}
	return 0, 0, false
}

// asciiLower lowers A to Z alone, so that offsets stay.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func emailMask(v value, char rune) string {
	local, domain, ok := splitEmail(v)
	if !ok {
		return maskMiddle(v, 0, 0, char)
	}
	head := parse(v.text[:local], "", false)
	shown := 0
	if head.total >= 2 {
		shown = 1
	}
	var b strings.Builder
	n := 0
	for _, u := range head.units {
		if n += u.weight; u.weight > 0 && n <= shown {
			b.WriteString(head.text[u.start:u.end])
		} else {
			b.WriteRune(char) // full stops and hyphens too: they are part of the name
		}
	}
	tail := v.text[local:]
	if !isDomain(domainText(v.text[domain:])) {
		rest := parse(v.text[domain:], "", false)
		tail = v.text[local:domain] + maskMiddle(rest, 0, 0, char)
	}
	return b.String() + tail
}

// domainText undoes the disguise of a domain.
func domainText(s string) string {
	s = dots.Replace(asciiLower(s))
	var b strings.Builder
	for _, r := range s {
		if u := foldRune(r, false); u.weight > 0 {
			b.WriteString(strings.ToLower(u.plain))
		} else if r == '.' || r == '-' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isDomain reports whether s has at least two labels and nothing that hides
// digits or names of another kind. A domain of digits is none.
func isDomain(s string) bool {
	i := strings.LastIndexByte(s, '.')
	return i > 0 && i+2 < len(s) && !digitsOnly(s[i+1:]) && !strings.Contains(s, "..")
}

// emailPlain is the address in lower case with a plain @ and plain full stops.
// Local parts are case-sensitive by RFC 5321 §2.4; no large provider makes use
// of it.
func emailPlain(v value) string {
	local, domain, ok := splitEmail(v)
	if !ok {
		return strings.ToLower(v.text)
	}
	var b strings.Builder
	for _, r := range dots.Replace(asciiLower(v.text[:local])) {
		if u := foldRune(r, false); u.weight > 0 {
			b.WriteString(strings.ToLower(u.plain))
		} else if !u.kept || r < 0x80 && r != ' ' {
			b.WriteRune(r)
		}
	}
	return b.String() + "@" + domainText(v.text[domain:])
}
