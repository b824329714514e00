// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ch_social_security", typ: "CH_SOCIAL_SECURITY", region: "CH",
	en: "Swiss social insurance number (AHV, AVS)", zh: "瑞士社会保险号",
	dlp:    "SWITZERLAND_SOCIAL_SECURITY_NUMBER",
	source: "AHVG art. 50c, AHVV art. 133; Zentrale Ausgleichsstelle, AHVN13: 756, nine digits at random, check digit of EAN-13",
	about:  "Social insurance number of Switzerland: 756, nine digits and a check digit",
	cues: `ahv ahv_nr ahv_nummer ahvn13 ahvnr sozialversicherungsnummer sozialversicherungs_nr versichertennummer avs numéro_avs numero_avs n°_avs
		navs13 no_avs avs_number ahv_number numero_avs avs_nr oasi_number swiss_social_security swiss_social_security_number 瑞士社会保险号 瑞士社保号`,
	layouts: []string{"756-9999-9999-99"},
	check: func(id []byte) (bool, Evidence, string) {
		sum := weighted(id, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)
		switch {
		case sum%10 != 0:
			return false, 0, "check digit is wrong"
		case sameDigits(id[3:12]):
			return true, HasChecksum | IsTest, "check digit is right; the digits are a placeholder"
		}
		return true, HasChecksum, "begins with 756, check digit is right"
	},
	// One in ten thousand numbers of thirteen digits begins with 756 and passes.
	// No article has such a bar code: GS1 has given 756 to nobody.
	bare: 0.6,
})
