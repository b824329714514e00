// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// csvOf makes a table of one column of values between two others.
func csvOf(header string, values ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "no,%s,note\n", header)
	for i, v := range values {
		fmt.Fprintf(&b, "%d,%s,ok\n", i+1, v)
	}
	return b.String()
}

// quiet is a rule whose matches stay below the threshold unless something else
// speaks for them.
func quiet(check string) detect.Options {
	return detect.Options{Types: []detect.Type{"STAFF_NO"}, Rules: []detect.Rule{{
		ID: "staff", Type: "STAFF_NO", Pattern: `[0-9]{10}`, Score: 0.3, Context: []string{"工号"}, Check: check,
	}}}
}

// A column's name is context for each of its cells.
func TestColumnNameIsContext(t *testing.T) {
	values := []string{"7992739871", "1234567890", "", "2234567890"}
	r := runFiles(t, Options{Detect: quiet("")}, map[string]string{"a.csv": csvOf("工号", values...), "b.csv": csvOf("other", values...)})
	equal(t, "hits", r.hits, []string{"a.csv:2:3 STAFF_NO **********", "a.csv:3:3 STAFF_NO **********", "a.csv:5:3 STAFF_NO **********"})
	if h := r.docs[0].Hits[0]; h.Path != "column 工号 row 2" || h.Field != "工号" {
		t.Errorf("path %q, field %q", h.Path, h.Field)
	}
}

// imei makes a number of a device with a right check digit (Luhn). Alone it
// stays below the threshold: one number of 15 digits in ten passes.
func imei(i int) string {
	n := fmt.Sprintf("35%06d%06d", 300000+i*37, 100000+i*7919)
	sum := 0
	for k, c := range []byte(n) {
		d := int(c - '0')
		if k%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return n + string(byte('0'+(10-sum%10)%10))
}

// A column in which seven of ten cells have the inner structure of a type is a
// column of that type; with six it is not, nor with very few cells.
func TestColumnVote(t *testing.T) {
	var good []string
	for i := range 10 {
		good = append(good, imei(i))
	}
	mixed := func(n int) []string { return append(append([]string{}, good[:n]...), others(10-n)...) }
	for _, c := range []struct {
		name   string
		values []string
		want   int
	}{
		{"ten of ten", good, 10},
		{"seven of ten", mixed(7), 7},
		{"six of ten", mixed(6), 0},
		{"four cells", good[:4], 0},
		{"half empty", append(make([]string, 10), good...), 10},
	} {
		r := runFiles(t, Options{Detect: detect.Options{Types: []detect.Type{detect.IMEI}}}, map[string]string{"a.csv": csvOf("code", c.values...)})
		if len(r.hits) != c.want {
			t.Errorf("%s: %d hits, want %d: %q", c.name, len(r.hits), c.want, r.hits)
		}
		for _, d := range r.docs {
			if h := d.Hits[0]; !h.Evidence.Has(detect.HasList) || h.Score != votedScore {
				t.Errorf("%s: evidence %v, score %v", c.name, h.Evidence.Names(), h.Score)
			}
		}
	}
}

// others returns n values that are no numbers of devices.
func others(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("lot %d", i))
	}
	return out
}

// Of findings that overlap the better one is kept, the longer one if they are
// equally good.
func TestSettle(t *testing.T) {
	got := settle([]detect.Finding{
		{Start: 5, End: 9, Score: 0.4},
		{Start: 0, End: 4, Score: 0.5},
		{Start: 5, End: 9, Score: 0.9},
		{Start: 7, End: 12, Score: 0.8},
		{Start: 20, End: 22, Score: 0.5},
		{Start: 20, End: 25, Score: 0.5},
	})
	if len(got) != 3 || got[0].Start != 0 || got[1].Score != 0.9 || got[2].End != 25 {
		t.Errorf("settled: %+v", got)
	}
}
