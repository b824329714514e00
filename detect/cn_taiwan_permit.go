// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "cn_taiwan_permit", typ: CNTaiwanPermit, region: "CN",
	source: "National Immigration Administration, mainland travel permit for Taiwan residents (8 digits; 10 and a letter before 2015) and travel permit to Taiwan for mainland residents (L + 8; T + 8 before 2016); no public check digit",
	about:  "Travel permits between the mainland and Taiwan, in both directions; beside a context word",
	on: []trigger{
		onWord(taiwanPermitWord, 9, 11),
		onRun(taiwanPermitField, 8, 10),
		onCue(taiwanPermitCues, taiwanPermitCue),
	},
	check: func(v string) (bool, string) {
		kind := taiwanPermitKind([]byte(plainForm(v)))
		if kind == "" {
			return false, "neither 8 or 10 digits nor L or T and 8"
		}
		return true, kind + " permit's form; there is no check digit"
	},
})

var taiwanPermitCues = cues("taiwan_permit", `台胞证 台胞證 臺胞證 台胞卡 台胞证号 台胞證號 卡式台胞证 卡式台胞證 台湾居民来往大陆通行证 臺灣居民來往大陸通行證 台灣居民來往大陸通行證 台湾通行证 台灣通行證 臺灣通行證
	大通证 大通證 大陆居民往来台湾通行证 大陸居民往來臺灣通行證 往来台湾通行证 往來台灣通行證 taiwan_compatriot_permit mtp taibaozheng taiwan_permit`)

// taiwanPermitKind returns "from_taiwan" for the permit that residents of Taiwan
// use, "to_taiwan" for the one that mainlanders use, or "".
func taiwanPermitKind(d []byte) string {
	switch n := len(d); {
	case (n == 8 || n == 10) && allDigits(d):
		return "from_taiwan"
	case n == 11 && allDigits(d[:10]) && isUpper(d[10]):
		return "from_taiwan"
	case n == 9 && (d[0] == 'L' || d[0] == 'T') && allDigits(d[1:]):
		return "to_taiwan"
	}
	return ""
}

func taiwanPermitWord(s *scan, start, end int) {
	if kind := taiwanPermitKind(s.text[start:end]); kind != "" {
		s.taiwanPermit(start, end, kind)
	}
}

// taiwanPermitField looks at plain digits where a field's name may speak for
// them; in running text the context word itself is the anchor.
func taiwanPermitField(s *scan, start, end int) {
	if s.field == "" && s.fieldAt == nil {
		return
	}
	if m := s.fieldMask(start); m.has(taiwanPermitCues) {
		s.taiwanPermit(start, end, "from_taiwan")
	}
}

func taiwanPermitCue(s *scan, _, end int) {
	if start, stop, ok := s.labelled(end); ok {
		if kind := taiwanPermitKind(s.text[start:stop]); kind != "" {
			s.taiwanPermit(start, stop, kind)
		}
	}
}

func (s *scan) taiwanPermit(start, end int, kind string) {
	f := Finding{Kind: kind, Start: start, End: end, Evidence: HasShape}
	s.weigh(&f, maskOf(taiwanPermitCues), maskOf(orderCues, phoneCues, passportCues, permitCues), 0.2, 0.9)
	s.emit(f)
}
