// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"testing"
)

// TestAliasesTable ensures that aliases.tsv is well formed: six columns, a class
// for every type, law ids that agree with classes.tsv, and no label that is read
// as two types.
func TestAliasesTable(t *testing.T) {
	owner := map[string]string{}
	claim := func(label, typ string) {
		key := strings.ToLower(label)
		if o := owner[key]; o != "" && o != typ {
			t.Errorf("%s is read as %s and as %s: put > before one", label, o, typ)
		}
		owner[key] = typ
	}
	for row := range tableRows(aliasesTSV) {
		if len(row) != 1+len(Vocabularies()) {
			t.Errorf("bad row %q", row)
			continue
		}
		claim(row[0], row[0])
		for _, cell := range row[1:] {
			for label := range strings.SplitSeq(cell, ",") {
				if label != "" && label[0] != '>' {
					claim(label, row[0])
				}
			}
		}
		class := ClassOf(Type(row[0]), "")
		if !class.Known {
			t.Errorf("%s has no class", row[0])
		}
		if law := strings.TrimPrefix(row[2], ">"); law != class.Entity {
			t.Errorf("%s: law id %q, classes.tsv says %q", row[0], law, class.Entity)
		}
	}
}

// TestAliasesTypes ensures that every type that a recogniser reports has a row and
// a class.
func TestAliasesTypes(t *testing.T) {
	for _, typ := range Types() {
		if got, ok := CanonicalType(strings.ToLower(string(typ))); !ok || got != typ {
			t.Errorf("%s: %v %v", typ, got, ok)
		}
		if !ClassOf(typ, "").Known {
			t.Errorf("%s has no class", typ)
		}
	}
}

// TestAliases ensures the names that evaluation and the faces depend on.
func TestAliases(t *testing.T) {
	for _, c := range []struct {
		label string
		want  Type // empty: stands for none
	}{
		{"PHONE", PhoneNumber},
		{"phone_cn", PhoneNumber},
		{"EMAIL", EmailAddress},
		{" cn_id ", CNResidentID},
		{"BANK_CARD", CreditCard},
		{"CREDIT_CARD", CreditCard},
		{"CREDIT_DEBIT_NUMBER", CreditCard},
		{"PASSPORT", CNPassport},
		{"CN_PLATE", CNLicensePlate},
		{"IP", IPAddress},
		{"QQ", CNQQ},
		{"WECHAT", CNWeChatID},
		{"IBAN", IBANCode},
		{"US_SSN", USSSN},
		{"SSN", USSSN},
		{"NAME", Person},
		{"PASSWORD", Credential},
		{"ADDRESS", Address},
		{"LOCATION", "LOCATION"},
		{"ORG", "ORGANIZATION"},
		{"CHINA_RESIDENT_ID_NUMBER", CNResidentID},
		{"STREET_ADDRESS", Address},
		{"DATE", "DATE_TIME"},
		{"OTHER_ID_DOCUMENT", ""},
		{"ACCOUNT_OR_IP", ""},
		{"NO_SUCH", ""},
		{"", ""},
	} {
		if got, ok := CanonicalType(c.label); got != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q %v, want %q", c.label, got, ok, c.want)
		}
	}
	for _, c := range []struct {
		typ              Type
		vocabulary, want string
	}{
		{PhoneNumber, "gold", "PHONE"},
		{CreditCard, "gold", "BANK_CARD"},
		{CNPassport, "law", "OTHER_ID_DOCUMENT"},
		{Address, "presidio", "LOCATION"},
		{Address, "Comprehend", "ADDRESS"},
		{CNResidentID, "presidio", ""},
		{CNResidentID, "dlp", "CHINA_RESIDENT_ID_NUMBER"},
		{Person, "nonsense", ""},
		{"EMPLOYEE_NO", "gold", ""},
	} {
		if got := c.typ.Alias(c.vocabulary); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.typ, c.vocabulary, got, c.want)
		}
	}
	if !slices.Contains(Vocabularies(), "comprehend") {
		t.Error("comprehend is no vocabulary")
	}
}
