// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ua_rnokpp", typ: "UA_RNOKPP", region: "UA",
	en: "Ukrainian taxpayer number", zh: "乌克兰个人税号",
	source: "Податковий кодекс України, ст. 70; Наказ Мінфіну № 822 (2017): days since 31 December 1899, serial number, check digit of the weights -1 5 7 9 4 6 10 5 7 modulo 11",
	about:  "Registration number of a taxpayer's card (RNOKPP) in Ukraine: ten digits with the date of birth and a check digit",
	cues: `рнокпп іпн ідентифікаційний_код ідентифікаційний_номер реєстраційний_номер_облікової_картки облікової_картки_платника_податків
		rnokpp ukrainian_tax_number ukrainian_tax_id ukrainian_rnokpp 乌克兰个人税号 乌克兰税号`,
	layouts: []string{"9999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		// 51500 days after 1899 is the year lastYear.
		days := numberOf(id[:5])
		sum := weighted(id, -1, 5, 7, 9, 4, 6, 10, 5, 7) % 11
		switch {
		case days == 0 || days > 51500:
			return false, 0, "the date of birth does not exist"
		case (sum+11)%11%10 != int(id[9]-'0'):
			return false, 0, "check digit is wrong"
		case sameDigits(id):
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum | HasDate, "date and check digit are right"
	},
	bare: 0.2, // one number in twenty has the date and the check digit
})
