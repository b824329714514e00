// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "my_nric", typ: "MY_NRIC", region: "MY",
	en: "Malaysian identity card (MyKad)", zh: "马来西亚身份证号",
	source: "National Registration Regulations 1990; Jabatan Pendaftaran Negara, Kod Negeri: date, place of birth, four digits; no check digit",
	about:  "Number of an identity card of Malaysia: twelve digits with date and place of birth, 999999-99-9999",
	cues: `mykad mykid nric nric_no kad_pengenalan no_kad_pengenalan nombor_kad_pengenalan no_kp ic_no ic_number no_ic nombor_ic malaysian_ic
		马来西亚身份证 大马身份证 馬來西亞身份證 大馬卡`,
	layouts: []string{"999999-99-9999"},
	check: func(id []byte) (bool, Evidence, string) {
		place := numberOf(id[6:8])
		switch {
		case !eitherCentury(yymmdd(id[:6])):
			return false, 0, "no such date of birth"
		case place == 0 || place > 16 && place < 21 || place == 69 || place == 70 || place == 73 || place == 80 || place == 81 || place > 93 && place < 98:
			return false, 0, "no place of birth has this code"
		case string(id[8:]) == "0000":
			return false, 0, "a placeholder"
		}
		return true, HasDate | HasRegion, "date and place of birth exist"
	},
	parted: 0.5, // 6-2-4 is written for little else, and one in 30 of its like has date and place
	cued:   0.8,
})
