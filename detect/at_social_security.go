// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "at_social_security", typ: "AT_SOCIAL_SECURITY", region: "AT",
	en: "Austrian social insurance number", zh: "奥地利社会保险号",
	source: "§ 31 Abs. 4 Z 1 ASVG; Dachverband der Sozialversicherungsträger, Versicherungsnummer: serial number, check digit modulo 11, date of birth",
	about:  "Social insurance number of Austria: four digits, the last of them a check digit, and the date of birth",
	cues: `svnr sv_nr sv_nummer sozialversicherungsnummer sozialversicherungs_nr sozialversicherungs_nummer versicherungsnummer versicherungs_nr
		ecard_nummer austrian_social_security austrian_social_security_number austrian_social_insurance_number 奥地利社会保险号 奥地利社保号`,
	layouts: []string{"9999-999999", "9999_99_99_99"},
	check: func(id []byte) (bool, Evidence, string) {
		// Months from 13 on are given out when the serial numbers of a day have
		// run out; they have any day.
		month, day := numberOf(id[6:8]), numberOf(id[4:6])
		switch {
		case id[0] == '0':
			return false, 0, "does not begin with 0"
		case month < 1 || month > 15 || day < 1 || day > 31 || month <= 12 && day > daysIn(2000+numberOf(id[8:]), month):
			return false, 0, "not a possible date of birth"
		case weighted(id, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6)%11 != int(id[3]-'0'):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate, "date is possible, check digit is right"
	},
	// A date and a check digit: one in 250 of ten digits passes.
	bare: 0.3,
})
