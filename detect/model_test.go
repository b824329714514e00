// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
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
	p := persons{s: s, lex: hanNames(), limit: len(text)}
	p.load(len("后来克里斯托弗带着"))
	const labelled = 3 * (modelBefore + soundLongest)
	b.SetBytes(labelled)
	cpu := cpuSeconds()
	for b.Loop() {
		p.model = nil // so that nothing is remembered
		p.askFrom(origin, soundLongest)
	}
	// On a busy machine the time of the clock says little.
	b.ReportMetric(float64(b.N)*labelled/1e6/max(cpuSeconds()-cpu, 1e-9), "MB/cpu-s")
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

// What the model sees of a character depends on the text and not on the window:
// every place gives what training saw, whoever asks first.
func TestHanSeen(t *testing.T) {
	text := []byte("后来，克里斯托弗·安德森带着学生沈嘉木（1982年生）回到了杭州，Tom 在那里住了很多年，写了三本关于植物的书。")
	o := observeHan(text, nil)
	s := &scan{text: text, hi: len(text)}
	p := persons{s: s, lex: hanNames(), limit: len(text)}
	for _, first := range []int{0, 1} {
		p.model = nil // forgets
		for k := first; k < len(o.Places); k += 2 {
			p.load(o.Places[k][0])
			p.askFrom(origin, soundLongest)
			for j := p.asked; j < min(p.hi, origin+soundLongest); j++ {
				at := slices.IndexFunc(o.Places, func(x [2]int) bool { return x[0] == p.at[j] })
				if !inHan(p.r[j]) && p.r[j] != '·' || p.lex.has(p.r[j], neverInOne) && !p.lex.has(p.r[j], soundsOut|soundsSoft) {
					continue // in no name, whatever the weights
				}
				if got, want := s.model.seen[p.at[j]%len(s.model.seen)].potential, p.model.Potential(o.Features[at]); got != want {
					t.Fatalf("character %d, seen from %d: potential %v, in the whole text %v", at, k, got, want)
				}
			}
		}
	}
}

// The table of words can be read, and knows words from names.
func TestModelWords(t *testing.T) {
	if _, err := crf.ReadWords(modelWordsFile); err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]bool{"图书馆": true, "认为": true, "科学家": true, "沈嘉木": false, "卡洛琳": false, "馆书": false} {
		if got := ordinary([]rune(word)); got != want {
			t.Errorf("%s: ordinary %v, want %v", word, got, want)
		}
	}
}

// Where the rules see no reason for a look, the glance does; what it brings are
// no words, no surnames alone and nothing that overlaps a name found before.
func TestGlance(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"小说的主角秋灵素回到了家乡。":        {"秋灵素"},
		"记者佐藤英一采访了沈嘉木。":         {"佐藤英一", "沈嘉木"},
		"请小林和老姚明天到图书馆值班。":       nil,
		"公安机关为查明案情，可以提取样本。":     nil,
		"爱护公物是光荣的，弘扬传统文化也是。":    nil,
		"联系人：沈嘉木，电话13800138000": {"沈嘉木"},
	} {
		var got []string
		for _, f := range e.Find(text) {
			if f.Type == Person {
				got = append(got, text[f.Start:f.End])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: found %q, want %q", text, got, want)
		}
	}
}

// A name that the model cuts out of mixed text breaks nothing.
func TestModelMixed(t *testing.T) {
	e, err := New(Options{MinScore: 0.01})
	if err != nil {
		t.Fatal(err)
	}
	parts := []string{"小", "Q", "老", "·", "克里", "施", "A", "阿", "1", "林", "的", "，", "🙂", "\u3400", "尔", "斯"}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		var text strings.Builder
		text.WriteString("他说")
		for range 12 {
			text.WriteString(parts[rng.IntN(len(parts))])
		}
		for _, f := range e.Find(text.String()) {
			if f.Start < 0 || f.End > len(text.String()) || f.Start >= f.End {
				t.Fatalf("%s: %+v", text.String(), f)
			}
		}
	}
}
