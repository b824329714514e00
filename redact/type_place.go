// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// An address in Chinese shows province and city; one in another script shows
// nothing, because where its city stands cannot be told without a gazetteer.
var _ = register(treatment{
	typ: detect.Address, plain: words,
	mask: func(v value, char rune) string { return maskFrom(v, cityEnd(v.text), char) },
	surrogate: func(s *stream, v value) (string, bool) {
		if n := cityEnd(v.text); n > 0 || hasHan(v.text) {
			return v.text[:n] + "示例路" + strconv.Itoa(1+s.below(999)) + "号" + strconv.Itoa(101+s.below(2899)) + "室", true
		}
		return strconv.Itoa(1+s.below(999)) + " Example Street", true
	},
	generalise: func(_ Operator, v value) (string, bool) {
		n := cityEnd(v.text)
		return v.text[:n], n > 0
	},
})

// provinces are the names that may stand before 省 and 自治区.
var provinces = strings.Fields(`
	河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾
	内蒙古 广西壮族 广西 西藏 宁夏回族 宁夏 新疆维吾尔 新疆 遼寧 黑龍江 江蘇 廣東 貴州 雲南 陝西 甘肅 臺灣`)

// cityEnd returns the number of bytes that province and city take at the start
// of a Chinese address, 0 if it does not begin with them. A word between that
// belongs to a street or a village ends the search: 人民路市委大院 names no city.
func cityEnd(s string) int {
	end, begin, n := 0, 0, 0 // begin and n: where the present name begins, and its length in characters
	for i, r := range s {
		if r == utf8.RuneError { // perhaps one wrong byte, shorter than its sign
			return end
		}
		at := i + utf8.RuneLen(r)
		name, rest := s[begin:i], s[at:]
		n++
		switch {
		case r == ' ' || r == '\u3000':
			if name == "" {
				begin, n = at, 0
			}
		case n > 12 || r < 0x3400: // the longest have eleven, such as 黔西南布依族苗族自治州
			return end
		case r == '省' || r == '区' && strings.HasSuffix(name, "自治"):
			if !slices.Contains(provinces, strings.TrimSuffix(name, "自治")) {
				return end
			}
			end, begin, n = at, at, 0
		case isCity(name, r, rest, n):
			return at
		case strings.ContainsRune("镇乡里坊", r) && (first(rest) == '市' || strings.HasPrefix(rest, "江市") || strings.HasPrefix(rest, "地区")):
			// 景德镇市, 镇江市, 新乡市, 凯里市, 潍坊市, 阿里地区
		case strings.ContainsRune("路街道巷弄号村组乡镇区县旗里坊园苑楼栋座室院场站", r) || !unicode.Is(unicode.Han, r):
			return end
		}
	}
	return end
}

// isCity reports whether r ends the name of a city or of what has its rank:
// 市, 自治州, 地区, 盟. N is the length of the name with r.
func isCity(name string, r rune, rest string, n int) bool {
	switch r {
	case '市': // not 市场 市区 市政 市民 市花 市广场
		return n > 2 && !strings.ContainsRune("场区政民花广委", first(rest))
	case '州':
		return strings.HasSuffix(name, "自治")
	case '盟':
		return n > 2
	case '区':
		return n > 3 && strings.HasSuffix(name, "地")
	}
	return false
}

// first returns the first character of s, 0 if there is none.
func first(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF })
}

// Coordinates show whole degrees: a hundred kilometres.
var _ = register(treatment{
	typ: detect.Coordinates, mask: coordinateMask, surrogate: coordinateSurrogate,
	plain: func(v value) string { return strings.Join(strings.Fields(v.text), "") },
	generalise: func(_ Operator, v value) (string, bool) {
		return eachDecimal(v.text, func(x float64, _ int) string {
			return strconv.FormatFloat(math.Round(x*10)/10, 'f', 1, 64) // 11 km (of latitude)
		})
	},
})

// coordinateMask shows the digits before a decimal point if there are no more
// than three. Degrees, minutes and seconds are hidden.
func coordinateMask(v value, char rune) string {
	var b strings.Builder
	s, at := v.text, 0
	for at < len(s) {
		start, point, end := nextDecimal(s[at:])
		if end == 0 {
			break
		}
		b.WriteString(maskMiddle(parse(s[at:at+start], "", false), 0, 0, char))
		b.WriteString(s[at+start : at+point+1])
		b.WriteString(strings.Repeat(string(char), end-point-1))
		at += end
	}
	return b.String() + maskMiddle(parse(s[at:], "", false), 0, 0, char)
}

// coordinateSurrogate moves each number by 0.1 to 1 degree and keeps the
// number of decimals.
func coordinateSurrogate(s *stream, v value) (string, bool) {
	return eachDecimal(v.text, func(x float64, decimals int) string {
		by := 0.1 + float64(s.below(900_001))/1_000_000
		if x > 0 { // towards zero: never beyond the pole or the date line
			by = -by
		}
		return strconv.FormatFloat(x+by, 'f', decimals, 64)
	})
}

// coordinateWords may stand beside coordinates, the long ones first.
var coordinateWords = []string{"latitude", "longitude", "lat", "lon", "lng", "long", "北纬", "南纬", "东经", "西经", "纬度", "经度", "度", "n", "s", "e", "w"}

// eachDecimal replaces every decimal number; it fails if there is none, or if
// anything else stands beside them.
func eachDecimal(s string, f func(x float64, decimals int) string) (string, bool) {
	if !onlyWords(s, coordinateWords) {
		return "", false
	}
	var b strings.Builder
	found, at := false, 0
	for at < len(s) {
		start, point, end := nextDecimal(s[at:])
		if end == 0 {
			break
		}
		if start > 0 && s[at+start-1] == '-' {
			start--
		}
		if strings.ContainsAny(s[at:at+start], "0123456789") {
			return "", false // something else is in it, which would stay
		}
		b.WriteString(s[at : at+start])
		x, err := strconv.ParseFloat(s[at+start:at+end], 64)
		if err != nil || math.Abs(x) > 180 {
			return "", false
		}
		b.WriteString(f(x, end-point-1))
		found, at = true, at+end
	}
	rest := s[at:]
	if strings.ContainsAny(rest, "0123456789") {
		return "", false
	}
	return b.String() + rest, found
}

// nextDecimal finds digits, a point, digits, in ASCII. End is 0 if there is
// nothing like it.
func nextDecimal(s string) (start, point, end int) {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		j := i
		for j < len(s) && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		k := j + 1
		for k < len(s) && s[k] >= '0' && s[k] <= '9' {
			k++
		}
		if j-i <= 3 && j < len(s) && s[j] == '.' && k > j+1 {
			return i, j, k
		}
		i = j
	}
	return 0, 0, 0
}
