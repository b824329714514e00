// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/crf"
)

// latinToken is a word, number or mark as the model of Latin names sees it.
type latinToken struct {
	start, end int
	word       uint64    // of its letters in lower case, accents folded
	kind       uint64    // see latinKinds
	affix      [5]uint64 // its first two and three letters, its last two, three and four
}

// The parts of latinToken.kind, from the lowest bit: what the lists say (three
// bits), the shape (three), one of the lists of words around names (four), and
// whether no space stands in front.
const (
	kindShape  = 3
	kindList   = 6
	kindGlued  = 1 << 10
	latinKinds = 11 // bits
)

// Shapes of tokens.
const (
	shapeLower = iota
	shapeCapital
	shapeCapitals
	shapeMixed
	shapeInitial
	shapeNumber
	shapeMark
	shapeOther // of another script
)

// latinContext are the lists that the model knows; the first that holds a word
// counts.
var latinContext = [...]enList{
	enTitles, enNotPerson, enSuffixes, enParticles, enMonths, enCountries, enPlaceFirst, enStrong,
	enClosings, enArticles, enCallers, enAfter, enBefore,
}

// latinTokenAt reads the token at i, which is no space.
func (s *scan) latinTokenAt(i int, t *latinToken) {
	t.start, t.kind, t.affix = i, 0, [5]uint64{}
	if i > s.lo && s.text[i-1] > ' ' {
		t.kind = kindGlued
	}
	c := s.text[i]
	if s.letterAt(i) {
		if w := s.latinAt(i); w.end > i {
			t.setWord(&w)
			return
		}
	}
	shape := uint64(shapeMark)
	switch {
	case isDigit(c):
		t.end = i + 1
		for t.end < s.hi && isDigit(s.text[t.end]) {
			t.end++
		}
		shape, t.word = shapeNumber, uint64(min(t.end-i, 5))
	case c < 0x80:
		t.end, t.word = i+1, uint64(c)
	default:
		r, n := utf8.DecodeRune(s.text[i:s.hi])
		t.end, t.word = i+n, 0x80
		if r == '’' || r == '‘' {
			t.word = '\''
		} else if r == '“' || r == '”' {
			t.word = '"'
		} else {
			shape = shapeOther
		}
	}
	t.kind |= shape << kindShape
}

// setWord fills a token from a word of letters.
func (t *latinToken) setWord(w *latinWord) {
	t.end = w.end
	t.word = w.hash*golden | 1<<63
	shape := uint64(shapeLower)
	switch {
	case w.n == 1 && w.capital:
		shape = shapeInitial
	case w.mixed:
		shape = shapeMixed
	case w.allCaps:
		shape = shapeCapitals
	case w.capital:
		shape = shapeCapital
	}
	list := uint64(0)
	if w.lists != 0 {
		for k, l := range latinContext {
			if w.lists.has(l) {
				list = uint64(k) + 1
				break
			}
		}
	}
	t.kind |= uint64(w.flags)&7 | shape<<kindShape | list<<kindList
	key := w.key[:w.n]
	if w.n >= 2 {
		t.affix[0] = uint64(key[0])<<8 | uint64(key[1])
		t.affix[2] = uint64(key[w.n-2])<<8 | uint64(key[w.n-1])
	}
	if w.n >= 3 {
		t.affix[1] = t.affix[0]<<8 | uint64(key[2])
		t.affix[3] = t.affix[2] | uint64(key[w.n-3])<<16
	}
	if w.n >= 4 {
		t.affix[4] = t.affix[3] | uint64(key[w.n-4])<<24
	}
}

// latinFeatures is how many features a token has.
const latinFeatures = 20

// noToken stands in front of the first token and behind the last.
var noToken = latinToken{kind: shapeMark << kindShape}

// latinObserve observes token i.
func latinObserve(ts []latinToken, i int, out *[max(hanFeatures, latinFeatures)]crf.Feature) []crf.Feature {
	at := func(k int) *latinToken {
		if k < 0 || k >= len(ts) {
			return &noToken
		}
		return &ts[k]
	}
	p1, t, n1 := at(i-1), at(i), at(i+1)
	n := 0
	add := func(x uint64) {
		out[n] = hashed(n+1, x*golden)
		n++
	}
	const k = latinKinds
	add(t.word)
	add(p1.word)
	add(n1.word)
	add(p1.word*31 + t.word)
	add(t.word*31 + n1.word)
	add(t.kind)
	add(p1.kind<<k | t.kind)
	add(t.kind<<k | n1.kind)
	add(p1.kind<<(2*k) | t.kind<<k | n1.kind)
	add(p1.word ^ t.kind)
	add(n1.word ^ t.kind)
	add(p1.word ^ t.kind<<k ^ n1.kind)
	add(n1.word ^ p1.kind<<k ^ t.kind)
	shape := t.kind >> kindShape & 7
	for _, a := range t.affix {
		add(a<<3 | shape)
	}
	add(p1.kind)
	add(n1.kind)
	return out[:n]
}

// tokens appends the tokens of [i, end) to ts, up to most of them; a line end
// counts as one.
func (s *scan) tokens(ts []latinToken, i, end, most int) []latinToken {
	for i < end && len(ts) < most {
		if c := s.text[i]; c == ' ' || c == '\t' || c == '\r' {
			i++
			continue
		}
		ts = append(ts, latinToken{})
		t := &ts[len(ts)-1]
		s.latinTokenAt(i, t)
		i = t.end
	}
	return ts
}

// How much the model of Latin names sees around a row of capitalised words.
const (
	tokensBefore = 1  // tokens
	tokensBack   = 48 // bytes that are read for them
	tokensBehind = 2
)

// askLatin labels the words of c with their surroundings. false means that none
// of them can be part of a name.
func (s *scan) askLatin(c *enCandidate) bool {
	m := &s.model
	m.row = m.row[:0]
	model := modelLatin()
	if model == nil || !c.doubtful() || !s.prose(c.w[0].start, c.w[c.n-1].end) {
		return false
	}
	start := c.w[0].start
	// Tokens are read forward from a space, so that they are those of the
	// whole text.
	back := start
	for spaces := 0; back > s.lo && start-back < tokensBack; back-- {
		if c := s.text[back-1]; c <= ' ' {
			if spaces++; spaces > tokensBefore {
				break
			}
		}
	}
	for back < start && back > s.lo && s.text[back-1] > ' ' {
		back++
	}
	ts := s.tokens(m.tokens[:0], back, start, len(m.tokens)-16)
	n := len(ts)
	next := start
	for k := range c.n {
		w := &c.w[k]
		if k > 0 && w.start != next+1 {
			break // J. Smith
		}
		ts = append(ts, latinToken{start: w.start})
		if t := &ts[len(ts)-1]; k == 0 && start > s.lo && s.text[start-1] > ' ' {
			t.kind = kindGlued
		}
		ts[len(ts)-1].setWord(w)
		next = w.end
	}
	ts = s.tokens(ts, next, s.hi, n+c.n+tokensBehind)
	m.row = ts
	m.rowLo = n
	if m.alone(n, c.n) {
		m.row = m.row[:0]
		return false
	}
	m.lattice.Begin(model)
	for i := n; i < len(ts) && i < n+c.n+1; i++ {
		m.lattice.Push(model.Potential(latinObserve(ts, i, &m.features)))
	}
	m.lattice.Run()
	return true
}

// alone reports whether no word stands beside the words [n, n+k) of the row: a
// name alone says too little.
func (m *modelScratch) alone(n, k int) bool {
	for i := range m.row {
		if shape := m.row[i].kind >> kindShape & 7; (i < n || i >= n+k) && shape < shapeNumber {
			return false
		}
	}
	return true
}

// programMarks weighs bytes that programs, logs and data hold more of than prose.
var programMarks = func() (t [256]uint8) {
	for _, c := range []byte("()[]<>|#$%^&*+~/\"") {
		t[c] = 1
	}
	for _, c := range []byte("{}=;_\\`") {
		t[c] = 2
	}
	t['\t'] = 3
	return t
}()

// What [scan.prose] looks at: bytes on either side, and the weight of marks from
// which a text is no prose.
const (
	proseReach  = 32
	programLike = 4
)

// prose reports whether the words [start, end) seem to stand in a text for people
// rather than in a program: the models learned from prose.
func (s *scan) prose(start, end int) bool {
	marks, last := 0, byte(0)
	for i := start - 1; i >= max(s.lo, start-proseReach); i-- {
		c := s.text[i]
		if c == '\n' {
			break
		}
		marks += int(programMarks[c])
		if c == last && (c == ' ' || c == '/' && i+2 < s.hi && s.text[i+2] == ' ') {
			marks += 2 // columns, comments
		}
		last = c
	}
	last = 0
	for i := end; i < min(s.hi, end+proseReach) && marks < programLike; i++ {
		c := s.text[i]
		if c == '\n' {
			break
		}
		marks += int(programMarks[c])
		if c == last && c == ' ' {
			marks += 2
		}
		last = c
	}
	return marks < programLike && !s.cellOfTable(start, end)
}

// cellOfTable reports whether the words [start, end) fill a cell between commas or
// quotes without spaces.
func (s *scan) cellOfTable(start, end int) bool {
	if start == s.lo || s.text[start-1] != ',' && s.text[start-1] != '"' {
		return false
	}
	return end == s.hi || s.text[end] == ',' || s.text[end] == '"' || s.text[end] == '\n' || s.text[end] == '\r'
}

// enProgram are words of programs that look like names to a model which knows
// prose.
var enProgram = enWords(`printf println sprintf sprintln fprintf fprintln fatalf fatalln errorf logf panicf scanf sscanf errno conn chan len val var vars struct uintptr uint int ptr
	lookup unmarshal marshal lstat fstat stat dir env pid pgid ppid uid gid repo attr attrs arg args cmd param params lparen rparen lbrace rbrace init exec eof stdin stdout stderr
	linux unix posix git bazel markdown unicode ascii utf bidi hangul golang python javascript typescript kotlin mutex goroutine cgo fips aes rsa sha hmac nonce json yaml xml html http https`)

// doubtful reports whether a word of c is no ordinary one, or may be a name.
func (c *enCandidate) doubtful() bool {
	if c.n == 1 && (c.w[0].is(enMonths) || c.w[0].is(enCountries) || c.w[0].is(enProgram) || c.w[0].mixed) {
		return false
	}
	for i := range c.n {
		w := &c.w[i]
		if w.capital && !c.initial[i] && !w.mixed && (w.flags&enWord == 0 || w.flags&(enGiven|enSurname) != 0) {
			return true
		}
	}
	return false
}

// joined returns the score of the name [start, end) by the rules and the model
// together, and its end, which the model may move where it is much surer of
// another; 0 if the model was not asked about these words. The weights were fitted
// on labelled texts, see docs/accuracy.md.
func (m *modelScratch) joined(rules float64, start, end int) (score float64, newEnd int) {
	i, j := -1, -1
	for k := range m.row {
		if m.row[k].start == start {
			i = k
		}
		if m.row[k].end == end {
			j = k + 1
		}
	}
	if i < m.rowLo || j <= i || j-m.rowLo > m.lattice.Len() {
		return 0, end
	}
	p := m.lattice.Stretch(i-m.rowLo, j-m.rowLo)
	if n, best := m.lattice.Best(i - m.rowLo); best > 0.5 && best > 4*p && m.spaced(i-m.rowLo, n) {
		p, end = best, m.row[m.rowLo+n-1].end
	}
	return odds(0.5*logit(float32(min(max(rules, 0.03), 0.97))) + 0.8*logit(p) + 1.4), end
}

// leastLatin is the least probability of a name that the rules have no opinion
// about.
const leastLatin = 0.2

// latinRest reports what the model takes for names among the words asked about
// last and the rules did not report; their findings are s.found[found:].
func (s *scan) latinRest(found int) {
	m := &s.model
	for i := 0; i < m.lattice.Len(); {
		n, p := m.lattice.Best(i)
		if p < leastLatin {
			i++
			continue
		}
		start, end := m.row[m.rowLo+i].start, m.row[m.rowLo+n-1].end
		if m.spaced(i, n) && s.latinFree(found, start, end) {
			s.emit(Finding{Kind: "latin", Start: start, End: end, Score: min(odds(logit(p)+0.2), 0.9), Evidence: HasModel})
		}
		i = n
	}
}

// spaced reports whether the words [i, n) of the row are parted like those of a
// name, and a single one is no ordinary word.
func (m *modelScratch) spaced(i, n int) bool {
	ts := m.row[m.rowLo+i : m.rowLo+n]
	for k := range ts[1:] {
		if gap := ts[k+1].start - ts[k].end; gap > 1 {
			return false
		}
	}
	if last := &ts[len(ts)-1]; last.kind>>kindList&15 == 2 { // enNotPerson
		return false
	}
	return len(ts) > 1 || ts[0].kind&(enWord|enGiven) != enWord
}

// latinFree reports whether [start, end) may be reported: it overlaps no finding
// since found that counts, and is no part of an identifier or address.
func (s *scan) latinFree(found, start, end int) bool {
	if start < s.addressEnd || start > s.lo && s.joined(start) || s.enRight(end) <= -0.4 || s.andSons(end) {
		return false
	}
	if w := s.latinAt(start); w.end == end && w.is(enProgram) {
		return false
	}
	for i := found; i < len(s.found); i++ {
		if f := &s.found[i]; f.Start < end && start < f.End && f.Score >= DefaultMinScore {
			return false
		}
	}
	return true
}
