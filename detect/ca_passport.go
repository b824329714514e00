// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ca_passport", typ: "CA_PASSPORT", region: "CA",
	en: "Canadian passport", zh: "加拿大护照号",
	dlp: "CANADA_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "Immigration, Refugees and Citizenship Canada, passport number: two letters and six digits; since 2023 a letter, six digits and two letters",
	about:  "Passport number of Canada, beside a context word",
	cues: `canadian_passport canada_passport passport passport_no passport_number passeport passeport_canadien numéro_de_passeport
		加拿大护照 加拿大護照`,
	layouts: []string{"AA999999", "A999999AA"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id[2:7]) {
			return false, 0, "a placeholder"
		}
		return true, 0, "of the form of a passport"
	},
})
