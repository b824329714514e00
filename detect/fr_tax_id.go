// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "fr_tax_id", typ: "FR_TAX_ID", region: "FR",
	en: "French tax identification number", zh: "法国税号",
	dlp:    "FRANCE_TAX_IDENTIFICATION_NUMBER",
	source: "DGFiP, numéro fiscal de référence (SPI); European Commission, TIN algorithms, France: first digit 0 to 3, the last three digits are the first ten modulo 511",
	about:  "Tax number of France (numéro fiscal, SPI): ten digits and a key of three",
	cues: `numéro_fiscal numero_fiscal n°_fiscal num_fiscal numéro_spi numero_spi n°_spi spi_number identifiant_fiscal numéro_fiscal_de_référence
		numero_fiscal_de_reference numéro_d'identification_fiscale numéro_d’identification_fiscale french_tax_number french_tax_id french_tin 法国税号`,
	layouts: []string{"9999999999999", "99_99_999_999_999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] > '3':
			return false, 0, "begins with 0, 1, 2 or 3"
		case sameDigits(id[:10]):
			return false, 0, "one digit over and over, or counting up: a placeholder"
		case numberOf(id[:10])%511 != numberOf(id[10:]):
			return false, 0, "key is wrong"
		}
		return true, HasChecksum, "key is right"
	},
	// Milliseconds since 1970 have thirteen digits and begin with 1: one in 511
	// of them passes.
	bare: 0.3,
})
