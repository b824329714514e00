// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Check agrees with testdata/general_checks.txt and national_checks_*.txt, and
// its reason names the part that decided.
func TestGeneralChecks(t *testing.T) {
	national, err := filepath.Glob("testdata/national_checks_*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var data []byte
	for _, file := range append(national, "testdata/general_checks.txt") {
		more, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, more...)
	}
	for line := range strings.Lines(string(data)) {
		cell := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if line[0] == '#' {
			continue
		}
		if len(cell) != 4 {
			t.Errorf("want type, value, yes or no, reason: %q", line)
			continue
		}
		ok, why, err := Check(Type(cell[0]), cell[1])
		if err != nil || ok != (cell[2] == "yes") || !strings.Contains(why, cell[3]) {
			t.Errorf("Check(%s, %q) = %v, %q, %v; want %s, %q", cell[0], cell[1], ok, why, err, cell[2], cell[3])
		}
	}
}

// Kinds and scores say how a value was recognised: what is nobody's own stays
// below the threshold, and says why.
func TestGeneralKinds(t *testing.T) {
	e, err := New(Options{MinScore: -1})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		typ  Type
		kind string
		min  float64
		max  float64
		has  Evidence
	}{
		{"群号：603602434", CNQQ, "group", 0.8, 1, HasCue},
		{"QQ：12345678", CNQQ, "", 0, 0.49, IsTest},
		{"QQ 10001", CNQQ, "", 0, 0.49, IsTest},
		{"user=wxid_q9yutulb54kbqy", CNWeChatID, "wxid", 0.9, 1, HasShape},
		{"抖音号feiyt_suit91", SocialHandle, "douyin", 0.8, 1, HasCue},
		{"tg：laowang_dev7 有货", SocialHandle, "telegram", 0.6, 1, HasCue},
		{"座机 0771-4190271", PhoneNumber, "cn_landline", 0.9, 1, HasRegion | HasPlan},
		{"客服400-820-6666", PhoneNumber, "hotline", 0, 0.49, NotPersonal},
		{"call 1-800-555-0199", PhoneNumber, "hotline", 0, 0.49, NotPersonal},
		{"Ring 07700 900526", PhoneNumber, "uk_mobile", 0.9, 1, HasCue},
		{"Call (503) 555-0101", PhoneNumber, "nanp", 0.9, 1, HasCue},
		{"電話0930-587-916", PhoneNumber, "tw_mobile", 0.9, 1, HasCue},
		{"mac ff:ff:ff:ff:ff:ff", MACAddress, "", 0, 0.49, IsTest},
		{"mac 01:00:5e:00:00:fb", MACAddress, "", 0, 0.49, NotPersonal},
		{"IMEI 490154203237518", IMEI, "", 0, 0.49, IsTest},
		{"VIN 1M8GDM9AXKP042788", VIN, "", 0, 0.49, IsTest},
		{`"lat": 39.9163, "lng": 116.3972`, Coordinates, "latitude", 0.7, 1, HasCue},
		{"NI number QQ123456C", UKNINO, "", 0, 0.49, 0},
		{"2000-10-12 stop", DateOfBirth, "", 0, 0, 0},
	} {
		var got Finding
		for _, f := range e.Find(c.text) {
			if f.Type == c.typ && (c.kind == "" || f.Kind == c.kind) {
				got = f
				break
			}
		}
		if got.Score < c.min || got.Score > c.max || got.Kind != c.kind || got.Score > 0 && !got.Evidence.Has(c.has) {
			t.Errorf("%q: kind %q, score %.2f, %v; want %q, %.2f to %.2f, %v", c.text, got.Kind, got.Score, got.Evidence.Names(), c.kind, c.min, c.max, c.has.Names())
		}
	}
}

// A value is recognised by its field's name alone.
func TestGeneralFields(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field, text string
		typ         Type // "" for none
	}{
		{"qq", "39279949", CNQQ},
		{"QQ号", "141842", CNQQ},
		{"user.password", "Heron-Ladder-58", Credential},
		{"dateOfBirth", "1990-05-20", DateOfBirth},
		{"imei", "355260181590838", IMEI},
		{"vin", "WVWZZZ3CZHE176756", VIN},
		{"phone", "0771-4190271", PhoneNumber},
		{"count", "39279949", ""},
		{"password", "see the other mail", ""},
		{"password", "********", ""},
		{"created", "1990-05-20", ""},
	} {
		var got Type
		for _, f := range e.Append(nil, Input{Text: []byte(c.text), Field: c.field}) {
			got = f.Type
		}
		if got != c.typ {
			t.Errorf("field %q with %q is %q, want %q", c.field, c.text, got, c.typ)
		}
	}
}
