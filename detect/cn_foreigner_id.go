// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "cn_foreigner_id", typ: CNForeignerID, region: "CN",
	source: "National Immigration Administration, rules of the foreign permanent resident ID card, editions 2017 (15 characters, check digit of ICAO 9303) and 2023 (18 digits, MOD 11-2); ISO 3166-1",
	about:  "Permanent residence card of foreigners in China: 3 letters and 12 digits, or 18 digits that begin with 9",
	on: []trigger{
		onRun(foreignerRun, 18),
		onWord(foreignerWord, 15, 18),
	},
	check: func(v string) (bool, string) {
		d := []byte(plainForm(v))
		switch {
		case len(d) == 15:
			return checkForeignerOld(d)
		case len(d) != 18 || !allDigits(d[:17]) || !isDigit(d[17]) && d[17] != 'X' || d[0] != '9':
			return false, "neither 3 letters and 12 digits nor 18 characters that begin with 9"
		case !regions().province[two(string(d[1:3]))] || !knownCountry(countryNumbers, d[3:6]):
			return false, "no province or no country has this code"
		case !liveDate(d[6:14]):
			return false, "date of birth does not exist"
		case gb11643(d) != d[17]:
			return false, "check character is wrong"
		}
		return true, "province, nationality, date and check character are right"
	},
})

func checkForeignerOld(d []byte) (bool, string) {
	switch {
	case !foreignerShape(d):
		return false, "not 3 letters and 12 digits"
	case !knownCountry(countryLetters, d[:3]):
		return false, "no country has this code"
	case !foreignerOldDate(d):
		return false, "date of birth or region does not exist"
	case mrzDigit(d[:14]) != d[14]:
		return false, "check digit is wrong"
	}
	return true, "nationality, region, date and check digit are right"
}

var foreignerCues = cues("foreigner_id", `永居 永居证 永居證 永久居留 永久居留证 永久居留身份证 外国人永久居留 外国人永久居留证 外国人永久居留身份证 五星卡 绿卡 外国人身份证 居留许可
	permanent_residence permanent_resident foreigner_id prc_green_card residence_card`)

// The codes of ISO 3166-1 without China's own.
const (
	countryLetters = " ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT" +
		" BWA CAF CAN CCK CHE CHL CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI" +
		" FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR" +
		" ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR" +
		" MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE" +
		" PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM" +
		" TLS TON TTO TUN TUR TUV TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM ZAF ZMB ZWE "
	countryNumbers = " 004 008 010 012 016 020 024 028 031 032 036 040 044 048 050 051 052 056 060 064 068 070 072 074 076 084 086 090 092 096 100 104 108 112 116 120 124" +
		" 132 136 140 144 148 152 162 166 170 174 175 178 180 184 188 191 192 196 203 204 208 212 214 218 222 226 231 232 233 234 238 239 242 246 248" +
		" 250 254 258 260 262 266 268 270 275 276 288 292 296 300 304 308 312 316 320 324 328 332 334 336 340 348 352 356 360 364 368 372 376 380 384 388" +
		" 392 398 400 404 408 410 414 417 418 422 426 428 430 434 438 440 442 450 454 458 462 466 470 474 478 480 484 492 496 498 499 500 504 508 512 516" +
		" 520 524 528 531 533 534 535 540 548 554 558 562 566 570 574 578 580 581 583 584 585 586 591 598 600 604 608 612 616 620 624 626 630 634 638 642 643" +
		" 646 652 654 659 660 662 663 666 670 674 678 682 686 688 690 694 702 703 704 705 706 710 716 724 728 729 732 740 744 748 752 756 760 762 764 768 772" +
		" 776 780 784 788 792 795 796 798 800 804 807 818 826 831 832 833 834 840 850 854 858 860 862 876 882 887 894 983 "
)

// knownCountry reports whether list holds the three characters of code.
func knownCountry(list string, code []byte) bool {
	key := [5]byte{' ', code[0], code[1], code[2], ' '}
	return strings.Contains(list, string(key[:]))
}

func foreignerRun(s *scan, start, end int) {
	if s.text[start] == '9' {
		s.foreigner(start, end, s.text[start:end])
	}
}

func foreignerWord(s *scan, start, end int) {
	d := s.text[start:end]
	switch {
	case len(d) == 18 && d[0] == '9' && d[17]|0x20 == 'x' && allDigits(d[:17]):
		s.foreigner(start, end, d)
	case len(d) == 15 && foreignerShape(d) && foreignerOldDate(d) && knownCountry(countryLetters, d[:3]):
		f := Finding{Kind: "permanent_2017", Start: start, End: end, Evidence: HasShape | HasRegion | HasDate}
		bare, cued := 0.3, 0.7
		if mrzDigit(d[:14]) == d[14] {
			f.Evidence |= HasChecksum
			bare, cued = 0.9, 0.97
		}
		s.weigh(&f, maskOf(foreignerCues, residentCues), maskOf(orderCues), bare, cued)
		s.emit(f)
	}
}

// foreigner reports d, a number of the 2023 edition: 9, two digits of the
// province that took the application, three of the nationality, the date of
// birth, three of a series and the check character.
func (s *scan) foreigner(start, end int, d []byte) {
	check := d[17]
	if check == 'x' {
		check = 'X'
	}
	if !liveDate(d[6:14]) || gb11643(d) != check || !regions().province[int(d[1]-'0')*10+int(d[2]-'0')] || !knownCountry(countryNumbers, d[3:6]) {
		return
	}
	f := Finding{Kind: "permanent_2023", Start: start, End: end, Evidence: HasShape | HasChecksum | HasRegion | HasDate}
	s.weigh(&f, maskOf(foreignerCues, residentCues), maskOf(usccCues), 0.95, 0.99)
	if f.Evidence&NotCue != 0 {
		f.Score = 0.7 // the checks are stronger than the word
	}
	s.emit(f)
}

func foreignerShape(d []byte) bool {
	return isUpper(d[0]) && isUpper(d[1]) && isUpper(d[2]) && allDigits(d[3:])
}

// foreignerOldDate reports whether the four digits of the place of application
// and the six of the date of birth are possible.
func foreignerOldDate(d []byte) bool {
	// The table lists prefectures; the two digits behind are the date's, which
	// the level of a prefecture does not depend on.
	if regionLevel(d[3:9]) < regionPrefecture {
		return false
	}
	// The century is not written: 2000 has every day that 1900 has and one more.
	return monthDay(d[9:13], 1900+int(d[7]-'0')*10+int(d[8]-'0')) || string(d[7:13]) == "000229"
}

// mrzDigit returns the check digit of ICAO 9303 part 3: weights 7, 3, 1, letters
// from 10 on, '<' is 0.
func mrzDigit(b []byte) byte {
	sum := 0
	for i, c := range b {
		n := 0
		switch {
		case isDigit(c):
			n = int(c - '0')
		case isUpper(c):
			n = int(c-'A') + 10
		}
		sum += n * int([3]uint8{7, 3, 1}[i%3])
	}
	return byte('0' + sum%10)
}
