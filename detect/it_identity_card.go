// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "it_identity_card", typ: "IT_IDENTITY_CARD", region: "IT",
	en: "Italian identity card number", zh: "意大利身份证号",
	presidio: "IT_IDENTITY_CARD",
	source:   "D.M. 23 dicembre 2015 (CIE 3.0: two letters, five digits, two letters); D.M. 8 novembre 2007 (CIE 2.0: seven digits, two letters); the paper card has two letters and seven digits; no check digit",
	about:    "Number of the identity card of Italy, electronic or on paper",
	cues: `carta_d'identità carta_d’identità carta_d'identita carta_d’identita carta_identità carta_identita carta_di_identità carta_di_identita numero_cie
		cie_numero cie_n n._cie italian_id_card italian_identity_card 意大利身份证 意大利身份证号`,
	layouts: []string{"AA99999AA", "AA-9999999", "9999999AA"},
	check: func(id []byte) (bool, Evidence, string) {
		digits := id[2:7]
		if isDigit(id[0]) {
			digits = id[:7]
		}
		if string(digits) == "00000" || string(digits) == "0000000" {
			return false, 0, "no number has only zeros"
		}
		return true, 0, "form of a card; there is no check digit"
	},
})
