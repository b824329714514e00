// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "jp_driver_license", typ: "JP_DRIVER_LICENSE", region: "JP",
	en: "Japanese driving licence", zh: "日本驾驶执照号",
	dlp: "JAPAN_DRIVERS_LICENSE_NUMBER", comprehend: "DRIVER_ID",
	source: "道路交通法 第93条; 警察庁, 免許証の番号: two digits of the commission, two of the year, six in order, check digit by 11 with weights 5, 4, 3, 2, 7 …, times reissued",
	about:  "Number of a driving licence of Japan: twelve digits, the eleventh a check digit, beside a context word",
	cues: `運転免許証 運転免許証番号 運転免許 免許証番号 免許証の番号 免許番号 japanese_driver's_license japanese_driving_licence
		日本驾照 日本駕照 日本驾驶执照`,
	layouts: []string{"999999999999", "99-99-999999-99"},
	check: func(id []byte) (bool, Evidence, string) {
		r := weighted(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11
		switch {
		case id[0] == '0' || sameDigits(id):
			return false, 0, "no commission has this code"
		case "00987654321"[r] != id[10]:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
})
