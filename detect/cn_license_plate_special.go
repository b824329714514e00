// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode/utf8"
)

// The plates that do not begin with a province: of the forces, the armed police
// and embassies. Their forms mean little by themselves.

// weakPlate reports a plate whose form means nothing without a context word.
func (s *scan) weakPlate(start, end int, kind string) {
	f := Finding{Kind: kind, Start: start, End: end, Evidence: HasShape}
	s.weigh(&f, maskOf(plateLabels, plateCues), maskOf(orderCues), 0.3, 0.8)
	s.emit(f)
}

// plateServices are the first letters of military plates: the commission and
// its organs, the services and the theatre commands.
const plateServices = "VKHBSLJNG"

func (s *scan) plateTwoLetters(i int) {
	if i+7 > s.hi || strings.IndexByte(plateServices, s.text[i]) < 0 || !plateLetter(s.text[i+1]) {
		return
	}
	at := i + 2 + s.plateMiddle(i+2)
	if at+5 <= s.hi && allDigits(s.text[at:at+5]) && s.alone(i, at+5) {
		s.weakPlate(i, at+5, "military")
	}
}

// plateArmedPolice finds "WJ京12345" and, from before 2012, "WJ01-12345".
func plateArmedPolice(s *scan, start, end int) {
	i := end
	for range 2 {
		i += s.plateMiddle(i)
		if isProvince(s.text[:s.hi], i) {
			i += 3
		}
	}
	old := i == end
	if old {
		if i+3 > s.hi || !allDigits(s.text[i:i+2]) {
			return
		}
		i += 2 + s.plateMiddle(i+2)
	}
	j, digits := i, 0
	for j < s.hi && j-i < 6 && isAlnum(s.text[j]) {
		if isDigit(s.text[j]) {
			digits++
		}
		j++
	}
	if j-i != 5 || digits < 4 || !s.alone(start, j) {
		return
	}
	if old {
		s.weakPlate(start, j, "armed_police")
		return
	}
	s.emit(Finding{Kind: "armed_police", Start: start, End: j, Score: 0.9, Evidence: HasShape | HasRegion})
}

// plateEmbassy looks behind 使 for the six digits of an embassy's plate. The
// character is a common verb, so that it must stand alone.
func plateEmbassy(s *scan, start, end int) {
	stop := s.embassyNumber(end)
	if stop == 0 || s.wordAfter(stop) || s.decimal(end, stop) {
		return
	}
	f := Finding{Kind: "embassy", Start: start, End: stop, Evidence: HasShape}
	bare := 0.6
	if s.hanEnds(start) || isHan(s.runeAt(stop)) {
		bare = 0.3
	}
	s.weigh(&f, maskOf(plateLabels, plateCues), maskOf(orderCues), bare, 0.9)
	s.emit(f)
}

// embassyNumber returns the end of six digits at i, in one piece or parted in
// the middle, or 0.
func (s *scan) embassyNumber(i int) int {
	if i+6 > s.hi || !allDigits(s.text[i:i+3]) {
		return 0
	}
	j := i + 3 + s.plateMiddle(i+3)
	if j+3 > s.hi || !allDigits(s.text[j:j+3]) {
		return 0
	}
	return j + 3
}

// runeAt returns the rune at i, utf8.RuneError at the end.
func (s *scan) runeAt(i int) rune {
	r, _ := utf8.DecodeRune(s.text[i:s.hi])
	return r
}

// hanEnds reports whether a Chinese character, no punctuation, ends before i.
func (s *scan) hanEnds(i int) bool {
	r, _ := utf8.DecodeLastRune(s.text[max(s.lo, i-4):i])
	return isHan(r)
}
