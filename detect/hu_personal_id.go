// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "hu_personal_id", typ: "HU_PERSONAL_ID", region: "HU",
	en: "Hungarian personal identification number", zh: "匈牙利个人识别号",
	source: "1996. évi XX. törvény, annex: sex and century, date, serial number; the check digit is the remainder by 11 with weights 1 to 10, for births from 1997 on 10 to 1",
	about:  "Personal identification number (személyi azonosító) of Hungary: eleven digits with the date of birth and a check digit",
	cues: `személyi_szám személyi_száma személyi_szam személyi_azonosító személyi_azonosítója személyi_azonosító_jel személyazonosító_jel szemelyi_azonosito
		hungarian_personal_id hungarian_personal_identification_number 匈牙利个人识别号 匈牙利身份号码`,
	layouts: []string{"9-999999-9999"},
	check: func(id []byte) (bool, Evidence, string) {
		yy, m, d := yymmdd(id[1:])
		year := 1900 + yy
		switch id[0] {
		case '1', '2', '5', '6': // 5 and 6 were given to foreign citizens
		case '3', '4': // those born before 1900 had them too
			if year += 100; year > lastYear {
				year -= 200
			}
		default:
			return false, 0, "the first digit says sex and century, 1 to 6"
		}
		sum := weighted(id, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
		if year > 1996 {
			sum = weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
		}
		switch {
		case !liveDay(year, m, d):
			return false, 0, "the date of birth does not exist"
		case sum%11 != int(id[10]-'0'):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate, "date and check digit are right"
	},
	bare: 0.4,
})
