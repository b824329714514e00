// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"slices"
	"testing"

	"github.com/hulanhq/hulan/internal/crf"
)

// Both models can be read, and say under which licence they are.
func TestModelFiles(t *testing.T) {
	for name, file := range map[string][]byte{"model_han.bin": modelHanFile, "model_latin.bin": modelLatinFile} {
		if _, err := crf.Read(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if head, _, _ := bytes.Cut(file, []byte("\n\n")); !bytes.Contains(head, []byte("Licence: CC BY")) {
			t.Errorf("%s: its head names no licence", name)
		}
		if len(file) > 1<<20 {
			t.Errorf("%s: %d bytes, more than 1 MiB; prune it", name, len(file))
		}
	}
}

// modelTexts hold names that the rules alone do not find.
var modelTexts = map[string]string{
	"这部小说由克里斯托弗·安德森写成。":        "克里斯托弗·安德森",
	"他的导师卡洛琳在波士顿任教。":           "卡洛琳",
	"i saw Tarvelin yesterday": "Tarvelin",
	"love Tarvelin so much":    "Tarvelin",
}

// What a model decided is marked; without models nothing is.
func TestNoModel(t *testing.T) {
	with, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	without, err := New(Options{NoModel: true})
	if err != nil {
		t.Fatal(err)
	}
	for text, name := range modelTexts {
		fs := with.Find(text)
		if i := slices.IndexFunc(fs, func(f Finding) bool { return f.Type == Person && text[f.Start:f.End] == name }); i < 0 {
			t.Errorf("%s: found %q", text, valuesOf(text, fs))
		} else if !fs[i].Evidence.Has(HasModel) {
			t.Errorf("%s: evidence %v lacks the model", text, fs[i].Evidence.Names())
		}
		for _, f := range without.Find(text) {
			if f.Type == Person {
				t.Errorf("%s: found %q without a model", text, text[f.Start:f.End])
			}
		}
	}
}

// The words at hand give the same tokens as the whole text: a model sees in use
// what it saw in training.
func TestLatinTokensAgree(t *testing.T) {
	text := []byte("On Monday J. R. Tarvel met Ana-Lucia O'Dell's friend (from Kesten) & left.")
	s := scan{text: text, hi: len(text)}
	whole := s.tokens(nil, 0, len(text), len(text))
	for _, w := range whole {
		var part latinToken
		s.latinTokenAt(w.start, &part)
		if part != w {
			t.Errorf("token at %d: %+v in the whole text, %+v alone", w.start, w, part)
		}
	}
}

// BenchmarkModelHan is the cost of labelling Chinese text, in bytes labelled.
func BenchmarkModelHan(b *testing.B) {
	text := []byte("后来克里斯托弗带着学生沈嘉木回到了杭州，在那里住了很多年，写了三本关于植物的书。")
	s := &scan{text: text, hi: len(text)}
	p := persons{s: s, lex: hanNames(), model: modelHan()}
	p.load(len("后来克里斯托弗带着"))
	b.SetBytes(3 * (modelBefore + soundLongest))
	for b.Loop() {
		p.askFrom(origin, soundLongest)
	}
}

// BenchmarkModelLatin is the cost of labelling a name of two words with what
// stands around it.
func BenchmarkModelLatin(b *testing.B) {
	text := []byte("and then Brunhild Tarvelin came back to the show")
	e, err := New(Options{})
	if err != nil {
		b.Fatal(err)
	}
	s := newScan(&e.plan)
	s.text, s.hi = text, len(text)
	s.enGather(&s.names, 9)
	b.SetBytes(int64(len("Brunhild Tarvelin came")))
	for b.Loop() {
		s.askLatin(&s.names)
	}
}
