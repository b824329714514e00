// SPDX-License-Identifier: Apache-2.0

package detect

import "bytes"

var _ = registerNational(nationalID{
	id: "cz_birth_number", typ: "CZ_BIRTH_NUMBER", region: "CZ",
	en: "Czech or Slovak birth number", zh: "捷克或斯洛伐克出生号码",
	dlp:    "CZECHIA_PERSONAL_ID_NUMBER",
	source: "Zákon č. 133/2000 Sb. § 13 and zákon NR SR č. 301/1995 Z. z.: month plus 50 for women, plus 20 more where a day's numbers are used up; ten digits divisible by 11 since 1954 (up to 1985 a remainder of 10 gave the digit 0), nine without a check before",
	about:  "Birth number (rodné číslo) of Czechia and Slovakia, which share the system of Czechoslovakia: date and three or four digits",
	cues: `rodné_číslo rodného_čísla rodným_číslem rodným_číslom rodnom_čísle rodném_čísle rodne_cislo rodnecislo r.č. r._č. rč. rč:
		czech_birth_number slovak_birth_number birth_number dič dic: 捷克出生号码 斯洛伐克出生号码 捷克身份号码`,
	// CZ and the number are the tax number (DIČ) of a person who trades.
	layouts: []string{"999999-9999", "999999-999", "cz9999999999", "cz999999999", "cz_999999-9999"},
	check:   checkBirthNumber,
	bare:    0.4,
})

func checkBirthNumber(id []byte) (bool, Evidence, string) {
	id = bytes.TrimPrefix(id, []byte("CZ"))
	yy, m, d := yymmdd(id)
	if m > 50 {
		m -= 50
	}
	year := 1900 + yy
	if len(id) == 10 && yy < 54 {
		year += 100
	}
	if m > 20 && year >= 2004 {
		m -= 20
	}
	switch {
	case len(id) == 9 && yy >= 54:
		return false, 0, "nine digits were given up to 1953"
	case !liveDay(year, m, d):
		return false, 0, "the date of birth does not exist"
	case sameDigits(id):
		return false, 0, "is a placeholder"
	case len(id) == 9:
		return true, HasDate, "the date is possible; nine digits have no check digit"
	case numberOf(id)%11 != 0 && (numberOf(id[:9])%11 != 10 || id[9] != '0' || year > 1985):
		return false, 0, "is not divisible by 11"
	}
	return true, HasChecksum | HasDate, "date and check digit are right"
}
