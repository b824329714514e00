// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "br_rg", typ: "BR_RG", region: "BR",
	en: "Brazilian identity card (RG)", zh: "巴西身份证 (RG)",
	source: "Lei nº 7.116/1983: the states number their cards, São Paulo as 99.999.999-X",
	about:  "Number of an identity card (registro geral) of a Brazilian state, beside a context word",
	cues: `rg rg_nº rg_no registro_geral carteira_de_identidade cédula_de_identidade identidade_nº documento_de_identidade identidade_rg
		巴西身份证`,
	// Without separators rg would be a program and eight digits anything.
	layouts: []string{"99.999.999_X", "9.999.999_X", "99.999.999", "9.999.999", "99999999_X"},
	check: func(id []byte) (bool, Evidence, string) {
		if c := id[len(id)-1]; isLetter(c) && c != 'X' {
			return false, 0, "the last character is a digit or X"
		}
		if sameDigits(id[:7]) {
			return false, 0, "a placeholder"
		}
		return true, 0, "of the form of a state"
	},
})
