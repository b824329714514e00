// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is one code point of a value, with what it stands for.
type unit struct {
	start, end int    // bytes in the value
	plain      string // ASCII digits and letters where it stands for some, else itself; "" for a separator
	weight     int    // how many characters of the plain value it shows; 0 for a separator
	kept       bool   // a separator that may stay in clear inside a mask
	broken     bool   // a byte that is no UTF-8: never shown
}

// digits reports whether u stands for digits alone.
func (u unit) digits() bool {
	return u.plain != "" && strings.Trim(u.plain, "0123456789") == ""
}

// value is a value taken apart. Two ways of writing one thing have the same
// plain text.
type value struct {
	text  string
	kind  string // detect.Finding.Kind
	units []unit
	plain string // the plain characters, without separators; letters in upper case
	total int    // sum of the weights
}

// parse takes a value apart. With numeric set, Chinese numerals and the
// look-alikes O, l and I count as digits.
func parse(text, kind string, numeric bool) value {
	v := value{text: text, kind: kind, units: make([]unit, 0, len(text))}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		u := foldRune(r, numeric)
		if r == utf8.RuneError && n == 1 {
			u = unit{plain: text[i : i+1], weight: 1, broken: true}
		}
		u.start, u.end = i, i+n
		i += n
		v.units = append(v.units, u)
		v.total += u.weight
		b.WriteString(u.plain)
	}
	v.plain = strings.ToUpper(b.String())
	return v
}

// refill writes plain characters into the places of the value's characters and
// leaves the separators as they are. It fails if the numbers differ. Ways of
// hiding (full-width, circled) are not imitated.
func (v value) refill(plain string) (string, bool) {
	rest := []rune(plain)
	var b strings.Builder
	for _, u := range v.units {
		switch {
		case u.weight == 0:
			b.WriteString(v.text[u.start:u.end])
		case u.weight > len(rest):
			return "", false
		default:
			b.WriteString(string(rest[:u.weight]))
			rest = rest[u.weight:]
		}
	}
	return b.String(), len(rest) == 0
}

// foldRune says what a code point stands for.
func foldRune(r rune, numeric bool) unit {
	if r < utf8.RuneSelf {
		return foldASCII(r, numeric)
	}
	if s := foldDigit(r, numeric); s != "" {
		return unit{plain: s, weight: len(s)}
	}
	if l := foldLetter(r); l != 0 {
		if l < utf8.RuneSelf {
			return foldASCII(l, numeric)
		}
		return unit{plain: string(l), weight: 1}
	}
	switch {
	case invisible(r):
		return unit{kept: true}
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || !unicode.IsGraphic(r):
		return unit{plain: string(r), weight: 1}
	case isBullet(r):
		return unit{plain: "*", weight: 1}
	}
	// Punctuation and spaces stay; symbols may be letters in disguise, so they
	// are hidden inside a mask, but count for nothing.
	return unit{kept: unicode.IsPunct(r) || unicode.IsSpace(r)}
}

func foldASCII(r rune, numeric bool) unit {
	switch {
	case numeric && (r == 'O' || r == 'o'):
		r = '0'
	case numeric && (r == 'l' || r == 'I'):
		r = '1'
	case r == '*', r == '#', r == '?': // hidden already
		return unit{plain: "*", weight: 1}
	case r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z':
		return unit{kept: true}
	}
	return unit{plain: string(r), weight: 1}
}

// invisible reports whether r shows nothing by itself: format characters
// (zero-width, bidi), variation selectors, the keycap and fillers that Unicode
// calls letters.
func invisible(r rune) bool {
	switch r {
	case 0x034F, 0x115F, 0x1160, 0x20E3, 0x3164, 0xFFA0:
		return true
	}
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF || unicode.Is(unicode.Cf, r)
}

// isBullet reports whether r is customary for hidden characters.
func isBullet(r rune) bool {
	return strings.ContainsRune("●•■█×＊∗✱⁎＃？▇▉░▒▓", r)
}

// run is a row of code points that stand for rising numbers.
type run struct {
	lo, hi rune
	first  int
}

// numberRuns are Unicode's numbers that are not decimal digits (category Nd
// is computed): circled, in brackets, with a full stop or comma, raised and
// lowered, and Suzhou numerals.
var numberRuns = [...]run{
	{0x00B2, 0x00B3, 2},
	{0x00B9, 0x00B9, 1},
	{0x2070, 0x2070, 0},
	{0x2074, 0x2079, 4},
	{0x2080, 0x2089, 0},
	{0x2460, 0x2473, 1},
	{0x2474, 0x2487, 1},
	{0x2488, 0x249B, 1},
	{0x24EA, 0x24EA, 0},
	{0x24EB, 0x24F4, 11},
	{0x24F5, 0x24FE, 1},
	{0x24FF, 0x24FF, 0},
	{0x2776, 0x277F, 1},
	{0x2780, 0x2789, 1},
	{0x278A, 0x2793, 1},
	{0x3021, 0x3029, 1},
	{0x3220, 0x3229, 1},
	{0x3280, 0x3289, 1},
	{0x1F100, 0x1F100, 0},
	{0x1F101, 0x1F10A, 0},
	{0x1F10B, 0x1F10B, 0},
	{0x1F10C, 0x1F10C, 0},
	{0x1F51F, 0x1F51F, 10},
}

// hanDigits are the numerals that stand for one digit in a number read aloud:
// plain, financial, and the 幺 洞 拐 of radio speech, and the circles that
// serve as zero.
var hanDigits = [10]string{"零〇○◯⭕洞", "一壹弌幺", "二贰貳弍两兩", "三叁參叄弎", "四肆", "五伍", "六陆陸", "七柒拐", "八捌", "九玖"}

// foldDigit returns the digits that a code point beyond ASCII stands for.
func foldDigit(r rune, numeric bool) string {
	if unicode.IsDigit(r) {
		return decimal(r)
	}
	for _, x := range numberRuns {
		if r >= x.lo && r <= x.hi {
			return strconv.Itoa(x.first + int(r-x.lo))
		}
	}
	if numeric {
		for d, s := range hanDigits {
			if strings.ContainsRune(s, r) {
				return strconv.Itoa(d)
			}
		}
		if r == '十' || r == '拾' {
			return "10"
		}
	}
	return ""
}

// decimal returns the value of a decimal digit. Unicode lays them out in rows
// of ten that begin with zero (The Unicode Standard, §4.6).
func decimal(r rune) string {
	for _, x := range unicode.Nd.R16 {
		if lo, hi := rune(x.Lo), rune(x.Hi); r >= lo && r <= hi {
			return strconv.Itoa(int(r-lo) % 10)
		}
	}
	for _, x := range unicode.Nd.R32 {
		if lo, hi := rune(x.Lo), rune(x.Hi); r >= lo && r <= hi {
			return strconv.Itoa(int(r-lo) % 10)
		}
	}
	return ""
}

// letterRuns are rows of 26 letters in disguise: circled, bracketed, squared
// and flags. Full-width and mathematical letters are computed.
var letterRuns = [...]struct{ lo, a rune }{
	{0x249C, 'a'},
	{0x24B6, 'A'},
	{0x24D0, 'a'},
	{0x1F110, 'A'},
	{0x1F130, 'A'},
	{0x1F150, 'A'},
	{0x1F170, 'A'},
	{0x1F1E6, 'A'},
}

// lookAlikes maps Cyrillic and Greek letters to the Latin ones they look like.
var lookAlikes = map[rune]rune{
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'Х': 'X',
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'і': 'i', 'ѕ': 's',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Χ': 'X',
	'ο': 'o',
}

// foldLetter returns the letter that a code point beyond ASCII stands for, 0
// if none.
func foldLetter(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E: // full-width ASCII, punctuation too
		if l := r - 0xFEE0; l >= '0' && l <= '9' || l >= 'A' && l <= 'Z' || l >= 'a' && l <= 'z' {
			return l
		}
		return 0
	case r >= 0x1D400 && r <= 0x1D6A3: // mathematical alphabets, 26 capitals and 26 small in turn
		n := (r - 0x1D400) % 52
		if n < 26 {
			return 'A' + n
		}
		return 'a' + n - 26
	}
	for _, x := range letterRuns {
		if r >= x.lo && r < x.lo+26 {
			return x.a + r - x.lo
		}
	}
	return lookAlikes[r]
}
