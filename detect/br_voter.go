// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "br_voter", typ: "BR_VOTER", region: "BR",
	en: "Brazilian voter registration", zh: "巴西选民证号",
	source: "Resolução TSE nº 21.538/2003, art. 12: eight digits, two for the state (01-28), two check digits by 11",
	about:  "Number of a voter's title of Brazil: twelve digits with the state and two check digits",
	cues: `titulo_de_eleitor titulo_eleitor eleitor eleitoral
		巴西选民证`,
	layouts: []string{"9999-9999-9999"},
	check: func(id []byte) (bool, Evidence, string) {
		state := numberOf(id[8:10])
		first := weighted(id, 2, 3, 4, 5, 6, 7, 8, 9) % 11 % 10
		second := (weighted(id[8:], 7, 8) + first*9) % 11 % 10
		if state <= 2 { // São Paulo and Minas Gerais write 1 for 0, unless it is ten's
			first, second = titleDigits(id)
		}
		switch {
		case state < 1 || state > 28:
			return false, 0, "no state has this code"
		case sameDigits(id[:8]):
			return false, 0, "a placeholder"
		case first != int(id[10]-'0') || second != int(id[11]-'0'):
			return false, 0, "check digits are wrong"
		}
		return true, HasChecksum | HasRegion, "the state exists and both check digits are right"
	},
	bare: 0.3,
})

// titleDigits returns the check digits of a title of the states 01 and 02, whose
// remainder zero is written 1.
func titleDigits(id []byte) (first, second int) {
	digit := func(sum int) int {
		if sum %= 11; sum == 0 {
			return 1
		}
		return sum % 10
	}
	first = digit(weighted(id, 2, 3, 4, 5, 6, 7, 8, 9))
	return first, digit(weighted(id[8:], 7, 8) + first*9)
}
