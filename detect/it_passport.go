// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "it_passport", typ: "IT_PASSPORT", region: "IT",
	en: "Italian passport number", zh: "意大利护照号",
	presidio: "IT_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "Legge 21 novembre 1967 n. 1185; Council of the EU, PRADO, ITA-AO: two letters, seven digits; no check digit outside the machine-readable zone",
	about:  "Number of the passport of Italy: two letters and seven digits",
	cues: `passaporto numero_di_passaporto numero_passaporto passaporto_n passaporto_numero n._passaporto italian_passport italian_passport_number
		意大利护照 意大利护照号`,
	layouts: []string{"AA9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id[2:]) {
			return false, 0, "one digit over and over, or counting up: a placeholder"
		}
		return true, 0, "two letters, seven digits; there is no check digit"
	},
})
