// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "sa_national_id", typ: "SA_NATIONAL_ID", region: "SA",
	en: "Saudi national ID or iqama number", zh: "沙特身份证或居留证号",
	source: "Civil Status Law of Saudi Arabia (Royal Decree M/7); Ministry of Interior, Absher: 1 for citizens, 2 for residents (iqama), Luhn",
	about:  "National ID or residence permit (iqama) number of Saudi Arabia: ten digits that begin with 1 or 2, the last one a Luhn check digit",
	cues: `رقم_الهوية_الوطنية الهوية_الوطنية رقم_الهوية بطاقة_الهوية_الوطنية رقم_السجل_المدني رقم_الإقامة رقم_الاقامة رقم_هوية_مقيم هوية_مقيم
		iqama_no iqama_number iqama_id iqama: iqama= saudi_id saudi_national_id saudi_id_number absher_id 沙特身份证 沙特居留证`,
	layouts: []string{"9999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] != '1' && id[0] != '2':
			return false, 0, "begins with 1 (citizens) or 2 (residents)"
		case !luhn(id):
			return false, 0, "check digit is wrong"
		case sameDigits(id) || sameDigits(id[1:9]):
			return false, 0, "is a placeholder"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.2, // times in seconds begin with 1 as well, and one in ten has the check digit
})
