// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "pl_pesel", typ: "PL_PESEL", region: "PL",
	en: "Polish PESEL number", zh: "波兰个人识别号",
	presidio: "PL_PESEL", dlp: "POLAND_PESEL_NUMBER",
	source: "Act on the Population Register of 24 September 2010 (ustawa o ewidencji ludności), art. 15: date with the century in the month, check digit of the weights 1 3 7 9",
	about:  "PESEL number of Poland: eleven digits with the date of birth and a check digit",
	cues: `pesel pesel_number pesel_no pesel_nr nr_pesel numer_pesel numeru_pesel numerem_pesel peselu peselem
		波兰个人识别号 波兰身份号码`,
	layouts: []string{"99999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		yy, m, d := yymmdd(id)
		// 1800s have 80 added to the month, 2000s 20, 2100s 40, 2200s 60.
		century := [...]int{1900, 2000, 2100, 2200, 1800}[m/20]
		switch {
		case !liveDay(century+yy, m%20, d):
			return false, 0, "the date of birth does not exist"
		case weighted(id, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)%10 != 0:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate, "date and check digit are right"
	},
	bare: 0.4,
})
