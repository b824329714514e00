// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ca_ohip", typ: "CA_OHIP", region: "CA",
	en: "Ontario health number", zh: "加拿大安大略省健康卡号",
	dlp: "CANADA_OHIP", comprehend: "CA_HEALTH_NUMBER",
	source: "Health Insurance Act, R.S.O. 1990, c. H.6; Ontario Ministry of Health, health card validation: ten digits with MOD 10 (Luhn) and a version code of up to two letters",
	about:  "Health number of Ontario: ten digits with Luhn check, with or without a version code attached",
	cues: `ohip ohip_no ohip_number health_card health_card_number health_card_no health_number ontario_health ontario_health_card
		carte_santé numéro_de_carte_santé 安大略省健康卡 安省健康卡 健康卡号`,
	layouts: []string{"9999-999-999", "9999-999-999AA"},
	check: func(id []byte) (bool, Evidence, string) {
		switch d := id[:10]; {
		case d[0] == '0':
			return false, 0, "does not begin with 0"
		case sameDigits(d):
			return false, 0, "a placeholder"
		case !luhn(d):
			return false, 0, "Luhn check digit is wrong"
		}
		return true, HasChecksum, "Luhn check digit is right"
	},
	bare: 0.1, // ten digits are telephone numbers and times far more often
})
