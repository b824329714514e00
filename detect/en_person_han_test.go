// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"testing"
)

// A name in Latin script counts in Chinese text where the words beside it go with
// persons, a known given name also between others; a product does not.
func TestLatinAmongHan(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"后来由Elena取回匕首。":               {"Elena"},
		"原本有点孤僻的Casey开始有了变化。":         {"Casey"},
		"贝斯手Brunhild Tarvelin又加入了乐队。": {"Brunhild Tarvelin"},
		"请 Jessica 老师回电话":             {"Jessica"},
		"脚本用的Ruby开始变慢。":               nil,
		"由Photoshop说明书可知":             nil,
		"他在Jenkins的界面上点了一下":           nil,
	} {
		var got []string
		for _, f := range e.Find(text) {
			if f.Type == Person {
				got = append(got, text[f.Start:f.End])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: found %q, want %q", text, got, want)
		}
	}
}
