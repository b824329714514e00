// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"time"
)

// AssessOptions tells [Assess] what the text itself does not say. The zero value
// means: nothing is known about the author, and ages are not computed.
type AssessOptions struct {
	// Now is the time at which ages count: a resident ID or a date of birth
	// that makes its holder younger than 14 then raises the grade. The zero
	// time leaves ages out.
	Now time.Time
	// Author holds what the platform knows of the author: name, handle, phone
	// number, e-mail address. Findings with such a value are the author's own.
	Author []string
	// Organisation says that an organisation publishes the text about itself,
	// as on a contact page: ways to reach it are meant for the public.
	Organisation bool
	// Insider says that the author got the data in duty or in providing a
	// service. Half the legal counts are then enough.
	Insider bool
	// OwnDatabase says that the data are proven to come from the operator's own
	// database.
	OwnDatabase bool
	// Persons is how many people are concerned, where more is known than the
	// text shows (an excerpt of a dump).
	Persons int
}

// Assessment grades a disclosure and explains the grade. It holds no values.
type Assessment struct {
	Level Level `json:"level"`
	// Reasons are ordered by level, highest first. Those of level S0 explain
	// why something did not count, or tell a reviewer what to look at.
	Reasons []Reason `json:"reasons"`
	// Persons estimates how many people other than the author are concerned.
	Persons int `json:"persons"`
	// Own says that everything found is the author's own information.
	Own bool `json:"own"`
	// Counts holds the distinct values by the law's name of their kind; the
	// author's own, public, masked and test values are left out.
	Counts map[string]int `json:"counts"`
	Units  Units          `json:"units"`
	// Note is [AssessmentNote], so that no copy of the result lacks it.
	Note string `json:"note"`
}

// AssessmentNote goes with every assessment.
const AssessmentNote = "indicator, not a legal finding; 仅为风险提示，不是法律认定"

// Has reports whether a reason with the code was given.
func (a *Assessment) Has(code string) bool {
	return slices.ContainsFunc(a.Reasons, func(r Reason) bool { return r.Code == code })
}

// Assess grades the disclosure that a text makes: whose information it is, how
// much, how it is linked, and what the text asks others to do with it. The
// findings are those of the same text; spans outside it are passed over.
//
// What is said in jest or in a quotation is graded like anything else, since the
// information is out all the same. Where it is not clear whose it is, it counts
// as another person's. A grade is a proposal: people may raise it, and Assess
// never knows enough to overrule them.
//
// The result depends on the arguments alone. It takes time linear in the text
// and memory linear in the findings.
func Assess(text []byte, fs []Finding, o AssessOptions) Assessment {
	s := newAssessing(text, fs, o)
	s.markWhose()
	s.judgeItems()
	for i := range s.passages {
		s.judgePassage(&s.passages[i])
	}
	s.judgeSale()
	s.judgeCounts()
	return s.result()
}

// whose says to whom an item belongs, or why it does not count.
type whose uint8

const (
	ofOther  whose = iota // another person's, or unknown
	ofAuthor              // the author's
	ofPublic              // meant for the public
	ofTest                // a test number, a placeholder
	ofMask                // partly masked already
)

// disclosed is a finding under assessment.
type disclosed struct {
	index      int // in the findings given
	typ        Type
	class      Class
	start, end int
	key        string // valueKey
	whose      whose
	cleared    bool // the finding's own evidence says so, no word of the text
	vague      bool // said of somebody whom nothing near identifies
}

// passage is a group of items that stand close to one another, with the hints
// around them. Items are linked only within a passage.
type passage struct {
	items []disclosed // part of assessing.items
	hints []hint      // part of assessing.hints
}

// linkGap is how many bytes may lie between two items, or an item and a phrase,
// that belong together: about a hundred Chinese characters, or three English
// sentences.
const linkGap = 300

// assessing is the state of one call of Assess.
type assessing struct {
	text     []byte
	opt      AssessOptions
	items    []disclosed // ordered by start
	hints    []hint      // ordered by start
	passages []passage
	raised   map[int]bool // findings that count by their raised tier
	tracks   map[int]bool // findings that are points of a track
	lists    bool         // there is a list of persons
	reasons  reasonList
	persons  int
	counts   map[string]int
	units    Units
}

func newAssessing(text []byte, fs []Finding, o AssessOptions) *assessing {
	s := &assessing{text: text, opt: o, raised: map[int]bool{}, tracks: map[int]bool{}, reasons: reasonList{}}
	for i, f := range fs {
		class := ClassOf(f.Type, f.Kind)
		if f.Start < 0 || f.End <= f.Start || f.End > len(text) || !class.Personal() {
			continue
		}
		it := disclosed{index: i, typ: f.Type, class: class, start: f.Start, end: f.End}
		it.key = valueKey(f.Type, text[f.Start:f.End])
		it.whose, it.cleared = clearedBy(f.Evidence)
		it.said(f.Kind)
		s.items = append(s.items, it)
	}
	slices.SortStableFunc(s.items, func(a, b disclosed) int { return a.start - b.start })
	s.hints = hintsOutside(hintPhrases().find(text), s.items)
	s.group()
	return s
}

// clearedBy returns what the finding's own evidence says.
func clearedBy(e Evidence) (whose, bool) {
	switch {
	case e.Has(IsTest):
		return ofTest, true
	case e.Has(IsMasked):
		return ofMask, true
	case e.Has(NotPersonal):
		return ofPublic, true
	}
	return ofOther, false
}

// hintsOutside drops the hints that are part of a value, such as "her" in an e-mail
// address. Schools and classes stay: they are often part of an address.
func hintsOutside(hints []hint, items []disclosed) []hint {
	i := 0
	return slices.DeleteFunc(hints, func(h hint) bool {
		for i < len(items) && items[i].end <= h.start {
			i++
		}
		return i < len(items) && items[i].start < h.end && h.kind&(hintSchool|hintGrade) == 0
	})
}

// group parts the items into passages and gives each the hints around it.
func (s *assessing) group() {
	lo := 0 // first hint that may still belong to a passage
	for i := 0; i < len(s.items); {
		j, end := i+1, s.items[i].end
		for j < len(s.items) && s.items[j].start-end <= linkGap {
			end = max(end, s.items[j].end)
			j++
		}
		for lo < len(s.hints) && s.hints[lo].end < s.items[i].start-linkGap {
			lo++
		}
		hi := lo
		for hi < len(s.hints) && s.hints[hi].start <= end+linkGap {
			hi++
		}
		s.passages = append(s.passages, passage{items: s.items[i:j], hints: s.hints[lo:hi]})
		identify(s.items[i:j])
		i = j
	}
}

// has returns the kinds of hints around the passage. To phone somebody turns on
// the person unless the text says what for: "打她电话" beside 捡到耳机, "ring her"
// beside "if found", or in a notice that somebody is missing.
func (p *passage) has() (kinds hintKind) {
	for _, h := range p.hints {
		kinds |= h.kind
	}
	if kinds&hintRing != 0 && kinds&(hintErrand|hintMissing) == 0 {
		kinds |= hintCall
	}
	return kinds
}

// others returns the items of the passage that are another person's.
func (p *passage) others() []disclosed {
	var out []disclosed
	for _, it := range p.items {
		if it.whose == ofOther {
			out = append(out, it)
		}
	}
	return out
}

func (s *assessing) result() Assessment {
	a := Assessment{
		Reasons: s.reasons.sorted(), Persons: s.persons, Counts: s.counts, Units: s.units,
		Note: AssessmentNote,
	}
	for _, r := range a.Reasons {
		a.Level = max(a.Level, r.Level)
	}
	a.Own = len(s.items) > 0 && !slices.ContainsFunc(s.items, func(it disclosed) bool { return it.whose != ofAuthor })
	return a
}
