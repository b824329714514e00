// SPDX-License-Identifier: Apache-2.0

// Train makes the models of names that package detect carries:
//
//	go run ./internal/train -data DIR -words DIR
//
// The first folder holds labelled texts in the lines that `hulan evaluate --help`
// describes: uner_zh_gsdsimp_train.jsonl, uner_zh_gsd_train.jsonl,
// wnut17_train.jsonl, wikigold.A.jsonl, and neg_laws_zh.jsonl, which has no names.
// Copies of their sentences with other names, and made-up texts, join them. Every
// fifth document of wikigold.A and every second of neg_laws_zh is left out for
// measuring; -held writes the former.
//
// The second folder holds two dictionaries, dict.txt of jieba and
// chinese_word_dictionary.txt of JioNLP: their words become model_words.bin, and
// foreign names and places among them join the made-up texts.
//
// The same data give the same files.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/hulanhq/hulan/internal/crf"
)

func main() {
	data := flag.String("data", "", "folder of the labelled texts")
	words := flag.String("words", "", "folder of the dictionaries")
	out := flag.String("out", "detect", "folder that the models are written to")
	held := flag.String("held", "", "file to write the documents to that are left out")
	flag.Parse()
	if err := run(*data, *words, *out, *held); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(data, words, out, held string) error {
	list, err := readDictionary(filepath.Join(words, "dict.txt"))
	if err != nil {
		return err
	}
	if list, err = readPlain(filepath.Join(words, "chinese_word_dictionary.txt"), list); err != nil {
		return err
	}
	table = wordTable(list)
	learnWords(list)
	han, err := hanExamples(data)
	if err != nil {
		return err
	}
	latin, left, err := latinExamples(data)
	if err != nil {
		return err
	}
	if held != "" {
		if err := writeDocuments(held, left); err != nil {
			return err
		}
	}
	glance := crf.TrainGlance(han, hanGlance)
	for name, file := range map[string][]byte{
		"model_han.bin":   crf.Train(han, crf.Training{Chain: crf.Framed, Head: hanHead, Epochs: 14, Penalty: 0.15, Bits: 17, Glance: glance}),
		"model_words.bin": table.Encode(wordsHead),
		"model_latin.bin": crf.Train(latin, crf.Training{Chain: crf.Counted, Head: latinHead, Epochs: 12, Penalty: 0.3, Bits: 16}),
	} {
		if err := os.WriteFile(filepath.Join(out, name), file, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %d bytes\n", name, len(file))
	}
	return nil
}

// hanGlance says how the look before the model is trained. More than a hundredth
// of the characters costs time and wins hardly a name, see decision 0022.
var hanGlance = crf.GlanceTraining{Codes: 256 + 0x9FFF - 0x4E00 + 1, Epochs: 4, Rate: 0.1, Penalty: 0.002, Share: 0.012}

// The text at the head of the models' files.
const (
	hanHead = `Weights of the model of names in Chinese characters, a part of Hulan.
Licence: CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/
Trained on Universal NER (S. Mayhew et al., NAACL 2024), Chinese GSD and GSDSIMP, CC BY-SA 4.0,
with names replaced by made-up ones, and on made-up texts. Made by internal/train.`

	latinHead = `Weights of the model of names in Latin script, a part of Hulan.
Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
Trained on WNUT17 (L. Derczynski et al., W-NUT at EMNLP 2017) and Wikigold (D. Balasuriya et al., 2009), CC BY 4.0,
with names replaced by made-up ones, and on made-up texts. Made by internal/train.`
)

// How many copies with other names a sentence gets, how often each template is
// filled, and what they weigh against what people wrote. Tried on the dev sets.
const (
	hanCopies, hanCopyWeight     = 12, 0.6
	hanFills, hanFillWeight      = 8, 0.2
	hanLawWeight                 = 0.5
	latinCopies, latinCopyWeight = 4, 0.7
	latinFills, latinFillWeight  = 6, 0.3
)

// hanExamples reads and makes the examples of Chinese names.
func hanExamples(dir string) ([]crf.Example, error) {
	simplified, err := readDocuments(filepath.Join(dir, "uner_zh_gsdsimp_train.jsonl"))
	if err != nil {
		return nil, err
	}
	traditional, err := readDocuments(filepath.Join(dir, "uner_zh_gsd_train.jsonl"))
	if err != nil {
		return nil, err
	}
	other := map[string]document{}
	for _, d := range traditional {
		other[d.ID] = d
	}
	rng := rand.New(rand.NewPCG(7, 1))
	var out []crf.Example
	for _, d := range simplified {
		// The sentences are the same, folded to simplified characters; each
		// annotation misses some names.
		if e, ok := other[d.ID]; ok && len([]rune(e.Text)) == len([]rune(d.Text)) {
			d.Spans = union(d.Spans, e.Spans)
		}
		out = append(out, example(crf.Framed, d, 1))
		for range hanCopies {
			if s, ok := swapped(rng, d); ok {
				out = append(out, example(crf.Framed, s, hanCopyWeight))
			}
		}
	}
	laws, err := readDocuments(filepath.Join(dir, "neg_laws_zh.jsonl"))
	if err != nil {
		return nil, err
	}
	for i, d := range laws {
		if i%2 == 0 {
			out = append(out, example(crf.Framed, document{Text: d.Text}, hanLawWeight))
		}
	}
	for _, t := range hanVerse {
		out = append(out, example(crf.Framed, document{Text: t}, 1))
	}
	for range hanFills {
		for _, t := range hanTexts {
			out = append(out, example(crf.Framed, fill(rng, t), hanFillWeight))
		}
		for range 2 {
			for _, t := range hanPlain {
				out = append(out, example(crf.Framed, fill(rng, t), hanFillWeight))
			}
		}
	}
	return out, nil
}

// latinExamples reads and makes the examples of Latin names, and returns the
// documents that were left out.
func latinExamples(dir string) (out []crf.Example, held []document, err error) {
	posts, err := readDocuments(filepath.Join(dir, "wnut17_train.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	articles, err := readDocuments(filepath.Join(dir, "wikigold.A.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	for i, d := range articles {
		if i%5 == 0 {
			held = append(held, d)
		} else {
			posts = append(posts, d)
		}
	}
	rng := rand.New(rand.NewPCG(7, 2))
	for _, d := range posts {
		out = append(out, example(crf.Counted, d, 1))
		for range latinCopies {
			if s, ok := swapLatin(rng, d); ok {
				out = append(out, example(crf.Counted, s, latinCopyWeight))
			}
		}
	}
	for range latinFills {
		for _, t := range latinTexts {
			out = append(out, example(crf.Counted, fillLatin(rng, t), latinFillWeight))
		}
		for range 2 {
			for _, t := range latinPlain {
				out = append(out, example(crf.Counted, fillLatin(rng, t), latinFillWeight))
			}
		}
	}
	return out, held, nil
}
