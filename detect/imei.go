// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "imei", typ: IMEI,
	source: "3GPP TS 23.003 §6.2 and annex B (structure, Luhn check digit); GSMA TS.06 (reporting body identifiers)",
	about:  "IMEI of a mobile device, 15 digits with Luhn check; beside a context word also 16 digits with a software version",
	on:     []trigger{onRun(imeiRun, 15, 16), onGroups(imeiGroups)},
	check: func(v string) (bool, string) {
		d, shape := []byte(digitsOf(v)), imeiShape(v)
		switch {
		case !shape:
			return false, "not 15 digits, nor 2-6-6-1 or 8-6-1"
		case len(d) == 16:
			return true, "14 digits and a software version, which has no check digit"
		case !luhn(d):
			return false, "Luhn check digit is wrong"
		}
		return true, "15 digits, Luhn check digit is right"
	},
})

// imeiShape reports whether v is written as 3GPP does: solid, 2-6-6-1 or 8-6-1
// (with two digits for a software version; solid only with 15).
func imeiShape(v string) bool {
	var sizes [6]int
	n := 0
	for _, c := range []byte(v) {
		switch {
		case isDigit(c):
			sizes[n]++
		case (c == '-' || c == ' ' || c == '/') && n < 4:
			n++
		default:
			return false
		}
	}
	return n == 0 && sizes[0] == 15 || n == 3 && sizes[0] == 2 && sizes[1] == 6 && sizes[2] == 6 && (sizes[3] == 1 || sizes[3] == 2) ||
		n == 2 && sizes[0] == 8 && sizes[1] == 6 && (sizes[2] == 1 || sizes[2] == 2)
}

var imeiCues = cues("imei", `imei imei1 imei2 imei码 imeisv meid 串号 手机串号 设备串号 机身码 设备识别码 移动设备识别码 device_id`)

// imeiBody reports whether d begins with the identifier of a body that
// allocates type codes.
func imeiBody(d []byte) bool {
	switch n := int(d[0]-'0')*10 + int(d[1]-'0'); n {
	case 1, 10, 30, 33, 35, 44, 45, 49, 50, 51, 52, 53, 54, 86, 91, 98, 99:
		return true
	}
	return false
}

func imeiRun(s *scan, start, end int) {
	d := s.text[start:end]
	if !imeiBody(d) || end-start == 15 && !luhn(d) || s.decimal(start, end) {
		return
	}
	s.imei(start, end, d)
}

// imeiShapes are the groupings of the standard; the last part is the check
// digit or the version of the software.
var imeiShapes = [][]int{{2, 6, 6, 1}, {2, 6, 6, 2}, {8, 6, 1}, {8, 6, 2}, {6, 2, 6, 1}}

func imeiGroups(s *scan, _, _ int) {
	if s.groups.digits < 15 || s.groups.n > 5 {
		return
	}
	for i := range s.groups.n {
		for _, lens := range imeiShapes {
			start, end, ok := s.groups.match(i, lens...)
			if !ok || !s.sameSeparators(i, i+len(lens)) {
				continue
			}
			if d := s.digits(s.buf[:0], start, end); imeiBody(d) && (len(d) == 16 || luhn(d)) {
				s.imei(start, end, d)
				return
			}
		}
	}
}

func (s *scan) imei(start, end int, d []byte) {
	// One number in ten passes the check and one in six has such a beginning:
	// that is too little without a context word.
	f := Finding{Start: start, End: end, Score: 0.4, Evidence: HasShape | HasRegion}
	if len(d) == 15 {
		f.Evidence |= HasChecksum
	} else {
		f.Score = 0.1
	}
	h, ev := s.near(start, end, maskOf(imeiCues), maskOf(cardCues, orderCues))
	f.cue(h, ev)
	switch {
	case testIMEI(d):
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	case ev&(HasCue|HasField) != 0:
		if f.Score += 0.55; len(d) == 16 {
			f.Score = 0.7
		}
	case len(d) == 15 && s.imeiBefore(start):
		f.Score, f.Evidence = 0.7, f.Evidence|HasList
	case ev&NotCue != 0:
		f.Score = 0.2
	}
	s.emit(f)
}

// imeiBefore reports whether another IMEI with a context word was found
// shortly before: the second device of a list.
func (s *scan) imeiBefore(start int) bool {
	for i := len(s.found) - 1; i >= 0 && i >= len(s.found)-16; i-- {
		f := &s.found[i]
		if f.Type == IMEI && f.End <= start && start-f.End <= 240 && f.Score > 0.6 {
			return true
		}
	}
	return false
}

// testIMEI reports whether d is the example of the standard or of its articles,
// or made up.
func testIMEI(d []byte) bool {
	switch string(d[:14]) {
	case "49015420323751", "35209900176148", "35686800004141", "35645304325173":
		return true
	}
	return repeated(d[:14]) || repeated(d[2:14])
}
