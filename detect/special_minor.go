// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"unicode/utf8"
)

var _ = register(recogniser{
	id: "special_minor", typ: Minor,
	source: "PIPL art. 28 and 31 (under fourteen); Regulations on the Network Protection of Minors",
	about:  "An age under fourteen, or a primary school or kindergarten with the class, of somebody spoken of",
	on:     minor.triggers(),
})

var minor = special{
	facts: cues("minor", `岁 周岁 岁半 个月大 年级 大班 中班 小班 托班 years_old year-old year_old yrs_old y/o aged grader grade kindergarten preschool reception_class year_one_at 歲`),
	whom:  wordWho | wordKin | wordRole | wordBare | wordNamed,
	grow:  growMinor,
}

// growMinor takes an age, or a school and class.
func growMinor(s *scan, c *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.start, end: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	w := s.text[h.start:h.end]
	switch {
	case string(w) == "年级":
		return s.growClass(c, f)
	case s.endsWith(h.end, "班"):
		at := s.backOver(h.start, "幼儿园")
		if at == h.start {
			return f, false
		}
		f.start = s.schoolStart(at)
		return f, !s.staff(h.end)
	case sameWord(w, "aged"):
		n := numberAfter(s.text[:s.hi], h.end)
		end, ok := s.amountAt(min(h.end+1, s.hi))
		f.end = end
		return f, ok && n > 0 && n < childAge
	case s.text[h.start] >= 0x80 || w[0]|0x20 == 'y' && !sameWord(w, "year one at"):
		if w := s.text[c.lo:h.start]; bytes.Contains(w, []byte("when ")) || bytes.Contains(w, []byte("When ")) {
			return f, false // a memory
		}
		return s.growAge(f)
	}
	if w[0]|0x20 == 'g' {
		if f.start = s.gradeStart(h.start); f.start == h.start {
			return f, false
		}
	}
	// "in 3rd grade at Sunny Elementary": the school if it is given.
	if s.startsWith(h.end, " at ") {
		if e := s.capitalWords(h.end + 4); e > h.end+4 {
			f.end = e
		}
	}
	return f, !s.startsWith(h.end, " teacher") && !s.startsWith(h.end, " math")
}

// gradeStart returns where "3rd" or "third" begins that stands in front of
// "grade" at i, or i.
func (s *scan) gradeStart(i int) int {
	for _, w := range [...]string{"1st", "2nd", "3rd", "4th", "5th", "6th", "first", "second", "third", "fourth", "fifth", "sixth"} {
		if at := i - 1 - len(w); at >= s.lo && (s.text[i-1] == ' ' || s.text[i-1] == '-') && equalFold(s.text[at:i-1], w) {
			return at
		}
	}
	return i
}

// growAge takes the number in front of 岁 or "years old" if it is a child's age
// now: not a range, not the time of a memory, not a difference.
func (s *scan) growAge(f specialFact) (specialFact, bool) {
	n := numberBefore(s.text[:f.start], f.start)
	if n <= 0 || n >= childAge {
		return f, false
	}
	for f.start > s.lo && (s.text[f.start-1] == ' ' || s.text[f.start-1] == '-') {
		f.start--
	}
	for f.start > s.lo {
		r, w := utf8.DecodeLastRune(s.text[s.lo:f.start])
		if !numberRune(r) {
			break
		}
		f.start -= w
	}
	for _, w := range [...]string{"-", "~", "至", "到", "—", "～", "or ", "to ", "under ", "over ", "at ", "岁", "、", "满", "少"} {
		if s.endsWith(f.start, w) {
			return f, false
		}
	}
	for _, w := range [...]string{"以下", "以上", "以内", "以前", "之前", "那年", "时", "的时候", "就", "开始", "起", "前", "后", "之后", "儿童", "的差", "的狗", "的猫", "的车", "差距", "左右的车", " car", " dog", " cat", " house", " laptop", " company", " when", " at the time", " project", " code", " machine", " bug", " version", " whisky", " horse", " software"} {
		if s.startsWith(f.end, w) {
			return f, false
		}
	}
	return f, true
}

// growClass takes 三年级 with the class behind and the school in front.
func (s *scan) growClass(c *clause, f specialFact) (specialFact, bool) {
	r, w := utf8.DecodeLastRune(s.text[s.lo:f.start])
	switch r {
	case '一', '二', '三', '四', '五', '六', '1', '2', '3', '4', '5', '6':
		f.start -= w
	default:
		return f, false
	}
	class := false
	at := f.end
	for _, open := range [...]string{"（", "("} {
		if s.startsWith(at, open) {
			at += len(open)
		}
	}
	if end, ok := s.amountAt(at); ok {
		for _, closed := range [...]string{"）", ")"} {
			if s.startsWith(end, closed) {
				end += len(closed)
			}
		}
		if s.startsWith(end, "班") {
			f.end, class = end+len("班"), true
		}
	}
	if s.endsWith(f.start, "读") || s.endsWith(f.start, "上") {
		class = true
	}
	school := s.schoolStart(f.start)
	if school < f.start {
		f.start, class = school, true
	}
	if f.start < c.lo {
		f.start = c.lo
	}
	return f, class && !s.staff(f.end)
}

// staff reports whether whoever is spoken of at i works there.
func (s *scan) staff(i int) bool {
	for _, w := range [...]string{"的", ""} {
		for _, who := range [...]string{"班主任", "老师", "语文", "数学", "英语", "家长", "教师", "校长", "教室", "课本", "教材", "任教", "全体"} {
			if s.startsWith(i, w+who) {
				return true
			}
		}
	}
	return false
}

// backOver returns where w begins if it ends at i, else i.
func (s *scan) backOver(i int, w string) int {
	if s.endsWith(i, w) {
		return i - len(w)
	}
	return i
}

// schoolStart returns where the name of the school begins that ends at i, or i:
// 小学 or 幼儿园 and up to eight characters in front.
func (s *scan) schoolStart(i int) int {
	at := i
	for _, w := range [...]string{"小学", "附小", "幼儿园", "实验学校", "学校", "小學"} {
		at = s.backOver(at, w)
	}
	if s.startsWith(i, "幼儿园") {
		at = i
	} else if at == i {
		return i
	}
	for n := 0; n < 8 && at > s.lo; n++ {
		r, w := utf8.DecodeLastRune(s.text[s.lo:at])
		if !isHan(r) || r == '在' || r == '读' || r == '是' || r == '上' && n > 1 || r == '的' || r == '于' {
			break
		}
		at -= w
	}
	return at
}

// capitalWords returns the end of the row of capitalised words at i, with "of",
// "the" and "and" among them, or i.
func (s *scan) capitalWords(i int) int {
	end := i
	for at := i; at < s.hi && end-i < 60; {
		from := at
		for at < s.hi && (isAlnum(s.text[at]) || s.text[at] == '\'' || s.text[at] == '&' || s.text[at] == '-' || s.text[at] >= 0x80 && end > i) {
			at++
		}
		if at == from {
			break
		}
		w := s.text[from:at]
		small := sameWord(w, "of") || sameWord(w, "the") || sameWord(w, "and")
		if !isUpper(w[0]) && !small {
			break
		}
		if !small {
			end = at
		}
		if at >= s.hi || s.text[at] != ' ' {
			break
		}
		at++
	}
	return end
}
