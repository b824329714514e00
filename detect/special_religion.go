// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_religion", typ: Religion,
	source: "PIPL art. 28 (religious belief); GB/T 45574-2025 annex A; GDPR art. 9(1), religious or philosophical beliefs",
	about:  "A faith that a sentence or form ascribes to a person; churches, feasts and teachings are none",
	on:     religion.triggers(),
})

var religion = special{
	values: cues("religion", `基督徒 基督教 基督教徒 天主教 天主教徒 佛教 佛教徒 道教 道教徒 伊斯兰教 穆斯林 回教徒 回教 法轮功 犹太教 犹太教徒 印度教 印度教徒 东正教 摩门教 锡克教 全能神 耶和华见证人 巴哈伊教 无神论者 居士 教徒 耶稣 真主 基督 基督教信徒 佛教信徒 伊斯蘭教 道士 和尚 尼姑 修女 牧师 神父
		catholic christian muslim jewish buddhist hindu sikh mormon protestant atheist agnostic scientologist evangelical baptist methodist lutheran presbyterian anglican islam judaism buddhism hinduism catholicism christianity scientology jehovah's_witness quaker amish zoroastrian wiccan sunni shia orthodox_jew orthodox_christian roman_catholic`),
	facts:  cues("religion_fact", `信佛 信教 吃斋念佛 皈依佛门 皈依了佛门 goes_to_mass prays_at_the_mosque`),
	labels: cues("religion_label", `宗教信仰 信仰 宗教 religion religious_affiliation faith religious_belief`),
	links:  wordBe | wordBelieve,
	alone:  0.2,
	grow:   growFaith,
}

// growFaith leaves out 信息 and given names.
func growFaith(s *scan, _ *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.start, end: h.end, whom: -1}
	if h.role == roleFact {
		f.cueStart, f.cueEnd = h.start, h.end
		return f, !s.startsWith(h.end, "息") && !s.startsWith(h.end, "育")
	}
	for _, more := range [...]string{"徒", "信徒"} {
		if s.startsWith(f.end, more) {
			f.end += len(more)
		}
	}
	if string(s.text[h.start:h.end]) == "Christian" && h.end+1 < s.hi && s.text[h.end] == ' ' && isUpper(s.text[h.end+1]) {
		return f, false // a given name
	}
	return f, true
}
