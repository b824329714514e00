// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "us_itin", typ: "US_ITIN", region: "US",
	en: "US individual taxpayer identification number", zh: "美国个人纳税人识别号",
	presidio: "US_ITIN", dlp: "US_INDIVIDUAL_TAXPAYER_IDENTIFICATION_NUMBER", comprehend: "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
	source: "26 CFR § 301.6109-1(d)(3); IRS, Internal Revenue Manual 3.21.263: begins with 9, fourth and fifth digits 50-65, 70-88, 90-92 or 94-99",
	about:  "Individual taxpayer identification number of the United States: nine digits that begin with 9, 3-2-4",
	cues: `itin itins individual_taxpayer individual_taxpayer_identification_number individual_tax_identification us_tax_id
		identificación_personal_del_contribuyente 个人纳税人识别号 个人报税识别号 美国税号`,
	layouts: []string{"999-99-9999"},
	check: func(id []byte) (bool, Evidence, string) {
		group := numberOf(id[3:5])
		switch {
		case id[0] != '9':
			return false, 0, "does not begin with 9"
		case group < 50 || group > 65 && group < 70 || group == 89 || group == 93:
			return false, 0, "the fourth and fifth digits are never given out"
		case sameDigits(id) || sameDigits(id[5:]) && id[5] == '0':
			return false, 0, "a placeholder"
		}
		return true, HasPlan, "nine digits in a range that is given out"
	},
})
