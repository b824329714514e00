// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "pk_cnic", typ: "PK_CNIC", region: "PK",
	en: "Pakistani identity card (CNIC)", zh: "巴基斯坦身份证号 (CNIC)",
	source: "National Database and Registration Authority Ordinance 2000, § 10; NADRA: province 1 to 8, 99999-9999999-9, the last digit odd for men",
	about:  "Number of an identity card of Pakistan: thirteen digits, 5-7-1, beside a context word",
	cues: `cnic cnic_no cnic_number nicop snic nadra computerised_national_identity computerized_national_identity شناختی_کارڈ قومی_شناختی_کارڈ
		巴基斯坦身份证`,
	layouts: []string{"99999-9999999-9"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] < '1' || id[0] > '8':
			return false, 0, "no province has this first digit"
		case id[12] == '0':
			return false, 0, "the last digit is never 0"
		case oneDigit(id[5:12]):
			return false, 0, "a placeholder"
		}
		return true, HasRegion, "the province exists"
	},
	cued: 0.75,
})
