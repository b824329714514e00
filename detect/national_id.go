// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// nationalID describes a number that an authority gives to persons: how it is
// written, how it is checked and which words announce it. Each has a file of its
// own, detect/<id>.go, which calls [registerNational] once, and examples like any
// recogniser.
//
// A number without a check digit is found behind a context word and in a field
// that is named after it. One with a check is found there too, and elsewhere with
// the score that bare says.
type nationalID struct {
	id     string // unique, <iso 3166 code>_<thing>; the file is named after it
	typ    Type   // Presidio's name where one exists, else <ISO 3166 code>_<THING>
	kind   string // finer than typ, may be empty
	region string // ISO 3166 code
	en, zh string // the number in words, for people
	entity string // kind of information in classes.tsv; default OTHER_ID_DOCUMENT
	// What Presidio, Google's DLP and Amazon Comprehend call it, if they know it.
	presidio, dlp, comprehend string
	source                    string // the standard, law or article that form and check come from
	about                     string // one sentence, English

	// cues are the words that announce the number, see [cues]: in the country's
	// languages, English and Chinese. No word that means other numbers as well.
	cues string

	// layouts say how the number is written: '9' is a digit, 'A' a letter, 'X' a
	// letter or digit, '?' a '+', '-' or letter; other digits and lower-case
	// letters stand for themselves in any case. '-' is a separator, one of
	// space - . / and the dashes of Unicode, and all of a layout's separators are
	// there or none is; '_' is one that must be there; '.' is a dot.
	layouts []string

	// pattern, in the part of the syntax of regular expressions that
	// [readPattern] reads, is for what layouts cannot say: optional parts, letters
	// of other scripts. It works behind a context word only, in any case, and its
	// letters must be capitals if it is parted: "car 123" is no plate. form says the
	// same for people.
	pattern, form string
	parsed        func() patternPart

	// check judges the letters (as capitals) and digits of a layout, without
	// separators. It returns what speaks for the number, beyond its shape, and a
	// sentence that names the part that decided; ok is false if a number cannot
	// be like that. With IsTest it is a number for examples: valid, but reported
	// below every threshold.
	check func(id []byte) (ok bool, ev Evidence, why string)

	// bare is the score without a context word. 0 means that there must be one, or
	// a field's name. At most 0.4 if the check lets one in eleven or more pass; 0.5
	// and more only if form and check together are met by chance in less than one
	// of ten thousand places that have the digits. Both ways, in a named field and
	// bare, work for layouts of at least seven digits and no letter, parted or not,
	// for layouts without separators that have letters and four digits in a row,
	// and for layouts that begin with six letters, the first of them a capital in
	// the text.
	bare float64

	// parted is bare for numbers that are written with separators; 0 is as bare.
	parted float64

	// sure is what the check must return before bare counts, so that a number that
	// may or may not have its check digit can share a declaration; default
	// HasChecksum.
	sure Evidence

	// cued is the score behind a context word: default 0.9 with HasChecksum, else
	// 0.65.
	cued float64

	solid  []string // layouts of digits alone, without separators
	shapes []shape  // how layouts of digits are parted
}

// nationals are all of them, by type and kind.
var nationals []*nationalID

// registerNational makes a recogniser of n.
func registerNational(n nationalID) bool {
	p := &n
	p.entity = cmp.Or(p.entity, "OTHER_ID_DOCUMENT")
	nationals = append(nationals, p)
	p.parsed = sync.OnceValue(func() patternPart { return readPattern(p.pattern) })
	set := cues(p.id, p.cues)
	ownCues.add(set)
	r := recogniser{
		id: p.id, typ: p.typ, region: p.region, source: p.source, about: p.about,
		check: p.checkText,
		on: []trigger{
			onCue(set, func(s *scan, start, end int) { p.behind(s, set, end); p.ahead(s, set, start) }),
			onEnd(func(s *scan, start, _ int) { p.inField(s, set, start) }),
		},
	}
	r.on = append(r.on, fieldsBelow(p.bareTriggers(set), max(p.bare, p.parted))...)
	return register(r)
}

// bareTriggers returns the triggers for places without a context word in front:
// a number with a check may stand anywhere, one without in a field (the column of
// a table) that is named after it.
func (n *nationalID) bareTriggers(set cueSet) (on []trigger) {
	var runs, words []int
	capitals := false
	for _, l := range n.layouts {
		solid := withoutSeparators(l)
		letters := strings.ContainsAny(solid, "AX?") || strings.ToUpper(solid) != solid
		if strings.ContainsAny(l, "-_.") && !letters {
			n.addShapes(l)
		}
		switch {
		case strings.ContainsAny(l, "_."):
		case letters && longestDigits(solid) >= 4:
			words = append(words, len(solid))
		case strings.HasPrefix(solid, "AAAAAA"):
			capitals = true
		case !letters && len(solid) >= 7:
			runs, n.solid = append(runs, len(solid)), append(n.solid, solid)
		}
	}
	if len(runs) > 0 {
		on = append(on, onRun(func(s *scan, start, end int) { n.run(s, set, start, end) }, dedupe(runs)...))
	}
	if len(words) > 0 {
		on = append(on, onWord(func(s *scan, start, end int) { n.at(s, set, start, end) }, dedupe(words)...))
	}
	if len(n.shapes) > 0 {
		on = append(on, onGroups(func(s *scan, _, end int) { n.groups(s, set, end) }))
	}
	if capitals {
		on = append(on, onCapital(func(s *scan, start, end int) { n.capitals(s, set, start, end) }))
	}
	return on
}

// run looks at the digits [start, end) alone. It is called for every long number
// of a text, so the check comes first.
func (n *nationalID) run(s *scan, set cueSet, start, end int) {
	if n.needsWord(s.plan) && !s.fieldNamed(set, start) {
		return
	}
	if !n.begins(s.text[start:end]) {
		return
	}
	if ok, ev, _ := n.check(s.text[start:end]); ok && s.apart(start, end) {
		n.emit(s, set, start, end, ev)
	}
}

// begins reports whether a layout of digits alone has the length of d and the
// digits that it prescribes.
func (n *nationalID) begins(d []byte) bool {
	for _, l := range n.solid {
		if len(l) != len(d) {
			continue
		}
		k := 0
		for k < len(l) && (l[k] == '9' || l[k] == d[k]) {
			k++
		}
		if k == len(l) {
			return true
		}
	}
	return false
}

// needsWord reports whether the number is never reported without a context word:
// then [nationalID.behind] and [nationalID.ahead] find it. Of random digits many
// pass a check of one digit, so that looking at each would be slow.
func (n *nationalID) needsWord(p *plan) bool { return max(n.bare, n.parted) < p.minScore }

// fieldNamed reports whether the field that holds start is named by a word of set.
func (s *scan) fieldNamed(set cueSet, start int) bool {
	if s.field == "" && s.fieldAt == nil {
		return false
	}
	m := s.fieldMask(start)
	return m.has(set)
}

// shape is how a layout of digits is parted: the lengths of its groups, see
// [groupLens], and which bits of a sequence's must be so.
type shape struct{ lens, mask uint64 }

// addShapes notes how a layout is parted: with all of its separators, and without
// those that may be left out.
func (n *nationalID) addShapes(layout string) {
	for _, l := range [...]string{layout, strings.ReplaceAll(layout, "-", "")} {
		parts := strings.FieldsFunc(l, func(r rune) bool { return r == '-' || r == '_' || r == '.' })
		var sh shape
		for k, p := range parts {
			sh.lens |= groupLens(len(p)) << (4 * k)
			sh.mask |= 0xF << (4 * k)
		}
		if len(parts) > 1 && !slices.Contains(n.shapes, sh) {
			n.shapes = append(n.shapes, sh)
		}
	}
}

// groups looks at the groups of a sequence that a number may begin with: there
// may be others in front, "1985, 756.1144.0242.67".
func (n *nationalID) groups(s *scan, set cueSet, end int) {
	for i := range s.groups.n {
		for _, sh := range n.shapes {
			if s.groups.lens[i]&sh.mask == sh.lens {
				n.at(s, set, s.groups.g[i].start, end)
				break
			}
		}
	}
}

// capitals looks at the word [start, end), which begins with a capital, and at
// those that follow it after one space each: [onCapital] shows the first only.
func (n *nationalID) capitals(s *scan, set cueSet, start, end int) {
	for {
		if end-start == 6 && end < s.hi && isAlnum(s.text[end]) {
			n.at(s, set, start, s.hi)
		}
		for end < s.hi && isAlnum(s.text[end]) {
			end++
		}
		if end+1 >= s.hi || s.text[end] != ' ' || !isUpper(s.text[end+1]) {
			return
		}
		start = end + 1
		for end = start; end < s.hi && isLetter(s.text[end]); {
			end++
		}
	}
}

func dedupe(n []int) []int {
	slices.Sort(n)
	return slices.Compact(n)
}

func longestDigits(layout string) (most int) {
	run := 0
	for _, c := range layout {
		if run++; c < '0' || c > '9' {
			run = 0
		}
		most = max(most, run)
	}
	return most
}

// at looks at the number that begins at start and ends at end or before.
func (n *nationalID) at(s *scan, set cueSet, start, end int) {
	if n.needsWord(s.plan) && !s.fieldNamed(set, start) {
		return
	}
	if to, ev := n.match(s, start); to > start && to <= end {
		n.emit(s, set, start, to, ev)
	}
}

// behind looks for the number right of a context word: the first one that passes
// the check, and those that continue a list with it.
func (n *nationalID) behind(s *scan, set cueSet, end int) {
	text := s.text[:s.hi]
	numbers, last := 0, 0 // numbers that are others; the end of the last one found
	for i := end; i < min(len(text), max(end, last)+cueReach) && numbers < 3; i++ {
		if !isAlnum(text[i]) && (n.pattern == "" || !utf8.RuneStart(text[i]) || text[i] < 0x80) || s.wordBefore(i) {
			continue
		}
		if last > 0 && i-last > listGap {
			return
		}
		if to, ev := n.match(s, i); to > i {
			n.emit(s, set, i, to, ev)
			i, last = to-1, to
			continue
		}
		if isDigit(text[i]) {
			numbers++
		}
		for isAlnum(text[i]) && i+1 < len(text) && isAlnum(text[i+1]) {
			i++
		}
	}
}

// maxNational is more than the longest number with its separators, bytes.
const maxNational = 40

// ahead looks for a number with a check in front of a context word, in the same
// line: 86 095 742 719 (Steuer-ID).
func (n *nationalID) ahead(s *scan, set cueSet, start int) {
	if n.bare == 0 {
		return
	}
	lo := max(s.lo, start-cueAfter-maxNational)
	for i := start - 1; i >= lo && s.text[i] != '\n'; i-- {
		if !isAlnum(s.text[i]) || s.wordBefore(i) {
			continue
		}
		if to, ev := n.match(s, i); to > i && to <= start && start-to <= cueAfter {
			n.emit(s, set, i, to, ev)
			return
		}
	}
}

// inField looks for the number in a field whose name is a context word.
func (n *nationalID) inField(s *scan, set cueSet, start int) {
	if s.fieldAt != nil || s.field == "" {
		return
	}
	if m := s.fieldMask(start); m.has(set) {
		n.behind(s, set, start)
	}
}

// alone returns the score of the number text without a context word.
func (n *nationalID) alone(text []byte, ev Evidence) float64 {
	switch {
	case n.parted > 0 && slices.ContainsFunc(text, func(c byte) bool { return !isAlnum(c) }):
		return n.parted
	case ev.Has(cmp.Or(n.sure, HasChecksum)):
		return n.bare
	}
	return 0
}

// emit weighs the number at [start, end) by its surroundings and reports it.
func (n *nationalID) emit(s *scan, set cueSet, start, end int, ev Evidence) {
	f := Finding{Kind: n.kind, Start: start, End: end, Evidence: HasShape | ev}
	cued := n.cued
	if cued == 0 {
		cued = 0.65
		if ev.Has(HasChecksum) {
			cued = 0.9
		}
	}
	s.weigh(&f, maskOf(set), maskOf(orderCues), n.alone(s.text[start:end], ev), cued)
	if ev.Has(IsTest) {
		f.Score = min(f.Score, 0.3) // as other recognisers score examples
	}
	if f.Score > 0 {
		s.emit(f)
	}
}

// match returns the end of the longest layout that the text at i has and that
// passes the check, and what speaks for it; 0 if there is none.
func (n *nationalID) match(s *scan, i int) (best int, ev Evidence) {
	if n.pattern != "" {
		to, id := n.matchPattern(s.text[:s.hi], i, s.buf[:0])
		if id == nil || !s.apart(i, to) || i-2 >= s.lo && s.text[i-1] == '-' && isAlnum(s.text[i-2]) {
			return 0, 0
		}
		if ok, ev, _ := n.check(id); ok {
			return to, ev
		}
		return 0, 0
	}
	for _, l := range n.layouts {
		to, id := matchLayout(l, s.text[:s.hi], i, s.buf[:0])
		if id == nil || to <= best || !s.apart(i, to) {
			continue
		}
		if ok, e, _ := n.check(id); ok {
			best, ev = to, e
		}
	}
	return best, ev
}

// maxPattern is more than the longest text that a pattern describes, bytes: eight
// Bengali words of a plate.
const maxPattern = 128

// matchPattern is matchLayout for a pattern.
func (n *nationalID) matchPattern(text []byte, i int, id []byte) (int, []byte) {
	v := text[i : i+max(0, n.parsed().match(text[i:]))]
	parted, small := false, false
	for k := 0; k < len(v); {
		r, w := utf8.DecodeRune(v[k:])
		k += w
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			parted = true
			continue
		}
		small = small || unicode.IsLower(r)
		id = utf8.AppendRune(id, unicode.ToUpper(r))
	}
	if len(v) == 0 || parted && small {
		return 0, nil
	}
	return i + len(v), id
}

// apart reports whether [start, end) is no part of a longer word or row of numbers.
func (s *scan) apart(start, end int) bool {
	if !s.alone(start, end) {
		return false
	}
	t := s.text
	if end+1 < s.hi && (t[end] == '-' || t[end] == '.' || t[end] == '/' || t[end] == ',') && isDigit(t[end+1]) {
		return t[end] == ',' && s.table(start, end)
	}
	return start-2 < s.lo || t[start-1] != '-' && t[start-1] != '.' && t[start-1] != '/' || !isDigit(t[start-2])
}

// matchLayout reads layout at i and appends its letters and digits to id, which
// is nil if the text is something else.
func matchLayout(layout string, text []byte, i int, id []byte) (int, []byte) {
	parted := 0 // 1: with separators, -1: without
	for k := 0; k < len(layout); k++ {
		l := layout[k]
		if l == '-' || l == '_' || l == '.' {
			w := layoutSeparator(text, i)
			switch {
			case l != '-' && w == 0, l == '.' && text[i] != '.', l == '-' && parted > 0 && w == 0, l == '-' && parted < 0 && w > 0:
				return 0, nil
			case parted == 0 && l == '-':
				parted = -1 + 2*min(w, 1)
			}
			i += w
			continue
		}
		if i >= len(text) || !layoutTakes(l, text[i]) {
			return 0, nil
		}
		c := text[i]
		if isLetter(c) {
			c &^= 0x20
		}
		id = append(id, c)
		i++
	}
	return i, id
}

// layoutTakes reports whether c can stand where a layout has l.
func layoutTakes(l, c byte) bool {
	switch l {
	case '9':
		return isDigit(c)
	case 'A':
		return isLetter(c)
	case 'X':
		return isAlnum(c)
	case '?':
		return c == '+' || c == '-' || isLetter(c)
	}
	return lower(c) == l
}

// layoutSeparator returns the length of the separator at i, 0 if there is none.
func layoutSeparator(text []byte, i int) int {
	if i >= len(text) {
		return 0
	}
	switch text[i] {
	case ' ', '-', '.', '/':
		return 1
	}
	switch r, w := utf8.DecodeRune(text[i:]); {
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0xA0, r == 0x202F:
		return w
	}
	return 0
}

// checkText is the check of a lone value. One without separators has every layout
// whose letters and digits it has.
func (n *nationalID) checkText(v string) (bool, string) {
	v = strings.TrimSpace(v)
	why := "not of the form " + strings.Join(n.forms(), " or ")
	if n.pattern != "" {
		// The case of a lone value says nothing.
		if end, id := n.matchPattern(bytes.ToUpper([]byte(v)), 0, nil); id != nil && end == len(v) {
			ok, _, reason := n.check(id)
			return ok, reason
		}
		return false, why
	}
	solid := !strings.ContainsFunc(v, func(r rune) bool { return r >= utf8.RuneSelf || !isAlnum(byte(r)) })
	for _, l := range n.layouts {
		if solid {
			l = withoutSeparators(l)
		}
		end, id := matchLayout(l, []byte(v), 0, nil)
		if id == nil || end != len(v) {
			continue
		}
		ok, _, reason := n.check(id)
		if ok {
			return true, reason
		}
		why = reason
	}
	return false, why
}

// withoutSeparators returns what a layout asks for besides separators.
func withoutSeparators(layout string) string {
	b := make([]byte, 0, len(layout))
	for i := range len(layout) {
		if c := layout[i]; c != '-' && c != '_' && c != '.' {
			b = append(b, c)
		}
	}
	return string(b)
}

// forms are the layouts as people read them.
func (n *nationalID) forms() (out []string) {
	if n.form != "" {
		return []string{n.form}
	}
	for _, l := range n.layouts {
		out = append(out, strings.NewReplacer("_", "-", "?", "-").Replace(l))
	}
	return out
}

// TypeNames returns what a type is called in English and Chinese. ok is false
// for types that are known by their name alone.
func TypeNames(t Type) (en, zh string, ok bool) {
	for _, n := range nationals {
		if n.typ == t {
			return n.en, n.zh, true
		}
	}
	return "", "", false
}

// addNationals enters the national numbers into the table of classes.
func (t *classTable) addNationals() {
	for _, n := range nationals {
		c, ok := t.entities[n.entity]
		if !ok {
			panic(n.id + ": classes.tsv has no entity " + n.entity)
		}
		if _, set := t.types[typeKind{n.typ, ""}]; !set {
			t.types[typeKind{n.typ, ""}] = c
		}
		if n.kind != "" {
			t.types[typeKind{n.typ, n.kind}] = c
		}
	}
}

// addNationals enters the national numbers into the table of aliases. A name that
// several types share stands for none of them.
func (a *aliasTable) addNationals() {
	for _, n := range nationals {
		labels := [...]string{string(n.typ), n.entity, n.presidio, n.dlp, n.comprehend}
		for i, v := range Vocabularies() {
			if label := labels[i]; label != "" {
				a.labels[v][n.typ] = label
				if key := strings.ToLower(label); v != "law" && a.types[key] == "" {
					a.types[key] = n.typ
				}
			}
		}
	}
}

// The checks that many countries share.

// weighted returns the sum of the digits of id times weights, from the left; id
// may be longer.
func weighted(id []byte, weights ...int) (sum int) {
	for k, w := range weights {
		sum += int(id[k]-'0') * w
	}
	return sum
}

// mod11_10 returns the check digit of ISO/IEC 7064 MOD 11,10 for digits.
func mod11_10(digits []byte) byte {
	p := 10
	for _, c := range digits {
		if p = (p + int(c-'0')) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return '0' + byte((11-p)%10)
}

// sameDigits reports whether id is one digit over and over, or counts up: a
// placeholder that may pass a check.
func sameDigits(id []byte) bool {
	same, up := true, true
	for k := 1; k < len(id); k++ {
		same = same && id[k] == id[0]
		up = up && (id[k] == id[k-1]+1 || id[k-1] == '9' && id[k] == '0')
	}
	return same || up
}

// numberOf returns the value of digits.
func numberOf(digits []byte) (n int) {
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n
}
