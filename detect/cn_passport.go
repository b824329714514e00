// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "cn_passport", typ: CNPassport, region: "CN", core: true,
	source: "Ministry of Foreign Affairs and National Immigration Administration, announcements of the electronic passports of 2012 (E + 8), 2017 (E + letter + 7) and of the diplomatic, service and public affairs passports; no public check digit",
	about:  "Passports of China: E or G and 8 digits, E with a second letter and 7, diplomatic, service, public affairs, Hong Kong and Macau; beside a context word",
	on: []trigger{
		onWord(passportWord, 8, 9),
		onCue(passportCues, passportCue),
	},
	check: func(v string) (bool, string) {
		d := []byte(plainForm(v))
		kind, _ := passportKind(d)
		if kind == "" {
			return false, "no passport of China has this form (E or G and 8 digits, E, letter other than I and O, 7 digits …)"
		}
		return true, kind + " passport's form; there is no check digit"
	},
})

var passportCues = cues("passport", `护照 護照 护照号 护照号码 護照號碼 护照本 因私护照 因公护照 旅行证件 passport passport_no passport_number passport_num passportno passport_id travel_document`)

// permitCues are the words for permits that are easily taken for passports.
var permitCues = cues("permit", `通行证 通行證 港澳通行证 往来港澳通行证 港澳通行證 往來港澳通行證 回乡证 回鄉證 回乡卡 回鄉卡 港澳居民来往内地通行证 港澳居民來往內地通行證
	港澳证 港澳居民通行证 home_return_permit home_visit_permit exit_entry_permit hrp mainland_travel_permit`)

// passportKind returns the kind of the passport whose number has the form of d,
// and whether the form is rare enough to mean something without a context word.
// "" if there is none.
func passportKind(d []byte) (kind string, own bool) {
	if len(d) < 8 || len(d) > 9 || !allDigits(d[2:]) {
		return "", false
	}
	nine := len(d) == 9
	switch a, b := d[0], d[1]; {
	case (a == 'E' || a == 'G') && isDigit(b) && nine:
		return "ordinary", true
	case a == 'E' && plateLetter(b) && nine: // the same letters: not I, not O
		return "ordinary", true
	case (a == 'D' || a == 'S' || a == 'P') && isDigit(b), (a == 'D' || a == 'S' || a == 'P') && b == 'E' && nine:
		return [...]string{'D': "diplomatic", 'S': "service", 'P': "public_affairs"}[a], false
	case a == '1' && (b == '4' || b == '5') && nine: // the machine-readable ones of the 1990s
		return "ordinary_old", false
	case (a == 'K' || a == 'H') && isDigit(b) && nine, a == 'K' && b == 'J' && nine:
		return "hong_kong", false
	case a == 'M' && (isDigit(b) || b == 'A' || b == 'B') && nine:
		return "macau", false
	}
	return "", false
}

func passportWord(s *scan, start, end int) {
	d := s.text[start:end]
	if c := d[0]; c != 'E' && c != 'G' && c != 'D' && c != 'S' && c != 'P' && c != 'K' && c != 'H' && c != 'M' {
		return
	}
	if kind, own := passportKind(d); kind != "" {
		s.passport(start, end, kind, own)
	}
}

// passportCue finds what the word anchor does not give: nine digits, and small
// letters.
func passportCue(s *scan, _, end int) {
	start, stop, ok := s.labelled(end)
	if !ok || stop-start < 8 || stop-start > 9 || isUpper(s.text[start]) {
		return
	}
	d := append(s.buf[:0], s.text[start:stop]...)
	for i := range min(2, len(d)) {
		if isLetter(d[i]) {
			d[i] &^= 0x20
		}
	}
	if kind, _ := passportKind(d); kind != "" {
		s.passport(start, stop, kind, false)
	}
}

func (s *scan) passport(start, end int, kind string, own bool) {
	f := Finding{Kind: kind, Start: start, End: end, Evidence: HasShape}
	bare := 0.2
	if own {
		bare = 0.4
	}
	s.weigh(&f, maskOf(passportCues), maskOf(orderCues, permitCues, taiwanPermitCues), bare, 0.92)
	if own && f.Score == bare {
		// "证件号码" may announce a passport as well.
		s.weigh(&f, maskOf(residentCues), maskOf(orderCues, permitCues, taiwanPermitCues), bare, 0.7)
	}
	if repeated(s.text[end-7:end]) && f.Score > bare {
		f.Score = 0.6 // E12345678 fits, but it is what people type in place of a number
	}
	s.emit(f)
}
