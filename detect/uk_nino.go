// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "uk_nino", typ: UKNINO, region: "GB",
	source: "HMRC National Insurance Manual NIM39110 (format, prefixes not used)",
	about:  "National Insurance number of the United Kingdom: two letters, six digits, A to D",
	on:     []trigger{onWord(ninoWord, 9), onCue(ninoCues, ninoCue), onCapital(ninoSpaced)},
	check: func(v string) (bool, string) {
		b := []byte(strings.ToUpper(strings.ReplaceAll(v, " ", "")))
		switch {
		case !ninoShape(b):
			return false, "not two letters, six digits and A to D"
		case !ninoPrefix(b[0], b[1]):
			return false, "prefix is not used"
		}
		return true, "prefix in use, six digits, suffix A to D"
	},
})

var ninoCues = cues("nino", `nino ninos nin national_insurance national_insurance_number national_insurance_no ni_number ni_no ni ni号码 ni号 国民保险号 国民保险号码 英国社保号`)

// ninoShape reports whether b is two letters, six digits and a suffix.
func ninoShape(b []byte) bool {
	if len(b) != 9 || !isUpper(b[0]) || !isUpper(b[1]) || b[8] < 'A' || b[8] > 'D' {
		return false
	}
	for _, c := range b[2:8] {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// ninoPrefix reports whether the two letters are in use.
func ninoPrefix(a, b byte) bool {
	if strings.IndexByte("DFIQUV", a) >= 0 || strings.IndexByte("DFIOQUV", b) >= 0 {
		return false
	}
	switch string([]byte{a, b}) {
	case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
		return false
	}
	return true
}

// ninoAt returns the end of a number at i, whose parts may be parted by single
// spaces: AB 12 34 56 C.
func (s *scan) ninoAt(i int) (end int, ok bool) {
	b := s.buf[:0]
	for i < s.hi && len(b) < 9 {
		c := s.text[i]
		switch {
		case isAlnum(c):
			if c >= 'a' && c <= 'z' {
				c -= 'a' - 'A'
			}
			b = append(b, c)
		case (c == ' ' || c == '-') && len(b)%2 == 0 && len(b) > 0 && s.text[i-1] != c:
		default:
			return 0, false
		}
		i++
	}
	return i, ninoShape(b) && ninoPrefix(b[0], b[1]) && !s.wordAfter(i)
}

func ninoWord(s *scan, start, end int) {
	if to, ok := s.ninoAt(start); ok && to == end {
		s.nino(start, end, 0.4) // without a context word any product code looks so
	}
}

// ninoSpaced looks at two capitals for the spaced form, which hardly anything
// else is written in.
func ninoSpaced(s *scan, start, end int) {
	if end-start != 2 || end+10 > s.hi || s.text[end] != ' ' || !isDigit(s.text[end+1]) || s.text[end+3] != ' ' || !isUpper(s.text[start+1]) {
		return
	}
	if to, ok := s.ninoAt(start); ok {
		s.nino(start, to, 0.6)
	}
}

// ninoCue looks right of a context word for the first number, spaced or not.
func ninoCue(s *scan, _, end int) {
	for i := end; i+9 <= min(s.hi, end+cueReach); i++ {
		if !isLetter(s.text[i]) || !isLetter(s.text[i+1]) || s.wordBefore(i) {
			continue
		}
		if to, ok := s.ninoAt(i); ok {
			s.nino(i, to, 0.4)
			return
		}
	}
}

func (s *scan) nino(start, end int, score float64) {
	f := Finding{Start: start, End: end, Score: score, Evidence: HasShape | HasRegion}
	h, ev := s.near(start, end, maskOf(ninoCues), maskOf(orderCues))
	f.cue(h, ev)
	d := s.digits(s.buf[:0], start, end)
	switch {
	case string(d) == "123456" || repeated(d):
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	case ev&(HasCue|HasField) != 0:
		f.Score = 0.93
	case ev&NotCue != 0:
		f.Score = 0.2
	}
	s.emit(f)
}
