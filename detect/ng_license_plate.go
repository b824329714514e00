// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ng_license_plate", typ: "NG_VEHICLE_REGISTRATION", region: "NG",
	en: "Nigerian vehicle registration", zh: "尼日利亚车牌号", entity: "VEHICLE_PLATE_VIN",
	presidio: "NG_VEHICLE_REGISTRATION", comprehend: "LICENSE_PLATE",
	source: "National Road Traffic Regulations 2012 (Nigeria); FRSC, number plates since 2011: local government area of three letters, three digits, two letters",
	about:  "Vehicle registration of Nigeria behind a context word: ABC-123DE",
	cues: `plate_number plate_no number_plate vehicle_registration vehicle_registration_number license_plate vehicle_plate nigerian_plate_number
		尼日利亚车牌`,
	pattern: `[A-Z]{3}[ -]?[0-9]{3}[ -]?[A-Z]{2}`,
	form:    "ABC-123DE",
	check: func(id []byte) (bool, Evidence, string) {
		if numberOf(id[3:6]) == 0 {
			return false, 0, "the number is above 000"
		}
		return true, 0, "has the form of a plate"
	},
})
