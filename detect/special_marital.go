// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_marital", typ: MaritalStatus,
	source: "GB/T 35273-2020 annex B (marital history)",
	about:  "Whether a person is or was married, by a sentence or form that says so",
	on:     marital.triggers(),
})

var marital = special{
	values: cues("marital", `单身 离异 丧偶 已婚 未婚 再婚 离婚 离婚了 二婚 头婚 三婚 分居 初婚 單身 離異 離婚 喪偶
		divorced widowed remarried unmarried single_mother single_mom single_dad single_father single_parent widow widower divorcee married`),
	facts: cues("marital_fact", `离过婚 离了婚 离过两次婚 离了两次婚 结过婚 结了婚 复婚 复婚了 闪婚 闪离 隐婚 离婚三次 离婚两次 办了离婚 刚离婚 离异带娃
		got_divorced getting_divorced got_married filed_for_divorce getting_a_divorce going_through_a_divorce divorced_twice`),
	labels: cues("marital_label", `婚姻状况 婚姻状态 婚况 婚否 婚史 marital_status civil_status`),
	links:  wordBe | wordHave,
	bare:   true,
	alone:  0.2,
	grow: func(s *scan, _ *clause, h specialHit) (specialFact, bool) {
		f := specialFact{start: h.start, end: h.end, whom: -1}
		if h.role == roleFact {
			f.cueStart, f.cueEnd = h.start, h.end
		}
		for _, w := range [...]string{"夫", "妻", "狗", "汉", "公寓", "女性", "男性", "青年", "率", "证", "人士", "主义", "法", "男女", " from", " by", " into", " out", " with commas", " peak"} {
			if s.startsWith(h.end, w) {
				return f, false
			}
		}
		// 刚离婚 and 离了 say it by themselves; so does 离婚了.
		if s.startsWith(h.end, "了") && h.role == roleValue && string(s.text[h.end-3:h.end]) == "婚" {
			f.end += len("了")
			f.cueStart, f.cueEnd = h.start, f.end
		}
		return f, true
	},
}
