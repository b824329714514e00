// SPDX-License-Identifier: Apache-2.0

// Package crf is a linear-chain conditional random field with four labels and
// hashed binary features (J. Lafferty, A. McCallum, F. Pereira, "Conditional
// Random Fields", ICML 2001), small enough to be compiled in and quick enough to
// be asked about every doubtful word.
//
// It knows nothing of names: a caller hashes what it sees of each position into
// features, [Model.Potential] adds up their weights, and [Lattice.Run] turns
// the potentials into the probability of each labelled stretch. That probability
// is exact for the chain, so that it can be calibrated and joined with other
// evidence, which the best path alone could not. [Train] makes a model from
// labelled sequences.
//
// A model has no state of its own after [Read]; it may be used from several
// goroutines. A [Lattice] is scratch of one.
package crf

import "math"

// Labels is how many labels a position can have. Label 0 is [Outside]: its
// weights are zero and the others count relative to it, which loses nothing in a
// log-linear model.
const Labels = 4

// Label says what a position is in a stretch.
type Label uint8

// The labels. A [Chain] says which may follow which.
const (
	Outside Label = iota
	Begin         // the first of several
	Inside        // a further one
	Edge          // in [Framed] the last of several, in [Counted] the only one
)

// Chain says what the labels mean and which may follow which.
type Chain uint8

// The chains.
const (
	// Framed stretches have two positions or more, the last marked: characters
	// of a name, whose first and last are of different kinds.
	Framed Chain = iota
	// Counted stretches may have one position, marked as such: words of a name.
	Counted
)

// allowed reports whether b may follow a.
func (c Chain) allowed(a, b Label) bool {
	open := b == Inside || b == Edge && c == Framed // goes on with a stretch
	switch {
	case a == Begin:
		return open
	case a == Inside && c == Framed:
		return open
	case a == Inside:
		return true
	}
	return !open
}

// Feature is the hash of one observation at one position. Its high bits choose
// the place in the table, so that they must be well mixed: end with a
// multiplication by a large odd number (Knuth, TAOCP 3, 6.4).
type Feature uint64

// Model is a trained field.
type Model struct {
	chain Chain
	shift uint8 // 64 less the bits of the number of a pair of slots
	// A slot holds a fingerprint in the low 16 bits and the weights of Begin,
	// Inside and Edge in the 48 above, biased so that they can be added
	// without a carry between them. Zero is empty. Features with the same high
	// bits share two slots.
	slots [][2]uint64
	trans [Labels][Labels]float32 // exponentiated

	// Glance says where the model should be asked; nil if the file has none.
	Glance *Glance
}

// Weights have eight bits, in steps of 1/Unit.
const (
	Unit = 32
	bias = 128
)

// maxSum bounds a sum of weights; e to the power of maxSum/Unit is far within
// float32.
const maxSum = 24 * Unit

var exps = func() (t [2*maxSum + 1]float32) {
	for i := range t {
		t[i] = float32(math.Exp(float64(i-maxSum) / Unit))
	}
	return t
}()

// Potential returns the potentials of the labels at a position with the given
// features.
func (m *Model) Potential(features []Feature) [Labels]float32 {
	sum, n := uint64(0), uint64(0)
	slots, mask := m.slots, uint64(len(m.slots)-1)
	shift := m.shift & 63
	fingerprint := (shift - 17) & 63
	for _, f := range features {
		pair := &slots[uint64(f)>>shift&mask]
		mark := uint64(f)>>fingerprint | 1
		// No branches: whether a feature is known is as good as random, and the
		// processor goes on to fetch the slots of the next ones.
		a, b := pair[0], pair[1]
		isA := uint64(int64((a^mark)&0xFFFF-1) >> 63)
		isB := uint64(int64((b^mark)&0xFFFF-1) >> 63)
		sum += (a&isA | b&isB) >> 16
		n -= isA | isB
	}
	k := int(n) * bias
	return [Labels]float32{1, power(sum, k), power(sum>>16, k), power(sum>>32, k)}
}

// power returns e to the power of the sum of weights in the low 16 bits of lanes,
// less their bias.
func power(lanes uint64, bias int) float32 {
	return exps[min(max(int(lanes&0xFFFF)-bias, -maxSum), maxSum)+maxSum]
}

// MaxLen is the longest sequence that a [Lattice] takes.
const MaxLen = 32

// Lattice holds the sums over all labellings of one sequence (forward and
// backward, scaled at each position as L. Rabiner, Proc. IEEE 77, 1989, §V.A).
type Lattice struct {
	m     *Model
	n     int
	psi   [MaxLen][Labels]float32 // potential over scale
	alpha [MaxLen][Labels]float32
	beta  [MaxLen + 1][Labels]float32
}

// Begin empties the lattice for a sequence of m.
func (l *Lattice) Begin(m *Model) { l.m, l.n = m, 0 }

// Push adds a position. Those beyond [MaxLen] are dropped.
func (l *Lattice) Push(potential [Labels]float32) {
	if l.n < MaxLen {
		l.psi[l.n] = potential
		l.n++
	}
}

// Len returns the number of positions.
func (l *Lattice) Len() int { return l.n }

// Run computes the sums. Labels before the first position are Outside; behind
// the last one anything may follow, since a sequence may be cut from a longer one.
func (l *Lattice) Run() {
	t := &l.m.trans
	p0, p1, p2, p3 := float32(1), float32(0), float32(0), float32(0)
	for i := range l.n {
		psi := &l.psi[i]
		a0 := (p0*t[0][0] + p1*t[1][0] + p2*t[2][0] + p3*t[3][0]) * psi[0]
		a1 := (p0*t[0][1] + p1*t[1][1] + p2*t[2][1] + p3*t[3][1]) * psi[1]
		a2 := (p0*t[0][2] + p1*t[1][2] + p2*t[2][2] + p3*t[3][2]) * psi[2]
		a3 := (p0*t[0][3] + p1*t[1][3] + p2*t[2][3] + p3*t[3][3]) * psi[3]
		scale := 1 / (a0 + a1 + a2 + a3)
		p0, p1, p2, p3 = a0*scale, a1*scale, a2*scale, a3*scale
		l.alpha[i] = [Labels]float32{p0, p1, p2, p3}
		psi[0], psi[1], psi[2], psi[3] = psi[0]*scale, psi[1]*scale, psi[2]*scale, psi[3]*scale
	}
	b := [Labels]float32{1, 1, 1, 1}
	l.beta[max(0, l.n-1)] = b
	for i := l.n - 2; i >= 0; i-- {
		psi := &l.psi[i+1]
		v0, v1, v2, v3 := psi[0]*b[0], psi[1]*b[1], psi[2]*b[2], psi[3]*b[3]
		for y := range Labels {
			b[y] = v0*t[y][0] + v1*t[y][1] + v2*t[y][2] + v3*t[y][3]
		}
		l.beta[i] = b
	}
}

// Starts returns the probability that a stretch begins at i.
func (l *Lattice) Starts(i int) float32 {
	p := l.alpha[i][Begin] * l.beta[i][Begin]
	if l.m.chain == Counted {
		p += l.alpha[i][Edge] * l.beta[i][Edge]
	}
	return p
}

// Best returns the likeliest end (exclusive) of a stretch that begins at i, and
// the probability of the whole stretch.
func (l *Lattice) Best(i int) (end int, p float32) {
	if l.m.chain == Counted {
		end, p = i+1, l.alpha[i][Edge]*l.beta[i][Edge]
	}
	t := &l.m.trans
	open, last := l.alpha[i][Begin], Begin
	for j := i + 1; j < l.n && open*l.bound(j) > p; j++ {
		q := open * t[last][Edge] * l.psi[j][Edge] * l.beta[j][Edge]
		open *= t[last][Inside] * l.psi[j][Inside]
		last = Inside
		if l.m.chain == Counted {
			q = open * l.closed(j)
		}
		if q > p {
			end, p = j+1, q
		}
	}
	return end, p
}

// bound returns what a stretch open in front of j can at most be multiplied with.
func (l *Lattice) bound(j int) float32 {
	b := &l.beta[j-1]
	return max(b[Begin], b[Inside])
}

// closed returns the sum over labellings behind j that do not go on with the
// stretch that is open at j.
func (l *Lattice) closed(j int) float32 {
	if j+1 >= l.n {
		return 1
	}
	sum := float32(0)
	for _, y := range [...]Label{Outside, Begin, Edge} {
		sum += l.m.trans[Inside][y] * l.psi[j+1][y] * l.beta[j+1][y]
	}
	return sum
}

// Stretch returns the probability of the stretch [i, j).
func (l *Lattice) Stretch(i, j int) float32 {
	if j > l.n || i >= j {
		return 0
	}
	if j == i+1 {
		if l.m.chain == Framed {
			return 0
		}
		return l.alpha[i][Edge] * l.beta[i][Edge]
	}
	t := &l.m.trans
	p, last := l.alpha[i][Begin], Begin
	for k := i + 1; k < j-1; k++ {
		p *= t[last][Inside] * l.psi[k][Inside]
		last = Inside
	}
	if l.m.chain == Framed {
		return p * t[last][Edge] * l.psi[j-1][Edge] * l.beta[j-1][Edge]
	}
	return p * t[last][Inside] * l.psi[j-1][Inside] * l.closed(j-1)
}
