// SPDX-License-Identifier: Apache-2.0

package crf

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
)

// Glance is the cheap look that comes before a model's: a logistic regression over
// three characters (in front, at, behind) that says whether a stretch may begin.
type Glance struct {
	// Weights are indexed by the code of a character, in steps of 1/GlanceUnit:
	// as the one in front of, at and behind the beginning.
	Weights [][3]int8
	// Least is the least sum that calls for a look at the model.
	Least int
}

// GlanceUnit is the number of steps of a unit of the logarithm of odds.
const GlanceUnit = 16

// GlanceTraining says how to train a [Glance].
type GlanceTraining struct {
	Codes  int     // how many codes there are
	Epochs int     // passes over the examples
	Rate   float64 // step of the learner
	// Penalty is what a weight carries at each step, in shares of itself.
	Penalty float64
	// Share is the share of positions that are no beginning and may call for a
	// look.
	Share float64
	Seed  uint64
}

// TrainGlance learns where stretches begin. The same examples and seed give the
// same weights.
func TrainGlance(examples []Example, t GlanceTraining) *Glance {
	w, g := make([][3]float64, t.Codes), make([][3]float64, t.Codes)
	bias, sum := 0.0, startGradient
	score := func(codes []uint16, i int) float64 {
		return bias + w[code(codes, i-1)][0] + w[code(codes, i)][1] + w[code(codes, i+1)][2]
	}
	rng := rand.New(rand.NewPCG(t.Seed, 2))
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	for range t.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, k := range order {
			x := &examples[k]
			for i := range x.Codes {
				d := 1 / (1 + math.Exp(-score(x.Codes, i)))
				if x.Labels[i] == Begin {
					d--
				}
				sum += d * d
				bias -= t.Rate / math.Sqrt(sum) * d
				for j := range 3 {
					c := code(x.Codes, i+j-1)
					step := d + t.Penalty*w[c][j]
					g[c][j] += step * step
					w[c][j] -= t.Rate / math.Sqrt(g[c][j]+startGradient) * step
				}
			}
		}
	}
	out := &Glance{Weights: make([][3]int8, t.Codes)}
	for c := range w {
		for j := range 3 {
			out.Weights[c][j] = int8(min(max(math.Round(w[c][j]*GlanceUnit), -127), 127))
		}
	}
	out.Least = out.least(examples, t.Share)
	return out
}

// least returns the sum that a share of the positions outside of stretches reaches.
func (g *Glance) least(examples []Example, share float64) int {
	var sums []int
	for i := range examples {
		x := &examples[i]
		for j := range x.Codes {
			if x.Labels[j] == Outside {
				sums = append(sums, g.Sum(code(x.Codes, j-1), code(x.Codes, j), code(x.Codes, j+1)))
			}
		}
	}
	slices.Sort(sums)
	return sums[int(float64(len(sums))*(1-share))]
}

// Sum returns what three characters say together.
func (g *Glance) Sum(front, at, behind uint16) int {
	return int(g.Weights[front][0]) + int(g.Weights[at][1]) + int(g.Weights[behind][2])
}

// code returns the code at index i, that of a line's end beyond the ends.
func code(codes []uint16, i int) uint16 {
	if i < 0 || i >= len(codes) {
		return 0
	}
	return codes[i]
}

// append writes a glance behind a model's file: the least sum, the number of codes
// and the weights.
func (g *Glance) append(out []byte) []byte {
	out = binary.LittleEndian.AppendUint16(out, uint16(int16(g.Least)))
	out = binary.LittleEndian.AppendUint16(out, uint16(len(g.Weights)))
	for _, w := range g.Weights {
		out = append(out, byte(w[0]), byte(w[1]), byte(w[2]))
	}
	return out
}

// readGlance decodes what append wrote; nil if b is empty.
func readGlance(b []byte) *Glance {
	if len(b) < 4 {
		return nil
	}
	g := &Glance{Least: int(int16(binary.LittleEndian.Uint16(b))), Weights: make([][3]int8, binary.LittleEndian.Uint16(b[2:]))}
	if b = b[4:]; len(b) != 3*len(g.Weights) {
		return nil
	}
	for i := range g.Weights {
		g.Weights[i] = [3]int8{int8(b[3*i]), int8(b[3*i+1]), int8(b[3*i+2])}
	}
	return g
}
