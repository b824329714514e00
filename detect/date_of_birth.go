// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "date_of_birth", typ: DateOfBirth,
	source: "ISO 8601; GB/T 7408; usual written dates in Chinese and English",
	about:  "Dates beside a word for birth: 出生日期, 生日, born, date of birth",
	on:     []trigger{onCue(birthCues, birthBefore), onCue(bornCues, birthBehind), onEnd(birthField)},
	check: func(v string) (bool, string) {
		s := &scan{text: []byte(v), hi: len(v)}
		if d, ok := s.dateAt(0); ok && d.end == len(v) && d.whole() {
			return true, "a possible date"
		}
		return false, "not a date between 1900 and 2035"
	},
})

// birthCues announce a date of birth.
var birthCues = cues("birth", `出生日期 出生年月日 出生年月 出生时间 出生于 出生 生日 生於 生于 阳历生日 农历生日 dob date_of_birth birth_date birthdate birthday birth_day
	born born_on geboren geburtsdatum`)

// bornCues stand behind a date of birth.
var bornCues = cues("born", `出生 生 出生于 生于 生人`)

// date is a date in a text; a part that is missing is 0.
type date struct {
	start, end int
	y, m, d    int
}

// whole reports whether d has a year from 1900 on that somebody alive may be
// born in.
func (d date) whole() bool { return d.y >= 1900 && d.y <= 2035 && d.m > 0 }

func (d date) possible() bool {
	if d.m < 0 || d.m > 12 || d.d < 0 || d.m > 0 && d.d > daysIn(d.y, d.m) {
		return false
	}
	return d.y == 0 || d.y >= 1900 && d.y <= 2035
}

func daysIn(y, m int) int {
	switch m {
	case 2:
		if y == 0 || y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// dateAt reads the date that begins at i.
func (s *scan) dateAt(i int) (d date, ok bool) {
	if i >= s.hi {
		return d, false
	}
	if isLetter(s.text[i]) {
		return s.monthFirst(i)
	}
	n, a := s.number(i)
	d.start = i
	switch {
	case n == 8: // 19900520
		d.y, d.m, d.d, d.end = a/10000, a/100%100, a%100, i+8
		return d, d.m > 0 && d.d > 0 && d.possible() && !s.wordAfter(d.end) && s.plainEnd(d.end)
	case n == 0 || n > 4 || n == 3:
		return d, false
	}
	j := i + n
	if s.startsWith(j, "年") {
		d.y = a
		return s.chineseDate(d, j+len("年"))
	}
	if s.startsWith(j, "月") && n <= 2 {
		d.m = a
		return s.chineseDay(d, j+len("月"))
	}
	if k, ok := s.dayFirst(d, j, a); ok {
		return k, true
	}
	return s.threeNumbers(d, j, n, a)
}

// number reads up to nine digits at i.
func (s *scan) number(i int) (n, v int) {
	for i+n < s.hi && n < 9 && isDigit(s.text[i+n]) {
		v = v*10 + int(s.text[i+n]-'0')
		n++
	}
	return n, v
}

// plainEnd reports whether the number that ends at i is not continued by a
// decimal point or dash and digits.
func (s *scan) plainEnd(i int) bool {
	return i+1 >= s.hi || (s.text[i] != '.' && s.text[i] != '-') || !isDigit(s.text[i+1])
}

// chineseDate reads 5月20日 behind 1990年; day and month may be missing.
func (s *scan) chineseDate(d date, i int) (date, bool) {
	if d.y < 100 && d.y >= 40 { // 90年5月
		d.y += 1900
	}
	for i < s.hi && s.text[i] == ' ' {
		i++
	}
	n, m := s.number(i)
	if n == 0 || n > 2 || !s.startsWith(i+n, "月") {
		return d, false
	}
	d.m = m
	return s.chineseDay(d, i+n+len("月"))
}

func (s *scan) chineseDay(d date, i int) (date, bool) {
	d.end = i
	j := i
	for j < s.hi && s.text[j] == ' ' {
		j++
	}
	if n, v := s.number(j); n == 1 || n == 2 {
		for _, w := range [...]string{"日", "号", "號"} {
			if s.startsWith(j+n, w) {
				d.d, d.end = v, j+n+len(w)
			}
		}
	}
	return d, d.m > 0 && d.possible()
}

// threeNumbers reads the rest of 1990-05-20, 20.05.1990 or 5/20/1990, whose
// first number a has n digits and ends at j.
func (s *scan) threeNumbers(d date, j, n, a int) (date, bool) {
	if j+1 >= s.hi {
		return d, false
	}
	sep := s.text[j]
	if sep != '-' && sep != '/' && sep != '.' && sep != ' ' {
		return d, false
	}
	n2, b := s.number(j + 1)
	if n2 == 0 || n2 > 2 {
		return d, false
	}
	k := j + 1 + n2
	if k >= s.hi || s.text[k] != sep {
		if n == 4 && sep != ' ' { // 1990.05: a month
			d.y, d.m, d.end = a, b, k
			return d, d.m > 0 && d.possible() && !s.wordAfter(k)
		}
		return d, false
	}
	n3, c := s.number(k + 1)
	d.end = k + 1 + n3
	switch {
	case n == 4 && n3 >= 1 && n3 <= 2:
		d.y, d.m, d.d = a, b, c
	case n <= 2 && n3 == 4:
		d.y, d.m, d.d = c, b, a
		if d.m > 12 { // month first
			d.m, d.d = a, b
		}
	case n <= 2 && n3 == 2 && sep != ' ':
		d.y, d.m, d.d = 1900+c, b, a
		if d.m > 12 {
			d.m, d.d = a, b
		}
	default:
		return d, false
	}
	return d, d.m > 0 && d.d > 0 && d.possible() && !s.dateWord(d.end) && s.plainEnd(d.end)
}

// dateWord reports whether a word goes on at i; the T of a time does not count.
func (s *scan) dateWord(i int) bool {
	return s.wordAfter(i) && !(s.text[i] == 'T' && i+1 < s.hi && isDigit(s.text[i+1]))
}

// months are the beginnings of the English names.
const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// monthName reads the name of a month at i, in full or its first three letters.
func (s *scan) monthName(i int) (m, end int) {
	j := i
	for j < s.hi && j-i < 10 && isLetter(s.text[j]) {
		j++
	}
	if j-i < 3 || j-i > 9 {
		return 0, 0
	}
	key := [3]byte{lower(s.text[i]), lower(s.text[i+1]), lower(s.text[i+2])}
	k := strings.Index(months, string(key[:]))
	if k < 0 || k%3 != 0 {
		return 0, 0
	}
	if j-i > 3 && !monthFull(s.text[i:j], k/3) {
		return 0, 0
	}
	if j < s.hi && s.text[j] == '.' {
		j++
	}
	return k/3 + 1, j
}

var monthNames = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

func monthFull(b []byte, m int) bool {
	return sameFold(b, monthNames[m]) || m == 8 && sameFold(b, "sept")
}

// monthFirst reads March 14, 1996.
func (s *scan) monthFirst(i int) (d date, ok bool) {
	d.start = i
	m, j := s.monthName(i)
	if m == 0 {
		return d, false
	}
	d.m = m
	j = s.dateGap(j)
	n, v := s.number(j)
	switch {
	case n == 4:
		d.y, d.end = v, j+4
		return d, d.possible()
	case n == 0 || n > 2:
		return d, false
	}
	d.d = v
	j = s.ordinal(j + n)
	d.end = j
	j = s.dateGap(j)
	if n, v := s.number(j); n == 4 {
		d.y, d.end = v, j+4
	}
	return d, d.d > 0 && d.possible() && !s.wordAfter(d.end)
}

// dayFirst reads the rest of 14 March 1996 or 14-Mar-96 behind the day a, which
// ends at j.
func (s *scan) dayFirst(d date, j, a int) (date, bool) {
	j = s.ordinal(j)
	k := s.dateGap(j)
	if s.startsWith(k, "of ") {
		k += 3
	}
	m, e := s.monthName(k)
	if m == 0 || k == j || a == 0 || a > 31 {
		return d, false
	}
	d.d, d.m, d.end = a, m, e
	if n, v := s.number(s.dateGap(e)); n == 4 || n == 2 && s.text[e] == '-' {
		if d.y = v; n == 2 {
			d.y += 1900
		}
		d.end = s.dateGap(e) + n
	}
	return d, d.possible() && !s.wordAfter(d.end)
}

func (s *scan) ordinal(i int) int {
	for _, w := range [...]string{"st", "nd", "rd", "th"} {
		if s.startsWith(i, w) && !s.wordAfter(i+2) {
			return i + 2
		}
	}
	return i
}

// dateGap skips what parts the words of a date.
func (s *scan) dateGap(i int) int {
	for k := 0; k < 2 && i < s.hi && (s.text[i] == ' ' || s.text[i] == ',' || s.text[i] == '-' || s.text[i] == '/'); k++ {
		i++
	}
	return i
}

// birthBefore looks right of a word for birth.
func birthBefore(s *scan, start, end int) {
	at, lines := s.pastCue(end)
	for _, w := range [...]string{"on ", "in ", "date ", "时间", "日期", "（公历）", "(公历)", "公历", "阳历"} {
		if s.startsWith(at, w) {
			at, _ = s.pastCue(at + len(w))
		}
	}
	d, ok := s.dateAt(at)
	if !ok {
		return
	}
	f := Finding{Start: d.start, End: d.end, Score: 0.9, Evidence: HasShape | HasDate | HasCue, CueStart: start, CueEnd: end}
	switch {
	case d.y == 0 && d.d > 0: // a birthday
		f.Score = 0.6
		if w := s.text[start:end]; !matchPrefix(w, "birth") && !matchPrefix(w, "dob") && !s.endsWith(end, "生日") && !matchPrefix(w, "出生") {
			f.Score = 0.3 // 方安生于1月5日抵京
		}
	case !d.whole():
		return
	case d.d == 0:
		f.Score = 0.6
	}
	if lines > 0 {
		f.Score -= 0.05
	}
	s.emit(f)
}

// birthBehind looks left of 生 and 出生: 1990年5月20日出生.
func birthBehind(s *scan, start, end int) {
	i := start
	if i-3 < s.lo || !isDigit(s.text[i-1]) && s.text[i-1] != ' ' && !s.endsWith(i, "日") && !s.endsWith(i, "月") && !s.endsWith(i, "号") {
		return
	}
	// Dates have at most 20 bytes: 1990 年 12 月 28 日.
	for at := max(s.lo, i-20); at < i-6; at++ {
		if !isDigit(s.text[at]) || at > s.lo && (isWord(s.text[at-1]) || s.text[at-1] == '-' || s.text[at-1] == '.') {
			continue
		}
		if d, ok := s.dateAt(at); ok && d.whole() && (d.end == i || d.end+1 == i && s.text[d.end] == ' ') {
			f := Finding{Start: at, End: d.end, Score: 0.85, Evidence: HasShape | HasDate | HasCue, CueStart: i, CueEnd: end}
			if d.d == 0 {
				f.Score = 0.6
			}
			s.emit(f)
			return
		}
	}
}

// birthField takes the value of a field named after birth.
func birthField(s *scan, start, end int) {
	if s.fieldAt != nil || s.field == "" || end-start < 6 || end-start > 40 {
		return
	}
	if m := s.fieldMask(start); !m.meets(maskOf(birthCues)) {
		return
	}
	for start < end && s.text[start] == ' ' {
		start++
	}
	if d, ok := s.dateAt(start); ok && d.whole() {
		s.emit(Finding{Start: d.start, End: d.end, Score: 0.85, Evidence: HasShape | HasDate | HasField})
	}
}
