// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "cl_rut", typ: "CL_RUT", region: "CL",
	en: "Chilean identity number (RUT)", zh: "智利身份号 (RUT)",
	dlp:    "CHILE_CDI_NUMBER",
	source: "Decreto con Fuerza de Ley 3 de 1969; Servicio de Impuestos Internos: check character by 11 with weights 2 to 7; companies begin at 50 million",
	about:  "Identity and tax number of a person in Chile: seven or eight digits and a check character, 99.999.999-9",
	cues: `rut rut_nº run_nº run_n° rol_único_tributario rol_unico_tributario rol_único_nacional rol_unico_nacional cédula_de_identidad cedula_de_identidad
		智利身份证 智利税号`,
	layouts: []string{"99.999.999_X", "9.999.999_X", "99999999_X", "9999999_X", "99.999.999_9", "9.999.999_9", "99999999_9", "9999999_9", "99999999X"},
	check: func(id []byte) (bool, Evidence, string) {
		last := len(id) - 1
		switch n := numberOf(id[:last]); {
		case n < 100_000 || n >= 50_000_000:
			return false, 0, "the number of a company or of nobody"
		case sameDigits(id[:last]):
			return false, 0, "a placeholder"
		case rutCharacter(id[:last]) != id[last]:
			return false, 0, "check character is wrong"
		}
		return true, HasChecksum, "check character is right"
	},
	bare: 0.4,
})

// rutCharacter returns the check character of digits, which weigh 2 to 7 from
// the right, again and again; K stands for ten.
func rutCharacter(digits []byte) byte {
	sum := 0
	for k := range digits {
		sum += int(digits[len(digits)-1-k]-'0') * (2 + k%6)
	}
	return "0K987654321"[sum%11]
}
