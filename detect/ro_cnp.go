// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ro_cnp", typ: "RO_CNP", region: "RO",
	en: "Romanian personal numeric code", zh: "罗马尼亚个人数字代码",
	source: "OUG nr. 97/2005; HG nr. 295/2021, annex: sex and century, date, county, serial number, check digit of the weights 279146358279 modulo 11",
	about:  "Personal numeric code (CNP) of Romania: thirteen digits with date of birth, county and a check digit",
	cues: `cnp cnp-ul cnp-ului cod_numeric_personal codul_numeric_personal codului_numeric_personal
		romanian_cnp romanian_personal_numeric_code personal_numeric_code 罗马尼亚个人数字代码 罗马尼亚身份证`,
	layouts: []string{"9999999999999"},
	check:   checkCNP,
	bare:    0.4,
})

func checkCNP(id []byte) (bool, Evidence, string) {
	yy, m, d := yymmdd(id[1:])
	live := false
	switch id[0] {
	case '1', '2':
		live = liveDay(1900+yy, m, d)
	case '3', '4':
		live = liveDay(1800+yy, m, d)
	case '5', '6':
		live = liveDay(2000+yy, m, d)
	case '7', '8', '9': // residents and foreign citizens, of any century
		live = eitherCentury(yy, m, d)
	}
	sum := weighted(id, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
	if sum == 10 {
		sum = 1
	}
	switch {
	case !live:
		return false, 0, "the date of birth does not exist"
	case !cnpCounty(numberOf(id[7:9])):
		return false, 0, "no county has this code"
	case sum != int(id[12]-'0'):
		return false, 0, "check digit is wrong"
	}
	return true, HasChecksum | HasDate | HasRegion, "date, county and check digit are right"
}

// cnpCounty reports whether a county or sector has the code n: 01 to 46, the former
// sectors 47 and 48, Călărași and Giurgiu 51 and 52, numbers given by the central
// register 70, and those of foreign citizens 80 to 83.
func cnpCounty(n int) bool {
	return n >= 1 && n <= 48 || n == 51 || n == 52 || n == 70 || n >= 80 && n <= 83
}
