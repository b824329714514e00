// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ir_national_code", typ: "IR_NATIONAL_CODE", region: "IR",
	en: "Iranian national code", zh: "伊朗国民代码",
	source: "قانون اختصاص شماره ملی و کد پستی (1376); Civil Registration Organization of Iran, کد ملی: place, serial number, check digit modulo 11",
	about:  "National code (code-e melli) of Iran: ten digits, the last one a check digit",
	cues: `کد_ملی کدملی کد_ملي كد_ملي شماره_ملی شمارهٔ_ملی شماره_ملي code_melli codemelli kode_melli kodmelli kode_meli shomare_melli
		iranian_national_code iranian_national_id iran_national_id 伊朗国民代码 伊朗身份证`,
	layouts: []string{"9999999999", "999_999999_9"},
	check: func(id []byte) (bool, Evidence, string) {
		r := weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11
		if r >= 2 {
			r = 11 - r
		}
		switch {
		case r != int(id[9]-'0'):
			return false, 0, "check digit is wrong"
		case sameDigits(id) || numberOf(id[:3]) == 0:
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.2, // one number in eleven has the check digit
})
