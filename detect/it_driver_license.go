// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "it_driver_license", typ: "IT_DRIVER_LICENSE", region: "IT",
	en: "Italian driving licence number", zh: "意大利驾驶证号",
	presidio: "IT_DRIVER_LICENSE", comprehend: "DRIVER_ID",
	source: "D.Lgs. 30 aprile 1992 n. 285 (Codice della strada), art. 116; Ministero delle Infrastrutture e dei Trasporti: province, seven digits and a letter, or U1, seven characters and a letter; how the letter is computed is not published",
	about:  "Number of the driving licence of Italy: ten characters that begin with the province or U1",
	cues: `patente patente_di_guida numero_patente numero_di_patente patente_n patente_numero n._patente italian_driving_licence
		italian_driver_license italian_driving_license 意大利驾照 意大利驾驶证`,
	layouts: []string{"AA9999999A", "u1XXXXXXXA"},
	check: func(id []byte) (bool, Evidence, string) {
		digits := 0
		for _, c := range id[2:9] {
			if isDigit(c) {
				digits++
			}
		}
		switch {
		case digits < 2: // of seven characters, hardly any number has fewer
			return false, 0, "has hardly a digit: it is a word"
		case sameDigits(id[2:9]):
			return false, 0, "one digit over and over, or counting up: a placeholder"
		}
		return true, 0, "form of a licence; the check letter's rule is not published"
	},
})
