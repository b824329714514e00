// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode/utf8"
)

// A piece is what a short message adds to something that is spread: digits, or
// a word.
type piece struct {
	kind   pieceKind
	digits []digitOf // pieceDigits
	odd    bool      // the digits were not plain ASCII
	plain  bool      // pieceWord: without digits
	words  string    // what stood around them
}

type pieceKind uint8

const (
	pieceNone   pieceKind = iota // a sentence: it may announce what follows
	pieceDigits                  // nothing but digits and words such as 然后
	pieceWord                    // one word, sign or name
	pieceRemark                  // a few words without digits, passed over between pieces
)

// digitOf is a digit (or a final X) and its place in the message.
type digitOf struct {
	c          byte
	start, end int
}

// The sizes of pieces, in bytes: eight digits spelled in English words make 48,
// "my number starts with" 21; a name of an account 20; 加我微信 12; a remark is
// shorter than a sentence.
const (
	maxPiece  = 60
	maxToken  = 24
	maxRemark = 18
	maxDigits = 10 // eleven are a number by themselves
)

// spelledDigits are the digits in English words.
var spelledDigits = [...]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}

// pieceOf says what a message adds.
func pieceOf(text string) piece {
	if len(text) > maxPiece {
		return piece{}
	}
	if p, ok := digitPiece(text); ok {
		return p
	}
	t := strings.TrimSpace(text)
	if t == "" {
		return piece{kind: pieceRemark}
	}
	if len(t) <= maxToken && oneWord(t) {
		return piece{kind: pieceWord, plain: !strings.ContainsAny(t, "0123456789")}
	}
	if len(t) <= maxRemark && !strings.ContainsAny(t, "0123456789") {
		return piece{kind: pieceRemark}
	}
	return piece{}
}

// remark reports whether the message may stand between two pieces of a number:
// a word, or a few, without digits.
func (p *piece) remark() bool { return p.kind == pieceRemark || p.kind == pieceWord && p.plain }

// oneWord reports whether t is a token of Latin letters, digits and the signs of
// accounts and addresses, or up to four Chinese characters.
func oneWord(t string) bool {
	latin, han := 0, 0
	for _, r := range t {
		switch {
		case r < 0x80 && (isWord(byte(r)) || strings.ContainsRune("@.-+:", r)):
			latin++
		case isHan(r):
			han++
		case r > 0x2000 && r < 0x3000, r >= 0x1F000, r == 0xFE0F, r == '：': // ❤, 🐧
			han++
		default:
			return false
		}
	}
	return han <= 4 && (latin == 0 || han <= 4)
}

// digitPiece reads a message of digits.
func digitPiece(text string) (p piece, ok bool) {
	p.kind = pieceDigits
	var words strings.Builder
	done := false // a word stands behind the digits
	for i := 0; i < len(text); {
		if n := positionWord(text[i:]); n > 0 {
			words.WriteString(text[i : i+n])
			done = len(p.digits) > 0
			i += n
			continue
		}
		n, c := digitWord(text[i:], i == 0 || !isLetter(text[i-1]))
		if n > 0 {
			if done {
				return p, false // two numbers
			}
			p.digits = append(p.digits, digitOf{c, i, i + n})
			p.odd = p.odd || n > 1
			i += n
			continue
		}
		r, w := utf8.DecodeRuneInString(text[i:])
		switch {
		case (r == 'x' || r == 'X') && len(p.digits) > 0 && p.digits[len(p.digits)-1].end == i && (i+1 == len(text) || !isWord(text[i+1])):
			p.digits = append(p.digits, digitOf{'X', i, i + 1})
		case r == ' ' || r == '-' || r == '\n' || r == '…' || r == '　':
			words.WriteByte(' ')
		case (r == '.' || r == ',' || r == '，' || r == '。' || r == '、') && !between(text, i, w):
		default:
			done = len(p.digits) > 0
			words.WriteString(text[i : i+w])
		}
		i += w
	}
	p.words = strings.Join(strings.Fields(words.String()), " ")
	return p, len(p.digits) > 0 && len(p.digits) <= maxDigits && onlyFillers(p.words)
}

// positionWord returns the length of a phrase such as 前三位 that s begins with: its
// numeral counts digits and is none of them.
func positionWord(s string) int {
	for _, where := range [...]string{"前", "后", "中间", "最后"} {
		rest, ok := strings.CutPrefix(s, where)
		if !ok || len(rest) < 4 {
			continue
		}
		if n, _ := digitWord(rest, true); n > 0 && strings.HasPrefix(rest[n:], "位") {
			return len(where) + n + len("位")
		}
	}
	return 0
}

// between reports whether the mark of w bytes at i parts two digits: 3.5.
func between(text string, i, w int) bool {
	return i > 0 && isDigit(text[i-1]) && i+w < len(text) && isDigit(text[i+w])
}

// digitWord returns the length of the digit that s begins with and the digit:
// ASCII, full-width, a Chinese numeral, or an English word where begin says that
// a word may begin.
func digitWord(s string, begin bool) (n int, c byte) {
	if isDigit(s[0]) {
		return 1, s[0]
	}
	if s[0] < 0x80 {
		for d, w := range spelledDigits {
			if begin && len(s) >= len(w) && equalFold([]byte(s[:len(w)]), w) && (len(s) == len(w) || !isLetter(s[len(w)])) {
				return len(w), byte('0' + d)
			}
		}
		return 0, 0
	}
	r, w := utf8.DecodeRuneInString(s)
	if f := foldNumeral(foldWidth(r)); f >= '0' && f <= '9' {
		return w, byte(f)
	}
	return 0, 0
}

// fillerWords may stand beside the digits of a piece. Longer ones first.
var fillerWords = []string{
	"my phone number starts with", "my number starts with", "my number", "my phone", "my cell", "starts with", "ends with", "ending in", "the rest is", "rest is", "the rest", "followed by", "and then", "then", "and", "next", "first", "last", "middle", "finally", "it's", "its", "is", "call me", "call", "text me", "phone", "number", "tel", "ssn",
	"前面是", "前面", "开头", "中间", "后面是", "后面", "最后", "剩下的", "剩下", "接着", "然后", "再来", "还有", "先", "再", "是", "我的手机号", "我手机号", "我手机", "手机号", "手机", "我的电话", "我电话", "电话号码", "电话", "号码", "我的", "身份证号", "身份证", "卡号", "打", "尾号", "结尾", "哈", "哦", "啊", "嗯", "呀",
	":", "：", "～", "~", "!", "！", ".", "。", "，", ",", "(", ")", "（", "）",
}

// onlyFillers reports whether words holds nothing but fillers.
func onlyFillers(words string) bool {
	rest := strings.ToLower(words)
	for rest != "" {
		n := positionWord(rest)
		for _, w := range fillerWords {
			if len(w) > n && strings.HasPrefix(rest, w) && (!isLetter(w[len(w)-1]) || len(rest) == len(w) || !isLetter(rest[len(w)])) {
				n = len(w)
			}
		}
		if n == 0 {
			return false
		}
		rest = strings.TrimLeft(rest[n:], " ")
	}
	return true
}

// splitWords among the fillers say that a number is given in pieces.
var splitWords = []string{"位", "starts with", "ends with", "ending in", "rest", "followed by", "前面", "开头", "中间", "后面", "剩下", "接着", "then", "尾号", "结尾"}

// saysSplit reports whether the piece's words say that more belongs to it.
func (p *piece) saysSplit() bool {
	for _, w := range splitWords {
		if strings.Contains(strings.ToLower(p.words), w) {
			return true
		}
	}
	return false
}
