// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "gr_afm", typ: "GR_AFM", region: "GR",
	en: "Greek tax number (AFM)", zh: "希腊税号",
	source:  "Κώδικας Φορολογικής Διαδικασίας (ν. 5104/2024) άρθρο 10; ΑΑΔΕ, Α.Φ.Μ.: weights 256 to 2, remainder by 11 and then by 10",
	about:   "Tax registration number (AFM) of Greece: nine digits, the last one a check digit",
	cues:    `αφμ α.φ.μ φορολογικού_μητρώου afm: afm= a.f.m. greek_tax_number greek_afm 希腊税号`,
	layouts: []string{"999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case weighted(id, 256, 128, 64, 32, 16, 8, 4, 2)%11%10 != int(id[8]-'0'):
			return false, 0, "check digit is wrong"
		case sameDigits(id):
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.2, // one number in ten has the check digit
})
