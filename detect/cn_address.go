// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"sync"
	"unicode/utf8"
)

var _ = register(recogniser{
	id: "cn_address", typ: Address, region: "CN",
	source: "forms of postal addresses (GB/T 41833-2022) as people write them; administrative divisions by JioNLP",
	about:  "Place in Greater China that one can go to: road and number, estate and building, village and group, dormitory and room",
	check:  func(v string) (bool, string) { return checkAddress(v, true) },
	on: []trigger{
		onChar(addressUnits, cnAddressUnit),
		onHead(addressHeads, cnAddress),
	},
})

// addressUnits are the characters that end a numbered part of an address.
const addressUnits = "号號栋棟幢座室组組社舍楼樓弄巷队隊户戶"

// addressHeads are the characters that end a name which a number follows:
// 龙泉嘉园19-3-802, 人民路88号.
const addressHeads = "园園苑庄莊城府邸居湾灣庭郡寓村邨里坊路街道段厦廈阁閣轩軒台臺院区區舍场場都馆館际際心墅期岛島洲域岸景顶頂斋齋校学學"

// divisionTable holds the administrative divisions, simplified.
type divisionTable struct {
	// full is true for a name that needs no further sign of a division, such as
	// 南通市, and false for a short form, such as 南通.
	full map[string]bool
	// pairs are the first two characters of all names; every other text is
	// turned away by them.
	pairs map[uint32]bool
	first [(hanLast-hanFirst)/64 + 1]uint64
}

var divisions = sync.OnceValue(func() *divisionTable {
	d := &divisionTable{full: make(map[string]bool, 4096), pairs: make(map[uint32]bool, 4096)}
	for part, names := range strings.Split(cnAddressDivisions, "\n---\n") {
		for l := range dataLines(names) {
			for n := range strings.FieldsSeq(l) {
				d.add(n, true)
				if short := shortDivision(n); part < 2 && short != n {
					d.add(short, false)
				}
			}
		}
	}
	return d
})

func (d *divisionTable) add(name string, full bool) {
	d.full[name] = full
	r := []rune(name)
	d.pairs[pairOf(r[0], r[1])] = true
	d.first[(r[0]-hanFirst)>>6] |= 1 << ((r[0] - hanFirst) & 63)
}

// mayBegin reports whether a name may begin with a and b.
func (d *divisionTable) mayBegin(a, b rune) bool {
	return inHan(a) && inHan(b) && d.first[(a-hanFirst)>>6]>>((a-hanFirst)&63)&1 == 1 && d.pairs[pairOf(a, b)]
}

// shortDivision returns the name of a province or city without its last word.
func shortDivision(n string) string {
	for _, end := range []string{"维吾尔自治区", "回族自治区", "壮族自治区", "特别行政区", "自治区", "省", "市", "地区", "盟"} {
		if s, ok := strings.CutSuffix(n, end); ok && utf8.RuneCountInString(s) >= 2 {
			return s
		}
	}
	return n
}

// addressCues are the words that announce an address.
var addressCues = cues("address", `地址 地點 住址 家庭住址 家庭地址 收货地址 收件地址 寄件地址 发货地址 送货地址 详细地址 通讯地址 联系地址 户籍地址 户籍 户口所在地 现住 现居 现住址 居住地 居住地址 家住 住在 住 位置 老家 籍贯 寄到 寄往 寄至 送到 送往 送至
	家在 房子在 蹲点 出没 坐标 宿舍 寝室 上门 堵门 堵他 门口 楼下 通訊地址 聯絡地址 收件地址 送貨地址 寄送地址 戶籍地址 現居 address addr shipping_address home_address street location`)

// officeCues announce the address of an office or shop, which its owner
// publishes.
var officeCues = cues("office", `总部 公司地址 公司总部 注册地址 营业地址 办公地址 办公地点 经营场所 店址 校址 院址 会址 门店地址 门店 分店 旗舰店 專賣店 總部 公司地址 註冊地址 營業地址 辦公地址`)

// cnAddressUnit looks at a character that ends a numbered part, at [start, end).
func cnAddressUnit(s *scan, start, end int) {
	if start == s.lo {
		return
	}
	switch c := s.text[start-1]; {
	case isAlnum(c), c == ' ' && start-1 > s.lo && isAlnum(s.text[start-2]):
	case c < 0x80 || !isNumeral(s.hanRune(start-3)):
		return
	}
	cnAddress(s, start, end)
}

// cnAddress reads the address around an anchor, unless it was read already.
func cnAddress(s *scan, start, end int) {
	if n := len(s.found); n > 0 {
		if f := &s.found[n-1]; f.Type == Address && f.Start <= start && start < f.End {
			return
		}
	}
	a := address{s: s, lex: hanNames()}
	a.load(start, end)
	if !a.read() {
		return
	}
	f := Finding{Kind: a.kind(), Start: a.at[a.start], End: a.at[a.end], Evidence: HasShape}
	for s.text[f.End-1] == ' ' {
		f.End-- // a space that was passed over
	}
	f.Score = a.score(&f)
	s.emit(f)
}

// score says how likely the parts are an address, and notes the evidence.
func (a *address) score(f *Finding) float64 {
	v := 0.45
	switch {
	case a.road && a.houses > 0, a.estate && a.units > 0, a.village && a.groups > 0:
		v = 0.72
	case a.dorm && a.units > 0:
		v = 0.68
	}
	if a.bare {
		v -= 0.15 // 人民路88 without 号
	}
	switch {
	case a.loosely:
		v = 0.42 // 3号楼2单元501: a context word must say that it is somebody's
	case (a.generic || a.phase) && a.parts < 2:
		v -= 0.35 // 小区3号楼, 花园城3期
	case a.generic:
		v -= 0.15
	}
	if a.division {
		v += 0.13
		f.Evidence |= HasRegion
	}
	if a.parts > 2 && !a.loosely {
		v += 0.08
	}
	h, ev := a.s.near(f.Start, f.End, maskOf(addressCues), maskOf(officeCues))
	f.cue(h, ev)
	switch {
	case ev.Has(NotCue):
		f.Evidence |= NotPersonal
		return 0.4
	case ev != 0:
		v += 0.1
	}
	return min(v, 0.97)
}

// kind names the form of the address.
func (a *address) kind() string {
	switch {
	case a.dorm:
		return "dormitory"
	case a.village:
		return "village"
	case a.road:
		return "street"
	}
	return "estate"
}

func isNumeral(r rune) bool {
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '零', '〇', '两', '廿':
		return true
	}
	return false
}
