// SPDX-License-Identifier: Apache-2.0

package detect

import "slices"

import "unicode/utf8"

var _ = register(recogniser{
	id: "social_handle", typ: SocialHandle,
	source: "account name rules published by the platforms; the names that users give them",
	about:  "Account names on Weibo, Douyin, Kuaishou, Xiaohongshu, Alipay, Bilibili, Zhihu, Telegram, Instagram and others, beside the platform's name; an @mention alone is none",
	on:     []trigger{onCue(socialCues, socialCue)},
})

// platform is one way to name a platform.
type platform struct {
	word string // as written, lower case
	kind string
	// account: the word itself says that an account follows (抖音号). Without
	// it a colon, an '@' or 是 must.
	account bool
	// short: also a word of its own or a variable (tg, line); it counts only
	// with account or beside Chinese.
	short bool
}

var platforms = [...]platform{
	{"微博号", "weibo", true, false},
	{"微博id", "weibo", true, false},
	{"微博昵称", "weibo", true, false},
	{"微博账号", "weibo", true, false},
	{"微博", "weibo", false, false},
	{"围脖", "weibo", false, false},
	{"weibo", "weibo", false, false},
	{"抖音号", "douyin", true, false},
	{"抖音账号", "douyin", true, false},
	{"抖音id", "douyin", true, false},
	{"抖音", "douyin", false, false},
	{"douyin", "douyin", false, false},
	{"tiktok", "tiktok", false, false},
	{"快手号", "kuaishou", true, false},
	{"快手id", "kuaishou", true, false},
	{"快手", "kuaishou", false, false},
	{"小红书号", "xiaohongshu", true, false},
	{"小红书id", "xiaohongshu", true, false},
	{"小红书账号", "xiaohongshu", true, false},
	{"小红书", "xiaohongshu", false, false},
	{"红薯号", "xiaohongshu", true, false},
	{"小红薯", "xiaohongshu", false, false},
	{"支付宝账号", "alipay", true, false},
	{"支付宝帐号", "alipay", true, false},
	{"支付宝号", "alipay", true, false},
	{"支付宝账户", "alipay", true, false},
	{"支付宝", "alipay", false, false},
	{"alipay", "alipay", false, false},
	{"站uid", "bilibili", true, false},
	{"站号", "bilibili", true, false},
	{"站id", "bilibili", true, false},
	{"站账号", "bilibili", true, false},
	{"哔哩哔哩", "bilibili", false, false},
	{"bilibili", "bilibili", false, false},
	{"知乎id", "zhihu", true, false},
	{"知乎账号", "zhihu", true, false},
	{"知乎", "zhihu", false, false},
	{"豆瓣id", "douban", true, false},
	{"陌陌号", "momo", true, false},
	{"钉钉号", "dingtalk", true, false},
	{"淘宝账号", "taobao", true, false},
	{"闲鱼号", "xianyu", true, false},
	{"旺旺号", "taobao", true, false},
	{"电报号", "telegram", true, false},
	{"电报", "telegram", false, true},
	{"飞机号", "telegram", true, false},
	{"纸飞机", "telegram", false, true},
	{"telegram", "telegram", false, false},
	{"tg号", "telegram", true, false},
	{"tg", "telegram", false, true},
	{"instagram", "instagram", false, false},
	{"ins号", "instagram", true, false},
	{"ins", "instagram", false, true},
	{"ig", "instagram", false, true},
	{"whatsapp", "whatsapp", false, false},
	{"line_id", "line", true, false},
	{"line号", "line", true, false},
	{"賴id", "line", true, false},
	{"skype", "skype", false, false},
	{"skype_id", "skype", true, false},
	{"discord", "discord", false, false},
	{"twitter", "twitter", false, false},
	{"推特号", "twitter", true, false},
	{"推特", "twitter", false, false},
	{"facebook", "facebook", false, false},
	{"脸书", "facebook", false, false},
	{"臉書", "facebook", false, false},
	{"snapchat", "snapchat", false, false},
	{"kakaotalk", "kakaotalk", false, false},
}

var socialCues = cues("social", platformWords())

func platformWords() (words string) {
	for _, p := range platforms {
		words += p.word + " "
	}
	return words
}

// platformOf returns the entry for the context word b.
func platformOf(b []byte) (platform, bool) {
	for _, p := range platforms {
		if matchTail(b, 0, p.word) == len(b) {
			return p, true
		}
	}
	return platform{}, false
}

func socialCue(s *scan, start, end int) {
	p, ok := platformOf(s.text[start:end])
	if !ok || s.startsWith(start, "站") && !s.endsWith(start, "B") && !s.endsWith(start, "b") {
		return // B站, not 车站
	}
	at, lines := s.pastCue(end)
	if lines > 0 || at == end && s.text[end-1] < 0x80 {
		return
	}
	mention := at < s.hi && s.text[at] == '@'
	if mention {
		at++
	}
	f := Finding{Kind: p.kind, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	name, ok := s.handleEnd(at, p)
	if !ok {
		if mention && p.kind == "weibo" {
			s.nickname(f, at)
		}
		return
	}
	f.Start, f.End = at, name
	f.Score = s.handleScore(f, p, mention)
	s.emit(f)
}

// handleScore grades a name behind a platform's: how clearly an account is
// meant and how little it looks like a word.
func (s *scan) handleScore(f Finding, p platform, mention bool) float64 {
	digits, marks, capitals := nameParts(s.text[f.Start:f.End])
	chinese := s.text[f.CueStart] >= 0x80 || s.text[f.CueEnd-1] >= 0x80 || s.hanNear(f.CueStart, f.End, 36)
	told := mention || s.told(f.CueEnd, f.Start)
	switch {
	case s.assigned(f.CueEnd, f.Start) && s.text[f.Start-1] != '"' && !chinese:
		return 0.3
	case !anyLetter(s.text[f.Start:f.End]): // bare numbers are IDs where the word says so
		if p.account && digits >= 6 && digits == f.End-f.Start {
			return 0.75
		}
		return 0.3
	case p.account && !chinese && (digits+marks == 0 || !told):
		return 0.3
	case p.account && digits+marks > 0, mention && digits+marks > 0:
		return 0.9
	case p.account || mention && (chinese || !p.short):
		return 0.75
	case !chinese && (p.short || !told || digits+marks == 0 || capitals > 2):
		return 0.3
	case told && digits+marks > 0:
		return 0.85
	case digits > 0 && marks > 0, chinese && marks > 0, chinese && digits > 1 && capitals == 0:
		return 0.7
	case told && chinese && capitals == 0:
		return 0.6
	}
	return 0.4
}

func anyLetter(b []byte) bool {
	return slices.ContainsFunc(b, isLetter)
}

// told reports whether a colon, 是 or "is" stands between i and j, which says
// that the name follows.
func (s *scan) told(i, j int) bool {
	for k := i; k < j; k++ {
		if s.text[k] == ':' || s.startsWith(k, "：") || s.startsWith(k, "是") || s.startsWith(k, "is ") || s.startsWith(k, "叫") || s.startsWith(k, "号") {
			return true
		}
	}
	return false
}

// handleEnd returns the end of the name at i: 4 to 30 letters, digits, '_', '.'
// and '-'.
func (s *scan) handleEnd(i int, p platform) (end int, ok bool) {
	if i >= s.hi || !isWord(s.text[i]) {
		return 0, false
	}
	end = i
	for end < s.hi && end-i <= 32 && (isWechatByte(s.text[end]) || s.text[end] == '.') {
		end++
	}
	for end > i && (s.text[end-1] == '-' || s.text[end-1] == '.') {
		end--
	}
	if end-i < 4 || end-i > 30 || commonWord(s.text[i:end]) {
		return 0, false
	}
	if end < s.hi {
		switch c := s.text[end]; {
		case c == '#' && p.kind == "discord": // name#1234, the older form
			j := end + 1
			for j < s.hi && isDigit(s.text[j]) {
				j++
			}
			if j-end == 5 {
				return j, true
			}
		case c == '@' || c == '/' || c == '(' || c == '\\' || c == ':' && end+1 < s.hi && s.text[end+1] == '/':
			return 0, false
		}
	}
	if end-i == 11 && cnMobileDigits(s.text[i:end]) || s.counted(end) || hostName(s.text[i:end]) {
		return 0, false
	}
	return end, true
}

// cnMobileDigits reports whether b is a mobile number and nothing else.
func cnMobileDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return cnMobilePlan(b)
}

// hostName reports whether b ends like a web site's name.
func hostName(b []byte) bool {
	for _, w := range [...]string{".com", ".cn", ".org", ".net", ".io", ".app", ".me", ".js", ".go", ".py", ".md", ".html", ".json", ".png", ".exe", ".apk"} {
		if len(b) > len(w) && sameFold(b[len(b)-len(w):], w) {
			return true
		}
	}
	return false
}

// nickname reports the Chinese name of a Weibo account, 2 to 15 characters
// behind "微博@".
func (s *scan) nickname(f Finding, i int) {
	j, n := i, 0
	for j < s.hi && n <= 15 {
		r, w := utf8.DecodeRune(s.text[j:s.hi])
		if !isHan(r) && !(r < utf8.RuneSelf && isWechatByte(byte(r))) {
			break
		}
		j, n = j+w, n+1
	}
	if n < 2 || n > 15 {
		return
	}
	f.Start, f.End, f.Score = i, j, 0.7
	s.emit(f)
}
