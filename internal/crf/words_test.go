// SPDX-License-Identifier: Apache-2.0

package crf

import (
	"fmt"
	"testing"
)

func hashOf(w string) uint64 {
	h := uint64(0)
	for _, r := range w {
		h = MixWord(h, r)
	}
	return h
}

// A table gives each word its class, also after it was written and read; few
// others are taken for words.
func TestWordTable(t *testing.T) {
	const n = 100_000
	var w WordTable
	kept := map[string]WordClass{}
	for i := range n {
		word, class := fmt.Sprint("w", i), WordClass(1+i%7)
		if w.Class(hashOf(word)) == 0 && w.Add(hashOf(word), class) {
			kept[word] = class
		}
	}
	if len(kept) < n*99/100 {
		t.Errorf("%d of %d words found room", len(kept), n)
	}
	read, err := ReadWords(w.Encode("Head"))
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for word, want := range kept {
		if read.Class(hashOf(word)) != want {
			wrong++
		}
	}
	if wrong > n/500 {
		t.Errorf("%d of %d words have another's class", wrong, n)
	}
	wrong = 0
	for i := range n {
		if read.Class(hashOf(fmt.Sprint("x", i))) != 0 {
			wrong++
		}
	}
	if wrong > n/500 {
		t.Errorf("%d of %d other words are taken for words", wrong, n)
	}
	if _, err := ReadWords([]byte("Head\n\nshort")); err == nil {
		t.Error("a short file is read")
	}
	if c := new(WordTable).Class(1); c != 0 {
		t.Errorf("an empty table knows a word of class %d", c)
	}
}

// A glance learns which characters stretches begin with, and survives its file.
func TestGlance(t *testing.T) {
	var xs []Example
	for i := range 200 {
		codes := []uint16{1, 2, 3, uint16(4 + i%3), 5, 6}
		labels := make([]Label, len(codes))
		if codes[3] == 4 {
			labels[3], labels[4] = Begin, Edge
		}
		xs = append(xs, Example{Codes: codes, Labels: labels, Features: make([][]Feature, len(codes))})
	}
	g := TrainGlance(xs, GlanceTraining{Codes: 8, Epochs: 5, Rate: 0.1, Penalty: 0.001, Share: 0.05})
	m, err := Read(Train(xs, Training{Head: "Head", Bits: 6, Glance: g}))
	if err != nil {
		t.Fatal(err)
	}
	if m.Glance == nil || m.Glance.Least != g.Least {
		t.Fatalf("the glance in the file is %+v", m.Glance)
	}
	if yes, no := m.Glance.Sum(3, 4, 5), m.Glance.Sum(3, 6, 5); yes <= no || yes < g.Least {
		t.Errorf("beginning %d, other %d, least %d", yes, no, g.Least)
	}
}
