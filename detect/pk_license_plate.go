// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "pk_license_plate", typ: "PK_LICENSE_PLATE", region: "PK",
	en: "Pakistani license plate", zh: "巴基斯坦车牌号", entity: "VEHICLE_PLATE_VIN",
	comprehend: "LICENSE_PLATE",
	source:     "Provincial Motor Vehicles Ordinance 1965 § 23 to § 34 and the excise departments of Punjab, Sindh, Khyber Pakhtunkhwa, Balochistan and Islamabad: two or three letters, the year in Punjab, up to four digits",
	about:      "License plate of Pakistan behind a context word that names it: ABC-123, LEA-12-1234",
	cues: `pakistani_number_plate pakistan_number_plate pakistani_license_plate pakistani_plate gari_number gaari_number gari_ka_number
		گاڑی_نمبر گاڑی_کا_نمبر گاڑی_کا_رجسٹریشن_نمبر نمبر_پلیٹ 巴基斯坦车牌`,
	pattern: `[A-Z]{2,3}[ -]?[0-9]{3,4}|[A-Z]{2,3}[ -][0-9]{2}[ -][0-9]{1,4}[A-Z]?`,
	form:    "ABC-123 or LEA-12-1234",
	check: func(id []byte) (bool, Evidence, string) {
		n := 2
		if isLetter(id[2]) {
			n = 3
		}
		if sameDigits(id[n:]) && id[n] == '0' {
			return false, 0, "is a placeholder"
		}
		return true, 0, "has the form of a plate"
	},
})
