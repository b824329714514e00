// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// notInNames is the weight of a character that does not occur in a place of a
// name.
const notInNames = -128

// neverGiven are characters that texts put behind a surname and parents do not.
const neverGiven = "某的了是我你他她它您们这那不没都也就还给把被让与及或等住打说在去吗呢吧啊嘛呀哦收"

// neverLast are characters that may begin a given name, and behind a name begin
// what is said of the person or place.
const neverLast = "亦曾站区县镇村湖堡藩氏家"

// rareInText is the weight of a character that is too rare in text to have
// counts: more likely than not it was chosen for a name.
const rareInText = 8

// hanWeights are natural logarithms, in tenths, of how much more typical a
// character is of a place in a name than of running text.
type hanWeights struct {
	surname     int8
	first, last int8 // in a given name of two characters
	single      int8 // in one of one
}

// Traits of a character.
const (
	beginsCompound = 1 << iota // a compound surname
	endsCompound
	cueOnly    // as a surname it counts only behind a context word
	neverInOne // see neverGiven
	soundsOut  // is used in names with a dot
	soundsHard // is used in foreign names and seldom in other text
	soundsSoft // is used in foreign names, and in other text as often
)

// compoundSurnames are the surnames of two characters that are in use, and the
// better known of those that were.
const compoundSurnames = `欧阳 上官 司马 诸葛 司徒 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 东方 独孤 南宫 西门 端木 轩辕 百里 呼延 公羊 淳于 单于 太史 申屠 公冶
	宗政 濮阳 闻人 赫连 澹台 钟离 鲜于 闾丘 司空 司寇 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 东郭 南门 羊舌 微生 梁丘 左丘 东门 仲孙 叔孙 屈突 尔朱
	纳兰 完颜 叶赫 万俟 归海 即墨 达奚 褚师 那拉 富察 范姜 张简`

// hanLexicon is the lexicon of names: characters by distance from hanFirst, and
// the ordinary words that must not be taken for names.
type hanLexicon struct {
	weights [hanLast - hanFirst + 1]hanWeights
	traits  [hanLast - hanFirst + 1]uint8
	folds   [hanLast - hanFirst + 1]uint16 // simplified form
	kinds   [hanLast - hanFirst + 1]uint8  // what the model sees, see hanView
	// pairs is an open hash table of words of two characters, and of the first
	// two of longer ones with the high bit set; 0 is empty.
	pairs    [1 << pairBits]uint32
	long     map[uint32][]string
	compound map[uint32]bool
	// compounds is a bitmap of compound by the upper bits of a product: nearly
	// every other pair is told by it.
	compounds [1 << compoundBits / 64]uint64
}

const (
	pairBits     = 16
	compoundBits = 12
	longBit      = 1 << 31
)

// hanNames reads the lexicon (words_embed.go) once; it takes about 2 ms.
var hanNames = sync.OnceValue(func() *hanLexicon {
	x := &hanLexicon{long: map[uint32][]string{}, compound: map[uint32]bool{}}
	for i := range x.weights {
		x.folds[i] = uint16(i)
		x.weights[i] = hanWeights{notInNames, rareInText, rareInText, rareInText}
	}
	for l := range dataLines(cnPersonChars) {
		f := strings.Split(l, "\t")
		if f[0] == "!" {
			for _, r := range f[1] {
				c := &x.weights[r-hanFirst]
				c.first, c.last, c.single = notInNames, notInNames, notInNames
			}
			continue
		}
		k := firstRune(l) - hanFirst
		su, only := strings.CutSuffix(f[1], "*")
		if only {
			x.traits[k] |= cueOnly
		}
		x.weights[k] = hanWeights{weight(su), weight(f[2]), weight(f[3]), weight(f[4])}
		x.weights[k].smooth()
	}
	for w := range strings.FieldsSeq(compoundSurnames) {
		r := []rune(w)
		p := pairOf(r[0], r[1])
		x.compound[p] = true
		x.compounds[compoundKey(p)>>6] |= 1 << (compoundKey(p) & 63)
		x.traits[r[0]-hanFirst] |= beginsCompound
		x.traits[r[1]-hanFirst] |= endsCompound
	}
	for _, r := range neverGiven {
		c := &x.weights[r-hanFirst]
		c.first, c.last, c.single = notInNames, notInNames, notInNames
		x.traits[r-hanFirst] |= neverInOne
	}
	for _, r := range neverLast {
		x.weights[r-hanFirst].last = notInNames
	}
	for _, r := range soundChars {
		x.traits[r-hanFirst] |= soundsOut
	}
	for _, r := range softSounds {
		x.traits[r-hanFirst] |= soundsSoft
	}
	for _, r := range modelSounds {
		x.traits[r-hanFirst] |= soundsOut | soundsHard
	}
	for l := range dataLines(cnPersonTrad) {
		r := []rune(l)
		for i := 0; i+1 < len(r); i += 2 {
			k, f := r[i]-hanFirst, r[i+1]-hanFirst
			x.weights[k], x.traits[k], x.folds[k] = x.weights[f], x.traits[f], x.folds[f]
		}
	}
	short, long, _ := strings.Cut(cnPersonWords, "\n---\n")
	for l := range dataLines(short) {
		first := firstRune(l)
		for _, r := range l[utf8.RuneLen(first):] {
			x.addPair(pairOf(first, r))
		}
	}
	for l := range dataLines(long) {
		first := firstRune(l)
		p := pairOf(first, firstRune(l[utf8.RuneLen(first):]))
		x.addPair(p | longBit)
		x.long[p] = append(x.long[p], l)
	}
	x.setKinds()
	return x
})

// smooth gives a character that is known in one place of a given name a weight
// in the others: people put them anywhere.
func (c *hanWeights) smooth() {
	best := max(c.first, c.last, c.single)
	if best < 0 {
		return
	}
	for _, w := range []*int8{&c.first, &c.last, &c.single} {
		*w = max(*w, best-unusualPlace)
	}
}

// unusualPlace is what a character loses in a place where the counts did not
// see it.
const unusualPlace = 18

// dataLines yields the lines of an embedded table without comments.
func dataLines(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for l := range strings.SplitSeq(s, "\n") {
			if l != "" && l[0] != '#' && !yield(l) {
				return
			}
		}
	}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func weight(s string) int8 {
	n, err := strconv.ParseInt(s, 10, 8)
	if err != nil {
		return notInNames
	}
	return int8(n)
}

// pairOf packs two characters.
func pairOf(a, b rune) uint32 { return 1<<30 | uint32(a-hanFirst)<<15 | uint32(b-hanFirst) }

func pairSlot(p uint32) uint32 { return p * 0x9E3779B1 >> (32 - pairBits) }

func (x *hanLexicon) addPair(p uint32) {
	i := pairSlot(p)
	for x.pairs[i] != 0 && x.pairs[i] != p {
		i = (i + 1) % (1 << pairBits)
	}
	x.pairs[i] = p
}

func (x *hanLexicon) hasPair(p uint32) bool {
	for i := pairSlot(p); x.pairs[i] != 0; i = (i + 1) % (1 << pairBits) {
		if x.pairs[i] == p {
			return true
		}
	}
	return false
}

// fold returns the simplified form of r, and r itself if it is not from the
// block that the lexicon covers.
func (x *hanLexicon) fold(r rune) rune {
	if r < hanFirst || r > hanLast {
		return r
	}
	return rune(x.folds[r-hanFirst]) + hanFirst
}

// of returns the weights of r, which is from the block that the lexicon covers.
func (x *hanLexicon) of(r rune) *hanWeights { return &x.weights[r-hanFirst] }

// has reports whether r is from the block and has one of traits.
func (x *hanLexicon) has(r rune, traits uint8) bool {
	return inHan(r) && x.traits[r-hanFirst]&traits != 0
}

// next returns the character at i, simplified, and its length.
func (x *hanLexicon) next(text []byte, i int) (rune, int) {
	if k, ok := hanAt(text, i); ok {
		return rune(x.folds[k]) + hanFirst, 3
	}
	if c := text[i]; c < 0x80 {
		return rune(c), 1
	}
	return utf8.DecodeRune(text[i:])
}

// before is next for the character that ends in front of i.
func (x *hanLexicon) before(text []byte, i int) (rune, int) {
	if i >= 3 {
		if k, ok := hanAt(text, i-3); ok {
			return rune(x.folds[k]) + hanFirst, 3
		}
	}
	if c := text[i-1]; c < 0x80 {
		return rune(c), 1
	}
	return utf8.DecodeLastRune(text[:i])
}

// hanAt returns the character of the block U+4E00 to U+9FFF at i as its distance
// from hanFirst.
func hanAt(text []byte, i int) (k uint, ok bool) {
	if i+3 > len(text) || text[i]&0xF0 != 0xE0 || text[i+1]&0xC0 != 0x80 || text[i+2]&0xC0 != 0x80 {
		return 0, false
	}
	k = (uint(text[i]&0x0F)<<12 | uint(text[i+1]&0x3F)<<6 | uint(text[i+2]&0x3F)) - hanFirst
	return k, k <= hanLast-hanFirst
}

// word reports whether a and b, simplified, are an ordinary word.
func (x *hanLexicon) word(a, b rune) bool {
	return inHan(a) && inHan(b) && x.hasPair(pairOf(a, b))
}

// isCompound reports whether a and b are a compound surname.
func (x *hanLexicon) isCompound(a, b rune) bool {
	if !x.has(a, beginsCompound) || !x.has(b, endsCompound) {
		return false
	}
	p := pairOf(x.fold(a), x.fold(b))
	return x.compounds[compoundKey(p)>>6]>>(compoundKey(p)&63)&1 == 1 && x.compound[p]
}

func compoundKey(p uint32) uint32 { return p * 0x9E3779B1 >> (32 - compoundBits) }

// longest returns the number of characters of the longest ordinary word that
// begins r, simplified; 0 if none does.
func (x *hanLexicon) longest(r []rune) int {
	if len(r) < 2 || !inHan(r[0]) || !inHan(r[1]) {
		return 0
	}
	n, p := 0, pairOf(r[0], r[1])
	if x.hasPair(p) {
		n = 2
	}
	if !x.hasPair(p | longBit) {
		return n
	}
	for _, w := range x.long[p] {
		if k := utf8.RuneCountInString(w); k > n && startsWith(r, w) {
			n = k
		}
	}
	return n
}

// wordList is a table of words that is asked whether a text begins or ends with
// one of them.
type wordList struct{ first, last wordsBy }

// wordsBy has words by a character of theirs. Most texts are turned away by the
// bitmap of these characters; those below each eight bytes of it are counted, so
// that a character's words are found by counting.
type wordsBy struct {
	set   [(hanLast-hanFirst)/64 + 1]uint64
	below [(hanLast-hanFirst)/64 + 1]uint16
	words [][][]rune // for each character of the set, in order
}

// of returns the words of the character r.
func (t *wordsBy) of(r rune) [][]rune {
	if !inHan(r) {
		return nil
	}
	k := uint(r - hanFirst)
	x := t.set[k>>6]
	if x>>(k&63)&1 == 0 {
		return nil
	}
	return t.words[int(t.below[k>>6])+bits.OnesCount64(x&(1<<(k&63)-1))]
}

// newWordsBy arranges words by the character that pick chooses of each.
func newWordsBy(words [][]rune, pick func([]rune) rune) (t wordsBy) {
	by := map[rune][][]rune{}
	for _, w := range words {
		r := pick(w)
		by[r] = append(by[r], w)
		t.set[(r-hanFirst)>>6] |= 1 << ((r - hanFirst) & 63)
	}
	for i := range t.set {
		t.below[i] = uint16(len(t.words))
		for x := t.set[i]; x != 0; x &= x - 1 {
			t.words = append(t.words, by[hanFirst+rune(i<<6+bits.TrailingZeros64(x))])
		}
	}
	return t
}

// list reads a table of words, parted by white space, once.
func list(words string) func() *wordList {
	return sync.OnceValue(func() *wordList {
		var all [][]rune
		for w := range strings.FieldsSeq(words) {
			all = append(all, []rune(w))
		}
		return &wordList{
			first: newWordsBy(all, func(w []rune) rune { return w[0] }),
			last:  newWordsBy(all, func(w []rune) rune { return w[len(w)-1] }),
		}
	})
}

// starts returns the length in characters of the longest word that r begins
// with, 0 if there is none.
func (l *wordList) starts(r []rune) int {
	if len(r) == 0 {
		return 0
	}
	best := 0
	for _, w := range l.first.of(r[0]) {
		if len(w) > best && len(w) <= len(r) && slices.Equal(r[:len(w)], w) {
			best = len(w)
		}
	}
	return best
}

// ends is starts for endings.
func (l *wordList) ends(r []rune) int {
	n := len(r)
	if n == 0 {
		return 0
	}
	best := 0
	for _, w := range l.last.of(r[n-1]) {
		if len(w) > best && len(w) <= n && slices.Equal(r[n-len(w):], w) {
			best = len(w)
		}
	}
	return best
}

// startsWith reports whether r begins with the characters of w.
func startsWith(r []rune, w string) bool {
	i := 0
	for _, c := range w {
		if i >= len(r) || r[i] != c {
			return false
		}
		i++
	}
	return true
}

// inHan reports whether r is in the block that the lexicon covers.
func inHan(r rune) bool { return r >= hanFirst && r <= hanLast }

// hanRune returns the Chinese character of three bytes at i, or 0.
func (s *scan) hanRune(i int) rune {
	if i < s.lo {
		return 0
	}
	if k, ok := hanAt(s.text[:s.hi], i); ok {
		return rune(k) + hanFirst
	}
	return 0
}
