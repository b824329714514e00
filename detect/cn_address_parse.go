// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"unicode/utf8"
)

// The stretch that is looked at around an anchor, in characters.
const (
	addressBefore = 44
	addressAfter  = 48
)

// address is the reading of one address. It takes the clause around an anchor,
// finds the first numbered part, the name in front of it (the head) and where
// that begins, and then follows the numbered parts to the right.
type address struct {
	s   *scan
	lex *hanLexicon

	// The clause, simplified: r[lo:hi], at[i] the place of r[i]; the anchor's
	// character is r[addressBefore].
	r      [addressBefore + addressAfter]rune
	at     [addressBefore + addressAfter + 1]int
	lo, hi int

	start, end int // of the address, indices into r

	road, estate, village, dorm bool // what the names were
	generic                     bool // the head is a common noun: 小区3号楼
	phase                       bool // the last part is a phase or block of an estate: 花园城3期
	loosely                     bool // there is no head
	bare                        bool // a number without a word stands behind a road
	division                    bool // it begins with an administrative division
	houses, units, groups       int  // numbered parts of a road, of a building, of a village
	parts                       int  // all of them
}

// load fills the clause around the anchor's character [start, end).
func (a *address) load(start, end int) {
	s := a.s
	a.lo, a.hi = addressBefore, addressBefore
	a.at[a.lo] = start
	for j := start; a.hi < len(a.r) && j < s.hi; {
		r, w := a.lex.next(s.text[:s.hi], j)
		if r == ' ' && j+1 < s.hi && a.hi > a.lo && typeset(a.r[a.hi-1], s.text[j+1]) {
			j++
			a.at[a.hi] = j
			continue
		}
		if !inAddress(r) && !(r == ' ' && j+1 < s.hi && inAddressByte(s.text[j+1])) {
			break
		}
		a.r[a.hi] = r
		j += w
		a.hi++
		a.at[a.hi] = j
	}
	for j := start; a.lo > 0 && j > s.lo; {
		r, w := a.lex.before(s.text[s.lo:], j-s.lo)
		if r == ' ' && j-1 > s.lo && typeset(a.r[a.lo], s.text[j-2]) {
			j--
			continue
		}
		if !inAddress(r) && !(r == ' ' && a.spaceBefore(j-1)) {
			break
		}
		j -= w
		a.lo--
		a.r[a.lo], a.at[a.lo] = r, j
	}
}

// typeset reports whether a space between r and the octet c, whichever comes
// first, is one that people set between Chinese characters and digits: 88 弄 12 号.
// It is read as if it were not there.
func typeset(r rune, c byte) bool {
	return inHan(r) && isAlnum(c) || isASCIIAlnum(r) && c >= 0x80
}

// inAddress reports whether r occurs in an address.
func inAddress(r rune) bool {
	switch {
	case inHan(r), r == '〇', r == '-', r == '#', r == '—', r == '－', r == '–', r == '(', r == ')', r == '（', r == '）', r == '·':
		return true
	case r < 0x80:
		return isAlnum(byte(r))
	}
	return false
}

func inAddressByte(c byte) bool { return c >= 0xE4 && c <= 0xE9 || isAlnum(c) }

// spaceBefore reports whether the space at i parts two parts of an address: a
// part's last character stands in front of it.
func (a *address) spaceBefore(i int) bool {
	switch r := a.lex.fold(a.s.hanRune(i - 3)); r {
	case '省', '市', '区', '县', '镇', '乡', '街', '道', '路', '号', '栋', '幢', '楼', '村', '苑', '园', '元', '州', '旗', '弄', '巷', '段':
		return true
	}
	return false
}

// read finds the address. false means that there is none.
func (a *address) read() bool {
	n, ok := a.firstNumber()
	if !ok {
		return false
	}
	h := n // where the head ends: a space may stand behind it
	if h > a.lo && a.r[h-1] == ' ' {
		h--
	}
	head := a.headOf(h)
	if head == 0 {
		return a.loose(n)
	}
	a.note(a.r[h-head : h])
	start, ok := a.begin(h - head)
	if !ok {
		return false
	}
	a.start = start
	a.end = a.follow(n)
	return a.end > n
}

// firstNumber returns where the number of the anchor begins: in front of the
// anchor for a unit, behind it for a head.
func (a *address) firstNumber() (int, bool) {
	i := addressBefore
	for i > a.lo && a.numberRune(i-1) {
		i--
	}
	// 长桥路 88 弄 12 号: what looks like a head is a part of the road in front.
	part := i < addressBefore && isASCIIDigit(a.r[i]) && a.headOf(i) > 0
	if k := addressBefore; !part && k+1 < a.hi && isASCIIDigit(a.r[k+1]) && a.headOf(k+1) > 0 {
		return k + 1, true
	}
	if i == addressBefore || i > a.lo && a.r[i-1] == '第' {
		return 0, false
	}
	// A Chinese numeral may belong to the name in front: 三元里二号.
	for k := i; k < addressBefore; k++ {
		if a.headOf(k) > 0 {
			return k, true
		}
	}
	return i, true
}

// numberRune reports whether r[i] may be part of a number: 12, A, 3-1, 十二.
func (a *address) numberRune(i int) bool {
	r := a.r[i]
	switch {
	case isASCIIDigit(r), r == '#', isNumeral(r), r == '〇':
		return true
	case r < 0x80 && isLetter(byte(r)):
		return true
	case r == '-' || r == '－' || r == '—' || r == '–':
		return i > a.lo && i+1 < a.hi && isASCIIAlnum(a.r[i-1]) && isASCIIAlnum(a.r[i+1])
	}
	return false
}

func isASCIIDigit(r rune) bool { return r >= '0' && r <= '9' }

func isASCIIAlnum(r rune) bool { return r < 0x80 && isAlnum(byte(r)) }

// headOf returns the length of the word that ends at index n and that a number
// may follow: 路, 小区, 村. Zero if there is none.
func (a *address) headOf(n int) int {
	before := a.r[a.lo:n]
	if notHeads().ends(before) > 0 {
		return 0
	}
	best := 0
	for _, l := range [...]*wordList{roadHeads(), estateHeads(), villageHeads(), dormHeads()} {
		best = max(best, l.ends(before))
	}
	return best
}

// note remembers what kind of head r is.
func (a *address) note(r []rune) {
	switch n := len(r); n {
	case dormHeads().ends(r):
		a.dorm = true
	case roadHeads().ends(r):
		a.road = true
	case villageHeads().ends(r):
		a.village = true
	default:
		a.estate = true
	}
}

// begin returns where the address begins whose first head begins at index h:
// behind the nearest word that no name contains, at the first division there.
func (a *address) begin(h int) (int, bool) {
	from := a.cut(h, hardCutters(), true)
	if n := leading().starts(a.r[from:h]); n > 0 && h-from > n+1 {
		from += n
	}
	for from < h && !inHan(a.r[from]) && !isASCIIAlnum(a.r[from]) {
		from++
	}
	for i := from; i < h; i++ {
		if a.divisionAt(i, h) {
			a.division = true
			if i-from <= 9 && i > from && divisionWords().ends(a.r[from:i]) > 0 {
				return from, true // 杨木乡朝阳村: the division is the smaller one
			}
			return i, true
		}
	}
	from = max(from, a.cut(h, softCutters(), false))
	if most := a.longest(); h-from > most {
		from = max(a.lo, h-4) // the text in front runs on
	}
	if h == from {
		a.generic = true
		return h, h < a.hi
	}
	name := a.r[from:h]
	if notNames().starts(name) > 0 || plainNames().starts(name) == len(name) || !slices.ContainsFunc(name, func(r rune) bool { return !isNumeral(r) }) {
		a.generic = true // 三坊七巷 as well
	}
	return from, true
}

// longest returns the most characters that a name in front of the head has.
func (a *address) longest() int {
	if a.dorm || a.village {
		return 18
	}
	return 12
}

// cut returns the end of the last member of list in front of index h that is no
// part of a name, or where the Chinese text in front of h begins.
func (a *address) cut(h int, list *wordList, hard bool) int {
	for i := h; i > a.lo; i-- {
		if n := list.ends(a.r[a.lo:i]); n > 0 && !(n == 1 && a.inName(i-1, h, hard)) {
			return i
		}
		if !inHan(a.r[i-1]) && !a.passes(i-1) || i-2 >= a.lo && a.r[i-1] == '号' && isASCIIDigit(a.r[i-2]) {
			return i
		}
	}
	return a.lo
}

// passes reports whether r[i], which is not Chinese, may stand inside the name
// in front of the first number: a space behind 市, brackets, letters.
func (a *address) passes(i int) bool {
	r := a.r[i]
	return r == ' ' || r == '·' || r < 0x80 && isAlnum(byte(r)) && i > a.lo && inHan(a.r[i-1])
}

// inName reports whether the character at i, which may cut a name off, is part
// of one after all: 解放路, 和平里, 于洪区.
func (a *address) inName(i, h int, hard bool) bool {
	if a.divisionAt(i, h) || i > a.lo && a.divisionAt(i-1, h) {
		return true
	}
	if hard {
		return a.r[i] == '放' && i > a.lo && a.r[i-1] == '解'
	}
	return i > a.lo && a.lex.word(a.r[i-1], a.r[i]) || i+1 < h && a.lex.word(a.r[i], a.r[i+1])
}

// divisionAt reports whether a division's name begins at i and ends at h at the
// latest.
func (a *address) divisionAt(i, h int) bool {
	d := divisions()
	if i+2 > h || !d.mayBegin(a.r[i], a.r[i+1]) {
		return false
	}
	var buf [20 * 4]byte
	b := buf[:0]
	for k := i; k < h && k-i < 18; k++ {
		b = utf8.AppendRune(b, a.r[k])
		if len(b) > len(buf)-4 {
			break
		}
		if k-i >= 1 {
			if full, ok := d.full[string(b)]; ok && (full || a.afterShort(k+1)) {
				return true
			}
		}
	}
	return false
}

// afterShort reports whether a division or another name follows the short form
// of a division that ends at k: 南通海门区, but not 南通人.
func (a *address) afterShort(k int) bool {
	if k >= a.hi {
		return false
	}
	switch a.r[k] {
	case '人', '的', '话', '籍', '菜', '队':
		return false
	}
	return true
}
