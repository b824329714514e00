// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// Check agrees with testdata/china_checks.txt, and its reason names the part
// that decided. The last column is looked for in the reason of a "no"; beside a
// "yes" it may be a remark.
func TestChinaChecks(t *testing.T) {
	data, err := os.ReadFile("testdata/china_checks.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		cell := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		if line[0] == '#' {
			continue
		}
		if len(cell) != 4 {
			t.Errorf("want four cells: %q", line)
			continue
		}
		for i := range cell {
			cell[i] = strings.TrimSpace(cell[i])
		}
		ok, why, err := Check(Type(cell[0]), cell[1])
		if err != nil || ok != (cell[2] == "yes") || !ok && !strings.Contains(why, cell[3]) {
			t.Errorf("Check(%s, %q) = %v, %q, %v; want %s, %q", cell[0], cell[1], ok, why, err, cell[2], cell[3])
		}
	}
}

// The table of regions knows codes of every age, and says how much it knows of
// a code.
func TestRegionLevels(t *testing.T) {
	for _, c := range []struct {
		code string
		want int
		what string
	}{
		{"110105", regionKnown, "Chaoyang, Beijing, today"},
		{"110103", regionKnown, "Chongwen, Beijing, abolished in 2010"},
		{"110221", regionKnown, "Changping county of 1982, a district since 1999"},
		{"132201", regionKnown, "Xingtai prefecture, abolished in 1993"},
		{"422201", regionKnown, "Xiaogan prefecture, abolished in 1993"},
		{"321371", regionKnown, "a development zone in the statistics"},
		{"110199", regionPrefecture, "no county of Beijing"},
		{"235407", regionProvince, "no prefecture of Heilongjiang"},
		{"160105", regionNone, "no province"},
		{"910105", regionNone, "company codes begin so"},
		{"810000", regionKnown, "Hong Kong, residence permits only"},
		{"810001", regionNone, "Hong Kong has no counties"},
	} {
		if got := regionLevel([]byte(c.code)); got != c.want {
			t.Errorf("%s (%s): level %d, want %d", c.code, c.what, got, c.want)
		}
	}
	n := 0
	for c := range 1_000_000 {
		code := []byte{byte('0' + c/100000), byte('0' + c/10000%10), byte('0' + c/1000%10), byte('0' + c/100%10), byte('0' + c/10%10), byte('0' + c%10)}
		if regionLevel(code) == regionKnown {
			n++
		}
	}
	// 7,383 of the mainland and three of residence permits.
	if n != 7386 {
		t.Errorf("the table knows %d codes, want 7386", n)
	}
}

// Every day of the calendar may be a birthday, no other day, and no day out of
// the years that a living or remembered person has.
func TestLiveDate(t *testing.T) {
	for _, c := range []struct {
		date string
		want bool
	}{
		{"19850307", true},
		{"20000229", true},
		{"19000229", false},
		{"20240229", true},
		{"20230229", false},
		{"19850431", false},
		{"19850400", false},
		{"19850013", false},
		{"19851301", false},
		{"18800101", true},
		{"18791231", false},
		{"20401231", true},
		{"20410101", false},
	} {
		if got := liveDate([]byte(c.date)); got != c.want {
			t.Errorf("liveDate(%s) = %v", c.date, got)
		}
	}
}

// chinaFinding is what an engine without a threshold says first about a text.
func chinaFinding(t *testing.T, in Input, typ Type) (Finding, bool) {
	t.Helper()
	e, err := New(Options{MinScore: -1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range e.Append(nil, in) {
		if f.Type == typ {
			return f, true
		}
	}
	return Finding{}, false
}

// The narrow preset finds the solid forms of its three Chinese documents.
func TestChinaCore(t *testing.T) {
	e, err := New(Options{Preset: "core"})
	if err != nil {
		t.Fatal(err)
	}
	text := "身份证110105198503072137、44030319781130055X，车牌京A12345和粤BD12345，护照E27125766"
	var got []string
	for _, f := range e.Find(text) {
		got = append(got, string(f.Type)+" "+text[f.Start:f.End])
	}
	want := []string{
		"CN_RESIDENT_ID 110105198503072137", "CN_RESIDENT_ID 44030319781130055X",
		"CN_LICENSE_PLATE 京A12345", "CN_LICENSE_PLATE 粤BD12345", "CN_PASSPORT E27125766",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Kinds and scores: what decides, and what a context word changes.
func TestChinaKindsAndScores(t *testing.T) {
	for _, c := range []struct {
		text     string
		typ      Type
		kind     string
		min, max float64
		ev       Evidence
	}{
		{"110105198503072137", CNResidentID, "id18", 0.9, 0.98, HasChecksum | HasRegion | HasDate},
		{"身份证110105198503072137", CNResidentID, "id18", 0.98, 1, HasCue},
		{"订单号110105198503072137", CNResidentID, "id18", 0.8, 0.9, NotCue},
		{"235407195106112745", CNResidentID, "id18", 0.5, 0.6, HasChecksum},
		{"流水号235407195106112745", CNResidentID, "id18", 0, 0.35, NotCue},
		{"11010519491231002X", CNResidentID, "id18", 0, 0.49, IsTest},
		{"810000199408230021", CNResidentID, "residence_permit", 0, 0.49, IsTest},
		{"830000199001010338", CNResidentID, "residence_permit", 0.9, 1, HasRegion},
		{"110105850307213", CNResidentID, "id15", 0, 0.49, HasDate},
		{"身份证110105850307213", CNResidentID, "id15", 0.85, 1, HasCue},
		{"编号110105850307213", CNResidentID, "id15", 0, 0.25, NotCue},
		{"GBR440390123129", CNForeignerID, "permanent_2017", 0.85, 1, HasChecksum},
		{"GBR440390123120", CNForeignerID, "permanent_2017", 0, 0.4, HasShape},
		{"税号911840198806150021", CNForeignerID, "permanent_2023", 0.5, 0.8, NotCue},
		{"E27125766", CNPassport, "ordinary", 0.3, 0.49, HasShape},
		{"护照E27125766", CNPassport, "ordinary", 0.9, 1, HasCue},
		{"护照D1302745", CNPassport, "diplomatic", 0.9, 1, HasCue},
		{"护照KJ0302745", CNPassport, "hong_kong", 0.9, 1, HasCue},
		{"护照E12345678", CNPassport, "ordinary", 0.5, 0.7, HasCue},
		{"型号E27125766", CNPassport, "ordinary", 0, 0.2, NotCue},
		{"C34310747", CNHKMacauPermit, "to_hk_macau", 0, 0.4, HasShape},
		{"回乡证H26389088", CNHKMacauPermit, "home_return", 0.9, 1, HasCue},
		{"大通证L02834756", CNTaiwanPermit, "to_taiwan", 0.9, 1, HasCue},
		{"台胞证03270190", CNTaiwanPermit, "from_taiwan", 0.9, 1, HasCue},
		{"K348609(5)", HKIDCard, "", 0.7, 0.9, HasChecksum},
		{"型号K348609(5)", HKIDCard, "", 0, 0.49, NotCue},
		{"B287645194", TWNationalID, "national_id", 0.3, 0.49, HasChecksum},
		{"A123456789", TWNationalID, "national_id", 0, 0.49, IsTest},
		{"居留證A812345091", TWNationalID, "resident_certificate", 0.9, 1, HasCue},
		{"京A12345", CNLicensePlate, "ordinary", 0.8, 0.9, HasRegion},
		{"车牌京A12345", CNLicensePlate, "ordinary", 0.9, 1, HasCue},
		{"粤BD12345", CNLicensePlate, "new_energy", 0.8, 0.9, HasRegion},
		{"粤BDABC45", CNLicensePlate, "", 0, 0, 0},
		{"更新A12345", CNLicensePlate, "ordinary", 0, 0.49, HasShape},
		{"WJ京1234X", CNLicensePlate, "armed_police", 0.85, 1, HasRegion},
		{"车牌WJ01-12345", CNLicensePlate, "armed_police", 0.7, 1, HasCue},
		{"91330106MA2B4C5D3L", CNUSCC, "uscc", 0, 0.49, NotPersonal | HasChecksum},
		{"个体户92330106MA2KLM3N0P", CNUSCC, "uscc", 0.8, 1, HasCue},
		{"警号012345", CNMilitaryID, "police", 0.5, 0.75, HasCue},
		{"海字第1234567号", CNMilitaryID, "officer", 0, 0.4, HasShape},
	} {
		f, ok := chinaFinding(t, Input{Text: []byte(c.text)}, c.typ)
		if !ok {
			if c.max > 0 {
				t.Errorf("%s: no %s", c.text, c.typ)
			}
			continue
		}
		if f.Kind != c.kind || f.Score < c.min || f.Score > c.max || !f.Evidence.Has(c.ev) {
			t.Errorf("%s: kind %q, score %.2f, evidence %v; want %q, %.2f to %.2f, %v",
				c.text, f.Kind, f.Score, f.Evidence.Names(), c.kind, c.min, c.max, c.ev.Names())
		}
	}
}

// The name of a field counts like a context word.
func TestChinaFields(t *testing.T) {
	for _, c := range []struct {
		field, text string
		typ         Type
	}{
		{"身份证", "110105850307213", CNResidentID},
		{"passport_no", "E27125766", CNPassport},
		{"homeReturnPermit", "H26389088", CNHKMacauPermit},
		{"台胞证号", "03270190", CNTaiwanPermit},
		{"hkid", "K3486095", HKIDCard},
		{"澳门身份证", "5073879(0)", MOIDCard},
		{"身分證字號", "B287645194", TWNationalID},
	} {
		f, ok := chinaFinding(t, Input{Text: []byte(c.text), Field: c.field}, c.typ)
		if !ok || f.Score < 0.7 || f.Evidence&HasField == 0 {
			t.Errorf("field %s, %s: score %.2f, evidence %v; want at least 0.7 by the field", c.field, c.text, f.Score, f.Evidence.Names())
		}
	}
}

// The check character of GB 11643 notices every single wrong digit and every
// swap of neighbours; a number is found solid and in groups, ending with a digit
// or X, and a wrong one is not.
func FuzzResidentNumber(f *testing.F) {
	f.Add(uint16(105), uint16(11023), uint16(213), uint8(3), uint8(6))
	f.Add(uint16(0), uint16(29), uint16(7), uint8(16), uint8(4))
	e, err := New(Options{Preset: "cn-pipl"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, county, day, serial uint16, place, step uint8) {
		// Counties of Hebei, days of 1900 to 2039 with 28 to the month.
		d := fmt.Appendf(nil, "1301%02d%04d%02d%02d%03d", 1+county%8, 1900+day/336%140, 1+day/28%12, 1+day%28, serial%1000)
		d = append(d, gb11643(d))
		i := int(place) % 16
		wrong, swapped := slices.Clone(d), slices.Clone(d)
		wrong[i] = '0' + (wrong[i]-'0'+1+step%9)%10
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		if gb11643(wrong) == d[17] || d[i] != d[i+1] && gb11643(swapped) == d[17] {
			t.Errorf("%s passes with digit %d changed or swapped with the next", d, i)
		}
		forms := []string{string(d), string(d[:6]) + " " + string(d[6:14]) + " " + string(d[14:]), string(d[:3]) + "-" + string(d[3:6]) + "-" + string(d[6:10]) + "-" + string(d[10:14]) + "-" + string(d[14:])}
		for _, form := range forms {
			text := "身份证 " + form + "。"
			fs := e.Find(text)
			if len(fs) != 1 || fs[0].Type != CNResidentID || text[fs[0].Start:fs[0].End] != form {
				t.Errorf("%q: found %v", text, fs)
			}
		}
		if fs := e.Find("身份证 " + string(wrong)); len(fs) > 0 && fs[0].Type == CNResidentID {
			t.Errorf("%s found, a wrong number", wrong)
		}
	})
}

// Whatever stands around, a plate's span is a plate by its own check.
func FuzzPlateSpan(f *testing.F) {
	f.Add("车牌京A12345谢谢")
	f.Add("粤Z·6K38港 使123456 WJ京12345 浙A DK2672")
	f.Add("新HTML5京·A1234警")
	e, err := New(Options{Types: []Type{CNLicensePlate}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, f := range e.Find(text) {
			if f.Kind == "military" || f.Kind == "armed_police" || f.Evidence&(WasNormalised|WasDecoded) != 0 {
				continue // no form of their own, or another text
			}
			if ok, why := checkPlate(strings.Replace(text[f.Start:f.End], "·", "", 1)); !ok {
				t.Errorf("%q in %q: %s", text[f.Start:f.End], text, why)
			}
		}
	})
}
