// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"
	"unicode"
)

var _ = register(recogniser{
	id: "credit_card", typ: CreditCard, core: true,
	source: "ISO/IEC 7812-1 (issuer numbers, Luhn); issuer ranges as published by UnionPay, Visa, Mastercard, American Express, JCB, Discover, Diners Club",
	about:  "Payment and bank card numbers, 12 to 19 digits, solid or in fours",
	on: []trigger{
		onRun(cardRun, 12, 13, 14, 15, 16, 17, 18, 19),
		onGroups(cardGroups),
	},
	check: func(v string) (bool, string) {
		d := []byte(digitsOf(v))
		if strings.ContainsFunc(v, func(r rune) bool { return unicode.IsLetter(r) && !isHan(r) }) {
			return false, "letters beside the digits"
		}
		switch brand := cardBrand(d); {
		case brand == "":
			return false, "no issuer range has this beginning and length"
		case !luhn(d):
			return false, "Luhn check digit is wrong"
		default:
			return true, brand + " range, Luhn check digit is right"
		}
	},
})

var cardCues = cues("card", `银行卡 銀行卡 信用卡 借记卡 储蓄卡 工资卡 卡号 卡號 账号 帳號 账户 户名 打款 转账 汇款 开户行 银行 持卡人 打到 到账 支行 银联
	招商银行 工商银行 建设银行 农业银行 中国银行 交通银行 邮储 光大 民生 浦发 兴业
	card card_no card_number cardno credit debit creditcard bankcard visa mastercard amex unionpay jcb discover diners maestro pan cvv cvc account iban bank payment billing`)

func cardRun(s *scan, start, end int) {
	d := s.text[start:end]
	// The first digit of every issuer range is 2 to 6, 8 or 9, but for JCB's
	// old 1800.
	if d[0] < '2' && len(d) != 15 || d[0] == '7' || !luhn(d) {
		return
	}
	if brand := cardBrand(d); brand != "" && !s.decimal(start, end) {
		score := 0.6
		// A minus, an arithmetic mark, the slash of a path or another long number in
		// front, and lengths that hardly any card has, need a context word.
		if start > s.lo && (s.text[start-1] == '-' || s.text[start-1] == '$' || s.text[start-1] == '/') || len(d) == 13 || len(d) == 19 && brand != "unionpay" || s.inRow(start, end) {
			score = 0.4
		}
		s.card(start, end, d, brand, score)
	}
}

// cardShapes are the groupings printed on cards: fours, UnionPay's 19 digits as
// 4-4-4-4-3 or 6-13, American Express 4-6-5, Diners Club 4-6-4.
var cardShapes = [][]int{{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}, {6, 13}, {4, 4, 4, 4, 2}, {4, 4, 4, 4, 1}}

func cardGroups(s *scan, _, _ int) {
	for i := 0; i < s.groups.n; i++ {
		for _, lens := range cardShapes {
			start, end, ok := s.groups.match(i, lens...)
			if !ok || !s.sameSeparators(i, i+len(lens)) {
				continue
			}
			d := s.digits(s.buf[:0], start, end)
			if brand := cardBrand(d); brand != "" && luhn(d) {
				score := 0.8
				if s.groupsGoOn(i, i+len(lens)) {
					score = 0.4
				}
				s.card(start, end, d, brand, score)
				i += len(lens) - 1
				break
			}
		}
	}
}

// inRow reports whether the number stands in a row of long numbers, as in a
// table of constants: "4593015457530856296, 8140875735541888011,".
func (s *scan) inRow(start, end int) bool {
	i := end
	for i < s.hi && i < end+4 && (s.text[i] == ',' || s.text[i] == ' ' || s.text[i] == '-') {
		i++
	}
	j := i
	for j < s.hi && isDigit(s.text[j]) {
		j++
	}
	k := start
	for k > s.lo && start-k < 4 && (s.text[k-1] == ',' || s.text[k-1] == ' ' || s.text[k-1] == '-') {
		k--
	}
	m := k
	for m > s.lo && k-m < 20 && isDigit(s.text[m-1]) {
		m--
	}
	return i > end && k < start && j-i > 9 && k-m > 9
}

// groupsGoOn reports whether the groups from i to j are part of a longer row of
// fours with the same separator: a table.
func (s *scan) groupsGoOn(i, j int) bool {
	gs := &s.groups
	return i > 0 && gs.g[i-1].len() == 4 && s.sameSeparators(i-1, i+2) || j < gs.n && gs.g[j].len() == 4 && s.sameSeparators(j-2, j+1)
}

func (s *scan) card(start, end int, d []byte, brand string, score float64) {
	f := Finding{Kind: brand, Start: start, End: end, Score: score, Evidence: HasShape | HasChecksum | HasRegion}
	h, ev := s.near(start, end, maskOf(cardCues), maskOf(orderCues, phoneCues))
	f.cue(h, ev)
	switch {
	case testCard(d):
		f.Score, f.Evidence = 0.3, f.Evidence|IsTest
	case ev&(HasCue|HasField) != 0:
		f.Score = 0.97
	case ev&NotCue != 0:
		f.Score = 0.35
	case brand == "maestro" || brand == "unionpay_old" || brand == "jcb_old":
		f.Score = 0.4
	}
	s.emit(f)
}

// cardBrand returns the brand that issues numbers with this beginning and
// length, or "". Maestro's range is so wide that it needs a context word.
func cardBrand(d []byte) string {
	n := len(d)
	if n < 12 || n > 19 {
		return ""
	}
	six := 0
	for _, c := range d[:6] {
		six = six*10 + int(c-'0')
	}
	two, three, four := six/10000, six/1000, six/100
	switch {
	case d[0] == '4' && (n == 13 || n == 16 || n == 19):
		return "visa"
	case n == 16 && (two >= 51 && two <= 55 || four >= 2221 && four <= 2720):
		return "mastercard"
	case two == 62 && n >= 16 || two == 81 && n >= 16:
		return "unionpay"
	case n == 15 && (two == 34 || two == 37):
		return "amex"
	case n >= 16 && (four == 6011 || three >= 644 && three <= 649 || two == 65):
		return "discover"
	case n >= 16 && four >= 3528 && four <= 3589:
		return "jcb"
	case n == 15 && (four == 1800 || four == 2131):
		return "jcb_old"
	case n >= 14 && (three >= 300 && three <= 305 || two == 36 || two == 38 || two == 39):
		return "diners"
	case n >= 16 && four >= 2200 && four <= 2204:
		return "mir"
	case n == 19 && four == 9558: // ICBC's debit cards from before UnionPay's range
		return "unionpay_old"
	case two == 50 || two >= 56 && two <= 58 || two == 60 || two == 63 || two == 67 || two == 68 || two == 69:
		return "maestro"
	}
	return ""
}

// testCard reports whether d is a number that card brands and payment
// processors publish for tests, or plainly made up.
func testCard(d []byte) bool {
	switch string(d) {
	case "4111111111111111", "4242424242424242", "4012888888881881", "4222222222222", "4000056655665556", "4917610000000000",
		"5555555555554444", "5105105105105100", "2223003122003222", "5200828282828210", "5431111111111111",
		"378282246310005", "371449635398431", "378734493671000", "6011111111111117", "6011000990139424", "6011000000000004",
		"3530111333300000", "3566002020360505", "30569309025904", "38520000023237", "3056930009020004", "36227206271667",
		"6200000000000005", "6200000000000047", "6205500000000000004", "6212345678901232", "6212345678900000003":
		return true
	}
	return repeated(d[6:]) || repeated(d[:len(d)-1])
}
