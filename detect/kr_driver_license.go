// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "kr_driver_license", typ: "KR_DRIVER_LICENSE", region: "KR",
	en: "Korean driving licence", zh: "韩国驾驶执照号",
	presidio: "KR_DRIVER_LICENSE", dlp: "KOREA_DRIVERS_LICENSE_NUMBER", comprehend: "DRIVER_ID",
	source: "도로교통법 시행규칙 제77조, 별지 제55호: region 11 to 26 or 28, year, six digits, two digits; the check's rule is not published",
	about:  "Number of a driving licence of Korea: twelve digits, 2-2-6-2, beside a context word",
	cues: `운전면허번호 운전면허_번호 운전면허증 운전면허 면허번호 면허증번호 korean_driver's_license korean_driving_licence korean_driver_license
		韩国驾照 韩国驾驶执照 韓國駕照`,
	layouts: []string{"99-99-999999-99"},
	check: func(id []byte) (bool, Evidence, string) {
		switch region := numberOf(id[:2]); {
		case region < 11 || region > 28 || region == 27:
			return false, 0, "no region has this code"
		case oneDigit(id[4:10]):
			return false, 0, "a placeholder"
		}
		return true, HasRegion, "the region exists"
	},
	cued: 0.75,
})
