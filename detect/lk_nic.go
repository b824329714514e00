// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "lk_nic", typ: "LK_NIC", region: "LK",
	en: "Sri Lankan identity card (NIC)", zh: "斯里兰卡身份证号 (NIC)",
	source: "Registration of Persons Act No. 32 of 1968; Department for Registration of Persons: year, day of the year with 500 added for women, serial; V or X, or twelve digits since 2016",
	about:  "Number of an identity card of Sri Lanka with year and day of birth, beside a context word",
	cues: `nic nic_no nic_number national_identity_card national_identity_card_no ජාතික_හැඳුනුම්පත හැඳුනුම්පත් தேசிய_அடையாள_அட்டை
		斯里兰卡身份证`,
	layouts: []string{"999999999v", "999999999x", "999999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		year, day := 1900+numberOf(id[:2]), numberOf(id[2:5])
		if len(id) == 12 {
			year, day = numberOf(id[:4]), numberOf(id[4:7])
		}
		if day > 500 { // a woman's
			day -= 500
		}
		switch {
		case year < 1910 || year > lastYear:
			return false, 0, "no such year of birth"
		case day < 1 || day > 366:
			return false, 0, "no such day of the year"
		}
		return true, HasDate, "year and day of birth exist"
	},
	cued: 0.8, // one number in 15 has such a day, and fewer such a year
})
