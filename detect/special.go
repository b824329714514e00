// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

// Special categories are facts rather than numbers: an illness, a faith, a
// verdict. The word for one stands in every newspaper, so it counts only where
// a sentence ascribes it to somebody. Each category is a file of its own that
// names its words; what they need around them is the same for all and is
// weighed here: who is spoken of, which word ties the fact to that person, and
// whether the sentence denies, asks, supposes, rules or tells a story.
//
// Not handled: irony, a denial more than one clause away, questions without a
// mark or question word, a person named in another sentence, and whether the
// person is a public figure or invented by a text that does not say so.

// The types of special categories, named as in the law tables.
const (
	HealthRecord     Type = "HEALTH_RECORD"
	Infectious       Type = "INFECTIOUS_FERTILITY_DISABILITY"
	BodyMetric       Type = "BODY_METRIC"
	Biometric        Type = "BIOMETRIC_TEMPLATE"
	Religion         Type = "RELIGION"
	Ethnicity        Type = "ETHNICITY_NATIONALITY"
	Sexuality        Type = "SEX_LIFE_ORIENTATION"
	MaritalStatus    Type = "MARITAL_STATUS"
	CriminalRecord   Type = "CRIMINAL_RECORD"
	Minor            Type = "ANY_PI_UNDER_14" // Kind of its own: an age, a school and class
	Track            Type = "TRACK"           // where somebody goes and when
	PreciseLocation  Type = "PRECISE_LOCATION"
	Lodging          Type = "LODGING"
	Order            Type = "TRANSACTION_ORDER_WAYBILL"
	Income           Type = "INCOME_DETAIL"
	Property         Type = "DEPOSIT_REAL_ESTATE_LOAN"
	CreditReport     Type = "CREDIT_REPORT"
	Correspondence   Type = "COMMUNICATION_CONTENT" // private correspondence, quoted
	EducationWork    Type = "EDUCATION_WORK"
	PoliticalOpinion Type = "POLITICAL_OPINION"
)

// The kinds of findings of these types say of whom the sentence speaks. Empty
// is a person who is named, or the person whose record a form or table holds.
const (
	KindSelf    = "self"    // the writer
	KindSomeone = "someone" // he, my neighbour, the patient: nobody is named
)

// special is a category: its words, and how they tie a fact to a person.
type special struct {
	values cueSet // words for the fact, which need another one that ascribes it: a disease
	facts  cueSet // words that ascribe it by themselves: divorced, 判刑
	labels cueSet // names of a form's fields in front of which a value stands: 宗教信仰
	links  wordKind
	// whom are the kinds of subjects that count; zero is all of them.
	whom wordKind
	// bare lets the word follow the person directly: 我妈糖尿病.
	bare bool
	// place says that the fact is a place, which may be found as an address as
	// well: the word that ascribes it is reported then.
	place bool
	// alone is the score of a value without a person, for columns of tables; zero
	// leaves it out.
	alone float64
	// grow returns the bounds of the fact around its word, and the word that
	// ascribes it if there is one in there. ok is false where the word is no
	// fact at all. Nil takes the word as it is.
	grow func(s *scan, c *clause, h specialHit) (fact specialFact, ok bool)
}

// specialHit is a word of a category found in the unit.
type specialHit struct {
	of         *special
	start, end int
	role       uint8 // of the three below
}

const (
	roleValue uint8 = iota
	roleFact
	roleLabel
)

// specialFact is what a finding of a category will cover.
type specialFact struct {
	start, end       int
	cueStart, cueEnd int // the word that ascribes it; both zero: look for one
	whom             int // a person known already stands here, else -1
	malus            float64
}

// triggers asks for the category's words.
func (sp *special) triggers() []trigger {
	var on []trigger
	for role, set := range [...]cueSet{roleValue: sp.values, roleFact: sp.facts, roleLabel: sp.labels} {
		if set != 0 {
			ownCues.add(set)
			on = append(on, onCue(set, func(s *scan, start, end int) {
				s.special = append(s.special, specialHit{sp, start, end, uint8(role)})
			}))
		}
	}
	return append(on, onEnd(sp.judge))
}

// judge looks at the category's words of the unit.
func (sp *special) judge(s *scan, _, _ int) {
	s.meet()
	label := -1
	for i := range s.special {
		h := s.special[i]
		switch {
		case h.of != sp:
		case h.role == roleLabel:
			label = h.end
		default:
			sp.weigh(s, h, label)
		}
	}
}

// weigh judges one word. label is where the last name of a field ends, or -1.
func (sp *special) weigh(s *scan, h specialHit, label int) {
	c := s.clauseAt(h.start)
	f := specialFact{start: h.start, end: h.end, whom: -1}
	if h.role == roleFact {
		f.cueStart, f.cueEnd = h.start, h.end
	}
	if sp.grow != nil {
		var ok bool
		if f, ok = sp.grow(s, c, h); !ok {
			return
		}
	}
	out := Finding{Start: f.start, End: f.end, Evidence: HasLexicon}
	if ev := sp.inForm(s, f, label); ev != 0 {
		out.Score, out.Evidence = 0.7, out.Evidence|ev
		if ev == HasCue {
			out.CueStart, out.CueEnd = s.labelStart(label, sp), label
		}
		s.emitSpecial(out, sp.place)
		return
	}
	var p subject
	ok := !s.mute(c)
	if ok {
		s.readClause(c)
		p, ok = c.person(s, f, sp.whom)
	}
	if !ok || !c.ties(s, sp, &f, p) || c.wordAt(f.end, wordGeneral) {
		if out.Score = sp.alone; out.Score > 0 {
			s.emitSpecial(out, false)
		}
		return
	}
	out.Score, out.Kind = p.score-f.malus, p.kind()
	out.CueStart, out.CueEnd = f.cueStart, f.cueEnd
	out.Evidence |= HasCue
	if limit := c.limit(f, p); limit < out.Score {
		out.Score, out.Evidence = limit, out.Evidence|NotCue
	}
	if p.hint.kind&wordWeak != 0 && out.Score >= DefaultMinScore {
		s.confirmName(p.start, p.end)
	}
	s.emitSpecial(out, sp.place)
}

// confirmedName is the score of a name that a fact is ascribed to and that had
// too little context of its own.
const confirmedName = 0.55

// confirmName raises the score of the name at [start, end).
func (s *scan) confirmName(start, end int) {
	for i := range s.found {
		if f := &s.found[i]; f.Type == Person && f.Start == start && f.End == end && f.Score < confirmedName {
			f.Score, f.Evidence = confirmedName, f.Evidence|HasCue
		}
	}
}

// inForm reports whether the fact is the value of a field: HasCue if the field's
// name stands in front of it and a person is near, HasField if the name of the
// column or key says so.
func (sp *special) inForm(s *scan, f specialFact, label int) Evidence {
	if m := s.fieldMask(f.start); sp.labels != 0 && m.has(sp.labels) {
		return HasField
	}
	if label < 0 || label > f.start || f.start-label > 12 {
		return 0
	}
	marks := 0
	for _, r := range string(s.text[label:f.start]) {
		switch r {
		case ':', '：', '=', '|', '\t':
			marks++
		case ' ', '"', '\'', '　', '*':
		default:
			return 0
		}
	}
	if marks == 0 || !s.personWithin(f.start-recordReach, f.end+recordReach) {
		return 0
	}
	return HasCue
}

// recordReach is how far a record goes around one of its fields, in bytes: four
// or five lines of a form.
const recordReach = 200

// personWithin reports whether a name or an identifier of a person lies in
// [lo, hi).
func (s *scan) personWithin(lo, hi int) bool {
	for i := range s.found {
		f := &s.found[i]
		if f.Start >= lo && f.End <= hi && f.Score >= DefaultMinScore && (f.Type == Person || ClassOf(f.Type, "").part == partID || f.Type == PhoneNumber) {
			return true
		}
	}
	return false
}

// labelStart returns where the label that ends at end begins.
func (s *scan) labelStart(end int, sp *special) int {
	for _, h := range s.special {
		if h.of == sp && h.role == roleLabel && h.end == end {
			return h.start
		}
	}
	return end
}

// emitSpecial reports a fact. It never takes the place of another finding: of a
// part that one covers already only the rest is reported, and if nothing is
// left, the word that ascribes it where orCue says so.
func (s *scan) emitSpecial(f Finding, orCue bool) {
	if f.Score < DefaultMinScore {
		s.emit(f)
		return
	}
	for range 2 {
		start, end := s.uncovered(f.Start, f.End, f.Score)
		if start < end {
			f.Start, f.End = start, end
			s.emit(f)
			return
		}
		if f.Start, f.End = f.CueStart, f.CueEnd; !orCue {
			return
		}
	}
}

// uncovered returns the first part of [start, end) with a letter or digit that
// no finding of another kind covers.
func (s *scan) uncovered(start, end int, score float64) (int, int) {
	for i := range s.found {
		o := &s.found[i]
		if o.Score < DefaultMinScore || o.Start >= end || o.End <= start || strings.HasPrefix(o.Rule, "special_") {
			continue // facts settle among themselves
		}
		if o.Type == Person && o.Start >= start && o.End <= end && (o.Score < score || s.text[start] < 0x80) {
			// "Roma" and "African American" have the shape of names.
			o.Score, o.Evidence = min(o.Score, limitDenied), o.Evidence|NotCue
			continue
		}
		if s.wordy(start, o.Start) {
			end = o.Start
		} else {
			start = o.End
		}
		if start >= end {
			return 0, 0
		}
	}
	for start < end && !s.wordy(start, start+1) {
		start++
	}
	for start < end && !s.wordy(end-1, end) {
		end--
	}
	return start, end
}

// wordy reports whether [i, j) holds a letter, a digit or a byte above U+007F.
func (s *scan) wordy(i, j int) bool {
	for ; i < j; i++ {
		if c := s.text[i]; c >= 0x80 || isAlnum(c) {
			return true
		}
	}
	return false
}
