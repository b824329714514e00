// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "vn_cccd", typ: "VN_CCCD", region: "VN",
	en: "Vietnamese citizen identity number (CCCD)", zh: "越南公民身份号 (CCCD)",
	source: "Nghị định 137/2015/NĐ-CP, Điều 13; Thông tư 59/2021/TT-BCA: province 001 to 096, sex and century, year, six digits",
	about:  "Citizen identity number of Vietnam: twelve digits with province and year of birth, beside a context word",
	cues: `cccd số_cccd so_cccd căn_cước_công_dân can_cuoc_cong_dan căn_cước thẻ_căn_cước số_định_danh_cá_nhân so_dinh_danh_ca_nhan
		chứng_minh_nhân_dân cmnd số_cmnd 越南身份证 越南公民身份证`,
	layouts: []string{"999999999999", "999-999-999-999"},
	check: func(id []byte) (bool, Evidence, string) {
		// 0 and 1 are the twentieth century, 2 and 3 this one.
		year := 1900 + int(id[3]-'0')/2*100 + numberOf(id[4:6])
		switch province := numberOf(id[:3]); {
		case province < 1 || province > 96:
			return false, 0, "no province has this code"
		case year > lastYear:
			return false, 0, "no such year of birth"
		case oneDigit(id[6:]):
			return false, 0, "a placeholder"
		}
		return true, HasRegion, "province and year of birth exist"
	},
	cued: 0.8, // one number in 70 is like this
})
