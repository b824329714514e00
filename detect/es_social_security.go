// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "es_social_security", typ: "ES_SOCIAL_SECURITY", region: "ES",
	en: "Spanish social security number", zh: "西班牙社会保险号",
	dlp:    "SPAIN_SOCIAL_SECURITY_NUMBER",
	source: "Real Decreto 84/1996, art. 21; Tesorería General de la Seguridad Social, número de afiliación: province, eight digits, remainder of both by 97",
	about:  "Social security number of Spain (NUSS, NAF): province, eight digits and two check digits",
	cues: `nuss n.u.s.s naf seguridad_social número_de_la_seguridad_social numero_de_la_seguridad_social número_de_seguridad_social
		numero_de_seguridad_social nº_seguridad_social num_seguridad_social número_de_afiliación numero_de_afiliacion nº_ss
		spanish_social_security spanish_social_security_number 西班牙社会保险号 西班牙社保号`,
	layouts: []string{"99-99999999-99", "99-9999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		province, n := numberOf(id[:2]), numberOf(id[2:10])
		// Numbers from before 1980 have seven digits and a 0 in front, which the
		// remainder is taken without.
		m := province*100_000_000 + n
		if n < 10_000_000 {
			m = province*10_000_000 + n
		}
		switch {
		case province == 0 || province > 66: // 53 and 66 are central offices
			return false, 0, "not a province"
		case sameDigits(id[:10]) || n == 0:
			return false, 0, "one digit over and over, or counting up: a placeholder"
		case m%97 != numberOf(id[10:]):
			return false, 0, "check digits are wrong"
		}
		return true, HasChecksum, "check digits are right"
	},
	bare: 0.4, // one in 150 of the numbers of twelve digits passes
})
