// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// childAge is the age below which personal information is sensitive whatever its
// kind: PIPL art. 28.
const childAge = 14

// judgeMinor looks for a child under fourteen: by the birth date in a resident
// ID or given as such, by an age, by words that only children are called, or by
// two of a son or daughter, a school for children and a class, less one where a
// teacher is spoken of. Own data are no excuse: a child's private information is
// stopped whoever posts it (Regulations on the Network Protection of Minors,
// art. 38).
func (s *assessing) judgeMinor(p *passage) {
	for _, it := range p.items {
		if it.whose != ofTest && it.whose != ofMask && s.bornRecently(it) {
			s.reasons.add(ReasonMinor, it.index)
		}
	}
	said := p.has()
	// In a notice about a dog the age is the dog's.
	animals := said&hintAnimal != 0 && said&hintOffspring == 0
	certain := said&hintChild != 0 || !animals && s.youngAge(p.hints)
	signs := 0
	for _, k := range []hintKind{hintOffspring, hintSchool, hintGrade} {
		if said&k != 0 {
			signs++
		}
	}
	if said&hintAdult != 0 {
		signs--
	}
	if !certain && signs < 2 {
		return
	}
	bare := said&(hintSchool|hintGrade) == 0 && onlyNames(p.items)
	for _, it := range p.items {
		if aboutChild(it, said) && (!bare || calledChild(it, p.hints)) {
			s.reasons.add(ReasonMinor, it.index)
		}
	}
}

// onlyNames reports that no item is anything but a name. An age beside a bare
// name is in every biography.
func onlyNames(items []disclosed) bool {
	return !slices.ContainsFunc(items, func(it disclosed) bool { return it.class.part != partWho })
}

// calledChild reports that the words in front of the name call its bearer a
// child: 我家孩子张小苗, "my kid Timmy".
func calledChild(it disclosed, hints []hint) bool {
	return slices.ContainsFunc(hints, func(h hint) bool {
		return h.kind&hintChild != 0 && it.start >= h.end && it.start-h.end <= nameReach
	})
}

// aboutChild reports whether the item is likely to be the child's where the
// passage speaks of one. A parent's own name and a phone number beside "my
// daughter, 6" are the parent's.
func aboutChild(it disclosed, said hintKind) bool {
	parent := said&hintOffspring != 0
	switch {
	case it.whose == ofAuthor:
		return !parent
	case it.whose != ofOther:
		return false
	}
	switch it.class.part {
	case partWho, partID, partBirth, partPlace:
		return true
	}
	return said&hintChild != 0 && !parent
}

// youngAge reports whether one of the hints names an age under fourteen.
func (s *assessing) youngAge(hints []hint) bool {
	for _, h := range hints {
		n := -1
		if h.kind&hintAge != 0 {
			n = numberBefore(s.text, h.start)
		}
		if h.kind&hintAged != 0 {
			n = numberAfter(s.text, h.end)
		}
		if n >= 0 && n < childAge {
			return true
		}
	}
	return false
}

// bornRecently reports whether a resident ID or a date of birth makes its holder
// younger than fourteen.
func (s *assessing) bornRecently(it disclosed) bool {
	if s.opt.Now.IsZero() {
		return false
	}
	key := it.key
	switch it.typ {
	case CNResidentID:
		if len(key) != 18 { // the 15-digit form ended in 1999
			return false
		}
		key = key[6:14]
	case DateOfBirth:
		key = isoDigits(key)
	default:
		return false
	}
	born, err := time.Parse("20060102", key)
	return err == nil && !born.After(s.opt.Now) && born.AddDate(childAge, 0, 0).After(s.opt.Now)
}

// isoDigits returns a date of year, month and day as eight digits, from a key
// such as 2015年3月7日 (punctuation is gone, Chinese digits are ASCII). Other
// orders give something that is no date.
func isoDigits(key string) string {
	var parts []int
	inside := false
	for _, r := range key {
		if r < '0' || r > '9' {
			inside = false
			continue
		}
		if !inside {
			parts, inside = append(parts, 0), true
		}
		n := &parts[len(parts)-1]
		*n = min(*n*10+int(r-'0'), 1e9)
	}
	if len(parts) == 1 {
		return key
	}
	if len(parts) != 3 || parts[0] > 9999 || parts[1] > 12 || parts[2] > 31 {
		return ""
	}
	return time.Date(parts[0], time.Month(parts[1]), parts[2], 0, 0, 0, 0, time.UTC).Format("20060102")
}

// numberWords are the numbers below fourteen in English.
var numberWords = [...]string{
	"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
	"eleven", "twelve", "thirteen",
}

// maxNumber is more bytes than any number under a hundred has: "thirteen" has
// eight, 三十八 nine.
const maxNumber = 12

// numberBefore returns the number that ends at i, a blank or dash apart, or -1:
// digits, one to three Chinese numerals, or an English word.
func numberBefore(text []byte, i int) int {
	for i > 0 && (text[i-1] == ' ' || text[i-1] == '-') {
		i--
	}
	start := i
	for start > 0 && i-start <= maxNumber {
		r, n := utf8.DecodeLastRune(text[:start])
		if !numberRune(r) {
			break
		}
		start -= n
	}
	// 小8岁, 年幼四岁: a difference of ages, not an age.
	if r, _ := utf8.DecodeLastRune(text[:start]); strings.ContainsRune("小大幼长長差", r) {
		return -1
	}
	return parseNumber(text[start:i])
}

// numberAfter returns the number that begins at i, blanks and a colon apart.
func numberAfter(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == ':') {
		i++
	}
	end := i
	for end < len(text) && end-i <= maxNumber {
		r, n := utf8.DecodeRune(text[end:])
		if !numberRune(r) {
			break
		}
		end += n
	}
	return parseNumber(text[i:end])
}

func numberRune(r rune) bool {
	f := foldNumeral(foldWidth(r))
	return f >= '0' && f <= '9' || f == '十' || f|0x20 >= 'a' && f|0x20 <= 'z'
}

// parseNumber reads 8, 八, 十二, "nine"; -1 is not a number under a hundred.
func parseNumber(b []byte) int {
	for n, word := range numberWords {
		if len(b) == len(word) && equalFoldASCII(b, word) {
			return n
		}
	}
	if len(b) > maxNumber {
		return -1
	}
	n, ten := 0, false
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		b = b[size:]
		switch r = foldNumeral(foldWidth(r)); {
		case r == '十' && !ten:
			n, ten = max(n, 1)*10, true
		case r >= '0' && r <= '9' && ten:
			n += int(r - '0')
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		default:
			return -1
		}
	}
	if n == 0 || n > 99 {
		return -1
	}
	return n
}

func equalFoldASCII(b []byte, word string) bool {
	for i := range b {
		if foldByte(b[i]) != word[i] {
			return false
		}
	}
	return true
}
