// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ng_nin", typ: "NG_NIN", region: "NG",
	en: "Nigerian national identification number", zh: "尼日利亚身份号码",
	presidio: "NG_NIN",
	source:   "National Identity Management Commission Act 2007 (Nigeria); NIMC, NIN: eleven digits without meaning; a check digit is not published, and those that projects assume contradict each other",
	about:    "National identification number (NIN) of Nigeria: eleven digits behind a context word",
	cues: `nin_number nin_no nin_num nin: nin= nin": my_nin nimc nimc_number nigerian_nin nigeria_nin national_identification_number nigerian_national_id
		尼日利亚身份号码 尼日利亚身份证`,
	layouts: []string{"99999999999", "9999_999_9999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] == '0': // mobile numbers of Nigeria are eleven digits from 07 to 09
			return false, 0, "does not begin with 0"
		case sameDigits(id):
			return false, 0, "is a placeholder"
		}
		return true, 0, "eleven digits; no check digit is published"
	},
})
