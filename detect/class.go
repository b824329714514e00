// SPDX-License-Identifier: Apache-2.0

package detect

import (
	_ "embed"
	"iter"
	"strconv"
	"strings"
	"sync"
)

//go:embed classes.tsv
var classesTSV string

// Verdict is what a text says about a question: yes, no, or neither.
type Verdict int8

// The verdicts. Open means that the text gives a condition or is silent.
const (
	Open Verdict = iota
	No
	Yes
)

// Class is what the law and the standards say of one kind of personal
// information. It speaks of the kind, not of a disclosure: see [Assess].
type Class struct {
	// Entity names the kind in the vocabulary of the law tables, for example
	// PHONE_CN. It is empty where a type is not personal information by itself
	// (an organisation's code, a plain link) and where the type is unknown.
	Entity string
	// Known is false for types that no table lists, such as those of a user's
	// rules. They count as ordinary personal information without an entity.
	Known bool

	GBT35273A string  // class in annex A of GB/T 35273-2020
	GBT35273B Verdict // sensitive by its annex B
	GBT45574  Verdict // sensitive by annex A of GB/T 45574-2025
	PIPL28    string  // the word of PIPL art. 28 that covers it, else empty
	GDPR9     string  // the special category of GDPR art. 9, else empty

	// Sensitive is the product's own verdict: the strictest of the above, and
	// yes for some kinds that the newest standard dropped.
	Sensitive bool
	// Tier is how many items make a disclosure a serious offence by art. 5 of
	// the 2017 judicial interpretation: 50, 500 or 5000; 0 is not counted.
	Tier int
	// RaisedTier replaces Tier where the item can affect somebody's safety or
	// gives access to property; 0 if there is no such clause.
	RaisedTier int
	// Level is the grade of one item of another person, standing alone.
	Level Level

	part part
}

// Personal reports whether the kind is personal information by itself.
func (c Class) Personal() bool { return !c.Known || c.Entity != "" }

// part is what an item contributes when several are linked.
type part string

const (
	partWho     part = "who"     // a name
	partContact part = "contact" // one can reach the person through it
	partAccount part = "account" // a name on a platform
	partPlace   part = "place"   // one can go there
	partID      part = "id"      // an official number
	partBirth   part = "birth"
	partPlate   part = "plate"
	partMoney   part = "money"
	partWork    part = "work" // workplace or school
	partSecret  part = "secret"
	partDevice  part = "device"
)

type typeKind struct {
	typ  Type
	kind string
}

type classTable struct {
	entities map[string]Class
	types    map[typeKind]Class
}

var typeClasses = sync.OnceValue(func() *classTable {
	t := parseClasses(classesTSV)
	t.addNationals()
	return t
})

// ClassOf returns the class of a type. Kind is the finding's; where the table
// has no row for it, the type's own row counts. For an unknown type Known is
// false and Level is S1.
func ClassOf(t Type, kind string) Class {
	table := typeClasses()
	if c, ok := table.types[typeKind{t, kind}]; ok {
		return c
	}
	if c, ok := table.types[typeKind{t, ""}]; ok {
		return c
	}
	if c, ok := table.entities[string(t)]; ok {
		return c
	}
	return Class{Level: S1}
}

// classOfEntity returns the class of a kind by its name in the law tables.
func classOfEntity(id string) (Class, bool) {
	c, ok := typeClasses().entities[id]
	return c, ok
}

func parseClasses(text string) *classTable {
	t := &classTable{entities: map[string]Class{}, types: map[typeKind]Class{}}
	for row := range tableRows(text) {
		switch {
		case row[0] == "entity" && len(row) == 12:
			t.entities[row[1]] = parseEntity(row)
		case row[0] == "type" && len(row) == 5:
			c := t.entities[row[3]]
			c.Known = true
			if row[4] != "" {
				c.part = part(row[4])
			}
			t.types[typeKind{Type(row[1]), row[2]}] = c
		}
	}
	return t
}

func parseEntity(row []string) Class {
	verdicts := map[string]Verdict{"yes": Yes, "no": No}
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // empty is 0: not counted
		return n
	}
	c := Class{
		Entity: row[1], Known: true,
		GBT35273A: row[2], GBT35273B: verdicts[row[3]], GBT45574: verdicts[row[4]],
		PIPL28: row[5], GDPR9: row[6],
		Tier: number(row[8]), RaisedTier: number(row[9]), Level: Level(number(row[10])),
		part: part(row[11]),
	}
	c.Sensitive = row[7] == "yes" || c.GBT35273B == Yes || c.GBT45574 == Yes || c.PIPL28 != "" || c.GDPR9 != ""
	return c
}

// tableRows yields the rows of an embedded table: cells parted by tabs, lines
// that begin with # left out, a lone dash read as empty.
func tableRows(text string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for line := range strings.SplitSeq(text, "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			row := strings.Split(line, "\t")
			for i, cell := range row {
				if cell == "-" {
					row[i] = ""
				}
			}
			if !yield(row) {
				return
			}
		}
	}
}
