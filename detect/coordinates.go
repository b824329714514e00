// SPDX-License-Identifier: Apache-2.0

package detect

import "unicode/utf8"

var _ = register(recogniser{
	id: "coordinates", typ: Coordinates,
	source: "ISO 6709:2022 (latitude, longitude, degrees, minutes and seconds)",
	about:  "A place as latitude and longitude, four decimals (about 11 m) or more, or degrees and minutes; beside a context word, or among Chinese text within China",
	on:     []trigger{onCue(coordCues, coordCue), onCue(degreeSign, coordDegrees), onGroups(coordGroups)},
	check: func(v string) (bool, string) {
		s := &scan{text: []byte(v), hi: len(v)}
		at := 0
		bracket := len(v) > 1 && v[0] == '(' && v[len(v)-1] == ')'
		if bracket {
			at, s.hi = 1, s.hi-1
		}
		if p, ok := s.pairAt(at); ok && p.end == s.hi {
			return true, "latitude and longitude in decimal degrees"
		}
		if end, ok := s.degreesAt(at); ok && end == s.hi {
			return true, "latitude and longitude in degrees, minutes and seconds"
		}
		return false, "not a latitude (up to 90) and a longitude (up to 180)"
	},
})

var coordCues = cues("coordinates", `经纬度 坐标 座標 定位 位置 经度 纬度 gps gps点 北纬 东经 lat lng lon long latitude longitude latlng latlong coords coordinates coordinate geo location lat_lng lat_long geolocation position parked`)

// degreeSign is where degrees, minutes and seconds are recognised.
var degreeSign = cues("degree", "° º")

// pair is two decimal numbers that may be a place.
type pair struct {
	start, end int
	a, b       float64
	places     int // decimals of the number that has fewer
}

// decimalAt reads a signed decimal number at i, without leading zeros.
func (s *scan) decimalAt(i int) (v float64, places, end int, ok bool) {
	neg := false
	if i < s.hi && (s.text[i] == '-' || s.text[i] == '+') {
		neg = s.text[i] == '-'
		i++
	}
	from := i
	for i < s.hi && i-from < 4 && isDigit(s.text[i]) {
		v = v*10 + float64(s.text[i]-'0')
		i++
	}
	if n := i - from; n == 0 || n > 3 || n > 1 && s.text[from] == '0' || i+1 >= s.hi || s.text[i] != '.' || !isDigit(s.text[i+1]) {
		return 0, 0, 0, false
	}
	scale := 0.1
	for i++; i < s.hi && isDigit(s.text[i]); i++ {
		v += float64(s.text[i]-'0') * scale
		scale /= 10
		places++
	}
	if neg {
		v = -v
	}
	return v, places, i, !s.wordAfter(i) || s.compass(i)
}

// compass reports whether N, S, E or W stands alone at i.
func (s *scan) compass(i int) bool {
	return i < s.hi && (s.text[i] == 'N' || s.text[i] == 'S' || s.text[i] == 'E' || s.text[i] == 'W') && !s.wordAfter(i+1)
}

// pairAt reads two decimal numbers at i, parted by a comma or spaces, perhaps
// with a degree sign and a letter each: 26.3148, 99.8517; N33.9571° E107.7698°.
func (s *scan) pairAt(i int) (p pair, ok bool) {
	p.start = i
	var places int
	if p.a, p.places, i, ok = s.halfAt(i); !ok {
		return p, false
	}
	from := i
	for i < s.hi && i-from < 3 {
		if c := s.text[i]; c == ' ' || c == ',' || c == '/' || c == ';' {
			i++
		} else if s.startsWith(i, "，") {
			i += 3
		} else {
			break
		}
	}
	if i == from {
		return p, false
	}
	if p.b, places, p.end, ok = s.halfAt(i); !ok {
		return p, false
	}
	p.places = min(p.places, places)
	return p, plausible(p.a, p.b) || plausible(p.b, p.a) && p.places >= 4
}

// halfAt reads one number of a pair with what may surround it.
func (s *scan) halfAt(i int) (v float64, places, end int, ok bool) {
	south := false
	if s.compassBefore(i) {
		south = s.text[i] == 'S' || s.text[i] == 'W'
		for i++; i < s.hi && s.text[i] == ' '; i++ {
		}
	}
	v, places, i, ok = s.decimalAt(i)
	if !ok {
		return
	}
	if s.startsWith(i, "°") {
		i += len("°")
		if s.startsWith(i, " ") && s.compass(i+1) {
			i++
		}
	}
	if s.compass(i) {
		south = south || s.text[i] == 'S' || s.text[i] == 'W'
		i++
	}
	if south {
		v = -v
	}
	return v, places, i, true
}

// compassBefore reports whether N, S, E or W stands at i in front of a number.
func (s *scan) compassBefore(i int) bool {
	return i+1 < s.hi && (s.text[i] == 'N' || s.text[i] == 'S' || s.text[i] == 'E' || s.text[i] == 'W') && (isDigit(s.text[i+1]) || s.text[i+1] == ' ')
}

func plausible(lat, lon float64) bool { return lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180 }

// inChina reports whether a place lies in the rectangle around China.
func inChina(lat, lon float64) bool { return lat >= 18 && lat <= 53.6 && lon >= 73.5 && lon <= 135.1 }

// coordCue looks right of a context word, a little further than other
// recognisers: "Location of the pickup: …".
func coordCue(s *scan, start, end int) {
	f := Finding{Evidence: HasShape | HasCue, CueStart: start, CueEnd: end}
	for i := end; i < min(s.hi, end+40) && s.text[i] != '\n'; i++ {
		c := s.text[i]
		if !isDigit(c) && !(c == '-' || c == '+') && !s.compassBefore(i) {
			continue
		}
		if i > s.lo && (isWord(s.text[i-1]) || s.text[i-1] == '.') {
			continue
		}
		if p, ok := s.pairAt(i); ok {
			if p.places < 3 || p.a == 0 || p.b == 0 {
				return
			}
			if f.Start, f.End, f.Score = p.start, p.end, 0.85; p.places == 3 {
				f.Score = 0.55
			}
			if s.moreNumbers(p) {
				f.Score = 0.3
			}
			s.emit(f)
		} else {
			s.coordHalf(f, i)
		}
		return
	}
}

// coordHalf handles "lat": 39.9042, "lng": 116.4074, where each number has a
// name of its own: both are reported.
func (s *scan) coordHalf(f Finding, i int) {
	v, places, end, ok := s.decimalAt(i)
	name := s.text[f.CueStart:f.CueEnd]
	lat := matchPrefix(name, "lat") || s.startsWith(f.CueStart, "纬度") || s.startsWith(f.CueStart, "北纬")
	lon := matchPrefix(name, "lon") || matchPrefix(name, "lng") || s.startsWith(f.CueStart, "经度") || s.startsWith(f.CueStart, "东经")
	if !ok || places < 4 || !lat && !lon || lat && (v < -90 || v > 90) || v < -180 || v > 180 {
		return
	}
	// The other one stands near.
	_, ev := s.near(i, end, maskOf(coordCues), cueMask{})
	if ev&HasCue == 0 || !s.otherHalf(f.CueStart, end, lat) {
		return
	}
	f.Start, f.End, f.Score, f.Kind = i, end, 0.8, "latitude"
	if lon {
		f.Kind = "longitude"
	}
	s.emit(f)
}

func matchPrefix(b []byte, w string) bool { return len(b) >= len(w) && matchFold(b, w) }

// otherHalf reports whether the name of the other number stands within 64 bytes
// of [start, end).
func (s *scan) otherHalf(start, end int, lat bool) bool {
	lo, hi := max(s.lo, start-64), min(s.hi, end+64)
	for i := lo; i < hi; i++ {
		if i >= start && i < end {
			continue
		}
		b := s.text[i:hi]
		if lat && (matchPrefix(b, "lon") || matchPrefix(b, "lng") || s.startsWith(i, "经度") || s.startsWith(i, "东经")) ||
			!lat && (matchPrefix(b, "lat") || s.startsWith(i, "纬度") || s.startsWith(i, "北纬")) {
			return true
		}
	}
	return false
}

// moreNumbers reports whether p stands in a row of numbers, as in a path of a
// drawing or a table.
func (s *scan) moreNumbers(p pair) bool {
	i := p.end
	for i < s.hi && i < p.end+3 && (s.text[i] == ' ' || s.text[i] == ',' || s.text[i] == ')') {
		i++
	}
	if _, _, _, ok := s.decimalAt(i); ok && i > p.end {
		return true
	}
	j := p.start
	for j > s.lo && j > p.start-3 && (s.text[j-1] == ' ' || s.text[j-1] == ',' || s.text[j-1] == '(') {
		j--
	}
	return j < p.start && j > s.lo && isDigit(s.text[j-1])
}

// coordGroups takes a pair without a context word in front if it lies in China
// and stands among Chinese text.
func coordGroups(s *scan, start, end int) {
	if s.groups.n < 2 || s.groups.n > 4 || s.text[s.groups.g[0].end] != '.' || !s.hanNear(start, end, 30) {
		return
	}
	i := start
	if s.groups.n == 2 { // the second number alone: the comma parts sequences
		for k := 0; k < 3 && i > s.lo && (s.text[i-1] == ',' || s.text[i-1] == ' '); k++ {
			i--
		}
		for k := 0; k < 14 && i > s.lo && (isDigit(s.text[i-1]) || s.text[i-1] == '.'); k++ {
			i--
		}
		if i == start || i == s.lo || !isDigit(s.text[i]) {
			i = start
		}
	}
	p, ok := s.pairAt(i)
	if !ok || p.places < 4 || s.moreNumbers(p) || i > s.lo && (isWord(s.text[i-1]) || s.text[i-1] == '.' || s.text[i-1] == '-') {
		return
	}
	f := Finding{Start: p.start, End: p.end, Score: 0.55, Evidence: HasShape | HasRegion}
	if !inChina(p.a, p.b) && !inChina(p.b, p.a) {
		return
	}
	h, ev := s.near(p.start, p.end, maskOf(coordCues), cueMask{})
	f.cue(h, ev)
	if ev != 0 {
		f.Score = 0.85
	}
	s.emit(f)
}

// coordDegrees looks at a degree sign: 40° 26′ 46″ N, 79° 58′ 56″ W.
func coordDegrees(s *scan, start, _ int) {
	i := start
	for i > s.lo && start-i < 3 && isDigit(s.text[i-1]) {
		i--
	}
	if i == start || i > s.lo && (isDigit(s.text[i-1]) || s.text[i-1] == '.') {
		return
	}
	for _, w := range [...]string{"北纬", "南纬", "N ", "S ", "N", "S"} {
		if s.endsWith(i, w) {
			i -= len(w)
			break
		}
	}
	if end, ok := s.degreesAt(i); ok {
		s.emit(Finding{Start: i, End: end, Score: 0.85, Evidence: HasShape})
	}
}

// degreesAt returns the end of a latitude and a longitude in degrees and minutes
// at i.
func (s *scan) degreesAt(i int) (end int, ok bool) {
	i, lat := s.angleAt(i, 90)
	if lat == 0 {
		return 0, false
	}
	for k := 0; k < 3 && i < s.hi; {
		r, w := utf8.DecodeRune(s.text[i:s.hi])
		if r != ' ' && r != ',' && r != '，' && r != '、' && r != '/' {
			break
		}
		i, k = i+w, k+1
	}
	end, lon := s.angleAt(i, 180)
	return end, lon == 'E' || lon == 'W'
}

// angleAt reads degrees and minutes, perhaps seconds, up to limit degrees, at i.
// side is N, S, E or W, 0 if there is no angle.
func (s *scan) angleAt(i, limit int) (end int, side byte) {
	for _, w := range [...]struct {
		word string
		side byte
	}{{"北纬", 'N'}, {"南纬", 'S'}, {"东经", 'E'}, {"東經", 'E'}, {"西经", 'W'}, {"N", 'N'}, {"S", 'S'}, {"E", 'E'}, {"W", 'W'}} {
		if s.startsWith(i, w.word) {
			i, side = i+len(w.word), w.side
			break
		}
	}
	parts := 0
	for _, marks := range angleMarks {
		for i < s.hi && s.text[i] == ' ' && parts > 0 {
			i++
		}
		most := 60
		if parts == 0 {
			most = limit + 1
		}
		j, ok := s.angleNumber(i, most, parts == 2)
		if !ok {
			break
		}
		n := 0
		for _, m := range marks {
			if s.startsWith(j, m) {
				n = len(m)
				break
			}
		}
		if n == 0 {
			break
		}
		i, parts = j+n, parts+1
	}
	if parts < 2 {
		return 0, 0
	}
	if side != 0 {
		return i, side
	}
	for i < s.hi && s.text[i] == ' ' {
		i++
	}
	if i < s.hi {
		switch c := s.text[i] &^ 0x20; c {
		case 'N', 'S', 'E', 'W':
			if (limit == 90) == (c == 'N' || c == 'S') && !s.wordAfter(i+1) {
				return i + 1, c
			}
		}
	}
	return 0, 0
}

// angleMarks end degrees, minutes and seconds.
var angleMarks = [3][]string{{"°", "º", "度"}, {"′", "'", "’", "分"}, {"″", "\"", "”", "''", "秒"}}

// angleNumber reads a number below most at i; decimals are allowed in seconds.
func (s *scan) angleNumber(i, most int, decimals bool) (end int, ok bool) {
	from, n := i, 0
	for i < s.hi && i-from < 3 && isDigit(s.text[i]) {
		n = n*10 + int(s.text[i]-'0')
		i++
	}
	if i == from || n >= most {
		return 0, false
	}
	if decimals && i+1 < s.hi && s.text[i] == '.' && isDigit(s.text[i+1]) {
		for i++; i < s.hi && isDigit(s.text[i]); i++ {
		}
	}
	return i, true
}
