// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ke_national_id", typ: "KE_NATIONAL_ID", region: "KE",
	en: "Kenyan national ID number", zh: "肯尼亚身份证号",
	source: "Registration of Persons Act (Cap. 107, Kenya); State Department for Immigration and Citizen Services, Maisha Namba: seven to nine digits, no check digit",
	about:  "National ID or Maisha Namba of Kenya: seven to nine digits behind a context word",
	cues: `kenyan_id kenyan_id_number kenyan_national_id kenya_national_id kenya_id_number kenya_id maisha_namba maisha_number huduma_namba
		nambari_ya_kitambulisho namba_ya_kitambulisho kitambulisho_cha_taifa kitambulisho_nambari 肯尼亚身份证`,
	layouts: []string{"9999999", "99999999", "999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id) {
			return false, 0, "is a placeholder"
		}
		return true, 0, "seven to nine digits; there is no check digit"
	},
})
