// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"testing"
)

// Context words are found whole: ASCII words in any case and in camelCase,
// Chinese ones anywhere, the longest first.
func TestCueTable(t *testing.T) {
	table := emptyCueTable(1)
	for _, w := range []string{"tel", "phone", "id_number", "idnumber", "手机", "手机号", "加v", "qq号", "➕v", "v"} {
		table.add(w, 1)
	}
	table.sort()
	for _, c := range []struct {
		text string
		want string
	}{
		{"Tel: 1", "Tel"},
		{"hotel telephone", ""},
		{"userPhone=1", "Phone"},
		{"PHONE_NO", "PHONE"},
		{"phones", ""},
		{"id number", "id number"},
		{"idNumber", "idNumber"},
		{"IDNumber", "IDNumber"},
		{"id-number id_number idnumber", "id-number,id_number,idnumber"},
		{"id numbers", ""},
		{"我的手机号是", "手机号"},
		{"手机13812345678", "手机"},
		{"加V聊", "加V"},
		{"QQ号12345", "QQ号"},
		{"➕v聊", "➕v"},
		{"v：abc", "v"},
		{"via v2", "v"},
		{"even", ""},
	} {
		var got []string
		table.find([]byte(c.text), 0, len(c.text), func(h cueHit) { got = append(got, c.text[h.start:h.end]) })
		if strings.Join(got, ",") != c.want {
			t.Errorf("%q: found %q, want %q", c.text, got, c.want)
		}
	}
}

// Words of scripts with capitals are found whole in small letters, in capitals and
// with a first capital; those of scripts without capitals anywhere.
func TestCueScripts(t *testing.T) {
	table := emptyCueTable(1)
	for _, w := range []string{"инн", "αριθμός_μητρώου", "rodné_číslo", "plakası", "fødselsnummer", "ת.ז", "الرقم_القومي", "کد_ملی", "গাড়ির_নম্বর"} {
		for _, v := range caseForms(w) {
			table.add(v, 1)
		}
	}
	table.sort()
	for _, c := range []struct{ text, want string }{
		{"ИНН: 1, инн 2, Инн 3", "ИНН,инн,Инн"},
		{"длинный иннова", ""},
		{"ΑΡΙΘΜΟΣ ΜΗΤΡΩΟΥ, αριθμός μητρώου", "ΑΡΙΘΜΟΣ ΜΗΤΡΩΟΥ,αριθμός μητρώου"},
		{"Rodné číslo, RODNÉ ČÍSLO, rodné_číslo", "Rodné číslo,RODNÉ ČÍSLO,rodné_číslo"},
		{"rodné číslou", ""},
		{"PLAKASI plakası Plakası", "PLAKASI,plakası,Plakası"},
		{"fødselsnummeré", ""},
		{"Fødselsnummer, FØDSELSNUMMER", "Fødselsnummer,FØDSELSNUMMER"},
		{"ת.ז. 1 בת.ז 2", "ת.ז,ת.ז"},
		{"والرقم القومي", "الرقم القومي"},
		{"کد ملی", "کد ملی"},
		{"গাড়ির নম্বর", "গাড়ির নম্বর"},
	} {
		var got []string
		table.find([]byte(c.text), 0, len(c.text), func(h cueHit) { got = append(got, c.text[h.start:h.end]) })
		if strings.Join(got, ",") != c.want {
			t.Errorf("%q: found %q, want %q", c.text, got, c.want)
		}
	}
}

// The nearest context word decides: in front first, then behind in the same
// line, then the field's name.
func TestNear(t *testing.T) {
	pos, neg := maskOf(phoneCues), maskOf(orderCues)
	for _, c := range []struct {
		text, field string
		want        Evidence
		cue         string
	}{
		{"手机 [x]", "", HasCue, "手机"},
		{"订单号 [x]", "", NotCue, "订单号"},
		{"手机号在订单 [x]", "", NotCue, "订单"},
		{"订单已发，电话 [x]", "", HasCue, "电话"},
		{"[x] is my phone", "", HasCue, "phone"},
		{"[x]\nphone", "", 0, ""},
		{"[x]" + strings.Repeat("一", 12) + "电话", "", 0, ""},
		{"电话" + strings.Repeat("一", 30) + "[x]", "", 0, ""},
		{"[x]", "联系电话", HasField, ""},
		{"[x]", "orderNo", NotCue, ""},
		{"order [x]", "phone", NotCue, "order"},
		{"reorder [x]", "", 0, ""},
	} {
		start := strings.Index(c.text, "[x]")
		s := newScan(&plan{units: defaultUnits})
		s.begin([]byte(c.text), 0, len(c.text))
		s.field = c.field
		h, ev := s.near(start, start+3, pos, neg)
		if ev != c.want || c.text[h.start:h.end] != c.cue {
			t.Errorf("%q in field %q: %v by %q, want %v by %q", c.text, c.field, ev.Names(), c.text[h.start:h.end], c.want.Names(), c.cue)
		}
	}
}

// camelCase words part at their humps.
func TestHump(t *testing.T) {
	for word, want := range map[string][]string{
		"userPhoneNumber": {"user", "Phone", "Number"}, "IDCard": {"ID", "Card"}, "userID": {"user", "ID"}, "QQ": {"QQ"}, "Tel": {"Tel"}, "abc": {"abc"},
	} {
		var got []string
		for i := 0; i < len(word); {
			j := hump([]byte(word), i, len(word))
			got = append(got, word[i:j])
			i = j
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: humps %q, want %q", word, got, want)
		}
	}
}
