// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "us_license_plate", typ: "US_LICENSE_PLATE", region: "US",
	en: "US license plate", zh: "美国车牌号", entity: "VEHICLE_PLATE_VIN",
	comprehend: "LICENSE_PLATE",
	source:     "AAMVA, License Plate Standard, edition 2 (2020): up to seven letters and digits; the serial forms of the states",
	about:      "License plate of a state of the USA: six or seven letters and digits behind a context word",
	cues: `license_plate license_plate_number license_plate_no licence_plate plate_number plate_no plate_num vehicle_plate car_plate us_license_plate
		美国车牌`,
	// The parts are separated where letters and digits change, or in the middle.
	pattern: `[A-Z0-9]{1,4}[ -][A-Z0-9]{2,5}|[A-Z0-9]{6,7}`,
	form:    "six or seven letters and digits, perhaps in two parts",
	check: func(id []byte) (bool, Evidence, string) {
		digits := 0
		for _, c := range id {
			if isDigit(c) {
				digits++
			}
		}
		// Shorter ones are those that people choose: names and words.
		if len(id) < 6 || len(id) > 7 || digits < 2 || digits == len(id) {
			return false, 0, "six or seven characters with a letter and two digits"
		}
		return true, 0, "has the form of a plate"
	},
	// The forms of other countries fit as well: their own types come first.
	cued: 0.55,
})
