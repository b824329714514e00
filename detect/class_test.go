// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
	"testing"
)

// lawEntity is a row of testdata/assess/entities.json, the law tables' list.
type lawEntity struct {
	ID       string     `json:"id"`
	Class    *string    `json:"gbt35273_a_class"`
	B        lawVerdict `json:"gbt35273_b"`
	S        lawVerdict `json:"gbt45574"`
	PIPL28   string     `json:"pipl28"`
	House    *bool      `json:"house_sensitive"`
	Criminal struct {
		Base   int `json:"base"`
		Raised *struct {
			Tier int `json:"tier"`
		} `json:"raised"`
	} `json:"criminal_tier"`
}

type lawVerdict struct {
	Sensitive *bool `json:"sensitive"`
}

func (v lawVerdict) asVerdict() Verdict {
	switch {
	case v.Sensitive == nil:
		return Open
	case *v.Sensitive:
		return Yes
	}
	return No
}

// TestClassEntities ensures that classes.tsv says of every kind what the law
// tables say, and that each can be used as a type.
func TestClassEntities(t *testing.T) {
	var entities []lawEntity
	readAssessJSON(t, "testdata/assess/entities.json", &entities)
	// POLITICAL_OPINION is GDPR's alone; the law tables are those of China.
	if _, ok := typeClasses().entities[string(PoliticalOpinion)]; !ok || len(entities) != 41 || len(typeClasses().entities) != len(entities)+1 {
		t.Errorf("%d kinds in the law tables, %d in classes.tsv, want 41 and POLITICAL_OPINION", len(entities), len(typeClasses().entities))
	}
	for _, e := range entities {
		c := ClassOf(Type(e.ID), "")
		if !c.Known || c.Entity != e.ID {
			t.Errorf("%s: not a type", e.ID)
		}
		class := ""
		if e.Class != nil && !strings.HasPrefix(*e.Class, "-") {
			class = *e.Class
		}
		if c.GBT35273A != class || c.GBT35273B != e.B.asVerdict() || c.GBT45574 != e.S.asVerdict() || c.PIPL28 != e.PIPL28 {
			t.Errorf("%s: %+v, law tables %+v", e.ID, c, e)
		}
		raised := 0
		if e.Criminal.Raised != nil {
			raised = e.Criminal.Raised.Tier
		}
		if c.Tier != e.Criminal.Base || c.RaisedTier != raised {
			t.Errorf("%s: tier %d raised %d, want %d and %d", e.ID, c.Tier, c.RaisedTier, e.Criminal.Base, raised)
		}
		if e.House != nil && c.Sensitive != *e.House {
			t.Errorf("%s: the house lawVerdict is %v", e.ID, *e.House)
		}
	}
}

// TestClassSensitive ensures that the product's lawVerdict is never milder than any
// of the texts, and that a sensitive kind weighs at least S2.
func TestClassSensitive(t *testing.T) {
	for id, c := range typeClasses().entities {
		strict := c.GBT35273B == Yes || c.GBT45574 == Yes || c.PIPL28 != "" || c.GDPR9 != ""
		if strict && !c.Sensitive {
			t.Errorf("%s: a text calls it sensitive", id)
		}
		if c.Sensitive && c.Level < S2 {
			t.Errorf("%s: sensitive and %v", id, c.Level)
		}
		if c.Level < S1 || c.Level > S3 {
			t.Errorf("%s: level %v", id, c.Level)
		}
	}
}

// TestClassTable ensures that every row of classes.tsv is read: known words,
// known entities, no type twice.
func TestClassTable(t *testing.T) {
	parts := []part{
		"", partWho, partContact, partAccount, partPlace, partID, partBirth, partPlate, partMoney,
		partWork, partSecret, partDevice,
	}
	rows := 0
	for row := range tableRows(classesTSV) {
		rows++
		switch {
		case row[0] == "entity" && len(row) == 12:
			if !slices.Contains(parts, part(row[11])) || !slices.Contains([]string{"", "50", "500", "5000"}, row[8]) {
				t.Errorf("bad row %q", row)
			}
			for _, v := range row[3:5] {
				if v != "yes" && v != "no" && v != "?" {
					t.Errorf("%s: lawVerdict %q", row[1], v)
				}
			}
		case row[0] == "type" && len(row) == 5:
			if _, ok := classOfEntity(row[3]); !ok && row[3] != "" {
				t.Errorf("%s: unknown entity %q", row[1], row[3])
			}
			if !slices.Contains(parts, part(row[4])) {
				t.Errorf("%s: unknown part %q", row[1], row[4])
			}
		default:
			t.Errorf("bad row %q", row)
		}
	}
	table := parseClasses(classesTSV)
	if got := len(table.entities) + len(table.types); got != rows {
		t.Errorf("%d rows, %d read: something stands twice", rows, got)
	}
}

// TestClassOf ensures a few classes by hand, kinds that differ from their type,
// and what unknown types get.
func TestClassOf(t *testing.T) {
	for _, c := range []struct {
		typ       Type
		kind      string
		entity    string
		tier      int
		level     Level
		sensitive bool
		personal  bool
	}{
		{PhoneNumber, "cn_mobile", "PHONE_CN", 5000, S1, false, true},
		{CreditCard, "unionpay", "BANK_CARD", 50, S2, true, true},
		{CNResidentID, "id18", "ID_CARD_CN", 5000, S2, true, true},
		{CNPassport, "", "OTHER_ID_DOCUMENT", 5000, S2, true, true},
		{Credential, "", "CREDENTIAL", 5000, S3, true, true},
		{Credential, "private_key", "DIGITAL_CERT_PRIVATE_KEY", 5000, S3, false, true},
		{URL, "", "", 0, S0, false, false},
		{URL, "token", "CREDENTIAL", 5000, S3, true, true},
		{CNUSCC, "", "", 0, S0, false, false},
		{CNQQ, "", "ACCOUNT_OR_IP", 5000, S1, false, true},
		{CNQQ, "group", "", 0, S0, false, false}, // nobody in particular
		{"HEALTH", "", "HEALTH_RECORD", 500, S3, true, true},
		{"RELIGION", "", "RELIGION", 5000, S2, true, true},
		{"TRACK", "", "TRACK", 50, S3, true, true},
		{"EMPLOYEE_NO", "", "", 0, S1, false, true},
	} {
		got := ClassOf(c.typ, c.kind)
		if got.Entity != c.entity || got.Tier != c.tier || got.Level != c.level ||
			got.Sensitive != c.sensitive || got.Personal() != c.personal {
			t.Errorf("%s/%s: %+v, want %+v", c.typ, c.kind, got, c)
		}
	}
	if c := ClassOf("HEALTH", ""); c.PIPL28 != "medical health" || c.GDPR9 != "health" {
		t.Errorf("HEALTH: %+v", c)
	}
}
