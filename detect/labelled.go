// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

// spoken are characters that people put between a label and its value beside
// those of [scan.pastCue]: 台胞证我填02266308, 号码用C34310747.
const spoken = "我填写寫用第卡证證"

// labelled returns the word that the label ending at end announces: the ASCII
// letters and digits behind connectors such as "号码是：" or " no. ". ok is false
// if something else stands there or the word has no digit.
func (s *scan) labelled(end int) (start, stop int, ok bool) {
	start = s.value(end)
	digits := false
	stop = start
	for stop < s.hi && stop-start <= maxWord && isAlnum(s.text[stop]) {
		digits = digits || isDigit(s.text[stop])
		stop++
	}
	return start, stop, digits && s.alone(start, stop)
}

// value returns where the value announced by the label ending at end begins.
func (s *scan) value(end int) int {
	at, _ := s.pastCue(end)
	for range 3 { // "我填写" is the longest that is common
		if at+3 > s.hi || !oneOf(spoken, s.text[at:at+3]) {
			break
		}
		at, _ = s.pastCue(at + 3)
	}
	return at
}

// oneOf reports whether c, one character of three bytes, is in set, which has
// only such characters.
func oneOf(set string, c []byte) bool { return len(c) == 3 && strings.Contains(set, string(c)) }

// weigh looks for context and sets the score of f: cued when a word of pos (or
// the field's name) speaks for it or it continues a list that one began, bare
// when nothing does, at most 0.2 when a word of neg stands nearer.
func (s *scan) weigh(f *Finding, pos, neg cueMask, bare, cued float64) {
	h, ev := s.near(f.Start, f.End, pos, neg)
	f.cue(h, ev)
	switch {
	case ev&(HasCue|HasField) != 0:
		f.Score = cued
	case ev&NotCue != 0:
		f.Score = min(bare, 0.2)
	case bare < cued && s.continues(f.Start, listGap):
		f.Score, f.Evidence = cued, f.Evidence|HasList
	default:
		f.Score = bare
	}
}

// listGap is how far apart the members of a list stand, bytes: "、", ", ", "和".
const listGap = 8

// continues reports whether a value of the same recogniser that context spoke
// for ends at most gap bytes before start.
func (s *scan) continues(start, gap int) bool {
	for i := len(s.found) - 1; i >= 0 && i >= len(s.found)-8; i-- {
		f := &s.found[i]
		if f.End <= start && start-f.End <= gap && f.Rule == s.rec.id && f.Evidence&(HasCue|HasField|HasList) != 0 {
			return true
		}
	}
	return false
}

// plainForm folds a value that somebody typed for [Check]: full-width forms
// become ASCII, letters capitals, spaces go.
func plainForm(v string) string {
	var b strings.Builder
	for _, r := range v {
		if r >= 0xFF01 && r <= 0xFF5E { // full-width forms
			r += '!' - 0xFF01
		}
		switch {
		case r == ' ' || r == 0x3000 || r == 0xA0:
		case r >= 'a' && r <= 'z':
			b.WriteRune(r - 'a' + 'A')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// allDigits reports whether b consists of ASCII digits, at least one.
func allDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return len(b) > 0
}
