// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

// A check digit behind the nine characters is rare outside the machine-readable
// zone, so the form alone must do behind a context word; by itself it is too
// common among product codes for a score.
var _ = registerNational(nationalID{
	id: "de_id_card", typ: "DE_ID_CARD", region: "DE",
	en: "German identity card number", zh: "德国身份证号",
	presidio: "DE_ID_CARD", dlp: "GERMANY_IDENTITY_CARD_NUMBER",
	source: "§ 2 Abs. 8 and § 5 PAuswG, PAuswV annex: four characters of the authority, five at random; until October 2010 nine digits; ICAO Doc 9303-3 section 4.9 (check digit 7-3-1)",
	about:  "Number of the identity card of Germany: nine characters, in the machine-readable zone with a check digit",
	cues: `personalausweis personalausweisnummer personalausweis_nr personalausweis_nummer perso_nr ausweisnummer ausweis_nr ausweisnr ausweis_nummer
		german_id_card german_identity_card german_id_card_number id_card_number_germany 德国身份证 德国身份证号`,
	layouts: []string{"AXXXXXXXX", "AXXXXXXXX9", "AXXXXXXXX9d", "9999999999", "9999999999d"},
	check: func(id []byte) (bool, Evidence, string) {
		return deDocument(id, deIDCardFirst)
	},
})

// The authority's key begins with one of these letters, so that the two documents
// can be told apart.
const (
	deIDCardFirst   = "LMNPRTVWXYZ"
	dePassportFirst = "CFGHJK"
)

// deDocumentLetters are the letters of German documents: no vowels and none that
// is easily read as another or as a digit (BSI TR-03105).
const deDocumentLetters = "CFGHJKLMNPRTVWXYZ"

// deDocument judges the number of a German identity card or passport, whose
// first letter is one of first.
func deDocument(id []byte, first string) (bool, Evidence, string) {
	digits := 0
	for _, c := range id[:9] {
		switch {
		case isDigit(c):
			digits++
		case strings.IndexByte(deDocumentLetters, c) < 0:
			return false, 0, "has a letter that German documents do not use"
		}
	}
	switch {
	case isLetter(id[0]) && strings.IndexByte(first, id[0]) < 0:
		return false, 0, "the first letter is another document's"
	case digits == 0:
		return false, 0, "has no digit: it is a word"
	case sameDigits(id[1:9]):
		return false, 0, "counts up: a placeholder"
	case len(id) == 9:
		return true, 0, "nine characters of the right kind; the check digit is missing"
	case deCheck731(id[:9]) != id[9]:
		return false, 0, "check digit is wrong"
	}
	return true, HasChecksum, "check digit is right"
}

// deCheck731 returns the check digit of machine-readable travel documents:
// weights 7, 3, 1, letters from 10 on.
func deCheck731(b []byte) byte {
	sum := 0
	for k, c := range b {
		v := int(c - '0')
		if isLetter(c) {
			v = int(c-'A') + 10
		}
		sum += v * [...]int{7, 3, 1}[k%3]
	}
	return '0' + byte(sum%10)
}
