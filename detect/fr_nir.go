// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "fr_nir", typ: "FR_NIR", region: "FR",
	en: "French social security number", zh: "法国社会保险号",
	dlp:    "FRANCE_NIR",
	source: "Décret n° 82-103 du 22 janvier 1982, art. 4; INSEE, numéro d'inscription au répertoire: sex, year, month, department, commune, serial number, key 97 - n mod 97 with 19 for 2A and 18 for 2B",
	about:  "Social security number of France: thirteen characters and a key of two digits",
	cues: `nir numéro_de_sécurité_sociale numero_de_securite_sociale n°_de_sécurité_sociale n°_sécurité_sociale n°_sécu numéro_sécu sécurité_sociale
		securite_sociale numéro_ss numero_ss n°_ss num_secu numsecu numéro_insee numero_insee insee_number french_social_security french_social_security_number 法国社会保险号 法国社保号`,
	layouts: []string{
		"9-99-99-99-999-999-99", "9-99-99-99999-999-99", "9_99_99_99_999_999-99",
		"9-99-99-2a-999-999-99", "9-99-99-2b-999-999-99", "9-99-99-2a999-999-99", "9-99-99-2b999-999-99",
	},
	check: frNIR,
	// Sex, month, department and key together pass one in four thousand digits
	// at random, and hardly anything that is counted has fifteen.
	bare: 0.5,
	sure: HasChecksum | HasDate,
})

// frNIR judges the thirteen characters and the key of a NIR.
func frNIR(id []byte) (bool, Evidence, string) {
	var n [15]byte
	copy(n[:], id)
	switch id[6] { // Corsica
	case 'A':
		n[5], n[6] = '1', '9'
	case 'B':
		n[5], n[6] = '1', '8'
	}
	ev := HasChecksum | HasRegion
	month := numberOf(id[3:5])
	switch {
	case id[0] != '1' && id[0] != '2' && id[0] != '7' && id[0] != '8':
		return false, 0, "begins with 1 or 2, provisional numbers with 7 or 8"
	case month >= 1 && month <= 12:
		if id[0] <= '2' {
			ev |= HasDate
		}
	case month != 20 && (month < 30 || month > 42) && month < 50:
		// The rest stands for a month that the register does not know.
		return false, 0, "not a month"
	}
	switch {
	case numberOf(n[5:7]) == 0 || string(id[7:10]) == "000" || string(id[10:13]) == "000":
		return false, 0, "no department, commune or serial number is 0"
	case sameDigits(id):
		return false, 0, "one digit over and over, or counting up: a placeholder"
	case 97-numberOf(n[:13])%97 != numberOf(id[13:]):
		return false, 0, "key is wrong"
	}
	return true, ev, "month and department are possible, the key is right"
}
