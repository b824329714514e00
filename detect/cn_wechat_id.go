// SPDX-License-Identifier: Apache-2.0

package detect

import "slices"

import "strings"

var _ = register(recogniser{
	id: "cn_wechat_id", typ: CNWeChatID, region: "CN",
	source: "WeChat help centre (an account name has 6 to 20 letters, digits, '_' and '-' and begins with a letter; wxid_ is what the service assigns); words that Chinese forums use for WeChat",
	about:  "WeChat account names beside a word such as 微信, 加V, vx, 薇❤ or wechat; wxid_ names anywhere",
	on: []trigger{
		onCue(wechatCues, wechatCue),
		onCue(wechatWords, wechatWord),
		onCue(wxid, wechatAssigned),
		onCue(wechatLogin, wechatLoggedIn),
	},
	check: func(v string) (bool, string) {
		switch {
		case len(v) < 6 || len(v) > 20:
			return false, "not 6 to 20 characters"
		case !isLetter(v[0]):
			return false, "does not begin with a letter"
		case strings.TrimFunc(v, func(r rune) bool { return r < 0x80 && isWechatByte(byte(r)) }) != "":
			return false, "holds other characters than letters, digits, '_' and '-'"
		}
		return true, "6 to 20 letters, digits, '_' and '-', a letter first"
	},
})

// wechatCues announce a WeChat account.
var wechatCues = cues("wechat", `微信 微信号 微信号码 微信id 微信账号 微信帐号 微信名 微信同号 微信联系 微信搜 微信搜索 weixin weixin_id weixinhao wechat wechat_id 微訊
	wx wx号 vx vx号 vxin v信 v信号 v号 v❤ 加v 加v信 加vx 加wx 加微 加微信 加薇 加薇信 加薇❤ 加➕ ➕v ➕v信 ➕vx ➕wx ➕微 ➕微信 ➕薇 ➕薇信 加我v 加我vx 加我微信
	薇信 薇❤ 薇號 薇号 徽信 徽❤ 薇心 微❤ 微心 维信 唯信 溦信 徾信 绿泡泡 小绿书号 微我`)

// wechatWords are words with another meaning as well, and a lone v: they need
// a sign that an account follows.
var wechatWords = cues("wechat_slang", `薇 威信 卫星 卫星号 v 围脖信 绿标 泡泡号 小绿人 微號 微号`)

var wxid = cues("wxid", "wxid")

// wechatLogin says that the account of a log line is WeChat's.
var wechatLogin = cues("wechat_login", "微信登录 微信登陆 微信授权登录 微信扫码登录 wechat_login")

func isWechatByte(c byte) bool { return isWord(c) || c == '-' }

// accountEnd returns the end of what may be an account name at i: 6 to 20
// letters, digits, '_' and '-', a letter first, no '-' last.
func (s *scan) accountEnd(i int) (end int, ok bool) {
	if i >= s.hi || !isLetter(s.text[i]) {
		return 0, false
	}
	end = i
	for end < s.hi && end-i <= 24 && isWechatByte(s.text[end]) {
		end++
	}
	for end > i && s.text[end-1] == '-' {
		end--
	}
	if end-i < 6 || end-i > 20 {
		return 0, false
	}
	// Mail addresses, host names, paths and calls are something else.
	if end < s.hi {
		switch c := s.text[end]; {
		case c == '@' || c == '(' || c == '/' || c == '\\' || c == '[' || c == '{':
			return 0, false
		case (c == '.' || c == ':') && end+1 < s.hi && isAlnum(s.text[end+1]):
			return 0, false
		}
	}
	return end, true
}

// nameParts describes an account name: how likely it is one rather than a word
// of a language or program.
func nameParts(b []byte) (digits, marks, capitals int) {
	for i, c := range b {
		switch {
		case isDigit(c):
			digits++
		case c == '_' || c == '-':
			marks++
		case isUpper(c) && i > 0:
			capitals++
		}
	}
	return digits, marks, capitals
}

// notAccounts begin words that stand behind 微信 without being an account.
var notAccounts = [...]string{
	"iphone", "ipad", "android", "windows", "macos", "harmony", "corpid", "openid", "open_id", "open-id", "unionid", "union_id", "appid", "app_id", "app-id",
	"appsecret", "secret", "sdk", "jssdk", "js-sdk", "token", "access", "official", "payment", "notify", "qrcode", "http", "www", "server", "client", "miniprogram",
	"mini-program", "mini_program", "weapp", "version", "public", "message", "template", "channel", "service", "support", "group", "moments", "account", "login", "oauth",
	"callback", "config", "webhook", "platform", "wechat", "weixin", "string", "return", "number", "import", "export", "function",
}

func commonWord(b []byte) bool {
	for _, w := range notAccounts {
		if len(b) >= len(w) && sameFold(b[:len(w)], w) {
			return true
		}
	}
	// An application's ID: wx and 16 hexadecimal digits. A public account's: gh_.
	return len(b) == 18 && string(b[:2]) == "wx" && hexOnly(b[2:]) || len(b) == 15 && string(b[:3]) == "gh_"
}

func hexOnly(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) && (c|0x20)-'a' >= 6 {
			return false
		}
	}
	return true
}

func wechatCue(s *scan, start, end int) {
	f := Finding{Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	at, lines := s.pastCue(end)
	at = s.pastMessengers(at)
	chinese := s.text[start] >= 0x80 || s.text[end-1] >= 0x80
	// wxname and wx_order_id are one word.
	glued := !chinese && end < s.hi && isWechatByte(s.text[end])
	if name, ok := s.accountEnd(at); ok && !glued && !commonWord(s.text[at:name]) {
		f.Score = s.wechatScore(f, at, name, chinese)
		if lines > 0 {
			f.Score -= 0.2
		}
		f.Start, f.End = at, name
		s.emit(f)
		return
	}
	if chinese && at < s.hi && s.text[at] >= 0x80 {
		s.wechatFurther(f, at)
	}
	s.wechatBefore(f)
}

// wechatScore grades the account name [at, end) right behind a context word.
func (s *scan) wechatScore(f Finding, at, end int, chinese bool) float64 {
	digits, marks, capitals := nameParts(s.text[at:end])
	named := at > f.CueEnd // a mark or connecting word stands between
	if !chinese {
		// vx = velocity1 is not an account; "vx: abc" among Chinese is.
		quoted := at > s.lo && s.text[at-1] == '"'
		if f.CueEnd-f.CueStart <= 2 && !s.hanNear(f.CueStart, end, 48) && !quoted || s.assigned(f.CueEnd, at) && !quoted {
			return 0.3
		}
		if digits == 0 && !s.hanNear(f.CueStart, end, 48) {
			return 0.35
		}
	}
	switch {
	case digits > 0 || marks > 0 && named:
		return 0.9
	case capitals > 1:
		return 0.35
	case named:
		return 0.7
	}
	return 0.55
}

// assigned reports whether a '=' stands between a name and its value.
func (s *scan) assigned(i, j int) bool {
	return slices.Contains(s.text[i:j], '=')
}

// wechatFurther looks a little further for a name that can hardly be anything
// else, as in 加个微信呗，我tianlu_2209.
func (s *scan) wechatFurther(f Finding, at int) {
	i := at
	for i < s.hi && i < at+24 && s.text[i] >= 0x80 {
		i++
	}
	for _, w := range [...]string{"支付", "公众", "小程序", "版本", "开发", "下载", "视频号", "服务号", "订阅号", "接口", "客户端", "平台", "手机号", "电话", "QQ", "抖音", "微博", "小红书", "群"} {
		for k := at; k+len(w) <= i; k++ {
			if s.startsWith(k, w) {
				return
			}
		}
	}
	end, ok := s.accountEnd(i)
	if !ok || commonWord(s.text[i:end]) {
		return
	}
	if digits, _, capitals := nameParts(s.text[i:end]); digits < 2 || capitals > 1 {
		return
	}
	f.Start, f.End, f.Score = i, end, 0.7
	s.emit(f)
}

// wechatBefore looks for a name in front of the context word: "abc_123是我的微信".
func (s *scan) wechatBefore(f Finding) {
	i := f.CueStart
	for _, w := range [...]string{"的", "我", "是", "（", "("} {
		if s.endsWith(i, w) {
			i -= len(w)
		}
	}
	if i == f.CueStart || i-1 < s.lo || !isWechatByte(s.text[i-1]) {
		return
	}
	at := i
	for at > s.lo && i-at <= 20 && isWechatByte(s.text[at-1]) {
		at--
	}
	if end, ok := s.accountEnd(at); !ok || end != i || at > s.lo && (s.text[at-1] == '@' || s.text[at-1] == '.' || s.text[at-1] == '/') {
		return
	}
	if digits, _, _ := nameParts(s.text[at:i]); digits == 0 {
		return
	}
	f.Start, f.End, f.Score = at, i, 0.7
	s.emit(f)
}

// wechatWord handles the words that have another meaning: the account must
// follow at once or behind a colon, and something must say that one is meant.
func wechatWord(s *scan, start, end int) {
	at, lines := s.pastCue(end)
	name, ok := s.accountEnd(at)
	if !ok || lines > 0 || commonWord(s.text[at:name]) || s.assigned(end, at) {
		return
	}
	digits, marks, capitals := nameParts(s.text[at:name])
	lone := s.text[start] < 0x80 // v
	invited := false
	for _, w := range [...]string{"加", "➕", "+", "我", "我的", "或者", "或"} {
		invited = invited || s.endsWith(start, w) || s.endsWith(start-1, w)
	}
	switch {
	case at == end && lone:
		return // one word
	case lone && (!s.hanNear(start, name, 48) || start > s.lo && s.text[start-1] < 0x80 && s.text[start-1] != ' ' && s.text[start-1] != '+'):
		return
	case !invited && (digits+marks == 0 || capitals > 0) || at > end && !invited && s.text[end] == ' ' && digits == 0:
		return
	}
	f := Finding{Start: at, End: name, Score: 0.6, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	if invited {
		f.Score = 0.8
	}
	s.emit(f)
}

// wechatAssigned handles names that the service assigned: wxid_ and 12 to 14
// letters and digits.
func wechatAssigned(s *scan, start, end int) {
	if end < s.hi && s.text[end] == '_' && !s.wordBefore(start) {
		i := end + 1
		for i < s.hi && isAlnum(s.text[i]) {
			i++
		}
		if n := i - end - 1; n >= 10 && n <= 16 && !s.wordAfter(i) {
			s.emit(Finding{Kind: "wxid", Start: start, End: i, Score: 0.93, Evidence: HasShape})
		}
	}
}

// wechatLoggedIn looks in front, on the same line, for the account that logged
// in: "user=abc_123 ip=… （微信登录）".
func wechatLoggedIn(s *scan, start, end int) {
	lo := max(s.lo, start-128)
	for i := start - 1; i > lo && s.text[i] != '\n'; i-- {
		if s.text[i] != '=' || !s.endsWith(i, "user") && !s.endsWith(i, "account") && !s.endsWith(i, "username") && !s.endsWith(i, "openid") {
			continue
		}
		if name, ok := s.accountEnd(i + 1); ok && !s.startsWith(i+1, "wxid_") {
			s.emit(Finding{Start: i + 1, End: name, Score: 0.75, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end})
		}
		return
	}
}
