// SPDX-License-Identifier: Apache-2.0

package redact_test

import (
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/document"
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

// Find and clean: with one policy for everything the same value has the same
// number throughout a document, however it is written.
func Example() {
	e, err := detect.New(detect.Options{})
	if err != nil {
		log.Fatal(err)
	}
	r, err := redact.New(redact.Policy{Default: redact.Operator{Kind: redact.KindPlaceholder}})
	if err != nil {
		log.Fatal(err)
	}
	text := "联系人梁松，手机 138 1234 5678；微信同手机１３８１２３４５６７８"
	clean, err := r.Document().Text([]byte(text), e.Find(text))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(clean))
	// Output: 联系人<PERSON_1>，手机 <PHONE_NUMBER_1>；微信同手机<PHONE_NUMBER_1>
}

// Clean a file and keep its format: document.Rewrite hands out its texts and
// writes the edits back, escaped as their place demands.
func Example_file() {
	e, err := detect.New(detect.Options{})
	if err != nil {
		log.Fatal(err)
	}
	r, err := redact.New(redact.Policy{Default: redact.Operator{KeepStart: redact.OwnForm}})
	if err != nil {
		log.Fatal(err)
	}
	const page = "<p>电话 <b>138</b>12345678</p>\n<a href=\"mailto:li.mei@example.com\">mail</a>\n"
	doc := r.Document()
	err = document.Rewrite(os.Stdout, strings.NewReader(page), document.Options{Name: "page.html"},
		func(s *document.Segment) (edits []document.Edit, err error) {
			for _, f := range e.Append(nil, detect.Input{Text: s.Text, Field: s.Field, FieldAt: s.FieldAt}) {
				clean, err := doc.Replace(f, string(s.Text[f.Start:f.End]))
				if err != nil {
					return nil, err
				}
				edits = append(edits, document.Edit{Start: f.Start, End: f.End, New: clean})
			}
			return edits, nil
		})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// <p>电话 <b>138****5678</b></p>
	// <a href="mailto:l*****@example.com">mail</a>
}

// Clean a stream of any length. Nothing goes out that has not been looked at.
func ExampleDocument_Writer() {
	e, err := detect.New(detect.Options{})
	if err != nil {
		log.Fatal(err)
	}
	r, err := redact.New(redact.Policy{Default: redact.Operator{Kind: redact.KindReplace}})
	if err != nil {
		log.Fatal(err)
	}
	w := r.Document().Writer(os.Stdout, e)
	for _, piece := range []string{"call 415-555", "-0164 or write to li", "@example.com\n"} {
		if _, err := io.WriteString(w, piece); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	// Output: call <PHONE_NUMBER> or write to <EMAIL_ADDRESS>
}

// Under one key a value has one hash, in every file and on every machine, so
// that cleaned data can still be joined.
func ExampleNew_keyedHash() {
	r, err := redact.New(redact.Policy{
		Default: redact.Operator{Kind: redact.KindHMAC},
		Key:     []byte("32 bytes that you keep elsewhere"),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, number := range []string{"13800138000", "+86 138-0013-8000"} {
		s, err := r.Document().Replace(detect.Finding{Type: detect.PhoneNumber}, number)
		fmt.Println(s, err)
	}
	// Output:
	// <PHONE_NUMBER:TNTE6SV2WZWCSFXFH3WU7APDVA> <nil>
	// <PHONE_NUMBER:TNTE6SV2WZWCSFXFH3WU7APDVA> <nil>
}
