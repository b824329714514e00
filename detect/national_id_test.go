// SPDX-License-Identifier: Apache-2.0

package detect

import "testing"

// The name of a field is a context word, also for numbers without a check digit and
// for plates.
func TestNationalFields(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field, text string
		typ         Type // "" for none
	}{
		{"cpr_nr", "010190-4827", "DK_CPR"},
		{"henkilotunnus", "131052-308T", "FI_PERSONAL_IDENTITY_CODE"},
		{"kennzeichen", "B-AB 1234", "DE_KFZ"},
		{"госномер", "А482ВС77", "RU_LICENSE_PLATE"},
		{"emirates_id", "784-1990-4827163-1", "AE_EMIRATES_ID"},
		{"passport_number", "A40826153", "US_PASSPORT"},
		{"pan", "AFZPK7190K", "IN_PAN"},
		{"nik", "3174010101990001", "ID_NIK"},
		{"cnic", "34082-6153794-1", "PK_CNIC"},
		{"주민등록번호", "990315-1082615", "KR_RRN"},
		{"căn cước công dân", "001090408261", "VN_CCCD"},
		{"Căn Cước Công Dân", "001090408261", "VN_CCCD"},
		{"CĂN CƯỚC CÔNG DÂN", "001090408261", "VN_CCCD"},
		{"CÉDULA", "1408261537", "CO_CEDULA"},
		{"batch", "A40826153", ""},
		{"batch", "34082-6153794-1", ""},
		{"comment", "010190-4827", ""},
		{"comment", "B-AB 1234", ""},
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

// Of the types that share a word or a form, the one whose form is narrower wins.
func TestNationalNeighbours(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		typ  Type
	}{
		{"personnummer 811228-9874", "SE_PERSONNUMMER"},
		{"personnummer 010190-4827", "DK_CPR"},
		{"license plate AB51 DEF", "UK_VEHICLE_REGISTRATION"},
		{"license plate KXR 4827", "US_LICENSE_PLATE"},
		{"license plate MH 04 AD 4827", "IN_VEHICLE_REGISTRATION"},
		{"license plate KJA-482PZ", "NG_VEHICLE_REGISTRATION"},
	} {
		fs := e.Find(c.text)
		if len(fs) != 1 || fs[0].Type != c.typ {
			t.Errorf("%q: %v, want one %s", c.text, fs, c.typ)
		}
	}
}

// Dates of births that a number may hold exist and lie in the years of registers.
func TestLiveDay(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		want    bool
	}{
		{1980, 2, 29, true},
		{1900, 2, 29, false},
		{1990, 4, 31, false},
		{1990, 0, 10, false},
		{1990, 13, 1, false},
		{1990, 12, 0, false},
		{1800, 1, 1, true},
		{1799, 12, 31, false},
		{2041, 1, 1, false},
	} {
		if got := liveDay(c.y, c.m, c.d); got != c.want {
			t.Errorf("liveDay(%d, %d, %d) = %t", c.y, c.m, c.d, got)
		}
	}
}
