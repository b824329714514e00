// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "de_fuehrerschein", typ: "DE_FUEHRERSCHEIN", region: "DE",
	en: "German driving licence number", zh: "德国驾驶证号",
	presidio: "DE_FUEHRERSCHEIN", dlp: "GERMANY_DRIVERS_LICENSE_NUMBER", comprehend: "DRIVER_ID",
	source: "FeV annex 8; Kraftfahrt-Bundesamt, Führerscheinnummer: four characters of the authority, five of the licence, check digit modulo 11, number of the copy",
	about:  "Number of the driving licence of Germany: eleven characters, the tenth a check digit",
	cues: `führerschein führerscheinnummer führerschein_nr führerschein_nummer fuehrerschein fuehrerscheinnummer fuehrerschein_nr fuehrerschein_nummer
		fahrerlaubnisnummer fahrerlaubnis_nr german_driving_licence german_driver_license german_driver_licence 德国驾照 德国驾驶证 德国驾驶证号`,
	layouts: []string{"AXXXXXXXXXX"},
	check: func(id []byte) (bool, Evidence, string) {
		digits := 0
		for _, c := range id {
			if isDigit(c) {
				digits++
			}
		}
		switch {
		case digits < 2: // the shortest has one in the check and one in the authority's key
			return false, 0, "has hardly a digit: it is a word"
		case sameDigits(id[1:]):
			return false, 0, "one digit over and over, or counting up: a placeholder"
		case deLicenceCheck(id[:9]) != id[9]:
			// Other authorities' numbers are in use that do not follow the rule.
			return true, 0, "eleven characters; the check digit does not fit"
		}
		return true, HasChecksum, "check digit is right"
	},
})

// deLicenceCheck weighs the nine characters, letters from 10 on, with 9 to 1.
func deLicenceCheck(b []byte) byte {
	sum := 0
	for k, c := range b {
		v := int(c - '0')
		if isLetter(c) {
			v = int(c-'A') + 10
		}
		sum += v * (9 - k)
	}
	return "0123456789X"[sum%11]
}
