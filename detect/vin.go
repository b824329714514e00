// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "vin", typ: VIN,
	source: "ISO 3779:2009 (17 characters without I, O, Q), ISO 3780 (manufacturer codes); check digit: 49 CFR §565.15, GB 16735-2019",
	about:  "Vehicle identification numbers: with a valid check digit anywhere, others beside a context word",
	on:     []trigger{onWord(vinWord, 17), onCue(vinCues, vinCue)},
	check: func(v string) (bool, string) {
		b := []byte(strings.ToUpper(v))
		switch {
		case !vinShape(b):
			return false, "not 17 letters and digits without I, O and Q"
		case !vinCheck(b) && vinChecked(b[0]):
			return false, "check digit in position 9 is wrong"
		case !vinCheck(b):
			return true, "17 characters; the manufacturer's region uses no check digit"
		}
		return true, "17 characters, check digit in position 9 is right"
	},
})

var vinCues = cues("vin", `vin vin码 vin_number vehicle_identification_number chassis chassis_no chassis_number frame_number 车架号 车架号码 车辆识别代号 车辆识别代码 车辆识别码 大架号 識別代碼`)

// vinShape reports whether b has the length and letters of a VIN.
func vinShape(b []byte) bool {
	if len(b) != 17 {
		return false
	}
	for _, c := range b {
		if !isDigit(c) && !isUpper(c) || c == 'I' || c == 'O' || c == 'Q' {
			return false
		}
	}
	return true
}

// vinChecked reports whether vehicles of the region that begins with c must
// have a check digit: North America (1 to 5) and China (L).
func vinChecked(c byte) bool { return c >= '1' && c <= '5' || c == 'L' }

// vinCheck reports whether position 9 is the check digit: the weighted sum of
// the transliterated characters by 11, X for ten.
func vinCheck(b []byte) bool {
	const values = "12345678.12345.7.923456789" // of A to Z
	const weights = "8765432:0987654" + "32"    // ':' is 10
	sum := 0
	for i, c := range b {
		v := int(c - '0')
		if isUpper(c) {
			v = int(values[c-'A'] - '0')
		}
		sum += v * int(weights[i]-'0')
	}
	r := byte('0' + sum%11)
	if r == '0'+10 {
		r = 'X'
	}
	return b[8] == r
}

// vinMaker reports whether c begins the code of a region that makes vehicles,
// and b ends as serial numbers do, with four digits.
func vinMaker(b []byte) bool {
	for _, c := range b[13:] {
		if !isDigit(c) {
			return false
		}
	}
	return b[0] != '0' && b[0] != 'G' && b[0] != 'F' && b[0] != 'H' && b[8] != 0 && (isDigit(b[8]) || b[8] == 'X')
}

func vinWord(s *scan, start, end int) {
	b := s.buf[:0]
	for _, c := range s.text[start:end] {
		if c >= 'a' && c <= 'z' {
			return // hashes and names; vinCue takes small letters
		}
		b = append(b, c)
	}
	if vinShape(b) {
		s.vin(start, end, b)
	}
}

// vinCue looks right of a context word, small letters allowed.
func vinCue(s *scan, _, end int) {
	at, _ := s.pastCue(end)
	if at+17 > s.hi || !s.alone(at, at+17) {
		return
	}
	b := s.buf[:0]
	for _, c := range s.text[at : at+17] {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		b = append(b, c)
	}
	if vinShape(b) {
		s.vin(at, at+17, b)
	}
}

func (s *scan) vin(start, end int, b []byte) {
	f := Finding{Start: start, End: end, Evidence: HasShape}
	digits := 0
	for _, c := range b {
		if isDigit(c) {
			digits++
		}
	}
	checked, maker := vinCheck(b), vinMaker(b)
	h, ev := s.near(start, end, maskOf(vinCues), maskOf(orderCues))
	f.cue(h, ev)
	if checked {
		f.Evidence |= HasChecksum
	}
	switch {
	case testVIN(b):
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	case ev&(HasCue|HasField) != 0 && checked:
		f.Score = 0.97
	case ev&(HasCue|HasField) != 0 && !vinChecked(b[0]) && digits >= 4:
		f.Score = 0.8
	case ev&(HasCue|HasField) != 0 && digits >= 4 && maker:
		f.Score = 0.55 // written down wrongly
	case checked && maker && digits <= 12 && ev&NotCue == 0: // parcel numbers have fewer letters
		f.Score = 0.6
	default:
		f.Score = 0.2
	}
	s.emit(f)
}

// testVIN reports whether b is an example of standards and articles, or made up.
func testVIN(b []byte) bool {
	switch string(b) {
	case "1M8GDM9AXKP042788", "11111111111111111", "1HGCM82633A004352", "5YJSA1E26HF000337", "1FTFW1ET5DFC10312", "WVWZZZ1JZXW000001", "JH4KA7561PC008269", "1GNEK13ZX3R298984", "WBA3A5G59DNP26082":
		return true
	}
	return repeated(b[11:])
}
