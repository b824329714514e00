// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "jp_my_number", typ: "JP_MY_NUMBER", region: "JP",
	en: "Japanese individual number (My Number)", zh: "日本个人番号",
	dlp:    "JAPAN_INDIVIDUAL_NUMBER",
	source: "行政手続における特定の個人を識別するための番号の利用等に関する法律; 総務省令第85号 (平成26年) 第5条: weights 2 to 7 and 2 to 6 from the right; remainder by 11",
	about:  "Individual number of a resident of Japan: twelve digits with a check digit",
	cues: `マイナンバー マイナンバーカード 個人番号 個人番号カード my_number my_number_card individual_number
		日本个人番号 日本個人番號 日本个人编号 日本身份号`,
	layouts: []string{"9999-9999-9999"},
	check: func(id []byte) (bool, Evidence, string) {
		r := weighted(id, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11
		switch {
		case sameDigits(id):
			return false, 0, "a placeholder"
		case "00987654321"[r] != id[11]:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.3,
})
