// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "pt_citizen_card", typ: "PT_CITIZEN_CARD", region: "PT",
	en: "Portuguese citizen card number", zh: "葡萄牙公民卡号",
	dlp:    "PORTUGAL_CDC_NUMBER",
	source: "Lei n.º 7/2007, art. 16; AMA, validação de número de documento do Cartão de Cidadão: eight digits, check digit, two characters of the version, check digit over all, every second place doubled",
	about:  "Document number of the citizen card of Portugal: nine digits, two letters and a check digit",
	cues: `cartão_de_cidadão cartao_de_cidadao cartão_cidadão cartao_cidadao nº_cc número_cc numero_cc documento_de_identificação
		documento_de_identificacao portuguese_citizen_card portuguese_id_card 葡萄牙公民卡 葡萄牙身份证`,
	layouts: []string{"99999999-9-AX9", "999999999_AX9", "99999999_9AX9"},
	check: func(id []byte) (bool, Evidence, string) {
		sum := 0
		for k, c := range id {
			v := int(c - '0')
			if isLetter(c) {
				v = int(c-'A') + 10
			}
			if k%2 == 0 { // the last place, the twelfth, counts once
				if v *= 2; v > 9 {
					v -= 9
				}
			}
			sum += v
		}
		switch {
		case sum%10 != 0:
			return false, 0, "check digit is wrong"
		case sameDigits(id[:8]):
			return true, HasChecksum | IsTest, "check digit is right; the digits are a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	// One in ten passes; nine digits, letter, letter or digit, digit is a rare form.
	bare: 0.4,
})
