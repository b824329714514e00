// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"strings"
)

var _ = register(recogniser{
	id: "email_address", typ: EmailAddress, core: true,
	source: "RFC 5321 §4.1.2, §4.5.3.1 (lengths); RFC 6530 (characters beyond ASCII are seen up to the first one)",
	about:  "E-mail addresses",
	on:     []trigger{onAt(email)},
	check: func(v string) (bool, string) {
		s := &scan{text: []byte(v), hi: len(v)}
		at := strings.LastIndexByte(v, '@')
		if at < 0 {
			return false, "no @"
		}
		if start, end, ok := s.mailbox(at); !ok || start != 0 || end != len(v) {
			return false, "local part or domain is not of the form of RFC 5321"
		}
		// Text is searched more generously: old Japanese mobile addresses have them.
		if strings.Contains(v[:at], "..") {
			return false, "two dots in a row in the local part (RFC 5321 §4.1.2)"
		}
		return true, "local part and domain are of the form of RFC 5321"
	},
})

// localByte are the bytes of a local part that are common in real addresses; of
// the others that RFC 5321 allows, most are punctuation around the address.
var localByte = byteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-'&")

func byteSet(chars string) (t [256]bool) {
	for i := range len(chars) {
		t[chars[i]] = true
	}
	return t
}

func email(s *scan, at, _ int) {
	start, end, ok := s.mailbox(at)
	if !ok || s.userinfo(start) {
		return
	}
	f := Finding{Start: start, End: end, Score: 0.95, Evidence: HasShape}
	local, domain := s.text[start:at], s.text[at+1:end]
	switch {
	case packageVersion(s.text[at+1:]):
		return
	case roleMailbox(local), protocolName(domain):
		f.Score, f.Evidence = 0.4, f.Evidence|NotPersonal
	case s.messageID(start, end):
		f.Score, f.Evidence = 0.4, f.Evidence|NotCue
	}
	s.emit(f)
}

// messageID reports whether what stands at [start, end) in angle brackets names
// a message, not a mailbox: in a header of RFC 5322 §3.6.4 or its folded lines,
// or behind the "id" of a Received line.
func (s *scan) messageID(start, end int) bool {
	if end >= s.hi || s.text[end] != '>' {
		return false
	}
	i := start // the left side may hold characters that addresses lack
	for i > s.lo && start-i < 64 && s.text[i-1] > ' ' && s.text[i-1] != '<' {
		i--
	}
	if i == s.lo || s.text[i-1] != '<' {
		return false
	}
	name := s.field
	if s.fieldAt != nil {
		name = s.fieldAt(start)
	}
	return messageHeader([]byte(name)) || s.endsWith(i-1, " id ") || s.inMessageHeader(i, start)
}

// inMessageHeader reports whether the line of the '<' in front of i, or that
// which it folds, begins with the name of a header for identifiers.
func (s *scan) inMessageHeader(i, start int) bool {
	for reach := max(s.lo, start-headerReach); i > reach; i-- {
		if i-1 > reach && s.text[i-2] != '\n' {
			continue
		}
		line := bytes.TrimLeft(s.text[i-1:start], ">") // quoted mail
		line = bytes.TrimLeft(line, " \t")
		if colon := bytes.IndexByte(line[:min(len(line), 32)], ':'); colon > 0 && line[0] != '<' {
			return messageHeader(bytes.TrimRight(line[:colon], " "))
		}
		if len(line) == 0 || line[0] != '<' {
			return false // neither a header nor the identifiers of its folded lines
		}
	}
	return false
}

// headerReach is how far the name of a folded header is looked for: about a
// dozen identifiers.
const headerReach = 512

// messageHeader reports whether the header or field called name holds
// identifiers of messages: Message-ID, Resent-Message-ID, In-Reply-To ….
func messageHeader(name []byte) bool {
	for _, w := range [...]string{"message-id", "message_id", "in-reply-to", "in_reply_to", "references", "content-id"} {
		if n := len(name) - len(w); n >= 0 && sameFold(name[n:], w) {
			return true
		}
	}
	return false
}

// protocolName reports whether domain is one that names algorithms and
// extensions of SSH, as aes128-gcm@openssh.com (RFC 4251 §6).
func protocolName(domain []byte) bool {
	return sameFold(domain, "openssh.com") || sameFold(domain, "libssh.org")
}

// mailbox returns the bounds of the address around the '@'.
func (s *scan) mailbox(at int) (start, end int, ok bool) {
	start = at
	for start > s.lo && at-start <= 64 && localByte[s.text[start-1]] {
		start--
	}
	if start > s.lo && start < at && s.text[start-1] == '\\' && isEscapeLetter(s.text[start]) {
		start++
	}
	for start < at && (s.text[start] == '.' || s.text[start] == '-' || s.text[start] == '\'' || s.text[start] == '&' || s.text[start] == '%') {
		start++
	}
	if start == at || at-start > 64 || s.text[at-1] == '.' {
		return 0, 0, false
	}
	end, ok = s.domain(at + 1)
	return start, end, ok && end-start <= maxMailbox
}

// maxMailbox is the length of the longest address: a path has 256 octets with
// its angle brackets (RFC 5321 §4.5.3.1.3).
const maxMailbox = 254

// domain returns the end of the host name that begins at i: labels of letters,
// digits and hyphens, the last one of 2 to 24 letters (or punycode).
func (s *scan) domain(i int) (end int, ok bool) {
	label, dots, lastEnd := i, 0, -1
	for j := i; ; j++ {
		if j < s.hi && j-i <= 253 && (isAlnum(s.text[j]) || s.text[j] == '-') {
			continue
		}
		if j == label || s.text[label] == '-' || j-label > 63 {
			break
		}
		if dots > 0 && topLevel(s.text[label:j]) {
			lastEnd = j
		}
		if j >= s.hi || s.text[j] != '.' {
			break
		}
		dots++
		label = j + 1
	}
	return lastEnd, lastEnd > 0
}

func topLevel(b []byte) bool {
	if len(b) < 2 || len(b) > 24 {
		return false
	}
	for _, c := range b {
		if !isLetter(c) {
			return strings.HasPrefix(strings.ToLower(string(b)), "xn--")
		}
	}
	// Names of pages and pictures; none is a top level of the root zone.
	for _, w := range [...]string{"html", "htm", "php", "asp", "jsp", "png", "jpg", "jpeg", "gif", "svg", "css", "xml", "json", "txt", "pdf"} {
		if sameFold(b, w) {
			return false
		}
	}
	return true
}

// userinfo reports whether the local part belongs to a URL with credentials,
// scheme://user:password@host, which the URL recogniser reports.
func (s *scan) userinfo(start int) bool {
	for i := start - 1; i >= s.lo && start-i < 128 && s.text[i] > ' ' && s.text[i] < 0x80; i-- {
		if s.text[i] == '/' {
			return i-2 >= s.lo && s.text[i-1] == '/' && s.text[i-2] == ':'
		}
		if s.text[i] == '"' || s.text[i] == '<' || s.text[i] == ',' || s.text[i] == ';' {
			return false
		}
	}
	return false
}

// packageVersion reports whether what follows the '@' is a version, as in
// lodash@4.17.21 or actions/checkout@v4.
func packageVersion(b []byte) bool {
	if len(b) > 1 && b[0] == 'v' {
		b = b[1:]
	}
	i := 0
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	// 163.com is a host: only digits behind the dot make a version.
	return i > 0 && i+1 < len(b) && b[i] == '.' && isDigit(b[i+1])
}

// roleMailbox reports whether the local part names a function, not a person.
func roleMailbox(local []byte) bool {
	switch strings.ToLower(string(local)) {
	case "noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster", "webmaster", "hostmaster", "abuse", "git", "root":
		return true
	}
	return false
}
