// SPDX-License-Identifier: Apache-2.0

package detect

import "bytes"

var _ = registerNational(nationalID{
	id: "uk_license_plate", typ: "UK_VEHICLE_REGISTRATION", region: "GB",
	en: "UK vehicle registration mark", zh: "英国车牌号", entity: "VEHICLE_PLATE_VIN",
	presidio: "UK_VEHICLE_REGISTRATION", comprehend: "LICENSE_PLATE",
	source: "Road Vehicles (Display of Registration Marks) Regulations 2001, schedule 2; DVLA, INF104: forms since 2001, 1983 to 2001 (prefix) and 1963 to 1983 (suffix)",
	about:  "Vehicle registration mark of the United Kingdom: AB12 CDE, A123 BCD or ABC 123D behind a context word",
	cues: `number_plate numberplate registration_plate reg_plate vehicle_registration vehicle_registration_number vehicle_registration_mark registration_mark vrm vrn
		car_reg car_reg_no vehicle_reg vehicle_reg_no car_registration license_plate licence_plate 英国车牌`,
	pattern: `[A-Z]{2}[0-9]{2}[ -]?[A-Z]{3}|[A-Z][0-9]{1,3}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?[0-9]{1,3}[A-Z]`,
	form:    "AB12 CDE, A123 BCD or ABC 123D",
	check:   checkUKPlate,
})

// Letters that a mark never has in the local memory tag, among the letters at
// random and as the year letter of the older forms.
const (
	ukNotTag    = "IQZ"
	ukNotRandom = "IQ"
	ukNotYear   = "IOQUZ"
)

func checkUKPlate(id []byte) (bool, Evidence, string) {
	has := func(b []byte, set string) bool { return bytes.ContainsAny(b, set) }
	switch {
	case isLetter(id[0]) && isDigit(id[1]): // prefix
		if has(id[:1], ukNotYear) || has(id[len(id)-3:], ukNotRandom) {
			return false, 0, "the year letter or a letter of the mark is not used"
		}
	case len(id) == 7 && isDigit(id[3]) && isLetter(id[4]): // since 2001
		// 02 to 29 are March 2002 to 2029, 51 to 79 September 2001 to 2029.
		age := numberOf(id[2:4])
		if age < 2 || age > 29 && age < 51 || age > 79 {
			return false, 0, "the age identifier is not used"
		}
		if has(id[:2], ukNotTag) || has(id[4:], ukNotRandom) {
			return false, 0, "a letter of the mark is not used"
		}
	default: // suffix
		if has(id[len(id)-1:], ukNotYear) || has(id[:3], ukNotRandom) {
			return false, 0, "the year letter or a letter of the mark is not used"
		}
	}
	return true, 0, "has the form of a registration mark"
}
