// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ph_tin", typ: "PH_TIN", region: "PH",
	en: "Philippine taxpayer number (TIN)", zh: "菲律宾税号 (TIN)",
	presidio: "PH_TIN",
	source:   "National Internal Revenue Code, § 236(I); Bureau of Internal Revenue, Revenue Regulations 7-2012: nine digits and a branch code of three or five",
	about:    "Taxpayer number of the Philippines: nine digits, with or without branch code, beside a context word",
	cues: `tin tin_no tin_number tax_id bir_tin bir taxpayer_identification_number tax_identification_number
		菲律宾税号`,
	// tin is a word: digits without separators must begin with 0, as counts do not.
	layouts: []string{"999_999_999", "999_999_999_999", "999_999_999_99999", "099999999", "099999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case sameDigits(id[:9]):
			return false, 0, "a placeholder"
		case id[0] >= '6' && id[0] <= '8':
			return false, 0, "the first digit is not given out"
		}
		return true, 0, "of the form of a taxpayer number"
	},
	cued: 0.6, // other countries have nine digits as well: their own words score higher
})
