// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "hr_oib", typ: "HR_OIB", region: "HR",
	en: "Croatian personal identification number", zh: "克罗地亚个人识别号",
	dlp:    "CROATIA_PERSONAL_ID_NUMBER",
	source: "Zakon o osobnom identifikacijskom broju (NN 60/08); Porezna uprava, OIB: ISO/IEC 7064 MOD 11,10",
	about:  "Personal identification number (OIB) of Croatia: eleven digits, the last one a check digit",
	cues: `oib oib-a oib-om osobni_identifikacijski_broj osobnog_identifikacijskog_broja croatian_oib croatian_personal_identification_number
		克罗地亚个人识别号 克罗地亚身份证`,
	layouts: []string{"99999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case mod11_10(id[:10]) != id[10]:
			return false, 0, "check digit is wrong"
		case sameDigits(id[:10]):
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.2, // one number in ten has the check digit
})
