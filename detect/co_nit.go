// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "co_nit", typ: "CO_NIT", region: "CO",
	en: "Colombian tax number (NIT)", zh: "哥伦比亚税号 (NIT)",
	source: "DIAN, Orden Administrativa 4 de 1989: weights 3, 7, 13, 17, 19, 23, 29, 37, 41, 43 from the right; remainder by 11",
	about:  "Tax number of Colombia with its check digit: a person's is the number of the identity card, beside a context word",
	cues: `nit nit_nº nit_no identificación_tributaria identificacion_tributaria rut_dian
		哥伦比亚税号`,
	layouts: []string{"999.999.999_9", "999999999_9", "9.999.999.999_9", "9999999999_9", "99.999.999_9", "99999999_9"},
	check: func(id []byte) (bool, Evidence, string) {
		last := len(id) - 1
		sum := 0
		for k := range last {
			sum += int(id[last-1-k]-'0') * [...]int{3, 7, 13, 17, 19, 23, 29, 37, 41, 43}[k]
		}
		switch check := "01987654321"[sum%11]; {
		case sameDigits(id[:last]):
			return false, 0, "a placeholder"
		case check != id[last]:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
})
