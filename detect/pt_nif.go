// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "pt_nif", typ: "PT_NIF", region: "PT",
	en: "Portuguese tax number", zh: "葡萄牙税号",
	source: "Decreto-Lei n.º 14/2013, arts. 3 and 11; Autoridade Tributária, número de identificação fiscal: weights 9 to 2 modulo 11",
	about:  "Tax number of Portugal (NIF, contribuinte): nine digits, the last one a check digit",
	cues: `nif n.i.f contribuinte número_de_contribuinte numero_de_contribuinte nº_contribuinte n.º_contribuinte num_contribuinte
		número_de_identificação_fiscal numero_de_identificacao_fiscal identificação_fiscal portuguese_nif portuguese_tax_number 葡萄牙税号`,
	layouts: []string{"999999999", "999_999_999"},
	check: func(id []byte) (bool, Evidence, string) {
		check := 11 - weighted(id, 9, 8, 7, 6, 5, 4, 3, 2)%11
		if check > 9 {
			check = 0
		}
		switch {
		case id[0] == '0' || id[0] == '4' && id[1] != '5':
			return false, 0, "begins with 1 to 3, 45 or 5 to 9"
		case check != int(id[8]-'0'):
			return false, 0, "check digit is wrong"
		case sameDigits(id[:8]):
			return true, HasChecksum | IsTest, "check digit is right; the digits are a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	// Nine digits are common and one in ten of them passes.
	bare: 0.2,
})
