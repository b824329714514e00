// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_ethnicity", typ: Ethnicity,
	source: "GB/T 35273-2020 annex A (basic data); GDPR art. 9(1), racial or ethnic origin; names of the 56 peoples of China, GB/T 3304-1991",
	about:  "A people, origin or nationality that a sentence or form ascribes to a person",
	on:     ethnicity.triggers(),
})

var ethnicity = special{
	values: cues("ethnicity", `汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 珞巴族 基诺族 维族 维吾尔 少数民族 黑人 白人 混血 混血儿 华裔 犹太人 吉普赛人 美国国籍 日本国籍 加拿大国籍 澳大利亚国籍 英国国籍 外国国籍 美国籍 日本籍 韩国籍 加拿大籍 澳洲籍 英国籍 越南籍 缅甸籍 俄罗斯籍 美国人 日本人 韩国人 越南人 缅甸人 朝鲜人 印度人 俄罗斯人 巴基斯坦人 尼日利亚人 绿卡 漢族 原住民
		uyghur uighur tibetan kurdish kurd roma romani gypsy african_american black_woman black_man latino latina hispanic native_american aboriginal half_chinese half_japanese half_black mixed_race biracial arab punjabi tamil han_chinese hui zhuang armenian yazidi rohingya inuit us_citizen u.s._citizen american_citizen british_citizen chinese_citizen chinese_national mexican_national mexican_citizen indian_national russian_citizen russian_national syrian_refugee iranian_national nigerian_national pakistani_national israeli_citizen canadian_citizen dual_citizen undocumented undocumented_immigrant illegal_immigrant green_card_holder asylum_seeker`),
	labels: cues("ethnicity_label", `民族 国籍 族裔 种族 族别 ethnicity race nationality citizenship ethnic_group ethnic_origin`),
	links:  wordBe | wordHave,
	alone:  0.2,
	grow:   growEthnicity,
}

// growEthnicity leaves out places and things that are named after a people, such
// as 回族自治州 and "Arab League".
func growEthnicity(s *scan, _ *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.start, end: h.end, whom: -1}
	for _, w := range [...]string{"自治", "地区", "歌", "舞", "菜", "服", "风情", "村", "乡", "语", "学校", "婚礼", "同胞", "人民", "聚居", " League", " Spring", " world", " numerals", " cuisine", " food", "-language"} {
		if s.startsWith(h.end, w) {
			return f, false
		}
	}
	for _, w := range [...]string{"被", "和", "与", "跟", "向", "对", "让", "学"} {
		if s.endsWith(h.start, w) {
			return f, false // 曾被日本人逮捕
		}
	}
	for _, w := range [...]string{"血统", "人", "女", "男"} {
		if s.startsWith(h.end, w) {
			f.end += len(w)
			break
		}
	}
	return f, true
}
