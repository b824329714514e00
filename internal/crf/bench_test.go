// SPDX-License-Identifier: Apache-2.0

package crf

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkPotential is the cost of a position with twenty features.
func BenchmarkPotential(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	var fs []weighted
	for range 50000 {
		fs = append(fs, weighted{f: Feature(rng.Uint64()), w: [3]int8{1, -2, 3}, size: 3})
	}
	m, err := Read(encode("x", Framed, 16, [Labels][Labels]float64{}, fs))
	if err != nil {
		b.Fatal(err)
	}
	row := make([]Feature, 20)
	b.ReportAllocs()
	for b.Loop() {
		k := rng.IntN(len(fs) - len(row))
		for i := range row {
			row[i] = fs[k+i].f + Feature(i%3)<<20
		}
		m.Potential(row)
	}
}
