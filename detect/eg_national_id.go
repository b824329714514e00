// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "eg_national_id", typ: "EG_NATIONAL_ID", region: "EG",
	en: "Egyptian national ID number", zh: "埃及身份证号",
	source: "Civil Status Law No. 143 of 1994 (Egypt); Civil Status Organization: century, date, governorate, serial number; the rule of the last digit is not published",
	about:  "National ID number of Egypt: fourteen digits with date of birth and governorate, behind a context word",
	cues: `الرقم_القومي الرقم_القومى رقم_قومي رقم_قومى رقمه_القومي رقمها_القومي بطاقة_الرقم_القومي egyptian_national_id egyptian_id egypt_national_id egypt_id
		埃及身份证`,
	layouts: []string{"99999999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		yy, m, d := yymmdd(id[1:])
		century := 1700 + int(id[0]-'0')*100 // 2 is the 1900s, 3 the 2000s
		switch {
		case id[0] != '2' && id[0] != '3' || !liveDay(century+yy, m, d):
			return false, 0, "the date of birth does not exist"
		case !egyptGovernorate(numberOf(id[7:9])):
			return false, 0, "no governorate has this code"
		case sameDigits(id[9:]):
			return false, 0, "is a placeholder"
		}
		return true, HasDate | HasRegion, "date and governorate are possible; the check digit is not published"
	},
})

// egyptGovernorate reports whether a governorate has the code n: cities 01 to 04,
// Lower Egypt 11 to 19, Upper Egypt 21 to 29, the borders 31 to 35, abroad 88.
func egyptGovernorate(n int) bool {
	return n >= 1 && n <= 4 || n >= 11 && n <= 19 || n >= 21 && n <= 29 || n >= 31 && n <= 35 || n == 88
}
