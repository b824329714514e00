// SPDX-License-Identifier: Apache-2.0

package detect_test

import (
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// Make one engine, keep it, and ask it from as many goroutines as you like. A
// finding says where, never what: the value is the text between its offsets.
func ExampleEngine_Find() {
	e, err := detect.New(detect.Options{})
	if err != nil {
		log.Fatal(err)
	}
	text := "收货人：梁松，电话１３８１２３４５６７８，订单号13812345670"
	for _, f := range e.Find(text) {
		fmt.Println(f.Type, f.Kind, text[f.Start:f.End])
	}
	// Output:
	// PERSON cn 梁松
	// PHONE_NUMBER cn_mobile １３８１２３４５６７８
	// TRANSACTION_ORDER_WAYBILL  13812345670
}

// The name of the field or column that a value stands in counts like a word in
// front of it.
func ExampleEngine_Append() {
	e, err := detect.New(detect.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, field := range []string{"count", "qq"} {
		fs := e.Append(nil, detect.Input{Text: []byte("39279949"), Field: field})
		fmt.Println(field, len(fs))
	}
	// Output:
	// count 0
	// qq 1
}

// A stream takes a text of any length in pieces of any size. A value that is cut
// in two is found whole.
func ExampleEngine_NewStream() {
	e, err := detect.New(detect.Options{Types: []detect.Type{detect.EmailAddress}})
	if err != nil {
		log.Fatal(err)
	}
	s := e.NewStream(func(f detect.Finding) { fmt.Println(f.Type, f.Start, f.End) })
	for _, piece := range []string{"write to li.mei@exa", "mple.com or ", "wang@example.net"} {
		if _, err := io.Copy(s, strings.NewReader(piece)); err != nil {
			log.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// EMAIL_ADDRESS 9 27
	// EMAIL_ADDRESS 31 47
}

// Assess says how bad it is that a text is public, from S0 to S4, and why.
func ExampleAssess() {
	e, err := detect.New(detect.Options{})
	if err != nil {
		log.Fatal(err)
	}
	text := "梁松，电话13812345678，住杭州市西湖区文三路128号5幢301室，大家去他家堵他"
	a := detect.Assess([]byte(text), e.Find(text), detect.AssessOptions{})
	fmt.Println(a.Level, a.Persons, "person")
	for _, r := range a.Reasons {
		fmt.Println(r.Level, r.Code)
	}
	// Output:
	// S3 1 person
	// S3 call_to_action
	// S2 who_contact
	// S2 who_address
	// S2 who_many
	// S0 safety_tier
}

// Check decides about a lone value, such as that of a form's field.
func ExampleCheck() {
	for _, id := range []string{"11010519491231002X", "110105194912310021"} {
		ok, why, err := detect.Check(detect.CNResidentID, id)
		fmt.Println(ok, why, err)
	}
	// Output:
	// true cn_resident_id: check character, region and date are right <nil>
	// false cn_resident_id: check character is wrong <nil>
}

// Findings count bytes. JavaScript and Java want UTF-16 units, Python code
// points.
func ExampleToUnit() {
	text := "😀电话13812345678"
	start, end := 10, 21
	for _, u := range []detect.Unit{detect.UTF16, detect.CodePoints} {
		s, e := start, end
		detect.ToUnit([]byte(text), u, &s, &e)
		fmt.Println(s, e)
	}
	// Output:
	// 4 15
	// 3 14
}
