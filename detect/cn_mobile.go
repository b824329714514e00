// SPDX-License-Identifier: Apache-2.0

package detect

import "strings"

var _ = register(recogniser{
	id: "cn_mobile", typ: PhoneNumber, region: "CN", core: true,
	source: "MIIT Telecommunications Network Numbering Plan (2017 edition) and later allocations",
	about:  "Mobile number of mainland China, 11 digits, with or without +86 and separators",
	on: []trigger{
		onRun(cnMobileRun, 11, 13, 15),
		onGroups(cnMobileGroups),
	},
	check: func(v string) (bool, string) {
		d := digitsOf(v)
		if strings.HasPrefix(v, "+0") {
			return false, "no country code begins with 0"
		}
		if len(d) == 13 && d[:2] == "86" {
			d = d[2:]
		}
		if len(d) == 15 && d[:4] == "0086" {
			d = d[4:]
		}
		switch {
		case len(d) != 11:
			return false, "not 11 digits"
		case !cnMobilePlan([]byte(d)):
			return false, "prefix is not allocated to mobile service"
		}
		return true, "11 digits with an allocated prefix"
	},
})

// phoneCues are the words that announce a telephone number of any kind.
var phoneCues = cues("phone", `手机 手機 手机号 手机号码 電話 电话 电话号码 联系电话 聯絡電話 联系方式 聯絡方式 联络 致电 拨打 来电 短信 热线
	座机 固话 传真 号码是 打给 微信同号 预留手机 call tel telephone phone mobile cell cellphone msisdn fax sms text_me whatsapp
	contact_number phone_number mobile_number phone_no mobile_no contact reach_me ring dial`)

// orderCues are the words that announce a number that is nobody's.
var orderCues = cues("order", `订单 订单号 訂單 单号 运单 快递单号 物流单号 运单号 流水号 流水 交易号 商户号 编号 序号 货号 商品编码 条码 条形码 批号 型号 版本
	合同号 合同编号 发票号 票号 税号 工单 案号 文号 备案号 许可证 库存 时间戳 学分 得分 积分 余额 金额 价格 售价 总价 浏览量 阅读量 播放量
	order order_no order_number order_id tracking tracking_no waybill parcel_no invoice invoice_no ticket sku isbn issn ean upc asin serial
	serial_no sn part_no model version build commit hash uuid trace trace_id request_id req session ts timestamp epoch price amount total qty
	balance score rank seq offset size bytes port pid`)

// cnMobilePlan reports whether d, 11 digits, begins with a prefix that is
// allocated to mobile service in mainland China.
func cnMobilePlan(d []byte) bool {
	if len(d) != 11 || d[0] != '1' {
		return false
	}
	// By second digit, the third digits in use: 13x all; 14x data and IoT
	// cards 140-149 except 142, 143 reserved; 15x but 154; 16x 162 165 166 167;
	// 17x but 174 (sea satellites use 1749) and 179; 18x all; 19x but 194.
	const all = 1<<10 - 1
	plan := [10]uint16{
		3: all,
		4: all &^ (1<<2 | 1<<3),
		5: all &^ (1 << 4),
		6: 1<<2 | 1<<5 | 1<<6 | 1<<7,
		7: all &^ (1<<4 | 1<<9),
		8: all,
		9: all &^ (1 << 4),
	}
	return plan[d[1]-'0']>>(d[2]-'0')&1 == 1
}

func cnMobileRun(s *scan, start, end int) {
	at := start
	switch d := s.text[start:end]; {
	case len(d) == 13 && d[0] == '8' && d[1] == '6':
		at += 2
	case len(d) == 15 && string(d[:4]) == "0086":
		at += 4
	case len(d) != 11:
		return
	}
	if !cnMobilePlan(s.text[at:end]) || s.decimal(start, end) || s.negative(start) {
		return
	}
	from := s.countryCode(start, "86")
	if s.text[start] == '8' && from == start && start > s.lo && s.text[start-1] == '+' {
		from--
	}
	if at == start && from == start && s.american(start, s.text[at:end]) {
		return
	}
	s.cnMobile(from, end, at-start > 0 || from < start, string(s.text[at:end]) == sixteenGiB || s.quantity(end))
}

// sixteenGiB is 1<<34, the only power of two with the form of a mobile number.
const sixteenGiB = "17179869184"

// american reports whether a '+' in front of start makes the eleven digits d a
// number of North America, which phone_e164 reports.
func (s *scan) american(start int, d []byte) bool {
	return start > s.lo && s.text[start-1] == '+' && nanp(d[1:])
}

// quantity reports whether a unit of a time, size or frequency stands at i.
func (s *scan) quantity(i int) bool {
	for n := 0; n < 2 && i < s.hi && (s.text[i] == ' ' || s.text[i] == '[' || s.text[i] == '('); n++ {
		i++
	}
	for _, w := range [...]string{"ns", "us", "µs", "nsec", "usec", "bytes", "kB", "KB", "Hz"} {
		if s.startsWith(i, w) {
			return !s.wordAfter(i + len(w))
		}
	}
	return false
}

// negative reports whether a minus sign makes a number of the digits at start: it
// stands behind nothing, a space, a bracket or an operator.
func (s *scan) negative(start int) bool {
	if start <= s.lo || s.text[start-1] != '-' {
		return false
	}
	if start-2 < s.lo {
		return true
	}
	switch s.text[start-2] {
	case ' ', '\t', '\n', '(', '[', '{', ',', '=', '<', '>', '+', '*', '/', '-':
		return true
	}
	return false
}

func cnMobileGroups(s *scan, _, _ int) {
	gs := &s.groups
	for i := range gs.n {
		for k, lens := range cnMobileShapes {
			start, end, ok := gs.match(i, lens...)
			if !ok || !s.sameSeparators(i, i+len(lens)) || !cnMobilePlan(s.digits(s.buf[:0], start, end)) {
				continue
			}
			if s.text[gs.g[i].end] == '.' && (len(lens) != 3 || lens[1] != 4) {
				continue // 172.25.148.214 and 192.168.12345 are something else
			}
			from := s.countryCode(start, "86")
			if from == start && s.american(start, s.digits(s.buf[:0], start, end)) {
				break
			}
			// Part of a path or a name (node-138-12-345-678), or a grouping that is
			// seldom meant as a number.
			weak := k == len(cnMobileShapes)-1 || s.text[gs.g[i].end] == '/' ||
				from == start && start-2 >= s.lo && s.text[start-1] == '-' && isAlnum(s.text[start-2])
			s.cnMobile(from, end, from < start, weak)
			break
		}
	}
}

// cnMobileShapes are the groupings people write: 138-1234-5678, 138-12345678,
// 1381234-5678, 1381-234-5678 and 13-812345678 do not all occur; these do. The
// last one needs a context word.
var cnMobileShapes = [][]int{{3, 4, 4}, {3, 8}, {7, 4}, {4, 4, 3}, {3, 3, 5}, {3, 2, 3, 3}}

// cnMobile reports the number at [start, end). A weak one needs a context word.
func (s *scan) cnMobile(start, end int, country, weak bool) {
	f := Finding{Kind: "cn_mobile", Start: start, End: end, Score: 0.75, Evidence: HasShape | HasPlan}
	h, ev := s.near(start, end, maskOf(phoneCues), maskOf(orderCues))
	f.cue(h, ev)
	switch {
	case ev&(HasCue|HasField) != 0:
		f.Score = 0.95
	case ev&NotCue != 0 && !country:
		f.Score = 0.3
	case country:
		f.Score = 0.9
	case weak:
		f.Score = 0.4
	}
	s.emit(f)
}

// countryCode returns where the value begins if the digits at start are
// preceded by the country code, as "+86 ", "0086-" or "(+86)", else start.
func (s *scan) countryCode(start int, code string) int {
	i := start
	for i > s.lo && (s.text[i-1] == ' ' || s.text[i-1] == '-' || s.text[i-1] == ')') && start-i < 2 {
		i--
	}
	if i-len(code) < s.lo || string(s.text[i-len(code):i]) != code {
		return start
	}
	i -= len(code)
	switch {
	case i > s.lo && s.text[i-1] == '+':
		i--
	case i-2 >= s.lo && string(s.text[i-2:i]) == "00" && !s.wordBefore(i-2):
		i -= 2
	default:
		return start
	}
	if i > s.lo && s.text[i-1] == '(' {
		i--
	}
	return i
}
