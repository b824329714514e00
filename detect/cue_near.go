// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// The distances, in bytes, within which a context word counts.
const (
	cueReach = 72 // in front: 24 Chinese characters, or about a dozen English words
	cueAfter = 27 // behind: 9 Chinese characters, "(phone)", "是我的微信"
)

// near returns the context word that decides about [start, end): the nearest of
// pos or neg in front, else the nearest behind in the same line, else the
// field's name. ev is HasCue, HasField, NotCue or 0.
func (s *scan) near(start, end int, pos, neg cueMask) (hit cueHit, ev Evidence) {
	hits := s.cuesAround(start, end)
	for i := len(hits) - 1; i >= 0; i-- {
		h := hits[i]
		if h.start >= start || h.end <= start-cueReach {
			continue
		}
		if h.mask.meets(pos) {
			return h, HasCue
		}
		if h.mask.meets(neg) && !s.spent(h.end, start) {
			return h, NotCue
		}
	}
	for _, h := range hits {
		if h.start < end {
			continue
		}
		if h.start > end+cueAfter || s.newline(end, h.start) {
			break
		}
		if h.mask.meets(pos) {
			return h, HasCue
		}
	}
	if f := s.fieldMask(start); f.meets(pos) {
		return cueHit{}, HasField
	} else if f.meets(neg) {
		return cueHit{}, NotCue
	}
	return cueHit{}, 0
}

// spent reports whether a context word that ends at i has spoken for another
// number before j: digits stand between, and behind them a new clause begins.
// 余额1960，13812345678 is a balance and then a number of its own; in 订单
// 1001、1002 the word speaks for both.
func (s *scan) spent(i, j int) bool {
	k := j
	for k > i && !isDigit(s.text[k-1]) {
		k--
	}
	if k == i {
		return false
	}
	tail := s.text[k:j]
	for n := range tail {
		if isLetter(tail[n]) || tail[n] == ';' || tail[n] == '\n' {
			return true
		}
	}
	for _, clause := range [...]string{"，", "。", "；", "！", "？"} {
		if bytes.Contains(tail, []byte(clause)) {
			return true
		}
	}
	return false
}

func (s *scan) newline(i, j int) bool {
	return slices.Contains(s.text[i:j], '\n')
}

// cuesAround returns the cues near [start, end), in order. They are looked for
// only where candidates are, and once for each stretch of text.
func (s *scan) cuesAround(start, end int) []cueHit {
	lo, hi := max(s.lo, start-cueReach), min(s.hi, end+cueAfter)
	if lo < s.nearLo || lo > s.nearHi {
		// Begin anew, not inside a word or character.
		for back := 0; lo > s.lo && back < maxCueWord && (isLetter(s.text[lo-1]) || !utf8.RuneStart(s.text[lo])); back++ {
			lo--
		}
		s.nearCues, s.nearLo, s.nearHi = s.nearCues[:0], lo, lo
	}
	if hi > s.nearHi {
		// A little more, so that the next candidate of the line is served as well.
		s.nearHi = s.plan.nearWords().find(s.text[:s.hi], s.nearHi, min(s.hi, hi+cueReach), s.addNear)
	}
	hits := s.nearCues
	j := len(hits)
	for j > 0 && hits[j-1].start >= hi {
		j--
	}
	i := j
	for ; i > 0 && hits[i-1].end > start-cueReach; i-- {
	}
	return hits[i:j]
}

// fieldMask returns the cues in the name of the field that holds off.
func (s *scan) fieldMask(off int) cueMask {
	name := s.field
	if s.fieldAt != nil {
		if off == s.fieldOff {
			return s.fieldCues // several recognisers look at a place in turn
		}
		name, s.fieldOff = s.fieldAt(off), off
	}
	if name == "" {
		s.fieldName, s.fieldCues = "", cueMask{}
		return s.fieldCues
	}
	if name != s.fieldName {
		m, ok := s.fieldMasks[name]
		if !ok {
			if len(s.fieldMasks) >= maxFieldNames {
				clear(s.fieldMasks)
			}
			name, m = strings.Clone(name), s.cuesOf(name)
			s.fieldMasks[name] = m
		}
		s.fieldName, s.fieldCues = name, m
	}
	return s.fieldCues
}

// maxFieldNames is how many names of fields are remembered: records repeat a few.
const maxFieldNames = 256

// cuesOf returns the sets that the words of name belong to.
func (s *scan) cuesOf(name string) (m cueMask) {
	b := []byte(name)
	s.plan.nearWords().find(b, 0, len(b), func(h cueHit) { m.or(h.mask) })
	return m
}
