// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/crf"
)

// wordsHead is the text at the head of the table of words.
const wordsHead = `Table of Chinese words by what they are, a part of Hulan. Hashes only.
Licence: MIT. From the dictionary of jieba, Copyright (c) 2013 Sun Junyi, with words
of the dictionary of JioNLP (Apache License 2.0). Names of persons are left out.
Made by internal/train.`

// maxWord is the longest word of the table, in characters.
const maxWord = 4

// word is an entry of a dictionary.
type word struct {
	text  string
	count int
	tag   string // part of speech
}

// readDictionary reads a dictionary of jieba: lines of a word, its count and its
// part of speech. The most frequent come first.
func readDictionary(path string) ([]word, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []word
	s := bufio.NewScanner(f)
	for s.Scan() {
		p := strings.Fields(s.Text())
		if len(p) != 3 {
			return nil, fmt.Errorf("%s, line %d: %d fields, want 3", path, len(out)+1, len(p))
		}
		n, err := strconv.Atoi(p[1])
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, len(out)+1, err)
		}
		out = append(out, word{p[0], n, p[2]})
	}
	slices.SortFunc(out, func(a, b word) int { return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.text, b.text)) })
	return out, s.Err()
}

// table has the words that the model sees in training; without it those that
// package detect carries.
var table *crf.WordTable

// readPlain marks the words of JioNLP's dictionary of the language, of which each
// line begins with one: the dictionary of jieba takes many ordinary words that
// begin with the character of a surname for names. Three characters are names
// more often than not.
func readPlain(path string, words []word) ([]word, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	plain := map[string]bool{}
	for l := range strings.Lines(string(b)) {
		w, _, _ := strings.Cut(l, "\t")
		plain[w] = true
	}
	for i, w := range words {
		if n := utf8.RuneCountInString(w.text); n != 3 && plain[w.text] && strings.HasPrefix(w.tag, "nr") {
			words[i].tag = "n"
		}
	}
	return words, nil
}

// wordTable makes the table of words that package detect carries. Where there is
// no room the rarest are left out.
func wordTable(words []word) *crf.WordTable {
	t := new(crf.WordTable)
	for _, w := range words {
		c := wordClass(w.text, w.tag)
		if n := utf8.RuneCountInString(w.text); n < 2 || n > maxWord || c == 0 {
			continue
		}
		h := uint64(0)
		for _, r := range w.text {
			h = crf.MixWord(h, r)
		}
		t.Add(h, c)
	}
	return t
}

// learnWords adds to the names and places that texts are made up of.
// Foreign names in the dictionary have one part; of full names none is taken.
func learnWords(words []word) {
	known := map[string]bool{}
	for _, p := range madePlaces {
		known[p] = true
	}
	var names []string
	for _, w := range words {
		n := utf8.RuneCountInString(w.text)
		last, _ := utf8.DecodeLastRuneInString(w.text)
		switch c := wordClass(w.text, w.tag); {
		case n < 2 || n > 6:
		case c == crf.WordSound && sounds(w.text) && !known[w.text] && !strings.ContainsRune(noNameEnds, last):
			names = append(names, w.text)
		case c == crf.WordPlace && n > 2 && sounds(w.text):
			madePlaces = append(madePlaces, w.text)
		}
	}
	// Names of our own are as many again: those in the dictionary are known by
	// its table, and the model must not rely on that.
	for own := madeSound; len(madeSound) < 2*len(names); {
		madeSound = append(madeSound, own...)
	}
	madeSound = append(madeSound, names...)
}

// noNameEnds end words that the dictionary marks as foreign names and that are
// places, peoples or things.
const noNameEnds = "人国语州岛海河山市省布鼠里区镇湖派式法队制会社党军族教日王城港酒"

// personEnds end nouns for a person: 科学家, 诗人. Some other nouns end so, too.
const personEnds = "者员家长师王帝后妃人士兵将官徒客父母女夫妻兄弟姐妹星皇汗侯爵"

// wordClass says what a word is by its part of speech in the dictionary; names
// of persons have none.
func wordClass(w, tag string) crf.WordClass {
	last, _ := utf8.DecodeLastRuneInString(w)
	switch tag {
	case "nr", "nrfg":
		return 0
	case "nrt":
		return crf.WordSound
	case "ns":
		return crf.WordPlace
	case "nt", "nz":
		return crf.WordProper
	case "n", "ng", "l", "i", "j", "an", "zg", "g":
		if tag == "n" && strings.ContainsRune(personEnds, last) {
			return crf.WordRole
		}
		return crf.WordNoun
	case "v", "vn", "a", "ad", "vg", "vd", "z", "vi", "vq", "ag":
		return crf.WordVerb
	}
	return crf.WordOther
}
