// SPDX-License-Identifier: Apache-2.0

package detect

import "slices"

// Words of addresses, simplified.
var (
	roadHeads   = list(`路 街 大街 大道 道 巷 弄 里弄 胡同 条 街道 公路 环路 东路 西路 南路 北路 中路 支路 段 街坊 道中 道东 道西 道南 道北 街东 街西 路中 东街 西街 南街 北街 横街 径`)
	estateHeads = list(`小区 花园 家园 嘉园 佳园 公园 新村 新城 名城 公寓 苑 府 公馆 邸 名都 华府 山庄 庄园 雅居 雅苑 佳苑 国际 广场 大厦 大楼 中心 城 园 湾 郡 庭 居 里 坊 阁 轩 台 墅 别墅 大院 家属院 家属楼 家属区 社区 院 东区 西区 南区 北区 东苑 西苑 南苑 北苑 一区 二区 三区 四区 五区 一期 二期 三期
		天地 天下 世纪 半岛 绿洲 领域 都会 都市 云庭 华庭 豪庭 豪苑 尚城 壹号 公社 邨 村屋 屋苑 工业园 产业园 科技园 创业园 软件园 工业区 写字楼 商务楼 商厦 首府 御景 江南 水岸 名邸 丽景 嘉苑 花苑 花城 港湾 海岸 云顶 庄 楼 区`)
	villageHeads = list(`村 屯 寨 庄 坝 垸 塘 湾 营 堡 庄村 自然村 行政村 乡 镇 大队 农场 林场 屋场`)
	dormHeads    = list(`宿舍 宿舍楼 学生宿舍 学生公寓 职工宿舍 员工宿舍 寝室 校区 东校区 西校区 南校区 北校区 东区 西区 南区 北区 东苑 西苑 南苑 北苑 大学 学院 学校 中学 公寓楼 书院 斋`)

	// notHeads end like a head and are none.
	notHeads = list(`国道 省道 县道 铁道 全路 客运段 机务段 工务段 车务段 电务段 公路 高速公路 道路 铁路 线路 电路 思路 套路 出路 走路 跑路 赶路 一路 半路 问路 带路 知道 报道 渠道 频道 通道 管道 轨道 街道办 味道 赛道 隧道 地道 人行道 车道 难道 条道 阶段 手段 片段 时段 地段 路段 号段 字段 网段 分段
		本市 城市 这里 那里 哪里 里里 心里 手里 家里 群里 嘴里 眼里 夜里 公里 千里 万里 海里 邻里 医院 法院 电影院 剧院 影院 住院 出院 入院 检察院 国务院 研究院 科学院 市区 地区 小区的 景区 社区医院 灾区 专区 特区 库区 山区 片区 战区 分区 时区 扇区 选区 辖区 校区的 禁区 城区 郊区 农村 本村 全村 市场 广场舞 机场 商场 球场 现场 在场 到场 立场 入场 登场 专场 全场 主场 市场 场场
		政府 长城 邮居 邻居 定居 移居 同居 隐居 电台 平台 前台 后台 阳台 月台 舞台 站台 柜台 讲台 中台 条 同条 第条 多条 一条 两条 三条 这条 那条 每条 几条 花园的 公园 动物园 植物园 幼儿园 校园 乐园 果园 游乐园 咖啡厅 港城 大条 面条 头条 回家路 上路`)

	// hardCutters do not occur in names of places and part them from what
	// stands in front.
	hardCutters = list(`地址 住址 位置 在 到 寄往 寄至 送往 送至 住 现居 老家 是 给 了 的 我 他 她 你 您 咱 们 请 位于 坐落于 坐落 坐标 地点 位址 收货 收件 寄件 发货 出租 转租 整租 合租 求租 出售 居住 租住 户籍 籍贯 就是 好像 现在 目前 退回 派送 取件 上门 联系 业主 房东 住户 快递 放 去往 前往 去 送 寄`)

	// softCutters may occur in names.
	softCutters = list(`往 来 就 从 至 址 又 还 被 把 找 搬 叫 这 那 有 和 与 及 邮寄 于 是 跟 对 往 请 租`)

	// divisionWords end names of administrative divisions.
	divisionWords = list(`镇 乡 街道 村 区 县 市 省 州 旗`)

	// leading are words that announce an address right in front of it.
	leading = list(`宿舍 寝室 地址 住址 单位 学校 公司 收件 收货 家`)

	// notNames in front of a head show that it is a common noun.
	notNames = list(`这 那 哪 某 该 我们 你们 他们 我 你 他 她 几 每 各 整 这个 那个 这条 那条 哪个 隔壁 附近 对面 我家 他家 她家 两条 一条`)

	// plainNames in front of a head are no names: every hotel and school has them.
	plainNames = list(`顶 东 西 南 北 中 主 副 前 后 新 老 旧 行政 教学 科研 科研教学 办公 综合 门诊 住院 实验 图书`)

	// partNames end names that stand between numbered parts.
	partNames = list(`小区 花园 家园 嘉园 佳园 新村 新城 名城 公寓 苑 府 公馆 邸 名都 华府 山庄 庄园 雅居 国际 广场 大厦 大楼 中心 城 园 湾 郡 庭 居 里 坊 阁 轩 台 墅 别墅 大院 院 家属院 家属楼 社区 宿舍 宿舍楼 学生公寓 东区 西区 南区 北区 区 期 村 楼 座 巷 弄 胡同 街 路 厂 邨 公司 学校 医院 商厦 写字楼 云庭`)

	unitWords  = list(`号楼 号院 号宿舍楼 号宿舍 号公寓 号学生公寓 号寓 号门 号铺 号商铺 号房 号室 号寝室 号单元 号 栋 幢 座 单元 室 楼 层 舍 寝室 寝 宿舍 房 户 铺 梯 门 期 区 弄 巷 段 院 之 宿舍楼`)
	groupWords = list(`组 社 队 村民小组 小组 号 屯 生产队 大队 街`)

	// notUnits follow a number and a unit's first character and make it something
	// else.
	notUnits = list(`号线 号码 号机 号店 号文 号令 号公告 号决 号案 号称 号电池 号召 号球 号种子 号馆 号展 号桌 号位 号柜台 号窗口 号会议室 号航站楼 号台风 号楼主 号线路 号选手 号技师 号晚 号早 号上午 号下午 号之前 号以后 号到 号开始 号前 号后
		楼主 层次 层面 室内 室友 室外 室温 座位 座谈 座城 座山 座桥 组织 组成 组员 组数 组长 组合 社会 社区 社团 社交 队员 队长 队伍 舍友 户口 户型 户籍 户外 户主 段落 段时间 段话 段路 区别 区域 区间 期间 期待 期货 门课 门票 门牌 房间数 巷子 院士 院长 之前 之后 之间 之一 之内 之外 之多 号楼的业主群`)

	// besides follow the last number of an address: the room, not a door or a
	// floor, is meant by 3101门口.
	besides = list(`门口 门前 门外 门卫 门边 楼下 楼上 楼道 楼顶 楼里 楼前 楼后 楼主 户主 室友`)

	// afterNumber follow a bare number that is no room: 25元, 3年.
	afterNumber = list(`元 块 年 月 日 天 岁 米 平 人 次 点 分 秒 个 件 单 条 张 份 斤 公里 千米 公斤 折 期 万 千 百 亿 路 线 届 集 小时 平米 平方 度 票 名 位 家 号线 级 倍`)
)

// follow reads the numbered parts from index n on and returns where they end; n
// if there is none.
func (a *address) follow(n int) int {
	end, i := n, n
	word := true // a name stands directly in front of i
	for i < a.hi && a.parts < 8 {
		j := i
		if a.r[j] == ' ' {
			j++
		}
		if j < a.hi && (a.r[j] == '(' || a.r[j] == '（' || a.r[j] == '附' || a.r[j] == '内') && a.parts > 0 {
			j++
		}
		if k, ok := a.part(j, word && j == i || a.parts > 0); ok {
			a.parts++
			end, i, word = k, k, false
			continue
		}
		k := a.nameBetween(j)
		if k == 0 || a.parts == 0 {
			break
		}
		i, word = k, true
	}
	return end
}

// part reads one number and its unit at i. bare says that a number without a
// unit counts as well.
func (a *address) part(i int, bare bool) (int, bool) {
	j := i
	for j < a.hi && a.numberRune(j) && j-i < 12 {
		j++
	}
	if j == i || a.tooLong(i, j) {
		return 0, false
	}
	rest := a.r[j:a.hi]
	if notUnits().starts(rest) > 0 {
		return 0, false
	}
	if a.village && a.parts == 0 || a.groups > 0 && a.parts < 3 {
		if n := groupWords().starts(rest); n > 0 {
			a.groups++
			return a.tail(j + n), true
		}
	}
	n := unitWords().starts(rest)
	if n > 1 && besides().starts(rest[n-1:]) > 0 {
		n-- // 96号楼下
	}
	if n > 0 && besides().starts(rest) == 0 && !a.counts(i, j, rest[:n]) {
		if a.loosely && (dormHeads().ends(rest[:n]) > 0 || n == 1 && rest[0] == '舍') {
			a.dorm = true
		}
		if a.road && a.parts == 0 && a.r[j] != '号' && a.r[j] != '弄' && a.r[j] != '巷' && a.r[j] != '段' {
			return 0, false
		}
		if a.road && a.parts == 0 {
			a.houses++
		} else {
			a.units++
		}
		a.phase = rest[n-1] == '期' || rest[n-1] == '区'
		return a.tail(j + n), true
	}
	return a.bareNumber(i, j, bare)
}

// counts reports whether the number [i, j) and its unit say how many there are
// rather than which: 村22户, 八座 and 三弄 without a road, 弄一弄.
func (a *address) counts(i, j int, unit []rune) bool {
	if len(unit) != 1 || a.parts > 0 && unit[0] != '户' {
		return false
	}
	switch unit[0] {
	case '户':
		return a.units == 0
	case '弄', '座', '舍', '室':
		return !slices.ContainsFunc(a.r[i:j], isASCIIAlnum) && (!a.road || a.r[i-1] == unit[0])
	}
	return false
}

// tail passes over 之2 and B behind a floor, as in Taiwan.
func (a *address) tail(i int) int {
	if i < a.hi && a.r[i] >= 'A' && a.r[i] <= 'Z' && a.r[i-1] == '楼' && (i+1 == a.hi || !isASCIIAlnum(a.r[i+1]) && a.r[i+1] != '座' && a.r[i+1] != '室') {
		return i + 1 // 12樓B
	}
	if i+1 < a.hi && a.r[i] == '之' && (isASCIIDigit(a.r[i+1]) || isNumeral(a.r[i+1])) {
		for i++; i < a.hi && (isASCIIDigit(a.r[i]) || isNumeral(a.r[i])); i++ {
		}
	}
	return i
}

// tooLong reports whether [i, j) has more digits in a row than a number in an
// address.
func (a *address) tooLong(i, j int) bool {
	run := 0
	for k := i; k < j; k++ {
		if isASCIIAlnum(a.r[k]) {
			run++
		} else {
			run = 0
		}
		if run > 5 {
			return true
		}
	}
	return j < a.hi && isASCIIAlnum(a.r[j])
}

// bareNumber accepts the number [i, j) without a unit: a room behind a
// building, or the whole of 19-3-802 behind an estate.
func (a *address) bareNumber(i, j int, ok bool) (int, bool) {
	if !ok || !isASCIIAlnum(a.r[i]) || afterNumber().starts(a.r[j:a.hi]) > 0 {
		return 0, false
	}
	dashes, digits := 0, 0
	for k := i; k < j; k++ {
		switch {
		case isASCIIDigit(a.r[k]):
			digits++
		case !isASCIIAlnum(a.r[k]):
			dashes++
		}
	}
	if digits == 0 {
		return 0, false
	}
	last := 0
	for k := j; k > i && isASCIIDigit(a.r[k-1]); k-- {
		last++
	}
	switch {
	case a.parts > 0 && a.units+a.houses > 0:
		if digits < 2 {
			return 0, false
		}
		a.units++
	case a.road:
		if dashes > 0 || digits > 4 {
			return 0, false
		}
		a.bare = true
		a.houses++
	case dashes >= 2 || dashes == 1 && last >= 3:
		a.units += dashes
	case a.dorm && digits >= 3 && a.roomBehind(i):
		a.units++
	default:
		return 0, false
	}
	return j, true
}

// roomBehind reports whether the word that ends at i is a building, so that a
// bare number behind it is a room: 宿舍楼311, but not 大学2007.
func (a *address) roomBehind(i int) bool {
	switch a.r[i-1] {
	case '舍', '楼', '寓', '室', '斋', '苑':
		return true
	}
	return false
}

// nameBetween returns where the name of an estate or building that begins at i
// ends, if a number follows it; 0 if there is none.
func (a *address) nameBetween(i int) int {
	k := i
	for k < a.hi && k-i < 12 && inHan(a.r[k]) {
		k++
		if k >= a.hi || k-i < 1 || !a.numberRune(k) && !(a.r[k] == ' ' && k+1 < a.hi && a.numberRune(k+1)) {
			continue
		}
		if isNumeral(a.r[k]) && !a.unitSoon(k) {
			continue
		}
		name := a.r[i:k]
		if n := notBetween().starts(name); n > 0 && !(len(name) > 1 && a.lex.word(name[0], name[1])) &&
			!(n == 1 && a.houses > 0 && len(name) <= 5 && partNames().ends(name) > 1) { // 和昌大厦
			return 0
		}
		if partNames().ends(name) > 0 && notHeads().ends(name) == 0 || a.houses > 0 && k-i <= 6 && a.unitSoon(k) {
			return k
		}
		return 0
	}
	return 0
}

// notBetween begin what is no name of an estate any more.
var notBetween = list(`的 了 我 你 他 她 住 在 到 门口 楼下 附近 对面 旁边 左右 和 与 或 请 快递 电话 手机 联系 那 这 有 是 离`)

// unitSoon reports whether the Chinese numeral at k is a number with a unit.
func (a *address) unitSoon(k int) bool {
	for k < a.hi && a.numberRune(k) {
		k++
	}
	return k < a.hi && unitWords().starts(a.r[k:a.hi]) > 0
}

// loose reads parts without a name in front, 3号楼2单元501 or 14号宿舍楼311: at
// least three, or two if one is a dormitory.
func (a *address) loose(n int) bool {
	a.start, a.loosely, a.estate = n, true, true
	a.end = a.follow(n)
	return a.end > n && (a.parts >= 3 || a.parts == 2 && a.dorm)
}
