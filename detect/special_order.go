// SPDX-License-Identifier: Apache-2.0

package detect

var _ = register(recogniser{
	id: "special_order", typ: Order,
	source: "GB/T 35273-2020 annex B (property: transactions); the 2017 judicial interpretation, art. 5(1)(4), transaction information",
	about:  "An order, waybill or booking number that a sentence or form ties to a person; a number alone says nothing of anybody",
	on:     order.triggers(),
})

var order = special{
	facts: cues("order", `订单号 订单编号 快递单号 运单号 物流单号 单号 取件码 订单 流水号 取餐码 预订号 预约号 票号 订单尾号 訂單編號 單號
		order_number order_no order_id tracking_number tracking_no waybill booking_reference booking_number reservation_number confirmation_number`),
	whom: wordSelf | wordWho | wordKin | wordRole | wordNamed,
	grow: growOrder,
}

// growOrder takes the number behind the word: a row of at least five letters and
// digits with three digits among them.
func growOrder(s *scan, _ *clause, h specialHit) (specialFact, bool) {
	f := specialFact{cueStart: h.start, cueEnd: h.end, whom: -1}
	i := h.end
	for _, w := range [...]string{"：", ":", "是", "为", " is", " #", "#", " was"} {
		if s.startsWith(i, w) {
			i += len(w)
		}
	}
	for i < s.hi && (s.text[i] == ' ' || s.text[i] == '#') && i-h.end < 8 {
		i++
	}
	end, digits := i, 0
	for end < s.hi && end-i < 40 && (isAlnum(s.text[end]) || s.text[end] == '-' && end > i) {
		if isDigit(s.text[end]) {
			digits++
		}
		end++
	}
	f.start, f.end = i, end
	return f, end-i >= 5 && digits >= 3
}
