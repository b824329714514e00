// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "au_tfn", typ: "AU_TFN", region: "AU",
	en: "Australian tax file number", zh: "澳大利亚税号 (TFN)",
	presidio: "AU_TFN", dlp: "AUSTRALIA_TAX_FILE_NUMBER",
	source:  "Taxation Administration Act 1953, Part VA; ATO: weights 1, 4, 3, 7, 5, 8, 6, 9, 10; remainder by 11",
	about:   "Tax file number of Australia: nine digits with a check over all of them",
	cues:    `tfn tfn_no tfn_number tax_file_number tax_file_no australian_tax_number 澳大利亚税号 澳洲税号`,
	layouts: []string{"999-999-999", "9999-999-99"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case sameDigits(id):
			return false, 0, "a placeholder"
		case weighted(id, 1, 4, 3, 7, 5, 8, 6, 9, 10)%11 != 0:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.3,
})
