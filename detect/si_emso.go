// SPDX-License-Identifier: Apache-2.0

package detect

var _ = registerNational(nationalID{
	id: "si_emso", typ: "SI_EMSO", region: "SI",
	en: "Slovenian EMŠO or former Yugoslav JMBG", zh: "斯洛文尼亚身份号码（前南斯拉夫各国通用）",
	source: "Zakon o centralnem registru prebivalstva (Slovenia); Zakon o jedinstvenom matičnom broju građana (Serbia, Bosnia and Herzegovina, Montenegro, North Macedonia), after the federal law of 1976: date, region, serial number, check digit modulo 11",
	about:  "Unique citizen number of Slovenia (EMŠO) and of Serbia, Bosnia and Herzegovina, Montenegro and North Macedonia (JMBG): thirteen digits with date of birth and a check digit",
	cues: `emšo emso enotna_matična_številka enotne_matične_številke jmbg jmbg-a jedinstveni_matični_broj jedinstvenog_matičnog_broja matični_broj_građana
		јмбг јединствени_матични_број матични_број_грађана ембг единствен_матичен_број embg slovenian_emso unique_master_citizen_number
		斯洛文尼亚身份号码 塞尔维亚身份号码 塞尔维亚身份证 波黑身份证 北马其顿身份证 黑山身份证`,
	layouts: []string{"9999999999999"},
	check: func(id []byte) (bool, Evidence, string) {
		d, m, _ := yymmdd(id)
		year := 1000 + numberOf(id[4:7]) // without the thousands: 985, 003
		if year < 1800 {
			year += 1000
		}
		sum := weighted(id, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11
		switch {
		case !liveDay(year, m, d):
			return false, 0, "the date of birth does not exist"
		case numberOf(id[7:9]) > 96: // 91 to 96 are Kosovo, the last ones
			return false, 0, "no region has this code"
		case (11-sum)%11%10 != int(id[12]-'0'): // 10 became 0 where the number was given
			return false, 0, "check digit is wrong"
		}
		return true, HasChecksum | HasDate | HasRegion, "date, region and check digit are right"
	},
	bare: 0.4,
})
