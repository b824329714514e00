// SPDX-License-Identifier: Apache-2.0

package account

import "strings"

// Passwords of twelve characters and more that are guessed first are nearly all
// put together from a few pieces: a word of the list below, a row of a keyboard,
// a run of the alphabet or of digits, a year, one character again and again.
// A password is common when at most commonPieces such pieces and at most
// commonLoose other characters make it up; so are digits alone (a date, a
// telephone number) and one short unit again and again. The words are our own choice of what
// everybody thinks of; they are no copy of a list.
const (
	commonPieces = 4
	commonLoose  = 3
)

var commonWords = strings.Fields(`
password passwort passwd pass word admin administrator root user test guest login logon welcome hello secret letmein
changeme default master super qwerty azerty qwertz iloveyou love lovely baby angel sunshine princess monkey dragon
football baseball basketball soccer hockey superman batman pokemon starwars shadow flower summer winter spring autumn
january february march april june july august september october november december monday tuesday wednesday thursday
friday saturday sunday money freedom whatever trustno computer internet server system database backup company office
manager security privacy private public hulan guardrail
woaini woaini5201314 5201314 1314520 1314 520 521 woaiwojia mima mimamima wode nihao zhongguo china beijing shanghai
guangzhou shenzhen xiaomi huawei taobao weixin wechat aini laopo laogong baobao guanliyuan 密码 我的密码 管理员 我爱你 你好
中国 测试 欢迎
`)

// commonRows are runs of a keyboard, the alphabet and the digits; any four
// characters in a row of them, forwards or backwards, are a piece.
var commonRows = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
	"qwertzuiopü", "azertyuiop", "!@#$%^&*()_+", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmikolp",
	"147258369", "741852963",
}

// leet undoes the usual exchanges of letters, each octet for one.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "0", "o", "1", "l", "!", "i", "$", "s", "5", "s", "7", "t")

// commonPassword says whether a password is among the first guesses. own are
// words of the person, in lower case.
func commonPassword(s string, own []string) bool {
	s = strings.ToLower(s)
	words := commonWords
	for _, w := range own {
		if len(w) >= 3 {
			words = append(words[:len(words):len(words)], w)
		}
	}
	return strings.Trim(s, "0123456789 .-/+") == "" || oneUnit(s) || fewPieces(s, words)
}

// fewPieces cuts the longest piece off the front, again and again.
func fewPieces(s string, words []string) bool {
	plain := leet.Replace(s)
	pieces, loose := 0, 0
	for i := 0; i < len(s); {
		n := max(longestWord(s[i:], words), longestWord(plain[i:], words), repeated(s[i:]), rowRun(s[i:]))
		if n > 0 {
			pieces++
		} else {
			loose++
			n = 1
			for i+n < len(s) && s[i+n]&0xc0 == 0x80 {
				n++
			}
		}
		i += n
		if pieces > commonPieces || loose > commonLoose {
			return false
		}
	}
	return true
}

// oneUnit says whether s is the same short unit again and again.
func oneUnit(s string) bool {
	for n := 1; n <= 12 && 2*n <= len(s); n++ {
		if strings.Repeat(s[:n], len(s)/n+1)[:len(s)] == s {
			return true
		}
	}
	return false
}

func longestWord(s string, words []string) int {
	n := 0
	for _, w := range words {
		if len(w) > n && strings.HasPrefix(s, w) {
			n = len(w)
		}
	}
	return n
}

// repeated is the length of a unit of 1 to 4 octets that stands at the front at
// least three times, all of its copies.
func repeated(s string) int {
	best := 0
	for unit := 1; unit <= 4; unit++ {
		n := unit
		for n+unit <= len(s) && s[n:n+unit] == s[:unit] {
			n += unit
		}
		if n >= 3*unit {
			best = max(best, n)
		}
	}
	return best
}

// rowRun is the length of the front that runs along one of commonRows, at least
// four characters; two-digit years count too.
func rowRun(s string) int {
	best := 0
	for _, row := range commonRows {
		for _, dir := range []string{row, backwards(row)} {
			for i := range dir {
				n := 0
				for i+n < len(dir) && n < len(s) && dir[i+n] == s[n] {
					n++
				}
				if n >= 4 {
					best = max(best, n)
				}
			}
		}
	}
	if best < 4 && len(s) >= 4 && (s[:2] == "19" || s[:2] == "20") && isDigit(s[2]) && isDigit(s[3]) {
		best = 4
	}
	return best
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func backwards(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
