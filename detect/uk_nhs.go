// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "uk_nhs", typ: "UK_NHS", region: "GB",
	en: "British NHS number", zh: "英国国民健康服务号码",
	presidio: "UK_NHS", dlp: "UK_NATIONAL_HEALTH_SERVICE_NUMBER", comprehend: "UK_NATIONAL_HEALTH_SERVICE_NUMBER",
	source: "NHS Data Dictionary, NHS NUMBER: weights 10 to 2, 11 less the remainder by 11; 10 is not given out",
	about:  "Number of a patient of the National Health Service: ten digits, the last one a check digit",
	cues: `nhs nhs_number nhs_no nhs_num nhs_id nhs_patient_number national_health_service national_health_service_number
		英国国民健康服务号码 英国医保号 nhs号码`,
	layouts: []string{"9999999999", "999_999_9999"},
	check: func(id []byte) (bool, Evidence, string) {
		check := (11 - weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11) % 11
		switch {
		case check != int(id[9]-'0'):
			return false, 0, "check digit is wrong"
		case sameDigits(id):
			return false, 0, "one digit over and over, or counting up: a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	// Telephone numbers and seconds since 1970 have ten digits; one in eleven passes.
	bare: 0.2,
})
