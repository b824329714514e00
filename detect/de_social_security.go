// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "de_social_security", typ: "DE_SOCIAL_SECURITY", region: "DE",
	en: "German pension insurance number", zh: "德国社会保险号",
	presidio: "DE_SOCIAL_SECURITY",
	source:   "§ 147 SGB VI; VKVV §§ 2 and 3: area, date of birth, first letter of the name at birth, serial number, check digit",
	about:    "Pension insurance number of Germany: area, date of birth, letter, serial number and check digit",
	cues: `rentenversicherungsnummer rentenversicherungs_nr rentenversicherungs_nummer rv_nummer rvnr sv_nummer svnr sv_nr sozialversicherungsnummer
		sozialversicherungs_nr sozialversicherungs_nummer versicherungsnummer versicherungs_nr german_social_security german_social_security_number
		german_pension_insurance_number 德国社会保险号 德国社保号 德国养老保险号`,
	layouts: []string{"99-999999-A-999", "99_999999_A999", "999_99999_A_999"},
	check:   deSocialSecurity,
	// One in ten passes the check, one in thirteen of them has a date.
	bare: 0.4,
})

// deSocialSecurity judges area, DDMMYY, letter, serial number and check digit.
func deSocialSecurity(id []byte) (bool, Evidence, string) {
	// Days from 51 on are given out when the serial numbers of a day have run out.
	day := numberOf(id[2:4])
	if day > 50 {
		day -= 50
	}
	date := []byte{id[4], id[5], '0' + byte(day/10), '0' + byte(day%10)}
	switch {
	case numberOf(id[:2]) < 2:
		return false, 0, "areas begin with 02"
	case !monthDay(date, 2000+numberOf(id[6:8])):
		return false, 0, "not a possible date of birth"
	case deSocialSecurityCheck(id) != id[11]:
		return false, 0, "check digit is wrong"
	}
	return true, HasChecksum | HasDate, "date is possible, check digit is right"
}

// deSocialSecurityCheck puts the letter's place in the alphabet in its stead and
// adds the digits of the products up.
func deSocialSecurityCheck(id []byte) byte {
	n := int(id[8]-'A') + 1
	d := []byte{'0' + byte(n/10), '0' + byte(n%10)}
	d = append(append(append([]byte{}, id[:8]...), d...), id[9:11]...)
	sum := 0
	for k, w := range [...]int{2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1} {
		p := int(d[k]-'0') * w
		sum += p/10 + p%10
	}
	return '0' + byte(sum%10)
}
