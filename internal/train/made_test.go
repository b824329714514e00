// SPDX-License-Identifier: Apache-2.0

package main

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/crf"
)

// Every template gives a text whose labels are the made-up names, whole positions
// for the model; texts without names give none.
func TestTemplates(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		chain     crf.Chain
		templates []string
		fill      func(*rand.Rand, string) document
		names     bool
	}{
		{crf.Framed, hanTexts, fill, true},
		{crf.Framed, hanPlain, fill, false},
		{crf.Counted, latinTexts, fillLatin, true},
		{crf.Counted, latinPlain, fillLatin, false},
	} {
		for _, template := range c.templates {
			d := c.fill(rng, template)
			if (len(d.Spans) > 0) != c.names {
				t.Errorf("%s: %d names", template, len(d.Spans))
			}
			if strings.ContainsAny(d.Text, "{}") && !strings.Contains(template, "{\n") && !strings.HasSuffix(template, "{") {
				t.Errorf("%s: a slot is left in %s", template, d.Text)
			}
			n := 0
			for _, y := range example(c.chain, d, 1).Labels {
				if y == crf.Begin || c.chain == crf.Counted && y == crf.Edge {
					n++
				}
			}
			if n < len(d.Spans) {
				t.Errorf("%s: %d of %d names fit the model's positions", d.Text, n, len(d.Spans))
			}
		}
	}
}

// A sentence with other names keeps everything else.
func TestSwapped(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	d := document{Text: "记者李春华采访了约翰·史密斯。", Spans: []label{{2, 5, "PERSON"}, {8, 14, "PERSON"}}}
	s, ok := swapped(rng, d)
	if !ok || len(s.Spans) != 2 {
		t.Fatalf("got %+v", s)
	}
	r := []rune(s.Text)
	rest := string(r[:s.Spans[0].Start]) + string(r[s.Spans[0].End:s.Spans[1].Start]) + string(r[s.Spans[1].End:])
	if rest != "记者采访了。" || strings.Contains(s.Text, "李春华") {
		t.Errorf("got %s", s.Text)
	}
}
