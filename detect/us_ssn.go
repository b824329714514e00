// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "us_ssn", typ: USSSN, region: "US", core: true,
	source: "Social Security Administration, POMS RM 10201.035 (numbers never assigned) and SSN randomization (2011)",
	about:  "Social security number of the United States, 3-2-4; nine digits in a row only beside a context word",
	on:     []trigger{onGroups(ssnGroups), onCue(ssnCues, ssnCue)},
	check: func(v string) (bool, string) {
		d := []byte(digitsOf(v))
		switch {
		case len(d) != 9:
			return false, "not 9 digits"
		case len(v) == 11 && v[3] != v[6]:
			return false, "two different separators"
		case !ssnAssignable(d):
			return false, "area, group or serial number is never assigned"
		}
		return true, "9 digits that may be assigned"
	},
})

var ssnCues = cues("us_ssn", `ssn ssns social_security social_security_number socialsecurity soc_sec social_sec ss_no ss_number 社会安全号 社安号`)

func ssnAssignable(d []byte) bool {
	area := string(d[:3])
	return area != "000" && area != "666" && d[0] != '9' && string(d[3:5]) != "00" && string(d[5:]) != "0000"
}

func ssnGroups(s *scan, _, _ int) {
	gs := &s.groups
	// A longer sequence is something else: an SSN stands alone.
	for i := 0; i+3 <= gs.n; i++ {
		start, end, ok := gs.match(i, 3, 2, 4)
		if !ok || i > 0 && s.text[gs.g[i-1].end] == '-' || i+3 < gs.n && s.text[end] == '-' {
			continue
		}
		sep := s.text[start+3]
		if sep != s.text[start+6] || end-start != 11 || sep != '-' && sep != ' ' && sep != '.' {
			continue
		}
		d := s.digits(s.buf[:0], start, end)
		if !ssnAssignable(d) {
			continue
		}
		f := Finding{Start: start, End: end, Score: 0.4, Evidence: HasShape}
		if sep == '-' {
			f.Score = 0.65
		}
		s.ssn(f, d)
	}
}

// ssnCue looks for nine solid digits behind a context word.
func ssnCue(s *scan, _, end int) {
	for i := end; i < min(s.hi, end+24); i++ { // "number is: " and the like fit
		if !isDigit(s.text[i]) {
			continue
		}
		j := i
		for j < s.hi && isDigit(s.text[j]) {
			j++
		}
		if d := s.text[i:j]; len(d) == 9 && ssnAssignable(d) && s.alone(i, j) {
			s.ssn(Finding{Start: i, End: j, Score: 0.1, Evidence: HasShape}, d)
		}
		return
	}
}

func (s *scan) ssn(f Finding, d []byte) {
	h, ev := s.near(f.Start, f.End, maskOf(ssnCues), maskOf(orderCues, phoneCues))
	f.cue(h, ev)
	switch {
	case string(d) == "078051120" || string(d) == "219099999" || string(d) == "123456789" || repeated(d):
		// printed in wallets and on pamphlets, or made up
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	case ev&(HasCue|HasField) != 0:
		f.Score = 0.95
	case ev&NotCue != 0:
		f.Score = 0.2
	}
	s.emit(f)
}
