// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ca_ramq", typ: "CA_QUEBEC_HIN", region: "CA",
	en: "Quebec health insurance number", zh: "加拿大魁北克省医保号",
	dlp: "CANADA_QUEBEC_HIN", comprehend: "CA_HEALTH_NUMBER",
	source: "Régie de l'assurance maladie du Québec, numéro d'assurance maladie: four letters of the names, date of birth with 50 added to a woman's month, two digits",
	about:  "Health insurance number of Quebec: four letters and eight digits with the date of birth, beside a context word",
	cues: `ramq nam assurance_maladie numéro_d'assurance_maladie numéro_d’assurance_maladie carte_d'assurance_maladie carte_d’assurance_maladie carte_soleil
		health_insurance_number medicare_number medicare_card quebec_health 魁北克医保 魁北克健康卡`,
	layouts: []string{"AAAA-9999-9999"},
	check: func(id []byte) (bool, Evidence, string) {
		date := [6]byte(id[4:10])
		if date[2] >= '5' { // a woman's month
			date[2] -= 5
		}
		if !eitherCentury(yymmdd(date[:])) {
			return false, 0, "no such date of birth"
		}
		return true, HasDate, "a possible date of birth"
	},
	cued: 0.75, // one number in 15 has such a date
})
