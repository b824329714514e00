// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "nl_bsn", typ: "NL_BSN", region: "NL",
	en: "Dutch citizen service number", zh: "荷兰公民服务号",
	dlp:    "NETHERLANDS_BSN_NUMBER",
	source: "Wet algemene bepalingen burgerservicenummer; Logisch Ontwerp BSN, elfproef: weights 9 to 2 and -1, sum divisible by 11",
	about:  "Citizen service number of the Netherlands (BSN, once sofinummer): nine digits with the eleven test",
	cues: `bsn bsn_nummer bsnnummer burgerservicenummer burger_service_nummer sofinummer sofi_nummer bsn_number dutch_bsn citizen_service_number
		dutch_citizen_service_number 荷兰公民服务号 荷兰社会保险号`,
	layouts: []string{"999999999", "9999_99_999", "999_999_999"},
	check: func(id []byte) (bool, Evidence, string) {
		switch {
		case string(id[:3]) == "000":
			return false, 0, "no number has three zeros in front"
		case weighted(id, 9, 8, 7, 6, 5, 4, 3, 2, -1)%11 != 0:
			return false, 0, "the eleven test fails"
		case sameDigits(id[:8]):
			return true, HasChecksum | IsTest, "the eleven test holds; the digits are a placeholder"
		}
		return true, HasChecksum, "the eleven test holds"
	},
	// Nine digits are common and one in eleven of them passes.
	bare: 0.2,
})
