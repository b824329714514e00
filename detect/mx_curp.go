// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "mx_curp", typ: "MX_CURP", region: "MX",
	en: "Mexican population register code (CURP)", zh: "墨西哥人口登记代码 (CURP)",
	dlp:    "MEXICO_CURP_NUMBER",
	source: "Secretaría de Gobernación, Instructivo Normativo para la Asignación de la CURP (DOF 18/10/2021): names, date, sex, state, consonants, check digit",
	about:  "Population register code of a person in Mexico: 18 characters with date, sex, state and check digit",
	cues: `curp curps clave_única_de_registro_de_población clave_unica_de_registro_de_poblacion clave_única registro_de_población
		墨西哥身份代码 墨西哥人口登记代码`,
	layouts: []string{"AAAA999999AAAAAAX9"},
	check: func(id []byte) (bool, Evidence, string) {
		year := 2000 + numberOf(id[4:6])
		if isDigit(id[16]) { // born before 2000
			year -= 100
		}
		switch {
		case !monthDay(id[6:10], year):
			return false, 0, "no such date of birth"
		case id[10] != 'H' && id[10] != 'M' && id[10] != 'X':
			return false, 0, "the eleventh letter is H, M or X"
		case !strings.Contains(mexicanStates, string(id[11:13])):
			return false, 0, "no state has these letters"
		case curpDigit(id) != id[17]:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate | HasRegion, "date and state exist and the check digit is right"
	},
	bare: 0.9, // eight letters, a date, a sex, a state and a digit: nothing else is like it
})

// mexicanStates holds the codes of the states and NE, born abroad.
const mexicanStates = "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE"

// curpDigit returns the check digit: characters weigh 18 to 2 and count by their
// place in the Spanish alphabet, where Ñ follows N.
func curpDigit(id []byte) byte {
	sum := 0
	for k, c := range id[:17] {
		v := int(c - '0')
		if isUpper(c) {
			if v = int(c-'A') + 10; c > 'N' {
				v++
			}
		}
		sum += v * (18 - k)
	}
	return '0' + byte((10-sum%10)%10)
}
