// SPDX-License-Identifier: Apache-2.0

package detect

import (
	_ "embed"
	"math"
	"sync"

	"github.com/hulanhq/hulan/internal/crf"
)

// The models of names. Their weights are data with a licence of their own, which
// stands at the head of each file and in NOTICE.
var (
	//go:embed model_han.bin
	modelHanFile []byte
	//go:embed model_latin.bin
	modelLatinFile []byte
	//go:embed model_words.bin
	modelWordsFile []byte
)

// modelHan and modelLatin are decoded when a name is first doubtful; each takes
// half a megabyte. Where a file is absent (empty), the rules decide alone.
var (
	modelHan   = sync.OnceValue(func() *crf.Model { return readModel(modelHanFile) })
	modelLatin = sync.OnceValue(func() *crf.Model { return readModel(modelLatinFile) })
)

// modelWords are the words that the model of Chinese names looks up. An absent
// table has none.
var modelWords = sync.OnceValue(func() *crf.WordTable {
	t, err := crf.ReadWords(modelWordsFile)
	if err != nil {
		return &crf.WordTable{}
	}
	return t
})

// readModel decodes an embedded file; nil if there is none. A test reads both, so
// that a damaged one cannot be shipped.
func readModel(file []byte) *crf.Model {
	m, err := crf.Read(file)
	if err != nil {
		return nil
	}
	return m
}

// modelScratch is what asking a model needs.
type modelScratch struct {
	lattice  crf.Lattice
	features [max(hanFeatures, latinFeatures)]crf.Feature

	code [wordsBefore + wordsBehind]uint16
	kind [wordsBefore + wordsBehind]uint8
	run  [wordsBefore + wordsBehind]uint8

	start, end, cross, shape [wordsBefore + wordsBehind]uint8

	seen   [64]seen // of characters near by
	places []int    // that the model of Chinese names was asked about, in a unit

	tokens [48]latinToken
	row    []latinToken // of tokens, around the words being looked at
	rowLo  int
}

// logit is the logarithm of the odds of p.
func logit(p float32) float64 {
	const least = 1e-6
	x := min(max(float64(p), least), 1-least)
	return math.Log(x / (1 - x))
}

// odds is the inverse of logit.
func odds(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
