// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "uk_passport", typ: "UK_PASSPORT", region: "GB",
	en: "British passport number", zh: "英国护照号",
	presidio: "UK_PASSPORT", dlp: "UK_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "HM Passport Office, Basic passport checks: nine digits; two letters and seven digits as Presidio expects them; no check digit outside the machine-readable zone",
	about:  "Number of the passport of the United Kingdom: nine digits",
	// "Passport" alone announces those of other countries as well, which have the
	// same nine digits.
	cues:    `british_passport british_passport_number british_passport_no uk_passport uk_passport_number uk_passport_no hm_passport gb_passport passport_uk 英国护照 英国护照号`,
	layouts: []string{"999999999", "AA9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		digits := id
		if isLetter(id[0]) {
			digits = id[2:]
		}
		if sameDigits(digits) {
			return false, 0, "one digit over and over, or counting up: a placeholder"
		}
		return true, 0, "form of a passport; there is no check digit"
	},
})
