// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"unicode/utf8"
)

// Values that have no check digit are recognised by the context word beside
// them: what follows looks at the text right of such a word.

// connectors are the words and marks that stand between a context word and its
// value: "QQ号是：", `"qq":"`, "password is ". Longer ones first.
var connectors = [][]byte{
	[]byte("number"), []byte("号码"), []byte("號碼"), []byte("账号"), []byte("帐号"), []byte("帳號"), []byte("同号"), []byte("同號"),
	[]byte("就是"), []byte("改成"), []byte("换成"), []byte("地址"), []byte("：："),
	[]byte("num"), []byte("no."), []byte("was"), []byte("no"), []byte("id"), []byte("is"),
	[]byte("号"), []byte("號"), []byte("码"), []byte("碼"), []byte("是"), []byte("为"), []byte("為"), []byte("係"), []byte("叫"), []byte("的"), []byte("："),
}

// connectorMarks are the marks of one byte that do.
var connectorMarks = byteSet(" :\t='\">([|`*_~")

// connectorRunes are the others.
var connectorRunes = [...]string{"「", "『", "【", "（", "“", "‘", "《", "→", "＝", "︰", "　", "\u00a0"}

// maxConnector is how many bytes may stand between a context word and its value.
const maxConnector = 32

// pastCue returns where the value announced by the context word that ends at i
// begins, and how many line ends were passed (one at most). What stands there
// need not be a value.
func (s *scan) pastCue(i int) (at, lines int) {
	limit := min(s.hi, i+maxConnector)
	for i < limit {
		c := s.text[i]
		switch {
		case connectorMarks[c]:
			i++
		case (c == '\n' || c == '\r') && lines < 1:
			if c == '\n' {
				lines++
			}
			i++
		case c == '\\' && i+1 < limit && (s.text[i+1] == '"' || s.text[i+1] == 't'):
			i += 2
		case c == '-' && i+1 < limit && (s.text[i+1] == '>' || s.text[i+1] == ' '):
			i++
		default:
			n := s.connector(i)
			if n == 0 {
				return i, lines
			}
			i += n
		}
	}
	return i, lines
}

// connector returns the length of the connecting word or mark at i, 0 if there
// is none. ASCII words must be whole.
func (s *scan) connector(i int) int {
	b := s.text[i:s.hi]
	if b[0] >= 0x80 {
		for _, r := range connectorRunes {
			if len(b) >= len(r) && string(b[:len(r)]) == r {
				return len(r)
			}
		}
	} else if !isLetter(b[0]) || s.wordBefore(i) && !isDigit(s.text[i-1]) {
		return 0
	}
	for _, w := range connectors {
		n := len(w)
		if len(b) < n || w[0] != lower(b[0]) || !sameFold(b[:n], string(w)) {
			continue
		}
		if w[0] < 0x80 && w[n-1] != '.' && n < len(b) && isWord(b[n]) {
			continue
		}
		return n
	}
	return 0
}

// hanNear reports whether a Chinese character stands on the same line within n
// bytes of [start, end).
func (s *scan) hanNear(start, end, n int) bool {
	for i := start - 1; i >= max(s.lo, start-n) && s.text[i] != '\n'; i-- {
		if c := s.text[i]; c >= 0xE4 && c <= 0xE9 {
			return true
		}
	}
	for i := end; i < min(s.hi, end+n) && s.text[i] != '\n'; i++ {
		if c := s.text[i]; c >= 0xE4 && c <= 0xE9 {
			return true
		}
	}
	return false
}

// hanBefore reports whether the rune before i is above U+007F, as Chinese
// characters and their punctuation are.
func (s *scan) hanBefore(i int) bool { return i > s.lo && s.text[i-1] >= utf8.RuneSelf }

// startsWith reports whether the text at i begins with w.
func (s *scan) startsWith(i int, w string) bool {
	return i >= s.lo && i+len(w) <= s.hi && string(s.text[i:i+len(w)]) == w
}

// endsWith reports whether the text before i ends with w.
func (s *scan) endsWith(i int, w string) bool {
	return i-len(w) >= s.lo && string(s.text[i-len(w):i]) == w
}

// measures are the characters that make the number in front of them a count.
var measures = []byte("只元块塊万萬亿億千百人个個位次年月日号天米公斤分秒条條字帖楼樓页頁名家台件份股倍度")

// counted reports whether a measure word follows at i, as in 20000只.
func (s *scan) counted(i int) bool {
	if i >= s.hi {
		return false
	}
	if c := s.text[i]; c < 0x80 {
		return c == '%' || c == '$'
	}
	if i+3 > s.hi {
		return false
	}
	k := bytes.Index(measures, s.text[i:i+3])
	return k >= 0 && k%3 == 0
}

// listed returns where the next member of a list begins that the value ending
// at i is a member of: behind "、", "，", "/", "和", "or" and the like. It is -1 if
// no list goes on there.
func (s *scan) listed(i int) int {
	j := i
	for j < s.hi && s.text[j] == ' ' {
		j++
	}
	for _, w := range listMarks {
		if s.startsWith(j, w) {
			for j += len(w); j < s.hi && s.text[j] == ' '; j++ {
			}
			return j
		}
	}
	return -1
}

var listMarks = [...]string{"、", "，", ",", "/", "；", ";", "和", "或者", "或", "及", "与", "and ", "or ", "&", "|"}

// sameFold reports whether b is w, which is in lower case, in any case.
func sameFold(b []byte, w string) bool { return len(b) == len(w) && matchFold(b, w) }

// matchFold reports whether b, at least as long, begins with w, which is in
// lower case, in any case.
func matchFold(b []byte, w string) bool {
	for i := range len(w) {
		if lower(b[i]) != w[i] {
			return false
		}
	}
	return true
}
