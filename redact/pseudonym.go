// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"strings"
	"unicode"

	"github.com/hulanhq/hulan/detect"
)

// The parts of made-up names: frequent, so that a name points at nobody. About
// 30,000 Chinese and 1,000 English ones; two people may get the same.
const (
	madeUpSurnames  = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
	madeUpFirst     = "安伯晨丹恩芳国海嘉建静凯乐丽明宁佩启若尚书思天文晓欣雅一宇泽"
	madeUpSecond    = "宝冰川达德东飞刚浩和洪佳洁君康兰林玲龙敏娜鹏平琴清然荣涛伟雯"
	madeUpForenames = "Alex Avery Blake Cameron Casey Charlie Dana Drew Ellis Emery Finley Frankie Harper Hayden Jamie Jesse Jordan Jules Kelly Kendall Lee Logan Morgan Parker Quinn Reese Riley Robin Rowan Sage Sam Taylor"
	madeUpLastNames = "Abbott Baker Carter Dawson Ellison Fisher Gardner Hudson Ingram Jenkins Keller Lawson Mason Norris Osborne Porter Quigley Ramsey Sawyer Thornton Underhill Vance Walton York Zeller Archer Barlow Chandler Draper Fletcher Glover Hooper"
)

// pseudonym is the text of KindPseudonym.
func (r *Redactor) pseudonym(t detect.Type, v value, plain string) string {
	if t == detect.Person {
		s := r.stream("pseudonym name", t, plain)
		for range 8 {
			if name, ok := personName(s, v); !ok {
				break
			} else if words(parse(name, "", false)) != plain {
				return name
			}
		}
	}
	return r.token(t, plain)
}

// personName makes up a name in the script of v: of two characters if v has
// two, else three; in English forename and last name, or one of them if v is
// one word, in capitals if v is. It fails for other scripts.
func personName(s *stream, v value) (string, bool) {
	var han, latin, lower int
	for _, r := range v.text {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Latin, r):
			latin++
			if unicode.IsLower(r) {
				lower++
			}
		}
	}
	switch {
	case han > 0:
		name := one(s, strings.Split(madeUpSurnames, "")) + one(s, strings.Split(madeUpFirst, ""))
		if v.total != 2 {
			name += one(s, strings.Split(madeUpSecond, ""))
		}
		return name, true
	case latin == 0:
		return "", false
	}
	name := one(s, strings.Fields(madeUpForenames))
	if len(strings.Fields(v.text)) != 1 {
		name += " " + one(s, strings.Fields(madeUpLastNames))
	}
	if lower == 0 {
		name = strings.ToUpper(name)
	}
	return name, true
}

func one(s *stream, list []string) string { return list[s.below(len(list))] }
