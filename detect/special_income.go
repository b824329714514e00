// SPDX-License-Identifier: Apache-2.0

package detect

import "bytes"

var _ = register(recogniser{
	id: "special_income", typ: Income,
	source: "GB/T 45574-2025 annex A (income details); GB/T 35273-2020 annex B (property)",
	about:  "What a person earns: a word for pay with the amount",
	on:     income.triggers(),
})

var income = special{
	facts: cues("income", `月薪 年薪 工资 底薪 基本工资 实发工资 税后工资 薪水 薪资 薪酬 月收入 年收入 月入 年入 年终奖 奖金 退休金 养老金 时薪 到手工资 税后 公积金 津贴 薪金 人工
		salary earns earning makes gets_paid is_paid was_paid paycheck take-home_pay annual_income monthly_income income wage wages bonus pension base_pay earned`),
	grow: growAmount,
}

// moneyUnits follow an amount of money.
var moneyUnits = []string{"万块钱", "万块", "万元", "块钱", "人民币", "美元", "欧元", "港币", "英镑", "美金", "元", "块", "万", "rmb", "usd", "dollars", "pounds", "euros", "grand", "bucks", "yuan", "eur", "gbp", "hkd", "w", "k"}

// growAmount takes the word and its amount: 月薪一万二, "salary is $85,000".
func growAmount(s *scan, _ *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.start, end: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	start, end, ok := s.amountNear(h.end, 24)
	if !ok || sameWord(s.text[h.start:h.end], "makes") && isDigit(s.text[start]) {
		return f, false
	}
	unit := s.measure(end, moneyUnits)
	if unit > 0 {
		end = unit
	}
	big := 0
	for _, c := range s.text[start:end] {
		if isDigit(c) {
			big++
		}
	}
	if n := s.text[start:end]; bytes.Contains(n, []byte("万")) || bytes.Contains(n, []byte("千")) || s.endsWith(end, "k") || s.endsWith(end, "K") || s.endsWith(end, "w") || s.endsWith(end, "W") {
		big = 4
	}
	// Four digits, a currency or a unit: 工资5月10号发 is a day.
	money := unit > 0 || s.text[start] == '$' || s.text[start] >= 0xC2 && s.text[start] < 0xE3 || big >= 4 && big <= 9
	if !money || s.measure(end, []string{"年", "月", "号", "日", "percent", "%", "倍", "个", "点", "次", "人", "days", "hours"}) > 0 {
		return f, false
	}
	for _, w := range [...]string{"一个月", "/月", "每月", "一年", "/年", " a year", " per year", " a month", " per month", " an hour", " per hour"} {
		if s.startsWith(end, w) {
			end += len(w)
			break
		}
	}
	f.end = end
	return f, true
}
