// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// vectors reads a file of testdata: lines of fields parted by " | ".
func vectors(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	for s := bufio.NewScanner(f); s.Scan(); {
		if line := s.Text(); line != "" && !strings.HasPrefix(line, "#") {
			var row []string
			for cell := range strings.SplitSeq(line, "|") {
				row = append(row, strings.TrimSpace(cell))
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s holds no vectors", name)
	}
	return rows
}

var testKey = []byte("a key for tests, 32 bytes long..")

// redactor makes a redactor with one operator for everything.
func redactor(t testing.TB, o Operator) *Redactor {
	t.Helper()
	r, err := New(Policy{Default: o, Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// replaceOne replaces one value in a document of its own.
func replaceOne(t testing.TB, r *Redactor, typ detect.Type, value string) string {
	t.Helper()
	s, err := r.Document().Replace(detect.Finding{Type: typ}, value)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Each kind writes what its comment says.
func TestKinds(t *testing.T) {
	for _, c := range []struct {
		name  string
		o     Operator
		typ   detect.Type
		value string
		want  string
	}{
		{"the zero operator shows nothing", Operator{}, detect.PhoneNumber, "138-0013-8000", "***-****-****"},
		{"own form", Operator{KeepStart: OwnForm, KeepEnd: OwnForm}, detect.PhoneNumber, "13800138000", "138****8000"},
		{"one -1 is enough", Operator{KeepEnd: OwnForm}, detect.PhoneNumber, "13800138000", "138****8000"},
		{"as many as asked for", Operator{KeepStart: 3, KeepEnd: 2}, detect.PhoneNumber, "138-0013-8000", "138-****-**00"},
		{"nothing if all would show", Operator{KeepStart: 6, KeepEnd: 5}, detect.PhoneNumber, "13800138000", "***********"},
		{"another mask character", Operator{KeepStart: OwnForm, MaskChar: '●'}, detect.PhoneNumber, "13800138000", "138●●●●8000"},
		{"letter as mask character", Operator{MaskChar: 'x'}, detect.Person, "John Smith", "xxxx xxxxx"},
		{"type name", Operator{Kind: KindReplace}, detect.PhoneNumber, "13800138000", "<PHONE_NUMBER>"},
		{"own text", Operator{Kind: KindReplace, New: "[已删除]"}, detect.PhoneNumber, "13800138000", "[已删除]"},
		{"number", Operator{Kind: KindPlaceholder}, detect.Person, "张三", "<PERSON_1>"},
		{"nothing", Operator{Kind: KindRemove}, detect.Person, "张三", ""},
		{"kept", Operator{Kind: KindKeep}, detect.Person, "张三", "张三"},
		{"no date, no shift", Operator{Kind: KindDateShift}, detect.Person, "张三", "<PERSON>"},
	} {
		if got := replaceOne(t, redactor(t, c.o), c.typ, c.value); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A wrong policy is refused at once, and the error names the field.
func TestPolicyErrors(t *testing.T) {
	one := func(o Operator) Policy {
		return Policy{Key: testKey, ByType: map[detect.Type]Operator{detect.Person: o}}
	}
	for _, c := range []struct {
		p    Policy
		want string
	}{
		{one(Operator{Kind: 99}), "Policy.ByType[PERSON].Kind"},
		{one(Operator{Kind: -1}), "Policy.ByType[PERSON].Kind"},
		{one(Operator{MaskChar: '7'}), "MaskChar"},
		{one(Operator{MaskChar: '７'}), "MaskChar"},
		{one(Operator{MaskChar: '八'}), "MaskChar"},
		{one(Operator{MaskChar: ' '}), "MaskChar"},
		{one(Operator{MaskChar: '\u200b'}), "MaskChar"},
		{one(Operator{KeepStart: -2}), "KeepStart"},
		{one(Operator{KeepEnd: -2}), "KeepEnd"},
		{one(Operator{Hash: "md5"}), "Hash"},
		{one(Operator{Days: -1}), "Days"},
		{one(Operator{Days: 36501}), "Days"},
		{one(Operator{Years: 101}), "Years"},
		{Policy{Default: Operator{Kind: KindHMAC}}, "Policy.Default.Kind"},
		{Policy{Key: []byte("short")}, "Policy.Key"},
		{Policy{ByType: map[detect.Type]Operator{"": {}}}, "ByType"},
	} {
		if _, err := New(c.p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one that names %s", err, c.want)
		}
	}
}

// The kinds that need a key, and only they, fail without one.
func TestNoKey(t *testing.T) {
	needs := map[Kind]bool{KindHMAC: true, KindPseudonym: true, KindSurrogate: true, KindDateShift: true}
	for k := KindMask; k <= KindKeep; k++ {
		_, err := New(Policy{Default: Operator{Kind: k}})
		if errors.Is(err, ErrNoKey) != needs[k] || (err != nil) != needs[k] {
			t.Errorf("%v without a key: error %v", k, err)
		}
	}
}

// A redactor does not change when the policy it came from does.
func TestPolicyIsCopied(t *testing.T) {
	key, byType := []byte("a key for tests, 32 bytes long.."), map[detect.Type]Operator{detect.Person: {Kind: KindHMAC}}
	r, err := New(Policy{Key: key, ByType: byType})
	if err != nil {
		t.Fatal(err)
	}
	before := replaceOne(t, r, detect.Person, "张三")
	clear(key)
	byType[detect.Person] = Operator{Kind: KindKeep}
	if after := replaceOne(t, r, detect.Person, "张三"); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

// Names of kinds can be read back.
func TestKindNames(t *testing.T) {
	for k := KindMask; k <= KindKeep; k++ {
		if got, err := ParseKind(k.String()); err != nil || got != k {
			t.Errorf("%v read back: %v, %v", k, got, err)
		}
	}
	if _, err := ParseKind("shred"); err == nil {
		t.Error("an unknown name was taken")
	}
	if s := Kind(-1).String(); s != "Kind(-1)" {
		t.Error(s)
	}
}

// Every treatment belongs to one type, and no type of detect that has a
// customary form was forgotten.
func TestRegistry(t *testing.T) {
	if len(treatments()) != len(registry) {
		t.Errorf("%d types for %d treatments: one is registered twice", len(treatments()), len(registry))
	}
	for _, typ := range []detect.Type{
		detect.Person, detect.Address, detect.PhoneNumber, detect.EmailAddress, detect.CreditCard, detect.IBANCode,
		detect.IPAddress, detect.MACAddress, detect.URL, detect.IMEI, detect.VIN, detect.Coordinates, detect.DateOfBirth,
		detect.PassportMRZ, detect.Credential, detect.CNResidentID, detect.CNForeignerID, detect.CNPassport,
		detect.CNHKMacauPermit, detect.CNTaiwanPermit, detect.CNLicensePlate, detect.CNUSCC, detect.CNMilitaryID,
		detect.CNSocialCard, detect.CNQQ, detect.CNWeChatID, detect.SocialHandle, detect.HKIDCard, detect.MOIDCard,
		detect.TWNationalID, detect.USSSN, detect.UKNINO, detect.Crypto,
	} {
		if _, ok := treatments()[typ]; !ok {
			t.Errorf("%s has no treatment", typ)
		}
	}
}
