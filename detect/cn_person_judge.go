// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math"

	"github.com/hulanhq/hulan/internal/crf"
)

// persons is one pass over the surnames of a unit.
type persons struct {
	s       *scan
	lex     *hanLexicon
	known   int        // findings of other recognisers are s.found[:known], in order
	next    int        // first of them that may be near the surname being looked at
	last    int        // latest name found, index into s.found; -1 none
	end     int        // of the latest name found
	limit   int        // where a name that only the model knows must end
	cue     int        // index into s.cues of one near the surname being looked at
	asks    bool       // a model, too; else the rules decide alone
	model   *crf.Model // read at the first doubt
	runEnd  int        // of the latest row of characters that write foreign names
	asked   int        // first index of the window that the model has labelled
	askedAt int        // place of the character that the model was asked about last

	// The text around the surname being looked at, simplified: r[origin] is
	// the surname's first character, at[i] the place of r[i].
	r      [wordsBefore + wordsBehind]rune
	at     [wordsBefore + wordsBehind + 1]int
	lo, hi int // r[lo:hi] is filled
}

// What is looked at around a surname, in characters.
const (
	wordsBefore = 10
	wordsBehind = 18
	origin      = wordsBefore
)

// Points are tenths of a natural logarithm of odds, like the weights of the
// lexicon. They were set by hand, so that on made-up texts of many kinds about
// as many names are right as the score says.
const (
	pointsPrior     = -84 // against a name at any surname's character
	pointsShort     = -6  // one character of a given name says less than two
	pointsCompound  = 62  // a compound surname
	maxShape        = 105 // the name alone never suffices
	pointsMarked    = 80  // 姓名：
	pointsAnnounce  = 74  // 业主
	pointsRole      = 46  // 同学
	pointsTitle     = 64  // 先生
	pointsDetail    = 60  // an identifier or the word for one right behind
	pointsCell      = 16  // it fills a cell of a table with such a detail
	pointsList      = 48  // it continues a list of names
	pointsInside    = -60 // it begins inside a word that announces names
	pointsVerb      = 28  // 找, 交给
	pointsWordEnd   = -8  // an ordinary word ends or begins there
	pointsTitled    = -60 // 《
	pointsOrg       = -80 // it is part of the name of a shop, company or place
	pointsHan       = -22 // nothing that belongs beside a name
	pointsWord      = -62 // it is an ordinary word
	pointsGivenWord = -25 // what would be the given name is an ordinary word
	pointsCross     = -42 // one end of it belongs to another word
	doubled         = 15  // a given name of the same character twice: 多多
	leastGiven      = -28 // the other character may make up for one that is in no name
	quickShape      = -10 // less than this is not looked at without a context word
)

// candidate is a stretch that may be a name.
type candidate struct {
	start, end int // in characters, indices into persons.r
	shape      int // what the characters say
	words      int // what words that cross it say against it, not above zero
	whole      int // the same where it is an ordinary word itself
	before     int // what the left context says
	behind     int // what the right context says
	ev         Evidence
	cue        cueHit
	model      float32 // probability by the model
	sum        float64 // of both, to choose by
}

// score turns the evidence about a candidate into a score. This is the one
// place where features meet; the word of a trained model would be one more
// term, and would set HasModel. Two features are needed, one of them context.
func (p *persons) score(c *candidate) float64 {
	words := c.words
	if c.before >= pointsRole || c.behind >= pointsDetail {
		words /= 2 // 姓名：张建设
	}
	if c.before >= pointsMarked || c.behind == pointsTitle {
		words += c.whole // 姓名：高明; 康强女士
	} else {
		words += 2 * c.whole // 楼主冷静
	}
	sum := pointsPrior + min(c.shape+words, maxShape) + c.before + c.behind
	v := 1 / (1 + math.Exp(-float64(sum)/16))
	if c.model > 0 && p.mayLift(c) && p.stands(c) && !p.doubtsOld(c) {
		c.sum = float64(sum)/16 + modelRank*logit(c.model)
		if m := c.joined(v); m > v {
			if v < DefaultMinScore {
				c.ev |= HasModel
			}
			return min(m, max(min(v, 0.98), mostLifted))
		}
	}
	if c.before < 14 && c.behind < 14 && c.before+c.behind < 24 {
		v = min(v, 0.45)
	}
	return min(v, 0.98)
}

// hopeless reports whether nothing that may stand behind could lift the score to
// leastScore.
func (c *candidate) hopeless() bool {
	const leastSum = -14 // 16 ln(0.3/0.7)
	return pointsPrior+min(c.shape+c.words/2+c.whole, maxShape)+c.before+pointsDetail+pointsCell < leastSum
}

// leastScore is the least score that is reported at all.
const leastScore = 0.3

// surname looks at the surname's character at i, which is k from hanFirst.
func (p *persons) surname(i int, k uint16) {
	text := p.s.text[:p.s.hi]
	kb, ok := hanAt(text, i+3)
	if p.lex.traits[k]&(beginsCompound|endsCompound) != 0 && p.compound(i) {
		return
	}
	w := p.lex.weights[k].surname
	if !ok || w == notInNames || p.lex.traits[k]&cueOnly != 0 {
		return
	}
	if best := int(w) + p.given2(i, kb); best >= quickShape && p.uncrossed(i, k, kb, best) {
		p.load(i)
		p.judge(1, false)
	}
}

// given2 returns what the one or two characters behind the surname at i say at
// most; kb is the first of them.
func (p *persons) given2(i int, kb uint) int {
	b := &p.lex.weights[kb]
	best := int(b.single) + pointsShort
	if kc, ok := hanAt(p.s.text[:p.s.hi], i+6); ok {
		best = max(best, max(int(b.first), leastGiven)+max(int(p.lex.weights[kc].last), leastGiven))
	}
	return best
}

// uncrossed reports whether the shape at i suffices even though ordinary words
// may begin or end there.
func (p *persons) uncrossed(i int, k uint16, kb uint, shape int) bool {
	a, b := rune(p.lex.folds[k])+hanFirst, rune(p.lex.folds[kb])+hanFirst
	if p.lex.hasPair(pairOf(a, b)) {
		shape += pointsWord / 2
	}
	if shape < quickShape || shape >= quickShape-pointsCross {
		return shape >= quickShape
	}
	z := p.s.hanRune(i - 3)
	return z == 0 || !p.lex.hasPair(pairOf(p.lex.fold(z), a))
}

// compound looks for a compound surname that begins or ends with the character
// at i, and judges it.
func (p *persons) compound(i int) bool {
	a := p.s.hanRune(i)
	if z := p.s.hanRune(i - 3); z != 0 && p.lex.isCompound(z, a) {
		i -= 3
	} else if b := p.s.hanRune(i + 3); b == 0 || !p.lex.isCompound(a, b) {
		return false
	}
	p.load(i)
	p.judge(2, false)
	return true
}

// load fills the window around the character at i.
func (p *persons) load(i int) {
	text := p.s.text[:p.s.hi]
	p.lo, p.hi = origin, origin
	p.at[origin] = i
	for j := i; p.hi < len(p.r) && j < len(text); p.hi++ {
		r, w := p.lex.next(text, j)
		j += w
		p.r[p.hi], p.at[p.hi+1] = r, j
	}
	text = text[p.s.lo:]
	for j := i - p.s.lo; p.lo > 0 && j > 0; {
		r, w := p.lex.before(text, j)
		j -= w
		p.lo--
		p.r[p.lo], p.at[p.lo] = r, j+p.s.lo
	}
}

// judge looks at the names of different lengths that begin at origin with a
// surname of n characters and reports the likeliest. announced says that a
// context word with a colon stands in front.
func (p *persons) judge(n int, announced bool) {
	c := candidate{start: origin}
	surname := pointsCompound
	if first := p.r[origin]; first < hanFirst || first > hanLast || p.inside() {
		return
	}
	p.left(&c)
	if n == 1 {
		surname = int(p.lex.of(p.r[origin]).surname)
		if c.before >= pointsAnnounce {
			surname = max(surname, 5) // behind 姓名 any surname is as likely as not
		}
	}
	var best candidate
	var judged uint64
	score := 0.0
	for k := 1; k <= 2; k++ {
		d := c
		d.end = origin + n + k
		if d.end > p.hi || !p.given(&d, n, k, surname) {
			continue
		}
		if announced {
			d.shape = max(d.shape, 0)
		}
		if d.hopeless() || p.partOfDotted(d.end) {
			continue
		}
		p.right(&d)
		p.weigh(&d)
		judged |= 1 << d.end
		if v := p.score(&d); d.likelier(&best, v, score) {
			best, score = d, v
		}
	}
	if best.model > 0 && score < DefaultMinScore {
		p.reportOther(judged)
	}
	if score < leastScore {
		return
	}
	p.emit(&best, score)
}

// given weighs k characters of given name behind a surname of n. false means
// that they cannot be one.
func (p *persons) given(c *candidate, n, k, surname int) bool {
	g := p.r[origin+n : c.end]
	for _, r := range g {
		if !inHan(r) || p.lex.has(r, neverInOne) {
			return false
		}
	}
	if w := nameTitles().starts(p.r[origin+n : p.hi]); w > 1 || w == k {
		return false // 王老师, 李哥
	}
	if k == 2 {
		switch g[1] {
		case '收', '总', '哥', '姐', '爸', '妈', '叔':
			return false // 公孙昊收
		}
	}
	x := p.lex.of(g[0])
	if k == 1 {
		if x.single == notInNames {
			return false
		}
		c.shape = surname + int(x.single) + pointsShort
	} else {
		y := p.lex.of(g[1])
		if x.first == notInNames && y.last == notInNames && g[0] != g[1] {
			return false
		}
		c.shape = surname + max(int(x.first), leastGiven) + max(int(y.last), leastGiven)
		if g[0] == g[1] {
			c.shape = max(c.shape, surname+doubled)
		}
		if p.r[c.end-1] == '女' && (c.end == p.hi || !inHan(p.r[c.end])) {
			return false // 姓名：李梅女 43岁
		}
	}
	c.words = p.words(c, n, k)
	if p.sound(c) {
		c.words += pointsCross
	}
	c.ev |= HasLexicon
	return true
}

// words counts against a candidate that ordinary words begin in it or cross
// its ends.
func (p *persons) words(c *candidate, n, k int) int {
	minus := 0
	if k == 2 && p.lex.word(p.r[origin+n], p.r[origin+n+1]) {
		minus = pointsGivenWord
		if c.shape > 40 {
			minus /= 3 // 建设, 红梅
		}
	}
	if w := p.lex.longest(p.r[origin:p.hi]); w >= n+k {
		c.whole = pointsWord
	} else if w == 2 && n == 1 {
		minus += pointsWord / 2
	}
	if origin > p.lo && !c.ev.Has(HasCue) && p.lex.word(p.r[origin-1], p.r[origin]) && n == 1 {
		minus += pointsCross
	}
	if c.end < p.hi && p.lex.word(p.r[c.end-1], p.r[c.end]) && title(p.r[c.end:p.hi]) == 0 {
		minus += pointsCross / 2
	}
	return minus
}

// sound reports whether the candidate is likely to be a part of a foreign name
// written by sound: 鲁晓夫 in 赫鲁晓夫.
func (p *persons) sound(c *candidate) bool {
	is := func(i int) bool { return p.lex.has(p.r[i], soundsOut) }
	for i := c.start; i < c.end; i++ {
		if !is(i) {
			return false
		}
	}
	return c.start > p.lo && is(c.start-1) && !c.ev.Has(HasCue) || c.end < p.hi && is(c.end)
}

// partOfDotted reports whether a middle dot follows index i over Chinese
// characters only: what ends at i is the beginning of 古丽娜尔·哈斯木.
func (p *persons) partOfDotted(i int) bool {
	for k := i; k < p.hi && k <= i+3; k++ {
		if p.r[k] == '·' || p.r[k] == '•' {
			return true
		}
		if !inHan(p.r[k]) {
			return false
		}
	}
	return false
}

// inside reports whether the surname is inside a finding of another
// recogniser, such as an address.
func (p *persons) inside() bool {
	i := p.at[origin]
	for p.next < p.known && p.s.found[p.next].End <= i {
		p.next++
	}
	return p.next < p.known && p.s.found[p.next].Start <= i && p.s.found[p.next].Score >= DefaultMinScore
}

// emit reports a candidate.
func (p *persons) emit(c *candidate, score float64) {
	f := Finding{Kind: "cn", Start: p.at[c.start], End: p.at[c.end], Score: score, Evidence: HasShape | c.ev}
	if c.cue.end > c.cue.start {
		f.CueStart, f.CueEnd = c.cue.start, c.cue.end
	}
	p.s.emit(f)
	if score >= DefaultMinScore {
		p.last, p.end = len(p.s.found)-1, f.End
	}
}
