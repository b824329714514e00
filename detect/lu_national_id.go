// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "lu_national_id", typ: "LU_NATIONAL_ID", region: "LU",
	en: "Luxembourg national identification number", zh: "卢森堡国民身份号码",
	source: "Loi du 19 juin 2013 relative à l'identification des personnes physiques, art. 2; règlement grand-ducal du 28 novembre 2013: date of birth, serial number, a check digit by Luhn and one by Verhoeff, both over the first eleven digits",
	about:  "National identification number of Luxembourg (matricule): date of birth, serial number and two check digits",
	cues: `matricule numéro_de_matricule numero_de_matricule n°_matricule matricule_national numéro_d'identification_national
		numéro_d’identification_national numéro_de_sécurité_sociale sozialversicherungsnummer matrikelnummer matrikel luxembourg_national_id
		luxembourg_matricule 卢森堡国民身份号码 卢森堡身份证`,
	layouts: []string{"9999-99-99-999-99", "99999999-99999", "9999-9999-99999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case !liveDate(id[:8]):
			return false, 0, "not a possible date of birth"
		case !luhn(id[:12]):
			return false, 0, "check digit of Luhn is wrong"
		case luVerhoeff(id[:11]) != id[12]:
			return false, 0, "check digit of Verhoeff is wrong"
		}
		return true, HasChecksum | HasDate, "date is possible, both check digits are right"
	},
	// One in a hundred of the order numbers that begin with a date passes.
	bare: 0.4,
})

// luVerhoeff returns the check digit of Verhoeff for digits: the group of the
// turns and flips of a pentagon, J. Verhoeff 1969. A turn by j after a turn or
// flip i is found by reckoning instead of in a table.
func luVerhoeff(digits []byte) byte {
	turn := func(i, j int) int {
		switch {
		case i < 5 && j < 5:
			return (i + j) % 5
		case i < 5:
			return 5 + (i+j)%5
		case j < 5:
			return 5 + (i-j+5)%5
		}
		return (i - j + 5) % 5
	}
	c := 0
	for k := range digits {
		d := int(digits[len(digits)-1-k] - '0')
		for range k + 1 { // the digit's place says how often it is permuted
			d = [10]int{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}[d]
		}
		c = turn(c, d)
	}
	if c > 0 && c < 5 {
		c = 5 - c // a flip is its own inverse, a turn is not
	}
	return '0' + byte(c)
}
