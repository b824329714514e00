// SPDX-License-Identifier: Apache-2.0

package detect

import "bytes"

// What tells a password or key from a word, a name in a program, a test vector
// or a placeholder.

// classes counts the kinds of bytes of v.
type classes struct{ lower, upper, digit, mark, other int }

func classesOf(v []byte) (k classes) {
	for _, c := range v {
		switch {
		case isDigit(c):
			k.digit++
		case isUpper(c):
			k.upper++
		case isLetter(c):
			k.lower++
		case c == '_' || c == '-' || c == '.' || c == ':':
			k.mark++
		default:
			k.other++
		}
	}
	return k
}

func (k classes) letters() int { return k.lower + k.upper }

// codeLine reports whether the line around [start, end) is a program's: it has
// brackets, semicolons or operators that prose and settings do not have.
func (s *scan) codeLine(start, end int) bool {
	i, j := start, end
	for i > s.lo && start-i < 160 && s.text[i-1] != '\n' {
		i--
	}
	for j < s.hi && j-end < 160 && s.text[j] != '\n' {
		j++
	}
	before, after := s.text[i:start], s.text[end:j]
	if bytes.Contains(before, []byte("curl ")) || bytes.Contains(before, []byte("-H ")) {
		return false
	}
	for _, w := range codeMarks {
		if bytes.Contains(before, w) || bytes.Contains(after, w) {
			return true
		}
	}
	// Statements and members end with these.
	t := bytes.TrimRight(after, " \t\r")
	return len(t) > 0 && (t[len(t)-1] == ';' || t[len(t)-1] == ')' && bytes.IndexByte(before, '(') >= 0) || bytes.HasSuffix(t, []byte("`,")) || bytes.HasSuffix(t, []byte("),"))
}

var codeMarks = [][]byte{
	[]byte("func "), []byte("return "), []byte("();"), []byte(":="), []byte("!="), []byte("&&"), []byte("||"), []byte("const "), []byte("var "), []byte("let "),
	[]byte("t."), []byte("assert"), []byte("expect"), []byte("//"), []byte("/*"), []byte("strings."), []byte("[]byte"), []byte("string{"), []byte("{{"), []byte("%s"), []byte("%v"),
	[]byte("NewReader"), []byte("Error("), []byte("def "), []byte("self."), []byte("this."), []byte("import "), []byte("struct"), []byte("`{\""), []byte(") {"),
}

// identifier reports whether v could be a name in a program.
func identifier(v []byte) bool {
	for _, c := range v {
		if !isWord(c) {
			return false
		}
	}
	return !isDigit(v[0])
}

// scattered reports whether letters and digits are mixed as in random text: the
// kind of character changes often, as in "zS5jGML", unlike in "userName2".
func scattered(v []byte) bool {
	changes, last := 0, 0
	for i, c := range v {
		kind := 4
		switch {
		case isDigit(c):
			kind = 1
		case isUpper(c):
			kind = 2
		case isLetter(c):
			kind = 3
		}
		// A capital in front of small letters is a word's beginning.
		if i > 0 && kind != last && !(last == 2 && kind == 3) && kind != 4 && last != 4 {
			changes++
		}
		last = kind
	}
	return changes*5 >= len(v)
}

// technical reports whether v is the name of a method or format: sha256, RFC7617.
func technical(v []byte) bool {
	i := 0
	for i < len(v) && isLetter(v[i]) {
		i++
	}
	if i == 0 || i > 8 || len(v)-i > 6 {
		return false
	}
	for _, w := range technicalWords {
		if sameFold(v[:i], w) {
			return true
		}
	}
	return false
}

// technicalWords are names that numbers follow.
var technicalWords = [...]string{
	"sha", "md", "hmac", "aes", "rsa", "oauth", "utf", "rfc", "http", "https", "tls", "ssl", "pbkdf", "argon", "base", "v", "ver", "version", "ipv", "x", "pkcs", "des", "rc",
	"ntlm", "win", "windows", "python", "php", "mysql", "sqlite", "int", "uint", "float", "varchar", "char", "field", "test", "user", "len", "step", "line", "page", "chapter",
	"cve", "ascii", "latin", "cp", "iso", "crypt",
}

// standIn reports whether v stands for a secret: a variable, a type, asterisks,
// a word such as "changeme", a call.
func (s *scan) standIn(v []byte, a assignment) bool {
	to := a.at + len(v)
	switch {
	case bytes.Contains(v, []byte("://")) || bytes.ContainsAny(v, "()") && a.quote != '"' && a.quote != '\'' || v[0] == '/' || v[0] == '.' || v[0] == '@' || v[0] == '=' || v[0] == '+' || v[0] == '*' || v[0] == '\\' || v[0] == ':' || v[0] == '&' && a.quote == 0:
		return true
	case to < s.hi && a.quote == 0 && (s.text[to] == '(' || s.text[to] == '[' || s.text[to] == '{'):
		return true
	case v[0] == '$' || v[0] == '%' && len(v) < 4 || v[0] == '{' || v[0] == '<' || v[0] == '[' || v[0] == '-' && a.quote == 0:
		return true
	case len(v) > 4 && matchFold(v[:4], "test"):
		return true
	case bytes.Contains(v, []byte("${")) || bytes.Contains(v, []byte("$(")) || bytes.Contains(v, []byte("{{")) || bytes.Contains(v, []byte("...")) || bytes.Contains(v, []byte("***")) || bytes.Contains(v, []byte("xxxx")) || bytes.Contains(v, []byte("XXXX")):
		return true
	case a.quote == 0 && (bytes.IndexByte(v, '[') >= 0 || bytes.IndexByte(v, '{') >= 0):
		return true
	case a.quote == 0 && bytes.IndexByte(v, '.') > 0 && identifierPath(v): // req.Password
		return true
	case a.quote == 0 && s.startsWith(to, "=") || bytes.IndexByte(v, '=') > 0 && bytes.IndexByte(v, '=') < len(v)-2 && a.quote == 0:
		return true
	}
	return placeholderWord(v)
}

func identifierPath(v []byte) bool {
	for i, c := range v {
		if c == '.' && (i+1 == len(v) || !isLetter(v[i+1])) || !isWord(c) && c != '.' {
			return false
		}
	}
	return isLetter(v[0])
}

// fillers are whole values that stand for a secret.
var fillers = [...]string{
	"pass", "pwd", "secret", "token", "pw", "user", "none", "null", "nil", "true", "false", "test", "foo", "bar", "xxx", "todo", "string", "empty", "text", "str", "bool", "bytes", "varchar", "optional", "required",
}

// standWords are parts of values that stand for a secret in documentation.
var standWords = [...]string{
	"example", "changeme", "change_me", "change-me", "placeholder", "redacted", "your_", "your-", "yourpass", "yoursecret", "yourtoken", "insert", "replace", "password", "passwd",
	"passphrase", "secret_", "_secret", "-secret", "secret-", "mysecret", "mytoken", "dummy", "sample", "undefined", "process.env", "getenv", "foobar", "username", "abcdef", "abc123", "secr3t", "s3cret", "s3cr3t", "p4ssw0rd", "test_", "_test", "test-", "-test", "testing",
}

func placeholderWord(v []byte) bool {
	for _, w := range fillers {
		if sameFold(v, w) {
			return true
		}
	}
	for _, w := range standWords {
		for i := 0; i+len(w) <= len(v); i++ {
			if matchFold(v[i:i+len(w)], w) {
				return true
			}
		}
	}
	// One or two characters over and over.
	var seen [4]uint64
	n := 0
	for _, c := range v {
		if seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			n++
		}
	}
	return n <= 2
}

// keyName reports whether v, an identifier, names a key rather than being one.
func keyName(v []byte) bool {
	for _, w := range [...]string{"key", "token", "secret", "test", "cert"} {
		for i := 0; i+len(w) <= len(v); i++ {
			if matchFold(v[i:i+len(w)], w) {
				return true
			}
		}
	}
	return false
}

// member reports whether the value is a member of a literal in a program, as
// test vectors of cryptography are: Name: "value", on a line of its own.
func (s *scan) member(cue int, a assignment, to int) bool {
	return a.quote == '"' && s.startsWith(to, `",`) && !s.endsWith(cue, `"`) && !a.eq
}

// literal reports whether the value is a member of a literal that gofmt has
// aligned, or the like: two spaces in front of a quoted value.
func (s *scan) literal(a assignment, to int) bool {
	if a.quote != '"' || a.at-3 < s.lo {
		return false
	}
	i := a.at - 1
	blanks := 0
	for i > s.lo && a.at-i < 40 && (s.text[i-1] == ' ' || s.text[i-1] == '=' || s.text[i-1] == ':') {
		if i--; s.text[i] == ' ' {
			blanks++
		}
	}
	// Password: "…", with a capital and without quotes is Go.
	w := i
	for w > s.lo && isLetter(s.text[w-1]) {
		w--
	}
	return blanks > 2 || s.startsWith(to, `",`) && (s.startsWith(i, ":  ") || w < i && isUpper(s.text[w]) && s.startsWith(i, ": "))
}

// protocolTerm reports whether the context word is part of a longer name that
// cryptography gives to intermediate values: shared_secret, exporter_secret.
func (s *scan) protocolTerm(start, end int) bool {
	if start == s.lo || s.text[start-1] != '_' && !isLetter(s.text[start-1]) || !sameFold(s.text[start:end], "secret") && !sameFold(s.text[start:end], "token") {
		return false
	}
	i := start
	if s.text[i-1] == '_' {
		i--
	}
	for _, w := range [...]string{"client", "app", "api", "webhook", "jwt", "oauth", "bot", "user", "access", "auth", "refresh", "session", "signing", "consumer", "id", "key"} {
		if i-len(w) >= s.lo && matchFold(s.text[i-len(w):i], w) {
			return false
		}
	}
	return true
}

// varied reports whether v uses many different characters, at least a third of
// its length and eight: random text of 16 characters has about 14.
func varied(v []byte) bool {
	var seen [2]uint64
	n := 0
	for _, c := range v {
		if c < 0x80 && seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			n++
		}
	}
	return n >= max(8, min(len(v)/3, 12))
}
