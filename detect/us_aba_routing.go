// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "us_aba_routing", typ: "ABA_ROUTING_NUMBER", region: "US", entity: "FINANCIAL_ACCOUNT",
	en: "US bank routing number", zh: "美国银行路由号码",
	presidio: "ABA_ROUTING_NUMBER", dlp: "US_BANK_ROUTING_MICR", comprehend: "BANK_ROUTING",
	source: "American Bankers Association, Routing Number Policy: 00-12, 21-32, 61-72 or 80 first; weights 3, 7, 1",
	about:  "Routing transit number of a bank in the United States: nine digits with a check digit",
	cues: `aba_routing aba_number aba_no aba routing_number routing_no routing_transit routing_transit_number rtn bank_routing
		银行路由号码 银行路由号 汇款路线号码`,
	layouts: []string{"999999999", "9999-9999-9"},
	check: func(id []byte) (bool, Evidence, string) {
		district := numberOf(id[:2])
		switch {
		case district > 12 && district < 21 || district > 32 && district < 61 || district > 72 && district != 80:
			return false, 0, "no district begins like that"
		case sameDigits(id):
			return false, 0, "a placeholder"
		case weighted(id, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 != 0:
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasRegion, "district exists and check digit is right"
	},
	bare: 0.1, // a bank's number is no secret: only beside an account is it worth a word
})
