// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ee_isikukood", typ: "EE_ISIKUKOOD", region: "EE",
	en: "Estonian personal identification code", zh: "爱沙尼亚个人识别码",
	source: "Rahvastikuregistri seadus; EVS 585:2007: sex and century, date, serial number, check digit modulo 11 in two rounds",
	about:  "Personal identification code (isikukood) of Estonia: eleven digits with the date of birth and a check digit",
	cues: `isikukood isikukoodi isikukoodiga isikukoodid isikukoodil estonian_personal_code estonian_id_code estonian_personal_identification_code
		爱沙尼亚个人识别码 爱沙尼亚身份号码`,
	layouts: []string{"99999999999"},
	check:   checkBaltic,
	bare:    0.4,
})

// checkBaltic is the check that Estonia and Lithuania share, both of 1992.
func checkBaltic(id []byte) (bool, Evidence, string) {
	// 1 and 2 are the 1800s, 3 and 4 the 1900s and so on.
	century := 1800 + (int(id[0]-'1')/2)*100
	yy, m, d := yymmdd(id[1:])
	sum := weighted(id, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11
	if sum == 10 {
		sum = weighted(id, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10
	}
	switch {
	case id[0] < '1' || id[0] > '8':
		return false, 0, "the first digit says sex and century, 1 to 8"
	case !liveDay(century+yy, m, d):
		return false, 0, "the date of birth does not exist"
	case sum != int(id[10]-'0'):
		return false, 0, "check digit is wrong"
	}
	return true, HasChecksum | HasDate, "date and check digit are right"
}
