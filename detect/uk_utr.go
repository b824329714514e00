// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "uk_utr", typ: "UK_UTR", region: "GB",
	en: "British unique taxpayer reference", zh: "英国纳税人识别号",
	dlp: "UK_TAXPAYER_REFERENCE", comprehend: "UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER",
	source: "HMRC, Find your UTR number: ten digits, K behind them on payslips; HMRC, Tax reference modulus checks: the first digit goes with the remainder by 11 of the others, weights 6 7 8 9 10 5 4 3 2",
	about:  "Unique taxpayer reference of the United Kingdom: ten digits, the first one a check digit",
	cues: `utr utr_number utr_no unique_taxpayer_reference unique_tax_reference taxpayer_reference self_assessment_reference
		self_assessment_utr 英国纳税人识别号 英国税号`,
	layouts: []string{"9999999999", "99999_99999", "9999999999k", "999_999_9999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case sameDigits(id[:10]):
			return false, 0, "one digit over and over, or counting up: a placeholder"
		case "21987654321"[weighted(id[1:], 6, 7, 8, 9, 10, 5, 4, 3, 2)%11] != id[0]:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	// Telephone numbers and seconds since 1970 have ten digits; one in eleven passes.
	bare: 0.2,
})
