// SPDX-License-Identifier: Apache-2.0

package detect

import (
	_ "embed" // the table of regions
	"strings"
	"sync"
)

var _ = register(recogniser{
	id: "cn_resident_id", typ: CNResidentID, region: "CN", core: true,
	source: "GB 11643-1999 (18 digits, check character ISO 7064 MOD 11-2), GB 11643-1989 (15 digits), GB/T 2260 (regions); " +
		"State Council notice Guobanfa 2018 No. 81 (residence permits 810000, 820000, 830000)",
	about: "Resident identity number of China, 18 or 15 digits, solid or in groups, and the residence permit of Hong Kong, Macau and Taiwan residents",
	on: []trigger{
		onRun(residentRun, 8, 15, 18),
		onWord(residentWord, 18),
		onGroups(residentGroups),
		onCue(residentCues, residentCue),
	},
	check: checkResident,
})

// residentCues are the words that announce an identity number.
var residentCues = cues("resident_id", `身份证 身份證 身份证号 身份证号码 身份證號 身份證號碼 身份号 身份号码 身份號碼 公民身份号码 公民身份证 公民身份證
	居民身份证 证件号 证件号码 證件號 證件號碼 证件 證件 证号 證號 老证号 二代证 一代证 实名 实名认证 居住证 居住证号 居住證 社会保障号码
	sfz sfzh sfzhm id_card idcard id_card_no id_card_number idno id_no id_num id_number identity identity_card identity_no identity_number
	national_id citizen_id cert_no certificate_no resident_id ric cnid`)

func checkResident(v string) (bool, string) {
	d := []byte(strings.ReplaceAll(plainForm(v), "-", ""))
	if len(d) == 15 && allDigits(d) {
		switch {
		case regionLevel(d) < regionProvince:
			return false, "no province has this code"
		case !shortDate(d[6:12]):
			return false, "date of birth does not exist"
		}
		return true, "15 digits, region and date are possible; this form has no check digit"
	}
	switch {
	case len(d) != 18 || !allDigits(d[:17]) || !isDigit(d[17]) && d[17] != 'X':
		return false, "not 18 characters (17 digits and a digit or X) or 15 digits"
	case gb11643(d) != d[17]:
		return false, "check character is wrong"
	case !liveDate(d[6:14]):
		return false, "date of birth does not exist"
	}
	switch regionLevel(d) {
	case regionKnown:
		return true, "check character, region and date are right"
	case regionPrefecture, regionProvince:
		return true, "check character and date are right; the county is not in the table, the province is"
	}
	return false, "no province has this code"
}

// gb11643 returns the check character that the 17 digits at the start of d ask
// for (ISO 7064 MOD 11-2: the weights are 2^17 to 2^1 modulo 11).
func gb11643(d []byte) byte {
	sum := 0
	for i, w := range [17]uint8{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(d[i]-'0') * int(w)
	}
	return "10X98765432"[sum%11]
}

// The years that a date of birth may have. The standard's own example was born
// in 1880; there is no clock here, so the end only has to lie in the future.
const (
	firstYear = 1880
	lastYear  = 2040
)

// liveDate reports whether d, yyyymmdd, is a day on which somebody may have
// been born.
func liveDate(d []byte) bool {
	y := int(d[0]-'0')*1000 + int(d[1]-'0')*100 + int(d[2]-'0')*10 + int(d[3]-'0')
	return y >= firstYear && y <= lastYear && monthDay(d[4:8], y)
}

// shortDate is liveDate for yymmdd of the twentieth century, which the numbers
// of 15 digits hold: none was given out after 1999.
func shortDate(d []byte) bool {
	return monthDay(d[2:6], 1900+int(d[0]-'0')*10+int(d[1]-'0'))
}

// monthDay reports whether year y has the day d, mmdd.
func monthDay(d []byte, y int) bool {
	m, day := int(d[0]-'0')*10+int(d[1]-'0'), int(d[2]-'0')*10+int(d[3]-'0')
	if m < 1 || m > 12 || day < 1 {
		return false
	}
	last := int([13]uint8{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m])
	if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		last = 29
	}
	return day <= last
}

// How much of a region code the table knows.
const (
	regionNone       = iota
	regionProvince   // the first two digits
	regionPrefecture // the first four
	regionKnown      // all six
)

//go:embed cn_resident_id_regions.txt
var regionLines string

// regionTable holds the codes of GB/T 2260 as bitmaps of the last two digits.
type regionTable struct {
	province   [100]bool
	prefecture [10000]uint16 // index into counties, 0 none
	counties   [][2]uint64
}

var regions = sync.OnceValue(func() *regionTable {
	t := &regionTable{counties: make([][2]uint64, 1, 640)}
	for line := range strings.Lines(regionLines) {
		if len(line) < 7 || line[0] == '#' {
			continue
		}
		four := two(line)*100 + two(line[2:])
		t.province[four/100] = true
		t.prefecture[four] = uint16(len(t.counties))
		var bits [2]uint64
		for r := range strings.SplitSeq(strings.TrimSpace(line[5:]), ",") {
			last := two(r)
			if len(r) == 5 { // 01-19
				last = two(r[3:])
			}
			for n := two(r); n <= last; n++ {
				bits[n>>6] |= 1 << (n & 63)
			}
		}
		t.counties = append(t.counties, bits)
	}
	return t
})

func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// regionLevel says how much is known of the region code at the start of d.
func regionLevel(d []byte) int {
	t := regions()
	p, q, c := int(d[0]-'0')*10+int(d[1]-'0'), int(d[2]-'0')*10+int(d[3]-'0'), int(d[4]-'0')*10+int(d[5]-'0')
	if isPermitRegion(d) {
		return regionKnown
	}
	k := t.prefecture[p*100+q]
	switch {
	case k > 0 && t.counties[k][c>>6]>>(c&63)&1 == 1:
		return regionKnown
	case k > 0:
		return regionPrefecture
	case t.province[p]:
		return regionProvince
	}
	return regionNone
}

// isPermitRegion reports whether d begins with the region of Hong Kong, Macau
// or Taiwan, which only residence permits have.
func isPermitRegion(d []byte) bool {
	return d[0] == '8' && d[1] >= '1' && d[1] <= '3' && string(d[2:6]) == "0000"
}

func residentRun(s *scan, start, end int) {
	d := s.text[start:end]
	switch {
	case d[0] < '1' || d[0] > '8' && len(d) != 8:
	case len(d) == 18:
		s.resident(start, end, d, false)
	case len(d) == 15:
		s.residentShort(start, end, d)
	case d[0] <= '2' && start-7 >= s.lo && end < s.hi && s.text[end] == s.text[start-1] && idSeparator(s.text[end]):
		// The date of "110105 19491231 002X", which the group anchor does not
		// give because of the letter.
		s.residentSpaced(start - 7)
	}
}

func residentWord(s *scan, start, end int) {
	d := s.text[start:end]
	if d[17]|0x20 == 'x' && allDigits(d[:17]) {
		s.resident(start, end, d, false)
	}
}

func residentGroups(s *scan, _, _ int) {
	gs := &s.groups
	if gs.digits < 15 {
		return
	}
	for i := range gs.n {
		if s.residentSpaced(gs.g[i].start) {
			return
		}
		if start, end, ok := gs.match(i, 6, 6, 3); ok && s.sameSeparators(i, i+3) {
			s.residentShort(start, end, s.digits(s.buf[:0], start, end))
		}
	}
}

// residentCue finds numbers in groups that end with X.
func residentCue(s *scan, _, end int) {
	if start, stop, ok := s.labelled(end); ok && stop-start < 15 {
		s.residentSpaced(start)
	}
}

func idSeparator(c byte) bool { return c == ' ' || c == '-' || c == '.' }

// residentSpaced looks for 18 characters at start that are parted into groups by
// separators of one kind, as 6-8-4 or in fours, and reports whether a number
// was there. Any grouping will do: the checks are strong.
func (s *scan) residentSpaced(start int) bool {
	if start < s.lo || s.wordBefore(start) {
		return false
	}
	d := s.buf[:0]
	sep, gaps := 0, 0
	i := start
	for len(d) < 18 && i < s.hi {
		switch c := s.text[i]; {
		case isDigit(c) || len(d) == 17 && c|0x20 == 'x':
			d = append(d, c)
			i++
		case len(d) == 0:
			return false
		default:
			n := s.residentGap(i)
			if n == 0 || gaps > 0 && n != sep {
				return false
			}
			sep, gaps = n, gaps+1
			i += n
		}
	}
	if len(d) < 18 || gaps == 0 || s.wordAfter(i) {
		return false
	}
	return s.resident(start, i, d, true)
}

// residentGap returns the length of a separator at i, in front of a digit or X.
func (s *scan) residentGap(i int) int {
	if n := s.separatorAfter(i); n > 0 {
		return n
	}
	if i+1 < s.hi && idSeparator(s.text[i]) && s.text[i+1]|0x20 == 'x' {
		return 1
	}
	return 0
}

// resident reports the number d, written at [start, end), if it is valid.
func (s *scan) resident(start, end int, d []byte, spaced bool) bool {
	if c := d[6]; c != '1' && c != '2' || !liveDate(d[6:14]) {
		return false
	}
	check := d[17]
	if check == 'x' {
		check = 'X'
	}
	level := regionLevel(d)
	if level == regionNone || gb11643(d) != check {
		return false
	}
	f := Finding{Kind: "id18", Start: start, End: end, Evidence: HasShape | HasChecksum | HasDate}
	if isPermitRegion(d) {
		f.Kind = "residence_permit"
	}
	if testResident(d) {
		f.Score, f.Evidence = 0.4, f.Evidence|HasRegion|IsTest
		s.emit(f)
		return true
	}
	bare, cued := 0.96, 0.99
	if level == regionKnown {
		f.Evidence |= HasRegion
	}
	switch {
	case level == regionPrefecture:
		bare, cued = 0.85, 0.97
	case level == regionProvince || spaced && f.Kind == "residence_permit":
		// A random number of 18 digits passes once in 10^5.
		bare, cued = 0.55, 0.9
	}
	h, ev := s.near(start, end, maskOf(residentCues), maskOf(orderCues))
	f.cue(h, ev)
	switch {
	case ev&(HasCue|HasField) != 0:
		f.Score = cued
	case ev&NotCue != 0 && level == regionProvince:
		f.Score = 0.3
	case ev&NotCue != 0:
		f.Score = bare - 0.1
	default:
		f.Score = bare
	}
	s.emit(f)
	return true
}

// testResident reports whether d is an example of the standard or one of the
// specimens that the police published with the residence permit.
func testResident(d []byte) bool {
	switch string(d[:17]) {
	case "11010519491231002", "44052418800101001", "81000019940823002", "83000019920130002":
		return true
	}
	return false
}

// residentShort reports the old number of 15 digits. It has no check digit, so
// it needs a context word; the region must be known.
func (s *scan) residentShort(start, end int, d []byte) {
	if !shortDate(d[6:12]) || regionLevel(d) != regionKnown || isPermitRegion(d) || s.decimal(start, end) {
		return
	}
	f := Finding{Kind: "id15", Start: start, End: end, Evidence: HasShape | HasDate | HasRegion}
	s.weigh(&f, maskOf(residentCues), maskOf(orderCues, phoneCues, cardCues), 0.4, 0.9)
	s.emit(f)
}
