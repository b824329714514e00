// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// cues is a word that makes a lone value of each type likely, so that the
// engine finds as much as it can.
var cues = map[string]string{
	"PHONE_NUMBER": "电话：", "CN_RESIDENT_ID": "身份证号：", "CREDIT_CARD": "银行卡号：", "EMAIL_ADDRESS": "邮箱：", "CN_QQ": "QQ：",
	"CN_WECHAT_ID": "微信：", "CN_LICENSE_PLATE": "车牌：", "CN_PASSPORT": "护照：", "PERSON": "姓名：", "ADDRESS": "地址：",
	"US_SSN": "SSN: ", "IBAN_CODE": "IBAN: ", "IP_ADDRESS": "IP: ", "DATE_OF_BIRTH": "出生日期：", "CREDENTIAL": "password=",
}

// engine finds everything that is at least possible.
func engine(t testing.TB) *detect.Engine {
	t.Helper()
	e, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// What was redacted is not found again. (Surrogates and made-up names are meant
// to look real, and a date that was moved is a date.)
func TestFoundNoMore(t *testing.T) {
	var lines []string
	for _, name := range []string{"mask.txt", "surrogate.txt", "generalise.txt", "link.txt"} {
		for _, row := range vectors(t, name) {
			for _, value := range row[1:] {
				lines = append(lines, cues[row[0]]+value)
			}
		}
	}
	e := engine(t)
	count := 0
	for _, o := range []Operator{
		{},
		{KeepStart: OwnForm},
		{KeepStart: OwnForm, MaskChar: '●'},
		{Kind: KindReplace},
		{Kind: KindPlaceholder},
		{Kind: KindRemove},
		{Kind: KindHMAC},
		{Kind: KindHMAC, Hash: "sm3"},
		{Kind: KindGeneralise},
	} {
		r := redactor(t, o)
		for _, line := range lines {
			found := e.Find(line)
			count += len(found)
			clean, err := r.Document().Text([]byte(line), found)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range e.Find(string(clean)) {
				if f.Type == detect.Person && strings.Contains(line, string(clean[f.Start:f.End])) && !contains(found, line, string(clean[f.Start:f.End])) {
					continue // another name, which moved next to the cue: it was not redacted
				}
				t.Errorf("%v of %q leaves a %s by %s in %q", o.Kind, line, f.Type, f.Rule, clean)
			}
		}
	}
	if count < 9*50 {
		t.Fatalf("only %d findings in all lines", count)
	}
}

func contains(fs []detect.Finding, line, value string) bool {
	return slices.ContainsFunc(fs, func(f detect.Finding) bool { return line[f.Start:f.End] == value })
}

// Surrogates of types that detect can check pass its check too.
func TestSurrogatesPassDetect(t *testing.T) {
	r := redactor(t, Operator{Kind: KindSurrogate})
	checked := 0
	for _, row := range vectors(t, "surrogate.txt") {
		typ := detect.Type(row[0])
		if ok, _, err := detect.Check(typ, row[1]); err != nil || !ok || len(row) == 3 {
			continue // no check, or the value is not what it checks
		}
		checked++
		got := replaceOne(t, r, typ, row[1])
		if ok, why, err := detect.Check(typ, got); err != nil || !ok {
			t.Errorf("%s %s: %s fails, %s, %v", typ, row[1], got, why, err)
		}
	}
	if checked == 0 {
		t.Error("nothing was checked")
	}
}

// Keys and values do not come out when what holds them is printed or logged.
func TestNothingPrinted(t *testing.T) {
	p := Policy{Default: Operator{Kind: KindPlaceholder}, Key: testKey}
	r, err := New(p)
	if err != nil {
		t.Fatal(err)
	}
	d := r.Document()
	if _, err := d.Replace(detect.Finding{Type: detect.Person}, "zhangsan"); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	text, json := slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range []any{p, &p, r, d} {
		fmt.Fprintf(&out, "%v %+v %#v %s\n", v, v, v, v)
		text.Info("m", "v", v)
		json.Info("m", "v", v)
	}
	for _, secret := range []string{"a key", "97 32 107", "YSBrZXk", "61206b", "0x61, 0x20", "zhangsan"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q in %s", secret, out.String())
		}
	}
}
