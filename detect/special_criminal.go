// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_criminal", typ: CriminalRecord,
	source: "GB/T 35273-2020 annex B (unpublished offences); GB/T 45574-2025 annex A; GDPR art. 10",
	about:  "A verdict, an arrest or a record that a sentence ascribes to a person; whether it has been published is not known",
	on:     criminal.triggers(),
})

var criminal = special{
	values: cues("criminal", `前科 案底 犯罪记录 违法记录 有期徒刑 无期徒刑 缓刑 拘役 刑满释放 劳改犯 强奸犯 杀人犯 诈骗犯 毒贩 瘾君子 失信人 惯偷 吸毒史 吸毒人员
		criminal_record criminal_conviction felony dui felon convicted_felon sex_offender registered_sex_offender ex-con ex-convict prior_convictions rap_sheet warrant arrest_warrant probation parole drug_dealer`),
	facts: cues("criminal_fact", `判刑 被判刑 判了刑 被判 坐过牢 坐牢 蹲过监狱 入狱 服刑 进过局子 进了局子 被拘留 行政拘留 被刑拘 刑事拘留 拘留过 被逮捕 被捕 吸毒 吸过毒 贩毒 取保候审 被通缉 劳教 强戒 强制戒毒 醉驾 酒驾被抓 盗窃被抓 被警察抓 被警方抓 前科累累 判過刑 坐過牢
		was_convicted been_convicted served_time did_time went_to_prison was_sentenced sentenced_to was_arrested got_arrested been_arrested was_jailed jailed_for went_to_jail spent_time_in_prison pleaded_guilty pled_guilty in_jail in_prison was_charged_with on_probation on_parole got_a_dui`),
	labels: cues("criminal_label", `犯罪记录 违法犯罪记录 前科情况 criminal_record criminal_history`),
	links:  wordHave | wordBe | linkOf,
	whom:   wordSelf | wordWho | wordKin | wordRole | wordNamed, // 被告人 alone is in every law
	alone:  0.2,
	grow:   growVerdict,
}

// growVerdict takes in what the verdict was: 被判有期徒刑三年六个月, "sentenced to
// two years".
func growVerdict(s *scan, _ *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.start, end: h.end, whom: -1}
	if h.role == roleFact {
		f.cueStart, f.cueEnd = h.start, h.end
	}
	if string(s.text[h.start:h.end]) == "被判" && !s.verdictSoon(h.end) {
		return f, false // 被判断, 被判为垃圾邮件
	}
	for _, w := range [...]string{"处", "有期徒刑", "无期徒刑"} {
		if s.startsWith(f.end, w) {
			f.end += len(w)
		}
	}
	at := f.end
	if s.startsWith(at, "了") {
		at += len("了")
	}
	for at < s.hi && s.text[at] == ' ' {
		at++
	}
	for range 2 { // 三年六个月
		end, ok := s.amountAt(at)
		if !ok {
			end = s.englishNumber(at)
		}
		if u := s.measure(end, durations); end > at && u > 0 {
			f.end, at = u, u
		} else {
			break
		}
	}
	return f, true
}

var durations = []string{"个月", "年半", "年", "天", "日", "years", "months", "year", "month", "days"}

// verdictSoon reports whether a punishment follows at i.
func (s *scan) verdictSoon(i int) bool {
	for _, w := range [...]string{"刑", "处", "了", "有期", "无期", "死", "缓", "拘", "过"} {
		if s.startsWith(i, w) {
			return true
		}
	}
	_, ok := s.amountAt(i)
	return ok
}

// englishNumber returns the end of a number under fourteen written as a word at
// i, or i.
func (s *scan) englishNumber(i int) int {
	end := i
	for end < s.hi && end-i < maxNumber && isLetter(s.text[end]) {
		end++
	}
	if end > i && parseNumber(s.text[i:end]) > 0 {
		return end
	}
	return i
}
