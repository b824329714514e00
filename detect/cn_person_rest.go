// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// rest looks where the rules found no name and saw no reason for a look: at each
// Chinese character that with its neighbours looks like the beginning of a name.
func (p *persons) rest() {
	g := modelGlance()
	if g == nil {
		return
	}
	s := p.s
	var places []int
	if p.model != nil {
		places = s.model.places
		slices.Sort(places)
	}
	gap := gaps{found: s.found[p.known:]}
	p.next, p.end = 0, s.lo
	text := s.text[:s.hi]
	for i, front := g.next(text, s.lo, int(g.others[0][0]), p.end); i >= 0; i, front = g.next(text, i+3, front, p.end) {
		for len(places) > 0 && places[0] < i {
			places = places[1:]
		}
		if len(places) > 0 && places[0] == i {
			continue // the rules have judged it, with the model's word
		}
		var ok bool
		if p.limit, ok = gap.around(i, s.hi); ok {
			p.glanced(i)
		}
	}
}

// next returns the place of the next character from i on, and not in front of from,
// that with its neighbours looks like the beginning of a name, and what it says as
// the one in front of another. The place is -1 if there is none. front is what the
// character in front of i says.
func (g *hanGlance) next(text []byte, i, front, from int) (at, ahead int) {
	for i < len(text) {
		c, ok := hanAt(text, i)
		if !ok {
			i, front = g.skip(text, i)
			continue
		}
		w := &g.chars[c]
		for i+8 <= len(text) { // a row of Chinese characters, each decoded once
			n, ok := hanOf(uint32(binary.LittleEndian.Uint64(text[i:]) >> 24))
			if !ok {
				break
			}
			behind := &g.chars[n]
			if front+int(w[1])+int(behind[2]) >= g.least && i >= from {
				return i, int(w[0])
			}
			i, front, w = i+3, int(w[0]), behind
		}
		if front+int(w[1])+g.behind(text, i+3) >= g.least && i >= from {
			return i, int(w[0])
		}
		i, front = i+3, int(w[0])
	}
	return -1, 0
}

// hanOf is [hanAt] for the three lower bytes of x.
func hanOf(x uint32) (k uint, ok bool) {
	k = uint(x&0xF<<12|x>>8&0x3F<<6|x>>16&0x3F) - hanFirst
	return k, x&0xC0C0F0 == 0x8080E0 && k <= hanLast-hanFirst
}

// behind returns what the character at i says behind another.
func (g *hanGlance) behind(text []byte, i int) int {
	if c, ok := hanAt(text, i); ok {
		return int(g.chars[c][2])
	}
	if i >= len(text) {
		return int(g.others[0][2])
	}
	r, _ := utf8.DecodeRune(text[i:])
	return int(g.others[otherCode(r)][2])
}

// skip returns the place behind the characters at i that are not Chinese, and what
// the last of them says in front of another: a row of ASCII, or one other.
func (g *hanGlance) skip(text []byte, i int) (end, front int) {
	j := i
	for j+32 <= len(text) {
		b := (*[32]byte)(text[j:])
		if (binary.LittleEndian.Uint64(b[:])|binary.LittleEndian.Uint64(b[8:])|binary.LittleEndian.Uint64(b[16:])|binary.LittleEndian.Uint64(b[24:]))&highs != 0 {
			break
		}
		j += 32
	}
	for j+8 <= len(text) {
		n := bits.TrailingZeros64(binary.LittleEndian.Uint64(text[j:])&highs) / 8
		if j += n; n < 8 {
			break
		}
	}
	for j < len(text) && text[j] < utf8.RuneSelf {
		j++
	}
	if j > i {
		return j, int(g.others[otherCode(rune(text[j-1]))][0])
	}
	r, w := utf8.DecodeRune(text[i:])
	return i + w, int(g.others[otherCode(r)][0])
}
