// SPDX-License-Identifier: Apache-2.0

package detect

import "bytes"

var _ = registerNational(nationalID{
	id: "ru_license_plate", typ: "RU_LICENSE_PLATE", region: "RU",
	en: "Russian license plate", zh: "俄罗斯车牌号", entity: "VEHICLE_PLATE_VIN",
	comprehend: "LICENSE_PLATE",
	source:     "ГОСТ Р 50577-2018: the twelve Cyrillic letters that look like Latin ones, three digits, region of two or three digits",
	about:      "License plate of Russia behind a context word, in Cyrillic or Latin letters: А123ВС77",
	cues: `госномер госномера госномером гос._номер гос_номер гос.номер г/н номер_машины номер_авто номер_автомобиля государственный_регистрационный_знак
		государственный_номер регистрационный_знак номерной_знак автомобильный_номер gosnomer russian_license_plate 俄罗斯车牌`,
	pattern: `[ABEKMHOPCTYXАВЕКМНОРСТУХ] ?[0-9]{3} ?[ABEKMHOPCTYXАВЕКМНОРСТУХ]{2} ?[0-9]{2,3}(?: ?RUS)?`,
	form:    "А123ВС77 or А123ВС777",
	check: func(id []byte) (bool, Evidence, string) {
		// Where the first digit stands depends on the script.
		if k := bytes.IndexAny(id, "0123456789"); numberOf(id[k:k+3]) == 0 {
			return false, 0, "the number is above 000"
		}
		return true, 0, "has the form of a plate"
	},
})
