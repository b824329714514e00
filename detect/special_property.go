// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_property", typ: Property,
	source: "GB/T 35273-2020 annex B (property: deposits, real estate, loans)",
	about:  "A deposit, a debt or real estate of a person, with the amount or number",
	on:     property.triggers(),
})

var property = special{
	facts: cues("property", `存款 房贷 车贷 贷款 网贷 欠款 欠债 负债 外债 高利贷 欠银行 名下有 名下 余额 存折 理财 炒股亏了 借了高利贷 积蓄 首付 房产 存了 欠了 欠了网贷
		mortgage savings loan debt student_loans student_loan bank_balance life_savings owes owns net_worth inherited in_debt`),
	grow: growHolding,
}

var estateUnits = []string{"套学区房", "套房子", "套房产", "套商铺", "套房", "间商铺", "间铺面", "套别墅", "套", "栋别墅", "栋楼", "apartments", "houses", "condos", "flats", "properties", "rental properties"}

// growHolding takes the word and its amount, or a number of houses behind 名下 and
// "owns".
func growHolding(s *scan, c *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.start, end: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	if _, end, ok := s.amountNear(h.end, 12); ok {
		if u := s.measure(end, estateUnits); u > 0 {
			f.end = u
			return f, true
		}
	}
	if e := s.englishNumber(min(h.end+1, s.hi)); e > h.end+1 {
		if u := s.measure(e, estateUnits); u > 0 {
			f.end = u
			return f, true
		}
	}
	w := s.text[h.start:h.end]
	if string(w) == "名下" || string(w) == "名下有" || sameWord(w, "owns") || sameWord(w, "inherited") && !s.startsWith(h.end, " $") {
		return f, false
	}
	return growAmount(s, c, h)
}
