// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// pinnedKey is the key under which redact/testdata/pinned.txt was written.
const pinnedKey = "a key for tests, 32 bytes long.."

// cells reads a file of redact/testdata: cells parted by "|", at least n.
func cells(root, name string, n int) (table [][]string, headings []string, err error) {
	name = filepath.Join(root, "redact/testdata", name)
	lines, err := readLines(name)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range lines {
		row := strings.Split(l.text, "|")
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		if len(row) < n {
			return nil, nil, fmt.Errorf("%s:%d: %d cells, want %d", name, l.n, len(row), n)
		}
		table, headings = append(table, row), append(headings, l.heading)
	}
	return table, headings, nil
}

type maskVector struct {
	Type  detect.Type `json:"type"`
	Kind  string      `json:"kind"`
	Value string      `json:"value"`
	Mask  string      `json:"mask"`
}

func masks(root string) (section, error) {
	table, _, err := cells(root, "mask.txt", 4)
	if err != nil {
		return section{}, err
	}
	var out []maskVector
	for _, r := range table {
		out = append(out, maskVector{detect.Type(r[0]), r[1], r[2], r[3]})
	}
	return section{lists: []list{rows("masks", out)}}, nil
}

type keyedVector struct {
	Kind   string      `json:"kind"`
	Hash   string      `json:"hash,omitempty"`
	Type   detect.Type `json:"type"`
	Value  string      `json:"value"`
	Result string      `json:"result"`
}

type digestVector struct {
	Key    string `json:"key,omitempty"`
	Text   string `json:"text"`
	Repeat int    `json:"repeat"`
	Digest string `json:"digest"`
}

// keyed reads what the keyed kinds write; headings are kind and hash.
func keyed(root string) (section, error) {
	table, headings, err := cells(root, "pinned.txt", 3)
	if err != nil {
		return section{}, err
	}
	var out []keyedVector
	for i, r := range table {
		kind, hash, _ := strings.Cut(headings[i], " ")
		if kind == "hmac" && hash == "" {
			hash = "sha256"
		}
		out = append(out, keyedVector{kind, hash, detect.Type(r[0]), r[1], r[2]})
	}
	sums, _, err := cells(root, "sm3.txt", 3)
	if err != nil {
		return section{}, err
	}
	var digests, macs []digestVector
	for _, r := range sums {
		n, err := strconv.Atoi(r[1])
		if err != nil {
			return section{}, fmt.Errorf("sm3.txt: %w", err)
		}
		digests = append(digests, digestVector{"", r[0], n, r[2]})
	}
	keys, _, err := cells(root, "hmac_sm3.txt", 3)
	if err != nil {
		return section{}, err
	}
	for _, r := range keys {
		macs = append(macs, digestVector{r[0], r[1], 1, r[2]})
	}
	return section{
		fields: []field{{"key", pinnedKey}},
		lists:  []list{rows("replacements", out), rows("sm3", digests), rows("hmac_sm3", macs)},
	}, nil
}

type linkVector struct {
	Type   detect.Type `json:"type"`
	Values []string    `json:"values"`
}

func links(root string) (section, error) {
	table, _, err := cells(root, "link.txt", 2)
	if err != nil {
		return section{}, err
	}
	var out []linkVector
	for _, r := range table {
		out = append(out, linkVector{detect.Type(r[0]), r[1:]})
	}
	return section{lists: []list{rows("links", out)}}, nil
}
