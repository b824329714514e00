// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "cn_hk_macau_permit", typ: CNHKMacauPermit, region: "CN",
	source: "National Immigration Administration, exit-entry permit for Hong Kong and Macau (C + 8, C + letter + 7; W + 8 before 2014) and mainland travel permit for Hong Kong and Macau residents (H or M + 8, + 10 before 2013); no public check digit",
	about:  "Travel permits between the mainland and Hong Kong or Macau, in both directions; beside a context word",
	on: []trigger{
		onWord(hkPermitWord, 9, 11),
		onCue(permitCues, hkPermitCue),
	},
	check: func(v string) (bool, string) {
		kind := hkPermitKind([]byte(plainForm(v)))
		if kind == "" {
			return false, "neither C or W and 8 digits, C, letter and 7, nor H or M and 8 or 10"
		}
		return true, kind + " permit's form; there is no check digit"
	},
})

// hkPermitKind returns "to_hk_macau" for the permit that mainlanders use,
// "home_return" for the one that residents of Hong Kong and Macau use, or "".
func hkPermitKind(d []byte) string {
	if len(d) != 9 && len(d) != 11 || !allDigits(d[2:]) {
		return ""
	}
	switch {
	case len(d) == 9 && (d[0] == 'C' || d[0] == 'W') && isDigit(d[1]), len(d) == 9 && d[0] == 'C' && plateLetter(d[1]):
		return "to_hk_macau"
	case (d[0] == 'H' || d[0] == 'M') && isDigit(d[1]):
		return "home_return"
	}
	return ""
}

func hkPermitWord(s *scan, start, end int) {
	d := s.text[start:end]
	if c := d[0]; c != 'C' && c != 'W' && c != 'H' && c != 'M' {
		return
	}
	if kind := hkPermitKind(d); kind != "" {
		s.hkPermit(start, end, kind)
	}
}

// hkPermitCue finds numbers with a small letter.
func hkPermitCue(s *scan, _, end int) {
	start, stop, ok := s.labelled(end)
	if !ok || stop-start > 11 || isUpper(s.text[start]) || isDigit(s.text[start]) {
		return
	}
	d := append(s.buf[:0], s.text[start:stop]...)
	d[0] &^= 0x20
	if kind := hkPermitKind(d); kind != "" {
		s.hkPermit(start, stop, kind)
	}
}

func (s *scan) hkPermit(start, end int, kind string) {
	f := Finding{Kind: kind, Start: start, End: end, Evidence: HasShape}
	neg := maskOf(orderCues, passportCues, taiwanPermitCues)
	s.weigh(&f, maskOf(permitCues), neg, 0.3, 0.92)
	if f.Score == 0.3 {
		s.weigh(&f, maskOf(residentCues), neg, 0.3, 0.6) // "证件号码" is said of these too
	}
	s.emit(f)
}
