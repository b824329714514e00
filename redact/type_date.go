// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hulanhq/hulan/detect"
)

// A date of birth shows its year, if that is written with four digits.
var _ = register(treatment{
	typ: detect.DateOfBirth, mask: dateMask, plain: datePlain, generalise: dateGeneralise,
	surrogate: func(s *stream, v value) (string, bool) { return shiftDate(v.text, aboutZero(s, DefaultDays)) },
})

// Dates, ages and postcodes are reported by users' own rules, under these
// names.
var (
	_ = register(treatment{
		typ: "DATE_TIME", mask: dateMask, plain: datePlain, generalise: dateGeneralise,
		surrogate: func(s *stream, v value) (string, bool) { return shiftDate(v.text, aboutZero(s, DefaultDays)) },
	})
	_ = register(treatment{typ: "AGE", generalise: ageGeneralise})
	_ = register(treatment{typ: "POSTCODE", generalise: postcodeGeneralise})
)

// aboutZero returns a number from −n to n that is not 0.
func aboutZero(s *stream, n int) int {
	d := s.below(2*n) - n
	if d >= 0 {
		d++
	}
	return d
}

// shifted is the text of KindDateShift.
func (r *Redactor) shifted(o Operator, v value) (string, bool) {
	days := o.Days
	if days == 0 {
		days = DefaultDays
	}
	return shiftDate(v.text, aboutZero(r.stream("date shift", "", ""), days))
}

func shiftDate(text string, days int) (string, bool) {
	d, ok := parseDate(text)
	if !ok || !onlyTime(d.rest) {
		return "", false
	}
	return d.write(text, d.Time.AddDate(0, 0, days))
}

// dateWords may stand beside a date that is moved; everything else there might
// be somebody's name.
var dateWords = []string{"出生", "生", "born", "上午", "下午", "周", "星期", "am", "pm", "utc", "gmt", "时", "点", "分", "秒", "t", "z"}

// onlyTime reports whether what stands beside a date is at most a time of day:
// numbers of two digits, with a colon, or behind the full stop of a fraction.
func onlyTime(rest string) bool {
	if !onlyWords(rest, dateWords) {
		return false
	}
	run, fraction, clock := 0, false, strings.ContainsAny(rest, ":：时点")
	for _, r := range rest {
		switch {
		case isDigit(r):
			if run++; !clock || run > 2 && !fraction || run > 9 {
				return false
			}
		default:
			run, fraction = 0, r == '.'
		}
	}
	return true
}

func datePlain(v value) string {
	d, ok := parseDate(v.text)
	if ok && d.rest == "" && d.has('d') {
		return d.Format("20060102")
	}
	return v.plain
}

func dateMask(v value, char rune) string {
	d, ok := parseDate(v.text)
	if !ok || strings.ContainsAny(d.rest, "0123456789") {
		return maskMiddle(v, 0, 0, char)
	}
	var b strings.Builder
	for _, u := range v.units {
		year := slices.ContainsFunc(d.parts, func(p datePart) bool {
			return p.what == 'y' && p.end-p.start == 4 && u.start >= p.start && u.start < p.end
		})
		switch p := v.text[u.start:u.end]; {
		case year, u.weight == 0 && u.kept, p == "年", p == "月", p == "日", p == "号":
			b.WriteString(p)
		default:
			b.WriteRune(char)
		}
	}
	return b.String()
}

// dateGeneralise writes the year or a span of years, in Chinese if the date is.
func dateGeneralise(o Operator, v value) (string, bool) {
	year := 0
	if d, ok := parseDate(v.text); ok {
		year = d.Year()
	} else if y := v.plain; len(y) == 4 && digitsOnly(y) {
		year, _ = strconv.Atoi(y)
	}
	if year == 0 {
		return "", false
	}
	chinese := strings.Contains(v.text, "年")
	n := max(o.Years, 1)
	low := year - year%n
	switch {
	case n == 1 && chinese:
		return padded(year, 4) + "年", true
	case n == 1:
		return padded(year, 4), true
	case n == 10 && chinese:
		return padded(low, 4) + "年代", true
	case n == 10:
		return padded(low, 4) + "s", true
	}
	return padded(low, 4) + "–" + padded(low+n-1, 4), true
}

// ageGeneralise writes a band, "30–39", with the word that follows the number.
func ageGeneralise(o Operator, v value) (string, bool) {
	s := strings.TrimFunc(v.plain, func(r rune) bool { return !isDigit(r) })
	age, err := strconv.Atoi(s)
	if err != nil || age > 150 {
		return "", false
	}
	n := o.Years
	if n == 0 {
		n = 10
	}
	low, unit := age-age%n, ""
	if strings.HasSuffix(v.text, "岁") {
		unit = "岁"
	}
	return strconv.Itoa(low) + "–" + strconv.Itoa(low+n-1) + unit, true
}

// postcodeGeneralise shows the first half of a code of digits, at most three,
// which is the limit of HIPAA (45 CFR 164.514(b)(2)(i)(B)); of a British or
// Canadian code the part before the space.
func postcodeGeneralise(_ Operator, v value) (string, bool) {
	if !digitsOnly(v.plain) {
		outward, _, ok := strings.Cut(v.text, " ")
		return outward + " ***", ok && len(outward) <= 4
	}
	if len(v.plain) < 4 {
		return "", false
	}
	return maskMiddle(v, min(3, len(v.plain)/2), 0, defaultMaskChar), true
}

// date is a day as it stands in a text.
type date struct {
	time.Time
	parts []datePart
	rest  string // what stands before and after the date
}

// datePart is the year, month or day of a date.
type datePart struct {
	start, end int
	what       byte // y, m or d
	name       bool // a month's English name
}

func (d date) has(what byte) bool {
	return slices.ContainsFunc(d.parts, func(p datePart) bool { return p.what == what })
}

// parseDate reads the first date of a text: 1987-03-05, 1987年3月5日, 19870305,
// 87年3月5日, 5.3.1987, 3/5/1987, 5 March 1987, March 5th, 1987 and year with
// month. Of two numbers that may both be the month, the first is it, unless a
// full stop parts them. A time of day behind the date is left alone.
func parseDate(text string) (date, bool) {
	t := dateTokens(text)
	if len(t) > 0 && t[0].end-t[0].start == 8 && !t[0].name { // 19870305
		a := t[0].start
		t = []datePart{{start: a, end: a + 4}, {start: a + 4, end: a + 6}, {start: a + 6, end: a + 8}}
	}
	t = t[:min(3, len(t))]
	if len(t) < 2 || !assign(text, t) {
		return date{}, false
	}
	d := date{parts: t, rest: text[:t[0].start] + strings.TrimLeft(text[t[len(t)-1].end:], "月日号")}
	y, m, day := d.number(text, 'y'), d.number(text, 'm'), 15 // the middle, if there is no day
	if d.has('d') {
		day = d.number(text, 'd')
	}
	d.Time = time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC)
	return d, y > 0 && m > 0 && d.Day() == day && int(d.Month()) == m
}

// dateTokens returns the numbers and month names of a text, up to the first
// gap that no date has in it, four at most.
func dateTokens(s string) []datePart {
	var t []datePart
	for i := 0; i < len(s) && len(t) < 4; {
		j := i
		for j < len(s) && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		p := datePart{start: i, end: j}
		if j == i {
			for j < len(s) && (s[j]|0x20 >= 'a' && s[j]|0x20 <= 'z') {
				j++
			}
			p = datePart{start: i, end: j, name: true}
			if j == i || monthOf(s[i:j]) == 0 {
				i = max(j, i+1)
				continue
			}
		}
		if n := len(t); n > 0 && p.start-t[n-1].end > 6 { // "th of " is the longest
			break
		}
		t, i = append(t, p), j
	}
	return t
}

var months = [...]string{
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
}

// monthOf returns 1 to 12 for a month's name or its first three letters, else 0.
func monthOf(word string) int {
	w := strings.ToLower(word)
	return 1 + slices.IndexFunc(months[:], func(m string) bool { return w == m || w == m[:3] || w == "sept" && m == "september" })
}

// assign decides which part is which.
func assign(text string, p []datePart) bool {
	length := func(i int) int { return p[i].end - p[i].start }
	set := func(order string) bool {
		for i := range p {
			p[i].what = order[i]
		}
		return true
	}
	named := slices.IndexFunc(p, func(x datePart) bool { return x.name })
	switch {
	case len(p) == 2:
		return !p[1].name && length(0) == 4 && !p[0].name && length(1) <= 2 && set("ym") ||
			p[0].name && length(1) == 4 && set("my")
	case named == 1:
		return length(2) == 4 && !p[2].name && length(0) <= 2 && set("dmy")
	case named == 0:
		return length(2) == 4 && !p[2].name && length(1) <= 2 && !p[1].name && set("mdy")
	case named > 0:
		return false
	case length(0) == 4 && length(1) <= 2 && length(2) <= 2:
		return set("ymd")
	case length(0) == 2 && strings.HasPrefix(text[p[0].end:], "年") && length(1) <= 2 && length(2) <= 2:
		return set("ymd")
	case length(2) == 4 && length(0) <= 2 && length(1) <= 2:
		a, _ := strconv.Atoi(text[p[0].start:p[0].end])
		b, _ := strconv.Atoi(text[p[1].start:p[1].end])
		if a > 12 || b <= 12 && text[p[0].end] == '.' {
			return set("dmy")
		}
		return set("mdy")
	}
	return false
}

// number reads one part. Two-digit years from 30 on are of the last century.
func (d date) number(text string, what byte) int {
	for _, p := range d.parts {
		if p.what != what {
			continue
		}
		s := text[p.start:p.end]
		if p.name {
			return monthOf(s)
		}
		n, _ := strconv.Atoi(s)
		if what == 'y' && len(s) == 2 {
			if n += 1900; n < 1930 {
				n += 100
			}
		}
		return n
	}
	return 0
}

// write puts the day t in place of d, in d's way of writing.
func (d date) write(text string, t time.Time) (string, bool) {
	if t.Year() < 1 || t.Year() > 9999 {
		return "", false
	}
	padding := d.padding(text)
	var b strings.Builder
	at := 0
	for _, p := range d.parts {
		b.WriteString(text[at:p.start])
		old := text[p.start:p.end]
		at = p.end
		n := t.Day()
		switch p.what {
		case 'y':
			b.WriteString(padded(t.Year(), 4)[4-len(old):])
			continue
		case 'm':
			n = int(t.Month())
		}
		switch {
		case p.name:
			b.WriteString(monthName(old, n))
		case padding:
			b.WriteString(padded(n, 2))
		default:
			b.WriteString(strconv.Itoa(n))
		}
		if end := text[at:]; p.what == 'd' && len(end) >= 2 && strings.Contains("st nd rd th", end[:2]) {
			b.WriteString(ordinal(n))
			at += 2
		}
	}
	return b.String() + text[at:], true
}

// padding reports whether one-digit days and months have a 0 in front: if one
// has, or if none of them shows it and the date is not in Chinese or English.
func (d date) padding(text string) bool {
	short, words := false, strings.Contains(text, "月")
	for _, p := range d.parts {
		if text[p.start] == '0' && p.what != 'y' {
			return true
		}
		short = short || p.end-p.start == 1
		words = words || p.name
	}
	return !short && !words
}

// monthName writes a month as old is written: whole or short, and its case.
func monthName(old string, month int) string {
	name := months[month-1]
	if len(old) <= 4 && monthOf(old) != 0 && !slices.Contains(months[:], strings.ToLower(old)) || strings.EqualFold(old, "may") {
		name = name[:3]
	}
	switch {
	case old == strings.ToUpper(old):
		return strings.ToUpper(name)
	case old == strings.ToLower(old):
		return name
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

func ordinal(n int) string {
	if n/10 != 1 && n%10 >= 1 && n%10 <= 3 {
		return [...]string{"st", "nd", "rd"}[n%10-1]
	}
	return "th"
}
