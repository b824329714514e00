// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "be_national_register", typ: "BE_NATIONAL_REGISTER", region: "BE",
	en: "Belgian national register number", zh: "比利时国民登记号",
	source: "Arrêté royal du 3 avril 1984 relatif à la composition du numéro d'identification, art. 1 to 3; KSZ-BCSS, bis numbers: date of birth, serial number, 97 less the remainder by 97, with a 2 in front for births from 2000 on",
	about:  "National register number of Belgium: date of birth, serial number and two check digits",
	cues: `rijksregisternummer rijksregister_nr rijksregister insz insz_nummer numéro_national numero_national numéro_de_registre_national
		numero_de_registre_national registre_national niss n°_national nationalregisternummer belgian_national_number belgian_national_register
		national_register_number 比利时国民登记号 比利时身份号码`,
	layouts: []string{"99-99-99-999-99", "999999-999-99"},
	check:   beNationalRegister,
	// A date and two check digits, two of which are right: one in 600 passes.
	bare: 0.4,
})

// beNationalRegister judges YYMMDD, serial number and check digits.
func beNationalRegister(id []byte) (bool, Evidence, string) {
	year, n, check := 1900, numberOf(id[:9]), numberOf(id[9:])
	if 97-n%97 != check {
		year, n = 2000, n+2_000_000_000
	}
	// Numbers for persons who are not in the register have a month that is 20 or
	// 40 higher.
	month := numberOf(id[2:4])
	for i := 0; i < 2 && month >= 20; i++ {
		month -= 20
	}
	day := numberOf(id[4:6])
	switch {
	case string(id[6:9]) == "000" || string(id[6:9]) == "999":
		return false, 0, "serial numbers go from 001 to 998"
	case 97-n%97 != check:
		return false, 0, "check digits are wrong"
	case month > 12 || day > 31 || month > 0 && day > daysIn(year+numberOf(id[:2]), month):
		return false, 0, "not a possible date of birth"
	case month == 0 || day == 0: // not known when the number was given
		return true, HasChecksum, "check digits are right"
	}
	return true, HasChecksum | HasDate, "date is possible, check digits are right"
}
