// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode/utf8"
)

var _ = register(recogniser{
	id: "cn_license_plate", typ: CNLicensePlate, region: "CN", core: true,
	source: "GA 36-2018 (plates of motor vehicles, amendment 1 included); plates of the armed police and the forces as seen since 2004, 2012 and 2013",
	about:  "Licence plate of China: ordinary, new-energy, police, learner, trailer, embassy, consulate, cross-border, armed police; military beside a context word",
	on: []trigger{
		onPlate(plateLetterAnchor),
		onCue(plateLabels, plateCue),
		onCue(plateWJ, plateArmedPolice),
		onChar("使", plateEmbassy),
	},
	check: checkPlate,
})

// plateLabels announce a plate's number, plateCues speak of vehicles.
var (
	plateLabels = cues("plate_label", `车牌 车牌号 车牌号码 車牌 車牌號 車牌號碼 车号 車號 号牌 號牌 号牌号码 牌照 牌照号 牌号 牌號 plate plate_no plate_number plate_num
		license_plate licence_plate license_plate_number car_no car_number carno vehicle_no vehicle_number plateno registration_plate`)
	plateCues = cues("plate", `车主 車主 车辆 車輛 违停 违章 違章 挪车 挪車 停车 停車 行驶证 行駛證 开车 開車 轿车 货车 面包车 校车 驾校 绿牌 蓝牌 黄牌 汽车 皮卡 过户 上牌
		車 车 辆 輛 car vehicle`)
	plateWJ = cues("plate_wj", `wj`)
)

// plateProvinces are the characters that plates begin with. Traditional forms
// occur in text from Hong Kong.
const plateProvinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼魯蘇贛陝閩貴粵雲寧瓊"

// plateForces are the characters of the military plates of 2004.
const plateForces = "军空海北沈兰济南广成"

// plateWords are provinces whose character ends or begins many words, so that
// it means nothing behind another Chinese character: 最新A12345, 阿里云E5345.
const plateWords = "新云青贵吉宁黑雲貴寧"

// plateBefore are characters that make a place name together with a province's:
// 北京, 天津, 四川, 西藏, 江苏, 内蒙.
const plateBefore = "北南东天四西江内"

// plateMiddles are the marks between the letter and the rest: 京A·12345.
const plateMiddles = "·•・‧．"

// plateLetter reports whether c may be in a plate's number: not I, not O.
func plateLetter(c byte) bool { return isUpper(c) && c != 'I' && c != 'O' }

// plate is what stands behind a province's character.
type plate struct {
	kind   string
	end    int
	digits int  // in the serial part
	loose  bool // a space, dot or dash parts it: two unrelated words perhaps
}

func checkPlate(v string) (bool, string) {
	v = strings.ReplaceAll(plainForm(v), "WJ", "")
	s := scan{text: []byte(v), hi: len(v)}
	_, w := utf8.DecodeRuneInString(v)
	if strings.HasPrefix(v, "使") {
		if end := s.embassyNumber(w); end == len(v) {
			return true, "embassy plate: 使 and six digits"
		}
		return false, "not 使 and six digits"
	}
	if !isProvince(s.text, 0) {
		return false, "does not begin with the character of a province"
	}
	p, ok := s.plateAt(w, false)
	switch {
	case !ok || p.end != len(v):
		return false, "not a letter and five characters (six for new energy, four and 警 学 挂 领 港 澳)"
	case p.digits == 0:
		return false, "has no digit"
	}
	return true, p.kind + " plate's form"
}

// isProvince reports whether the three bytes at i are a province's character.
func isProvince(text []byte, i int) bool {
	return i >= 0 && i+3 <= len(text) && text[i] >= 0xE4 && text[i] <= 0xE9 && oneOf(plateProvinces, text[i:i+3])
}

func plateLetterAnchor(s *scan, at, _ int) {
	from := at - 3
	if from < s.lo {
		return
	}
	if c := s.text[from]; c < 0xE4 || c > 0xE9 {
		// 京·A12345: the mark stands in front of the letter.
		n := s.middleBefore(at)
		if n == 0 {
			return
		}
		from -= n
	}
	if from < s.lo {
		return
	}
	switch {
	case isProvince(s.text, from):
		if p, ok := s.plateAt(at, false); ok {
			s.plate(from, p)
		}
	case from == at-3 && oneOf(plateForces, s.text[from:at]):
		if end := at + 6; end <= s.hi && plateLetter(s.text[at]) && allDigits(s.text[at+1:end]) && !s.wordAfter(end) {
			s.weakPlate(from, end, "military")
		}
	}
}

// middleBefore returns the length of the mark of plateMiddles that ends at i, or 0.
func (s *scan) middleBefore(i int) int {
	if strings.IndexByte("\xB7\xA2\xBB\xA7\x8E", s.text[i-1]) < 0 { // their last bytes: most calls end here
		return 0
	}
	for n := 2; n <= 3 && i-n >= s.lo; n++ {
		if strings.Contains(plateMiddles, string(s.text[i-n:i])) && utf8.RuneStart(s.text[i-n]) {
			return n
		}
	}
	return 0
}

// plateAt reads a plate's letter and serial at i, behind the province. lower
// admits small letters, beside a label.
func (s *scan) plateAt(i int, lower bool) (p plate, ok bool) {
	up := func(c byte) byte {
		if lower && isLetter(c) {
			return c &^ 0x20
		}
		return c
	}
	if i >= s.hi || !isUpper(up(s.text[i])) || up(s.text[i]) == 'I' {
		return p, false
	}
	letter := up(s.text[i])
	cross := letter == 'Z' && i >= 3 && (string(s.text[i-3:i]) == "粤" || string(s.text[i-3:i]) == "粵")
	i++
	if n := s.plateMiddle(i); n > 0 {
		p.loose = s.text[i] < 0x80
		i += n
	}
	start, letters := i, 0
	for i < s.hi && i-start < 7 && isAlnum(s.text[i]) {
		switch c := up(s.text[i]); {
		case isDigit(c):
			p.digits++
		case plateLetter(c):
			letters++
		default:
			return p, false
		}
		i++
	}
	p.end = i
	switch n := i - start; {
	case n == 4:
		p.kind = s.plateSuffix(i)
		if p.kind != "" {
			p.end += 3
		}
		return p, p.kind != "" && cross == (p.kind == "cross_border") && letters <= 2
	case cross:
		return p, false
	case n == 5 && !s.wordAfter(i):
		p.kind = "ordinary"
		if letter == 'O' { // the police's before 2018; a word's initial otherwise
			p.kind, p.loose = "police", true
		}
		return p, true
	case n == 6 && !s.wordAfter(i):
		p.kind = "new_energy"
		return p, newEnergy(s.text[start:i], up)
	}
	return p, false
}

// plateMiddle returns the length of what parts letter and serial at i, or 0.
func (s *scan) plateMiddle(i int) int {
	if i >= s.hi {
		return 0
	}
	c := s.text[i]
	if c == ' ' || c == '.' || c == '-' {
		return 1
	}
	if c >= 0x80 {
		if _, n := utf8.DecodeRune(s.text[i:s.hi]); n > 1 && strings.Contains(plateMiddles, string(s.text[i:i+n])) {
			return n
		}
	}
	return 0
}

// plateSuffix returns the kind that the character at i makes of four characters.
func (s *scan) plateSuffix(i int) string {
	if i+3 > s.hi {
		return ""
	}
	switch string(s.text[i : i+3]) {
	case "警":
		return "police"
	case "学", "學":
		return "learner"
	case "挂", "掛":
		return "trailer"
	case "领", "領":
		return "consulate"
	case "港", "澳":
		return "cross_border"
	case "试", "超":
		return "test_drive"
	}
	return ""
}

// newEnergy reports whether d is the serial of a new-energy plate: small cars
// have a letter (A to K but I), a letter or digit and four digits, large ones
// five digits and the letter.
func newEnergy(d []byte, up func(byte) byte) bool {
	energy := func(c byte) bool { return c >= 'A' && c <= 'K' && c != 'I' }
	return energy(up(d[0])) && allDigits(d[2:]) || energy(up(d[5])) && allDigits(d[:5])
}

// plate reports the plate that begins with the province at from.
func (s *scan) plate(from int, p plate) {
	f := Finding{Kind: p.kind, Start: from, End: p.end, Evidence: HasShape | HasRegion}
	bare, cued := 0.85, 0.95
	switch {
	case p.digits == 0:
		return
	case p.digits < 3 && p.kind != "police":
		// At most two letters in five are given out; 新HTML5 is no plate.
		bare, cued = 0.3, 0.75
	case s.plateInWord(from):
		bare, cued = 0.4, 0.9
	case p.loose:
		bare = 0.55
	}
	h, ev := s.near(from, p.end, maskOf(plateLabels, plateCues), maskOf(orderCues))
	f.cue(h, ev)
	switch {
	case ev&(HasCue|HasField) != 0:
		f.Score = cued
	case ev&NotCue != 0 && from-h.end < 12: // farther away it speaks of something else
		f.Score = min(bare, 0.4)
	default:
		f.Score = bare
	}
	s.emit(f)
}

// plateInWord reports whether the province's character at from belongs to a
// word with the character before.
func (s *scan) plateInWord(from int) bool {
	if from-3 < s.lo {
		return false
	}
	c := s.text[from-3 : from]
	if c[0] < 0xE4 || c[0] > 0xE9 {
		return false
	}
	return oneOf(plateWords, s.text[from:from+3]) || oneOf(plateBefore, c)
}

// plateCue looks behind a label, where small letters and a military plate of
// 2013 (two letters and five digits) count.
func plateCue(s *scan, _, end int) {
	i := s.value(end)
	if !isProvince(s.text[:s.hi], i) {
		s.plateTwoLetters(i)
		return
	}
	at := i + 3
	at += s.plateMiddle(at)
	if p, ok := s.plateAt(at, true); ok {
		s.plate(i, p)
	}
}
