// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"sync"
)

var _ = register(recogniser{
	id: "cn_landline", typ: PhoneNumber, region: "CN",
	source: "MIIT Telecommunications Network Numbering Plan (2017 edition): long-distance codes of mainland China, with codes merged since 2000 that are still written; local numbers begin with 2 to 8",
	about:  "Landlines of mainland China with their area code, in every usual writing, with extension; 400, 800 numbers count as hotlines",
	on: []trigger{
		onRun(landlineRun, 10, 11, 12),
		onGroups(landlineGroups),
	},
	check: func(v string) (bool, string) {
		if strings.HasPrefix(v, "+0") {
			return false, "no country code begins with 0"
		}
		d := []byte(digitsOf(v))
		if len(d) > 2 && string(d[:2]) == "86" {
			d = append([]byte("0"), d[2:]...)
		}
		switch n := areaCode(d); {
		case n == 0:
			return false, "area code is not in the numbering plan"
		case !localNumber(d, n):
			return false, "local number is not 7 or 8 digits that begin with 2 to 8"
		}
		return true, "area code of the numbering plan and a local number"
	},
})

// areaCodes are the long-distance codes behind the 0, in rows by first two
// digits: "31" with 0 to 9 is 0310 to 0319. Codes of three digits are 010 and
// 020 to 029 without 026.
var areaCodes = [...]struct{ row, last string }{
	{"31", "0123456789"},
	{"33", "5"},
	{"34", "9"},
	{"35", "0123456789"},
	{"37", "0123456789"},
	{"39", "1234568"},
	{"41", "0123456789"},
	{"42", "1279"},
	{"43", "123456789"},
	{"44", "08"},
	{"45", "0123456789"},
	{"46", "4789"},
	{"47", "0123456789"},
	{"48", "23"},
	{"51", "0123456789"},
	{"52", "37"},
	{"53", "0123456789"},
	{"54", "36"},
	{"55", "0123456789"},
	{"56", "123456"},
	{"57", "0123456789"},
	{"58", "0"},
	{"59", "123456789"},
	{"63", "12345"},
	{"66", "0238"},
	{"69", "12"},
	{"70", "1"},
	{"71", "0123456789"},
	{"72", "248"},
	{"73", "0123456789"},
	{"74", "3456"},
	{"75", "0123456789"},
	{"76", "0235689"},
	{"77", "0123456789"},
	{"79", "0123456789"},
	{"81", "23678"},
	{"82", "567"},
	{"83", "0123456789"},
	{"85", "123456789"},
	{"87", "0123456789"},
	{"88", "3678"},
	{"89", "0123456789"},
	{"90", "123689"},
	{"91", "012345679"},
	{"93", "0123456789"},
	{"94", "13"},
	{"95", "12345"},
	{"97", "012345679"},
	{"99", "0123456789"},
}

// areaBits is areaCodes as a bitmap of the three digits behind the 0.
var areaBits = sync.OnceValue(func() *[16]uint64 {
	var t [16]uint64
	for _, a := range areaCodes {
		for _, c := range a.last {
			n := int(a.row[0]-'0')*100 + int(a.row[1]-'0')*10 + int(c-'0')
			t[n>>6] |= 1 << (n & 63)
		}
	}
	return &t
})

// areaCode returns the length of the area code that d begins with, 3 or 4 with
// the 0, or 0 if there is none.
func areaCode(d []byte) int {
	if len(d) < 5 || d[0] != '0' {
		return 0
	}
	switch d[1] {
	case '0':
		return 0
	case '1':
		if d[2] == '0' {
			return 3
		}
		return 0
	case '2':
		if d[2] == '6' {
			return 0
		}
		return 3
	}
	n := int(d[1]-'0')*100 + int(d[2]-'0')*10 + int(d[3]-'0')
	if areaBits()[n>>6]>>(n&63)&1 == 1 {
		return 4
	}
	return 0
}

// localNumber reports whether what follows the area code of n digits is a
// local number: eight digits behind a short code, seven or eight behind a long
// one.
func localNumber(d []byte, n int) bool {
	k := len(d) - n
	return (k == 8 || k == 7 && n == 4) && d[n] >= '2' && d[n] <= '8'
}

// landlineRun handles solid numbers: 043169021900.
func landlineRun(s *scan, start, end int) {
	d := s.text[start:end]
	if len(d) == 10 {
		if hotline(d) {
			s.hotline(start, end)
		}
		return
	}
	n := areaCode(d)
	if n == 0 || !localNumber(d, n) || s.decimal(start, end) || repeated(d[n:]) {
		return
	}
	// Without a context word a solid number is only believed among Chinese.
	score := 0.35
	if s.hanBefore(start) || s.hanNear(start, end, 4) {
		score = 0.6
	}
	s.landline(start, end, score)
}

// hotline reports whether d is a number of the services that the called party
// pays for: 400 and 800, ten digits.
func hotline(d []byte) bool {
	return len(d) == 10 && (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0' && d[3] != '0'
}

func (s *scan) hotline(start, end int) {
	s.emit(Finding{Kind: "hotline", Start: start, End: end, Score: 0.3, Evidence: HasShape | NotPersonal})
}

func landlineGroups(s *scan, _, _ int) {
	gs := &s.groups
	for i := 0; i < gs.n; i++ {
		g := gs.g[i]
		switch g.len() {
		case 3, 4:
			if s.landlineAt(i) {
				i++
			}
		}
	}
}

// landlineAt looks at a number whose area code is group i, and reports whether
// there is one.
func (s *scan) landlineAt(i int) bool {
	gs := &s.groups
	g := gs.g[i]
	switch first := s.text[g.start]; {
	case first == '4' || first == '8':
		return s.hotlineAt(i)
	case first != '0': // with +86 the 0 is dropped: international form
		return false
	}
	if g.start > s.lo && (s.text[g.start-1] == '.' || s.text[g.start-1] == ',' && s.text[g.end] == '.') {
		return false
	}
	for k := i + 1; k <= i+2 && k < gs.n; k++ {
		d := s.digits(s.buf[:0], g.start, gs.g[k].end)
		n := areaCode(d)
		if n == 0 || n != g.len() || !localNumber(d, n) || k == i+2 && gs.g[k].len() != 4 || repeated(d[n:]) {
			continue
		}
		// 1234.5678 is a decimal number; a slash parts other things as well.
		if sep := s.text[g.end]; k == i+1 && (sep == '.' || sep == '/') {
			continue
		}
		s.landlineFound(i, k)
		return true
	}
	return false
}

// landlineFound reports the number of groups i to k with the bracket in front
// and the extension behind.
func (s *scan) landlineFound(i, k int) {
	gs := &s.groups
	start, end := gs.g[i].start, gs.g[k].end
	score := 0.45
	bracket := start > s.lo && s.text[start-1] == '(' && s.text[gs.g[i].end] == ')'
	switch sep := s.text[gs.g[i].end:gs.g[i+1].start]; {
	case bracket:
		start--
		score = 0.7
	case len(sep) == 1 && sep[0] == '-' && gs.n <= 4:
		score = 0.7
	case s.hanNear(start, end, 24):
		score = 0.6
	}
	if k+2 < gs.n || i > 1 { // part of a longer row of numbers
		score -= 0.3
	}
	s.landline(start, end, score)
}

// landline reports the number at [start, end), which may be followed by an
// extension and by a second number of the same area.
func (s *scan) landline(start, end int, score float64) {
	f := Finding{Kind: "cn_landline", Start: start, End: s.extension(end), Score: score, Evidence: HasShape | HasRegion | HasPlan}
	h, ev := s.near(start, end, maskOf(phoneCues), maskOf(orderCues))
	f.cue(h, ev)
	switch {
	case ev&(HasCue|HasField) != 0:
		f.Score = max(0.92, score)
	case ev&NotCue != 0:
		f.Score = min(0.3, score)
	}
	s.emit(f)
	if f.End != end || f.Score < DefaultMinScore {
		return
	}
	// "010-82345678/82345679", "82345678、82345679"
	i := s.listed(end)
	if i < 0 || i >= s.hi || s.text[i] < '2' || s.text[i] > '8' {
		return
	}
	j := i
	for j < s.hi && isDigit(s.text[j]) {
		j++
	}
	if n := j - i; (n == 7 || n == 8) && s.alone(i, j) && !s.decimal(i, j) && !s.counted(j) {
		f.Start, f.End, f.Score, f.Evidence = i, j, min(f.Score, 0.7), f.Evidence|HasList
		s.emit(f)
	}
}

// extension returns the end of an extension behind the number that ends at i:
// 转801, ext. 801, x801, -801. It is i if there is none.
func (s *scan) extension(i int) int {
	j := i
	for j < s.hi && j < i+2 && (s.text[j] == ' ' || s.text[j] == ',') {
		j++
	}
	word := 0
	for _, w := range extensionWords {
		if n := len(w); j+n < s.hi && matchFold(s.text[j:j+n], w) {
			word = n
			break
		}
	}
	switch {
	case word > 0:
		j += word
		for j < s.hi && (s.text[j] == ' ' || s.text[j] == ':' || s.text[j] == '.') {
			j++
		}
	case j < s.hi && j == i && s.text[j] == '-':
		j++
	default:
		return i
	}
	k := j
	for k < s.hi && isDigit(s.text[k]) {
		k++
	}
	// Extensions have one to six digits; behind a bare dash three or four.
	if n := k - j; n == 0 || n > 6 || word == 0 && (n < 3 || n > 4) || s.wordAfter(k) || word == 0 && k < s.hi && s.text[k] == '-' {
		return i
	}
	return k
}

var extensionWords = [...]string{"extension", "ext.", "ext", "转分机", "转", "轉", "分机号", "分机", "分機", "x", "#"}

// hotlineAt reports a 400 or 800 number, 400-123-4567 or 400-1234-567, whose
// first group is i, and whether there is one.
func (s *scan) hotlineAt(i int) bool {
	gs := &s.groups
	for k := i + 1; k <= i+2 && k < gs.n; k++ {
		if d := s.digits(s.buf[:0], gs.g[i].start, gs.g[k].end); hotline(d) {
			s.hotline(gs.g[i].start, gs.g[k].end)
			return true
		}
	}
	return false
}
