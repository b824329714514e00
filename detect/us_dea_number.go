// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "us_dea_number", typ: "MEDICAL_LICENSE", region: "US",
	en: "US DEA registration number of a prescriber", zh: "美国处方人 DEA 登记号",
	presidio: "MEDICAL_LICENSE", dlp: "US_DEA_NUMBER",
	source: "21 CFR § 1301.35; DEA Diversion Control Division, registration number: two letters, or a letter and 9, and seven digits with a check digit",
	about:  "DEA registration number of a prescriber in the United States: two characters and seven digits with a check digit",
	cues: `dea dea_number dea_no dea# dea_registration dea_license medical_license medical_licence prescriber_id prescriber
		美国处方医师登记号 药品执法局登记号`,
	layouts: []string{"AX9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		d := id[2:]
		switch {
		case id[0] == 'I' || id[0] == 'N' || id[0] == 'O' || id[0] == 'Q' || id[0] >= 'V' && id[0] != 'X':
			return false, 0, "the first letter is not used"
		case isDigit(id[1]) && id[1] != '9':
			return false, 0, "the second character is a letter or 9"
		case sameDigits(d[:6]) && d[0] == '0':
			return false, 0, "a placeholder"
		case (weighted(d, 1, 0, 1, 0, 1)+2*weighted(d, 0, 1, 0, 1, 0, 1))%10 != int(d[6]-'0'):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.3, // passports and part numbers look the same
})
