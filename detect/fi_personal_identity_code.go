// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "fi_personal_identity_code", typ: "FI_PERSONAL_IDENTITY_CODE", region: "FI",
	en: "Finnish personal identity code", zh: "芬兰个人身份代码",
	presidio: "FI_PERSONAL_IDENTITY_CODE", dlp: "FINLAND_NATIONAL_ID_NUMBER",
	source: "Government Decree 690/2022 on the personal identity code (valtioneuvoston asetus henkilötunnuksesta), century signs since 2023; DVV, the personal identity code: remainder by 31 of the nine digits",
	about:  "Personal identity code of Finland: date, century sign, three digits and a check character",
	cues: `henkilötunnus henkilötunnuksen henkilötunnusta henkilötunnukseni henkilötunnuksella henkilotunnus hetu hetun hetuni hetu-tunnus sosiaaliturvatunnus
		personbeteckning personbeteckningen finnish_personal_identity_code personal_identity_code finnish_ssn finnish_id 芬兰个人身份代码 芬兰身份证`,
	layouts: []string{"999999?999X"},
	check:   checkHetu,
	// One in a thousand is right by chance: the day and month of any date are.
	bare: 0.4,
})

// hetuSigns are the signs of a century, hetuChecks the check characters.
var hetuSigns = map[byte]int{
	'+': 1800, '-': 1900, 'Y': 1900, 'X': 1900, 'W': 1900, 'V': 1900, 'U': 1900,
	'A': 2000, 'B': 2000, 'C': 2000, 'D': 2000, 'E': 2000, 'F': 2000,
}

const hetuChecks = "0123456789ABCDEFHJKLMNPRSTUVWXY"

func checkHetu(id []byte) (bool, Evidence, string) {
	d, m, yy := yymmdd(id)
	century, ok := hetuSigns[id[6]]
	switch {
	case !ok:
		return false, 0, "there is no such century sign"
	case !liveDay(century+yy, m, d):
		return false, 0, "the date of birth does not exist"
	case numberOf(id[7:10]) < 2:
		return false, 0, "the individual number begins with 002"
	case strings.IndexByte(hetuChecks, id[10]) != (numberOf(id[:6])*1000+numberOf(id[7:10]))%31:
		return false, 0, "check character is wrong"
	}
	return true, HasChecksum | HasDate, "date and check character are right"
}
