// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "mx_rfc", typ: "MX_RFC", region: "MX",
	en: "Mexican taxpayer code of a person (RFC)", zh: "墨西哥个人税号 (RFC)",
	source: "Código Fiscal de la Federación, art. 27; SAT, Anexo 1-A: four letters, date, two characters and a check character by 11",
	about:  "Taxpayer code of a person in Mexico: 13 characters with date of birth and check character",
	cues: `rfc registro_federal_de_contribuyentes rfc_con_homoclave homoclave contribuyente
		墨西哥税号 墨西哥个人税号`,
	layouts: []string{"AAAA999999XXX"},
	check: func(id []byte) (bool, Evidence, string) {
		switch prefix := string(id[:4]); {
		case !eitherCentury(yymmdd(id[4:10])):
			return false, 0, "no such date of birth"
		case (prefix == "XAXX" || prefix == "XEXX") && string(id[4:10]) == "010101":
			return false, 0, "the code for customers without one"
		case rfcDigit(id) != id[12]:
			return false, 0, "check character is wrong"
		}
		return true, HasChecksum | HasDate, "date exists and the check character is right"
	},
	bare: 0.4,
})

// rfcDigit returns the check character: characters weigh 13 to 2 and count by
// their place in 0-9, A-N, &, O-Z.
func rfcDigit(id []byte) byte {
	sum := 0
	for k, c := range id[:12] {
		v := int(c - '0')
		if isUpper(c) {
			if v = int(c-'A') + 10; c > 'N' {
				v++
			}
		}
		sum += v * (13 - k)
	}
	return "0A987654321"[sum%11]
}
