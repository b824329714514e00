// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "de_license_plate", typ: "DE_KFZ", region: "DE",
	en: "German vehicle registration", zh: "德国车牌号", entity: "VEHICLE_PLATE_VIN",
	presidio: "DE_KFZ", comprehend: "LICENSE_PLATE",
	source: "Fahrzeug-Zulassungsverordnung (2023) §§ 9 to 13 and annex 1: district of one to three letters, one or two letters, up to four digits, at most eight characters, E or H behind them",
	about:  "Vehicle registration of Germany behind a context word: B-AB 1234, with E for electric and H for historic vehicles",
	cues: `kennzeichen kfz-kennzeichen kfzkennzeichen kfz_kennzeichen autokennzeichen fahrzeugkennzeichen nummernschild amtliches_kennzeichen amtlichem_kennzeichen
		amtl._kennzeichen german_license_plate german_number_plate 德国车牌`,
	pattern: `[A-ZÄÖÜ]{1,3}[ -]?[A-Z]{1,2}[ -]?[0-9]{1,4}(?:[ -]?[EH])?`,
	form:    "B-AB 1234, B-AB 123E",
	check: func(id []byte) (bool, Evidence, string) {
		letters, digits := 0, 0
		for _, r := range string(id) {
			switch {
			case r >= '0' && r <= '9':
				if digits++; digits == 1 && r == '0' {
					return false, 0, "the number does not begin with 0"
				}
			case digits == 0:
				letters++
			}
		}
		if letters < 2 || letters+digits > 8 {
			return false, 0, "two to five letters and one to four digits, at most eight"
		}
		return true, 0, "has the form of a plate"
	},
})
