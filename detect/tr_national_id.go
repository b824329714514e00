// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "tr_national_id", typ: "TR_NATIONAL_ID", region: "TR",
	en: "Turkish national identity number", zh: "土耳其身份证号",
	presidio: "TR_NATIONAL_ID", dlp: "TURKEY_ID_NUMBER",
	source: "5490 sayılı Nüfus Hizmetleri Kanunu m. 46; Nüfus ve Vatandaşlık İşleri Genel Müdürlüğü, T.C. kimlik numarası: two check digits modulo 10",
	about:  "National identity number (T.C. kimlik numarası) of Turkey: eleven digits, the last two check digits",
	// İ is the capital of i in Turkish.
	cues: `tc_kimlik tc_kimlik_no tc_kimlik_numarası t.c._kimlik t.c.kimlik tc_kİmlİk t.c._kİmlİk tckn tckno tc_no t.c._no kimlik_no kimlik_numarası kİmlİk_no kİmlİk_numarası
		vatandaşlık_numarası vatandaşlık_no turkish_id turkish_id_number turkish_national_id turkish_identity_number 土耳其身份证`,
	layouts: []string{"99999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		odd := weighted(id, 1, 0, 1, 0, 1, 0, 1, 0, 1)
		even := weighted(id, 0, 1, 0, 1, 0, 1, 0, 1)
		switch {
		case id[0] == '0':
			return false, 0, "does not begin with 0"
		case (odd*7-even+100)%10 != int(id[9]-'0'): // 100 keeps the sum above zero
			return false, 0, "first check digit is wrong"
		case weighted(id, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)%10 != int(id[10]-'0'):
			return false, 0, "second check digit is wrong"
		case sameDigits(id[:9]):
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum, "both check digits are right"
	},
	bare: 0.4,
})
