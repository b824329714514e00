// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The table of divisions has the provinces, their short forms, cities and
// counties, and nothing that is a common noun.
func TestCNDivisions(t *testing.T) {
	names := divisions().full
	for _, c := range []struct {
		name        string
		known, full bool
	}{
		{"浙江省", true, true},
		{"浙江", true, false},
		{"广西壮族自治区", true, true},
		{"广西", true, false},
		{"南通市", true, true},
		{"南通", true, false},
		{"临渭区", true, true},
		{"临渭", false, false},
		{"积石山保安族东乡族撒拉族自治县", true, true},
		{"信义区", true, true},
		{"旺角", true, true},
		{"东区", false, false},
		{"城区", false, false},
		{"市", false, false},
	} {
		if full, ok := names[c.name]; ok != c.known || full != c.full {
			t.Errorf("%s: known %v full %v, want %v %v", c.name, ok, full, c.known, c.full)
		}
	}
	if n := len(names); n < 3500 || n > 4500 {
		t.Errorf("%d divisions", n)
	}
}

// Each form of address is told by its kind, and a division, a further part and
// a context word each make it likelier.
func TestCNAddressKindsAndScores(t *testing.T) {
	for _, c := range []struct {
		kind  string
		texts []string // each more certain than the one before
	}{
		{"street", []string{"人民路88号", "临渭区人民路88号", "地址：临渭区人民路88号", "地址：临渭区人民路88号3幢2单元501室"}},
		{"estate", []string{"龙泉嘉园19-3-802", "周至县龙泉嘉园19-3-802", "家住周至县龙泉嘉园19-3-802"}},
		{"village", []string{"玉品村九组", "武乡县玉品村九组", "老家武乡县玉品村九组"}},
		{"dormitory", []string{"西苑学生公寓2栋331寝室", "地址：西苑学生公寓2栋331寝室"}},
	} {
		last := 0.0
		for _, text := range c.texts {
			fs := foundOf(t, Address, Input{Text: []byte(text)})
			if len(fs) != 1 {
				t.Errorf("%s: found %q", text, valuesOf(text, fs))
				continue
			}
			if fs[0].Kind != c.kind || fs[0].Score < last {
				t.Errorf("%s: kind %s score %.2f, want %s and at least %.2f", text, fs[0].Kind, fs[0].Score, c.kind, last)
			}
			last = fs[0].Score
		}
	}
}

// What an office or shop publishes is found but not reported as personal.
func TestCNAddressOfOffices(t *testing.T) {
	e, err := New(Options{MinScore: -1})
	if err != nil {
		t.Fatal(err)
	}
	text := "公司总部位于苏州市吴中区金枫路216号"
	i := slices.IndexFunc(e.Find(text), func(f Finding) bool { return f.Type == Address })
	if i < 0 {
		t.Fatalf("%s: not found at all", text)
	}
	if f := e.Find(text)[i]; !f.Evidence.Has(NotPersonal) || f.Score >= DefaultMinScore {
		t.Errorf("score %.2f, evidence %v", f.Score, f.Evidence.Names())
	}
}

// The words around an address are not part of it, whatever they are.
func TestCNAddressBounds(t *testing.T) {
	for _, address := range []string{
		"杭州市西湖区文三路128号翠苑小区5幢2单元301室", "和谐家园29幢2004", "解放路15号", "于洪区人民路833号附3号", "刘林桥村5组",
		"北岭师范学院东区14号宿舍楼311", "台北市信義區松仁路100巷5弄3號12樓之2",
	} {
		for _, before := range []string{"", "寄到", "麻烦送到", "他住在", "家住", "现居", "地址：", "就停在", "快递放", "我在", "最后出现在", "昨天去了", "，", "收件地址 "} {
			for _, behind := range []string{"", "门口", "，谢谢", "。", " 13800138006", "\n", "（没电梯）", "找我"} {
				text := before + address + behind
				got := valuesOf(text, foundOf(t, Address, Input{Text: []byte(text)}))
				if !slices.Equal(got, []string{address}) {
					t.Errorf("%s: got %q, want %q", text, got, address)
				}
			}
		}
	}
}

// An address has whole characters, begins and ends with a character of a name
// or number, and holds a number.
func FuzzCNAddress(f *testing.F) {
	for _, s := range []string{
		"地址：浙江省杭州市西湖区文三路128号翠苑小区5幢2单元301室", "19-3-802", "号", "1号", "园1", "人民路\xff8号", "路8", "家住围里村四社20号",
		"台北市大安區和平東路二段118巷54弄6號4樓", "江苏省 南通市 解放路 15号", "一号二号三号", strings.Repeat("路1号", 60),
	} {
		f.Add(s)
	}
	e, err := New(Options{MinScore: -1, Types: []Type{Address}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range e.Find(text) {
			if x.Rule != "cn_address" {
				continue
			}
			v := text[x.Start:x.End]
			if !utf8.ValidString(v) || utf8.RuneCountInString(v) > addressBefore+addressAfter {
				t.Fatalf("%q: %q", text, v)
			}
			first, _ := utf8.DecodeRuneInString(v)
			last, _ := utf8.DecodeLastRuneInString(v)
			if !inAddress(first) || !inAddress(last) || first == '-' || last == '-' {
				t.Fatalf("%q: edges of %q", text, v)
			}
			if !strings.ContainsFunc(v, func(r rune) bool { return isASCIIAlnum(r) || isNumeral(r) || r == '〇' }) {
				t.Fatalf("%q: no number in %q", text, v)
			}
		}
	})
}
