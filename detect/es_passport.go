// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "es_passport", typ: "ES_PASSPORT", region: "ES",
	en: "Spanish passport number", zh: "西班牙护照号",
	presidio: "ES_PASSPORT", dlp: "SPAIN_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "Real Decreto 411/2014; Council of the EU, PRADO, ESP-AO: three letters, six digits; no check digit outside the machine-readable zone",
	about:  "Number of the passport of Spain: three letters and six digits",
	cues: `pasaporte número_de_pasaporte numero_de_pasaporte nº_de_pasaporte nº_pasaporte pasaporte_nº num_pasaporte spanish_passport
		spanish_passport_number 西班牙护照 西班牙护照号`,
	layouts: []string{"AAA999999"},
	check: func(id []byte) (bool, Evidence, string) {
		if string(id[3:]) == "000000" {
			return false, 0, "no number has only zeros"
		}
		return true, 0, "three letters, six digits; there is no check digit"
	},
})
