// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "es_nif", typ: "ES_NIF", region: "ES",
	en: "Spanish identity and tax number", zh: "西班牙身份证号",
	presidio: "ES_NIF", dlp: "SPAIN_NIF_NUMBER",
	source: "Real Decreto 1553/2005, art. 11; Real Decreto 1065/2007, arts. 19 and 20: eight digits and the letter of their remainder by 23; K, L and M with seven digits for persons without a DNI",
	about:  "Identity and tax number of Spain (DNI, NIF): eight digits and a check letter",
	cues: `dni nif d.n.i n.i.f nif/dni dni/nif documento_nacional_de_identidad número_de_identificación_fiscal numero_de_identificacion_fiscal
		spanish_id spanish_dni spanish_nif spanish_identity_card 西班牙身份证 西班牙身份证号 西班牙税号`,
	// Zeros at the front are often left out.
	layouts: []string{"99999999-A", "99_999_999-A", "9999999-A", "9_999_999-A", "999999A", "99999A", "k9999999-A", "l9999999-A", "m9999999-A"},
	check: func(id []byte) (bool, Evidence, string) {
		digits := id[:len(id)-1]
		if isLetter(id[0]) {
			digits = id[1:8]
		}
		switch {
		case numberOf(digits) == 0:
			return false, 0, "no number has only zeros"
		case esControl(digits) != id[len(id)-1]:
			return false, 0, "check letter is wrong"
		case len(digits) < 7: // so short a code proves nothing by itself
			return true, 0, "check letter is right; two zeros or more are left out"
		case sameDigits(digits):
			return true, HasChecksum | IsTest, "check letter is right; the digits are a placeholder"
		}
		return true, HasChecksum, "check letter is right"
	},
	bare: 0.4, // one in 23 passes
})

// esControl returns the letter that goes with the remainder of digits by 23.
func esControl(digits []byte) byte {
	return "TRWAGMYFPDXBNJZSQVHLCKE"[numberOf(digits)%23]
}
