// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"strings"
	"testing"
)

// partVector is an address of testdata/address_parts.txt.
type partVector struct{ address, want string }

func partVectors(t testing.TB) []partVector {
	t.Helper()
	b, err := os.ReadFile("testdata/address_parts.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []partVector
	for block := range strings.SplitSeq(string(b), "\n\n") {
		var lines []string
		for l := range strings.SplitSeq(strings.TrimSpace(block), "\n") {
			if !strings.HasPrefix(l, "# ") {
				lines = append(lines, l)
			}
		}
		if len(lines) > 1 {
			out = append(out, partVector{strings.ReplaceAll(lines[0], `\n`, "\n"), strings.Join(lines[1:], "\n")})
		}
	}
	return out
}

func partsOf(address string, parts []AddressPart) string {
	var b []string
	for _, p := range parts {
		b = append(b, string(p.Kind)+" "+address[p.Start:p.End])
	}
	return strings.Join(b, "\n")
}

// Each address of the vectors is divided as they say.
func TestParseAddress(t *testing.T) {
	for _, v := range partVectors(t) {
		if got := partsOf(v.address, ParseAddress(v.address)); got != v.want {
			t.Errorf("%s\n got: %s\nwant: %s", v.address, strings.ReplaceAll(got, "\n", " | "), strings.ReplaceAll(v.want, "\n", " | "))
		}
	}
}

// The parts of a finding lie where the text has them.
func TestAddressParts(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := "收件人沈嘉木，地址：杭州市西湖区文三路88号松湖花园3栋502室，电话13800138000"
	for _, f := range e.Find(text) {
		parts := f.AddressParts(text)
		if f.Type != Address {
			if parts != nil {
				t.Errorf("%s has parts of an address", f.Type)
			}
			continue
		}
		want := "city 杭州市\ndistrict 西湖区\nroad 文三路\nnumber 88号\nestate 松湖花园\nbuilding 3栋\nroom 502室"
		if got := partsOf(text, parts); got != want {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
	}
	if parts := (Finding{Type: Address, End: 99}).AddressParts("short"); parts != nil {
		t.Errorf("a finding of another text has parts %v", parts)
	}
}

// Whatever the address, its parts lie in it, in order, apart from each other, and
// none is empty; no kind is without a name.
func FuzzParseAddress(f *testing.F) {
	for _, v := range partVectors(f) {
		f.Add(v.address)
	}
	f.Add("\xff号路12\xe5\x8f")
	f.Fuzz(func(t *testing.T, address string) {
		end := 0
		for _, p := range ParseAddress(address) {
			if p.Start < end || p.End <= p.Start || p.End > len(address) || p.Kind == "" {
				t.Fatalf("%q: part %+v behind %d", address, p, end)
			}
			end = p.End
		}
	})
}
