// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "za_id_number", typ: "ZA_ID_NUMBER", region: "ZA",
	en: "South African identity number", zh: "南非身份证号",
	presidio: "ZA_ID_NUMBER", dlp: "SOUTH_AFRICA_ID_NUMBER",
	source: "Identification Act 68 of 1997 § 7; Department of Home Affairs: date, serial number, citizenship (0, 1, refugees 2), 8 or 9, Luhn",
	about:  "Identity number of South Africa: thirteen digits with date of birth, citizenship and a Luhn check digit",
	cues: `south_african_id south_african_id_number south_african_identity_number south_africa_id sa_id_number sa_id_no rsa_id rsa_id_number za_id za_id_number
		id_nommer identiteitsnommer inombolo_kamazisi 南非身份证`,
	layouts: []string{"9999999999999", "999999_9999_999", "999999_9999_9_9_9"},
	check: func(id []byte) (bool, Evidence, string) {
		yy, m, d := yymmdd(id)
		switch {
		case !eitherCentury(yy, m, d):
			return false, 0, "the date of birth does not exist"
		case id[10] > '2':
			return false, 0, "citizenship is 0, 1 or 2"
		case id[11] < '8': // up to 1986 the digit said the race
			return false, 0, "the last digit but one is 8 or 9"
		case !luhn(id):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate, "date, citizenship and check digit are right"
	},
	bare: 0.4,
})
