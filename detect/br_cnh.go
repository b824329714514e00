// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "br_cnh", typ: "BR_CNH", region: "BR",
	en: "Brazilian driving licence (CNH)", zh: "巴西驾驶执照 (CNH)",
	source: "Resolução CONTRAN nº 886/2021 (registro nacional, eleven digits); two check digits, remainders by 11",
	about:  "Register number of a driving licence of Brazil: eleven digits with two check digits, beside a context word",
	cues: `cnh cnh_nº registro_cnh carteira_nacional_de_habilitação carteira_nacional_de_habilitacao carteira_de_motorista habilitação habilitacao
		巴西驾照 巴西驾驶执照`,
	layouts: []string{"99999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		first, second := cnhDigits(id)
		switch {
		case sameDigits(id[:9]):
			return false, 0, "a placeholder"
		case first != int(id[9]-'0') || second != int(id[10]-'0'):
			return false, 0, "check digits are wrong"
		}
		return true, HasChecksum, "both check digits are right"
	},
})

// cnhDigits returns the check digits of a register number. A first remainder of
// ten is written 0 and takes two from the second.
func cnhDigits(id []byte) (first, second int) {
	first = weighted(id, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 11
	second = weighted(id, 1, 2, 3, 4, 5, 6, 7, 8, 9) % 11
	if first == 10 {
		first = 0
		if second -= 2; second < 0 {
			second += 11
		}
	}
	if second == 10 {
		second = 0
	}
	return first, second
}
