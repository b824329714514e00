// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "pl_passport", typ: "PL_PASSPORT", region: "PL",
	en: "Polish passport number", zh: "波兰护照号",
	dlp:    "POLAND_PASSPORT",
	source: "Act on Passport Documents of 27 January 2022 (ustawa o dokumentach paszportowych); MSWiA, number of the passport: letters count from A = 10, the third character is the check digit of the weights 7 3 1; it holds for the specimen in PRADO",
	about:  "Number of a Polish passport: two letters and seven digits, the first of them a check digit",
	cues: `paszport paszportu paszportem nr_paszportu numer_paszportu polish_passport polish_passport_no polish_passport_number
		波兰护照`,
	layouts: []string{"AA-9999999"},
	check: func(id []byte) (bool, Evidence, string) {
		return polishDocument(id, 2, 7, 3, 9, 1, 7, 3, 1, 7, 3)
	},
	bare: 0.3, // product codes are two letters and seven digits as well
})
