// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"strings"
)

var _ = register(recogniser{
	id: "credential", typ: Credential,
	source: "CWE-798 (hard-coded credentials), CWE-532 (in logs); RFC 6750, RFC 7617, RFC 7519, RFC 7468; token formats as published by their issuers",
	about:  "Passwords, keys and tokens: behind a word such as password, 密码, secret or api_key; private keys in PEM; tokens that issuers mark with a prefix",
	on: []trigger{
		onCue(passwordCues, password),
		onCue(secretCues, secret),
		onCue(pinCues, pin),
		onCue(loginCues, loginPair),
		onCue(tokenCues, tokenPrefix),
		onCue(authCues, authorization),
		onCue(cloudCues, cloudKeys),
		onEnd(credentialField),
	},
})

// passwordCues announce a password that a person chose.
var passwordCues = cues("password", `password passwords passwd pwd pswd passphrase pass_phrase passcode pass 密码 密碼 口令 通行码
	safe_code door_code gate_code entry_code 门禁码 开门码`)

// secretCues announce a key or token that a machine made.
var secretCues = cues("secret", `secret secret_key secret_access_key clientsecret appsecret access_key api_key private_key token authtoken accesstoken
	account_key shared_key preshared preshared_key pre_shared_key psk signing_key encryption_key master_key deploy_key license_key 密钥 秘钥 密鑰 私钥 令牌`)

// pinCues announce a short number that opens something.
var pinCues = cues("pin", `pin pin_code pin码 取款密码 支付密码 锁屏密码 开机密码`)

// loginCues are account names that a password follows behind a slash.
var loginCues = cues("login", `admin root administrator`)

// assignment says what stands between a context word and its value.
type assignment struct {
	at    int  // where the value begins
	told  bool // a colon, '=', 是, "is" or the like
	eq    bool // '='
	space bool // white space around the mark, as in code
	quote byte // that opens the value, 0 if none
	glued bool // nothing stands between
}

// tellers say that the value follows.
var tellers = [...]string{":=", "=>", "->", "==", "=", ":", "：", "＝", "确认过是", "改成了", "改成", "改为", "换成", "设为", "设成", "就是", "还是", "都是", "是", "为", "is ", "was ", ">"}

// assignmentAt reads what stands behind the context word that ends at i.
func (s *scan) assignmentAt(i int) (a assignment) {
	start := i
	if i < s.hi && (isWord(s.text[i]) || s.text[i] == '.' || s.text[i] == ',' || s.text[i] == ')' || s.text[i] == '\n') && s.text[i-1] < 0x80 {
		return assignment{at: -1}
	}
	for i < s.hi && (s.text[i] == '"' || s.text[i] == '\'' || s.text[i] == ']' || s.text[i] == '`' || s.text[i] == '\\' && s.startsWith(i+1, `"`)) && i < start+2 {
		i++
	}
	blank := i
	for i < s.hi && (s.text[i] == ' ' || s.text[i] == '\t') && i < blank+12 {
		i++
	}
	a.space = i > blank
	for _, w := range tellers {
		if s.startsWith(i, w) {
			if w == "==" {
				return assignment{at: -1} // a comparison
			}
			a.told, a.eq = true, strings.HasSuffix(w, "=")
			i += len(w)
			break
		}
	}
	blank = i
	for i < s.hi && (s.text[i] == ' ' || s.text[i] == '\t') && i < blank+12 {
		i++
	}
	a.space = a.space || a.eq && i > blank
	for _, q := range [...]string{`\"`, `"`, "'", "`", "“", "「", "（", "("} {
		if s.startsWith(i, q) {
			a.quote = q[0]
			if q == `\"` {
				a.quote = '"'
			}
			i += len(q)
			break
		}
	}
	a.at, a.glued = i, i == start
	return a
}

// maxSecret is the longest value that is taken for a password or key, bytes.
const maxSecret = 256

// secretEnd returns the end of the value at a.at.
func (s *scan) secretEnd(a assignment) int {
	i, limit := a.at, min(s.hi, a.at+maxSecret)
	for i < limit {
		c := s.text[i]
		if c <= ' ' || c >= 0x7F || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>' || c == '\\' && (a.quote == 0 || s.escape(i)) {
			break
		}
		if a.quote == 0 && (c == ',' || c == ';' || c == '|') || a.quote == '(' && c == ')' || c == '&' && s.parameterAt(i+1) {
			break
		}
		i++
	}
	for a.quote != '"' && a.quote != '\'' && i > a.at && bytes.IndexByte(secretTail, s.text[i-1]) >= 0 {
		i--
	}
	return i
}

var secretTail = []byte(".,:;?)]}")

// escape reports whether the backslash at i begins an escape of quoted text.
func (s *scan) escape(i int) bool {
	return i+1 < s.hi && (isEscapeLetter(s.text[i+1]) || s.text[i+1] == '"' || s.text[i+1] == '\\')
}

// parameterAt reports whether a further parameter of a query, name=, begins at i.
func (s *scan) parameterAt(i int) bool {
	for j := i; j < s.hi && j < i+24; j++ {
		if s.text[j] == '=' {
			return j > i
		}
		if !isWord(s.text[j]) && s.text[j] != '-' {
			return false
		}
	}
	return false
}

// password looks right of a word for a password.
func password(s *scan, start, end int) {
	a := s.assignmentAt(end)
	if a.at < 0 || a.at >= s.hi {
		return
	}
	chinese := s.text[end-1] >= 0x80
	if a.glued && !chinese || end-start == 4 && lower(s.text[end-1]) == 's' && (!a.told || isUpper(s.text[end-1]) || s.wordBefore(start)) {
		return // "pass" is a word, PASS a test's outcome
	}
	if chinese && !a.told && s.text[a.at] >= 0x80 {
		if a.at = s.furtherOn(a.at); a.at < 0 {
			return
		}
		a.told = true
	}
	to := s.secretEnd(a)
	v := s.text[a.at:to]
	if len(v) < 4 || len(v) > 64 || s.standIn(v, a) {
		return
	}
	f := Finding{Kind: "password", Start: a.at, End: to, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	f.Score = s.passwordScore(v, a, chinese, to)
	if f.Score > 0 {
		s.emit(f)
	}
}

// furtherOn returns where the value of "密码我确认过是…" begins: behind a few
// characters of which the last tells. It is -1 if no value of letters and digits
// stands there.
func (s *scan) furtherOn(i int) int {
	from := i
	for i < s.hi && i < from+24 && s.text[i] >= 0x80 {
		i++
	}
	if !s.endsWith(i, "是") && !s.endsWith(i, "：") {
		return -1
	}
	k := classesOf(s.text[i:s.secretEnd(assignment{at: i})])
	if k.digit == 0 || k.letters() == 0 || k.digit+k.letters() < 6 {
		return -1
	}
	return i
}

// passwordScore grades v, which stands behind a word for password.
func (s *scan) passwordScore(v []byte, a assignment, chinese bool, to int) float64 {
	k := classesOf(v)
	prose := chinese || s.hanNear(a.at, to, 24)
	code := s.codeLine(a.at, to) || s.literal(a, to)
	doorCode := s.endsWith(a.at-1, "code")
	quoted := a.quote == '"' || a.quote == '\'' || a.quote == '`'
	strong := k.digit > 0 && k.letters() > 0 && len(v) >= 6 || k.other > 0 && k.letters() > 1 || k.digit > 0 && k.mark > 0 && k.letters() > 2
	switch {
	case s.counted(to) || technical(v):
		return 0
	case doorCode && k.digit >= 3 && len(v) <= 8 && !code && !a.eq:
		return 0.75
	case code:
		// In a program only what cannot be a name, a type or a test's filler.
		if quoted && a.told && k.digit > 1 && k.letters() > 3 && len(v) >= 10 && scattered(v) {
			return 0.6
		}
		return 0.2
	case prose && a.told && k.letters()+k.digit >= 4:
		switch {
		case k.digit+k.other+k.mark > 0:
			return 0.92
		case s.endsWith(a.at, "：") || s.endsWith(a.at, ":"):
			return 0.6
		}
		return 0.4 // 密码是encrypted
	case !a.told && !quoted && bytes.ContainsAny(v, "/@") && k.digit < 2:
		return 0.2 // WPA/WPA2, an account
	case prose && (strong || k.digit >= 4 && k.letters() == 0 && k.mark == 0 && len(v) <= 12 && (a.glued || k.digit >= 6)):
		return 0.85
	case prose:
		return 0.3
	case !strong:
		if a.told && (k.digit >= 4 && k.digit == len(v) && !repeated(v) || !a.space && a.eq && len(v) >= 8 && to-a.at <= 32) && !placeholderWord(v) {
			return 0.55
		}
		return 0.2
	case a.told && a.eq && a.space && !quoted && (identifier(v) && !scattered(v)):
		return 0.4
	case a.told:
		return 0.9
	case k.letters() > 0 && k.digit > 0 && (k.upper > 0 && k.lower > 0 && (k.digit > 1 || k.mark == 0) || k.other > 0 || k.digit > 1 && len(v) >= 8), k.letters() > 4 && bytes.ContainsAny(v, "!@#$%^&*+~"):
		return 0.75 // "password BrassKettle77"
	}
	return 0.3
}

// secret looks right of a word for a key or token that a machine made.
func secret(s *scan, start, end int) {
	a := s.assignmentAt(end)
	if a.at < 0 || a.at >= s.hi || a.glued && s.text[end-1] < 0x80 && s.text[end] < 0x80 {
		return
	}
	if s.text[a.at] >= 0x80 { // "API Key试用：…"
		i := a.at
		for i < s.hi && i < a.at+18 && s.text[i] >= 0x80 {
			i++
		}
		if !s.endsWith(i, "：") && !s.endsWith(i, "是") {
			return
		}
		a.at, a.told = i, true
	}
	to := s.secretEnd(a)
	v := s.text[a.at:to]
	k := classesOf(v)
	if len(v) < 16 || k.digit < 2 && (k.digit == 0 || min(k.upper, k.lower) < 4) || k.letters() < 4 || k.other > 3 && k.other*6 > len(v) || s.standIn(v, a) {
		return
	}
	f := Finding{Kind: "key", Start: a.at, End: to, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end, Score: 0.8}
	switch {
	case s.codeLine(a.at, to), s.literal(a, to), !varied(v), bytes.Contains(v, []byte("01020304")), bytes.Contains(v, []byte("12345678")), a.quote == 0 && identifier(v) && keyName(v), s.protocolTerm(start, end):
		f.Score = 0.3
	case !scattered(v) && !hexOnly(v), hexOnly(v) && (s.member(start, a, to) || !a.told && !sameFold(s.text[start:end], "psk") || sameFold(s.text[start:end], "signing key")):
		f.Score = 0.4 // a fingerprint, a test vector
	case !a.told:
		f.Score = 0.7
	}
	s.emit(f)
}

// pin looks for a short number: "PIN: 4821", 取款密码 482193.
func pin(s *scan, start, end int) {
	a := s.assignmentAt(end)
	if a.at < 0 || !a.told && s.text[end-1] < 0x80 || a.eq && a.space {
		return
	}
	i := a.at
	for i < s.hi && isDigit(s.text[i]) {
		i++
	}
	if n := i - a.at; (n != 4 && n != 6 || n == 6 && s.text[end-1] < 0x80) || !s.alone(a.at, i) || s.counted(i) || s.decimal(a.at, i) || s.codeLine(a.at, i) {
		return
	}
	if n := i - a.at; repeated(s.text[a.at:i]) || n == 4 && (s.startsWith(a.at, "19") || s.startsWith(a.at, "20")) {
		return
	}
	s.emit(Finding{Kind: "pin", Start: a.at, End: i, Score: 0.75, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end})
}

// loginPair looks for "admin / secret", where a word for login or password
// stands near.
func loginPair(s *scan, start, end int) {
	if !s.startsWith(end, " / ") && !s.startsWith(end, "/") || s.text[end] == '/' && s.startsWith(end+1, "/") {
		return
	}
	a := assignment{at: end + 1}
	if s.text[end] == ' ' {
		a.at = end + 3
	}
	to := s.secretEnd(a)
	v := s.text[a.at:to]
	k := classesOf(v)
	if len(v) < 6 || k.digit == 0 || k.letters() < 2 || s.standIn(v, a) || bytes.IndexByte(v, '/') >= 0 || technical(v) || k.mark > 1 && k.other == 0 || start > s.lo && s.text[start-1] == '/' {
		return
	}
	h, ev := s.near(start, end, maskOf(passwordCues, accountCues), cueMask{})
	if ev&HasCue == 0 {
		return
	}
	s.emit(Finding{Kind: "password", Start: a.at, End: to, Score: 0.75, Evidence: HasShape | HasCue, CueStart: h.start, CueEnd: h.end})
}

var accountCues = cues("login_word", `login logon sign_in credentials account 账号 帐号 登录 登陆 用户名 后台 初始口令`)

// credentialField takes the whole value of a field that is named after a
// password.
func credentialField(s *scan, start, end int) {
	if s.fieldAt != nil || s.field == "" || end-start < 4 || end-start > 64 {
		return
	}
	if m := s.fieldMask(start); !m.meets(maskOf(passwordCues)) {
		return
	}
	v := s.text[start:end]
	k := classesOf(v)
	if bytes.ContainsAny(v, " \t\r\n") || k.digit == 0 && k.other == 0 || k.letters()+k.digit < 4 || s.standIn(v, assignment{at: start, quote: '"'}) {
		return
	}
	for _, c := range v {
		if c >= 0x80 {
			return
		}
	}
	s.emit(Finding{Kind: "password", Start: start, End: end, Score: 0.85, Evidence: HasShape | HasField})
}
