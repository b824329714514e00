// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "ar_cuit", typ: "AR_CUIT", region: "AR",
	en: "Argentine tax or labour number (CUIT, CUIL)", zh: "阿根廷税号或劳工号 (CUIT/CUIL)",
	source: "AFIP, Resolución General 10/1997: 20, 23, 24, 25, 26 and 27 are persons, 30, 33 and 34 companies; weights 5, 4, 3, 2, 7 …; remainder by 11",
	about:  "Tax or labour number of a person in Argentina: eleven digits with a check digit, 99-99999999-9",
	cues: `cuit cuil cuit/cuil cuil/cuit clave_única_de_identificación clave_unica_de_identificacion único_de_identificación_laboral
		阿根廷税号 阿根廷劳工号`,
	layouts: []string{"99-99999999-9"},
	check: func(id []byte) (bool, Evidence, string) {
		switch kind := numberOf(id[:2]); {
		case kind != 20 && (kind < 23 || kind > 27):
			return false, 0, "the number of a company or of nobody"
		case sameDigits(id[2:10]):
			return false, 0, "a placeholder"
		case weighted(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 != 0:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum, "check digit is right"
	},
	bare: 0.4,
})
