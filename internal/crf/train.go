// SPDX-License-Identifier: Apache-2.0

package crf

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Example is one labelled sequence.
type Example struct {
	Features [][]Feature
	Labels   []Label
	Codes    []uint16 // of the characters, for a [Glance]
	// Weight counts the example as so many; zero is one.
	Weight float64
}

// Training says how to train. The zero value of a field means its default.
type Training struct {
	Chain  Chain
	Head   string  // text at the head of the file, without empty lines
	Epochs int     // passes over the examples; 12
	Rate   float64 // step of the learner; 0.1
	// Penalty is half the inverse variance of the Gaussian prior of the weights
	// (S. Chen, R. Rosenfeld, IEEE TSAP 8, 2000); 0.5.
	Penalty float64
	Bits    int // of the number of a slot in the table; 16
	Seed    uint64
	Glance  *Glance // to be put into the file, if any
}

func (t Training) withDefaults() Training {
	if t.Epochs == 0 {
		t.Epochs = 12
	}
	if t.Rate == 0 {
		t.Rate = 0.1
	}
	if t.Penalty == 0 {
		t.Penalty = 0.5
	}
	if t.Bits == 0 {
		t.Bits = 16
	}
	return t
}

// startGradient keeps the first steps small.
const startGradient = 0.1

// forbidden is the logarithm of a transition that no labelling has.
const forbidden = -1e4

// learner maximises the penalised likelihood of the labels by steps along each
// example's gradient, sized per weight by the gradients that it has seen (AdaGrad:
// J. Duchi, E. Hazan, Y. Singer, JMLR 12, 2011). At each step a weight carries
// the share of its penalty that its frequency gives it.
type learner struct {
	Training
	ids      map[Feature]int32
	features []Feature
	share    []float64               // of the penalty in one step, per feature
	w, g     []float64               // weights and sums of squared gradients, Labels-1 per feature
	t, tg    [Labels][Labels]float64 // transitions; they are few and not penalised

	potential, alpha, beta, prob [][Labels]float64 // scratch
}

// Train makes a model's file from examples. The same examples and seed give the
// same bytes on one kind of processor (elsewhere a fused multiplication may round
// otherwise).
func Train(examples []Example, t Training) []byte {
	l := &learner{Training: t.withDefaults(), ids: map[Feature]int32{}}
	rows := make([][][]int32, len(examples))
	for i, x := range examples {
		rows[i] = l.number(x)
	}
	for i, n := range l.share {
		l.share[i] = l.Penalty / n
	}
	l.w, l.g = make([]float64, len(l.features)*(Labels-1)), make([]float64, len(l.features)*(Labels-1))
	rng := rand.New(rand.NewPCG(t.Seed, 1))
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	for range l.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, k := range order {
			weight := examples[k].Weight
			if weight == 0 {
				weight = 1
			}
			l.learn(rows[k], examples[k].Labels, weight)
		}
	}
	return l.encode()
}

// number replaces the features of an example by their numbers.
func (l *learner) number(x Example) [][]int32 {
	rows := make([][]int32, len(x.Features))
	for i, fs := range x.Features {
		for _, f := range fs {
			id, ok := l.ids[f]
			if !ok {
				id = int32(len(l.features))
				l.ids[f] = id
				l.features = append(l.features, f)
				l.share = append(l.share, 0)
			}
			l.share[id]++
			rows[i] = append(rows[i], id)
		}
	}
	return rows
}

// learn makes one step.
func (l *learner) learn(rows [][]int32, gold []Label, weight float64) {
	n := len(rows)
	if n == 0 {
		return
	}
	l.expect(rows)
	prev := Outside
	for i, row := range rows {
		for y := 1; y < Labels; y++ {
			d := l.prob[i][y]
			if int(gold[i]) == y {
				d--
			}
			d *= weight
			for _, id := range row {
				k := int(id)*(Labels-1) + y - 1
				l.g[k] += d * d
				l.w[k] -= l.Rate / math.Sqrt(l.g[k]+startGradient) * (d + l.share[id]*l.w[k])
			}
		}
		l.stepTransitions(i, prev, gold[i], weight)
		prev = gold[i]
	}
}

// stepTransitions makes the step of the transitions into position i.
func (l *learner) stepTransitions(i int, prev, now Label, weight float64) {
	for a := range Labels {
		for b := range Labels {
			if !l.Chain.allowed(Label(a), Label(b)) {
				continue
			}
			from := 0.0
			if i > 0 {
				from = l.alpha[i-1][a]
			} else if a == 0 {
				from = 1
			}
			d := from * math.Exp(l.t[a][b]) * l.potential[i][b] * l.beta[i][b]
			if a == int(prev) && b == int(now) {
				d--
			}
			d *= weight
			l.tg[a][b] += d * d
			l.t[a][b] -= l.Rate / math.Sqrt(l.tg[a][b]+startGradient) * d
		}
	}
}

// expect fills prob with the probability of each label at each position, and
// leaves alpha, beta and the scaled potentials for the transitions.
func (l *learner) expect(rows [][]int32) {
	n := len(rows)
	for _, s := range []*[][Labels]float64{&l.potential, &l.alpha, &l.beta, &l.prob} {
		*s = slices.Grow((*s)[:0], n)[:n]
	}
	var t [Labels][Labels]float64
	for a := range Labels {
		for b := range Labels {
			if l.Chain.allowed(Label(a), Label(b)) {
				t[a][b] = math.Exp(l.t[a][b])
			}
		}
	}
	prev := [Labels]float64{1}
	for i, row := range rows {
		var sum [Labels]float64
		for _, id := range row {
			for y := 1; y < Labels; y++ {
				sum[y] += l.w[int(id)*(Labels-1)+y-1]
			}
		}
		total := 0.0
		for y := range Labels {
			l.potential[i][y] = math.Exp(min(max(sum[y], -20), 20))
			a := 0.0
			for z := range Labels {
				a += prev[z] * t[z][y]
			}
			l.alpha[i][y] = a * l.potential[i][y]
			total += l.alpha[i][y]
		}
		for y := range Labels {
			l.alpha[i][y] /= total
			l.potential[i][y] /= total
		}
		prev = l.alpha[i]
	}
	l.beta[n-1] = [Labels]float64{1, 1, 1, 1}
	for i := n - 1; i >= 0; i-- {
		for y := range Labels {
			l.prob[i][y] = l.alpha[i][y] * l.beta[i][y]
			if i == 0 {
				continue
			}
			l.beta[i-1][y] = 0
			for z := range Labels {
				l.beta[i-1][y] += t[y][z] * l.potential[i][z] * l.beta[i][z]
			}
		}
	}
}

// encode rounds the weights, leaves out what rounds to nothing, and writes the
// file.
func (l *learner) encode() []byte {
	var fs []weighted
	for i, f := range l.features {
		x := weighted{f: f}
		for y := range Labels - 1 {
			w := math.Round(l.w[i*(Labels-1)+y] * Unit)
			x.w[y] = int8(min(max(w, -127), 127))
			x.size = max(x.size, int(x.w[y]), -int(x.w[y]))
		}
		if x.size > 1 {
			fs = append(fs, x)
		}
	}
	trans := l.t
	for a := range Labels {
		for b := range Labels {
			if !l.Chain.allowed(Label(a), Label(b)) {
				trans[a][b] = forbidden
			}
		}
	}
	file := encode(l.Head, l.Chain, l.Bits, trans, fs)
	if l.Glance != nil {
		file = l.Glance.append(file)
	}
	return file
}
