// SPDX-License-Identifier: Apache-2.0

package redact_test

import (
	"fmt"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/redact"
)

// For a list on a screen, Mask is all one needs.
func ExampleMask() {
	fmt.Println(redact.Mask(detect.PhoneNumber, "cn_mobile", "13800138000"))
	fmt.Println(redact.Mask(detect.Person, "", "欧阳明月"))
	// Output:
	// 138****8000
	// 欧阳**
}

// To clean a text, name what happens to each type. The findings come from a
// detect.Engine.
func ExampleDocument_Text() {
	text := []byte("张三的电话是13800138000")
	findings := []detect.Finding{
		{Type: detect.Person, Start: 0, End: 6},
		{Type: detect.PhoneNumber, Start: 18, End: 29},
	}
	r, err := redact.New(redact.Policy{
		Default: redact.Operator{KeepStart: redact.OwnForm, KeepEnd: redact.OwnForm},
		ByType:  map[detect.Type]redact.Operator{detect.Person: {Kind: redact.KindPlaceholder}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	clean, err := r.Document().Text(text, findings)
	fmt.Println(string(clean), err)
	// Output: <PERSON_1>的电话是138****8000 <nil>
}

// Records are masked where they stand, by the tags of their fields.
func ExampleRedactor_Struct() {
	type customer struct {
		Name  string `pii:"PERSON"`
		Phone string `pii:"PHONE_NUMBER,cn_mobile"`
		Since int
	}
	r, err := redact.New(redact.Policy{Default: redact.Operator{KeepStart: redact.OwnForm}})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := customer{"张三", "13800138000", 2021}
	fmt.Println(r.Struct(&c), c)
	// Output: <nil> {张* 138****8000 2021}
}
