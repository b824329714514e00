// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "lv_personas_kods", typ: "LV_PERSONAS_KODS", region: "LV",
	en: "Latvian personal code", zh: "拉脱维亚个人代码",
	source: "Fizisko personu reģistra likums; PMLP, personas kods: date, century and check digit modulo 11; since 1 July 2017 a number that begins with 32 to 39 and says nothing",
	about:  "Personal code (personas kods) of Latvia: eleven digits; the old form has a date of birth and a check digit, the new one is found behind a context word",
	cues: `personas_kods personas_koda personas_kodu personas_kodam pers._kods latvian_personal_code latvian_personal_identity_number
		拉脱维亚个人代码 拉脱维亚身份号码`,
	layouts: []string{"999999-99999"},
	check: func(id []byte) (bool, Evidence, string) {
		if id[0] == '3' && id[1] >= '2' {
			if sameDigits(id[2:]) {
				return false, 0, "is a placeholder"
			}
			return true, 0, "begins with 32 to 39; this form has no check digit"
		}
		d, m, yy := yymmdd(id)
		// The digit behind the date says the century: 0 the 1800s, 1 the 1900s, 2 the 2000s.
		century := 1800 + int(id[6]-'0')*100
		switch {
		case !liveDay(century+yy, m, d):
			return false, 0, "the date of birth does not exist"
		case (1101-weighted(id, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))%11%10 != int(id[10]-'0'):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate, "date and check digit are right"
	},
	bare: 0.4,
})
