// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"os"
	"regexp"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// Surrogates of national numbers are other numbers that pass the type's check.
// The values are those of the recognisers' examples.
func TestNationalSurrogates(t *testing.T) {
	marked := regexp.MustCompile(`(?m)^\+ .*?\[\[([^\]]+)\]\]`)
	r, err := New(Policy{Default: Operator{Kind: KindSurrogate}, Key: []byte("sixteen bytes or more")})
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range detect.Recognisers() {
		if _, _, ok := detect.TypeNames(info.Type); !ok {
			continue
		}
		examples, err := os.ReadFile("../detect/testdata/recognisers/" + info.ID + ".txt")
		if err != nil {
			t.Errorf("%s: %v", info.ID, err)
			continue
		}
		values := marked.FindAllSubmatch(examples, -1)
		if testing.Short() {
			values = values[:min(1, len(values))]
		}
		for _, m := range values {
			v := string(m[1])
			if ok, _, _ := detect.Check(info.Type, v); !ok {
				continue // written to hide: another test's matter
			}
			got, err := r.Document().Replace(detect.Finding{Type: info.Type, End: len(v)}, v)
			if err != nil {
				t.Fatal(err)
			}
			if ok, why, _ := detect.Check(info.Type, got); !ok || got == v {
				t.Errorf("%s: the surrogate of %s is %s: %s", info.ID, v, got, why)
			}
		}
	}
}
