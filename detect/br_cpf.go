// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "br_cpf", typ: "BR_CPF", region: "BR",
	en: "Brazilian taxpayer number (CPF)", zh: "巴西个人税号 (CPF)",
	dlp:    "BRAZIL_CPF_NUMBER",
	source: "Receita Federal, Instrução Normativa RFB nº 2.172/2024; two check digits, remainders by 11",
	about:  "Taxpayer number of a person in Brazil: eleven digits with two check digits, 999.999.999-99",
	cues: `cpf cpfs cpf_nº cpf_no cadastro_de_pessoas_físicas cadastro_de_pessoa_física cadastro_de_pessoas_fisicas cpf/mf
		brazilian_tax_id 巴西税号 巴西个人税号`,
	layouts: []string{"99999999999", "999.999.999_99"},
	check: func(id []byte) (bool, Evidence, string) {
		first := weighted(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
		second := weighted(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
		switch {
		case sameDigits(id[:9]):
			return false, 0, "a placeholder"
		case first != int(id[9]-'0') || second != int(id[10]-'0'):
			return false, 0, "check digits are wrong"
		}
		return true, HasChecksum, "both check digits are right"
	},
	bare:   0.4,
	parted: 0.8, // 999.999.999-99 is written for nothing else, and one in a hundred of its like passes
})
