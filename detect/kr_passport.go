// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "kr_passport", typ: "KR_PASSPORT", region: "KR",
	en: "Korean passport", zh: "韩国护照号",
	presidio: "KR_PASSPORT", dlp: "KOREA_PASSPORT", comprehend: "PASSPORT_NUMBER",
	source: "여권법 제7조; 외교부, 여권번호 체계: M, S, R, O, D or G and eight digits, since December 2021 a letter instead of the fourth digit",
	about:  "Passport number of Korea: a letter and eight characters, beside a context word",
	cues: `여권번호 여권_번호 여권 korean_passport korea_passport
		韩国护照 韓國護照`,
	layouts: []string{"A99999999", "A999A9999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case !strings.Contains("MSRODG", string(id[0])):
			return false, 0, "no kind of passport has this letter"
		case sameDigits(id[1:]):
			return false, 0, "a placeholder"
		}
		return true, HasPlan, "the first letter is a kind of passport"
	},
	cued: 0.93, // the country is named: above the numbers of Macau, which begin with M as well
})
