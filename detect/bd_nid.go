// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "bd_nid", typ: "BD_NID", region: "BD",
	en: "Bangladeshi national identity number (NID)", zh: "孟加拉国身份证号 (NID)",
	source: "National Identity Registration Act 2010; Bangladesh Election Commission, NID Wing: ten digits since 2016, before thirteen, or seventeen with the year of birth",
	about:  "National identity number of Bangladesh: ten, thirteen or seventeen digits, beside a context word",
	cues: `nid nid_no nid_number nid_card national_id_bangladesh bangladesh_nid জাতীয়_পরিচয়পত্র জাতীয়_পরিচয়_পত্র এনআইডি ভোটার_আইডি
		孟加拉国身份证 孟加拉身份证`,
	layouts: []string{"9999999999", "999-999-9999", "9999999999999", "99999999999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		year := numberOf(id[:4])
		switch {
		case sameDigits(id):
			return false, 0, "a placeholder"
		case len(id) == 17 && (year < firstYear || year > lastYear):
			return false, 0, "does not begin with a year of birth"
		}
		return true, 0, "ten, thirteen or seventeen digits"
	},
})
