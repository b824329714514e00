// SPDX-License-Identifier: Apache-2.0

package detect

import "github.com/hulanhq/hulan/internal/crf"

// What Chinese words beside a name in Latin script say for it. A known given name
// alone needs 0.2 to count: text on both sides.
const (
	hanRole   = 0.3 // a noun for a person in front (歌手Jason), a title behind
	hanVerb   = 0.2 // a word that goes with a person and hardly with a thing (由, 说)
	hanJoined = 0.1 // any other
)

// enTools are programs with the name of a person.
var enTools = enWords("ruby jenkins travis")

// hanLinks go with names and things alike.
var hanLinks = list(`的 是 和 与 及 跟 为 在 把 将 对 被 从 向 于 等 因 因为 让 给 如 例如 比如 包括 以 同 也 都 已 已经 就 还 又 不 没 没有 或 或者 以及 还有 尤其是 只有 找 找到 写 写的 可以 能 会 要 这是 就是 不是 联系 那 这 太 很 真 接 送 放 替 今天 今年 去年 明天 现在 之后 之前 以前 最后 申请 购买 正在 推荐 收 收到 带 带着 通知 据 叫 叫做 领 拿 打`)

// amongHan weighs the Chinese words right beside the name [start, end), over one
// space at most.
func (s *scan) amongHan(start, end int) float64 {
	if !s.high {
		return 0
	}
	sum := 0.0
	i, lex := start, hanNames()
	if i > s.lo && s.text[i-1] == ' ' {
		i--
	}
	var buf [longestWord]rune
	k := len(buf)
	for k > 0 && i > s.lo {
		r, w := lex.before(s.text[s.lo:], i-s.lo)
		if !inHan(r) {
			break
		}
		k--
		buf[k], i = r, i-w
	}
	front := buf[k:]
	switch {
	case endsRole(front):
		sum += hanRole
	case beforeName().ends(front) > 0:
		sum += hanLinked(hanLinks().ends(front) > 0)
	case len(front) > 0:
		sum += hanJoined
	}
	if i = end; i < s.hi && s.text[i] == ' ' {
		i++
	}
	k = 0
	for k < len(buf) && i < s.hi {
		r, w := lex.next(s.text[:s.hi], i)
		if !inHan(r) {
			break
		}
		buf[k], i = r, i+w
		k++
	}
	switch behind := buf[:k]; {
	case title(behind) > 1:
		sum += hanRole
	case afterName().starts(behind) > 0:
		sum += hanLinked(hanLinks().starts(behind) > 0)
	case len(behind) > 0:
		sum += hanJoined
	}
	return sum
}

func hanLinked(link bool) float64 {
	if link {
		return hanJoined
	}
	return hanVerb
}

// endsRole reports whether r ends with a noun for a person: 地质学家, 歌手.
func endsRole(r []rune) bool {
	for n := len(r); n > 1; n-- {
		if wordClass(r[len(r)-n:]) == crf.WordRole {
			return true
		}
	}
	return false
}
