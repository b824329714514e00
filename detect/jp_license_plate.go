// SPDX-License-Identifier: Apache-2.0

package detect

import "bytes"

var _ = registerNational(nationalID{
	id: "jp_license_plate", typ: "JP_LICENSE_PLATE", region: "JP",
	en: "Japanese license plate", zh: "日本车牌号", entity: "VEHICLE_PLATE_VIN",
	comprehend: "LICENSE_PLATE",
	source:     "道路運送車両法施行規則 第一条の二, 第十一条; 自動車登録規則 第十三条: office, class number, hiragana, up to four digits; capitals in the class number since 2018",
	about:      "License plate of Japan behind a context word: 品川 300 さ 12-34",
	cues:       `ナンバープレート 車のナンバー 車両ナンバー 車両番号 自動車登録番号 登録番号標 自動車登録番号標 車番 japanese_license_plate japan_license_plate 日本车牌 日本車牌`,
	// The offices that are not written in Chinese characters alone are listed.
	pattern: `(?:\p{Han}{1,4}|なにわ|いわき|つくば|とちぎ|袖ヶ浦) ?(?:[0-9]{2,3}|[0-9][0-9A-Z]{2}) ?[あ-をA-Z] ?(?:[0-9]{2}-?[0-9]{2}|[・.]{1,3} ?[0-9]{1,3})`,
	form:    "品川 300 さ 12-34",
	check: func(id []byte) (bool, Evidence, string) {
		// お, し, へ and ん are on no plate: they are taken for others, for death, for
		// a fart and hard to say.
		if bytes.ContainsAny(id, "おしへん") {
			return false, 0, "お, し, へ and ん are not used"
		}
		return true, 0, "has the form of a plate"
	},
})
