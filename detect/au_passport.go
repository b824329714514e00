// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "au_passport", typ: "AU_PASSPORT", region: "AU",
	en: "Australian passport", zh: "澳大利亚护照号",
	dlp: "AUSTRALIA_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source:  "Australian Passports Act 2005; Australian Passport Office: a letter and seven digits, or P and a second letter",
	about:   "Passport number of Australia, beside a word that names the country",
	cues:    `australian_passport australia_passport aussie_passport 澳大利亚护照 澳洲护照 澳洲護照`,
	layouts: []string{"A9999999", "pA9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case len(id) == 8 && !strings.Contains("CEFJLMNPRSX", string(id[0])),
			len(id) == 9 && !strings.Contains("ABCDEFGHJKLMNPQRSTUVWXYZ", string(id[1])):
			return false, 0, "no series has these letters"
		case sameDigits(id[len(id)-7:]):
			return false, 0, "a placeholder"
		}
		return true, HasPlan, "the letters are those of a series"
	},
	cued: 0.75, // the country is named
})
