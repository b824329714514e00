// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"encoding/base64"
	"unicode/utf8"
)

// hidesASCII are the ASCII characters that may begin an encoding or stand in
// for another character; hidden looks closer.
var hidesASCII = byteSet("%\\&([{#@=*_~|,+^\n")

// hidden reports whether the ASCII character at i, one of hidesASCII, begins
// something that undoASCII knows, or parts two digits in an unusual way.
func (s *scan) hidden(i int) bool {
	t := s.text[:s.hi]
	switch c := t[i]; c {
	case '%', '\\', '&':
		_, n := unescape(t[i:])
		return n > 0
	case '(', '[', '{', '@':
		if i+1 >= len(t) || c != '@' && !spelledFirst[t[i+1]] {
			return false
		}
		for k := 0; k < 2 && i > s.lo && t[i-1] == ' '; k++ {
			i--
		}
		_, n := spelled(t, i)
		return n > 0
	case '\n':
		return i > s.lo && i+1 < len(t) && isDigit(t[i-1]) && isDigit(t[i+1]) && s.splitByLine(i)
	}
	// 138*1234*5678, 138_1234_5678: one character between digits. More of them
	// are a mask.
	return i > s.lo && i+1 < len(t) && isDigit(t[i-1]) && isDigit(t[i+1]) && s.parted(i)
}

// spelledFirst are the bytes that a spelled-out '@' or '.' in brackets begins with.
var spelledFirst = byteSet("aAdD@.\xe8\xe7\xe9")

// parted reports whether the character at i parts the digits of one number:
// the digits on both sides, as far as the same character parts them, have the
// length and beginning of a mobile, resident or card number.
func (s *scan) parted(i int) bool {
	a := i
	for n := 0; a > s.lo && n <= maxJoined; n++ {
		if c := s.text[a-1]; !isDigit(c) && (c != s.text[i] || !isDigit(s.text[a])) {
			break
		}
		a--
	}
	if !isDigit(s.text[a]) {
		a++
	}
	var d [maxJoined]byte
	n := 0
	for b := a; b < s.hi; b++ {
		switch c := s.text[b]; {
		case isDigit(c):
			if n == maxJoined {
				return false
			}
			d[n] = c
			n++
		case c != s.text[i] || !isDigit(s.text[b-1]):
			return knownNumber(d[:n])
		}
	}
	return knownNumber(d[:n])
}

// splitByLine reports whether the line end at i may part the digits of one
// number: a run before and a run behind that together have the length of a
// mobile, resident or card number, and no digits in the lines around.
func (s *scan) splitByLine(i int) bool {
	a, b := i, i+1
	for a > s.lo && i-a < maxJoined && isDigit(s.text[a-1]) {
		a--
	}
	for b < s.hi && b-i < maxJoined && isDigit(s.text[b]) {
		b++
	}
	switch n := b - a - 1; n {
	case 11, 15, 16, 17, 18, 19:
		return i-a > 1 && b-i > 2 && (b >= s.hi || s.text[b] != '\n' || b+1 >= s.hi || !isDigit(s.text[b+1])) &&
			(a-2 < s.lo || s.text[a-1] != '\n' || !isDigit(s.text[a-2]))
	}
	return false
}

// undoASCII undoes what begins at i and returns how many bytes of the text it
// took, 0 if nothing begins there.
func (s *scan) undoASCII(h *shadow, lo, i, hi int) int {
	t := s.text[:hi]
	switch c := t[i]; c {
	case '%', '\\', '&':
		if r, n := unescape(t[i:]); n > 0 {
			if f, ok := fold(r); ok && f != 0 {
				r = f
			}
			if c == '%' && r >= 0x80 && r < 0x100 {
				h.add([]byte{byte(r)}, i-lo, i-lo+n, WasDecoded)
			} else {
				h.addRune(r, i-lo, i-lo+n, WasDecoded)
			}
			return n
		}
	case '(', '[', '{', '@', ' ':
		if b, n := spelled(t, i); n > 0 {
			h.add([]byte{b}, i-lo, i-lo+n, WasNormalised)
			return n
		}
	}
	if isAlnum(t[i]) && (i == 0 || !isBase64(t[i-1])) {
		return s.undoBlock(h, lo, i, hi)
	}
	return 0
}

// unescape reads one escaped character at the start of b: %41, \u0041,
// \U00000041, \x41, \u{41}, &#65;, &#x41; or one of a few named entities. n is 0
// if there is none.
func unescape(b []byte) (r rune, n int) {
	switch {
	case len(b) < 3:
	case b[0] == '%':
		if v, k := hexValue(b[1:], 2); k == 2 {
			return v, 3
		}
	case b[0] == '\\' && (b[1] == 'u' || b[1] == 'U' || b[1] == 'x'):
		return unescapeBackslash(b)
	case b[0] == '&':
		return unescapeEntity(b)
	}
	return 0, 0
}

func unescapeBackslash(b []byte) (r rune, n int) {
	if b[2] == '{' {
		v, k := hexValue(b[3:], 6)
		if k > 0 && 3+k < len(b) && b[3+k] == '}' && utf8.ValidRune(v) {
			return v, 4 + k
		}
		return 0, 0
	}
	want := map[byte]int{'u': 4, 'U': 8, 'x': 2}[b[1]]
	v, k := hexValue(b[2:], want)
	if k != want {
		return 0, 0
	}
	n = 2 + k
	// A pair of surrogates is one character.
	if v >= 0xD800 && v < 0xDC00 && len(b) >= n+6 && b[n] == '\\' && b[n+1] == 'u' {
		if low, k := hexValue(b[n+2:], 4); k == 4 && low >= 0xDC00 && low < 0xE000 {
			return (v-0xD800)<<10 + (low - 0xDC00) + 0x10000, n + 6
		}
	}
	if !utf8.ValidRune(v) {
		return 0, 0
	}
	return v, n
}

func unescapeEntity(b []byte) (r rune, n int) {
	if b[1] == '#' {
		i, v := 2, rune(0)
		if len(b) > 3 && b[2]|0x20 == 'x' {
			var k int
			v, k = hexValue(b[3:], 6)
			if i = 3 + k; k == 0 {
				return 0, 0
			}
		} else {
			for i < len(b) && i < 9 && isDigit(b[i]) {
				v = v*10 + rune(b[i]-'0')
				i++
			}
		}
		if i == 2 || v == 0 || !utf8.ValidRune(v) {
			return 0, 0
		}
		if i < len(b) && b[i] == ';' {
			i++
		}
		return v, i
	}
	for _, e := range entities {
		if len(b) >= len(e.name) && string(b[:len(e.name)]) == e.name {
			return e.r, len(e.name)
		}
	}
	return 0, 0
}

// entities are the named entities that appear inside values.
var entities = []struct {
	name string
	r    rune
}{{"&nbsp;", ' '}, {"&commat;", '@'}, {"&period;", '.'}, {"&amp;", '&'}, {"&colon;", ':'}, {"&shy;", 0xAD}, {"&zwnj;", 0x200C}, {"&zwj;", 0x200D}, {"&lowbar;", '_'}, {"&hyphen;", '-'}, {"&plus;", '+'}}

// hexValue reads up to limit hexadecimal digits.
func hexValue(b []byte, limit int) (v rune, n int) {
	for n < limit && n < len(b) {
		switch c := b[n]; {
		case isDigit(c):
			v = v<<4 | rune(c-'0')
		case (c|0x20)-'a' < 6:
			v = v<<4 | rune(c|0x20-'a'+10)
		default:
			return v, n
		}
		n++
	}
	return v, n
}

// spelled reads a spelled-out '@' or '.' at i: (at), [at], {at}, (dot), [点],
// with or without spaces around, " @ ", " at " and " dot " between words. It
// returns the character and the length, 0 if there is none.
func spelled(t []byte, i int) (c byte, n int) {
	j := i
	for j < len(t) && j-i < 2 && t[j] == ' ' {
		j++
	}
	if j >= len(t) || i == 0 || !isWordOrMark(t[i-1]) && t[i-1] < 0x80 {
		return 0, 0
	}
	closing := byte(0)
	switch t[j] {
	case '(':
		closing = ')'
	case '[':
		closing = ']'
	case '{':
		closing = '}'
	case '@':
		// "name @ example.com"
		k := j + 1
		for k < len(t) && k-j < 3 && t[k] == ' ' {
			k++
		}
		if (k > j+1 || j > i) && k < len(t) && isAlnum(t[k]) && dotted(t[k:]) {
			return '@', k - i
		}
		return 0, 0
	}
	if closing == 0 && j == i {
		return 0, 0
	}
	if closing != 0 {
		j++
	}
	for _, w := range spelledWords {
		if len(t)-j < len(w.word) || !equalFold(t[j:j+len(w.word)], w.word) {
			continue
		}
		k := j + len(w.word)
		if closing != 0 {
			if k >= len(t) || t[k] != closing {
				continue
			}
			k++
		} else if k >= len(t) || t[k] != ' ' || w.c == '@' && !dotted(t[k+1:]) || w.c == '.' && !hostWord(t[k+1:]) {
			continue
		}
		for k < len(t) && t[k] == ' ' {
			k++
		}
		if k < len(t) && (isAlnum(t[k]) || t[k] >= 0x80) {
			return w.c, k - i
		}
	}
	return 0, 0
}

var spelledWords = []struct {
	word string
	c    byte
}{{"at", '@'}, {"@", '@'}, {"艾特", '@'}, {"dot", '.'}, {"点", '.'}, {"點", '.'}, {".", '.'}}

func equalFold(b []byte, s string) bool {
	for i := range b {
		if lower(b[i]) != s[i] {
			return false
		}
	}
	return true
}

// dotted reports whether b begins with a host name: words parted by dots or
// spelled-out dots.
func dotted(b []byte) bool {
	i := 0
	for i < len(b) && i < 64 && (isAlnum(b[i]) || b[i] == '-') {
		i++
	}
	if i == 0 || i+2 >= len(b) {
		return false
	}
	if b[i] == '.' {
		return isAlnum(b[i+1])
	}
	c, n := spelled(b, i)
	return n > 0 && c == '.'
}

// hostWord reports whether b begins with a common end of host names.
func hostWord(b []byte) bool {
	i := 0
	for i < len(b) && i < 12 && isLetter(b[i]) {
		i++
	}
	switch string(b[:i]) {
	case "com", "cn", "net", "org", "edu", "gov", "io", "hk", "tw", "uk", "de", "fr", "eu", "info", "me", "co", "example", "gmail", "qq", "mail", "hotmail", "outlook", "yahoo":
		return true
	}
	return false
}

// base64Byte are the characters of base64, standard and URL-safe, with padding.
var base64Byte = byteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")

func isBase64(c byte) bool { return base64Byte[c] }

// The lengths of encoded blocks that are decoded: the shortest hides eleven
// digits; a longer one is a file.
const (
	minBase64 = 12
	minHex    = 14
	maxBlock  = 4 << 10
)

// undoBlock decodes the base64 or hexadecimal word at i if it holds text, and
// returns its length.
func (s *scan) undoBlock(h *shadow, lo, i, hi int) int {
	n := blockLength(s.text[i:hi])
	if n == 0 {
		return 0
	}
	var buf [maxBlock]byte
	b, ok := decodeBlock(buf[:0], s.text[i:i+n])
	if !ok {
		return 0
	}
	// Parted from what stands around, so that it is a text of its own.
	h.add([]byte{' '}, i-lo, i-lo, 0)
	h.add(b, i-lo, i-lo+n, WasDecoded)
	h.add([]byte{' '}, i-lo+n, i-lo+n, 0)
	return n
}

// blockLength returns the length of the run of base64 characters at the start
// of b, 0 if it is too short or too long.
func blockLength(b []byte) int {
	n := 0
	for n < len(b) && n <= maxBlock && isBase64(b[n]) {
		n++
	}
	if n < minBase64 || n > maxBlock {
		return 0
	}
	return n
}

// textBlock reports whether b, at least minBase64 base64 characters, begins like
// encoded text: its first bytes decode to printable ones. Of random words one
// in about a thousand does.
func textBlock(b []byte) bool {
	if base64Text(b[:12]) {
		return true
	}
	return len(b) >= minHex && hexText(b)
}

// base64Text reports whether b, four characters or more, is the base64 of
// printable bytes.
func base64Text(b []byte) bool {
	var out [12]byte
	n := 0
	for i := 0; i+4 <= len(b); i += 4 {
		v := uint32(0)
		for _, c := range b[i : i+4] {
			k := base64Value[c]
			if k == 0xFF {
				return false
			}
			v = v<<6 | uint32(k)
		}
		out[n], out[n+1], out[n+2] = byte(v>>16), byte(v>>8), byte(v)
		if first := out[n]; first < ' ' && first != '\n' && first != '\t' || first == 0x7F {
			return false
		}
		n += 3
	}
	return printable(out[:n], true)
}

// base64Value is the value of each base64 digit, standard and URL-safe; 0xFF for
// other bytes.
var base64Value = func() (t [256]uint8) {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for c := range t {
		t[c] = 0xFF
	}
	for i := range len(digits) {
		t[digits[i]] = uint8(i)
	}
	t['-'], t['_'] = 62, 63
	return t
}()

// hexText reports whether b begins with the hexadecimal of printable bytes.
func hexText(b []byte) bool {
	for i := 0; i+1 < min(len(b), minHex); i += 2 {
		v, k := hexValue(b[i:], 2)
		if k != 2 || v < ' ' || v == 0x7F || v > 0x7E && v < 0xC2 {
			return false
		}
	}
	return true
}

// decodeBlock appends the text that b encodes, hexadecimal or base64.
func decodeBlock(dst, b []byte) ([]byte, bool) {
	if len(b)%2 == 0 && len(b) >= minHex && hexText(b) {
		out := dst
		for i := 0; i < len(b); i += 2 {
			v, k := hexValue(b[i:], 2)
			if k != 2 {
				break
			}
			out = append(out, byte(v))
		}
		if len(out)-len(dst) == len(b)/2 && printable(out[len(dst):], false) {
			return out, true
		}
	}
	out := decode64(dst, b)
	if len(out)-len(dst) < 8 || !printable(out[len(dst):], false) {
		return dst, false
	}
	return out, true
}

// decode64 appends the decoded standard or URL-safe base64, padded or not. On
// bad input it returns dst.
func decode64(dst, b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == '=' {
		b = b[:len(b)-1]
	}
	enc := base64.RawStdEncoding
	for _, c := range b {
		if c == '-' || c == '_' {
			enc = base64.RawURLEncoding
			break
		}
	}
	n := enc.DecodedLen(len(b))
	if cap(dst)-len(dst) < n {
		return dst
	}
	k, err := enc.Decode(dst[len(dst):len(dst)+n], b)
	if err != nil {
		return dst
	}
	return dst[:len(dst)+k]
}

// printable reports whether b is text: valid UTF-8 (a cut at the end allowed if
// cut) without control characters.
func printable(b []byte, cut bool) bool {
	for i := 0; i < len(b); {
		c := b[i]
		if c < 0x80 {
			if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7F {
				return false
			}
			i++
			continue
		}
		r, w := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && w == 1 {
			return cut && !utf8.FullRune(b[i:]) && i > 0
		}
		i += w
	}
	return len(b) > 0
}
