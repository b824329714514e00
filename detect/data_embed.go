// SPDX-License-Identifier: Apache-2.0

//go:build !hulanlean

package detect

import _ "embed"

// The word lists of names, places, ordinary words, and what is said of people.
// The lean build has them as a file of their own, see data_lean.go.
var (
	//go:embed cn_address_divisions.txt
	cnAddressDivisions string
	//go:embed cn_person_chars.tsv
	cnPersonChars string
	//go:embed cn_person_trad.txt
	cnPersonTrad string
	//go:embed cn_person_words.txt
	cnPersonWords string
	//go:embed en_names.txt
	enNamesText string
	//go:embed special_words.tsv
	specialWordsTSV string
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

// hasWords says that what needs the word lists can be looked for, hasModel that
// the models can be asked.
func hasWords() bool { return true }
func hasModel() bool { return true }

// LoadWords gives the lean build (tag hulanlean, for browsers) the word lists
// that it leaves out. Every other build has them and LoadWords does nothing.
func LoadWords(pack []byte) error { return nil }

// LoadModel gives the lean build the trained models of names. Every other build
// has them and LoadModel does nothing.
func LoadModel(pack []byte) error { return nil }
