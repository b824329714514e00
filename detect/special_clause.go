// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"cmp"
	"slices"
	"sync"
	"unicode/utf8"
)

// wordKind is a set of the kinds in special_words.tsv.
type wordKind = hintKind

const (
	wordNone wordKind = 1 << iota
	wordSelf
	wordWho
	wordYou
	wordKin
	wordRole
	wordBare
	wordMany
	wordThing
	wordNot
	wordClear
	wordAsk
	wordIf
	wordMaybe
	wordRule
	wordStory
	wordJob
	wordHave
	wordBe
	wordBelieve
	wordTake
	wordAfter
	wordGeneral
	// wordNamed is a finding of a name; no word of the table.
	wordNamed
	wordWeak // one whose score alone is below DefaultMinScore
	// linkOf is no word either: a possessive ties the fact to the person.
	linkOf
)

var wordNames = [...]string{
	"none", "self", "who", "you", "kin", "role", "bare", "many", "thing", "not", "clear", "ask", "if", "maybe", "rule",
	"story", "job", "have", "be", "believe", "take", "after", "general",
}

// wordSubject are the kinds that say who is spoken of.
const wordSubject = wordSelf | wordWho | wordYou | wordKin | wordRole | wordBare | wordNamed | wordWeak

// weakName is the score from which what may be a name counts as one where a fact
// is ascribed to it: name and fact speak for each other.
//
// Only in Chinese: what has the look of a name in Latin letters is as often a
// program's.
const weakName = 0.3

var specialWords = sync.OnceValue(func() *hintTable { return parsePhrases(specialWordsTSV, wordNames[:]) })

// clause is a sentence around a word of a category, with the words in it that
// matter.
type clause struct {
	lo, hi   int
	words    []hint // ordered by start; names included
	question bool   // it ends with a question mark
	read     bool   // words and question are set
}

// The reach of a sentence around a word, in bytes: about fifty Chinese
// characters in front, and what may follow to deny or to ask.
const (
	clauseBefore = 160
	clauseAfter  = 110
)

// clauseAt returns the bounds of the sentence around i. Its words are read when
// they are needed: most words of a category are no fact at all.
func (s *scan) clauseAt(i int) *clause {
	c := &s.clause
	if lo, hi := s.sentence(i); lo != c.lo || hi != c.hi {
		c.lo, c.hi, c.read = lo, hi, false
	}
	return c
}

// readClause finds the words and names of the sentence.
func (s *scan) readClause(c *clause) {
	if c.read {
		return
	}
	c.read = true
	c.words = specialWords().appendTo(c.words[:0], s.text[c.lo:c.hi])
	for k := range c.words {
		c.words[k].start += c.lo
		c.words[k].end += c.lo
	}
	for i := s.firstPerson(c.lo); i < len(s.people) && s.people[i].start < c.hi; i++ {
		if s.people[i].end <= c.hi {
			c.words = append(c.words, s.people[i])
		}
	}
	slices.SortStableFunc(c.words, func(a, b hint) int { return a.start - b.start })
	c.question = c.hi < s.hi && s.text[c.hi] == '?' || s.startsWith(c.hi, "？")
}

// mute reports whether the sentence surely speaks of nobody: most sentences with a
// word of a category are of that kind, and need not be read.
func (s *scan) mute(c *clause) bool {
	if c.read {
		return false
	}
	for i := s.firstPerson(c.lo); i < len(s.people) && s.people[i].start < c.hi; i++ {
		if s.people[i].end <= c.hi {
			return false
		}
	}
	return !subjectWords().mayBegin(s.text[c.lo:c.hi])
}

// subjectWords is how the words begin that say who is spoken of.
var subjectWords = sync.OnceValue(func() *pairSet { return specialWords().pairsOf(wordSubject) })

// firstPerson returns the index of the first of s.people that begins at lo or
// behind.
func (s *scan) firstPerson(lo int) int {
	i, _ := slices.BinarySearchFunc(s.people, lo, func(h hint, lo int) int { return h.start - lo })
	return i
}

// meet notes the names of the unit, once, for the sentences in which a word of a
// category stands.
func (s *scan) meet() {
	if s.met || len(s.special) == 0 {
		return
	}
	s.met, s.people = true, s.people[:0]
	for k := range s.found {
		f := &s.found[k]
		switch {
		case f.Type != Person || f.Score < weakName || f.Kind == "latin" && f.Score < DefaultMinScore:
		case f.Score < DefaultMinScore:
			s.people = append(s.people, hint{wordWeak, f.Start, f.End})
		default:
			s.people = append(s.people, hint{wordNamed, f.Start, f.End})
		}
	}
	slices.SortFunc(s.people, func(a, b hint) int { return cmp.Or(a.start-b.start, a.end-b.end) })
}

// sentence returns the bounds of the sentence around i, no further away than
// clauseBefore and clauseAfter.
func (s *scan) sentence(i int) (lo, hi int) {
	lo = i
	for lo > s.lo && i-lo < clauseBefore && !(mayStop[s.text[lo-1]] && s.stops(lo-1)) {
		lo--
	}
	for lo < i && (!utf8.RuneStart(s.text[lo]) || lo > s.lo && i-lo >= clauseBefore-40 && isWord(s.text[lo]) && isWord(s.text[lo-1])) {
		lo++
	}
	hi = i
	for hi < s.hi && hi-i < clauseAfter && !(mayStop[s.text[hi]] && s.stops(hi)) {
		hi++
	}
	for hi < s.hi && hi > i && !utf8.RuneStart(s.text[hi]) {
		hi--
	}
	return lo, hi
}

// mayStop are the bytes that [scan.stops] looks at closely.
var mayStop = [256]bool{'!': true, '?': true, ';': true, '\n': true, '.': true, 0xE3: true, 0x82: true, 0xEF: true, 0x81: true, 0x9F: true, 0x9B: true}

// stops reports whether the byte at i ends a sentence, or is the first or last
// of a mark that does.
func (s *scan) stops(i int) bool {
	t := s.text
	switch c := t[i]; {
	case c == '!' || c == '?' || c == ';':
		return true
	case c == '\n':
		// A line of running text goes on in small letters.
		return !(i > s.lo && i+1 < s.hi && t[i-1] < 0x80 && (isLetter(t[i-1]) || t[i-1] == ',') && isLetter(t[i+1]) && !isUpper(t[i+1]))
	case c == '.':
		return i+1 >= s.hi || (t[i+1] == ' ' || t[i+1] == '\n' || t[i+1] == '"') && !s.abbreviates(i)
	case c == 0x82: // 。 is E3 80 82
		return i >= s.lo+2 && t[i-1] == 0x80 && t[i-2] == 0xE3
	case c == 0xE3:
		return s.startsWith(i, "。")
	case c == 0xEF:
		return s.startsWith(i, "！") || s.startsWith(i, "？") || s.startsWith(i, "；")
	case c == 0x81 || c == 0x9F || c == 0x9B: // ！ ？ ；
		return i >= s.lo+2 && t[i-1] == 0xBC && t[i-2] == 0xEF
	}
	return false
}

// abbreviates reports whether the full stop at i belongs to Mr. or an initial.
func (s *scan) abbreviates(i int) bool {
	a := i
	for a > s.lo && isLetter(s.text[a-1]) {
		a--
	}
	switch w := s.text[a:i]; len(w) {
	case 1:
		return isUpper(w[0])
	case 2:
		return sameWord(w, "mr") || sameWord(w, "ms") || sameWord(w, "dr") || sameWord(w, "st") || sameWord(w, "no")
	case 3:
		return sameWord(w, "mrs")
	}
	return false
}

// subject is who a fact is ascribed to.
type subject struct {
	hint
	score float64
}

// kind returns the Kind of a finding about the subject.
func (p subject) kind() string {
	switch {
	case p.hint.kind&(wordNamed|wordWeak) != 0:
		return ""
	case p.hint.kind&wordSelf != 0:
		return KindSelf
	}
	return KindSomeone
}

// subjectScores say how sure a sentence is to speak of a person.
var subjectScores = [...]struct {
	kind  wordKind
	score float64
}{{wordNamed, 0.8}, {wordSelf | wordWho | wordKin, 0.72}, {wordWeak, 0.66}, {wordRole, 0.65}, {wordYou, 0.6}, {wordBare, 0.6}}

func subjectOf(h hint) subject {
	for _, r := range subjectScores {
		if h.kind&r.kind != 0 {
			return subject{h, r.score}
		}
	}
	return subject{h, 0}
}

// person returns whom the sentence ascribes the fact to: whoever is named last
// in front of it, a name before a mere word if both stand there; else a name
// right behind (患者张伟, "HIV-positive Rita").
func (c *clause) person(s *scan, f specialFact, whom wordKind) (p subject, ok bool) {
	if whom == 0 {
		whom = wordSubject
	}
	if whom&wordNamed != 0 {
		whom |= wordWeak
	}
	before := f.start
	if f.cueEnd > 0 {
		before = max(before, f.cueStart) // 每天她7点出门
	}
	for i := len(c.words) - 1; i >= 0; i-- {
		w := c.words[i]
		if w.kind&wordSubject == 0 || w.kind&whom == 0 || w.start >= before {
			continue
		}
		w.end = min(w.end, before) // "my student" in "my student loans"
		if ok && (w.kind&wordNamed == 0 || p.hint.kind&(wordSelf|wordKin|wordNamed|wordWeak) != 0 || p.start-w.end > 40) {
			continue
		}
		if w.kind&(wordBare|wordRole) != 0 && c.generic(w) {
			continue
		}
		p, ok = subjectOf(w), true
	}
	if ok {
		return p, c.reaches(p, f)
	}
	for _, w := range c.words {
		if w.kind&(wordNamed|wordWeak) != 0 && whom&wordNamed != 0 && w.start >= f.end && w.start-f.end <= 18 {
			return subjectOf(w), c.onlyAfter(s, f.end, w.start)
		}
	}
	return p, false
}

// generic reports whether the word for a person stands for all of them: 所有患者.
func (c *clause) generic(w hint) bool {
	for _, o := range c.words {
		if o.kind&wordMany != 0 && o.start <= w.end && w.start-o.end <= 12 {
			return true
		}
	}
	return false
}

// reaches reports whether nothing that is no person, and not too many clauses,
// stand between the person and the fact.
func (c *clause) reaches(p subject, f specialFact) bool {
	for _, w := range c.words {
		if w.kind&wordThing != 0 && w.start >= p.end && w.end <= f.start && f.start-w.end < 30 {
			return false
		}
		if w.kind&wordMany != 0 && w.start >= p.end && w.end <= f.start {
			return false
		}
	}
	return true
}

// onlyAfter reports whether [i, j) holds nothing but blanks and a word such as
// 患者 or "patient".
func (c *clause) onlyAfter(s *scan, i, j int) bool {
	if i == j || j-i == 1 && s.text[i] == ' ' {
		return true
	}
	for _, w := range c.words {
		if w.start >= i && w.end <= j && w.kind&(wordAfter|wordBare) != 0 && j-w.end <= 4 && w.start-i <= 4 {
			return true
		}
	}
	return false
}

// maxLink is how many bytes may stand between the word that ascribes a fact and
// the fact: 得了 很严重的 抑郁症.
const maxLink = 26

// ties reports whether a word ties the fact to the person, and notes it as the
// fact's cue.
func (c *clause) ties(s *scan, sp *special, f *specialFact, p subject) bool {
	if f.cueEnd > 0 {
		return true
	}
	if p.start >= f.end { // 患者张伟
		f.cueStart, f.cueEnd = p.start, p.end
		return sp.links&wordHave != 0 || s.text[f.start] < 0x80
	}
	for i := len(c.words) - 1; i >= 0; i-- {
		w := c.words[i]
		if w.kind&sp.links == 0 || w.end > f.start || w.start < p.start || f.start-w.end > maxLink {
			continue
		}
		if w.start < p.end && w.kind&wordSubject == 0 || s.splits(w.end, f.start) {
			continue
		}
		f.cueStart, f.cueEnd = w.start, w.end
		return true
	}
	for _, w := range c.words {
		if w.kind&wordAfter != 0 && sp.links&wordHave != 0 && w.start >= f.end && w.start-f.end <= 3 && !s.splits(p.end, f.start) {
			f.cueStart, f.cueEnd = w.start, w.end
			return true
		}
	}
	return c.owns(s, sp, f, p)
}

// owns looks for a possessive, or for nothing at all, between the person and the
// fact: "his diabetes", 她的乙肝, 我妈糖尿病.
func (c *clause) owns(s *scan, sp *special, f *specialFact, p subject) bool {
	gap := s.text[p.end:f.start]
	word := bytes.TrimSpace(s.text[p.start:p.end])
	f.cueStart, f.cueEnd = p.start, p.end
	switch {
	case len(gap) > 40:
		return false
	case len(gap) > 18 && !bytes.Contains(gap, []byte("岁")):
		return false
	case sp.links&linkOf != 0 && (bytes.HasPrefix(gap, []byte("的")) || bytes.HasPrefix(gap, []byte("'s ")) || bytes.HasPrefix(gap, []byte("’s "))):
		return true
	case sp.links&linkOf != 0 && (sameWord(word, "his") || sameWord(word, "her") || sameWord(word, "my")):
		return true
	case sp.bare && len(gap) <= 40 && bytes.Contains(gap, []byte("岁")):
		return true // 我妈妈，60岁，肺腺癌
	}
	f.malus += 0.1
	return sp.bare && len(gap) == 0 && s.text[f.start-1] >= 0x80
}

// splits reports whether a mark that ends a clause lies in [i, j).
func (s *scan) splits(i, j int) bool {
	if i >= j {
		return false
	}
	t := s.text[i:j]
	return bytes.ContainsAny(t, ",;:") || bytes.Contains(t, []byte("，")) || bytes.Contains(t, []byte("；")) || bytes.Contains(t, []byte("："))
}

// wordAt reports whether a word of the kind begins at i, a blank or hyphen apart.
func (c *clause) wordAt(i int, kind wordKind) bool {
	for _, w := range c.words {
		if w.kind&kind != 0 && w.start >= i && w.start-i <= 1 {
			return true
		}
	}
	return false
}

// What a sentence may score that says something else than that it is so.
const (
	limitDenied = 0.3
	limitAsked  = 0.4
	limitRule   = 0.25
	limitRumour = 0.6
)

// limit returns the highest score that the rest of the sentence leaves.
func (c *clause) limit(f specialFact, p subject) float64 {
	limit := 1.0
	if c.question {
		limit = limitAsked
	}
	from := min(p.end, f.start)
	for _, w := range c.words {
		switch {
		case w.kind&(wordRule|wordStory|wordJob) != 0:
			limit = min(limit, limitRule)
		case w.kind&(wordNot|wordClear) != 0 && c.denies(w, f, from):
			limit = min(limit, limitDenied)
		case w.kind&(wordAsk|wordIf) != 0 && (w.end <= f.start && f.start-w.end < 60 || w.start >= f.end && w.start-f.end <= 12):
			limit = min(limit, limitAsked)
		case w.kind&wordMaybe != 0 && w.end <= f.start && f.start-w.end < 40:
			limit = min(limit, limitRumour)
		}
	}
	return limit
}

// denies reports whether the word of denial speaks of the fact: it stands
// between the person and the fact and close to it or to what ascribes it, or
// right behind (检测为阴性).
func (c *clause) denies(w hint, f specialFact, from int) bool {
	at := f.start
	if f.cueEnd > 0 && f.cueStart < at && f.cueStart >= from {
		at = f.cueStart
	}
	switch {
	case f.start == f.cueStart && w.start >= f.cueEnd && w.end <= f.end:
		return w.kind&wordNot != 0 // 工资没有15000
	case w.start >= f.end:
		return w.kind&wordClear != 0 && w.start-f.end <= 24
	case w.start >= from && w.start < f.start: // 不信 and 信佛 share a character
		return at-w.end <= 15
	}
	return w.end <= from && from-w.end <= 9 // 不是他 …
}
