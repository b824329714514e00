// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ae_emirates_id", typ: "AE_EMIRATES_ID", region: "AE",
	en: "Emirates ID number", zh: "阿联酋身份证号",
	source: "Federal Law No. 9 of 2006 on the population register and the identity card; ICP, Emirates ID: 784 (ISO 3166-1 numeric), year of birth, serial number, Luhn",
	about:  "Number of the Emirates ID: 784, year of birth, seven digits and a Luhn check digit",
	cues: `emirates_id emirates_id_no emirates_id_number emiratesid eid_number eid_no uae_id uae_national_id uae_identity_card الهوية_الإماراتية الهوية_الاماراتية هوية_إماراتية
		بطاقة_الهوية رقم_الهوية رقم_بطاقة_الهوية 阿联酋身份证`,
	layouts: []string{"784-9999-9999999-9"},
	check: func(id []byte) (bool, Evidence, string) {
		switch year := numberOf(id[3:7]); {
		// The card exists since 2005: holders were born after 1900.
		case year < 1900 || year > lastYear:
			return false, 0, "the year of birth is not possible"
		case !luhn(id):
			return false, 0, "check digit is wrong"
		case sameDigits(id[7:14]):
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum | HasDate, "year and check digit are right"
	},
	// 784 (one in a thousand), the year (one in seventy) and Luhn (one in ten) are
	// met by chance in one of 700,000 numbers of fifteen digits.
	bare: 0.7,
})
