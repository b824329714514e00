// SPDX-License-Identifier: Apache-2.0

package detect

// Names in Chinese have no capitals and no spaces. A surname's character calls
// for a look; then what the characters say (how typical they are of names, how
// typical of text), which ordinary words cross the stretch, what stands in front
// and what behind are added up as logarithms of odds. What the name itself can
// contribute is bounded, so that no name is found without context.

var _ = register(recogniser{
	id: "cn_person", typ: Person, region: "CN",
	source: "surnames by frequency in mainland China; characters of given names, words and their counts from JioNLP and jieba",
	about:  "Name of a person in Chinese characters, simplified or traditional, with a surname or with the middle dot of minority names",
	on: []trigger{
		onChar(cnSurnames, nil),
		onChar(modelSounds, nil),
		onCue(personCues, nil),
		onCue(roleCues, nil),
		onCue(nameDots, nil),
		onEnd(cnPersons),
	},
})

// cnSurnames are the characters that call for a look: surnames that count
// without a context word, by frequency, their traditional forms, and
// characters of compound surnames. A test compares them with the lexicon.
const cnSurnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹彭萧蔡潘田董袁余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖" +
	"范汪陆金石贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严武戴莫孔向汤肖温康施文牛樊葛邢安齐易乔伍庞" +
	"颜倪章鲁翟殷詹申欧关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕" +
	"屈饶解牟尤阳时穆农司卓古缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗桂全佟应臧闵苟边卞姬师仇栾隋商刁沙荣巫桑" +
	"郎甄丛仲虞巩明佘池查麻苑迟邝官封谈鞠惠荆乐郁胥南班原栗燕鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花强帅屠豆朴盖练" +
	"廉禹井祖漆巴丰支卿狄计索宣初门云容敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况宿鲜印隆茹诺战慕危玉嵇哈湛宾" +
	"戎勾茅于呼居揭干尉冶斯束檀衣阴昝智幸奉植衡富尧闭赖竺郦昌酆贝邬贲洪诸吉钮滑荀羿储汲邴糜弓牧隗山宓蓬仰秋暴钭历韶蓟" +
	"溥怀鄂咸籍莘逄扶宰璩濮冀郏庄瞿充习宦艾鱼慎庾终暨步耿弘匡寇禄殳沃越夔厍聂敖訾那曾毋乜养须红权逯桓晋楚闫汝涂钦岳缑" +
	"亢琴佴墨谯笪爱言付蔚覃青泰苍双粘税召揣" +
	"倖儲劉勞區厙厤厲叢吳呂喬單嚮嚴囌堯塗婁孫宮寧嶽帥師幹張強愛慄慼應懞懷戰於時晉曆曏査楊榦榮樂樑樓樸權欒欽歐歷況淩湯" +
	"溫滿濛瀋烏甦甯畢盤盧矇硃祿稅穀竇範簡紀紅終緱練繆羅習聞聶脩荊莊華萬葉蒼蓆蓋蔔蔣蕭薊薑藍藺蘆蘇蘭衚衛計許談諶諸諾謝" +
	"譙譚豐貝費賀賁賈賓賴趙車農連週遊遲邊郟鄒鄔鄧鄭鄺酈鈄鈕鈡錢鍾鐘門閆閉閔閻闕關闞陰陳陸陽雙雲鞏鞦韋韓項須顏顔顧養餘" +
	"饒馬馮駱鬍鬚鬱魚魯鮑鮮鹹麥麯麴黃黨齊龍龐龔" +
	"徒甫狐孤辕跋俟端轅澹百閭闾公壤驷駟微"

// personCues are the words that announce a name and nothing else.
var personCues = cues("person", `姓名 姓_名 真实姓名 真名 名字 本名 原名 实名 全名 中文名 名叫 我叫 他叫 她叫 叫做 联系人 收件人 收货人 寄件人 发件人 收件 收货 寄件 取件人 提货人 收件姓名 收款名 求助人 求助者 经营者 狗主人 老爷子 我爸 我妈 我老公 我老婆 我哥 我姐 登记的是
	户名 开户名 持卡人 收款人 付款人 汇款人 账户名 户主 申请人 经办人 负责人 签收人 代收人 委托人 受托人 被保险人 投保人 受益人 投诉人 报案人 举报人 嫌疑人 犯罪嫌疑人 受害人 被害人
	法定代表人 法人代表 法人 紧急联系人 监护人 记录人 参会人员 与会人员 出席人员 参加人员 主持人 联络人 填表人 审核人 审批人 乘客 乘机人 乘车人 入住人 入住客人 预订人 购票人 考生 考生姓名
	患者 病人 病患 产妇 业主 租客 租户 房东 房主 车主 失主 机主 号主 楼主 死者 伤者 逝者 走失者 失踪者 寻人 开盒 真实姓名为 本人 代办人 担保人 借款人 出借人 承租人 出租人
	真實姓名 聯絡人 聯繫人 收件者 收貨人 戶名 申請人 經辦人 負責人 監護人 紀錄人 房東 屋主 我係 本人係 事主 死者 傷者
	name full_name real_name cn_name contact_name receiver consignee recipient cardholder customer_name patient contact_person student_name xingming nick_name
	owner_name account_name payee passenger buyer_name`)

// roleCues are words for people that a name often follows.
var roleCues = cues("role", `店长 店長 收银员 服务员 快递员 兄弟 哥们 前领导 前同事 新郎 新娘 伴郎 伴娘 房客 房主 复核 值班 值班人 前任 现任 表哥 表姐 堂哥 堂姐 舅舅 姑姑 同事 新同事 同学 学生 学员 室友 舍友 邻居 朋友 闺蜜 网友 老公 老婆 丈夫 妻子 前夫 前妻 前男友 前女友 男友 女友 男朋友 女朋友 儿子 女儿 父亲 母亲 哥哥 姐姐 弟弟 妹妹 老板 老板娘 店主
	骗子 渣男 渣女 小三 老赖 凶手 人贩子 经理 主管 客户 会员 用户 买家 卖家 值班 作者 记者 编辑 员工 职工 党员 干部 村民 居民 市民 女子 男子 男孩 女孩 班主任 主治 医生 主治医生 医师 护士 律师 教练 老师 导师 教授 司机
	当事人 原告 被告 被告人 证人 家长 家属 住户 成员 组员 队员 人员 名单 曝光 人肉 主任 校长 院长 局长 书记 董事长 会长 秘书 班长 组长 队长 师傅
	當事人 證人 學生 學員 同學 老闆 女兒 兒子 老師 醫生`)

// personBehind are the words that follow a name in lists and forms: what comes
// next is a detail of that person.
var personBehind = cues("personBehind", `证号 学籍 准考证号 身份证 身份证号 证件号 证件 护照 护照号 电话 联系电话 手机 手机号 电话号码 联系方式 微信 微信号 卡号 银行卡 银行卡号 学号 工号 准考证 性别 生日 出生 年龄 住址 家庭住址 户籍 车牌 邮箱
	身分證 身份證 證件 護照 電話 手機 聯絡電話 聯繫電話 微信 卡號 學號 性別 電郵 手提 打电话 发短信 发微信 打電話 地址 住址 扣扣 qq wechat tel phone mobile passport email`)

// The words around names, simplified; see [persons.left] and [persons.right].
var (
	// nameTitles follow a name; they are no part of it.
	nameTitles = list(`两位同学 三位同学 两位老师 等同学 两位 二位 先生 女士 小姐 太太 夫人 老师 同学 同志 经理 总经理 主任 副主任 医生 大夫 护士 师傅 老板 老板娘 教授 副教授 博士 律师 法官 警官 队长 班长 组长 处长 科长 局长 厅长 部长 市长 县长 镇长 乡长 村长 书记 院长 校长 园长 所长 站长 店长 厂长 董事长 总裁 总监
		主管 主席 总理 主编 会长 秘书 秘书长 教练 司机 妈妈 爸爸 妈 爸 奶奶 爷爷 外婆 外公 姥姥 姥爷 哥 哥哥 姐 姐姐 弟弟 妹妹 叔叔 叔 阿姨 伯伯 大爷 大妈 大哥 大姐 家长 父母 父亲 母亲 本人 一家 夫妇 夫妻 等人 二人 两人 三人 学长 学姐 学弟 学妹 导师 院士 总 助理 工程师 会计 收 亲收 亲启 转 君 氏 师兄 师姐 社长 议员 委员`)
	// afterName are words that often follow a name in a sentence.
	afterName = list(`说 说道 表示 认为 去了 没去 住在 住 家住 在 的 是 和 与 跟 及 都 也 也是 把 被 让 给 对 将 已 已经 就 还 又 又是 没 没有 不 没来 来了 到了 走了 走失 失踪 报名 授权 委托 签收 收到 收货 患有 因 因为 从 向 于 为 等 两位 同 今天 昨天 明天 今年 去年 现在 打电话 打来 发来 发的 你 您 他 她 老 曾 曾经 正在 将于 生于 出生 毕业
		告诉 联系 欠 欠我 骗 骗了 借 借了 借走 转账 申请 购买 入院 住院 出院 请假 迟到 缺席 参加 获得 考上 吃 喝 喜欢 想 要 会 能 可以 负责 最后 之前 以前 之后 那 这 真 太 很 啊 吧 呢 吗 哦 喔 呀 了 拿 拿走 放 找 带 带着 领 领取 出来 以 係 喺 嘅 住喺`)
	// beforeName are verbs and prepositions that take a person.
	beforeName = list(`找 找到 接 洽 意者电洽 卡面是 恭喜 给 交给 给了 转给了 发给了 借到 收到 欠 转给 发给 寄给 打给 打电话给 转账给 留给 送给 还给 和 与 跟 同 及 把 被 对 让 请 请问 叫 叫做 问 由 向 授权 委托 联系 联络 联系的 认识 通知 感谢 谢谢 就差 只有 包括 如 例如 比如 是 不是 就是 因为 因 为 替 帮 陪 约 派 聘 任命 选举 推荐 邀请 采访 嫁给 娶 骂 打 告 起诉 举报 曝光 挂 挂一下 人肉 见 看见 遇到 碰到 想念 等 接 送 寻找 悼念 祝 恭喜
		感恩 转交 打到 转到 汇给 汇到 汇款给 退给 抄送 致电 呼叫 据 我是 我叫 我系 他是 她是 你是 这是 叫作 姓名 名为 署名 签名 落款 写 写的 填 填的 收 投诉 点名 表扬 批评 还有 以及 或 或者 尤其是 原名 狗主人 洽 电洽 我爸 我妈 我老公 我老婆 我姐 我哥 我弟 我妹 我儿子 我女儿 接 左一 左二 左三 左四 右一 右二 右三 家子 避雷 求助人 收款名 求助者 岁的 年级的 班的 公司的 单位的 村的 系的 部的 名叫 还是 欠钱不还的 持 求 跟着 岁`)
	// afterMark are words that follow a name and a comma.
	afterMark = list(`住在 家住 现住 现居 住 就读 就读于 毕业于 来自 籍贯 人称 绰号 外号 生于 老家 任职 工号 学号 你 您 已 今年 现年 年龄 生日 性别 汉族 回族 满族 请 快递 收 在吗`)
	// orgBehind begins what makes a name part of the name of something else.
	orgBehind = list(`委员会 部门 协会 学会 基金会 联合会 法院 检察院 政府 帝国 公司 集团 有限 股份 超市 宾馆 酒店 饭店 餐厅 餐馆 面馆 拉面 米线 火锅 烧烤 烤鸭 烤肉 包子 豆腐 凉皮 肉夹馍 鸭脖 奶茶 酒业 食品 科技 贸易 电器 服饰 家具 药店 药房 大药房 诊所 医院 学校 大学 中学 小学 幼儿园 学院 书店 商店 商场 商城 专卖 旗舰店 官方 牌 品牌 店 馆 厂 厂家 矿 银行 证券 保险 基金 律师事务所 事务所 工作室 理论 学说 制度
		路 街 大街 大道 巷 胡同 弄 镇 乡 村 县 市 区 省 州 屯 庄 寨 山 河 湖 江 海 岛 桥 大桥 站 机场 码头 水库 公园 花园 小区 大厦 广场 山庄 家园 新村 新城 故居 纪念 纪念馆 博物馆 寺 庙 祠 墓 陵 塔 楼 奖 杯 定理 定律 效应 方程 函数 算法 主义 思想 版 系列 手机号码归属 传 法 式 派 战役 会战 事件 条约 时代 王朝 朝 年间 油 酒 茶 面 粉`)
)

// orgEnds are members of orgBehind that mark a name even some characters on.
var orgEnds = list(`公司 集团 有限 股份 超市 宾馆 酒店 饭店 餐厅 餐馆 面馆 火锅店 药店 药房 诊所 医院 学校 大学 中学 小学 幼儿园 学院 书店 商店 商场 事务所 工作室 羽绒服 旗舰店 专卖店 博物馆 纪念馆`)

// maxNames is the number of different names of a unit whose repetitions are
// looked for.
const maxNames = 256

// cnPersons looks at every surname of the unit, then for repetitions of the
// names it found.
func cnPersons(s *scan, _, _ int) {
	if !s.high {
		return // the lexicon and the model need not be read
	}
	s.order()
	p := persons{s: s, lex: hanNames(), known: len(s.found), last: -1, askedAt: -1, limit: s.hi}
	p.asks = !s.plan.noModel && len(modelHanFile) > 0
	if m := s.fieldMask(s.unitLo); m.has(personCues) && s.unitLo == 0 {
		p.behindCue(0, true)
	}
	cue := 0
	for _, c := range s.noted {
		at := s.lo + int(c.off)
		cue = p.announced(cue, at)
		if at >= p.end && p.asks && p.lex.traits[c.char]&soundsHard != 0 {
			p.soundRun(at)
		}
		if at >= p.end {
			p.surname(at, c.char)
		}
	}
	p.announced(cue, s.hi)
	if p.asks {
		p.rest()
	}
	p.repeats()
}
