// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "cn_qq", typ: CNQQ, region: "CN",
	source: "Tencent QQ help centre (numbers count up from 10000; eleven digits at most so far); words that Chinese forums use for QQ",
	about:  "QQ numbers and QQ group numbers, 5 to 11 digits, only beside a word such as QQ, 扣扣, 企鹅 or 群号",
	on: []trigger{
		onCue(qqCues, qqCue),
		onCue(qLetter, qqLetter),
		onCue(wechatCues, qqOfWechat),
		onRun(qqRun, 7, 8, 9, 10, 11),
		onEnd(qqField),
	},
	check: func(v string) (bool, string) {
		switch d := digitsOf(v); {
		case len(d) < 5 || len(d) > 11:
			return false, "not 5 to 11 digits"
		case d[0] == '0':
			return false, "no number begins with 0"
		}
		return true, "5 to 11 digits"
	},
})

// qqCues announce a QQ number. Q币 and the like are other words.
var qqCues = cues("qq", `qq qq号 qq号码 qq账号 qq帐号 qq_number qq_no qq_id qq_account qq_num qqnum qqid qq_uin uin 扣扣 扣扣号 口口号 抠抠 蔻蔻 寇寇 企鹅 企鹅号 球球 球球号 秋秋 秋秋号
	q_q 🐧 加q 加q号 ➕q q号 扣号 qq群 qq群号 扣扣群 q群 群号 群號 加群 交流群 粉丝群 企鹅群 qq_group qqgroup`)

// qLetter is a lone q, as in 代购q23086877.
var qLetter = cues("q", "q")

// The first numbers are Tencent's own.
const qqFirst = "10000"

func qqCue(s *scan, start, end int) {
	at, lines := s.pastCue(end)
	at = s.pastMessengers(at)
	f := Finding{Score: 0.85, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	if lines > 0 {
		f.Score = 0.7
	}
	if w := string(s.text[max(start, end-6):end]); len(w) == 6 && (w[:3] == "群" || w[3:] == "群") {
		f.Kind = "group"
	}
	s.qqNumbers(f, at, 5)
}

// pastMessengers skips the names of other messengers that share the number:
// "QQ/微信：", "QQ微信同号".
func (s *scan) pastMessengers(i int) int {
	for _, w := range [...]string{"/", "和", "或", "、"} {
		if s.startsWith(i, w) {
			i += len(w)
			break
		}
	}
	for _, w := range [...]string{"微信", "wx", "vx", "WX", "VX", "qq", "QQ"} {
		if s.startsWith(i, w) {
			i, _ = s.pastCue(i + len(w))
			return i
		}
	}
	return i
}

// qqLetter takes a lone q that stands at the number: behind a Chinese character
// or a plus.
func qqLetter(s *scan, start, end int) {
	if start > s.lo && s.text[start-1] < 0x80 && s.text[start-1] != '+' || start == s.lo {
		return
	}
	at := end
	for at < s.hi && at < end+4 && (s.text[at] == ' ' || s.text[at] == ':') || s.startsWith(at, "：") {
		at++
		for at < s.hi && s.text[at]&0xC0 == 0x80 {
			at++
		}
	}
	s.qqNumbers(Finding{Score: 0.75, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}, at, 5)
}

// qqOfWechat takes digits that are given as a WeChat account: an account can be
// found by the QQ number bound to it, and its own name begins with a letter.
func qqOfWechat(s *scan, start, end int) {
	if end < s.hi && isWord(s.text[end]) && isLetter(s.text[end-1]) && s.text[start] < 0x80 && !s.hanBefore(start) {
		return // wx12345678 is a name or a variable
	}
	at, lines := s.pastCue(end)
	if lines > 0 {
		return
	}
	s.qqNumbers(Finding{Score: 0.7, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}, at, 6)
}

// qqNumbers reports the number that begins at i, if it has at least least
// digits, and the list it may begin.
func (s *scan) qqNumbers(f Finding, i, least int) {
	for range 16 { // members of a list
		end, ok := s.qqAt(i, least)
		if !ok {
			return
		}
		f.Start, f.End = i, end
		g := f
		if d := s.digits(s.buf[:0], i, end); repeated(d) || string(d) == qqFirst || string(d) == "10001" {
			g.Score, g.Evidence = 0.4, g.Evidence|IsTest
		}
		s.emit(g)
		f.Evidence |= HasList
		if i = s.listed(end); i < 0 {
			return
		}
		least = max(least, 6)
	}
}

// qqAt returns the end of the number at i. Single spaces, dots or dashes may
// part its digits, as people do who hide it.
func (s *scan) qqAt(i, least int) (end int, ok bool) {
	if i >= s.hi || s.text[i] < '1' || s.text[i] > '9' || i > s.lo && (s.text[i-1] == '.' || s.text[i-1] == '-') {
		return 0, false
	}
	n, groups, longest, first, size := 0, 1, 0, 0, 0
	j := i
	for ; j < s.hi && n <= 11; j++ {
		c := s.text[j]
		if isDigit(c) {
			n, size = n+1, size+1
			longest = max(longest, size)
			if groups == 1 {
				first = size
			}
			continue
		}
		if (c != ' ' && c != '.' && c != '-') || j+1 >= s.hi || !isDigit(s.text[j+1]) || longest > 4 {
			break
		}
		groups, size = groups+1, 0
	}
	switch {
	case n < least || n > 11 || s.wordAfter(j) || s.counted(j):
		return 0, false
	case groups > 1 && (groups < 3 || longest > 4 || n < 6 || groups == 3 && first == 4 && n <= 8):
		return 0, false // a price, a version, a date
	case groups == 1 && s.decimal(i, j):
		return 0, false
	case n == 11 && groups == 1 && cnMobilePlan(s.text[i:j]):
		return 0, false
	}
	// An address at a mail provider is an e-mail address.
	return j, j >= s.hi || s.text[j] != '@'
}

// qqRun takes a number whose context word stands behind it, or that is the
// value of a field with such a name.
func qqRun(s *scan, start, end int) {
	if s.text[start] == '0' || end-start == 11 && cnMobilePlan(s.text[start:end]) || end < s.hi && s.text[end] == '@' {
		return
	}
	f := Finding{Start: start, End: end, Score: 0.8, Evidence: HasShape}
	if m := s.fieldMask(start); m.meets(maskOf(qqCues)) {
		f.Evidence |= HasField
		s.emit(f)
		return
	}
	i := end
	for _, w := range [...]string{" ", "（", "(", "是", "我的", "本人", "为"} {
		if s.startsWith(i, w) {
			i += len(w)
		}
	}
	for _, w := range [...]string{"QQ", "qq", "扣扣", "企鹅号"} {
		// "12345678的QQ" and "12345678 QQ 23456789" differ in what follows.
		if s.startsWith(i, w) && i > end && !s.digitSoon(i+len(w)) && !s.decimal(start, end) {
			f.Score, f.Evidence, f.CueStart, f.CueEnd = 0.7, f.Evidence|HasCue, i, i+len(w)
			s.emit(f)
			return
		}
	}
}

// digitSoon reports whether the context word that ends at i has a value of its
// own behind it.
func (s *scan) digitSoon(i int) bool {
	i, _ = s.pastCue(i)
	return i < s.hi && isAlnum(s.text[i])
}

// qqField takes the short numbers of a field that is named after QQ: runs of
// five and six digits have no anchor of their own.
func qqField(s *scan, start, end int) {
	if s.fieldAt != nil || s.field == "" || end-start < 5 || end-start > 16 {
		return
	}
	if m := s.fieldMask(start); !m.meets(maskOf(qqCues)) {
		return
	}
	for start < end && s.text[start] == ' ' {
		start++
	}
	if e, ok := s.qqAt(start, 5); ok && e-start <= 6 {
		s.emit(Finding{Start: start, End: e, Score: 0.8, Evidence: HasShape | HasField})
	}
}
