// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_lodging", typ: Lodging,
	source: "GB/T 35273-2020 annex B (lodging); the 2017 judicial interpretation, art. 5(1)(4)",
	about:  "The hotel or guest house that a person stays at, with the room if it is given",
	on:     lodging.triggers(),
})

var lodging = special{
	facts: cues("lodging", `入住 入住了 住进 住进了 下榻 住的是 住在 住了 住着 开了房 开房 订了 预订了 入住于 投宿
		staying_at staying_in is_staying_at checked_into checked_in_to checked_in_at checks_into booked_into stays_at stayed_at has_a_room_at booked_a_room_at`),
	whom:  wordSelf | wordWho | wordKin | wordRole | wordNamed,
	place: true,
	grow:  growHotel,
}

var hotelWords = []string{"酒店", "宾馆", "旅馆", "民宿", "客栈", "招待所", "旅店", "青旅", "大酒店", "度假村", "飯店", "如家", "汉庭", "7天", "全季", "hotel", "motel", "inn", "hostel", "airbnb", "hilton", "marriott", "hyatt", "sheraton", "resort", "guest house", "guesthouse", "holiday inn", "b&b"}

// growHotel takes the name of the house behind the word, and the room.
func growHotel(s *scan, c *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	limit := min(c.hi, h.end+54)
	for i := h.end; i < limit && s.text[i] != ',' && !s.startsWith(i, "，"); i++ {
		for _, w := range hotelWords {
			if i+len(w) <= s.hi && sameWord(s.text[i:i+len(w)], w) && (w[0] >= 0x80 || isDigit(w[0]) || !isLetter(s.text[i-1]) && (i+len(w) == s.hi || !isLetter(s.text[i+len(w)]))) {
				f.end = max(f.end, i+len(w))
			}
		}
	}
	if f.end == 0 {
		return f, false
	}
	for _, w := range [...]string{"的", "附近", "对面", "旁边", "隔壁", "后面", "里的", " near", " in my", " lobby"} {
		if s.startsWith(f.end, w) && w != "的" {
			return f, false
		}
	}
	if s.startsWith(f.start, "了") {
		f.start += len("了")
	}
	for f.start < f.end && s.text[f.start] == ' ' {
		f.start++
	}
	if !s.named(f.start, f.end) {
		return f, false
	}
	f.end = s.roomEnd(f.end)
	return f, true
}

// named reports whether [start, end) is more than 酒店 or 这家酒店: in reviews
// everybody stays at "the hotel".
func (s *scan) named(start, end int) bool {
	for _, w := range [...]string{"的", "该", "該", "此", "这", "這", "那", "本", "一", "你", "酒店", "宾馆", "旅馆", "民宿", "客栈", "the hotel", "this hotel", "a hotel"} {
		if s.startsWith(start, w) {
			return false
		}
	}
	return end > start
}

// roomEnd returns the end of the number of a room that stands soon behind i, or
// i.
func (s *scan) roomEnd(i int) int {
	start, end, ok := s.amountNear(i, 12)
	if !ok {
		if s.startsWith(i, ", room ") || s.startsWith(i, "，房间") || s.startsWith(i, "，房号") {
			start, end, ok = s.amountNear(i+3, 12)
		}
	}
	if !ok || end-start < 3 || end-start > 9 {
		return i
	}
	if u := s.measure(end, []string{"号房", "房间", "房", "室"}); u > 0 {
		return u
	}
	if start == i && end-start <= 4 || s.endsWith(start, "room ") || s.endsWith(start, "Room ") || s.endsWith(start, "#") || s.endsWith(start, "房间") || s.endsWith(start, "房号") || s.endsWith(start, "suite ") {
		return end
	}
	return i
}
