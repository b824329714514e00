// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "jp_passport", typ: "JP_PASSPORT", region: "JP",
	en: "Japanese passport", zh: "日本护照号",
	dlp: "JAPAN_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "旅券法 (昭和26年法律第267号) 第6条; 外務省: two letters and seven digits",
	about:  "Passport number of Japan: two letters and seven digits, beside a context word",
	cues: `旅券番号 パスポート パスポート番号 旅券 japanese_passport japan_passport passport passport_no passport_number
		日本护照 日本護照`,
	layouts: []string{"AA9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id[2:]) {
			return false, 0, "a placeholder"
		}
		return true, 0, "two letters and seven digits"
	},
})
