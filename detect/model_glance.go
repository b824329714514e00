// SPDX-License-Identifier: Apache-2.0

package detect

import "sync"

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
