// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "pl_identity_card", typ: "PL_IDENTITY_CARD", region: "PL",
	en: "Polish identity card number", zh: "波兰身份证号",
	dlp:    "POLAND_NATIONAL_ID_NUMBER",
	source: "Act on Identity Cards of 6 August 2010 (ustawa o dowodach osobistych); MSWiA, series and number of the dowód osobisty: letters count from A = 10, the fourth character is the check digit of the weights 7 3 1",
	about:  "Number of the Polish identity card: three letters and six digits, the first of them a check digit",
	cues: `dowód_osobisty dowodu_osobistego dowodem_osobistym dowod_osobisty nr_dowodu numer_dowodu seria_i_numer_dowodu
		polish_id polish_id_card polish_identity_card 波兰身份证`,
	layouts: []string{"AAA-999999"},
	check: func(id []byte) (bool, Evidence, string) {
		return polishDocument(id, 3, 7, 3, 1, 9, 7, 3, 1, 7, 3)
	},
	bare: 0.3, // product codes are three letters and six digits as well
})

// polishDocument is the check of Polish identity cards and passports: the sum of
// the characters times weights, without the serial number of zeros that is on
// nobody's document. letters is how many come first.
func polishDocument(id []byte, letters int, weights ...int) (bool, Evidence, string) {
	sum := 0
	for k, w := range weights {
		v := int(id[k] - '0')
		if k < letters {
			v = int(id[k]-'A') + 10
		}
		sum += v * w
	}
	switch {
	case sum%10 != 0:
		return false, 0, "check digit is wrong"
	case numberOf(id[letters+1:]) == 0 || sameDigits(id[letters:]):
		return false, 0, "is a placeholder"
	}
	return true, HasChecksum, "check digit is right"
}
