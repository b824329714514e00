// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "lt_asmens_kodas", typ: "LT_ASMENS_KODAS", region: "LT",
	en: "Lithuanian personal code", zh: "立陶宛个人代码",
	source: "Lietuvos Respublikos gyventojų registro įstatymas, 8 straipsnis: sex and century, date, serial number, check digit modulo 11 in two rounds",
	about:  "Personal code (asmens kodas) of Lithuania: eleven digits with the date of birth and a check digit",
	cues: `asmens_kodas asmens_kodo asmens_kodą asmens_kodu lithuanian_personal_code lithuanian_id_code lithuanian_personal_identification_number
		立陶宛个人代码 立陶宛身份号码`,
	layouts: []string{"99999999999"},
	check:   checkBaltic,
	bare:    0.4,
})
