// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "co_cedula", typ: "CO_CEDULA", region: "CO",
	en: "Colombian identity card (cédula)", zh: "哥伦比亚身份证号",
	dlp:    "COLOMBIA_CDC_NUMBER",
	source: "Registraduría Nacional del Estado Civil, Número Único de Identificación Personal: up to eight digits, or ten beginning with 1",
	about:  "Number of an identity card of Colombia: six to ten digits, beside a context word",
	cues: `cédula cedula ciudadanía ciudadania nuip tarjeta_de_identidad identificado_con_cédula
		哥伦比亚身份证`,
	layouts: []string{"9.999.999.999", "99.999.999", "9.999.999", "9999999999", "99999999", "9999999", "999.999", "999999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case sameDigits(id) || id[0] == '0':
			return false, 0, "a placeholder"
		case len(id) == 10 && id[0] != '1':
			return false, 0, "ten digits begin with 1"
		}
		return true, 0, "six to ten digits"
	},
})
