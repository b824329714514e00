// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_politics", typ: PoliticalOpinion,
	source: "GDPR art. 9(1), political opinions; not a category of the Chinese standards",
	about:  "A political party, vote or conviction that a sentence or form ascribes to a person",
	on:     politics.triggers(),
})

var politics = special{
	values: cues("politics", `党员 中共党员 预备党员 共产党员 共青团员 民盟盟员 民建会员 民革党员 九三学社社员 民进党员 国民党员 政治异见人士 异见人士 台独分子 左派 右派 民运分子 反贼 无党派人士 泛民 黄丝 蓝丝
		republican democrat communist socialist anarchist fascist neo-nazi libertarian marxist tory far-right far-left left-wing right-wing labour conservatives trump biden brexit remainer brexiteer trump_supporter maga monarchist separatist party_member communist_party labour_party conservative_party green_party republican_party democratic_party`),
	facts:  cues("politics_fact", `投票给 投给了 支持台独 支持港独 反党 参加游行 参加了游行 上街游行 votes_labour voted_labour votes_republican voted_republican votes_democrat voted_democrat votes_conservative voted_leave voted_remain`),
	labels: cues("politics_label", `政治面貌 政治面目 党派 political_affiliation party_affiliation political_party political_views`),
	links:  wordBe | wordBelieve,
	alone:  0.2,
	grow: func(s *scan, _ *clause, h specialHit) (specialFact, bool) {
		f := specialFact{start: h.start, end: h.end, whom: -1}
		if h.role == roleFact {
			f.cueStart, f.cueEnd = h.start, h.end
		}
		w := s.text[h.start:h.end]
		switch {
		case sameWord(w, "trump"), sameWord(w, "biden"), sameWord(w, "brexit"), sameWord(w, "conservatives"):
			// A vote or support, not a person of that name.
			return f, s.endsWith(h.start, "for ") || s.endsWith(h.start, "supports ") || s.endsWith(h.start, "supported ") || s.endsWith(h.start, "to ")
		case sameWord(w, "labour"):
			return f, s.endsWith(h.start, "for ") || s.endsWith(h.start, "votes ") || s.endsWith(h.start, "voted ") || s.endsWith(h.start, "joined ")
		}
		for _, no := range [...]string{"活动", "大会", "干部", "证", "发展", "先锋", " senator", " candidate", " governor", " president"} {
			if s.startsWith(h.end, no) {
				return f, false
			}
		}
		return f, true
	},
}
