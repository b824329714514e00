// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_credit", typ: CreditReport,
	source: "GB/T 45574-2025 annex A (credit information); Regulation on the Administration of the Credit Investigation Industry (2013)",
	about:  "A credit report, score or default of a person",
	on:     credit.triggers(),
})

var credit = special{
	values: cues("credit", `征信报告 征信记录 征信 黑户 失信被执行人 失信人员 失信人 呆账 信用卡逾期 逾期记录 网贷逾期 老赖 bad_credit poor_credit credit_report credit_history default_on_loan`),
	facts:  cues("credit_fact", `征信花了 征信黑了 征信不好 征信有逾期 上了失信名单 列入失信 被列入失信 限制高消费 被限高 芝麻分 芝麻信用分 芝麻信用 信用分 信用评分 断供 credit_score fico_score fico went_bankrupt filed_for_bankruptcy declared_bankruptcy filed_bankruptcy defaulted_on missed_payments loan_default collections_account`),
	links:  wordHave | wordBe | linkOf,
	alone:  0.2,
	grow: func(s *scan, _ *clause, h specialHit) (specialFact, bool) {
		f := specialFact{start: h.start, end: h.end, whom: -1}
		if h.role == roleValue {
			w := s.text[h.start:h.end]
			if string(w) == "征信" || string(w) == "征信报告" || string(w) == "征信记录" || sameWord(w, "credit report") {
				return s.creditSays(f)
			}
			return f, true
		}
		f.cueStart, f.cueEnd = h.start, h.end
		if w := s.text[h.start:h.end]; s.endsWith(h.end, "分") || s.endsWith(h.end, "芝麻信用") || sameWord(w, "credit score") || sameWord(w, "fico score") || sameWord(w, "fico") {
			_, end, ok := s.amountNear(h.end, 14)
			if !ok || end-h.end < 3 {
				return f, false
			}
			f.end = end
		}
		return f, true
	},
}

// creditSays takes a report only with what it says: 征信有三次逾期.
func (s *scan) creditSays(f specialFact) (specialFact, bool) {
	f.cueStart, f.cueEnd = f.start, f.end
	for end := f.end; end < s.hi && end-f.end <= 30; end++ {
		if s.text[end] == '\n' || s.startsWith(end, "。") {
			break
		}
		for _, w := range [...]string{"逾期", "呆账", "黑", "花了", "连三累六", "不良", "shows", "late payment", "defaults", "a default"} {
			if s.startsWith(end, w) {
				f.end = end + len(w)
				return f, true
			}
		}
	}
	return f, false
}
