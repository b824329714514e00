// SPDX-License-Identifier: Apache-2.0

package document_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/document"
)

// Read a document and say where each word "phone" stands.
func ExampleReader() {
	const file = `{"posts": [{"body": "no"}, {"body": "my \u0070hone"}]}`
	r, err := document.NewReader(strings.NewReader(file), document.Options{Name: "posts.json"})
	if err != nil {
		log.Fatal(err)
	}
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		at := bytes.Index(s.Text, []byte("phone"))
		fmt.Printf("%+v\n", s.Place(at))
		fmt.Println("field", s.FieldAt(at), "source", s.Source(at, at+len("phone")))
	}
	fmt.Println(r.Info().Format, r.Info().Encoding)
	// Output:
	// {Line:1 Column:41 Path:$.posts[1].body}
	// field body source [{40 50}]
	// json utf-8
}

// Replace a word in a table; what needs quotes gets them.
func ExampleRewrite() {
	const file = "name,phone\nhan,13800000001\n"
	err := document.Rewrite(os.Stdout, strings.NewReader(file), document.Options{Name: "people.csv"},
		func(s *document.Segment) ([]document.Edit, error) {
			at := bytes.Index(s.Text, []byte("13800000001"))
			return []document.Edit{{Start: at, End: at + 11, New: "gone, for good"}}, nil
		})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// name,phone
	// han,"gone, for good"
}

// Read a column of a CSV file, whatever its encoding, with the place of each
// cell.
func ExampleSegment_Cells() {
	const file = "name,phone\n\"Roe, Ann\",13800000001\nBob,\n"
	r, err := document.NewReader(strings.NewReader(file), document.Options{Name: "people.csv"})
	if err != nil {
		log.Fatal(err)
	}
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		for _, c := range s.Columns {
			for off, cell := range s.Cells(c.Index) {
				fmt.Printf("%s: %q, %s\n", c.Name, cell, s.Place(off).Path)
			}
		}
	}
	// Output:
	// name: "Roe, Ann", column name row 2
	// name: "Bob", column name row 3
	// phone: "13800000001", column phone row 2
	// phone: "", column phone row 3
}

// Find personal information in a table: the names of its columns count.
func Example() {
	e, err := detect.New(detect.Options{})
	if err != nil {
		log.Fatal(err)
	}
	const file = "编号,QQ,备注\n20481024,39279949,老用户\n20481025,88131024,mail li@example.com\n"
	r, err := document.NewReader(strings.NewReader(file), document.Options{Name: "members.csv"})
	if err != nil {
		log.Fatal(err)
	}
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		for _, f := range e.Append(nil, detect.Input{Text: s.Text, Field: s.Field, FieldAt: s.FieldAt}) {
			fmt.Println(f.Type, s.Place(f.Start).Path)
		}
	}
	// Output:
	// CN_QQ column QQ row 2
	// CN_QQ column QQ row 3
	// EMAIL_ADDRESS column 备注 row 3
}
