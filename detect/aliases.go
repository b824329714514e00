// SPDX-License-Identifier: Apache-2.0

package detect

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed aliases.tsv
var aliasesTSV string

// Vocabularies lists the names that [Type.Alias] understands: "gold" are the
// labels of the development data, "law" the ids of the law tables, "presidio",
// "dlp" (Google infoTypes) and "comprehend" those of other products.
func Vocabularies() []string { return []string{"gold", "law", "presidio", "dlp", "comprehend"} }

type aliasTable struct {
	types  map[string]Type            // lower-case label of any vocabulary
	labels map[string]map[Type]string // vocabulary → type → preferred label
}

var typeAliases = sync.OnceValue(func() *aliasTable {
	a := parseAliases(aliasesTSV)
	a.addNationals()
	return a
})

// CanonicalType returns the type that label stands for in Hulan's own names or
// in one of the [Vocabularies]. Case does not matter. A label that several
// types share, such as OTHER_ID_DOCUMENT, stands for none of them.
func CanonicalType(label string) (Type, bool) {
	t, ok := typeAliases().types[strings.ToLower(strings.TrimSpace(label))]
	return t, ok
}

// Alias returns what the vocabulary calls the type, the preferred label if it
// has several, or nothing if it has none or the vocabulary is unknown.
func (t Type) Alias(vocabulary string) string {
	return typeAliases().labels[strings.ToLower(vocabulary)][t]
}

// parseAliases reads the table. A label behind > is written but not read.
func parseAliases(text string) *aliasTable {
	a := &aliasTable{types: map[string]Type{}, labels: map[string]map[Type]string{}}
	names := Vocabularies()
	for _, v := range names {
		a.labels[v] = map[Type]string{}
	}
	for row := range tableRows(text) {
		if len(row) != 1+len(names) {
			continue // the test rejects such a table
		}
		typ := Type(row[0])
		a.types[strings.ToLower(row[0])] = typ
		for i, v := range names {
			for label := range strings.SplitSeq(row[1+i], ",") {
				name, writeOnly := strings.CutPrefix(label, ">")
				if name == "" {
					continue
				}
				if a.labels[v][typ] == "" {
					a.labels[v][typ] = name
				}
				if key := strings.ToLower(name); !writeOnly && a.types[key] == "" {
					a.types[key] = typ
				}
			}
		}
	}
	return a
}
