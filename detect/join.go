// SPDX-License-Identifier: Apache-2.0

package detect

import "unicode/utf8"

// joinDigits rewrites numbers in a shadow that are written in Chinese numerals,
// with O for 0 and l for 1, or with unusual things between the digits, as plain
// rows of digits. Ordinary groupings ("138 1234 5678") stay: recognisers know
// them.
func (s *scan) joinDigits(h *shadow) {
	for i := 0; i < len(h.text); {
		q := sequence{h: h, at: i}
		if !q.read() {
			_, w := utf8.DecodeRune(h.text[i:])
			i += w
			continue
		}
		switch {
		case q.accept():
			i = q.replace()
		case q.second > 0: // the number may begin with the second group
			i = q.second
		default:
			i = q.end
		}
	}
}

// maxJoined is the most digits that are joined: the longest card number, and a
// few for a country code.
const maxJoined = 22

// sequence is a run of digits in any writing with separators in between.
type sequence struct {
	h          *shadow
	at, end    int // bounds in h.text
	second     int // where the second group begins, 0 if there is none
	n          int
	digit      [maxJoined]byte
	place      [maxJoined]int // of each digit in h.text
	width      [maxJoined]int
	numerals   int // Chinese
	alike      int // O and l
	plain      int // ASCII digits
	odd, lines int // separators that are not ordinary; line ends among them
	groups     int
	sizes      [maxJoined]int
	tooLong    bool
}

// read takes the sequence that begins at q.at and reports whether there is one.
func (q *sequence) read() bool {
	t := q.h.text
	if q.at > 0 && isWord(t[q.at-1]) {
		// The middle of a word cannot begin a number, unless the text before was
		// an escape.
		return false
	}
	q.end = q.at
	gap := q.at
	for i := q.at; i < len(t); {
		d, w := q.digitAt(i)
		if d < 0 {
			if q.n == 0 {
				return false
			}
			k := q.separator(i, gap)
			if k == 0 {
				break
			}
			i += k
			continue
		}
		if q.n == maxJoined {
			q.tooLong = true
			break
		}
		if q.n == 0 || i > gap {
			if q.groups++; q.groups == 2 {
				q.second = i
			}
		}
		q.digit[q.n], q.place[q.n], q.width[q.n] = byte('0'+d), i, w
		q.sizes[min(q.groups, maxJoined)-1]++
		q.n++
		i += w
		q.end, gap = i, i
	}
	q.countSeparators()
	return q.n > 1 && !q.section()
}

// section reports whether the digits are the number of a section in the anchor
// of a page, as in id-1.7.12.14.10.6.
func (q *sequence) section() bool {
	t, i := q.h.text, q.place[0]
	after := i + q.width[0]
	return i >= 2 && t[i-1] == '-' && isLetter(t[i-2]) && after < len(t) && t[after] == '.'
}

// digitAt returns the digit written at i and its length, or -1.
func (q *sequence) digitAt(i int) (d, w int) {
	t := q.h.text
	c := t[i]
	switch {
	case isDigit(c):
		q.plain++
		return int(c - '0'), 1
	case c == 'O' || c == 'o' || c == 'l' || c == 'I':
		if !q.lookAlike(i) {
			return -1, 0
		}
		q.alike++
		if c == 'O' || c == 'o' {
			return 0, 1
		}
		return 1, 1
	case c < 0x80:
		return -1, 0
	}
	r, w := utf8.DecodeRune(t[i:])
	if d := hanDigitOf(r); d >= 0 {
		q.numerals++
		return d, w
	}
	return -1, 0
}

// lookAlike reports whether the letter at i stands among digits: the run of
// letters around it is made of look-alikes only and touches a digit.
func (q *sequence) lookAlike(i int) bool {
	t := q.h.text
	like := func(c byte) bool { return c == 'O' || c == 'o' || c == 'l' || c == 'I' }
	a, b := i, i
	for a > 0 && i-a < 4 && like(t[a-1]) {
		a--
	}
	for b < len(t) && b-i < 4 && like(t[b]) {
		b++
	}
	left, right := a > 0 && isDigit(t[a-1]), b < len(t) && isDigit(t[b])
	if a > 0 && isWord(t[a-1]) && !left || b < len(t) && isWord(t[b]) && !right {
		return false
	}
	return left || right
}

// separator returns the length of what stands at i if it may part two digits:
// at most three runes (since gap) that are no letters and no Chinese
// characters.
func (q *sequence) separator(i, gap int) int {
	t := q.h.text
	if i-gap > 12 || utf8.RuneCount(t[gap:i]) >= 3 {
		return 0
	}
	if t[i] < 0x80 {
		switch c := t[i]; {
		case (c == 'x' || c == 'X') && i == gap && i+1 < len(t) && isDigit(t[i+1]):
			return 1 // 183x0209x6033
		case isWord(c) && c != '_', c < ' ' && c != '\n' && c != '\r' && c != '\t', c == ':', c == '%', c == '"', c == '\'', c == '$', c == '<', c == '>':
			return 0
		}
		return 1
	}
	r, w := utf8.DecodeRune(t[i:])
	if isHan(r) || r == utf8.RuneError || r == '：' || r == '～' {
		return 0
	}
	return w
}

// countSeparators looks at the gaps between the digits taken.
func (q *sequence) countSeparators() {
	t := q.h.text
	for k := 1; k < q.n; k++ {
		gap := t[q.place[k-1]+q.width[k-1] : q.place[k]]
		if len(gap) == 0 {
			continue
		}
		for _, c := range gap {
			if c == '\n' {
				q.lines++
			}
		}
		if len(gap) != 1 || separatorWidth(gap) == 0 {
			q.odd++
		}
	}
}

// accept reports whether the sequence is written in a way that hides a number
// and has the length of one.
func (q *sequence) accept() bool {
	if q.tooLong || q.end < len(q.h.text) && isLetter(q.h.text[q.end]) && !q.checkLetter() {
		return false
	}
	d := q.digit[:q.n]
	known := knownNumber(d)
	switch {
	case q.numerals > 0:
		// Numerals alone are a number when there are enough; a mixture needs a
		// known form, since "3月二十" and "第七条1" are not.
		return q.n >= 7 && (q.plain+q.alike == 0 && q.odd+q.groups <= 1 || known) || q.n >= minNumerals && q.groups == 1 && q.numerals == q.n && q.n < 12
	case q.alike > 0:
		return known && !q.names() && q.uniform()
	case q.lines > 1 || !q.uniform() || !q.shaped():
		return false
	}
	return known && (q.odd > 0 || q.groups > 5 || q.irregular()) && !q.list()
}

// list reports whether commas part groups of several digits that are not those
// of a telephone number or card: a list of numbers (362, 332, 162), or a pair of
// bounds (1,9876543210).
func (q *sequence) list() bool {
	if q.groups == q.n || q.customary() { // 1,3,8,1,2 is one number, spelled
		return false
	}
	t := q.h.text
	for k := 1; k < q.n; k++ {
		if i := q.place[k-1] + q.width[k-1]; i < q.place[k] && t[i] == ',' {
			return true
		}
	}
	return false
}

// customary reports whether the groups are those in which people write a mobile
// number (138 1234 5678) or a card (4539 1862 5276 0185).
func (q *sequence) customary() bool {
	sizes := q.sizes[:min(q.groups, maxJoined)]
	if len(sizes) == 3 {
		return sizes[0] == 3 && sizes[1] == 4 && sizes[2] == 4
	}
	for _, n := range sizes[:len(sizes)-1] {
		if n != 4 {
			return false
		}
	}
	return q.n >= 15
}

// names reports whether every group but the first begins with a letter for a
// digit: l3-l4-l5 are names.
func (q *sequence) names() bool {
	t := q.h.text
	if q.groups < 2 {
		return false
	}
	for k := 1; k < q.n; k++ {
		if i := q.place[k-1] + q.width[k-1]; i < q.place[k] && isDigit(t[q.place[k]]) {
			return false
		}
	}
	return true
}

// uniform reports whether the gaps are all alike, or at least all beyond ASCII:
// different emoji part one number, different punctuation does not.
func (q *sequence) uniform() bool {
	t := q.h.text
	var first []byte
	same, ascii := true, false
	for k := 1; k < q.n; k++ {
		gap := t[q.place[k-1]+q.width[k-1] : q.place[k]]
		if len(gap) == 0 {
			continue
		}
		if first == nil {
			first = gap
		}
		same = same && string(gap) == string(first)
		ascii = ascii || gap[0] < 0x80
	}
	return same || !ascii
}

// shaped reports whether the sizes of the groups are those of one number rather
// than of a list: two groups of any size, all of one digit, threes to fives, or
// pairs but for one group. Pairs throughout are a hex dump unless the number has
// a check of its own.
func (q *sequence) shaped() bool {
	sizes := q.sizes[:min(q.groups, maxJoined)]
	if len(sizes) <= 2 {
		return true
	}
	one, small, large, pairs := 0, 0, 0, 0
	for _, n := range sizes {
		switch {
		case n == 1:
			one++
		case n >= 3:
			large++
		}
		if n <= 2 {
			small++
		}
		if n == 2 {
			pairs++
		}
	}
	switch {
	case one == len(sizes), large == len(sizes) && (len(sizes) == 3 || q.n >= 15):
		return true
	case q.n >= 16 && large == len(sizes)-1 && sizes[len(sizes)-1] < 3: // a card in fours
		return true
	case q.n == 10:
		return false
	case q.n == 11 || q.n == 13:
		return small == len(sizes) || pairs == len(sizes)-1
	}
	return small == len(sizes) && (q.n == 17 || q.n == 18)
}

// checkLetter reports whether the letter behind is the X of a resident number.
func (q *sequence) checkLetter() bool {
	t := q.h.text
	return (t[q.end] == 'X' || t[q.end] == 'x') && (q.end+1 == len(t) || !isWord(t[q.end+1])) && q.n == 17
}

// knownNumber reports whether d has length and beginning of a number that is worth
// joining: a mobile, a resident number, a card.
func knownNumber(d []byte) bool {
	switch len(d) {
	case 11:
		return cnMobilePlan(d)
	case 10: // North American: area and exchange begin with 2 to 9
		return d[0] >= '2' && d[3] >= '2' && !repeated(d)
	case 13:
		return string(d[:2]) == "86" && cnMobilePlan(d[2:])
	case 15:
		return string(d[:4]) == "0086" && cnMobilePlan(d[4:]) || cardBrand(d) != "" && luhn(d)
	case 17:
		return d[0] >= '1' && d[0] <= '9' && (d[6] == '1' && d[7] == '9' || d[6] == '2' && d[7] == '0')
	case 16, 18, 19:
		return cardBrand(d) != "" && luhn(d) || len(d) == 18 && (d[6] == '1' && d[7] == '9' || d[6] == '2' && d[7] == '0')
	}
	return false
}

// irregular reports whether the groups are none that people write: one or two
// digits each.
func (q *sequence) irregular() bool {
	small := 0
	for _, n := range q.sizes[:min(q.groups, maxJoined)] {
		if n <= 2 {
			small++
		}
	}
	return q.groups >= 4 && small*2 > q.groups
}

// replace puts the plain digits in the place of the sequence and returns where
// to go on.
func (q *sequence) replace() int {
	h := q.h
	for k := range q.n {
		i, w := q.place[k], q.width[k]
		u := h.units[i]
		u.end = h.units[i+w-1].end
		if k+1 < q.n {
			// What follows up to the next digit belongs to this one.
			u.end = h.units[q.place[k+1]].start
		}
		u.undone |= WasNormalised
		h.text[q.at+k], h.units[q.at+k] = q.digit[k], u
	}
	n := copy(h.text[q.at+q.n:], h.text[q.end:])
	copy(h.units[q.at+q.n:], h.units[q.end:])
	h.text, h.units = h.text[:q.at+q.n+n], h.units[:q.at+q.n+n]
	return q.at + q.n
}
