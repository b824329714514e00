// SPDX-License-Identifier: Apache-2.0

package detect

import "slices"

// listOf is from how many distinct persons rows of them count as a list, and
// positions as a track.
const listOf = 3

// judgeItems grades every item by itself.
func (s *assessing) judgeItems() {
	codes := map[whose]string{ofAuthor: ReasonOwn, ofPublic: ReasonPublic, ofTest: ReasonTest, ofMask: ReasonMasked}
	for _, it := range s.items {
		switch {
		case it.whose != ofOther:
			s.reasons.add(codes[it.whose], it.index)
		case it.class.Level >= S3:
			s.reasons.add(ReasonGrave, it.index)
		case it.class.Level == S2:
			s.reasons.add(ReasonSensitive, it.index)
		default:
			s.reasons.add(ReasonItem, it.index)
		}
		if it.typ == Minor && it.whose == ofOther && !it.vague {
			s.reasons.add(ReasonMinor, it.index)
		}
	}
}

// judgePassage grades how the items of a passage are linked and what the words
// around them ask for.
func (s *assessing) judgePassage(p *passage) {
	s.judgeMinor(p)
	others := p.others()
	if len(others) == 0 {
		return
	}
	s.judgeComposites(others)
	s.judgeList(others)
	s.judgeTrack(others)
	s.judgeCalls(p, others)
	s.judgeHealth(p, others)
	said := p.has()
	if said&hintTest != 0 {
		s.reasons.add(ReasonSaysTest)
	}
	if said&hintMissing != 0 {
		s.reasons.add(ReasonMissingPerson)
	}
}

// indexesOf returns the findings of the items that play one of the parts.
func indexesOf(items []disclosed, parts ...part) []int {
	var out []int
	for _, it := range items {
		if len(parts) == 0 || slices.Contains(parts, it.class.part) {
			out = append(out, it.index)
		}
	}
	return out
}

// judgeComposites looks for a name linked with other things. Name and two
// further kinds is the composite (a) of the house rules, a handle with a name
// and a contact or place composite (b); where one of the parts is sensitive by
// itself, the link raises the grade by one more.
func (s *assessing) judgeComposites(others []disclosed) {
	who := indexesOf(others, partWho)
	if len(who) == 0 {
		s.judgeNumber(others)
		return
	}
	link := func(code string, level Level, parts ...part) bool {
		found := indexesOf(others, parts...)
		if len(found) > 0 {
			s.reasons.raise(code, level, append(found, who...)...)
		}
		return len(found) > 0
	}
	link(ReasonWhoContact, S2, partContact, partAccount)
	place := link(ReasonWhoAddress, S2, partPlace)
	link(ReasonWhoID, S2, partID)
	if len(indexesOf(others, partAccount)) > 0 && (place || len(indexesOf(others, partContact)) > 0) {
		link(ReasonHandle, S2, partAccount)
	}
	kinds := 0
	for _, group := range [][]part{{partContact, partAccount}, {partPlace}, {partID}, {partPlate}, {partWork}} {
		if len(indexesOf(others, group...)) > 0 {
			kinds++
		}
	}
	if kinds < 2 {
		return
	}
	level := S2
	if slices.ContainsFunc(others, func(it disclosed) bool { return it.class.Level >= S2 }) {
		level = S3
	}
	link(ReasonWhoMany, level, partContact, partAccount, partPlace, partID, partPlate, partWork)
}

// judgeNumber looks for an official number with a way to reach or find its
// holder. The number leads to the name, so the two together lay the person open
// as name, number and contact do, also where the name is not given or not known
// for one.
func (s *assessing) judgeNumber(others []disclosed) {
	id := indexesOf(others, partID)
	beside := indexesOf(others, partContact, partAccount, partPlace)
	if len(id) > 0 && len(beside) > 0 {
		s.reasons.add(ReasonNumberLinked, append(id, beside...)...)
	}
}

// judgeHealth looks for the illness of somebody who can be told from the text: a
// name or an official number close to it, and a way to reach or find the person;
// or two rows of a name and an illness. A name alone with an illness is in every
// obituary. Nothing follows where the text is about treating the illness, or
// says of a missing person what helps to find them.
func (s *assessing) judgeHealth(p *passage, others []disclosed) {
	if p.has()&(hintRemedy|hintMissing) != 0 {
		return
	}
	var known []int
	rows, lo := 0, 0 // lo: first item that may still be near
	for _, h := range p.hints {
		if h.kind&hintIll == 0 {
			continue
		}
		for lo < len(others) && h.start-others[lo].end > illReach {
			lo++
		}
		for _, it := range others[lo:] {
			if it.start-h.end > illReach {
				break
			}
			part := it.class.part
			if part == partWho || part == partID {
				known = append(known, it.index)
			}
			if gap := h.start - it.end; part == partWho && gap >= 0 && gap <= illRow {
				rows++
			}
		}
	}
	identified := len(indexesOf(others, partContact, partAccount, partPlace, partID)) > 0
	if len(known) > 0 && (identified || rows >= 2) {
		s.reasons.add(ReasonHealth, known...)
	}
}

// How many bytes may lie between an illness and whose it is, a sentence; and in
// the row of a list, a colon or a dash.
const (
	illReach = 120
	illRow   = 6
)

// judgeList looks for rows of persons: three official numbers; three names with
// something beside each; or three contacts or cards that do not all belong to
// one name.
func (s *assessing) judgeList(others []disclosed) {
	distinct := distinctValues(others)
	names := 0
	for t, n := range distinct {
		if ClassOf(t, "").part == partWho {
			names += n
		}
	}
	list := names >= listOf && alternations(others) >= listOf
	for t, n := range distinct {
		switch ClassOf(t, "").part {
		case partID:
			list = list || n >= listOf
		case partContact, partAccount, partMoney:
			list = list || n >= listOf && names != 1
		}
	}
	if list {
		s.lists = true
		s.reasons.add(ReasonList, indexesOf(others)...)
	}
}

// distinctValues counts the distinct values of each type.
func distinctValues(items []disclosed) map[Type]int {
	type value struct {
		typ Type
		key string
	}
	seen := map[value]bool{}
	n := map[Type]int{}
	for _, it := range items {
		if v := (value{it.typ, it.key}); !seen[v] {
			seen[v] = true
			n[it.typ]++
		}
	}
	return n
}

// alternations counts how often a name is followed by something else, or
// something else by a name, whichever is more.
func alternations(items []disclosed) int {
	before, behind := 0, 0
	for i := 1; i < len(items); i++ {
		a, b := items[i-1].class.part == partWho, items[i].class.part == partWho
		switch {
		case a && !b:
			before++
		case b && !a:
			behind++
		}
	}
	return max(before, behind)
}

// judgeTrack looks for a person's positions in sequence. Positions without
// anybody near are shops or sensors.
func (s *assessing) judgeTrack(others []disclosed) {
	var points []int
	keys := map[string]bool{}
	for _, it := range others {
		if it.typ == Coordinates {
			points = append(points, it.index)
			keys[it.key] = true
		}
	}
	who := indexesOf(others, partWho, partContact, partAccount, partID, partPlate)
	if len(keys) < listOf || len(who) == 0 {
		return
	}
	for _, i := range points {
		s.tracks[i] = true
	}
	s.reasons.add(ReasonTrack, points...)
}

// judgeCalls looks for calls to act against the person and for threats. Where
// only names are given, nothing but a call to hunt for more counts, and a call
// or threat in a text that tells when and where to meet the person: names and
// strong words are in every piece of news and every novel.
func (s *assessing) judgeCalls(p *passage, others []disclosed) {
	said := p.has()
	all := indexesOf(others)
	if len(indexesOf(others, partWho)) == len(others) {
		if said&hintHunt != 0 || said&hintWhere != 0 && said&(hintCall|hintThreat|hintLife) != 0 {
			s.reasons.add(ReasonCall, all...)
		}
		return
	}
	if said&(hintCall|hintHunt|hintSpread) != 0 {
		s.reasons.add(ReasonCall, all...)
	}
	place := indexesOf(others, partPlace)
	switch {
	case said&hintLife != 0 && len(place) > 0:
		s.reasons.add(ReasonDanger, place...)
	case said&(hintLife|hintThreat) != 0:
		s.reasons.add(ReasonThreat, all...)
	}
	if said&hintAgainst == 0 {
		return
	}
	for _, it := range others {
		// The tier of credentials rises with access to property, not with safety.
		if it.class.RaisedTier != 0 && it.class.part != partSecret {
			s.raised[it.index] = true
			s.reasons.add(ReasonSafetyTier, it.index)
		}
	}
}
