// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "bg_egn", typ: "BG_EGN", region: "BG",
	en: "Bulgarian uniform civil number", zh: "保加利亚统一公民号码",
	source: "Закон за гражданската регистрация, чл. 11; ГД ГРАО, ЕГН: month plus 20 for the 1800s, plus 40 for the 2000s, check digit of the weights 2 4 8 5 10 9 7 3 6 modulo 11",
	about:  "Uniform civil number (EGN) of Bulgaria: ten digits with the date of birth and a check digit",
	cues: `егн единен_граждански_номер единния_граждански_номер egn egn_number edinen_grazhdanski_nomer bulgarian_egn uniform_civil_number
		保加利亚统一公民号码 保加利亚身份证`,
	layouts: []string{"9999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		yy, m, d := yymmdd(id)
		century := [...]int{1900, 1800, 2000, 0, 0}[m/20]
		switch {
		case !liveDay(century+yy, m%20, d):
			return false, 0, "the date of birth does not exist"
		case weighted(id, 2, 4, 8, 5, 10, 9, 7, 3, 6)%11%10 != int(id[9]-'0'):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate, "date and check digit are right"
	},
	bare: 0.4,
})
