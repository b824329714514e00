// SPDX-License-Identifier: Apache-2.0

package detect

import "unicode/utf8"

var _ = register(recogniser{
	id: "special_work", typ: EducationWork,
	source: "GB/T 35273-2020 annex A (education and work)",
	about:  "The employer, school or university that a sentence or form gives for a person",
	on:     work.triggers(),
})

var work = special{
	facts: cues("work", `上班 工作 任职 供职 实习 就职于 任职于 供职于 就读于 毕业于 入职 考上了 考上 保送 任教于 读书 读研 读博 当老师 当护士 当医生 打工
		works_at works_for working_at working_for is_employed_by employed_by employed_at studies_at studying_at graduated_from graduates_from enrolled_at teaches_at interned_at is_a_student_at is_a_nurse_at is_a_teacher_at is_an_engineer_at goes_to_school_at got_a_job_at work_at work_for`),
	labels: cues("work_label", `工作单位 就读学校 毕业院校 任职单位 所在单位 employer place_of_work workplace alma_mater`),
	whom:   wordSelf | wordWho | wordKin | wordRole | wordNamed,
	place:  true,
	grow:   growEmployer,
}

var orgWords = []string{"公司", "集团", "银行", "医院", "学校", "大学", "中学", "小学", "高中", "一中", "二中", "幼儿园", "学院", "科技", "局", "厂", "研究所", "事务所", "法院", "检察院", "派出所", "超市", "酒店", "政府", "大厦", "支行", "分行", "公安局", "税务局", "设计院", "研究院", "报社", "电视台", "腾讯", "阿里", "华为", "字节", "百度", "美团", "京东", "富士康", "国企", "街道办", "居委会", "部队", "工地", "餐厅", "饭店", "机场", "车间", "诊所", "清华", "北大", "复旦", "村委会", "美容院"}

// growEmployer takes the place: between 在 and 上班, behind 就职于, or the
// capitalised words behind "works at".
func growEmployer(s *scan, c *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.end, end: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	if s.text[h.start] < 0x80 {
		if f.start++; f.start >= s.hi {
			return f, false
		}
		f.end = s.capitalWords(f.start)
		if s.startsWith(f.start, "the ") && f.end > f.start {
			f.start += len("the ")
		}
		return f, f.end > f.start+1
	}
	if s.endsWith(h.end, "于") || s.startsWith(h.start, "入职") || s.startsWith(h.start, "考上") || s.startsWith(h.start, "保送") {
		f.end = s.orgEnd(h.end, min(c.hi, h.end+54))
		if s.startsWith(f.start, "了") {
			f.start += len("了")
		}
		return f, f.end > f.start
	}
	at := h.start
	for at > c.lo && h.start-at < 54 && !s.startsWith(at, "在") && s.text[at-1] != ',' && !s.startsWith(at, "，") {
		at--
	}
	if !s.startsWith(at, "在") {
		return f, false
	}
	f.start = at + len("在")
	f.end = s.orgEnd(f.start, h.start)
	return f, f.end > f.start && h.start-f.end <= 27
}

// orgEnd returns the end of the last word for an organisation in [i, j) in front
// of which something stands or that is a name, or i.
func (s *scan) orgEnd(i, j int) int {
	best := i
	for k := i; k < j; k++ {
		if s.text[k] == ',' || s.text[k] == '\n' || s.startsWith(k, "，") || s.startsWith(k, "。") {
			break
		}
		if !utf8.RuneStart(s.text[k]) {
			continue
		}
		for _, w := range orgWords {
			if s.startsWith(k, w) && k+len(w) <= j && (k > i || len(w) > 6 || s.isName(w)) {
				best = k + len(w)
			}
		}
	}
	return best
}

// isName reports whether the word alone is the name of an organisation.
func (s *scan) isName(w string) bool {
	switch w {
	case "腾讯", "阿里", "华为", "字节", "百度", "美团", "京东", "清华", "北大", "复旦", "一中", "二中":
		return true
	}
	return false
}
