// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"strings"
)

var _ = register(recogniser{
	id: "url", typ: URL, core: true,
	source: "RFC 3986 §3.2.1 (user information), §3.4 (query)",
	about:  "Links that carry a password or a personal token; plain links score below the threshold",
	on:     []trigger{onURL(link)},
	check: func(v string) (bool, string) {
		i := strings.Index(v, "://")
		if i < 0 {
			return false, "no scheme"
		}
		s := &scan{text: []byte(v), hi: len(v)}
		if start, end, ok := s.linkBounds(i); !ok || start != 0 || end != len(v) {
			return false, "not of the form scheme://host"
		}
		return true, "scheme and host are of the form of RFC 3986"
	},
})

// maxURL is the longest link looked at; browsers and servers stop at about 2,000.
const maxURL = 2048

var urlByte = byteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%")

func link(s *scan, colon, _ int) {
	start, end, ok := s.linkBounds(colon)
	if !ok {
		return
	}
	f := Finding{Start: start, End: end, Score: 0.3, Evidence: HasShape}
	rest := s.text[colon+3 : end]
	host := rest
	if i := bytes.IndexAny(rest, "/?#"); i >= 0 {
		host = rest[:i]
	}
	if i := bytes.LastIndexByte(host, '@'); i > 0 {
		if p := bytes.IndexByte(host[:i], ':'); p >= 0 && p+1 < i && !placeholder(host[p+1:i]) {
			f.Kind, f.Score = "credentials", 0.95
		}
	} else if secretQuery(rest) {
		f.Kind, f.Score = "token", 0.96 // above an address that the link names
	}
	s.emit(f)
}

// linkBounds returns the bounds of the link whose "://" begins at colon.
func (s *scan) linkBounds(colon int) (start, end int, ok bool) {
	start = colon
	for start > s.lo && colon-start < 16 && isScheme(s.text[start-1]) {
		start--
	}
	for start < colon && !isLetter(s.text[start]) {
		start++
	}
	end = colon + 3
	limit := min(s.hi, colon+maxURL)
	for end < limit && urlByte[s.text[end]] {
		end++
	}
	for end > colon+3 && bytes.IndexByte(trailing, s.text[end-1]) >= 0 {
		if s.text[end-1] == ')' && bytes.IndexByte(s.text[colon:end], '(') >= 0 {
			break
		}
		end--
	}
	return start, end, colon-start >= 2 && end-colon > 5
}

// trailing is punctuation that ends a sentence rather than a link.
var trailing = []byte(".,;:!?'\")]*")

func isScheme(c byte) bool { return isAlnum(c) || c == '+' || c == '-' || c == '.' }

// secretNames are query parameters whose value opens an account or names a
// person's session.
var secretNames = [][]byte{
	[]byte("access_token="), []byte("id_token="), []byte("refresh_token="), []byte("auth_token="), []byte("authtoken="), []byte("apikey="), []byte("api_key="),
	[]byte("password="), []byte("passwd="), []byte("pwd="), []byte("sessionid="), []byte("session_id="), []byte("jsessionid="), []byte("phpsessid="), []byte("sid="),
	[]byte("x-amz-signature="), []byte("sig="), []byte("secret="), []byte("token="), []byte("invite_code="), []byte("reset="),
}

func secretQuery(rest []byte) bool {
	q := bytes.IndexAny(rest, "?#;")
	for q >= 0 && q+1 < len(rest) {
		part := rest[q+1:]
		for _, n := range secretNames {
			if len(part) > len(n)+7 && bytes.EqualFold(part[:len(n)], n) {
				value := part[len(n):]
				if i := bytes.IndexAny(value, "&#;"); i >= 0 {
					value = value[:i]
				}
				// Eight characters are the shortest token worth the name.
				return len(value) >= 8 && !placeholder(value)
			}
		}
		k := bytes.IndexAny(part, "&#;")
		if k < 0 {
			return false
		}
		q += 1 + k
	}
	return false
}

// placeholder reports whether v stands for a secret in documentation: empty,
// a variable, asterisks, or one of the usual words.
func placeholder(v []byte) bool {
	if len(v) == 0 || bytes.ContainsAny(v, "<>{}$*[]") || bytes.HasPrefix(v, []byte("...")) {
		return true
	}
	if len(bytes.Trim(v, "xX")) == 0 || len(bytes.Trim(v, "*.-_")) == 0 || v[0] == '%' && (len(v) == 2 || v[1] == '(') {
		return true
	}
	switch strings.ToLower(string(v)) {
	case "password", "passwd", "pass", "pwd", "secret", "token", "changeme", "your_password", "yourpassword", "your-password", "mypassword", "example", "redacted",
		"pw", "user", "username", "none", "null", "nil", "true", "false", "test", "foo", "bar", "xxx", "todo", "string", "undefined", "empty":
		return true
	}
	return false
}
