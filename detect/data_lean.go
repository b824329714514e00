// SPDX-License-Identifier: Apache-2.0

//go:build hulanlean

package detect

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hulanhq/hulan/internal/crf"
)

// The word lists and models of data_embed.go, empty until they are loaded.
var (
	cnAddressDivisions, cnPersonChars, cnPersonTrad, cnPersonWords, enNamesText, specialWordsTSV string

	modelHanFile, modelLatinFile, modelWordsFile []byte
)

// lean guards them: each is set once, before an engine uses it.
var lean struct {
	sync.Mutex
	words, asked, model bool
}

// hasWords reports whether the lists are there. From the first engine that asks
// on they cannot change, so that all engines of a program agree.
func hasWords() bool {
	lean.Lock()
	defer lean.Unlock()
	lean.asked = true
	return lean.words
}

// hasModel reports whether the models are there. An engine that was made without
// them stays without.
func hasModel() bool {
	lean.Lock()
	defer lean.Unlock()
	return lean.model
}

// LoadWords takes the word lists that the lean build (tag hulanlean) leaves out:
// without them an engine finds no name, no address and no special category, see
// [NeedsWords]. It must be called before the first engine is made. The pack
// begins with the line "hulan-pack 1"; each list is a line of its file's name and
// length in bytes, and the file.
func LoadWords(pack []byte) error {
	lean.Lock()
	defer lean.Unlock()
	if lean.words || lean.asked {
		return errors.New("word lists are loaded once, before the first engine is made")
	}
	into := map[string]*string{
		"cn_address_divisions.txt": &cnAddressDivisions,
		"cn_person_chars.tsv":      &cnPersonChars,
		"cn_person_trad.txt":       &cnPersonTrad,
		"cn_person_words.txt":      &cnPersonWords,
		"en_names.txt":             &enNamesText,
		"special_words.tsv":        &specialWordsTSV,
	}
	parts, err := unpack(pack, len(into), func(name string) bool { return into[name] != nil })
	if err != nil {
		return errors.New("word lists: " + err.Error())
	}
	for name, text := range parts {
		*into[name] = string(text)
	}
	lean.words = true
	return nil
}

// LoadModel takes the trained models of names, in a pack like that of
// [LoadWords]. Engines that are made from then on ask them.
func LoadModel(pack []byte) error {
	lean.Lock()
	defer lean.Unlock()
	if lean.model {
		return errors.New("the models are loaded once")
	}
	into := map[string]*[]byte{"model_han.bin": &modelHanFile, "model_latin.bin": &modelLatinFile, "model_words.bin": &modelWordsFile}
	parts, err := unpack(pack, len(into), func(name string) bool { return into[name] != nil })
	if err != nil {
		return errors.New("models: " + err.Error())
	}
	for name, file := range parts {
		if !goodModel(name, file) {
			return errors.New("models: the pack is damaged or of another version; fetch it again")
		}
	}
	for name, file := range parts {
		*into[name] = slices.Clone(file)
	}
	lean.model = true
	return nil
}

// goodModel says whether a file of the pack can be read.
func goodModel(name string, file []byte) bool {
	if name == "model_words.bin" {
		_, err := crf.ReadWords(file)
		return err == nil
	}
	return readModel(file) != nil
}

const packHead = "hulan-pack 1\n"

// unpack returns the n files of a pack by their names, all of which are known.
func unpack(pack []byte, n int, known func(string) bool) (map[string][]byte, error) {
	rest, ok := strings.CutPrefix(string(pack), packHead)
	if !ok {
		return nil, errors.New("not a pack: it does not begin with " + strconv.Quote(strings.TrimSpace(packHead)))
	}
	parts := map[string][]byte{}
	for rest != "" {
		head, body, _ := strings.Cut(rest, "\n")
		name, size, _ := strings.Cut(head, " ")
		k, err := strconv.Atoi(size)
		if err != nil || k < 0 || k > len(body) || !known(name) {
			return nil, errors.New("the pack is damaged or of another version; fetch it again")
		}
		parts[name], rest = []byte(body[:k]), body[k:]
	}
	if len(parts) != n {
		return nil, errors.New("the pack has " + strconv.Itoa(len(parts)) + " parts, not " + strconv.Itoa(n) + "; fetch it again")
	}
	return parts, nil
}
