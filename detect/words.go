// SPDX-License-Identifier: Apache-2.0

package detect

import "unicode/utf8"

// words is the pass over letters and characters: it collects the context words,
// the characters and capitalised words that recognisers asked for, and the
// places of characters behind which a value may hide. Nothing is decided here.
func (s *scan) words() {
	t, p := s.table0, s.plan
	text := s.text[:s.hi]
	capital := p.has(anchorCapital)
	capEnd := -1
	for i := s.lo; i < len(text); {
		c := text[i]
		if isLetter(c) {
			end := i + 1
			for end < len(text) && isLetter(text[end]) {
				end++
			}
			if end-i > 1 {
				t.word(text, i, end, s.addCue)
			} else if t.firsts[lower(c)] && t.lengths&2 != 0 {
				t.word(text, i, end, s.addCue)
			}
			if capital && isUpper(c) {
				if capEnd < 0 || i != capEnd+1 || text[capEnd] != ' ' {
					s.caps = append(s.caps, span{i, end})
				}
				capEnd = end
			}
			i = end
			continue
		}
		if c < 0x80 {
			if hidesASCII[c] && s.hidden(i) {
				s.odd = append(s.odd, i)
			}
			i++
			continue
		}
		i = s.highRune(text, i)
	}
}

// highRune handles the rune above U+007F at i and returns where to go on.
func (s *scan) highRune(text []byte, i int) int {
	if c := text[i]; c >= 0xE4 && c <= 0xE9 && i+2 < len(text) {
		r := rune(c&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
		if r >= hanFirst && r <= hanLast {
			k := r - hanFirst
			if slot := s.plan.charSlots[k]; slot != 0 {
				s.chars = append(s.chars, charHit{i, slot})
			}
			if hanDigit[k>>6]>>(k&63)&1 == 1 {
				s.numeral(i)
			}
			if slot := s.table0.han[k]; slot != 0 {
				if e, m := s.table0.match(slot, text, i+3); e >= 0 {
					s.cues = append(s.cues, cueHit{i, e, m})
				}
			}
			return i + 3
		}
	}
	r, w := utf8.DecodeRune(text[i:])
	if hidesRune(r) {
		s.odd = append(s.odd, i)
	}
	if slot := s.table0.runes[r]; slot != 0 {
		if e, m := s.table0.match(slot, text, i+w); e >= 0 {
			s.cues = append(s.cues, cueHit{i, e, m})
		}
	}
	return i + w
}
