// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ar_dni", typ: "AR_DNI", region: "AR",
	en: "Argentine identity document (DNI)", zh: "阿根廷身份证号 (DNI)",
	dlp:    "ARGENTINA_DNI_NUMBER",
	source: "Ley 17.671, art. 9; Registro Nacional de las Personas: up to eight digits, 99.999.999",
	about:  "Number of an identity document of Argentina: seven or eight digits, beside a context word",
	cues: `dni dni_nº dni_n° dni_no documento_nacional_de_identidad documento_nacional dni_argentino libreta_cívica libreta_de_enrolamiento
		阿根廷身份证`,
	layouts: []string{"99.999.999", "9.999.999", "99999999", "9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id) || id[0] == '0' {
			return false, 0, "a placeholder"
		}
		return true, 0, "seven or eight digits"
	},
	cued: 0.7, // above the number of Peru, which lacks the dots
})
