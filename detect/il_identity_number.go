// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "il_identity_number", typ: "IL_IDENTITY_NUMBER", region: "IL",
	en: "Israeli identity number", zh: "以色列身份证号",
	dlp:    "ISRAEL_IDENTITY_CARD_NUMBER",
	source: "Population Registry Law 5725-1965; Population and Immigration Authority, teudat zehut: nine digits with leading zeros, Luhn",
	about:  "Identity number (teudat zehut) of Israel: nine digits, the last one a Luhn check digit",
	cues: "תעודת_זהות תעודת_הזהות מספר_זהות מספר_הזהות מס'_זהות ת.ז ת\"ז ת״ז ת''ז " +
		`teudat_zehut teudat_zeut israeli_id israeli_id_number israeli_identity_number israel_id 以色列身份证`,
	layouts: []string{"999999999", "99999999_9"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case !luhn(id):
			return false, 0, "check digit is wrong"
		case sameDigits(id) || numberOf(id) < 1000: // nobody has the first numbers
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.2, // one number in ten has the check digit
})
