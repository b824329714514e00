// SPDX-License-Identifier: Apache-2.0

package detect

import "slices"

// saleWeights say how much a phrase speaks for an advert. Goods that are plainly
// about people need one more sign, anything else two.
var saleWeights = [...]struct {
	kind   hintKind
	weight int
}{{hintGoods, 2}, {hintStuff, 1}, {hintSell, 1}, {hintPiece, 1}, {hintDeal, 1}}

const saleLine = 3

// judgeSale looks for an advert for personal information anywhere in the text;
// what is for sale is seldom in the advert itself.
func (s *assessing) judgeSale() {
	last := map[hintKind]int{} // kind → end of its last phrase
	near := func(k hintKind, at int) bool {
		end, ok := last[k]
		return ok && at-end <= linkGap
	}
	for i, h := range s.hints {
		weight, offer := 0, false
		for _, w := range saleWeights {
			if h.kind&w.kind != 0 {
				last[w.kind] = h.end
			}
			if near(w.kind, h.start) {
				weight += w.weight
				offer = offer || w.kind&(hintSell|hintPiece|hintDeal) != 0
			}
		}
		found := h.kind&hintSeller != 0 ||
			weight >= saleLine && offer && (near(hintGoods, h.start) || near(hintStuff, h.start))
		if found && s.isAdvert(i) {
			s.reasons.add(ReasonSeller)
			return
		}
	}
}

// isAdvert looks around the phrase at i for signs that it is none: harmless
// goods, or a report about the trade that names neither price nor contact.
func (s *assessing) isAdvert(i int) bool {
	var around hintKind
	at := s.hints[i].start
	for j := i; j >= 0 && at-s.hints[j].end <= linkGap; j-- {
		around |= s.hints[j].kind
	}
	for j := i; j < len(s.hints) && s.hints[j].start-at <= linkGap; j++ {
		around |= s.hints[j].kind
	}
	if around&hintNotSale != 0 {
		return false
	}
	if around&hintReport == 0 || around&(hintPiece|hintDeal|hintReach) != 0 {
		return true
	}
	// Of the items that end near only those are looked at that are not longer
	// than a contact can be.
	first, _ := slices.BinarySearchFunc(s.items, at-linkGap-maxValue, func(it disclosed, from int) int { return it.start - from })
	for _, it := range s.items[first:] {
		if it.start-at > linkGap {
			break
		}
		reach := it.class.part == partContact || it.class.part == partAccount
		if reach && it.whose != ofPublic && at-it.end <= linkGap {
			return true
		}
	}
	return false
}

// judgeCounts counts distinct values against the lines of the law, estimates the
// persons, and adds what the options say.
func (s *assessing) judgeCounts() {
	s.countValues()
	if s.opt.Insider && len(s.counts) > 0 {
		s.reasons.add(ReasonInsider)
	}
	if s.opt.OwnDatabase && len(s.counts) > 0 {
		s.reasons.add(ReasonOwnDatabase)
	}
	if IncidentLevel(s.persons) != "" {
		s.reasons.add(ReasonPersons)
	}
	if s.units.Floor >= S2 {
		s.reasons.raise(ReasonCount, s.units.Floor)
	}
	for _, line := range []struct {
		reached bool
		code    string
	}{
		{s.units.Serious, ReasonCriminalLine},
		{s.units.EspeciallySerious, ReasonEspecially},
		{s.units.PlatformLine, ReasonPlatformLine},
	} {
		if line.reached {
			s.reasons.add(line.code)
		}
	}
}

// countValues counts every value once, by the law's name of its kind, and by the
// strictest tier it has anywhere in the text.
func (s *assessing) countValues() {
	type value struct {
		typ    Type
		entity string
		key    string
	}
	raised := map[value]bool{}
	meant := map[value]bool{} // of somebody in particular: the law counts nothing else
	distinct := map[Type]int{}
	seen := map[value]bool{}
	for _, it := range s.items {
		if it.whose != ofOther {
			continue
		}
		v := value{it.typ, it.class.Entity, it.key}
		if s.tracks[it.index] {
			v.entity = "TRACK"
		}
		raised[v] = raised[v] || s.raised[it.index]
		meant[v] = meant[v] || !it.vague
		if !seen[v] {
			seen[v] = true
			distinct[it.typ]++
		}
	}
	s.counts = map[string]int{}
	stricter := map[string]int{}
	for v := range seen {
		if v.entity == "" || !meant[v] {
			continue // a type that the law's tables do not know
		}
		s.counts[v.entity]++
		if raised[v] {
			stricter[v.entity]++
		}
	}
	s.units = countTiers(s.counts, s.opt.Insider, stricter)
	s.persons = max(s.opt.Persons, s.estimatePersons(distinct))
}

// estimatePersons takes the most numerous of names and of each official number;
// in a list without names also of contacts and cards. Whatever is disclosed
// concerns at least one.
func (s *assessing) estimatePersons(distinct map[Type]int) int {
	persons, names := 0, 0
	for t, n := range distinct {
		persons = max(persons, min(n, 1))
		switch ClassOf(t, "").part {
		case partWho:
			names = max(names, n)
		case partID:
			persons = max(persons, n)
		}
	}
	if s.lists && names < listOf {
		for t, n := range distinct {
			switch ClassOf(t, "").part {
			case partContact, partAccount, partMoney:
				persons = max(persons, n)
			}
		}
	}
	return max(persons, names)
}
