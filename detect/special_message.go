// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"unicode/utf8"
)

var _ = register(recogniser{
	id: "special_message", typ: Correspondence,
	source: "Constitution of China art. 40; GB/T 35273-2020 annex B (content of communications)",
	about:  "Private correspondence quoted word for word, with who wrote it; logs of chats without quotation marks are not read",
	on:     message.triggers(),
})

var message = special{
	facts: cues("message", `私信 私信我 私聊 短信 发短信 发消息 发信息 发微信 微信里说 微信上说 微信里跟我说 微信跟我说 微信回我 微信回复 聊天记录 聊天记录里 语音里说 邮件里写 邮件里说 信里写 信里说 给我留言 回我 回复我 发来 跟我说 日记里写
		texted texted_me texts_me messaged messaged_me dmed dm'd emailed_me e-mailed_me wrote_me wrote_to_me text_message private_message private_messages whatsapped_me sent_me_a_text voicemail in_a_text in_a_dm his_text her_text his_email her_email in_her_diary in_his_diary replied_to_me`),
	whom: wordWho | wordKin | wordRole | wordNamed,
	grow: growQuote,
}

// quoteReach is how far behind the word the quotation may begin, bytes.
const quoteReach = 30

// maxQuote is the longest quotation that is taken, bytes.
const maxQuote = 600

var quoteMarks = [...][2]string{{"“", "”"}, {"「", "」"}, {"\"", "\""}, {"『", "』"}, {"‘", "’"}}

// growQuote takes the words in quotation marks behind the word.
func growQuote(s *scan, c *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	for i := h.end; i < min(s.hi, h.end+quoteReach) && s.text[i] != '\n' && !s.startsWith(i, "。"); i++ {
		for _, q := range quoteMarks {
			if !s.startsWith(i, q[0]) {
				continue
			}
			from := i + len(q[0])
			n := bytes.Index(s.text[from:min(s.hi, from+maxQuote)], []byte(q[1]))
			if n < 0 || bytes.IndexByte(s.text[from:from+n], '\n') >= 0 {
				return f, false
			}
			f.start, f.end = from, from+n
			return f, s.sentenceLike(from, from+n)
		}
	}
	return f, false
}

// sentenceLike reports whether [i, j) is more than a word or a title: four
// Chinese characters, or three words.
func (s *scan) sentenceLike(i, j int) bool {
	blanks, runes := 0, 0
	for _, c := range s.text[i:j] {
		if c == ' ' {
			blanks++
		}
		if utf8.RuneStart(c) {
			runes++
		}
	}
	return blanks >= 2 || j-i >= 12 && runes <= (j-i)/2
}
