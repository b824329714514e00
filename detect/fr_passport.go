// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "fr_passport", typ: "FR_PASSPORT", region: "FR",
	en: "French passport number", zh: "法国护照号",
	dlp: "FRANCE_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "Décret n° 2005-1726 du 30 décembre 2005; Council of the EU, PRADO, FRA-AO: year of the series, two letters, five digits; no check digit outside the machine-readable zone",
	about:  "Number of the passport of France: two digits, two letters, five digits",
	// Hardly any other passport is numbered like that, so that "passport" will do.
	cues: `passeport numéro_de_passeport numero_de_passeport n°_de_passeport n°_passeport passeport_n° french_passport passport passport_no
		passport_number passport_num passportnumber passportno 法国护照 法国护照号`,
	layouts: []string{"99AA99999"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id[4:]) {
			return false, 0, "one digit over and over, or counting up: a placeholder"
		}
		return true, 0, "two digits, two letters, five digits; there is no check digit"
	},
})
