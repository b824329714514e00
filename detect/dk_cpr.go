// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "dk_cpr", typ: "DK_CPR", region: "DK",
	en: "Danish CPR number", zh: "丹麦个人身份号码",
	dlp:    "DENMARK_CPR_NUMBER",
	source: "CPR-loven § 3; CPR-kontoret, Personnummeret i CPR-systemet: century by year and seventh digit; numbers without a check digit since 2007",
	about:  "Personal number (CPR) of Denmark: date and four digits, behind a context word",
	cues: `cpr_nr cpr_nummer cpr_nummeret cprnr cprnummer cpr_no cpr_number cpr: cpr= personnummer personnummeret
		danish_personal_number danish_cpr danish_id 丹麦个人身份号码 丹麦身份证 丹麦cpr`,
	layouts: []string{"9999999999", "999999?9999", "999999 9999"},
	check:   checkCPR,
})

func checkCPR(id []byte) (bool, Evidence, string) {
	n := id
	if len(id) == 11 {
		if id[6] != '-' && id[6] != ' ' {
			return false, 0, "between date and number stands - or a space"
		}
		n = append(append(make([]byte, 0, 10), id[:6]...), id[7:]...)
	}
	d, m, yy := yymmdd(n)
	// The seventh digit says the century: 0 to 3 the 1900s, 4 and 9 the 2000s up to
	// 36 and the 1900s from 37 on, 5 to 8 the 2000s up to 57 and the 1800s from 58 on.
	century := 1900
	switch c := n[6]; {
	case (c == '4' || c == '9') && yy <= 36, c >= '5' && c <= '8' && yy <= 57:
		century = 2000
	case c >= '5' && c <= '8':
		century = 1800
	}
	switch {
	case !liveDay(century+yy, m, d):
		return false, 0, "the date of birth does not exist"
	case sameDigits(n):
		return false, 0, "is a placeholder"
	}
	return true, HasDate, "the date is possible; numbers since 2007 have no check digit"
}
