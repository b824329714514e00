// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// A name in Han characters shows the family name (GB/T 41833-2022 for
// waybills: at least one character hidden), one in another script the first
// letter of each word, at most three words.
var _ = register(treatment{
	typ: detect.Person, mask: personMask, plain: words,
	surrogate: func(s *stream, v value) (string, bool) { return personName(s, v) },
})

// compoundSurnames are the family names of two characters that are in use.
var compoundSurnames = strings.Fields(`
	欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 东方 東方 独孤 獨孤 南宫 南宮 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 长孙 長孫
	宇文 司空 令狐 端木 轩辕 軒轅 百里 呼延 东郭 東郭 南门 南門 西门 西門 闻人 聞人 申屠 公羊 澹台 澹臺 公冶 宗政 濮阳 濮陽
	淳于 单于 單于 太叔 仲孙 仲孫 钟离 鍾離 鲜于 鮮于 闾丘 閭丘 亓官 司寇 拓跋 拓拔 赫连 赫連 第五 左丘 梁丘 东野 納蘭 纳兰 完颜 完顏`)

func personMask(v value, char rune) string {
	first, _ := utf8.DecodeRuneInString(v.plain)
	if unicode.Is(unicode.Han, first) {
		shown := 1
		if r := []rune(v.plain); len(r) > 2 && slices.Contains(compoundSurnames, string(r[:2])) {
			shown = 2
		}
		return maskMiddle(v, shown, 0, char)
	}
	if v.total < 2 {
		return maskMiddle(v, 0, 0, char)
	}
	var b strings.Builder
	begin, words := true, 0
	for i, u := range v.units {
		p := v.text[u.start:u.end]
		switch {
		case u.weight == 0 && u.kept:
			b.WriteString(p)
			begin = begin || !invisible([]rune(p)[0]) && p != "'" && p != "’"
			continue
		case begin && u.weight == 1 && words < 3 && unicode.IsLetter([]rune(p)[0]) && !alone(v.text, v.units[i:]):
			b.WriteString(p)
			words++
		default:
			b.WriteRune(char)
		}
		begin = false
	}
	return b.String()
}

// alone reports whether the first character is a word of its own, which must
// not be shown: it would be shown whole. O'Brien is one word.
func alone(text string, units []unit) bool {
	if len(units) < 2 {
		return true
	}
	next := text[units[1].start:units[1].end]
	return units[1].weight == 0 && next != "'" && next != "’"
}
