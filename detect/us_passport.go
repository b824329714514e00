// SPDX-License-Identifier: Apache-2.0

package detect

// The word passport alone announces this number, though other countries have
// numbers of the same two forms: theirs need a word that names the country, and
// score higher with it.
var _ = registerNational(nationalID{
	id: "us_passport", typ: "US_PASSPORT", region: "US",
	en: "US passport", zh: "美国护照号",
	presidio: "US_PASSPORT", dlp: "US_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "US Department of State, Foreign Affairs Manual 8 FAM 705: nine digits, or since 2021 one letter and eight digits",
	about:  "Passport number of the United States: nine digits or a letter and eight digits, beside a context word",
	cues: `passport passports passport_no passport_number us_passport american_passport travel_document pasaporte pasaporte_estadounidense
		美国护照 美國護照`,
	layouts: []string{"999999999", "A99999999"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id[1:]) {
			return false, 0, "a placeholder"
		}
		return true, 0, "of the form of a passport"
	},
	cued: 0.6, // below the numbers of countries that are named
})
