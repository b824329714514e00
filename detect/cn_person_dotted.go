// SPDX-License-Identifier: Apache-2.0

package detect

import "unicode/utf8"

// nameDots are the marks between the parts of a name in Uyghur, Kazakh, Tibetan
// or foreign fashion: 阿依古丽·吐尔逊.
var nameDots = cues("nameDot", "· • ・ ‧")

// soundChars are the characters that such names are written with.
const soundChars = "阿不布都卜杜尔耳买麦提吐孙逊古丽娜热依木帕哈孜合力江艾克别西扎卓玛次仁旦多吉达瓦边巴桑央金罗洛平措仓塔希山卡吾甫努尼亚孜姆米吉里迪丁玉苏甫赛义德马木合沙依明卡斯" +
	"肉孜加帕地力夏提拉夫海古扎再努拉如则白克恰汗热夏加娃伊马木库尔班排祖毛纳麦斯穆罕默萨比尔特菲莱恩维格奥兰德科伦佩诺安琳森曼贝蒂莎妮莉丝露茜娅珍杰查理约翰乔治戴彼得戈欧施莫柯朗费雷鲁瑟普奇托哥"

// soundNames are parts that are frequent in names of the kind.
var soundNames = list(`吐尔逊 买买提 阿不都 阿布都 阿卜杜 阿不力 艾合买提 热依木 赛买提 哈斯木 古丽 阿依古丽 古丽娜尔 帕尔哈提 帕提古丽 热合曼 热西提 玉素甫 买合木提 木合塔尔 艾尼瓦尔 艾力 努尔 努尔买买提 吾甫尔 依明 克里木 库尔班 肉孜 沙吾提
	迪丽 迪力 阿迪力 阿不都热依木 阿不都热合曼 阿不都克里木 艾麦提 麦麦提 图尔荪 图尔孙 米吉提 艾孜孜 艾山 卡德尔 亚森 斯马义 司马义 依不拉音 伊布拉音 萨比尔 塔依尔 如则 巴哈尔 哈力克 叶尔 哈孜 别克 扎西 卓玛 次仁 旦增 丹增 多吉 达瓦 平措 央金 拉姆 罗布 格桑 尼玛 索朗 洛桑`)

// dotted looks at the mark [i, j) between parts of a name.
func (p *persons) dotted(i, j int) {
	s := p.s
	start, parts := i, 1
	for start-3 >= s.lo && i-start < 18 && p.sounds(start-3) && !p.cueEnds(start) {
		start -= 3
	}
	end := j
	for end-j < 24 && p.sounds(end) {
		end += 3
		if r, w := utf8.DecodeRune(s.text[end:s.hi]); r == '·' && p.sounds(end+w) && parts < 3 {
			end += w
			parts++
		}
	}
	if i-start < 6 || end-j < 6 {
		return
	}
	start, end = p.trimmed(start, end)
	if i-start < 6 || end-j < 6 {
		return
	}
	p.load(start)
	c := candidate{start: origin, end: origin + utf8.RuneCount(s.text[start:end]), shape: 40, ev: HasLexicon}
	if c.end > p.hi || p.inside() {
		return
	}
	if soundNames().starts(p.r[origin:c.end]) > 0 || soundNames().ends(p.r[origin:c.end]) > 0 {
		c.shape = 75
	}
	p.left(&c)
	p.right(&c)
	if v := p.score(&c); v >= 0.3 {
		p.emit(&c, v)
	}
}

// trimmed cuts off a character in front of a known part and one behind one:
// 群里热依木·…, …·哈斯木都.
func (p *persons) trimmed(start, end int) (int, int) {
	p.load(start)
	n := utf8.RuneCount(p.s.text[start:end])
	r := p.r[origin:min(origin+n, p.hi)]
	if len(r) > 2 && soundNames().starts(r) == 0 && soundNames().starts(r[1:]) > 0 {
		start += 3
	}
	if len(r) > 2 && soundNames().ends(r) == 0 && soundNames().ends(r[:len(r)-1]) > 0 {
		end -= 3
	}
	return start, end
}

// sounds reports whether a character at i may be part of a name with a dot.
func (p *persons) sounds(i int) bool {
	r := p.s.hanRune(i)
	return p.lex.has(r, soundsOut)
}

// cueEnds reports whether a word that announces a name ends at i.
func (p *persons) cueEnds(i int) bool {
	for _, h := range p.s.cuesAround(i, i) {
		if h.end == i && (h.mask.has(personCues) || h.mask.has(roleCues)) {
			return true
		}
	}
	return false
}
