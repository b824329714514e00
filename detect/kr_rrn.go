// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "kr_rrn", typ: "KR_RRN", region: "KR",
	en: "Korean resident registration number", zh: "韩国居民登记号",
	presidio: "KR_RRN", dlp: "KOREA_RRN",
	source: "주민등록법 시행규칙 제2조: date, sex and century, six digits; numbers given out since October 2020 have a random end instead of region and check digit",
	about:  "Resident registration number of Korea: thirteen digits with the date of birth, 6-7",
	cues: `주민등록번호 주민번호 주민등록증 주민등록 rrn resident_registration_number resident_registration_no korean_id
		韩国身份证 韩国居民登记号 韩国居民登录号 韓國身分證`,
	layouts: []string{"999999-9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		return koreanNumber(id, 0)
	},
	bare: 0.3, // without check digit one number in 70 passes
})

// oneDigit reports whether d is one digit over and over.
func oneDigit(d []byte) bool {
	for _, c := range d {
		if c != d[0] {
			return false
		}
	}
	return true
}

// koreanNumber judges a number of residents, or of foreigners if shift is 4: the
// digit that says sex and century is then higher by four, and the check digit by two.
func koreanNumber(id []byte, shift int) (bool, Evidence, string) {
	sex := int(id[6]-'0') - shift
	if sex < 1 || sex > 4 {
		return false, 0, "the seventh digit is none of these numbers"
	}
	year := 1900 + (sex-1)/2*100 + numberOf(id[:2])
	if year > lastYear || !monthDay(id[2:6], year) {
		return false, 0, "no such date of birth"
	}
	r := weighted(id, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11
	switch {
	case oneDigit(id[7:]):
		return false, 0, "a placeholder"
	case (11-r+shift/2)%10 == int(id[12]-'0'):
		return true, HasChecksum | HasDate, "date exists and check digit is right"
	}
	// Whoever registers or changes the number today may be of any age.
	return true, HasDate, "date exists; a number since October 2020 has no check digit"
}
