// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_location", typ: PreciseLocation,
	source: "GB/T 45574-2025 annex A (precise location); the 2017 judicial interpretation, art. 5(1)(4)",
	about:  "Where a person other than the writer is at this moment",
	on:     whereabouts.triggers(),
})

var whereabouts = special{
	facts: cues("whereabouts", `现在在 现在就在 现在人在 正在 此刻在 此刻正在 这会儿在 人就在 躲在 藏在 藏身 定位在 定位显示在 实时位置 最后出现在 刚进 刚到 刚走进
		is_at_the is_in_the is_currently_at is_currently_in is_right_now_at is_now_at he's_at she's_at he's_in_the she's_in_the is_hiding_at is_hiding_in is_sitting_in is_sitting_at was_last_seen_at was_seen_at was_just_seen_at was_spotted_at just_walked_into is_parked_at is_standing_outside`),
	whom:  wordWho | wordKin | wordRole | wordNamed,
	place: true,
	grow:  growPlace,
}

var placeEnds = []string{
	"星巴克", "麦当劳", "肯德基", "海底捞", "咖啡馆", "咖啡厅", "咖啡店", "餐厅", "饭店", "酒店", "宾馆", "商场", "广场", "超市", "医院", "学校", "公园", "车站", "地铁站", "高铁站", "火车站", "客运站", "汽车站", "机场", "小区", "网吧", "酒吧", "ktv", "健身房", "电影院", "大厦", "写字楼", "门口", "路口", "楼下", "停车场", "派出所", "图书馆", "教室", "宿舍", "航站楼", "万达", "号楼", "菜市场", "会所", "地下室", "出租屋",
	"starbucks", "mcdonald's", "walmart", "gym", "cafe", "restaurant", "mall", "library", "airport", "station", "hospital", "hotel", "motel", "bar", "pub", "school", "park", "parking lot", "diner", "hilton", "marriott", "hyatt", "inn", "supermarket", "courthouse", "dorm", "terminal", "club", "church", "mosque", "shelter", "clinic", "cabin",
}

var momentWords = []string{"现在", "此刻", "正在", "这会儿", "刚", "实时", "今晚", "目前", "最后", "定位", "快去", "right now", "now", "currently", "at the moment", "just", "tonight", "last seen", "as we speak", "hiding", "spotted"}

// growPlace takes the place behind the word, if the sentence says that it is of
// this moment.
func growPlace(s *scan, c *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	limit := min(c.hi, h.end+54)
	for i := h.end; i < limit && !s.stops(i) && s.text[i] != ',' && !s.startsWith(i, "，"); i++ {
		for _, w := range placeEnds {
			if i+len(w) <= s.hi && sameWord(s.text[i:i+len(w)], w) && (w[0] >= 0x80 || !isLetter(s.text[i-1]) && (i+len(w) == s.hi || !isLetter(s.text[i+len(w)]))) {
				f.end = i + len(w)
			}
		}
	}
	if f.end == 0 {
		return f, false
	}
	for f.start < f.end && s.text[f.start] == ' ' {
		f.start++
	}
	for i := c.lo; i < c.hi; i++ {
		for _, w := range momentWords {
			if i+len(w) <= c.hi && equalFold(s.text[i:i+len(w)], w) && (w[0] >= 0x80 || i == c.lo || !isLetter(s.text[i-1])) {
				return f, true
			}
		}
	}
	return f, false
}
