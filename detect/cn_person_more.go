// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"unicode/utf8"
)

// announced looks at the characters behind the context words from index cue on
// that end before limit, for surnames that count only there. It returns the
// index to go on with.
func (p *persons) announced(cue, limit int) int {
	s := p.s
	for ; cue < len(s.cues) && s.cues[cue].end <= limit; cue++ {
		h := s.cues[cue]
		if h.mask.has(nameDots) && h.start >= p.end {
			p.dotted(h.start, h.end)
			if p.asks && h.start >= p.end {
				p.dotRun(h.start)
			}
		}
		if !h.mask.has(personCues) || h.end < p.end {
			continue
		}
		i, marks := h.end, 0
		for k := 0; k < 4 && i < s.hi; k++ {
			r, w := utf8.DecodeRune(s.text[i:s.hi])
			switch r {
			case ':', '：', '=', '|', '"', '\'':
				marks++
			case ' ', '　', '是', '为', '叫', '(', '（', '【':
			default:
				w = 0
			}
			if w == 0 {
				break
			}
			i += w
		}
		p.behindCue(i, marks > 0)
	}
	return cue
}

// behindCue looks at the characters at i, where a context word or the name of
// the field promises a name; marked says that it does so with a colon.
func (p *persons) behindCue(i int, marked bool) {
	a, b := p.s.hanRune(i), p.s.hanRune(i+3)
	if a == 0 || b == 0 {
		return
	}
	switch {
	case p.lex.has(a, beginsCompound) && p.lex.isCompound(a, b):
		p.load(i)
		p.judge(2, marked)
	case p.lex.of(a).surname != notInNames:
		p.load(i)
		p.judge(1, marked)
	}
}

// repeats reports the other places of names that were found on good evidence.
func (p *persons) repeats() {
	s := p.s
	var names [maxNames]span
	var filter [1 << 16 / 64]uint64
	n := 0
	for i := p.known; i < len(s.found) && n < maxNames; i++ {
		f := &s.found[i]
		if f.Score < 0.7 || f.End-f.Start < 6 || f.Evidence.Has(HasModel) && f.Score <= mostLifted {
			continue
		}
		h := nameHash(s.text[f.Start:])
		if filter[h>>6]>>(h&63)&1 == 1 && p.sameName(names[:n], f.Start, f.End) {
			continue
		}
		filter[h>>6] |= 1 << (h & 63)
		names[n] = span{f.Start, f.End}
		n++
	}
	if n == 0 {
		return
	}
	found := len(s.found)
	k := p.known
	for _, c := range s.noted {
		at := s.lo + int(c.off)
		if at+6 > s.hi {
			continue
		}
		if h := nameHash(s.text[at:]); filter[h>>6]>>(h&63)&1 == 0 {
			continue
		}
		for k < found && s.found[k].End <= at {
			k++
		}
		if k < found && s.found[k].Start <= at && s.found[k].Score >= 0.7 {
			continue
		}
		p.repeat(names[:n], at)
	}
}

// repeat reports the longest of names that stands at i.
func (p *persons) repeat(names []span, i int) {
	s := p.s
	best := span{}
	for _, n := range names {
		v := s.text[n.start:n.end]
		if n.end-n.start > best.end-best.start && i != n.start && i+len(v) <= s.hi && bytes.Equal(v, s.text[i:i+len(v)]) {
			best = n
		}
	}
	w := best.end - best.start
	if w == 0 {
		return
	}
	p.load(i)
	n := utf8.RuneCount(s.text[i : i+w])
	if p.r[origin-1] == '@' || p.lex.longest(p.r[origin:p.hi]) >= n || p.orgName(p.r[min(origin+n, p.hi):p.hi]) {
		return
	}
	if n == 2 && origin > p.lo && p.lex.word(p.r[origin-1], p.r[origin]) {
		return
	}
	s.emit(Finding{Kind: "cn", Start: i, End: i + w, Score: 0.8, Evidence: HasShape | HasLexicon | HasRepeat})
}

func (p *persons) sameName(names []span, start, end int) bool {
	for _, n := range names {
		if bytes.Equal(p.s.text[n.start:n.end], p.s.text[start:end]) {
			return true
		}
	}
	return false
}

// nameHash folds the first two characters of b, six bytes, into sixteen bits.
func nameHash(b []byte) uint {
	return (uint(b[1])*0x1F35 + uint(b[2])*0x3B9D + uint(b[4])*0x0459 + uint(b[5])*0x70D3) & (1<<16 - 1)
}
