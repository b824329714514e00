// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "gr_amka", typ: "GR_AMKA", region: "GR",
	en: "Greek social security number (AMKA)", zh: "希腊社会保险号",
	source: "ν. 3655/2008 άρθρο 153; ΗΔΙΚΑ, Α.Μ.Κ.Α.: date of birth (ddmmyy), four digits and a Luhn check digit",
	about:  "Social security number (AMKA) of Greece: eleven digits with the date of birth and a Luhn check digit",
	cues: `αμκα α.μ.κ.α μητρώου_κοινωνικής_ασφάλισης amka greek_amka greek_social_security_number
		希腊社会保险号 希腊社保号`,
	layouts: []string{"99999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		d, m, yy := yymmdd(id)
		switch {
		case !eitherCentury(yy, m, d):
			return false, 0, "the date of birth does not exist"
		case !luhn(id):
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate, "date and check digit are right"
	},
	bare: 0.4,
})
