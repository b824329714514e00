// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "es_nie", typ: "ES_NIE", region: "ES",
	en: "Spanish foreigner's identity number", zh: "西班牙外国人身份号码",
	presidio: "ES_NIE", dlp: "SPAIN_NIE_NUMBER",
	source: "Real Decreto 557/2011, art. 206; Orden INT/2058/2008: X, Y or Z, seven digits and the check letter of the DNI with 0, 1 or 2 in front",
	about:  "Identity number of foreigners in Spain: X, Y or Z, seven digits and a check letter",
	cues: `nie n.i.e nif/nie nie/nif dni/nie número_de_identidad_de_extranjero numero_de_identidad_de_extranjero identidad_de_extranjero
		tarjeta_de_residencia spanish_nie 西班牙外国人身份号码 西班牙居留证 西班牙居留号码`,
	layouts: []string{
		"x-9999999-A", "y-9999999-A", "z-9999999-A", "x9999999_A", "y9999999_A", "z9999999_A",
		"x_9_999_999-A", "y_9_999_999-A", "z_9_999_999-A",
	},
	check: func(id []byte) (bool, Evidence, string) {
		digits := append([]byte{'0' + id[0] - 'X'}, id[1:8]...)
		switch {
		case esControl(digits) != id[8]:
			return false, 0, "check letter is wrong"
		case sameDigits(id[1:8]):
			return true, HasChecksum | IsTest, "check letter is right; the digits are a placeholder"
		}
		return true, HasChecksum, "check letter is right"
	},
	// One in 23 passes, and X, Y or Z begins many a code.
	bare: 0.4,
})
