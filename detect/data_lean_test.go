// SPDX-License-Identifier: Apache-2.0

//go:build hulanlean

package detect

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The lean build passes the tests of the full one when it has been given the word
// lists and the models. What it does without them is tested from JavaScript, where a
// program can be started anew.
func TestMain(m *testing.M) {
	if err := loadPacks(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func loadPacks() error {
	words, err := packOf("cn_address_divisions.txt", "cn_person_chars.tsv", "cn_person_trad.txt", "cn_person_words.txt", "en_names.txt", "special_words.tsv")
	if err != nil {
		return err
	}
	model, err := packOf("model_han.bin", "model_latin.bin", "model_words.bin")
	if err != nil {
		return err
	}
	if err := takesWholeOnly(LoadWords, words); err != nil {
		return err
	}
	return takesWholeOnly(LoadModel, model)
}

// takesWholeOnly gives load damaged packs, which it has to refuse, and the pack.
func takesWholeOnly(load func([]byte) error, pack []byte) error {
	first, _, _ := strings.Cut(string(pack[len(packHead):]), " ")
	for _, damaged := range []string{"", "hulan-pack 2\n", packHead, packHead + first + " 5\nabc", packHead + "other 0\n", packHead + first + " 0\n", string(pack[:len(pack)-1])} {
		if load([]byte(damaged)) == nil {
			return fmt.Errorf("a damaged pack of %d bytes was taken", len(damaged))
		}
	}
	return load(pack)
}

func packOf(names ...string) ([]byte, error) {
	pack := []byte(packHead)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		pack = fmt.Appendf(pack, "%s %d\n%s", name, len(data), data)
	}
	return pack, nil
}

// A pack is taken once, and rules are refused with a word why.
func TestLean(t *testing.T) {
	for _, load := range []func([]byte) error{LoadWords, LoadModel} {
		if err := load([]byte(packHead)); err == nil || !strings.Contains(err.Error(), "once") {
			t.Errorf("a second pack: %v", err)
		}
	}
	if _, err := New(Options{Rules: []Rule{{ID: "x", Type: "X", Pattern: "x"}}}); err == nil || !strings.Contains(err.Error(), "hulanlean") {
		t.Errorf("a rule: %v", err)
	}
}
