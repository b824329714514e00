// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "in_passport", typ: "IN_PASSPORT", region: "IN",
	en: "Indian passport", zh: "印度护照号",
	presidio: "IN_PASSPORT", dlp: "INDIA_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "Passports Act 1967; Passport Seva, passport number: a letter and seven digits",
	about:  "Passport number of India: a letter and seven digits, beside a context word",
	cues: `passport passport_no passport_number indian_passport पासपोर्ट पासपोर्ट_संख्या पासपोर्ट_नंबर பாஸ்போர்ட் পাসপোর্ট
		印度护照`,
	layouts: []string{"A-9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case sameDigits(id[1:]):
			return false, 0, "a placeholder"
		case id[0] == 'Q' || id[0] == 'I' || id[0] == 'O':
			return false, 0, "the letter is not used"
		}
		return true, 0, "a letter and seven digits"
	},
})
