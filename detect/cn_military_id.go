// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "cn_military_id", typ: CNMilitaryID, region: "CN",
	source: "Regulations on the documents of servicemen of the People's Liberation Army (character 军 and the like, 字第, number, 号); Measures for People's Police certificates (police number of six digits, 2006)",
	about:  "Number of an officer's, soldier's, civilian's or police officer's card, as 军字第1234567号 or digits behind the card's name",
	on: []trigger{
		onChar("字", militaryAnchor),
		onCue(militaryCues, militaryCue),
	},
	check: func(v string) (bool, string) {
		v = plainForm(v)
		s := scan{text: []byte(v), hi: len(v)}
		if i := strings.Index(v, "字"); i >= 3 {
			if end, n := s.militaryNumber(i + 3); n > 0 && end == len(v) && i == 3 && oneOf(militaryForces, s.text[:3]) {
				return true, "form of a military card; there is no check digit"
			}
			return false, "not a character of the forces, 字第, 4 to 8 digits, 号"
		}
		if n := len(v); n >= 6 && n <= 8 && allDigits(s.text) {
			return true, "6 to 8 digits; there is no check digit"
		}
		return false, "neither 军字第1234567号 nor 6 to 8 digits"
	},
})

var militaryCues = cues("military", `军官证 軍官證 军官证号 军官证件号 士兵证 士兵證 士兵证号 士官证 文职干部证 文职人员证 军人证 軍人證 军人身份证 军人证件 学员证 军人保障卡 义务兵证 警官证 警官證 警官证号 警察证 人民警察证 警号 警號
	武警证 退伍证 退役证 军官退休证 军残证 officer_id military_id military_no soldier_id police_id police_no badge_no`)

// militaryForces are the characters in front of 字: the forces, the services and
// the former regions and departments.
const militaryForces = "军兵士文职广沈北南兰成济空海政后装参武警学火陆义支信航"

// militaryAnchor looks around 字 for "军字第1234567号". Case and certificate
// numbers of other authorities look alike, so that only 军 and 士 count alone.
func militaryAnchor(s *scan, start, end int) {
	if start-3 < s.lo || !oneOf(militaryForces, s.text[start-3:start]) {
		return
	}
	stop, n := s.militaryNumber(end)
	if n == 0 {
		return
	}
	from := start - 3
	f := Finding{Kind: "officer", Start: from, End: stop, Evidence: HasShape}
	bare := 0.3
	if own := string(s.text[from:start]); (own == "军" || own == "士") && n >= 6 && !s.hanEnds(from) {
		bare = 0.7
	}
	s.weigh(&f, maskOf(militaryCues), maskOf(orderCues), bare, 0.92)
	s.emit(f)
}

// militaryNumber reads "第1234567号" at i, where 第 and 号 may be missing, and
// returns its end and the number of digits, 0 if it is not there.
func (s *scan) militaryNumber(i int) (end, digits int) {
	if i+3 <= s.hi && string(s.text[i:i+3]) == "第" {
		i += 3
	}
	for i < s.hi && (s.text[i] == ' ' || s.text[i] == ':') && i+1 < s.hi {
		i++
	}
	j := i
	for j < s.hi && j-i < 9 && isDigit(s.text[j]) {
		j++
	}
	if j-i < 4 || j-i > 8 || s.wordAfter(j) {
		return 0, 0
	}
	if j+3 <= s.hi && (string(s.text[j:j+3]) == "号" || string(s.text[j:j+3]) == "號") {
		return j + 3, j - i
	}
	return j, j - i
}

// militaryCue finds 6 to 8 digits behind the card's name.
func militaryCue(s *scan, start, end int) {
	from, stop, ok := s.labelled(end)
	if !ok || stop-from < 6 || stop-from > 8 || !allDigits(s.text[from:stop]) || s.decimal(from, stop) {
		return
	}
	f := Finding{
		Kind: "card", Start: from, End: stop, Score: 0.8, Evidence: HasShape | HasCue,
		CueStart: start, CueEnd: end,
	}
	if strings.HasPrefix(string(s.text[start:end]), "警") { // shown on the uniform
		f.Kind, f.Score = "police", 0.7
	}
	s.emit(f)
}
