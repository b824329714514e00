// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "pe_dni", typ: "PE_DNI", region: "PE",
	en: "Peruvian identity document (DNI)", zh: "秘鲁身份证号 (DNI)",
	dlp:    "PERU_DNI_NUMBER",
	source: "Ley 26497, art. 26 to 32; RENIEC: eight digits, on the card with a check character behind them",
	about:  "Number of an identity document of Peru: eight digits, beside a context word",
	cues: `dni dni_nº dni_n° dni_peruano dni_perú dni_peru reniec documento_nacional_de_identidad
		秘鲁身份证`,
	layouts: []string{"99999999", "99999999_X"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id[:8]) {
			return false, 0, "a placeholder"
		}
		if len(id) == 9 && !dniCharacter(id) {
			return false, 0, "check character is wrong"
		}
		return true, 0, "eight digits"
	},
})

// dniCharacter reports whether the ninth character, a digit or a letter, is that
// of the first eight.
func dniCharacter(id []byte) bool {
	r := 11 - weighted(id, 3, 2, 7, 6, 5, 4, 3, 2)%11
	if r == 11 {
		r = 0
	}
	return id[8] == "67890112345"[r] || id[8] == "KABCDEFGHIJ"[r]
}
