// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "it_fiscal_code", typ: "IT_FISCAL_CODE", region: "IT",
	en: "Italian fiscal code", zh: "意大利税号",
	presidio: "IT_FISCAL_CODE", dlp: "ITALY_FISCAL_CODE",
	source: "D.M. 23 dicembre 1976 n. 13813; Agenzia delle Entrate, codice fiscale: three letters of the surname, three of the name, year, month, day (40 more for women), place, check letter; letters for digits where two persons would share one",
	about:  "Fiscal code of Italy: letters of the name, date and place of birth and a check letter",
	cues: `codice_fiscale codicefiscale cod_fiscale cod_fisc cod._fiscale cod._fisc c.f italian_fiscal_code italian_tax_code fiscal_code codice_fiscale_n
		意大利税号 意大利税务代码`,
	layouts: []string{"AAAAAAXXAXXAXXXA", "AAA-AAA-XXAXX-AXXXA", "AAAAAA_XXAXX_AXXXA", "AAAAAAXXAXX_AXXXA"},
	check:   itFiscalCode,
	// Sixteen letters and digits that happen to stand like that, with a month, a
	// day and the check letter, are met in less than one of ten million places.
	bare: 0.7,
})

// itOdd are the values of the characters in odd places; 0 to 9 count like A to J.
var itOdd = [26]uint8{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// itFiscalCode judges the sixteen characters.
func itFiscalCode(id []byte) (bool, Evidence, string) {
	// Digits with the letters that may stand for them taken back.
	var d [16]byte
	for _, k := range [...]int{6, 7, 9, 10, 12, 13, 14} {
		d[k] = id[k]
		if isLetter(id[k]) {
			n := strings.IndexByte("LMNPQRSTUV", id[k])
			if n < 0 {
				return false, 0, "a letter stands for a digit that it does not mean"
			}
			d[k] = '0' + byte(n)
		}
	}
	month := strings.IndexByte("ABCDEHLMPRST", id[8]) + 1
	day := numberOf(d[9:11])
	if day > 40 {
		day -= 40
	}
	switch {
	case !itNameLetters(id[:3]) || !itNameLetters(id[3:6]):
		return false, 0, "not the letters of a name: consonants, then vowels, then X"
	case month == 0 || day < 1 || day > daysIn(2000+numberOf(d[6:8]), month):
		return false, 0, "not a possible date of birth"
	case !(id[11] >= 'A' && id[11] <= 'M' && string(d[12:15]) != "000" || id[11] == 'Z' && d[12] != '0'):
		return false, 0, "not the code of a place: A to M for Italy, Z100 and more for other countries"
	case itCheckLetter(id[:15]) != id[15]:
		return false, 0, "check letter is wrong"
	}
	return true, HasChecksum | HasDate, "date is possible, check letter is right"
}

// itNameLetters reports whether three letters can stand for a name: no consonant
// but the X that fills up follows a vowel.
func itNameLetters(b []byte) bool {
	vowel := false
	for _, c := range b {
		v := strings.IndexByte("AEIOU", c) >= 0
		if vowel && !v && c != 'X' {
			return false
		}
		vowel = vowel || v
	}
	return true
}

func itCheckLetter(b []byte) byte {
	sum := 0
	for k, c := range b {
		v := c - '0'
		if isLetter(c) {
			v = c - 'A'
		}
		if k%2 == 0 { // the first place is odd
			v = itOdd[v]
		}
		sum += int(v)
	}
	return 'A' + byte(sum%26)
}
