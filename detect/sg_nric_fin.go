// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "sg_nric_fin", typ: "SG_NRIC_FIN", region: "SG",
	en: "Singapore identity number (NRIC, FIN)", zh: "新加坡身份证号 (NRIC/FIN)",
	presidio: "SG_NRIC_FIN", dlp: "SINGAPORE_NATIONAL_REGISTRATION_ID_NUMBER",
	source: "National Registration Act 1965; Immigration and Checkpoints Authority: S and T for citizens and residents, F, G and M for foreigners; weights 2, 7, 6, 5, 4, 3, 2; remainder by 11",
	about:  "Identity number of Singapore: a letter, seven digits and a check letter",
	cues: `nric nric_no nric_number nric/fin fin fin_no fin_number identity_card_no singapore_ic singapore_id singpass
		新加坡身份证 新加坡身份證`,
	layouts: []string{"A9999999A"},
	check: func(id []byte) (bool, Evidence, string) {
		letters, extra := "", 0
		switch id[0] {
		case 'S', 'T':
			letters = "JZIHGFEDCBA"
		case 'F', 'G':
			letters = "XWUTRQPNMLK"
		case 'M':
			letters, extra = "XWUTRQPNJLK", 3
		default:
			return false, 0, "does not begin with S, T, F, G or M"
		}
		if id[0] == 'T' || id[0] == 'G' { // given out since 2000
			extra = 4
		}
		switch {
		case sameDigits(id[1:8]):
			return false, 0, "a placeholder"
		case letters[(weighted2(id[1:8])+extra)%11] != id[8]:
			return false, 0, "check letter is wrong"
		}
		return true, HasChecksum, "check letter is right"
	},
	bare: 0.4,
})

// weighted2 returns the sum of seven digits that weigh 2, 7, 6, 5, 4, 3, 2.
func weighted2(d []byte) int { return weighted(d, 2, 7, 6, 5, 4, 3, 2) }
