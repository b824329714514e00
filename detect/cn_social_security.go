// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "cn_social_security", typ: CNSocialCard, region: "CN",
	source: "LB 002-2000 and the specification of the social security card (card number: a letter or digit and eight characters); numbers that cities give to the insured (Shenzhen's computer number and the like) have 6 to 12 digits",
	about:  "Number of a social-security or medical-insurance card or account, behind its name; no check digit",
	on:     []trigger{onCue(socialCardCues, socialCardCue)},
	check: func(v string) (bool, string) {
		if !socialCardShape([]byte(plainForm(v))) {
			return false, "neither a letter and 8 digits nor 7 to 12 digits"
		}
		return true, "form of a card or account number; there is no check digit"
	},
})

var socialCardCues = cues("social_card", `社保卡 社保卡号 社保卡號 社保号 社保号码 社保账号 社保编号 社保电脑号 电脑号 個人社保号 个人社保号 社会保障卡 社会保障卡号 社会保障号 社会保险号 个人社会保障号
	医保卡 医保卡号 医保号 医保编号 医保账号 医保个人编号 医疗保险号 医疗保险卡号 医疗保险编号 医疗证号 诊疗卡号 个人编号 参保号 參保號 新农合号 农合号
	social_card social_card_no social_security_card medical_insurance_no medical_card_no medicare_card_no ssc_no yibao shebao`)

// socialCardShape reports whether d is a letter and eight digits or 7 to 12 digits,
// but no mobile number.
func socialCardShape(d []byte) bool {
	n := len(d)
	if n == 9 && isUpper(d[0]) {
		return allDigits(d[1:])
	}
	return n >= 7 && n <= 12 && allDigits(d) && !cnMobilePlan(d)
}

func socialCardCue(s *scan, start, end int) {
	from, stop, ok := s.labelled(end)
	if !ok {
		from, stop, ok = s.provinceWord(end)
	}
	if !ok || s.decimal(from, stop) {
		return
	}
	d := s.text[from:stop]
	if isProvince(d, 0) {
		d = d[3:]
	}
	if !socialCardShape(d) {
		return
	}
	s.emit(Finding{
		Start: from, End: stop, Score: 0.85, Evidence: HasShape | HasCue,
		CueStart: start, CueEnd: end,
	})
}

// provinceWord is labelled for numbers with a province in front, 粤A12345678.
func (s *scan) provinceWord(end int) (start, stop int, ok bool) {
	start = s.value(end)
	if !isProvince(s.text[:s.hi], start) {
		return 0, 0, false
	}
	_, stop, ok = s.labelled(start + 3)
	return start, stop, ok && stop-start == 3+9 && isAlnum(s.text[start+3])
}
