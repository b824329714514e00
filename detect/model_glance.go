// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"encoding/binary"
	"slices"
	"sync"
)

// hanGlance has the weights of [crf.Glance] for each Chinese character, those of a
// traditional one from its simplified form, and for the codes of others.
type hanGlance struct {
	chars  [hanLast - hanFirst + 1][4]int8
	others [hanCodes][4]int8
	least  int
}

// modelGlance is nil where the model has no glance.
var modelGlance = sync.OnceValue(func() *hanGlance {
	m := modelHan()
	if m == nil || m.Glance == nil || len(m.Glance.Weights) != hanCodes+hanLast-hanFirst+1 {
		return nil
	}
	x := &hanGlance{least: m.Glance.Least}
	lex := hanNames()
	for i := range x.chars {
		copy(x.chars[i][:], m.Glance.Weights[hanCodes+int(lex.folds[i])][:])
	}
	for i := range x.others {
		copy(x.others[i][:], m.Glance.Weights[i][:])
	}
	return x
})

// Before the whole reach, the model labels firstBehind characters; where a name
// begins with less than leastStart by these, no more is asked.
const (
	firstBehind = 2
	leastStart  = 0.2
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
	front, text := &g.others[0], s.text[:s.hi]
	for i := s.lo; i < len(text); {
		c, ok := hanAt(text, i)
		if !ok {
			i, front = g.skip(text, i)
			continue
		}
		at := i
		i += 3
		sum := int(front[0]) + int(g.chars[c][1]) + int(g.at(text, i)[2])
		front = &g.chars[c]
		if sum < g.least || at < p.end {
			continue
		}
		for len(places) > 0 && places[0] < at {
			places = places[1:]
		}
		if len(places) > 0 && places[0] == at {
			continue // the rules have judged it, with the model's word
		}
		if p.limit, ok = gap.around(at, s.hi); ok {
			p.glanced(at)
		}
	}
}

// gaps are the stretches between the names found, in order.
type gaps struct{ found []Finding }

// around returns the end of the gap that place i is in; false if it is in a name.
// Places are asked for in order, and hi is the end of the text.
func (x *gaps) around(i, hi int) (int, bool) {
	for len(x.found) > 0 && (x.found[0].End <= i || x.found[0].Score < DefaultMinScore) {
		x.found = x.found[1:]
	}
	if len(x.found) == 0 {
		return hi, true
	}
	return x.found[0].Start, x.found[0].Start > i
}

// glanced asks the model about the name that may begin at i.
func (p *persons) glanced(i int) {
	if p.load(i); p.inside() {
		return
	}
	if p.askFrom(origin, firstBehind); p.s.model.lattice.Starts(origin-p.asked) < leastStart {
		return
	}
	p.askFrom(origin, soundBehind)
	p.reportFrom(origin, origin+1)
}

// at returns the weights of the character at i.
func (g *hanGlance) at(text []byte, i int) *[4]int8 {
	if c, ok := hanAt(text, i); ok {
		return &g.chars[c]
	}
	if i >= len(text) {
		return &g.others[0]
	}
	r, _ := hanNames().next(text, i)
	return &g.others[otherCode(r)]
}

// skip returns the place of the next character after one at i that is not Chinese,
// and its weights.
func (g *hanGlance) skip(text []byte, i int) (int, *[4]int8) {
	j := i
	for j+8 <= len(text) && binary.LittleEndian.Uint64(text[j:])&0x8080808080808080 == 0 {
		j += 8
	}
	if j > i {
		return j, &g.others[otherCode(rune(text[j-1]))]
	}
	r, w := hanNames().next(text, i)
	return i + w, &g.others[otherCode(r)]
}
