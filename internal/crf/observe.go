// SPDX-License-Identifier: Apache-2.0

package crf

// Observed is what a model sees of a text: its positions and the features of
// each.
type Observed struct {
	Places   [][2]int // first byte, byte after the last
	Features [][]Feature
	Codes    []uint16 // of the characters, where the positions are characters
}

var observe func(chain Chain, text []byte, words *WordTable) Observed

// ObserveWith says how texts are seen. Package detect, which knows the features,
// calls it once.
func ObserveWith(f func(chain Chain, text []byte, words *WordTable) Observed) bool {
	observe = f
	return true
}

// Observe returns what a model of the given chain sees of a whole text. Words are
// looked up in a table of the caller's; nil stands for the one in use.
func Observe(chain Chain, text []byte, words *WordTable) Observed {
	return observe(chain, text, words)
}
