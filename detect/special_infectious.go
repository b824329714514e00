// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_infectious", typ: Infectious,
	source: "GB/T 35273-2020 annex B (infectious diseases, fertility); GB/T 45574-2025 annex A (health; disability as a specific identity); GDPR art. 9(1)",
	about:  "An infectious disease, pregnancy, abortion, infertility or disability that a sentence or form ascribes to a person",
	on:     infectious.triggers(),
})

var infectious = special{
	values: cues("infectious", `乙肝 乙肝病毒 乙肝大三阳 乙肝小三阳 大三阳 小三阳 丙肝 甲肝 肝炎病毒 艾滋 艾滋病 艾滋病毒 hiv hiv病毒 梅毒 淋病 尖锐湿疣 生殖器疱疹 性病 hpv 肺结核 结核病 肺痨 麻风病 猴痘 不孕 不育 不孕不育 不孕症 无精症 弱精症 多囊 人流 引产 试管婴儿 身孕 宫外孕 代孕 残疾 残疾证 残障 二级残疾 一级残疾 三级残疾 四级残疾 智力残疾 肢体残疾 精神残疾 智力障碍 聋哑 失聪 失明 盲人 聋哑人 残疾人 瘫痪 截瘫 高位截瘫 唐氏综合征 唐氏综合症 脑瘫 侏儒 愛滋病 愛滋 肺結核 殘疾
		aids hiv-positive hiv_positive hepatitis_b hepatitis_c hepatitis syphilis gonorrhea gonorrhoea chlamydia herpes std sti tuberculosis leprosy mpox infertile infertility abortion an_abortion miscarriage a_miscarriage ivf pregnant disabled deaf blind wheelchair paraplegic quadriplegic paralyzed paralysed down_syndrome cerebral_palsy learning_disability intellectual_disability disability`),
	facts:  cues("infectious_fact", `流产 堕胎 打胎 怀孕 怀孕了 懷孕 打过胎 堕过胎 流过产 做过人流 怀不上 怀不上孩子 坐轮椅`),
	labels: cues("infectious_label", `传染病史 生育史 残疾类别 残疾等级 残疾类型 孕产史 hiv_status disability_type pregnancy_status`),
	links:  wordHave | wordBe | wordTake | linkOf,
	bare:   true,
	alone:  0.2,
	grow: func(s *scan, c *clause, h specialHit) (specialFact, bool) {
		f := specialFact{start: h.start, end: h.end, whom: -1}
		if h.role == roleFact {
			f.cueStart, f.cueEnd = h.start, h.end
		}
		// AIDS is the illness; aids are helps.
		if w := s.text[h.start:h.end]; sameWord(w, "aids") && string(w) != "AIDS" || sameWord(w, "std") && string(w) != "STD" || sameWord(w, "sti") && string(w) != "STI" {
			return f, false
		}
		// "is blind to", "turned a deaf ear".
		if e := h.end; s.startsWith(e, " to ") || s.startsWith(e, " ear") || s.startsWith(e, " spot") || s.startsWith(e, " date") || s.startsWith(e, " the ") || s.startsWith(e, " by default") {
			return f, false
		}
		for _, more := range [...]string{" positive", "-positive", "阳性", "携带者"} {
			if s.startsWith(f.end, more) {
				f.end += len(more)
			}
		}
		return f, true
	},
}
