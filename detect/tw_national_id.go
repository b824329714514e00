// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "tw_national_id", typ: TWNationalID, region: "TW",
	source: "Ministry of the Interior of Taiwan, national identification number and its check digit; National Immigration Agency, resident certificate numbers of the old form (two letters) and the form of 2021 (8 or 9 in second place)",
	about:  "National identification number of Taiwan and number of the resident certificate: a letter (or two) and digits with a check digit",
	on: []trigger{
		onWord(twidWord, 10),
		onCue(twidCues, twidCue),
	},
	check: func(v string) (bool, string) {
		d := []byte(plainForm(v))
		switch {
		case twidKind(d) == "":
			return false, "not a letter, 1, 2, 8, 9 or A to D, and eight digits"
		case !twidCheck(d):
			return false, "check digit is wrong"
		}
		return true, "check digit is right"
	},
})

var twidCues = cues("twid", `身分證 身分證字號 身分證號 身分證號碼 身份證字號 身分证字号 台湾身份证 台灣身分證 台灣身份證 臺灣身分證 台湾身分证 統一編號 統一證號 国民身份证 國民身分證 居留證 居留證號碼 居留证 字號 字号
	twid tw_id roc_id arc arc_no ui_no taiwan_id`)

// twidLetters holds the number of each letter, the place of its issue: I, O, W
// and Z were added out of order.
var twidLetters = [26]uint8{10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33}

// twidKind returns what kind of number has the form of d, or "".
func twidKind(d []byte) string {
	if len(d) != 10 || !isUpper(d[0]) || !allDigits(d[2:]) {
		return ""
	}
	switch c := d[1]; {
	case c == '1' || c == '2':
		return "national_id"
	case c == '8' || c == '9':
		return "resident_certificate"
	case c >= 'A' && c <= 'D':
		return "resident_certificate_old"
	}
	return ""
}

// twidCheck reports whether the check digit of d, which twidKind knows, is
// right: weights 1 9 8 7 6 5 4 3 2 1 1 over the letter's two digits and the
// rest, modulus 10. Of a second letter only the last digit counts.
func twidCheck(d []byte) bool {
	n := int(twidLetters[d[0]-'A'])
	sum := n/10 + n%10*9 + int(d[9]-'0')
	for i := 1; i < 9; i++ {
		v := int(d[i] - '0')
		if isUpper(d[i]) {
			v = int(twidLetters[d[i]-'A']) % 10
		}
		sum += v * (9 - i)
	}
	return sum%10 == 0
}

func twidWord(s *scan, start, end int) {
	d := s.text[start:end]
	if kind := twidKind(d); kind != "" && twidCheck(d) {
		s.twid(start, end, kind)
	}
}

// twidCue finds numbers with a small letter.
func twidCue(s *scan, _, end int) {
	start, stop, ok := s.labelled(end)
	if !ok || stop-start != 10 || isUpper(s.text[start]) || isDigit(s.text[start]) {
		return
	}
	d := append(s.buf[:0], s.text[start:stop]...)
	d[0] &^= 0x20
	if isLetter(d[1]) {
		d[1] &^= 0x20
	}
	if kind := twidKind(d); kind != "" && twidCheck(d) {
		s.twid(start, stop, kind)
	}
}

// twid reports the number. One in ten random ones passes the check, so it needs
// a context word.
func (s *scan) twid(start, end int, kind string) {
	f := Finding{Kind: kind, Start: start, End: end, Evidence: HasShape | HasChecksum}
	bare := 0.45
	if strings.HasPrefix(kind, "resident") {
		bare = 0.4
	}
	s.weigh(&f, maskOf(twidCues, residentCues), maskOf(orderCues), bare, 0.95)
	if string(s.text[start:end]) == "A123456789" && f.Score < 0.5 {
		f.Evidence |= IsTest // the example that everybody types
	}
	s.emit(f)
}
