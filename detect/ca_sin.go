// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ca_sin", typ: "CA_SIN", region: "CA",
	en: "Canadian social insurance number", zh: "加拿大社会保险号",
	presidio: "CA_SIN", dlp: "CANADA_SOCIAL_INSURANCE_NUMBER", comprehend: "CA_SOCIAL_INSURANCE_NUMBER",
	source: "Employment Insurance Regulations, SOR/96-332; Service Canada, SIN validation: Luhn; 0 is not given out, 8 is kept for businesses",
	about:  "Social insurance number of Canada: nine digits with Luhn check",
	cues: `sin sin_no sin_number social_insurance social_insurance_number social_insurance_no nas numéro_d'assurance_sociale numéro_d’assurance_sociale
		assurance_sociale 加拿大社会保险号 社会保险号 工卡号码`,
	layouts: []string{"999-999-999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case id[0] == '0' || id[0] == '8':
			return false, 0, "begins with a digit that is not given to persons"
		case sameDigits(id):
			return false, 0, "a placeholder"
		case !luhn(id):
			return false, 0, "Luhn check digit is wrong"
		}
		return true, HasChecksum, "Luhn check digit is right"
	},
	bare: 0.3, // one number in ten passes
})
