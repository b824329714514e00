// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "no_fodselsnummer", typ: "NO_FODSELSNUMMER", region: "NO",
	en: "Norwegian national identity number", zh: "挪威身份号码",
	dlp:    "NORWAY_NI_NUMBER",
	source: "Folkeregisterforskriften § 2-2-1 to § 2-2-5; Skatteetaten, fødselsnummer and D-nummer: day plus 40 in a D-number, month plus 40 in an auxiliary one (H-nummer), plus 80 in Tenor's test numbers, two check digits modulo 11",
	about:  "National identity number or D-number of Norway: date, three digits and two check digits",
	cues: `fødselsnummer fødselsnummeret fødselsnr fodselsnummer fødsels-_og_personnummer fnr d-nummer dnummer d-nr personnummer personnummeret
		norwegian_national_id norwegian_national_identity_number norwegian_id 挪威身份号码 挪威身份证`,
	layouts: []string{"99999999999", "999999_99999"},
	check:   checkFodselsnummer,
	// Two check digits and a date are right by chance in one of two thousand.
	bare: 0.4,
})

func checkFodselsnummer(id []byte) (bool, Evidence, string) {
	d, m, yy := yymmdd(id)
	if d > 40 {
		d -= 40
	}
	m %= 40
	// The individual number says the century.
	ok := false
	switch n := numberOf(id[6:9]); {
	case n < 500:
		ok = liveDay(1900+yy, m, d)
	case n < 750 && yy >= 54:
		ok = liveDay(1800+yy, m, d)
	case yy < 40:
		ok = liveDay(2000+yy, m, d)
	case n >= 900:
		ok = liveDay(1900+yy, m, d)
	}
	switch {
	case !ok:
		return false, 0, "the date of birth does not exist or does not fit the individual number"
	case weighted(id, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 != 0:
		return false, 0, "first check digit is wrong"
	case weighted(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 != 0:
		return false, 0, "second check digit is wrong"
	}
	return true, HasChecksum | HasDate, "date and both check digits are right"
}
