// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/crf"
)

// hanView is a stretch of simplified characters as the model of Chinese names
// sees it: what it observes of each is computed once.
type hanView struct {
	lex  *hanLexicon
	r    []rune
	code []uint16 // the character, or a class of others
	kind []uint8  // what the lexicon says of it, see hanKind
	run  []uint8  // how many characters up to it write foreign names by sound

	table *crf.WordTable
	// The longest word that starts at a character, and that ends with it: its
	// length less one in the upper bits and its class in the lower three.
	// cross is the length less one of the longest over the character and the
	// one before.
	start, end, cross []uint8
	shape             []uint8 // see shapes
}

// Bits of hanView.kind: two steps of how typical the character is of a surname,
// two of a given name, and flags.
const (
	kindGiven  = 2 // shift
	kindSound  = 1 << 4
	kindNever  = 1 << 5
	kindPaired = 1 << 6 // an ordinary word begins here and is of two characters or more
	kindOther  = 1 << 7 // not Chinese
	kindBits   = 8
)

// Steps of weights, see [hanWeights].
const (
	weakWeight   = 0
	strongWeight = 25
)

func step(w int8) uint8 {
	switch {
	case w == notInNames:
		return 0
	case w < weakWeight:
		return 1
	case w < strongWeight:
		return 2
	}
	return 3
}

// setKinds fills what does not depend on the characters around.
func (x *hanLexicon) setKinds() {
	for k := range x.kinds {
		w, t := &x.weights[k], x.traits[k]
		kind := step(w.surname) | step(max(w.first, w.last, w.single))<<kindGiven
		if t&(soundsOut|soundsSoft) != 0 {
			kind |= kindSound
		}
		if t&neverInOne != 0 {
			kind |= kindNever
		}
		x.kinds[k] = kind
	}
}

// look fills the view from the characters from index lo on.
func (v *hanView) look(lo, hi int) {
	run := uint8(0)
	for i := lo; i < hi; i++ {
		r := v.r[i]
		if !inHan(r) {
			v.code[i], v.kind[i], run = otherCode(r), kindOther, 0
			v.run[i] = 0
			continue
		}
		k := r - hanFirst
		kind := v.lex.kinds[k]
		run++
		if kind&kindSound == 0 {
			run = 0
		}
		if i+1 < hi && inHan(v.r[i+1]) && v.lex.hasPair(pairOf(r, v.r[i+1])) {
			kind |= kindPaired
		}
		v.code[i], v.kind[i], v.run[i] = uint16(k)+hanCodes, kind, min(run, 4)
	}
}

// spell finds the words in characters lo to hi.
func (v *hanView) spell(lo, hi int) {
	for i := lo; i < hi; i++ {
		v.start[i], v.end[i], v.cross[i] = 0, 0, 0
	}
	for i := lo; i+1 < hi; i++ {
		if v.kind[i]&kindOther != 0 {
			continue
		}
		h := crf.MixWord(0, v.r[i])
		for n := 1; n < longestWord && i+n < hi && v.kind[i+n]&kindOther == 0; n++ {
			h = crf.MixWord(h, v.r[i+n])
			c := v.table.Class(h)
			if c == 0 {
				continue
			}
			w := uint8(n)<<3 | uint8(c)
			v.start[i] = w
			v.end[i+n] = max(v.end[i+n], w)
			for k := 1; k <= n; k++ {
				v.cross[i+k] = max(v.cross[i+k], uint8(n))
			}
		}
	}
}

// longestWord is the length of the longest words in the table of words.
const longestWord = 4

// hanCodes is the code of the first Chinese character; those below are classes
// of others.
const hanCodes = 256

func otherCode(r rune) uint16 {
	switch {
	case r >= '0' && r <= '9':
		return 1
	case r < 0x80 && isLetter(byte(r)):
		return 2
	case r == '\n' || r == '\r':
		return 0
	case r < 0x80:
		return uint16(r)
	case r == '•' || r == '・' || r == '‧':
		return '·'
	}
	return uint16(r&0x7F) + 0x80
}

// at returns the code and kind at index i; beyond the ends those of a line end.
func (v *hanView) at(i, lo, hi int) (code, kind uint64) {
	if i < lo || i >= hi {
		return 0, kindOther
	}
	return uint64(v.code[i]), uint64(v.kind[i])
}

// hanFeatures is how many features a character has.
const hanFeatures = 24

// golden is 2^64 over the golden ratio, odd (Knuth, TAOCP 3, 6.4).
const golden = 0x9E3779B97F4A7C15

func hashed(template int, v uint64) crf.Feature {
	return crf.Feature((v ^ uint64(template)<<58) * golden)
}

// features observes the character at index i.
func (v *hanView) features(i, lo, hi int, out *[max(hanFeatures, latinFeatures)]crf.Feature) []crf.Feature {
	var c, k [5]uint64 // from two in front to two behind
	for d := range c {
		c[d], k[d] = v.at(i+d-2, lo, hi)
	}
	p2, p1, c0, n1, n2 := c[0], c[1], c[2], c[3], c[4]
	kp1, k0, kn1 := k[1], k[2], k[3]
	left, right := v.runs(i, lo, hi)
	in := v.words(i, lo, hi)
	f0, f1, f2 := v.form(i, lo, hi), v.form(i-1, lo, hi), v.form(i-2, lo, hi)
	out[0] = hashed(1, c0)
	out[1] = hashed(2, p1)
	out[2] = hashed(3, n1)
	out[3] = hashed(4, p2)
	out[4] = hashed(5, n2)
	out[5] = hashed(6, p1<<16|c0)
	out[6] = hashed(7, c0<<16|n1)
	out[7] = hashed(8, k0)
	out[8] = hashed(9, kp1<<16|k0<<8|kn1)
	out[9] = hashed(10, k0<<16|p1)
	out[10] = hashed(11, k0<<16|n1)
	out[11] = hashed(12, left<<4|right)
	out[12] = hashed(13, (left<<4|right)<<16|c0)
	out[13] = hashed(14, in.start<<16|in.end<<8|in.cross<<4|in.crossBehind)
	out[14] = hashed(15, in.before<<8|in.start)
	out[15] = hashed(16, in.before<<16|c0)
	out[16] = hashed(17, in.end<<8|in.behind)
	out[17] = hashed(18, in.behind<<16|c0)
	out[18] = hashed(19, in.crossBefore<<12|in.cross<<8|in.crossBehind<<4|in.crossFar)
	out[19] = hashed(20, f0)
	out[20] = hashed(21, f1)
	out[21] = hashed(22, f2)
	out[22] = hashed(23, f0<<24|in.start<<16|in.cross<<8|in.crossBehind)
	out[23] = hashed(24, f2<<16|in.behind)
	return out[:hanFeatures]
}

// hanWords are the words around a character, as [hanView] has them: those that
// start or end there, that end in front of it or start behind, and those that cross
// the places between two characters.
type hanWords struct {
	start, end, before, behind                uint64
	cross, crossBefore, crossBehind, crossFar uint64
}

// words returns the words around the character at index i.
func (v *hanView) words(i, lo, hi int) hanWords {
	at := func(w []uint8, j int) uint64 {
		if j < lo || j >= hi {
			return 0x80
		}
		return uint64(w[j])
	}
	return hanWords{
		start: at(v.start, i), end: at(v.end, i), before: at(v.end, i-1), behind: at(v.start, i+1),
		cross: at(v.cross, i), crossBefore: at(v.cross, i-1), crossBehind: at(v.cross, i+1), crossFar: at(v.cross, i+2),
	}
}

// form returns what the characters from index i on say for a Chinese name.
func (v *hanView) form(i, lo, hi int) uint64 {
	if i < lo || i >= hi {
		return formOther
	}
	return uint64(v.shape[i])
}

// Steps of hanView.shape: how much the characters say for a name of two and of
// three that begins there.
const (
	formSteps = 8 // of each; tens of points
	formOther = 0x40
	formNone  = 0x41 // no surname
)

// shapes judges the beginnings of Chinese names in characters lo to hi.
func (v *hanView) shapes(lo, hi int) {
	step := func(points int) uint8 { return uint8(min(max((points+20)/15, 0), formSteps-1)) }
	for i := lo; i < hi; i++ {
		if v.kind[i]&kindOther != 0 {
			v.shape[i] = formOther
			continue
		}
		surname := int(v.lex.of(v.r[i]).surname)
		if surname == notInNames {
			v.shape[i] = formNone
			continue
		}
		two, three := uint8(0), uint8(0)
		if i+1 < hi && v.kind[i+1]&kindOther == 0 {
			b := v.lex.of(v.r[i+1])
			two = step(surname + int(b.single) + pointsShort)
			if i+2 < hi && v.kind[i+2]&kindOther == 0 {
				three = step(surname + max(int(b.first), leastGiven) + max(int(v.lex.of(v.r[i+2]).last), leastGiven))
			}
		}
		v.shape[i] = two*formSteps | three
	}
}

// runs returns how many characters that write foreign names stand up to index i
// and behind it, four at most.
func (v *hanView) runs(i, lo, hi int) (left, right uint64) {
	left = uint64(v.run[i])
	for j := i + 1; j < hi && right < 4 && v.kind[j]&kindSound != 0; j++ {
		right++
	}
	return left, right
}

// How many characters of a name and behind it the model of Chinese names labels,
// how many in front, and how many on either side it sees of one.
const (
	modelBehind = 5
	modelBefore = 1
	hanReach    = 4
)

// ask labels the characters around index i of the window.
func (p *persons) ask(i int) { p.askFrom(i, modelBehind) }

// askFrom labels n characters from index i of the window on, and one in front.
func (p *persons) askFrom(i, n int) {
	m := &p.s.model
	if p.model == nil {
		p.model = modelHan()
		m.places = m.places[:0]
		clear(m.seen[:])
	}
	p.asked, p.askedAt = max(p.lo, i-modelBefore), p.at[i]
	m.places = append(m.places, p.askedAt)
	end := min(p.hi, i+n)
	p.observe(p.asked, end)
	m.lattice.Begin(p.model)
	for j := p.asked; j < end; j++ {
		m.lattice.Push(m.seen[p.at[j]%len(m.seen)].potential)
	}
	m.lattice.Run()
}

// seen is what the model makes of the character at a place, which is counted from
// one so that zero is none.
type seen struct {
	place     int
	potential [crf.Labels]float32
}

// observe looks at the characters i to end of the window that were not looked at
// for a place near by. What is seen of one depends on [hanReach] characters to
// either side and not on the window.
func (p *persons) observe(i, end int) {
	m := &p.s.model
	known := func(j int) bool { return m.seen[p.at[j]%len(m.seen)].place == p.at[j]+1 }
	for i < end && known(i) {
		i++
	}
	for end > i && known(end-1) {
		end--
	}
	if i == end {
		return
	}
	v := hanView{
		lex: p.lex, r: p.r[:], code: m.code[:], kind: m.kind[:], run: m.run[:],
		table: modelWords(), start: m.start[:], end: m.end[:], cross: m.cross[:], shape: m.shape[:],
	}
	lo, hi := max(p.lo, i-hanReach), min(p.hi, end+hanReach)
	v.look(lo, hi)
	v.spell(lo, hi)
	v.shapes(lo, hi)
	for j := i; j < end; j++ {
		potential := [crf.Labels]float32{1} // in no name
		if v.inNames(j) {
			potential = p.model.Potential(v.features(j, lo, hi, &m.features))
		}
		m.seen[p.at[j]%len(m.seen)] = seen{p.at[j] + 1, potential}
	}
}

// inNames reports whether the character at index i may be part of a name: neither a
// particle that is in none (see neverGiven) nor a mark other than the dot.
func (v *hanView) inNames(i int) bool {
	if v.kind[i]&kindOther != 0 {
		return v.code[i] == '·'
	}
	return v.kind[i]&(kindNever|kindSound) != kindNever
}

// mostLifted is the most that the model's word makes of a name that the rules
// doubt. In verse and old prose, which it has not learned from, it is too sure.
const mostLifted = 0.8

// leastDoubt is the score by the rules below which the model is not asked: it
// could hardly lift it to what counts.
const leastDoubt = 0.01

// leastBare is the same for what stands alone between marks.
const leastBare = 0.3

// weigh asks the model about a candidate, unless the rules leave no doubt.
func (p *persons) weigh(c *candidate) {
	if v := p.score(c); !p.asks || !p.mayLift(c) || v < leastDoubt || v < leastBare && !p.inText(c) {
		return
	}
	if p.askedAt != p.at[origin] {
		p.ask(origin)
	}
	c.model = p.opinion(c.start, c.end)
}

// opinion returns the probability that [i, j) is a name, in the window asked
// last.
func (p *persons) opinion(i, j int) float32 {
	return p.s.model.lattice.Stretch(i-p.asked, j-p.asked)
}

// modelSounds are characters that foreign names are often written with and other
// texts seldom, in both scripts. Two in a row call for a look.
const modelSounds = "尔拉夫奥尼雷阿丽卡伊杰纳洛鲁弗莎贝伦哈希诺姆托蒂艾曼莱埃沃桑朗维兹瓦费玛菲瑟兰勒娜逊塔威伯凯吉索萨茨莫乔迈芬戈帕劳琳佩库鲍彼恩莉妮谢佐穆霍韦舍乌翰廉詹雅贾汀黛雪辛丝琼迪柯赫默亨缪珊萝娅珍蕾芙露戴赖坎墨珀涅契耐舒齐卢胡迭昂扎裘斐恺腓斯克德特罗格马里利西科安布巴密欧狄亚达森苏理查爾奧麗傑納魯貝倫諾託萊維茲費瑪蘭遜凱薩喬邁勞庫鮑謝韋捨烏賈絲瓊繆蘿婭賴齊盧衚鬍紮愷剋羅馬裏裡佈歐亞達囌甦蘇査"

// softSounds are characters that foreign names are written with beside those of
// [modelSounds] and [soundChars].
const softSounds = "厄耶什瓜坦塞梅切撒基皮圣顿堡摩波登图博福蒙列烈泰怀治仑津肯尔宾史坡茵莹珀强葛楚卓简彭林辛伍珠瑞"

// soft reports whether the character at i may stand beside one of
// [modelSounds] in a foreign name.
func (p *persons) soft(i int) bool {
	return p.lex.traits[p.hanAt(i)]&(soundsOut|soundsSoft) != 0
}

// soundBehind is the reach of the model over a foreign name, in characters, and
// soundLongest over one that is longer.
const (
	soundBehind  = 6
	soundLongest = 13
)

// soundRun looks for a foreign name that begins in the row of characters for
// sounds around i, which is one of [modelSounds].
func (p *persons) soundRun(i int) {
	s := p.s
	if i < p.runEnd || p.lex.traits[p.hanAt(i+3)]&soundsHard == 0 {
		return
	}
	p.runEnd = i + 6
	start, n := i, 0
	for n < 8 && start-3 >= max(s.lo, p.end) && p.soft(start-3) {
		start, n = start-3, n+1
	}
	if end := p.dotBehind(i); end > 0 {
		p.runEnd = end // the dot calls for a look of its own
		return
	}
	p.load(start)
	if w := soundPlaces().starts(p.r[origin:p.hi]); w >= n+2 {
		p.runEnd = p.at[origin+w]
		return
	}
	p.soundsFrom(start)
	p.runEnd = max(p.runEnd, p.at[min(p.hi, origin+n+2)])
}

// dotBehind returns the place of the dot that ends the row of characters for
// sounds at i, 0 if none does.
func (p *persons) dotBehind(i int) int {
	text := p.s.text[:p.s.hi]
	for n := 0; n < 8 && p.soft(i); n++ {
		i += 3
	}
	if r, _ := utf8.DecodeRune(text[i:]); dot(r) || r == '・' {
		return i
	}
	return 0
}

// soundsFrom reports the foreign names that begin within reach of the character at
// start. Where one may go on beyond the reach, it is looked at again from its
// beginning.
func (p *persons) soundsFrom(start int) {
	p.load(start)
	p.askFrom(origin, soundBehind)
	p.reportFrom(p.asked, p.asked+soundBehind)
}

// reportFrom reports the names that begin in [i, limit) of the window asked last.
// One that may go on beyond it is looked at again from its beginning.
func (p *persons) reportFrom(i, limit int) {
	if cut := p.reportRest(i, limit); cut >= origin {
		p.load(p.at[cut])
		p.askFrom(origin, soundLongest)
		p.reportRest(origin, origin+1)
	}
}

// soundPlaces are places that are written with characters for sounds.
var soundPlaces = list(`加利福尼亚 得克萨斯 佛罗里达 弗吉尼亚 马萨诸塞 宾夕法尼亚 俄亥俄 密歇根 伊利诺伊 亚利桑那 科罗拉多 内布拉斯加 俄克拉荷马 路易斯安那 阿拉巴马 田纳西 肯塔基 明尼苏达 威斯康星 洛杉矶 旧金山 西雅图 波士顿 芝加哥 底特律 休斯敦 达拉斯 丹佛 凤凰城 亚特兰大 迈阿密 费城 巴尔的摩 匹兹堡 克利夫兰 曼彻斯特 利物浦 伯明翰 爱丁堡 格拉斯哥 谢菲尔德 布里斯托 诺丁汉 剑桥 牛津 约克郡 柏林 慕尼黑 汉堡 法兰克福 科隆 斯图加特 莱比锡 德累斯顿 维也纳 苏黎世 日内瓦 巴塞尔 马赛 里昂 图卢兹 波尔多 斯特拉斯堡 罗马 米兰 那不勒斯 都灵 佛罗伦萨 威尼斯 马德里 巴塞罗那 瓦伦西亚 塞维利亚 里斯本 波尔图 莫斯科 圣彼得堡 基辅 明斯克 华沙 布拉格 布达佩斯 布加勒斯特 索非亚 雅典 伊斯坦布尔 安卡拉 斯德哥尔摩 哥本哈根 赫尔辛基 奥斯陆 雷克雅未克 阿姆斯特丹 鹿特丹 布鲁塞尔 安特卫普 卢森堡 摩纳哥 列支敦士登 斯洛文尼亚 克罗地亚 塞尔维亚 马其顿 阿尔巴尼亚 保加利亚 罗马尼亚 摩尔多瓦 爱沙尼亚 拉脱维亚 立陶宛 哈萨克斯坦 乌兹别克斯坦 阿根廷 巴西 智利 秘鲁 哥伦比亚 委内瑞拉 厄瓜多尔 玻利维亚 巴拉圭 乌拉圭 墨西哥 危地马拉 洪都拉斯 尼加拉瓜 哥斯达黎加 巴拿马 古巴 牙买加 多米尼加 埃及 利比亚 阿尔及利亚 摩洛哥 突尼斯 苏丹 埃塞俄比亚 肯尼亚 坦桑尼亚 乌干达 卢旺达 尼日利亚 加纳 塞内加尔 喀麦隆 安哥拉 莫桑比克 津巴布韦 马达加斯加 悉尼 墨尔本 布里斯班 堪培拉 昆士兰 新西兰 奥克兰 惠灵顿 斐济 萨摩亚 马来西亚 印度尼西亚 菲律宾 新加坡 斯里兰卡 孟加拉 尼泊尔 巴基斯坦 阿富汗 伊拉克 叙利亚 黎巴嫩 约旦 沙特阿拉伯 科威特 乌鲁木齐 哈尔滨 齐齐哈尔 呼和浩特 喀什 和田 克拉玛依 拉萨 日喀则 哈德逊 亚马逊 密西西比 阿尔卑斯 喜马拉雅 撒哈拉 贝加尔 哈利法克斯 魁北克 安大略 曼尼托巴 蒙特利尔 温哥华 多伦多 卡尔加里 澳大利亚 意大利 西班牙 斯洛伐克 奥地利 比利时 荷兰 瑞士 苏格兰 爱尔兰 格陵兰 格鲁吉亚 亚美尼亚 阿塞拜疆 白俄罗斯 俄罗斯 英格兰 威尔士 诺曼底 巴伐利亚 萨克森 普鲁士 勃兰登堡 巴勒斯坦 以色列 伊朗 阿曼 巴林 卡塔尔 也门 老挝 柬埔寨 缅甸 泰国 越南 加拿大 夏威夷 阿拉斯加 西伯利亚 乌克兰 西藏 亚洲 欧洲 非洲 美洲 亚太 马来 澳洲 巴黎 伦敦 伯尔尼 华盛顿州 苏联 德国 法国 西德 东德 俄国 波兰 波斯 希腊`)

// dotRun looks for a foreign name around the dot at i.
func (p *persons) dotRun(i int) {
	start := i
	for n := 0; n < 7 && start-3 >= max(p.s.lo, p.end) && p.s.hanRune(start-3) != 0; n++ {
		start -= 3
	}
	if start == i || p.s.hanRune(start) == 0 {
		return
	}
	p.load(start)
	p.askFrom(origin, soundLongest)
	p.reportFrom(p.asked, p.asked+soundLongest)
}

// hanAt returns the character at i as its distance from hanFirst; 0, which is no
// part of names, if there is none.
func (p *persons) hanAt(i int) uint {
	k, ok := hanAt(p.s.text[:p.s.hi], i)
	if !ok {
		return 0
	}
	return k
}

// reportRest reports what the model takes for names that begin in [i, limit) of
// the window and the rules did not report. It returns the index where a name
// begins that may go on behind the window, 0 if there is none.
func (p *persons) reportRest(i, limit int) (cut int) {
	l := &p.s.model.lattice
	for i < min(limit, p.asked+l.Len()) {
		n, pr := l.Best(i - p.asked)
		if i >= origin && p.cut(i, n, pr) {
			return i
		}
		if pr < leastAlone || p.at[i] < p.end || p.at[p.asked+n] > p.limit {
			i++
			continue
		}
		c := candidate{start: i, end: p.asked + n, model: pr, ev: HasModel}
		if score := p.alone(&c); score >= leastScore {
			p.emit(&c, score)
			i = c.end
		} else {
			i++
		}
	}
	return 0
}

// cut reports whether a name that begins at i is likely and may go on behind the
// window: the best stretch, of end n and probability pr, ends there or has little
// of the probability that one begins.
func (p *persons) cut(i, n int, pr float32) bool {
	l := &p.s.model.lattice
	if end := p.asked + l.Len(); end >= p.hi || end > origin+soundBehind {
		return false // of the text, or reached already
	}
	starts := l.Starts(i - p.asked)
	return starts >= leastAlone && (n >= l.Len()-1 || 2*pr < starts)
}

// reportOther reports the name that begins at origin if it is none of those that
// the rules have judged, of which judged has a bit for each end.
func (p *persons) reportOther(judged uint64) {
	if n, _ := p.s.model.lattice.Best(origin - p.asked); n > 0 && judged>>(p.asked+n)&1 == 0 {
		p.reportFrom(origin, origin+1)
	}
}

// joined returns the score of a candidate by the rules and the model together.
// The weights were fitted on labelled texts, see docs/accuracy.md.
func (c *candidate) joined(rules float64) float64 {
	return odds(0.4*logit(float32(rules)) + 0.8*logit(c.model) + 0.9)
}

// modelRank is the weight of the model's word between two names that begin at
// the same character.
const modelRank = 1

// likelier reports whether c, of score v, is to be preferred to best, which begins
// at the same character.
func (c *candidate) likelier(best *candidate, v, score float64) bool {
	if best.end > 0 && c.sum != 0 && best.sum != 0 && (v < DefaultMinScore) == (score < DefaultMinScore) {
		return c.sum >= best.sum
	}
	return v >= score
}
