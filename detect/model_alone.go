// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/crf"
)

// Where the model of Chinese names is believed, alone or against the rules.

// leastAlone is the least probability of a name that the rules have no opinion
// about.
const leastAlone = 0.3

// alone scores a name that the rules have no opinion about.
func (p *persons) alone(c *candidate) float64 {
	switch {
	case orgBehind().starts(p.r[c.end:p.hi]) > 0 || c.model < sureOrg && p.orgName(p.r[c.end:p.hi]) || !p.stands(c):
		return 0
	case c.start > p.lo && edgePoints(p.r[c.start-1]) <= pointsTitled:
		return 0
	case c.start > p.lo && (p.r[c.start-1] == '@' || p.r[c.start-1] == '#'):
		return 0
	}
	same := true
	for _, r := range p.r[c.start:c.end] {
		if !inHan(r) && !dot(r) {
			return 0
		}
		same = same && r == p.r[c.start]
	}
	if same {
		return 0 // 哈哈哈
	}
	if w := nameTitles().starts(p.r[c.start+1 : p.hi]); w > 1 || w == c.end-c.start-1 {
		return 0 // 谢阿姨, 张姐
	}
	if p.surnameOnly(c) || p.isWord(c) || p.doubtsOld(c) {
		return 0
	}
	return min(odds(logit(c.model)+0.4), mostLifted)
}

// surnameOnly reports whether c is a surname without a given name: 小林, 老姚,
// 欧阳.
func (p *persons) surnameOnly(c *candidate) bool {
	if c.end-c.start != 2 {
		return false
	}
	a, b := p.r[c.start], p.r[c.start+1]
	return p.lex.isCompound(a, b) || (a == '小' || a == '老' || a == '阿') && p.lex.of(b).surname != notInNames
}

// ordinary reports whether r is a word that is no name of anything.
func ordinary(r []rune) bool {
	switch wordClass(r) {
	case crf.WordNoun, crf.WordVerb, crf.WordOther, crf.WordRole:
		return true
	}
	return false
}

// wordClass returns what the table of words says of r.
func wordClass(r []rune) crf.WordClass {
	if len(r) > longestWord {
		return 0
	}
	h := uint64(0)
	for _, c := range r {
		h = crf.MixWord(h, c)
	}
	return modelWords().Class(h)
}

// isWord reports whether c is a word, or the name of a place or thing unless the
// model is sure: 奥古斯都.
func (p *persons) isWord(c *candidate) bool {
	r := p.r[c.start:c.end]
	switch k := wordClass(r); {
	case k == crf.WordPlace || k == crf.WordProper:
		return c.model < surePlace
	case k == crf.WordSound || k == 0 && p.allSounds(r):
		return c.model < sureSound && p.lex.longest(r) == len(r)
	case k == crf.WordNoun && p.allSounds(r):
		return c.model < sureOrg
	case k != 0:
		return true
	}
	return p.lex.longest(r) == len(r)
}

// allSounds reports whether all characters of r write foreign names: 凯撒, 伊恩.
func (p *persons) allSounds(r []rune) bool {
	return !slices.ContainsFunc(r, func(c rune) bool { return !p.lex.has(c, soundsOut|soundsSoft) })
}

// modern reports whether a particle of modern prose stands near: verse and old
// prose, which the model has not learned from, have hardly any.
func (p *persons) modern() bool {
	for _, r := range p.r[p.lo:p.hi] {
		switch r {
		case '到', '和', '个', '被', '说', '我', '你', '在', '他', '她', '年', '月', '日':
			return true
		}
		if modernMark(r) || r < 0x80 && isAlnum(byte(r)) {
			return true
		}
	}
	text := p.s.text
	for i := p.at[p.lo]; i > max(p.s.lo, p.at[p.lo]-modernReach); {
		r, w := utf8.DecodeLastRune(text[:i])
		if i -= w; modernMark(r) {
			return true
		} else if r == '\n' || r == '"' {
			break
		}
	}
	for i := p.at[p.hi]; i < min(p.s.hi, p.at[p.hi]+modernReach); {
		r, w := utf8.DecodeRune(text[i:])
		if i += w; modernMark(r) {
			return true
		} else if r == '\n' || r == '"' {
			break
		}
	}
	return false
}

// modernReach is how far beyond the window such a particle is looked for, in
// bytes: a sentence or two.
const modernReach = 90

// modernMark reports whether r stands in modern prose and hardly ever in old.
func modernMark(r rune) bool {
	switch r {
	case '的', '了', '是', '们', '們', '这', '這':
		return true
	}
	return r >= '0' && r <= '9'
}

// doubtsOld reports whether the model is not sure enough of c where no modern prose
// is near.
func (p *persons) doubtsOld(c *candidate) bool {
	return c.model < sureOld && !p.modern() && !p.hasDot(c)
}

// sureOld is the probability from which a name is believed where no modern prose
// is near.
const sureOld = 0.9

// surePlace is the probability from which a known name of a place or thing is
// taken for a person's.
const surePlace = 0.7

// sureSound is the probability from which a foreign name that is also in the list
// of ordinary words is believed, sureBare that of a name beside which no Chinese
// character stands, and sureOrg that of one that the name of a company or school
// soon follows (张三加入某公司), or that the dictionary has as a noun. Chosen by leaving out a quarter of the training sentences, four
// times.
const (
	sureSound = 0.8
	sureBare  = 0.95
	sureOrg   = 0.9
)

// mayLift reports whether the model may make a candidate a name: not what stands
// alone between marks, a title in 《》, an ordinary word or a part of a shop's
// name.
func (p *persons) mayLift(c *candidate) bool {
	return c.behind > pointsOrg && c.before > pointsTitled && c.whole == 0 && !ordinary(p.r[c.start:c.end])
}

// hasDot reports whether c has parts with a dot between, as hardly anything but a
// name has.
func (p *persons) hasDot(c *candidate) bool {
	return slices.ContainsFunc(p.r[c.start:c.end], dot)
}

// dot reports whether r is a mark between the parts of a name.
func dot(r rune) bool { return r == '·' || r == '•' || r == '‧' }

// stands reports whether c stands in a text, or the model is sure of it all the
// same and the text is near: 沈嘉木，他是杭州人。
func (p *persons) stands(c *candidate) bool {
	return p.inText(c) || c.model >= sureBare && p.modern()
}

// inText reports whether a Chinese character or a mark of lists stands right in
// front of or behind c: a name alone says too little.
func (p *persons) inText(c *candidate) bool {
	if p.hasDot(c) {
		return true
	}
	beside := func(i int) bool {
		return i >= p.lo && i < p.hi && (inHan(p.r[i]) || p.r[i] == '、' || p.r[i] == '（' && i == c.end)
	}
	return beside(c.start-1) || beside(c.end)
}
