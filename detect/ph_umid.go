// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ph_umid", typ: "PH_UMID", region: "PH",
	en: "Philippine common reference number (UMID)", zh: "菲律宾统一多用途身份证号 (UMID)",
	source: "Executive Order 420 (2005); SSS and GSIS, Unified Multi-Purpose ID: common reference number of twelve digits, 9999-9999999-9",
	about:  "Common reference number of a Philippine UMID card: twelve digits, beside a context word",
	cues: `umid umid_no umid_number umid_card crn crn_no common_reference_number unified_multi-purpose unified_multipurpose
		菲律宾统一身份证`,
	layouts: []string{"9999-9999999-9"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id) {
			return false, 0, "a placeholder"
		}
		return true, 0, "twelve digits"
	},
	cued: 0.7,
})
