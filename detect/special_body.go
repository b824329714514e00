// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_body", typ: BodyMetric,
	source: "GB/T 35273-2020 annex B (health and physiology); GDPR recital 35",
	about:  "Height, weight, blood type, blood pressure and the like of a person, with the value",
	on:     bodyMetric.triggers(),
})

var bodyMetric = special{
	facts: cues("body", `身高 体重 血型 血压 血糖 空腹血糖 心率 三围 胸围 腰围 臀围 体脂 体脂率 视力 罩杯 净身高 身高体重 型血 體重 血壓 bmi
		height weight weighs blood_type blood_group blood_pressure blood_sugar heart_rate resting_heart_rate body_fat cup_size`),
	labels: cues("body_label", `身高cm 体重kg 血型abo height_cm weight_kg blood_group_type`),
	grow:   growMeasure,
}

// bodyUnits are what values are given in; a number without one counts only
// behind a word that has no other use.
var bodyUnits = []string{"厘米", "公分", "公斤", "千克", "mmhg", "mmol/l", "mmol", "次/分", "pounds", "lbs", "lb", "inches", "kilos", "kg", "cm", "bpm", "feet", "ft", "斤", "米", "磅", "寸", "度", "m", "%"}

// growMeasure takes the word and its value: 身高172cm, "blood type O negative".
func growMeasure(s *scan, _ *clause, h specialHit) (specialFact, bool) {
	f := specialFact{start: h.start, end: h.end, cueStart: h.start, cueEnd: h.end, whom: -1}
	if string(s.text[h.start:h.end]) == "型血" { // B型血
		for f.start > s.lo && isUpper(s.text[f.start-1]) {
			f.start--
		}
		f.cueStart = f.start
		return f, f.start < h.start && h.start-f.start <= 2
	}
	if end := s.bloodType(h.end); end > 0 && s.isBlood(h) {
		f.end = end
		return f, true
	}
	start, end, ok := s.amountNear(h.end, 16)
	if !ok || s.isBlood(h) || s.text[start-1] == '"' || s.text[start-1] == '=' {
		return f, false
	}
	for _, mark := range [...]string{"/", "-", "-", "'", "’"} { // 150/95, 90-60-90, 5'7
		if s.startsWith(end, mark) {
			if e, ok := s.amountAt(end + len(mark)); ok {
				end = e
			}
		}
	}
	unit := s.measure(end, bodyUnits)
	if unit > 0 {
		end = unit
		if e, ok := s.amountAt(end); ok && s.endsWith(end, "米") { // 一米七二
			end = e
		}
	}
	// "height: 100" is a picture's.
	if s.text[h.start] < 0x80 && unit < 0 && !s.endsWith(h.end, "pressure") && !sameWord(s.text[h.start:h.end], "bmi") && !s.startsWith(h.end, " is 5'") && !s.startsWith(h.end, " is 6'") {
		return f, false
	}
	f.end = end
	return f, true
}

// isBlood reports whether the word asks for a blood group rather than a number.
func (s *scan) isBlood(h specialHit) bool {
	w := s.text[h.start:h.end]
	return string(w) == "血型" || len(w) >= 10 && (sameWord(w[len(w)-4:], "type") || sameWord(w[len(w)-5:], "group"))
}

// bloodType returns the end of the blood group that stands at i, marks and 是
// apart, or -1.
func (s *scan) bloodType(i int) int {
	for _, w := range [...]string{"：", ":", "是", "为", " is", " was"} {
		if s.startsWith(i, w) {
			i += len(w)
			break
		}
	}
	for i < s.hi && s.text[i] == ' ' {
		i++
	}
	for _, rh := range [...]string{"RH阴性", "Rh阴性", "rh阴性"} {
		if s.startsWith(i, rh) {
			i += len(rh)
		}
	}
	end := i
	switch {
	case s.startsWith(i, "AB"):
		end += 2
	case i < s.hi && (s.text[i] == 'A' || s.text[i] == 'B' || s.text[i] == 'O'):
		end++
	default:
		return -1
	}
	if end < s.hi && isLetter(s.text[end]) {
		return -1
	}
	for _, w := range [...]string{"型", "+", " positive", " negative", "-negative", "-positive"} {
		if s.startsWith(end, w) {
			end += len(w)
		}
	}
	return end
}
