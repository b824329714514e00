// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "se_personnummer", typ: "SE_PERSONNUMMER", region: "SE",
	en: "Swedish personal identity number", zh: "瑞典个人身份号码",
	presidio: "SE_PERSONNUMMER", dlp: "SWEDEN_NATIONAL_ID_NUMBER",
	source: "Folkbokföringslagen (1991:481) § 18; lag (2022:1697) om samordningsnummer; Skatteverket, SKV 704 and SKV 707: day plus 60 in a coordination number, + in place of - from the age of 100, Luhn over the last ten digits",
	about:  "Personal identity number or coordination number of Sweden: date, three digits and a Luhn check digit",
	cues: `personnummer personnumret personnr pers.nr person_nr samordningsnummer samordningsnumret samordningsnr mitt_pnr pnr: pnr=
		swedish_personal_identity_number swedish_personal_number swedish_identity_number swedish_ssn swedish_id 瑞典个人身份号码 瑞典个人号码 瑞典身份证`,
	layouts: []string{"999999-9999", "999999?9999", "99999999-9999", "99999999?9999"},
	check:   checkPersonnummer,
	bare:    0.4,
})

func checkPersonnummer(id []byte) (bool, Evidence, string) {
	n := make([]byte, 0, len(id))
	for _, c := range id {
		switch {
		case isDigit(c):
			n = append(n, c)
		case c != '+' && c != '-':
			return false, 0, "between date and number stands - or +"
		}
	}
	last := n[len(n)-10:]
	yy, m, d := yymmdd(last)
	coordination := d > 60 // the month is 00 if the date of birth is not known
	if coordination {
		d -= 60
	}
	if coordination && m == 0 {
		m = 1
	}
	ok := eitherCentury(yy, m, d) || liveDay(1800+yy, m, d)
	if len(n) == 12 {
		ok = liveDay(numberOf(n[:4]), m, d)
	}
	switch {
	case !ok:
		return false, 0, "the date of birth does not exist"
	case !luhn(last):
		return false, 0, "check digit is wrong"
	}
	return true, HasChecksum | HasDate, "date and check digit are right"
}
