// SPDX-License-Identifier: Apache-2.0

package detect

import "bytes"

var _ = register(recogniser{
	id: "phone_national", typ: PhoneNumber,
	source: "ITU-T E.123 (national notation); NANPA numbering plan (area and exchange codes begin with 2 to 9); Ofcom National Telephone Numbering Plan; numbering plans of Hong Kong, Macau, Taiwan and Singapore",
	about:  "Telephone numbers in national form, with extension: behind a word such as phone, tel, fax or 电话; alone only the forms of North America, British mobiles and Taiwanese mobiles",
	on: []trigger{
		onCue(phoneCues, phoneBehind),
		onCue(deskCues, phoneBehindDesk),
		onGroups(phoneGroups),
		onEnd(phoneField),
	},
	check: func(v string) (bool, string) {
		s := &scan{text: []byte(v), hi: len(v)}
		p, ok := s.phoneShape(0)
		kind, score := "", 0.0
		if ok {
			kind, score = s.nationalKind(p)
		}
		switch d := digitsOf(v); {
		case !ok || p.end != len(v):
			return false, "not digits in groups"
		case p.plus && d[0] == '0':
			return false, "no country code begins with 0"
		case p.digits < 7 || p.digits > 15:
			return false, "not 7 to 15 digits"
		case s.dateLike(p) || repeated([]byte(d)):
			return false, "a date or a row of one digit"
		case score > 0:
			return true, "the form of " + kind
		case p.digits == 10 && p.groups <= 2 && nanp([]byte(d)):
			return true, "area and exchange code of the North American plan"
		case d[0] == '0' && p.digits >= 8 || p.bracket:
			return true, "national prefix and 8 to 15 digits"
		}
		return false, "neither a national prefix nor the groups of a known plan"
	},
})

// deskCues announce a number where a colon or dash stands beside them.
var deskCues = cues("desk", `desk office direct_line switchboard callback backup_number registered reception landline`)

// phoneShape is a row of digits in groups as telephone numbers are written.
type phoneShape struct {
	start, end int
	digits     int
	groups     int
	sizes      [8]int // of the groups
	first      int    // place of the first digit
	bracket    bool   // the first group stands in brackets
	mark       byte   // between the first two groups
	sep        byte   // the same, 0 if others differ
	plus       bool
	ext        bool
}

// phoneShape reads the number that begins at i: an optional '+', groups of
// digits parted by one space, dash, dot or slash, or by brackets around one
// group, and an extension.
func (s *scan) phoneShape(i int) (p phoneShape, ok bool) {
	p.start = i
	j := i
	if j < s.hi && s.text[j] == '+' {
		p.plus = true
		j++
	}
	if j < s.hi && s.text[j] == '(' {
		p.bracket = true
		j++
	}
	p.first = j
	for j < s.hi && p.groups < len(p.sizes) {
		k := j
		for k < s.hi && isDigit(s.text[k]) {
			k++
		}
		if k == j || p.digits+k-j > 15 {
			break
		}
		// One digit behind a complete number is the next word: "5551234 5 pm".
		if k-j == 1 && p.digits >= 7 && s.text[j-1] == ' ' && p.sizes[p.groups-1] > 1 {
			break
		}
		p.sizes[p.groups] = k - j
		p.groups++
		p.digits += k - j
		p.end = k
		sep := s.phoneSeparator(k)
		if sep == 0 || p.groups == 1 && k-j >= 7 && !p.plus || p.groups > 1 && bytes.IndexByte(s.text[k:k+sep], '(') >= 0 {
			break
		}
		if p.groups == 1 {
			p.sep, p.mark = s.text[k], s.text[k]
		} else if s.text[k] != p.sep && p.sep != ')' {
			p.sep = 0
		}
		j = k + sep
	}
	if p.groups == 0 || p.bracket && bytes.IndexByte(s.text[i:p.end], ')') < 0 || s.wordAfterNumber(p.end) {
		return p, false
	}
	if p.end+1 < s.hi && (s.text[p.end] == ':' && isDigit(s.text[p.end+1]) || s.text[p.end] == '*') {
		return p, false // the hour of a time, or masked
	}
	e := s.extension(p.end)
	p.ext = e > p.end
	p.end = e
	return p, true
}

// wordAfterNumber reports whether a letter or '_' is glued to the number that
// ends at i, other than the x of an extension.
func (s *scan) wordAfterNumber(i int) bool {
	return s.wordAfter(i) && !((s.text[i] == 'x' || s.text[i] == 'e') && s.extension(i) > i)
}

// phoneSeparator returns the length of what parts two groups at i: one mark, or
// brackets with a space or dash.
func (s *scan) phoneSeparator(i int) int {
	n := 0
	for n < 3 && i+n < s.hi {
		switch c := s.text[i+n]; {
		case c == ' ' || c == '-' || c == '.' || c == '/':
			if n > 0 && s.text[i+n-1] != ')' && c != ' ' && s.text[i+n-1] != ' ' {
				return 0
			}
			n++
			continue
		case c == '(' || c == ')':
			n++
			continue
		}
		break
	}
	if n == 0 || i+n >= s.hi || !isDigit(s.text[i+n]) || n == 2 && s.text[i] == ' ' && s.text[i+1] == ' ' {
		return 0
	}
	return n
}

// dateLike reports whether p is a date, an address or a decimal number.
func (s *scan) dateLike(p phoneShape) bool {
	z := p.sizes
	year := z[0] == 4 && (s.text[p.first] == '1' && s.text[p.first+1] == '9' || s.text[p.first] == '2' && s.text[p.first+1] == '0')
	switch {
	case p.bracket || p.plus:
		return false
	case p.groups == 2:
		return p.sep == '.' || year && z[1] <= 4 // 12.345, 2021-2023
	case p.groups >= 3 && p.mark == '/' && z[0] <= 2 && z[1] <= 2 && z[2] <= 2:
		return true
	case p.groups == 3:
		return year && z[1] <= 2 && z[2] <= 4 || z[0] <= 2 && z[1] <= 2 && (z[2] == 4 || z[2] == 2 && p.sep == '/') || p.sep == '.' && p.digits < 7
	case p.groups == 4 && p.sep == '.':
		_, ok := parseIPv4(s.text[p.first:p.end])
		return ok
	}
	return false
}

// phoneBehind looks right of a telephone word.
func phoneBehind(s *scan, start, end int) {
	s.phoneBefore(start, end)
	at, lines := s.pastCue(end)
	if at == end && s.text[end-1] < 0x80 {
		return // call16777216 is a name
	}
	for _, w := range [...]string{"me at ", "me on ", "us at ", "us on ", "at ", "on ", "to ", "her ", "him ", "，", ", ", "="} {
		if s.startsWith(at, w) {
			at += len(w)
			break
		}
	}
	if at > s.lo && s.text[at-1] == '(' && at < s.hi && isDigit(s.text[at]) {
		at--
	}
	p, ok := s.phoneShape(at)
	if !ok || s.dateLike(p) || s.decimal(p.start, p.end) && p.groups == 1 || s.counted(p.end) {
		return
	}
	f := Finding{Start: p.start, End: p.end, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	f.Kind, f.Score = s.nationalKind(p)
	firm := phoneNoun(s.text[start:end])
	switch {
	case p.digits > 15 || p.digits < 6 || p.digits == 6 && (p.groups < 2 || !firm) || p.digits < 7 && !firm:
		return
	case f.Score >= 0.5: // a known form
		f.Score = 0.93
	case p.groups == 1 && (p.digits < 7 || !firm && p.digits < 8):
		return
	case !firm && p.groups == 1 && s.assigned(end, at):
		return // call=12345678
	case p.groups == 1 && s.text[p.first] == '1' && p.digits != 11 && s.text[end-1] >= 0x80:
		return // 手机1381234567: a mobile number with a digit missing, or none
	case firm:
		f.Score = 0.85
	default:
		f.Score = 0.6
	}
	if p.ext {
		f.Score = min(f.Score+0.06, 0.97) // over the number without it
	}
	if lines > 0 {
		f.Score -= 0.1
	}
	s.national(f, p)
}

// phoneNoun reports whether the context word names a telephone, rather than an
// act ("call", "联络") that other numbers may follow.
func phoneNoun(b []byte) bool {
	switch lower(b[0]) {
	case 'p', 't', 'm', 'f', 'w':
		return true
	case 'c':
		return len(b) > 4 && !sameFold(b, "contact") // call, cell
	}
	return bytes.Contains(b, []byte("电话")) || bytes.Contains(b, []byte("電話")) || bytes.Contains(b, []byte("手机")) || bytes.Contains(b, []byte("手機")) ||
		bytes.Contains(b, []byte("座机")) || bytes.Contains(b, []byte("传真")) || bytes.Contains(b, []byte("固话"))
}

// national reports f unless the digits are a hotline or made up.
func (s *scan) national(f Finding, p phoneShape) {
	d := s.digits(s.buf[:0], f.Start, f.End)
	switch {
	case repeated(d):
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	case hotline(d) || tollFree(d) && (p.groups == 1 || p.sizes[0] == 3 || p.sizes[0] == 1):
		f.Score, f.Evidence, f.Kind = 0.3, f.Evidence|NotPersonal, "hotline"
	case len(d) == 11 && cnMobilePlan(d) && p.groups == 1 && !p.ext:
		return // cn_mobile knows better
	case len(d) == 11 && d[0] == '1' && p.start == p.first && (p.groups == 1 || p.sizes[0] == 3) && !cnMobilePlan(d) && (!nanp(d[1:]) || s.hanBefore(f.CueEnd)):
		return // a Chinese mobile number with a prefix that is not in use
	}
	s.emit(f)
}

// tollFree reports whether d is a North American number that the called party
// pays for.
func tollFree(d []byte) bool {
	if len(d) == 11 && d[0] == '1' {
		d = d[1:]
	}
	if len(d) != 10 {
		return false
	}
	switch string(d[:3]) {
	case "800", "833", "844", "855", "866", "877", "888":
		return true
	}
	return false
}

// nationalKind returns the country's form that p has and how much is to be
// believed without a context word, 0 if it has none.
func (s *scan) nationalKind(p phoneShape) (kind string, score float64) {
	z, d := p.sizes, s.digits(s.buf[:0], p.first, p.end)
	if p.ext { // digits of the extension do not count
		d = d[:min(len(d), p.digits)]
	}
	switch {
	case p.groups == 3 && z[0] == 3 && z[1] == 3 && z[2] == 4 && nanp(d):
		switch {
		case p.bracket:
			return "nanp", 0.75
		case p.sep == '-' || p.sep == '.':
			return "nanp", 0.6
		}
		return "nanp", 0.45
	case p.groups == 4 && z[0] == 1 && z[1] == 3 && z[2] == 3 && z[3] == 4 && d[0] == '1' && nanp(d[1:]):
		return "nanp", 0.65
	case p.digits == 11 && d[0] == '0' && d[1] == '7' && d[2] >= '1' && z[0] == 5 && z[1] >= 3:
		return "uk_mobile", 0.6
	case p.groups == 3 && p.digits == 10 && d[0] == '0' && d[1] == '9' && z[0] == 4 && z[1] == 3 && p.sep == '-':
		return "tw_mobile", 0.6
	case p.groups == 3 && p.digits == 11 && d[0] == '0' && d[1] == '2' && z[0] == 3 && z[1] == 4:
		return "uk", 0.45
	case p.groups == 5 && p.digits == 10 && d[0] == '0' && z == [8]int{2, 2, 2, 2, 2}:
		return "fr", 0.45
	case p.groups == 2 && z[0] == 4 && z[1] == 4 && d[0] >= '2' && d[0] != '4' && d[0] != '7':
		return "8_digits", 0.3 // Hong Kong, Macau, Singapore
	case p.digits >= 9 && p.digits <= 11 && p.groups >= 2 && p.groups <= 5 && d[0] == '0' && d[1] != '0':
		return "national", 0.4
	}
	return "national", 0
}

// nanp reports whether d, ten digits, may be a number of North America.
func nanp(d []byte) bool {
	return len(d) >= 10 && d[0] >= '2' && d[3] >= '2' && d[1] != '9' && !(d[4] == '1' && d[5] == '1')
}

// phoneBehindDesk looks right of a word such as "Desk:" and left of "-Office".
func phoneBehindDesk(s *scan, start, end int) {
	s.phoneBefore(start, end)
	if end >= s.hi || s.text[end] != ':' && !sameFold(s.text[start:end], "registered") && !sameFold(s.text[start:end], "callback") && !sameFold(s.text[start:end], "backup number") {
		return
	}
	at := end
	for at < s.hi && at < end+3 && (s.text[at] == ':' || s.text[at] == ' ') {
		at++
	}
	p, ok := s.phoneShape(at)
	if !ok || s.dateLike(p) || p.digits < 7 || p.groups < 2 && p.digits != 10 {
		return
	}
	kind, _ := s.nationalKind(p)
	f := Finding{Kind: kind, Start: p.start, End: p.end, Score: 0.7, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	if p.plus && p.ext {
		f.Score = 0.96
	}
	s.national(f, p)
}

// phoneGroups looks at rows of groups that have no telephone word right in
// front.
func phoneGroups(s *scan, start, end int) {
	if s.groups.digits > 15+6 { // with an extension
		return
	}
	at := start
	if at > s.lo && s.text[at-1] == '(' {
		at--
	}
	if at > s.lo && (s.text[at-1] == '+' || s.text[at-1] == '.' || s.text[at-1] == '-' || s.text[at-1] == '/' || s.text[at-1] == ':' && at-2 >= s.lo && isDigit(s.text[at-2])) {
		return
	}
	p, ok := s.phoneShape(at)
	if !ok || s.dateLike(p) || p.digits < 6 || p.end < end {
		return
	}
	f := Finding{Start: p.start, End: p.end, Evidence: HasShape}
	f.Kind, f.Score = s.nationalKind(p)
	if f.Score == 0 || s.unlikely(p) || f.Kind == "8_digits" && p.sep != ' ' {
		return
	}
	if h, ev := s.near(f.Start, f.End, maskOf(phoneCues, deskCues), maskOf(orderCues)); ev != 0 {
		f.cue(h, ev)
		switch {
		case ev&NotCue != 0:
			f.Score = 0.2
		case f.Kind == "national":
			f.Score = 0.55
		default:
			f.Score = max(0.85, f.Score)
		}
	}
	s.national(f, p)
}

// unlikely reports whether p stands among other numbers, as in a table, or is
// the tail of a longer word.
func (s *scan) unlikely(p phoneShape) bool {
	if p.start > s.lo {
		switch c := s.text[p.start-1]; {
		case c == '=' || c == '#' || c == '$' || c == '@' || c == '/' || c == '_' || c == '\\':
			return p.groups < 3
		}
	}
	if p.end < s.hi && (s.text[p.end] == '%' || s.text[p.end] == '@') {
		return true
	}
	// A table of numbers: another number stands right in front.
	i := p.start - 1
	for i >= s.lo && p.start-i < 4 && (s.text[i] == ' ' || s.text[i] == ',' || s.text[i] == '\t') {
		i--
	}
	return !p.bracket && i >= s.lo && i < p.start-1 && isDigit(s.text[i]) && s.text[i+1] != ','
}

// phoneBefore reports the number in front of "-Office", "-Fax" and the like, as
// signatures have it.
func (s *scan) phoneBefore(start, end int) {
	to := start - 1
	if to-6 < s.lo || s.text[to] != '-' || !isDigit(s.text[to-1]) || s.wordAfter(end) {
		return
	}
	from := to
	for from > s.lo && to-from < 32 && phoneByte[s.text[from-1]] {
		from--
	}
	for i := from; i < to-5; i++ {
		if c := s.text[i]; !isDigit(c) && c != '+' && c != '(' || i > s.lo && (isWord(s.text[i-1]) || s.text[i-1] == '+' || s.text[i-1] == '(') {
			continue
		}
		p, ok := s.phoneShape(i)
		if !ok || p.end != to || p.digits < 6 || s.dateLike(p) {
			continue
		}
		f := Finding{Start: i, End: to, Score: 0.8, Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
		f.Kind, _ = s.nationalKind(p)
		if p.ext {
			f.Score = 0.96
		}
		s.national(f, p)
		return
	}
}

// phoneByte are the bytes of a telephone number.
var phoneByte = byteSet("0123456789 -./()+x")
