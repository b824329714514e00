// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "hu_taj", typ: "HU_TAJ", region: "HU",
	en: "Hungarian social security number (TAJ)", zh: "匈牙利社会保险号",
	source: "1996. évi XX. törvény, annex: eight digits, weights 3 and 7 in turn, the remainder by 10 is the ninth",
	about:  "Social security identification number (TAJ) of Hungary: nine digits, the last one a check digit",
	cues: `taj_szám taj_száma taj_számom taj_szam tajszám tajszáma tajszam taj_kártya taj: taj= taj_number taj_no
		társadalombiztosítási_azonosító társadalombiztosítási_azonosító_jel hungarian_social_security_number 匈牙利社会保险号 匈牙利社保号`,
	layouts: []string{"999-999-999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case weighted(id, 3, 7, 3, 7, 3, 7, 3, 7)%10 != int(id[8]-'0'):
			return false, 0, "check digit is wrong"
		case sameDigits(id) || numberOf(id) == 0:
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.2, // one number in ten has the check digit
})
