// SPDX-License-Identifier: Apache-2.0

//go:build hulanlean

package redact

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// The lean build needs the word lists and models that the examples look for names
// with.
func TestMain(m *testing.M) {
	words := packOf("cn_address_divisions.txt", "cn_person_chars.tsv", "cn_person_trad.txt", "cn_person_words.txt", "en_names.txt", "special_words.tsv")
	if err := detect.LoadWords(words); err != nil {
		panic(err)
	}
	if err := detect.LoadModel(packOf("model_han.bin", "model_latin.bin", "model_words.bin")); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func packOf(names ...string) []byte {
	pack := []byte("hulan-pack 1\n")
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("..", "detect", name))
		if err != nil {
			panic(err)
		}
		pack = fmt.Appendf(pack, "%s %d\n%s", name, len(data), data)
	}
	return pack
}
