// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "hk_id_card", typ: HKIDCard, region: "HK",
	source: "Immigration Department of Hong Kong, identity card number: one or two letters, six digits, check digit 0-9 or A (modulus 11)",
	about:  "Hong Kong identity card number, with its check digit in brackets or, beside a context word, without",
	on: []trigger{
		onWord(hkidWord, 7, 8, 9),
	},
	check: func(v string) (bool, string) {
		d := []byte(strings.Map(func(r rune) rune {
			if strings.ContainsRune("()[]（）", r) {
				return -1
			}
			return r
		}, plainForm(v)))
		switch {
		case !hkidShape(d):
			return false, "not one or two letters, six digits and a check digit"
		case !hkidCheck(d):
			return false, "check digit is wrong"
		}
		return true, "check digit is right"
	},
})

var hkidCues = cues("hkid", `香港身份证 香港身份證 香港身分證 香港居民身份证 香港居民身份證 香港永久性居民身份证 香港永久性居民身份證 香港证件 香港證件 身份證號碼 身份證 身份证 身分證
	香港证 hkid hkic hk_id hkid_no hong_kong_identity hong_kong_id hk_identity_card`)

// hkidShape reports whether d is one or two capitals, six digits and a digit or A.
func hkidShape(d []byte) bool {
	n := len(d)
	if n != 8 && n != 9 {
		return false
	}
	for _, c := range d[:n-7] {
		if !isUpper(c) {
			return false
		}
	}
	return allDigits(d[n-7:n-1]) && (isDigit(d[n-1]) || d[n-1] == 'A')
}

// hkidCheck reports whether the check digit of d, of hkidShape, is right: the
// characters weigh 9 to 1, letters count 10 to 35, a missing first letter 36.
func hkidCheck(d []byte) bool {
	sum := 0
	if len(d) == 8 {
		sum = 36 * 9
	}
	for i, c := range d {
		v := int(c - '0')
		if isUpper(c) {
			v = int(c-'A') + 10
		}
		sum += v * (len(d) - i)
	}
	return sum%11 == 0
}

func hkidWord(s *scan, start, end int) {
	if !isLetter(s.text[start]) {
		return
	}
	stop := end
	d := append(s.buf[:0], s.text[start:end]...)
	// The digit in brackets stands behind the word.
	brackets := false
	if n := bracketed(s.text[end:s.hi]); n > 0 && len(d) < 9 && !hkidShape(d) {
		brackets = true
		d = append(d, bracketDigit(s.text[end:end+n]))
		stop += n
	}
	small := !isUpper(d[0])
	for i, c := range d {
		if isLetter(c) {
			d[i] = c &^ 0x20
		}
	}
	if !hkidShape(d) || !hkidCheck(d) {
		return
	}
	f := Finding{Start: start, End: stop, Evidence: HasShape | HasChecksum}
	bare, cued := 0.3, 0.92
	if brackets {
		bare, cued = 0.8, 0.97
	}
	if small { // f123456(3) is a call in a program
		bare = 0.2
	}
	s.weigh(&f, maskOf(hkidCues, residentCues), maskOf(orderCues, permitCues, passportCues), bare, cued)
	if brackets && f.Evidence&NotCue != 0 {
		f.Score = 0.45
	}
	s.emit(f)
}

// bracketed returns the length of "(3)", "（3）" or "[3]" at the start of b, 0 if
// there is none. A stands for ten.
func bracketed(b []byte) int {
	switch {
	case len(b) >= 3 && (b[0] == '(' && b[2] == ')' || b[0] == '[' && b[2] == ']') && isCheckDigit(b[1]):
		return 3
	case len(b) >= 7 && string(b[:3]) == "（" && string(b[4:7]) == "）" && isCheckDigit(b[3]):
		return 7
	}
	return 0
}

// bracketDigit returns the character inside what bracketed found.
func bracketDigit(b []byte) byte { return b[len(b)/2] }

func isCheckDigit(c byte) bool { return isDigit(c) || c|0x20 == 'a' }
