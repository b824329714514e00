// SPDX-License-Identifier: Apache-2.0

//go:build !hulanlean

package detect_test

import (
	"fmt"
	"log"

	"github.com/hulanhq/hulan/detect"
)

// Your own identifiers are rules. Their examples are tested when the engine is
// made, so a rule that does not do what you think is an error at once.
func ExampleNew_ownRules() {
	e, err := detect.New(detect.Options{
		Types: []detect.Type{"EMPLOYEE_ID"},
		Rules: []detect.Rule{{
			ID: "acme_badge", Type: "EMPLOYEE_ID",
			Shape:   &detect.Shape{Charset: "A-Z0-9", Prefix: "KD", Min: 8, Max: 8},
			Context: []string{"工卡", "badge"},
			Score:   0.4, // alone it is too little; a context word lifts it
			Match:   []string{"工卡 KD4F9A21"},
			NoMatch: []string{"工卡 KD4F9A2"},
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"badge KD77X012 was found", "part KD10B442 is out of stock"} {
		fmt.Println(len(e.Find(text)), text)
	}
	// Output:
	// 1 badge KD77X012 was found
	// 0 part KD10B442 is out of stock
}
