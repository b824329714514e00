// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// hanAddress divides a Chinese address from left to right.
type hanAddress struct {
	r     []rune // simplified, full-width forms made narrow
	at    []int  // place of each, and of the end
	parts []AddressPart
}

func parseHanAddress(address string) []AddressPart {
	a := hanAddress{}
	lex := hanNames()
	for i, r := range address {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		a.r, a.at = append(a.r, lex.fold(r)), append(a.at, i)
	}
	a.at = append(a.at, len(address))
	for i := 0; i < len(a.r); {
		if a.separates(i) {
			i++
			continue
		}
		if k := a.numbered(i); k > i {
			i = k
			continue
		}
		i = max(i+1, a.names(i))
	}
	return a.parts
}

// separates reports whether r[i] belongs to no part.
func (a *hanAddress) separates(i int) bool {
	r := a.r[i]
	return !inHan(r) && (r >= 0x80 && r != '〇' || !isAlnum(byte(r)) && r != '#')
}

func (a *hanAddress) add(k AddressKind, i, j int) {
	a.parts = append(a.parts, AddressPart{k, a.at[i], a.at[j]})
}

// has reports whether a part of a kind was read.
func (a *hanAddress) has(k AddressKind) bool {
	return slices.ContainsFunc(a.parts, func(p AddressPart) bool { return p.Kind == k })
}

// last returns the kind of the part read last.
func (a *hanAddress) last() AddressKind {
	if len(a.parts) == 0 {
		return ""
	}
	return a.parts[len(a.parts)-1].Kind
}

// number returns the end of the number at i: 88, 12B, 3-1, 十二. i if there is none.
func (a *hanAddress) number(i int) int {
	j := i
	if j < len(a.r) && a.r[j] == '#' {
		j++
	}
	start := j
	for j < len(a.r) && (isASCIIAlnum(a.r[j]) || a.dash(j) && j > start && j+1 < len(a.r) && isASCIIAlnum(a.r[j+1])) {
		j++
	}
	if j > start {
		return j
	}
	for j < len(a.r) && (isNumeral(a.r[j]) || a.r[j] == '〇') {
		j++
	}
	return j
}

func (a *hanAddress) dash(i int) bool {
	switch a.r[i] {
	case '-', '—', '–', '－', '/', '之':
		return true
	}
	return false
}

// The words behind a number that say what it numbers, simplified. The longest
// counts.
var splitUnits = [...]struct {
	kind  AddressKind
	words func() *wordList
}{
	{AddressPOBox, list(`号邮政信箱 号信箱 信箱 邮政信箱`)},
	{AddressBuilding, list(`号楼 号宿舍楼 号宿舍 号公寓 号学生公寓 号寓 号栋 栋 幢 座 号馆 舍 宿舍楼 宿舍 斋`)},
	{AddressUnit, list(`单元 号单元 门 梯 号门`)},
	{AddressRoom, list(`室 号室 号房 房 号寝室 寝室 寝 户 号铺 号商铺 铺`)},
	{AddressFloor, list(`层 楼 号层`)},
	{AddressNumber, list(`号 号院 院`)},
	{AddressLane, list(`巷 弄 里弄 胡同 号巷 号弄`)},
	{AddressGroup, list(`组 社 队 村民小组 小组 生产队 大队`)},
	{AddressRoad, list(`段`)},
	{AddressEstate, list(`期 区 号园 号小区`)},
}

// unit returns what the word at i, behind a number, numbers, and the word's end.
func (a *hanAddress) unit(i int) (k AddressKind, end int) {
	best := 0
	for _, u := range splitUnits {
		if n := u.words().starts(a.r[i:]); n > best {
			k, best = u.kind, n
		}
	}
	return k, i + best
}

// numbered reads a number and its unit at i and returns their end; i if there is
// no number.
func (a *hanAddress) numbered(i int) int {
	from := i
	if a.r[i] == '附' || a.r[i] == '第' || a.r[i] == '内' {
		i++
	}
	j := a.number(i)
	if j == i {
		return from
	}
	k, end := a.unit(j)
	switch {
	case k == "" && (isNumeral(a.r[i]) || i > from):
		return from // 三元里: part of a name
	case k == "":
		return a.bare(from, j)
	case k == AddressNumber && end < len(a.r) && a.r[end] == '村':
		return from // 二十三号村
	case k == AddressRoad && a.last() == AddressRoad:
		a.parts[len(a.parts)-1].End = a.at[end] // 忠孝东路 四段
		return end
	case k == AddressRoad:
		return from
	case isNumeral(a.r[i]) && (k == AddressEstate || k == AddressGroup && a.r[end-1] == '队' && !a.has(AddressVillage)):
		return from // 一期, 二区 belong to the estate's name
	case k == AddressFloor && a.r[end-1] == '楼' && !a.has(AddressBuilding) && (a.unitSoon(end) || a.last() == AddressEstate && !a.tower()):
		k = AddressBuilding // 翠湖小区 3楼 2单元
	case k == AddressNumber && a.last() == AddressRoom, k == AddressNumber && a.has(AddressNumber) && a.has(AddressBuilding):
		k = AddressRoom
	case k == AddressEstate && a.last() == AddressEstate:
		a.parts[len(a.parts)-1].End = a.at[end] // 花园城 3期
		return end
	}
	end = a.suffix(k, end)
	a.add(k, from, end)
	return end
}

// tower reports whether the estate read last is one building: 华丽大厦.
func (a *hanAddress) tower() bool {
	end := slices.Index(a.at, a.parts[len(a.parts)-1].End)
	switch a.r[end-1] {
	case '厦', '楼', '场', '心', '寓', '际':
		return true
	}
	return false
}

// unitSoon reports whether a unit of a building follows at i: 3楼2单元.
func (a *hanAddress) unitSoon(i int) bool {
	j := a.number(i)
	if j == i {
		return false
	}
	k, _ := a.unit(j)
	return k == AddressUnit
}

// suffix returns the end of 之2 behind a number or floor, and of B behind 12楼.
func (a *hanAddress) suffix(k AddressKind, i int) int {
	if k != AddressNumber && k != AddressFloor {
		return i
	}
	if i+1 < len(a.r) && a.r[i] == '之' {
		if j := a.number(i + 1); j > i+1 {
			if u, _ := a.unit(j); u == "" {
				return j
			}
		}
	}
	return i
}

// bare reads the number [i, j) that no word follows: a postcode, 19-3-802 behind an
// estate, a room behind a building, a house number behind a road.
func (a *hanAddress) bare(i, j int) int {
	digits := 0
	for _, r := range a.r[i:j] {
		if isASCIIDigit(r) {
			digits++
		}
	}
	if digits == 0 {
		return i // letters begin a name: TCL大厦
	}
	switch {
	case digits == j-i && (digits == 6 || i == 0 && (digits == 3 || digits == 5)) && !a.has(AddressPostcode) && (len(a.parts) == 0 || j == len(a.r)):
		a.add(AddressPostcode, i, j)
		return j
	case len(a.parts) == 0:
		return j
	}
	var cuts []int // ends of its numbers
	for k := i; k < j; k++ {
		if a.dash(k) {
			cuts = append(cuts, k)
		}
	}
	cuts = append(cuts, j)
	kinds := []AddressKind{AddressRoom}
	switch n := len(cuts); {
	case a.last() == AddressRoad || a.last() == AddressLane:
		kinds, cuts = []AddressKind{AddressNumber}, []int{j}
	case n == 2 && !a.has(AddressBuilding):
		kinds = []AddressKind{AddressBuilding, AddressRoom}
	case n == 2:
		kinds = []AddressKind{AddressUnit, AddressRoom}
	case n == 3:
		kinds = []AddressKind{AddressBuilding, AddressUnit, AddressRoom}
	case n > 3:
		kinds, cuts = []AddressKind{AddressRoom}, []int{j}
	}
	for k, end := range cuts {
		a.add(kinds[k], i, end)
		i = end + 1
	}
	return j
}

// Ends of names, simplified. Those of a road are [roadHeads].
var (
	splitTowns    = list(`镇 乡 街道 苏木 民族乡`)
	splitVillages = list(`村 屯 寨 自然村 行政村 生产大队 嘎查`)
	splitEstates  = list(`小区 花园 家园 嘉园 佳园 公园 新村 新城 名城 公寓 苑 府 公馆 邸 名都 华府 山庄 庄园 雅居 雅苑 国际 广场 大厦 大楼 中心 城 园 湾 郡 庭 居 里 坊 阁 轩 台 墅 别墅 大院 家属院 社区 工业园 产业园 科技园 大学 学院 学校 中学 小学 医院 宿舍 宿舍楼 学生公寓 校区 公司 厂 驿站 邨 院 东区 西区 南区 北区 一期 二期 三期 四期 一区 二区 三区 四区`)
	splitBoxes    = list(`邮政信箱 信箱 邮箱`)
)

// names reads the names from i to the next number that has a unit, and returns
// where that begins.
func (a *hanAddress) names(i int) int {
	end := i
	for end < len(a.r) && !a.separates(end) {
		if end > i && !isASCIIAlnum(a.r[end-1]) {
			if j := a.number(end); j > end {
				k, _ := a.unit(j)
				if isASCIIAlnum(a.r[end]) && !a.named(j) || k != "" && k != AddressRoad && k != AddressEstate && k != AddressLane {
					break
				}
			}
		}
		end++
	}
	for i < end {
		k, n := a.division(i, end)
		if n == 0 {
			k, n = a.name(i, end)
		}
		if n == 0 {
			break
		}
		a.add(k, i, i+n)
		i += n
	}
	return end
}

// named reports whether the number that ends at j belongs to a name: TCL大厦.
func (a *hanAddress) named(j int) bool {
	if j >= len(a.r) || !inHan(a.r[j]) || !isLetter(byte(min(a.r[j-1], 0x7F))) {
		return false
	}
	k, _ := a.unit(j)
	return k == ""
}

// division returns the kind and length of the administrative division at i: one
// that is known, or one whose last word says so.
func (a *hanAddress) division(i, end int) (AddressKind, int) {
	if a.has(AddressRoad) || a.has(AddressNumber) || a.has(AddressBuilding) {
		return "", 0
	}
	d, best := divisions(), 0
	var b strings.Builder
	for k := i; k < end && k-i < 16; k++ {
		b.WriteRune(a.r[k])
		if full, ok := d.full[b.String()]; ok && (full || a.shortEnds(k+1, end)) {
			best = k + 1 - i
		}
	}
	if best == 0 {
		for k := i + 2; k < min(end, i+9); k++ {
			if r := a.r[k]; r == '省' || r == '市' || r == '县' || r == '区' && k-i < 5 && splitEstates().ends(a.r[i:k+1]) == 0 {
				best = k + 1 - i
				break
			} else if roadHeads().ends(a.r[i:k+1]) > 0 || splitTowns().ends(a.r[i:k+1]) > 0 {
				break
			}
		}
	}
	if best == 0 {
		return "", 0
	}
	k := a.divisionKind(a.r[i : i+best])
	if k == "" {
		return "", 0
	}
	return k, best
}

// shortEnds reports whether a division without its last word may end at k: another
// name follows that is long enough, and no word of a road or estate.
func (a *hanAddress) shortEnds(k, end int) bool {
	if end-k < 2 || k < len(a.r) && roadHeads().starts(a.r[k:end]) > 0 {
		return false
	}
	return splitEstates().starts(a.r[k:end]) == 0 && splitTowns().starts(a.r[k:end]) == 0 && splitVillages().starts(a.r[k:end]) == 0
}

// divisionKind says of which rank the division is; empty if those in front leave
// no room for it.
func (a *hanAddress) divisionKind(r []rune) AddressKind {
	name := string(r)
	last, _ := utf8.DecodeLastRuneInString(name)
	switch {
	case a.has(AddressDistrict):
		return ""
	case last == '省' || strings.HasSuffix(name, "自治区") || strings.HasSuffix(name, "特别行政区"), slices.Contains(shortProvinces, name):
		if len(a.parts) > 0 && a.last() != AddressPostcode && a.last() != AddressCountry {
			return ""
		}
		return AddressProvince
	case last == '市' && a.has(AddressCity), last == '区' && !strings.HasSuffix(name, "地区"), last == '县', last == '旗':
		return AddressDistrict
	case a.has(AddressCity):
		return AddressDistrict
	}
	return AddressCity
}

// shortProvinces are provinces without their last word.
var shortProvinces = strings.Fields(`云南 内蒙古 台湾 吉林 宁夏 安徽 山东 山西 广东 广西 新疆 江苏 江西 河北 河南 浙江 海南 湖北 湖南 甘肃 福建 西藏 贵州 辽宁 陕西 青海 黑龙江 四川`)

// name returns the kind and length of the name at i: the shortest that a word of a
// town, village, road or estate ends, taken with the words that go on with it.
func (a *hanAddress) name(i, end int) (AddressKind, int) {
	for k := i + 1; k < end; k++ {
		kind := AddressKind("")
		r := a.r[i : k+1]
		switch {
		case splitBoxes().ends(r) > 0:
			kind = AddressPOBox
		case splitTowns().ends(r) > 0 && !a.goesOn(k+1, end):
			kind = AddressTown
		case splitVillages().ends(r) > 0 && !a.goesOn(k+1, end):
			kind = AddressVillage
			if splitEstates().ends(r) > 0 && !a.groupAt(k+1) {
				kind = AddressEstate // 世纪新村
			}
		case roadHeads().ends(r) > 0 && !a.goesOn(k+1, end):
			kind = AddressRoad
			k = a.section(k+1, end) - 1
		case splitEstates().ends(r) > 0 && !a.goesOn(k+1, end):
			kind = AddressEstate
		}
		if kind != "" {
			return kind, k + 1 - i
		}
	}
	if end-i > 1 {
		return AddressEstate, end - i
	}
	return "", 0
}

// groupAt reports whether a numbered group of a village follows at i.
func (a *hanAddress) groupAt(i int) bool {
	if i >= len(a.r) {
		return false
	}
	j := a.number(i)
	k, _ := a.unit(j)
	return j > i && k == AddressGroup
}

// section returns the end of 四段 at i.
func (a *hanAddress) section(i, end int) int {
	j := i
	for j < end && isNumeral(a.r[j]) {
		j++
	}
	if j > i && j < end && a.r[j] == '段' {
		return j + 1
	}
	return i
}

// goesOn reports whether the name goes on at k with a word that ends names as
// well: 街 道, 新村 花园, 大学 城, 中山路 小区, 一期.
func (a *hanAddress) goesOn(k, end int) bool {
	rest := a.r[k:end]
	if len(rest) == 0 {
		return false
	}
	for _, l := range [...]*wordList{roadHeads(), splitTowns(), splitVillages(), splitEstates()} {
		if l.starts(rest) > 0 {
			return true
		}
	}
	return false
}
