// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"reflect"
	"strings"
	"testing"
)

type address struct {
	Street string `pii:"ADDRESS"`
	City   string
}

type order struct {
	Buyer   string            `pii:"PERSON"`
	Phones  []string          `pii:"PHONE_NUMBER,cn_mobile"`
	Mail    *string           `pii:"EMAIL_ADDRESS"`
	Extra   map[string]string `pii:"CN_QQ"`
	Raw     []byte            `pii:"CREDENTIAL"`
	Any     any               `pii:"PERSON"`
	Pair    [2]string         `pii:"PERSON"`
	Ship    address
	Others  []*address
	ByName  map[string]address
	Note    string
	Count   int
	private string
}

// Tagged strings are replaced wherever they hang; everything else stays.
func TestStruct(t *testing.T) {
	mail := "zhangsan@example.com"
	o := order{
		Buyer: "张三", Phones: []string{"13800138000", "138-0013-8000"}, Mail: &mail,
		Extra: map[string]string{"qq": "123456789"}, Raw: []byte("secret"), Any: "李四", Pair: [2]string{"王五", ""},
		Ship: address{"浙江省杭州市文三路1号", "杭州"}, Others: []*address{{"文三路2号", "x"}, nil},
		ByName: map[string]address{"a": {"文三路3号", "y"}}, Note: "张三", Count: 3, private: "张三",
	}
	r := redactor(t, Operator{KeepStart: OwnForm})
	if err := r.Struct(&o); err != nil {
		t.Fatal(err)
	}
	masked := "z*******@example.com"
	want := order{
		Buyer: "张*", Phones: []string{"138****8000", "138-****-8000"}, Mail: &masked,
		Extra: map[string]string{"qq": "1*******9"}, Raw: []byte("******"), Any: "李*", Pair: [2]string{"王*", ""},
		Ship: address{"浙江省杭州市*****", "杭州"}, Others: []*address{{"*****", "x"}, nil},
		ByName: map[string]address{"a": {"*****", "y"}}, Note: "张三", Count: 3, private: "张三",
	}
	if !reflect.DeepEqual(o, want) {
		t.Errorf("%+v\nwant %+v", o, want)
	}
}

// A tag on a field counts for the whole below it, and one pointer met without
// and with a tag is replaced.
func TestStructInherits(t *testing.T) {
	s := "张三"
	v := struct {
		Plain *string
		Whole struct {
			Name string
			Age  int
		} `pii:"PERSON"`
		Tagged *string `pii:"PERSON"`
	}{Plain: &s, Tagged: &s}
	v.Whole.Name = "李四"
	if err := redactor(t, Operator{}).Struct(&v); err != nil {
		t.Fatal(err)
	}
	if v.Whole.Name != "**" || s != "**" {
		t.Errorf("%q, %q", v.Whole.Name, s)
	}
}

type ring struct {
	Name string `pii:"PERSON"`
	Next *ring
	All  map[string]*ring
}

// A structure that points at itself ends, and each value is replaced once.
func TestStructCircle(t *testing.T) {
	a := &ring{Name: "张三"}
	a.Next, a.All = &ring{Name: "李四", Next: a}, map[string]*ring{"a": a}
	if err := redactor(t, Operator{Kind: KindPlaceholder}).Struct(a); err != nil {
		t.Fatal(err)
	}
	if a.Name != "<PERSON_1>" || a.Next.Name != "<PERSON_2>" {
		t.Errorf("%s, %s", a.Name, a.Next.Name)
	}
}

type hidden string

// What cannot be replaced is an error that names the field and shows no value.
func TestStructErrors(t *testing.T) {
	r := redactor(t, Operator{})
	type deep struct{ Next any }
	var chain any
	for range 200 {
		chain = deep{chain}
	}
	for name, v := range map[string]any{
		"want a pointer": order{Buyer: "张三"},
		"Age:": &struct {
			Age int `pii:"AGE"`
		}{37},
		"name:": &struct {
			name string `pii:"PERSON"`
		}{"张三"},
		"hidden:": &struct {
			hidden `pii:"PERSON"`
		}{"张三"},
		"Any:": &struct {
			Any any `pii:"AGE"`
		}{37},
		"Name: the pii tag is empty": &struct {
			Name string `pii:""`
		}{"张三"},
		"nested deeper": &deep{chain},
	} {
		err := r.Struct(v)
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "张三") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := r.Struct((*order)(nil)); err == nil {
		t.Error("a nil pointer was taken")
	}
}
