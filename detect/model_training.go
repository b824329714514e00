// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/crf"
)

// The training command sees texts as the engine does. What it sees is no part of
// this package's promise, so it asks crf, which is internal.
var _ = crf.ObserveWith(observe)

func observe(chain crf.Chain, text []byte, words *crf.WordTable) crf.Observed {
	if chain == crf.Framed {
		return observeHan(text, words)
	}
	return observeLatin(text)
}

func observeLatin(text []byte) crf.Observed {
	var o crf.Observed
	s := scan{text: text, hi: len(text)}
	ts := s.tokens(nil, 0, len(text), len(text))
	for i, t := range ts {
		var buf [max(hanFeatures, latinFeatures)]crf.Feature
		o.Places = append(o.Places, [2]int{t.start, t.end})
		o.Features = append(o.Features, slices.Clone(latinObserve(ts, i, &buf)))
	}
	return o
}

func observeHan(text []byte, words *crf.WordTable) crf.Observed {
	if words == nil {
		words = modelWords()
	}
	var o crf.Observed
	x := hanNames()
	v := hanView{lex: x, table: words}
	for i := 0; i < len(text); {
		r, w := x.next(text, i)
		if w == 0 {
			r, w = utf8.RuneError, 1
		}
		v.r = append(v.r, r)
		o.Places = append(o.Places, [2]int{i, i + w})
		i += w
	}
	n := len(v.r)
	v.code, v.kind, v.run = make([]uint16, n), make([]uint8, n), make([]uint8, n)
	v.start, v.end, v.cross, v.shape = make([]uint8, n), make([]uint8, n), make([]uint8, n), make([]uint8, n)
	v.look(0, n)
	o.Codes = v.code
	v.spell(0, n)
	v.shapes(0, n)
	for i := range n {
		var buf [max(hanFeatures, latinFeatures)]crf.Feature
		o.Features = append(o.Features, slices.Clone(v.features(i, 0, n, &buf)))
	}
	return o
}
