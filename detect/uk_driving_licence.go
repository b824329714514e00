// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "uk_driving_licence", typ: "UK_DRIVING_LICENCE", region: "GB",
	en: "British driving licence number", zh: "英国驾驶证号",
	presidio: "UK_DRIVING_LICENCE", dlp: "UK_DRIVERS_LICENSE_NUMBER", comprehend: "DRIVER_ID",
	source: "DVLA, driver number: five letters of the surname filled up with 9, decade, month (50 more for women), day and year of birth, two initials, a digit, two letters; how the letters are computed is not published",
	about:  "Driver number of the United Kingdom: letters of the surname, date of birth and initials in sixteen characters",
	// "licence" is a common word, but nothing else is written in this form.
	cues: `driving_licence driving_licence_number driving_licence_no driving_license driver_number driver_no dvla licence licence_no licence_number
		uk_driving_licence uk_driving_license british_driving_licence uk_driver_number 英国驾照 英国驾驶证 英国驾驶证号`,
	layouts: []string{"AXXXX999999XX9AA", "AXXXX_999999_XX9AA"},
	check:   ukDriverNumber,
})

// ukDriverNumber judges the sixteen characters.
func ukDriverNumber(id []byte) (bool, Evidence, string) {
	nines := false
	for _, c := range id[:5] {
		if nines && c != '9' || isDigit(c) && c != '9' {
			return false, 0, "the surname is letters, filled up with 9"
		}
		nines = nines || c == '9'
	}
	for _, c := range id[11:13] {
		if isDigit(c) && c != '9' {
			return false, 0, "initials are letters, filled up with 9"
		}
	}
	month := numberOf(id[6:8])
	if month > 50 {
		month -= 50
	}
	// The decade and the last digit of the year stand apart.
	year := 1900 + int(id[5]-'0')*10 + int(id[10]-'0')
	day := numberOf(id[8:10])
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return false, 0, "not a possible date of birth"
	}
	return true, HasDate, "surname, date of birth and initials are possible"
}
