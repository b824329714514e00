// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ca_bc_phn", typ: "CA_BC_PHN", region: "CA",
	en: "British Columbia personal health number", zh: "加拿大卑诗省个人健康号",
	dlp: "CANADA_BC_PHN", comprehend: "CA_HEALTH_NUMBER",
	source: "British Columbia Ministry of Health, Conformance Standards volume 2, PHN check digit: begins with 9; weights 2, 4, 8, 5, 10, 9, 7, 3; remainder by 11",
	about:  "Personal health number of British Columbia: ten digits with a check digit",
	cues: `phn bc_phn personal_health_number personal_health_no bc_services_card care_card carecard msp_number
		卑诗省健康号 个人健康号`,
	layouts: []string{"9999-999-999"},
	check: func(id []byte) (bool, Evidence, string) {
		sum := 0
		for k, w := range [8]int{2, 4, 8, 5, 10, 9, 7, 3} {
			sum += int(id[1+k]-'0') * w % 11
		}
		switch check := 11 - sum%11; {
		case id[0] != '9':
			return false, 0, "does not begin with 9"
		case sameDigits(id):
			return false, 0, "a placeholder"
		case check > 9 || int(id[9]-'0') != check:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.2, // ten digits are telephone numbers far more often
})
