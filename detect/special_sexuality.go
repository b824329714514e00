// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_sexuality", typ: Sexuality,
	source: "GB/T 35273-2020 annex B (sexual orientation); GB/T 45574-2025 annex A; GDPR art. 9(1), sex life or sexual orientation",
	about:  "A sexual orientation, or something of a sex life, that a sentence ascribes to a person",
	on:     sexuality.triggers(),
})

var sexuality = special{
	values: cues("sexuality", `同性恋 同性恋者 双性恋 男同 男同性恋 女同性恋 女同 gay 基佬 拉拉 蕾丝边 跨性别 跨性别者 变性人 无性恋 弯的 性取向 性冷淡 阳痿 早泄 性瘾 同妻 骗婚gay 同性戀 雙性戀
		lesbian bisexual homosexual queer transgender transsexual trans_woman trans_man pansexual asexual nonbinary non-binary closeted impotent sex_addict`),
	facts: cues("sexuality_fact", `出柜 出櫃 嫖娼 嫖过 约炮 约过炮 一夜情 婚外情 卖淫 换妻 包养 被包养 开房 滚床单
		slept_with is_sleeping_with sleeping_with having_an_affair had_an_affair came_out_as_gay one-night_stand visits_prostitutes`),
	labels: cues("sexuality_label", `性取向 性倾向 sexual_orientation sexuality`),
	links:  wordBe | wordHave,
	alone:  0.2,
	grow: func(s *scan, _ *clause, h specialHit) (specialFact, bool) {
		f := specialFact{start: h.start, end: h.end, whom: -1}
		if h.role == roleFact {
			f.cueStart, f.cueEnd = h.start, h.end
		}
		w := string(s.text[h.start:h.end])
		if w == "性取向" { // a label, or 他的性取向是
			return f, false
		}
		if w == "Gay" && h.end+1 < s.hi && s.text[h.end] == ' ' && isUpper(s.text[h.end+1]) {
			return f, false // a surname or the name of an event
		}
		return f, true
	},
}
