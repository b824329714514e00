// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"unicode/utf8"
)

var _ = register(recogniser{
	id: "special_track", typ: Track,
	source: "PIPL art. 28 (whereabouts and tracks); the 2017 judicial interpretation, art. 5(1)(3)",
	about:  "Where and when a person other than the writer comes and goes: a habit with its time, a flight, a train",
	on:     track.triggers(),
})

var track = special{
	facts: cues("track", `出门 上班 下班 回家 到家 放学 跑步 夜跑 晨跑 遛狗 散步 接孩子 接娃 送孩子 健身 飞往 飞到 飞回 抵达 到达 次航班 航班 次列车 次高铁 坐高铁 乘高铁 坐飞机 落地 接放学 路过 买菜 出小区
		leaves_home leaves_for_work leaves_work leaves_the_house gets_home comes_home arrives_home walks_the_dog walks_her_dog walks_his_dog walks_home jogs goes_running goes_for_a_run goes_jogging catches_the takes_the_train takes_the_bus flies_to flying_to flew_to is_flying lands_at arrives_at picks_up_the_kids drops_off_the_kids gets_off_work goes_to_the_gym parks_her_car parks_his_car on_flight`),
	whom:  wordWho | wordKin | wordRole | wordNamed,
	place: true,
	grow:  growTrack,
}

// trackGap is how many bytes may lie between the time and what is done then.
const trackGap = 48

// growTrack takes what somebody does together with the time, one of which must
// be in the same sentence.
func growTrack(s *scan, c *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.start, end: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	best, found := span{}, false
	for i := max(c.lo, h.start-trackGap); i < min(c.hi, h.end+trackGap); i++ {
		end := s.timeAt(i)
		if end < 0 && s.travels(h) {
			end = s.dayAt(i)
		}
		if end < 0 || i < h.end && end > h.start {
			continue
		}
		if !found || i < h.start {
			best, found = span{i, end}, true
		}
		i = end - 1
		if best.start >= h.end {
			break
		}
	}
	if !found {
		return f, false
	}
	f.start, f.end = min(f.start, s.dayStart(best.start)), max(f.end, best.end)
	return f, true
}

// travels reports whether the word is about a train or flight, where the day
// alone says enough.
func (s *scan) travels(h specialHit) bool {
	w := s.text[h.start:h.end]
	return bytes.Contains(w, []byte("航班")) || bytes.Contains(w, []byte("高铁")) || bytes.Contains(w, []byte("列车")) || bytes.Contains(w, []byte("飞")) ||
		len(w) > 4 && (equalFold(w[:3], "fli") || equalFold(w[:3], "fly"))
}

// dayAt returns the end of a word for a day that begins at i, or -1.
func (s *scan) dayAt(i int) int {
	for _, w := range [...]string{"今天", "明天", "后天", "昨天", "今晚", "昨晚", "明早", "tomorrow", "tonight", "today", "yesterday"} {
		if s.startsWith(i, w) {
			return i + len(w)
		}
	}
	return -1
}

// dayStart returns where the words for the day begin that stand in front of the
// time at i: 每天早上7点.
func (s *scan) dayStart(i int) int {
	for again := true; again; {
		again = false
		for _, w := range [...]string{"早上", "上午", "中午", "下午", "傍晚", "晚上", "凌晨", "夜里", "半夜", "每天", "每晚", "每周", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "昨晚", "明早", "明天", "今晚", "早", "晚"} {
			if s.endsWith(i, w) {
				i, again = i-len(w), true
				break
			}
		}
	}
	return i
}

// habits are words for times that come back, and days of the week.
var habits = []string{"每天", "每晚", "每周", "每个", "天天", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "星期", "工作日", "every day", "every morning", "every evening", "every night", "every monday", "every tuesday", "every wednesday", "every thursday", "every friday", "every saturday", "every sunday", "on mondays", "on tuesdays", "on wednesdays", "on thursdays", "on fridays", "on saturdays", "on sundays", "on weekdays", "on monday", "on tuesday", "on wednesday", "on thursday", "on friday", "on saturday", "on sunday", "each morning", "each night"}

// timeAt returns the end of the time, day or habit that begins at i, or -1.
func (s *scan) timeAt(i int) int {
	c := s.text[i]
	if !isDigit(c) && (c < 0x80 && c|0x20 != 'e' && c|0x20 != 'o' || c >= 0x80 && !utf8.RuneStart(c)) {
		return -1
	}
	for _, w := range habits {
		if w[0] == lower(c) && i+len(w) <= s.hi && equalFold(s.text[i:i+len(w)], w) && (i == s.lo || !isLetter(c) || !isLetter(s.text[i-1])) {
			return i + len(w)
		}
	}
	if i > s.lo && (isAlnum(s.text[i-1]) || s.text[i-1] == '.' || s.text[i-1] == ':') {
		return -1
	}
	end, ok := s.clockNumber(i)
	if !ok {
		return -1
	}
	for _, w := range [...]string{"点半", "点多", "点", "點", "月", "号", "時"} {
		if s.startsWith(end, w) {
			return end + len(w)
		}
	}
	if end+2 < s.hi && s.text[end] == ':' && isDigit(s.text[end+1]) && isDigit(s.text[end+2]) {
		if u := s.measure(end+3, []string{"a.m.", "p.m.", "am", "pm"}); u > 0 {
			return u
		}
		return end + 3
	}
	return s.measure(end, []string{"a.m.", "p.m.", "am", "pm", "o'clock"})
}

// clockNumber returns the end of a number of one or two digits, or of two
// Chinese numerals, at i.
func (s *scan) clockNumber(i int) (int, bool) {
	end := i
	for end < s.hi && end-i < 3 && isDigit(s.text[end]) {
		end++
	}
	if end > i {
		return end, end-i <= 2
	}
	if e, ok := s.amountAt(i); ok && e-i <= 9 {
		return e, true
	}
	return i, false
}
