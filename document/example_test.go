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
