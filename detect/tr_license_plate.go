// SPDX-License-Identifier: Apache-2.0

package detect

import "bytes"

var _ = registerNational(nationalID{
	id: "tr_license_plate", typ: "TR_LICENSE_PLATE", region: "TR",
	en: "Turkish license plate", zh: "土耳其车牌号", entity: "VEHICLE_PLATE_VIN",
	presidio: "TR_LICENSE_PLATE", comprehend: "LICENSE_PLATE",
	source: "Karayolları Trafik Yönetmeliği m. 53 and annex: province 01 to 81, one to three letters, two to five digits",
	about:  "License plate of Turkey behind a context word: 34 ABC 123",
	cues: `plaka plakası plakasi plaka_no plaka_numarası plakalı araç_plakası arac_plakasi license_plate number_plate plate_number turkish_license_plate
		土耳其车牌`,
	pattern: `[0-9]{2}[ -]?[A-Z]{1,3}[ -]?[0-9]{2,5}`,
	form:    "34 ABC 123",
	check: func(id []byte) (bool, Evidence, string) {
		n := numberOf(id[:2])
		switch {
		case n < 1 || n > 81:
			return false, 0, "no province has this number"
		case bytes.ContainsAny(id, "QWX"):
			return false, 0, "Q, W and X are not used"
		case len(id) > 9:
			return false, 0, "at most seven letters and digits follow the province"
		}
		return true, HasRegion, "province and form are right"
	},
})
