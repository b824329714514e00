// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "fr_id_card", typ: "FR_ID_CARD", region: "FR",
	en: "French identity card number", zh: "法国身份证号",
	dlp:    "FRANCE_CNI",
	source: "Décret n° 55-1397 du 22 octobre 1955; ANTS, carte nationale d'identité: since 2021 nine characters, before twelve: year and month of issue, department, serial number",
	about:  "Number of the identity card of France: twelve digits of the old card, nine characters of the new one",
	cues: `carte_nationale_d'identité carte_nationale_d’identité carte_nationale_d'identite carte_d'identité carte_d’identité carte_d'identite
		carte_identité numéro_de_cni numero_de_cni numéro_cni numero_cni n°_cni num_cni cni_n° cni_numéro cni_number cni_no french_id_card
		french_identity_card french_national_id_card 法国身份证 法国身份证号`,
	layouts: []string{"999999999999", "99992a999999", "99992b999999", "AXXXXXXXX"},
	check: func(id []byte) (bool, Evidence, string) {
		if len(id) == 9 {
			return frNewCard(id)
		}
		// The laminated card was given out from 1988 to August 2021.
		year, month := numberOf(id[:2]), numberOf(id[2:4])
		switch {
		case year > 21 && year < 88:
			return false, 0, "cards of this kind were issued from 1988 to 2021"
		case month < 1 || month > 12:
			return false, 0, "not a month of issue"
		case sameDigits(id):
			return false, 0, "one digit over and over, or counting up: a placeholder"
		}
		return true, HasDate, "month of issue is possible; there is no check digit"
	},
})

// frNewCard judges the nine characters of the card of 2021.
func frNewCard(id []byte) (bool, Evidence, string) {
	digits := 0
	for _, c := range id {
		if isDigit(c) {
			digits++
		}
	}
	switch {
	case digits < 2: // fewer has hardly one number in a hundred, but words have
		return false, 0, "has hardly a digit: it is a word"
	case sameDigits(id[1:]):
		return false, 0, "one digit over and over, or counting up: a placeholder"
	}
	return true, 0, "nine characters, a letter first; there is no check digit"
}
