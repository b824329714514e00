// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = registerNational(nationalID{
	id: "ie_ppsn", typ: "IE_PPSN", region: "IE",
	en: "Irish personal public service number", zh: "爱尔兰个人公共服务号",
	dlp:    "IRELAND_PPSN",
	source: "Social Welfare Consolidation Act 2005, s. 262; Department of Social Protection, format of the PPS number: weights 8 to 2 and 9 for a second letter, remainder by 23",
	about:  "Personal public service number of Ireland: seven digits, a check letter and sometimes a second letter",
	cues: `ppsn pps_number pps_no pps_num personal_public_service_number personal_public_service uimhir_phearsanta_seirbhíse_poiblí uimhir_psp
		irish_ppsn irish_pps 爱尔兰个人公共服务号 爱尔兰社会保险号`,
	layouts: []string{"9999999A", "9999999AA"},
	check: func(id []byte) (bool, Evidence, string) {
		sum := weighted(id, 8, 7, 6, 5, 4, 3, 2)
		if len(id) == 9 {
			// W once marked a wife's number and counts 0.
			n := strings.IndexByte("WABCDEFGHI", id[8])
			if n < 0 {
				return false, 0, "the second letter is A to I or W"
			}
			sum += 9 * n
		}
		switch {
		case "WABCDEFGHIJKLMNOPQRSTUV"[sum%23] != id[7]:
			return false, 0, "check letter is wrong"
		case sameDigits(id[:7]):
			return true, HasChecksum | IsTest, "check letter is right; the digits are a placeholder"
		}
		return true, HasChecksum, "check letter is right"
	},
	bare: 0.4, // one in 23 passes
})
