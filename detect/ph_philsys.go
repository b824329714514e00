// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ph_philsys", typ: "PH_PHILSYS", region: "PH",
	en: "Philippine national identity number (PhilSys)", zh: "菲律宾国民身份号 (PhilSys)",
	source: "Republic Act 11055, § 7; Philippine Statistics Authority: PhilSys card number of sixteen digits, PhilSys number of twelve",
	about:  "Number of the Philippine identification system: sixteen or twelve digits, beside a context word",
	cues: `philsys philsys_number philsys_card_number pcn psn philid phil_id ephilid national_id_philippines philippine_identification
		菲律宾身份证 菲律宾国民身份证`,
	layouts: []string{"9999-9999-9999-9999", "9999-9999-9999", "9999-9999999-9"},
	check: func(id []byte) (bool, Evidence, string) {
		if sameDigits(id) {
			return false, 0, "a placeholder"
		}
		return true, 0, "twelve or sixteen digits"
	},
})
