// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "th_tnin", typ: "TH_TNIN", region: "TH",
	en: "Thai national identity number", zh: "泰国身份证号",
	presidio: "TH_TNIN", dlp: "THAILAND_NATIONAL_ID_NUMBER",
	source: "พระราชบัญญัติการทะเบียนราษฎร พ.ศ. 2534; Department of Provincial Administration: kind 1 to 8, province, district, …; weights 13 to 2; remainder by 11",
	about:  "National identity number of Thailand: thirteen digits with a check digit, 9-9999-99999-99-9",
	cues: `เลขประจำตัวประชาชน เลขบัตรประชาชน บัตรประชาชน เลขประจำตัวผู้เสียภาษี หมายเลขบัตรประชาชน thai_id thai_id_card thai_national_id
		thailand_id tnin 泰国身份证 泰國身分證`,
	layouts: []string{"9-9999-99999-99-9", "9999999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] < '1' || id[0] > '8':
			return false, 0, "no kind of person has this first digit"
		case !thaiProvince(numberOf(id[1:3])):
			return false, 0, "no province has this code"
		case sameDigits(id):
			return false, 0, "a placeholder"
		case (11-weighted(id, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11)%10 != int(id[12]-'0'):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasRegion, "the province exists and the check digit is right"
	},
	bare: 0.4,
})

// thaiProvince reports whether n is the code of a province (ISO 3166-2:TH).
func thaiProvince(n int) bool {
	switch n / 10 {
	case 1:
		return true
	case 2:
		return n <= 27
	case 3, 4:
		return true
	case 5:
		return n <= 58
	case 6, 7:
		return n <= 67 || n >= 70 && n <= 77
	case 8:
		return n <= 86
	}
	return n >= 90 && n <= 96
}
