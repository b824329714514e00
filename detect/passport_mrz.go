// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "passport_mrz", typ: PassportMRZ,
	source: "ICAO Doc 9303, 8th edition: part 3 §4.9 (check digits), part 4 (TD3), part 5 (TD1), part 6 (TD2)",
	about:  "Machine-readable zone of passports, visas and identity cards, whole, with the lines that belong to it",
	on:     []trigger{onWord(mrzWord, mrzLengths...)},
	check: func(v string) (bool, string) {
		s := &scan{text: []byte(v), hi: len(v)}
		for i := range v {
			if i > 0 && v[i-1] != '\n' && v[i-1] != ' ' {
				continue
			}
			for k := range mrzForms {
				if mrzForms[k].valid(s.text[i:]) {
					return true, mrzForms[k].kind + ": all check digits are right"
				}
			}
		}
		return false, "no line with the length and check digits of TD1, TD2 or TD3"
	},
})

// mrzLengths are the lengths of the row of letters and digits that holds the
// date of birth: '<' parts it from what is in front and behind.
var mrzLengths = func() (n []int) {
	for k := 15; k <= 44; k++ {
		n = append(n, k)
	}
	return n
}()

// mrzForm says where the fields stand in the line with the dates.
type mrzForm struct {
	kind   string
	length int // of each line
	number int // place of the document number in this line; -1: line above
	birth  int
	expiry int
	above  int // lines in front of it
	below  int
}

var mrzForms = [...]mrzForm{
	{"td3", 44, 0, 13, 21, 1, 0},
	{"td2", 36, 0, 13, 21, 1, 0},
	{"td1", 30, -1, 0, 8, 1, 1},
}

// mrzWord finds the line around a row of letters and digits.
func mrzWord(s *scan, start, end int) {
	if s.text[start] >= 'a' || s.text[end-1] >= 'a' || end-start > 16 && s.text[start+(end-start)/2] >= 'a' {
		return // a hash
	}
	lo, hi := start, start
	for lo > s.lo && start-lo <= 44 && mrzByte(s.text[lo-1]) {
		lo--
	}
	for hi < s.hi && hi-start <= 44 && mrzByte(s.text[hi]) {
		hi++
	}
	for k := range mrzForms {
		m := &mrzForms[k]
		if hi-lo != m.length || !m.valid(s.text[lo:hi]) {
			continue
		}
		f := Finding{Kind: m.kind, Start: lo, End: hi, Score: 0.97, Evidence: HasShape | HasChecksum | HasDate}
		if at, ok := s.mrzLine(lo, -1, m.length); ok {
			f.Start = at
		} else if m.above > 0 && m.number < 0 {
			return
		}
		if m.below > 0 {
			if at, ok := s.mrzLine(hi, 1, m.length); ok {
				f.End = at
			}
		}
		if specimen(s.text[f.Start:f.End]) {
			f.Score, f.Evidence = 0.3, f.Evidence|IsTest
		}
		s.emit(f)
		return
	}
}

func mrzByte(c byte) bool { return isDigit(c) || isUpper(c) || c == '<' }

// valid reports whether the line that b begins with has the dates of form m
// with right check digits.
func (m *mrzForm) valid(b []byte) bool {
	if len(b) < m.length || len(b) > m.length && mrzByte(b[m.length]) {
		return false
	}
	for _, c := range b[:m.length] {
		if !mrzByte(c) {
			return false
		}
	}
	if !mrzDate(b[m.birth:]) || !mrzDate(b[m.expiry:]) || m.number == 0 && !mrzCheck(b[:9], b[9]) {
		return false
	}
	switch sex := b[m.birth+7]; sex {
	case 'M', 'F', 'X', '<':
	default:
		return false
	}
	if m.kind != "td3" { // the last digit of TD1 covers the line above as well
		return true
	}
	var all [39]byte
	n := copy(all[:], b[:10])
	n += copy(all[n:], b[13:20])
	copy(all[n:], b[21:43])
	return mrzCheck(all[:], b[43])
}

// mrzDate reports whether b begins with YYMMDD and its check digit.
func mrzDate(b []byte) bool {
	for _, c := range b[:6] {
		if !isDigit(c) && c != '<' {
			return false
		}
	}
	month := int(b[2]-'0')*10 + int(b[3]-'0')
	day := int(b[4]-'0')*10 + int(b[5]-'0')
	return mrzCheck(b[:6], b[6]) && (b[2] == '<' || month >= 1 && month <= 12) && (b[4] == '<' || day >= 1 && day <= 31)
}

// mrzCheck reports whether c is the check digit of b: weights 7, 3, 1; letters
// count 10 to 35, '<' nothing.
func mrzCheck(b []byte, c byte) bool {
	sum := 0
	for i, x := range b {
		v := 0
		switch {
		case isDigit(x):
			v = int(x - '0')
		case isUpper(x):
			v = int(x-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return c == byte('0'+sum%10) || c == '<' && sum == 0
}

// mrzLine returns the far end of the neighbouring line of n characters in
// direction dir: -1 in front of i, 1 behind. A line end, also an escaped one, or
// a space parts them.
func (s *scan) mrzLine(i, dir, n int) (at int, ok bool) {
	gap := 0
	for gap < 6 {
		j := i + gap
		if dir < 0 {
			j = i - gap - 1
		}
		if j < s.lo || j >= s.hi {
			return 0, false
		}
		if c := s.text[j]; c != '\n' && c != '\r' && c != ' ' && c != '\\' && c != 'n' && c != 'r' && c != '\t' {
			break
		}
		gap++
	}
	from, to := i+gap, i+gap+n
	if dir < 0 {
		from, to = i-gap-n, i-gap
	}
	if gap == 0 || from < s.lo || to > s.hi {
		return 0, false
	}
	for _, c := range s.text[from:to] {
		if !mrzByte(c) {
			return 0, false
		}
	}
	if dir < 0 {
		return from, from == s.lo || !mrzByte(s.text[from-1])
	}
	return to, to == s.hi || !mrzByte(s.text[to])
}

// specimen reports whether b is an example of the standard: issued by Utopia,
// or to Anna Maria Eriksson.
func specimen(b []byte) bool {
	for i := 0; i+5 <= len(b); i++ {
		if w := string(b[i : i+3]); w == "UTO" || string(b[i:min(i+8, len(b))]) == "ERIKSSON" {
			return true
		}
	}
	return false
}
