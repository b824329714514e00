// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "kr_frn", typ: "KR_FRN", region: "KR",
	en: "Korean foreigner registration number", zh: "韩国外国人登录号",
	presidio: "KR_FRN", dlp: "KOREA_ARN",
	source: "출입국관리법 제31조의2, 시행규칙 제47조의2: date, 5 to 8 for sex and century, six digits; no check digit since October 2020",
	about:  "Registration number of a foreigner in Korea: thirteen digits with the date of birth, 6-7",
	cues: `외국인등록번호 외국인등록증 외국인번호 외국인_등록번호 foreigner_registration_number foreigner_registration alien_registration_number alien_registration
		arc_no arc_number frn 外国人登录证 外国人登录号 外國人登錄證`,
	layouts: []string{"999999-9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		return koreanNumber(id, 4)
	},
	bare: 0.2, // without check digit one number in 70 passes
})
