// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ru_snils", typ: "RU_SNILS", region: "RU",
	en: "Russian insurance account number (SNILS)", zh: "俄罗斯个人保险账户号",
	source: "Федеральный закон № 27-ФЗ, ст. 6; Постановление Правления ПФР № 792п, СНИЛС: control number modulo 101 of the weights 9 to 1, for numbers above 001-001-998",
	about:  "Insurance number of an individual account (SNILS) in Russia: eleven digits, the last two a control number",
	cues: `снилс индивидуального_лицевого_счёта индивидуального_лицевого_счета страховое_свидетельство
		snils russian_snils 俄罗斯个人保险账户号 俄罗斯社保号`,
	layouts: []string{"999-999-999-99", "999_999_999-99"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case numberOf(id[:9]) <= 1001998:
			return false, 0, "numbers up to 001-001-998 have no control number"
		case weighted(id, 9, 8, 7, 6, 5, 4, 3, 2, 1)%101%100 != numberOf(id[9:]):
			return false, 0, "control number is wrong"
		case sameDigits(id[:9]):
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum, "control number is right"
	},
	bare: 0.4,
})
