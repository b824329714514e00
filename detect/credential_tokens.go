// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"encoding/base64"
)

// Tokens that their issuers mark with a prefix, private keys, and the values of
// Authorization headers. They need no context word; the prefixes serve as cues.

// tokenCues are the words that such tokens begin with, and BEGIN of a private
// key. "ey" and "iza" are the first humps of eyJ… and AIza….
var tokenCues = cues("token_prefix", `ghp gho ghu ghs ghr github_pat xoxb xoxp xoxa xoxr xoxs xapp sk rk npm glpat iza ey ltai hf shpat pypi dop begin ya sg tskey`)

// authCues stand in front of the scheme and the credentials of RFC 7235.
var authCues = cues("authorization", `authorization proxy_authorization bearer`)

// tokenForm is how an issuer writes its tokens.
type tokenForm struct {
	prefix   string // exact
	least    int    // bytes behind the prefix
	most     int
	chars    *[256]bool
	kind     string
	anywhere bool // the prefix may stand inside a word
}

var (
	tokenBase62 = byteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
	tokenURL    = byteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
	tokenDots   = byteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")
	tokenBase32 = byteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
	token64     = byteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.~")
)

// tokenForms are tried in order; longer prefixes first.
var tokenForms = [...]tokenForm{
	{"github_pat_", 60, 90, &tokenURL, "github", false},
	{"ghp_", 36, 40, &tokenBase62, "github", false},
	{"gho_", 36, 40, &tokenBase62, "github", false},
	{"ghu_", 36, 40, &tokenBase62, "github", false},
	{"ghs_", 36, 40, &tokenBase62, "github", false},
	{"ghr_", 36, 76, &tokenBase62, "github", false},
	{"glpat-", 20, 24, &tokenURL, "gitlab", false},
	{"xoxb-", 24, 100, &tokenURL, "slack", false},
	{"xoxp-", 24, 100, &tokenURL, "slack", false},
	{"xoxa-", 24, 100, &tokenURL, "slack", false},
	{"xoxr-", 24, 100, &tokenURL, "slack", false},
	{"xoxs-", 24, 100, &tokenURL, "slack", false},
	{"xapp-", 24, 120, &tokenURL, "slack", false},
	{"sk_live_", 20, 110, &tokenBase62, "stripe", false},
	{"rk_live_", 20, 110, &tokenBase62, "stripe", false},
	{"sk-proj-", 40, 200, &tokenURL, "openai", false},
	{"sk-ant-", 40, 130, &tokenURL, "anthropic", false},
	{"sk-", 32, 60, &tokenBase62, "openai", false},
	{"npm_", 36, 36, &tokenBase62, "npm", false},
	{"pypi-", 80, 220, &tokenURL, "pypi", false},
	{"AIza", 35, 35, &tokenURL, "google", false},
	{"ya29.", 30, 250, &tokenURL, "google", false},
	{"hf_", 34, 37, &tokenBase62, "huggingface", false},
	{"shpat_", 32, 32, &tokenBase62, "shopify", false},
	{"dop_v1_", 64, 64, &tokenBase62, "digitalocean", false},
	{"SG.", 60, 70, &tokenDots, "sendgrid", false},
	{"tskey-", 20, 70, &tokenURL, "tailscale", false},
	{"AKIA", 16, 16, &tokenBase32, "aws", false},
	{"ASIA", 16, 16, &tokenBase32, "aws", false},
	{"LTAI", 12, 26, &tokenBase62, "alibaba", false},
	{"AKID", 32, 32, &tokenBase62, "tencent", false},
}

// tokenPrefix looks at the word [start, end) that may begin a token.
func tokenPrefix(s *scan, start, end int) {
	switch {
	case end-start == 5 && s.startsWith(start, "BEGIN"):
		s.privateKey(start)
	case s.startsWith(start, "eyJ"):
		s.webToken(start)
	case s.startsWith(start-1, "AIza"):
		s.tokenAt(start - 1)
	default:
		s.tokenAt(start)
	}
}

// cloudCues are words near which access keys of cloud providers stand, whose
// prefix does not end a word: AKIA, ASIA, AKID, LTAI.
var cloudCues = cues("cloud", `access_key access_key_id accesskeyid access_id secret_id aws aliyun tencentcloud 阿里云 腾讯云 亚马逊云`)

// cloudReach is how far from such a word a key is looked for, bytes.
const cloudReach = 96

// cloudKeys looks for access keys on both sides of the word [start, end).
func cloudKeys(s *scan, start, end int) {
	lo, hi := max(s.lo, start-cloudReach), min(s.hi, end+cloudReach)
	for i := lo; i+4 < hi; i++ {
		c := s.text[i]
		if c != 'A' && c != 'L' {
			continue
		}
		switch string(s.text[i : i+4]) {
		case "AKIA", "ASIA", "AKID", "LTAI":
			s.tokenAt(i)
		}
	}
}

// tokenAt reports the token that begins at i, if one does.
func (s *scan) tokenAt(i int) {
	if i < s.lo || s.wordBefore(i) || i > s.lo && (s.text[i-1] == '-' || s.text[i-1] == '/' || s.text[i-1] == '+') {
		return
	}
	for k := range tokenForms {
		t := &tokenForms[k]
		if t.prefix[0] != s.text[i] || !s.startsWith(i, t.prefix) {
			continue
		}
		j := i + len(t.prefix)
		for j < s.hi && j-i <= t.most+len(t.prefix) && t.chars[s.text[j]] {
			j++
		}
		n := j - i - len(t.prefix)
		if n < t.least || n > t.most || s.wordAfter(j) {
			continue
		}
		body := s.text[i+len(t.prefix) : j]
		c := classesOf(body)
		f := Finding{Kind: t.kind, Start: i, End: j, Score: 0.95, Evidence: HasShape}
		if c.digit == 0 && t.chars != &tokenBase32 || c.letters() == 0 || placeholderWord(body) || !varied(body) || bytes.HasSuffix(body, []byte("EXAMPLE")) {
			f.Score, f.Evidence = 0.3, f.Evidence|IsTest
		}
		s.emit(f)
		return
	}
}

// webToken reports the JSON Web Token at i (RFC 7519): header, claims and
// signature in base64url.
func (s *scan) webToken(i int) {
	if s.wordBefore(i) {
		return
	}
	j, dots, part := i, 0, 0
	var cut [3]int
	for j < s.hi && j-i < maxFinding {
		if s.text[j] == '.' {
			if dots == 2 || part < 10 {
				break
			}
			cut[dots] = j
			dots, part = dots+1, 0
		} else if tokenURL[s.text[j]] {
			part++
		} else {
			break
		}
		j++
	}
	if dots != 2 || part < 20 || !jsonIn(s.text[i:cut[0]], `"alg"`) {
		return
	}
	f := Finding{Kind: "jwt", Start: i, End: j, Score: 0.95, Evidence: HasShape}
	if testClaims(s.text[cut[0]+1 : cut[1]]) {
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	}
	s.emit(f)
}

// jsonIn reports whether the base64url text b holds word.
func jsonIn(b []byte, word string) bool {
	var buf [768]byte
	b = b[:min(len(b), 1000)/4*4]
	n, _ := base64.RawURLEncoding.Decode(buf[:], b)
	return bytes.Contains(buf[:n], []byte(word))
}

// testClaims reports whether the claims of a token are those of tutorials, or
// hold an expiry decades away, as only tests have.
func testClaims(b []byte) bool {
	for _, w := range [...]string{"John Doe", `"test"`, "@example.", `"exp":25`, `"exp":32`, `"exp":99`} {
		if jsonIn(b, w) {
			return true
		}
	}
	return false
}

// The longest private key reported, bytes, and the least of a body.
const (
	maxPrivateKey = 3800
	minPrivateKey = 64
)

// privateKey reports a block of RFC 7468 whose label ends with PRIVATE KEY. The
// word BEGIN stands at i.
func (s *scan) privateKey(i int) {
	const dashes, label = "-----", "PRIVATE KEY"
	start := i - len(dashes)
	if !s.startsWith(start, dashes) {
		return
	}
	rest := s.text[i:min(s.hi, i+64)]
	k := bytes.Index(rest, []byte(dashes))
	if k < 0 || !bytes.Contains(rest[:k], []byte(label)) {
		return
	}
	body := i + k + len(dashes)
	limit := min(s.hi, start+maxPrivateKey)
	e := bytes.Index(s.text[body:limit], []byte("-----END "))
	if e < 0 {
		return
	}
	to := body + e + len("-----END ")
	q := bytes.Index(s.text[to:min(s.hi, to+48)], []byte(dashes))
	if q < 0 {
		return
	}
	n := 0
	for _, c := range s.text[body : body+e] {
		if isAlnum(c) || c == '+' || c == '/' {
			n++
		} else if c >= 0x80 || c == '<' || c == '*' || c == '{' {
			return // a placeholder
		}
	}
	if n < minPrivateKey || bytes.Contains(s.text[body:body+e], []byte("...")) {
		return
	}
	s.emit(Finding{Kind: "private_key", Start: start, End: to + q + len(dashes), Score: 0.97, Evidence: HasShape})
}

// authorization looks right of "Authorization:" and "Bearer".
func authorization(s *scan, start, end int) {
	i, _ := s.pastCue(end)
	if i == end {
		return
	}
	scheme := ""
	for _, w := range [...]string{"bearer", "basic", "token"} {
		if i+len(w) < s.hi && matchFold(s.text[i:i+len(w)], w) && s.text[i+len(w)] == ' ' {
			scheme = w
			i += len(w) + 1
			break
		}
	}
	if lower(s.text[start]) == 'b' {
		scheme = "bearer"
	}
	if scheme == "" {
		return
	}
	j := i
	for j < s.hi && j-i < 2048 && token64[s.text[j]] {
		j++
	}
	for j > i && s.text[j-1] == '.' {
		j--
	}
	v := s.text[i:j]
	k := classesOf(v)
	f := Finding{Kind: scheme, Start: i, End: j, Score: 0.85, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	switch {
	case len(v) < 12 || k.digit == 0 || k.letters() == 0 || j < s.hi && s.text[j] == '(':
		return
	case scheme == "basic":
		if !basicPair(v) {
			return
		}
	case len(v) < 16 || placeholderWord(v) || !varied(v) || !scattered(v) && !hexOnly(v) || s.codeLine(i, j):
		return
	}
	s.emit(f)
}

// basicPair reports whether v is user:password in base64 (RFC 7617) and not one
// of that document's examples.
func basicPair(v []byte) bool {
	var buf [768]byte
	if len(v) > 1000 {
		return false
	}
	n, err := base64.StdEncoding.Decode(buf[:], v)
	if err != nil {
		return false
	}
	d := buf[:n]
	i := bytes.IndexByte(d, ':')
	if i < 1 || i+1 == n || n > 12 && matchFold(d[:12], "aladdin:open") || string(d) == "test:123\xc2\xa3" || placeholderWord(d[i+1:]) {
		return false
	}
	for _, c := range d {
		if c < ' ' || c == 0x7F {
			return false
		}
	}
	return true
}
