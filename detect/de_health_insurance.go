// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "de_health_insurance", typ: "DE_HEALTH_INSURANCE", region: "DE",
	en: "German health insurance number", zh: "德国医疗保险号",
	presidio: "DE_HEALTH_INSURANCE",
	source:   "§ 290 SGB V; GKV-Spitzenverband, Richtlinie zur Krankenversichertennummer: a letter, eight digits, check digit",
	about:    "Health insurance number of Germany: a letter, eight digits and a check digit, for life",
	cues: `krankenversichertennummer krankenversicherten_nr krankenversicherungsnummer krankenversicherungs_nr krankenkassennummer versichertennummer
		versicherten_nr versichertennr kvnr kv_nummer kv_nr egk_nummer german_health_insurance german_health_insurance_number 德国医疗保险号 德国医保号`,
	layouts: []string{"A999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case sameDigits(id[1:]):
			return false, 0, "one digit over and over, or counting up: a placeholder"
		case deHealthCheck(id) != id[9]:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	// Parts and articles have a letter and nine digits too, one in ten passes.
	bare: 0.3,
})

// deHealthCheck puts the letter's place in the alphabet in its stead; the digits
// count once and twice by turns, of products the digits are added up.
func deHealthCheck(id []byte) byte {
	n := int(id[0]-'A') + 1
	sum := n/10 + (n%10*2)/10 + n%10*2%10
	for k, c := range id[1:9] {
		p := int(c-'0') * (1 + k%2)
		sum += p/10 + p%10
	}
	return '0' + byte(sum%10)
}
