// SPDX-License-Identifier: Apache-2.0

package crf

import (
	"bytes"
	"math"
	"testing"
)

// features hashes small numbers.
func features(ks ...uint64) (out []Feature) {
	for _, k := range ks {
		out = append(out, Feature(k*0x9E3779B97F4A7C15))
	}
	return out
}

// sample is a sequence of seven positions with one stretch.
func sample(c Chain) Example {
	x := Example{
		Features: [][]Feature{features(1), features(2), features(5), features(3), features(4), features(2, 4), features(1)},
		Labels:   []Label{Outside, Begin, Inside, Edge, Outside, Outside, Outside},
	}
	if c == Counted {
		x.Labels = []Label{Outside, Begin, Inside, Inside, Outside, Edge, Outside}
	}
	return x
}

func trained(t testing.TB, c Chain) (*Model, []byte) {
	t.Helper()
	var xs []Example
	for range 40 {
		xs = append(xs, sample(c))
	}
	file := Train(xs, Training{Chain: c, Head: "test", Seed: 3, Bits: 8})
	m, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return m, file
}

// The probability of a stretch is the sum over all labellings that hold it: the
// quick sums agree with counting them one by one.
func TestStretchIsExact(t *testing.T) {
	for _, c := range []Chain{Framed, Counted} {
		m, _ := trained(t, c)
		x := sample(c)
		var l Lattice
		l.Begin(m)
		var psi [][Labels]float32
		for _, fs := range x.Features {
			psi = append(psi, m.Potential(fs))
			l.Push(psi[len(psi)-1])
		}
		l.Run()
		want, total := counted(m, psi)
		for i := range psi {
			end, best := l.Best(i)
			for j := i + 1; j <= len(psi); j++ {
				w := want[[2]int{i, j}] / total
				if got := float64(l.Stretch(i, j)); math.Abs(got-w) > 1e-4 {
					t.Errorf("chain %d, [%d,%d): %.5f, want %.5f", c, i, j, got, w)
				}
				if w > float64(best)+1e-4 {
					t.Errorf("chain %d: best at %d is [%d,%d) with %.5f, but [%d,%d) has %.5f", c, i, i, end, best, i, j, w)
				}
			}
		}
	}
}

// counted adds up the weights of all labellings by the stretches that they hold.
func counted(m *Model, psi [][Labels]float32) (map[[2]int]float64, float64) {
	sums, total := map[[2]int]float64{}, 0.0
	n := len(psi)
	for code := range 1 << (2 * n) {
		w, prev := 1.0, Outside
		var ls []Label
		for i := range n {
			y := Label(code >> (2 * i) & 3)
			w *= float64(m.trans[prev][y]) * float64(psi[i][y])
			ls = append(ls, y)
			prev = y
		}
		total += w
		if w == 0 {
			continue
		}
		for i, y := range ls {
			switch j := i + 1; {
			case y == Begin:
				for j < n && ls[j] == Inside {
					j++
				}
				if m.chain == Counted {
					if j > i+1 {
						sums[[2]int{i, j}] += w
					}
				} else if j < n && ls[j] == Edge {
					sums[[2]int{i, j + 1}] += w
				}
			case y == Edge && m.chain == Counted:
				sums[[2]int{i, j}] += w
			}
		}
	}
	return sums, total
}

// Training finds the stretch again, and gives the same bytes each time.
func TestTrain(t *testing.T) {
	for _, c := range []Chain{Framed, Counted} {
		m, file := trained(t, c)
		if _, again := trained(t, c); !bytes.Equal(file, again) {
			t.Errorf("chain %d: two trainings differ", c)
		}
		var l Lattice
		l.Begin(m)
		for _, fs := range sample(c).Features {
			l.Push(m.Potential(fs))
		}
		l.Run()
		if end, p := l.Best(1); end != 4 || p < 0.8 {
			t.Errorf("chain %d: the stretch at 1 ends at %d with %.2f, want 4 and more than 0.8", c, end, p)
		}
		if p := l.Starts(0); p > 0.2 {
			t.Errorf("chain %d: a stretch begins at 0 with %.2f", c, p)
		}
	}
}

// A file that is cut off anywhere is refused, never read in part.
func TestReadCutOff(t *testing.T) {
	_, file := trained(t, Framed)
	for n := range file {
		if _, err := Read(file[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes were taken for a model", n, len(file))
		}
	}
}

// Asking a model allocates nothing.
func TestNoAllocations(t *testing.T) {
	m, _ := trained(t, Framed)
	fs := sample(Framed).Features
	var l Lattice
	if n := testing.AllocsPerRun(10, func() {
		l.Begin(m)
		for _, f := range fs {
			l.Push(m.Potential(f))
		}
		l.Run()
		l.Best(1)
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
