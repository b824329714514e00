// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ru_inn", typ: "RU_INN", region: "RU",
	en: "Russian taxpayer number of a person", zh: "俄罗斯个人纳税人识别号",
	source: "Приказ ФНС России № ЕД-7-14/559@ (2020), ИНН of a natural person: region, number and two check digits modulo 11",
	about:  "Taxpayer number (INN) of a person in Russia: twelve digits, the last two check digits; those of companies have ten and are not reported",
	cues: `инн инн_физлица инн_физического_лица номер_налогоплательщика inn_fl inn: inn= inn": russian_inn russian_taxpayer_number russian_tax_number
		俄罗斯个人纳税人识别号 俄罗斯税号`,
	layouts: []string{"999999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case numberOf(id[:2]) == 0 || sameDigits(id):
			return false, 0, "no region has the code 00"
		case weighted(id, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 != int(id[10]-'0'):
			return false, 0, "first check digit is wrong"
		case weighted(id, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)%11%10 != int(id[11]-'0'):
			return false, 0, "second check digit is wrong"
		}
		return true, HasChecksum, "both check digits are right"
	},
	bare: 0.4,
})
