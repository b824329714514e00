// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "in_license_plate", typ: "IN_VEHICLE_REGISTRATION", region: "IN",
	en: "Indian vehicle registration", zh: "印度车牌号", entity: "VEHICLE_PLATE_VIN",
	presidio: "IN_VEHICLE_REGISTRATION", comprehend: "LICENSE_PLATE",
	source: "Motor Vehicles Act 1988 § 41 and the notifications of state codes by MoRTH; Central Motor Vehicles Rules 1989, rule 50 and rule 47 (Bharat series)",
	about:  "Vehicle registration of India behind a context word: state, district, letters and four digits; Bharat series",
	cues: `vehicle_registration vehicle_registration_number vehicle_registration_no vehicle_number vehicle_no license_plate number_plate gaadi_number gadi_number gaadi_no
		गाड़ी_नंबर गाड़ी_का_नंबर गाड़ी_संख्या वाहन_संख्या वाहन_नंबर वाहन_पंजीकरण_संख्या नंबर_प्लेट indian_number_plate 印度车牌`,
	pattern: `[A-Z]{2}[ -]?[0-9]{1,2}[ -]?[A-Z]{1,3}[ -]?[0-9]{4}|[0-9]{2}[ -]?BH[ -]?[0-9]{4}[ -]?[A-Z]{1,2}`,
	form:    "MH 04 AD 1234 or 22 BH 1234 A",
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case isLetter(id[0]) && isDigit(id[2]) && !strings.Contains(indiaStates, string(id[:2])):
			return false, 0, "no state has this code"
		case isDigit(id[0]) && numberOf(id[:2]) < 21:
			return false, 0, "the Bharat series begins in 2021"
		}
		return true, 0, "has the form of a plate"
	},
})

// indiaStates are the codes of states and territories, with the former ones OR
// (Odisha), UA (Uttarakhand), DN and DD.
const indiaStates = "AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN TR TS TG UA UK UP WB"
