// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "de_passport", typ: "DE_PASSPORT", region: "DE",
	en: "German passport number", zh: "德国护照号",
	presidio: "DE_PASSPORT", dlp: "GERMANY_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "§ 4 PassG, PassV annex 11: four characters of the authority, five more; ICAO Doc 9303-3 section 4.9 (check digit 7-3-1)",
	about:  "Number of the passport of Germany: nine characters, in the machine-readable zone with a check digit",
	// "passport" alone is no trouble: the letters of this form are few.
	cues: `reisepass reisepassnummer reisepass_nr reisepass_nummer passnummer pass_nr passnr pass_nummer
		german_passport german_passport_number passport passport_no passport_number passport_num passportnumber passportno 德国护照 德国护照号`,
	layouts: []string{"AXXXXXXXX", "AXXXXXXXX9", "AXXXXXXXX9d"},
	check: func(id []byte) (bool, Evidence, string) {
		return deDocument(id, dePassportFirst)
	},
})
