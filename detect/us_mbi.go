// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "us_mbi", typ: "US_MBI", region: "US",
	en: "US Medicare beneficiary identifier", zh: "美国联邦医疗保险受益人号",
	presidio: "US_MBI", dlp: "US_MEDICARE_BENEFICIARY_ID_NUMBER",
	source: "CMS, Understanding the Medicare Beneficiary Identifier (MBI) Format: 11 characters, letters without S, L, O, I, B and Z",
	about:  "Medicare beneficiary identifier of the United States, 1EG4-TE5-MK73",
	// The form is so rare that words count which other numbers have as well.
	cues: `mbi medicare medicare_number medicare_no medicare_id medicare_beneficiary beneficiary beneficiary_id hicn insured patient patient_id
		member_id subscriber 美国医保 联邦医疗保险 医疗保险号`,
	layouts: []string{"9AX9-AX9-AA99"},
	check: func(id []byte) (bool, Evidence, string) {
		if id[0] == '0' {
			return false, 0, "does not begin with 0"
		}
		for _, c := range id {
			switch c {
			case 'S', 'L', 'O', 'I', 'B', 'Z':
				return false, 0, "has a letter that is not used"
			}
		}
		return true, HasPlan, "letters and digits where they belong"
	},
	cued: 0.85, // no check digit, but one word in millions is like this
})
