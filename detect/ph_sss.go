// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ph_sss", typ: "PH_SSS", region: "PH",
	en: "Philippine social security number (SSS)", zh: "菲律宾社会保障号 (SSS)",
	source:  "Republic Act 11199; Social Security System: ten digits, 99-9999999-9",
	about:   "Social security number of the Philippines: ten digits, beside a context word",
	cues:    `sss sss_no sss_number sss_id social_security_system philippine_social_security 菲律宾社保系统`,
	layouts: []string{"99-9999999-9"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id) {
			return false, 0, "a placeholder"
		}
		return true, 0, "ten digits"
	},
})
