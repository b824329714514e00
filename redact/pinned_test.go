// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// pinnedPage writes what every keyed kind makes of the values in surrogate.txt.
func pinnedPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# What the keyed kinds write under the key of the tests. Data that users have\n" +
		"# stored links by these texts: a change here is a break, to be announced.\n" +
		"# UPDATE=1 go test -run TestPinned ./redact rewrites the file.\n")
	for _, o := range []Operator{
		{Kind: KindHMAC}, {Kind: KindHMAC, Hash: "sm3"}, {Kind: KindPseudonym}, {Kind: KindSurrogate}, {Kind: KindDateShift},
	} {
		fmt.Fprintf(&b, "\n# %v %s\n", o.Kind, o.Hash)
		r := redactor(t, o)
		for _, row := range vectors(t, "surrogate.txt") {
			got := replaceOne(t, r, detect.Type(row[0]), row[1])
			if o.Kind == KindDateShift && got == tag(detect.Type(row[0])) {
				continue // no date
			}
			fmt.Fprintf(&b, "%s | %s | %s\n", row[0], row[1], got)
		}
	}
	return b.String()
}

// Keyed replacements never change between versions.
func TestPinned(t *testing.T) {
	path, got := filepath.Join("testdata", "pinned.txt"), pinnedPage(t)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted, lines := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	if len(wanted) != len(lines) {
		t.Fatalf("%d lines, want %d", len(lines), len(wanted))
	}
	for i, line := range lines {
		if line != wanted[i] {
			t.Errorf("%s\nwas %s", line, wanted[i])
		}
	}
}

// One redactor serves many goroutines, each with its own document, and they all
// get the same.
func TestConcurrent(t *testing.T) {
	text := []byte("张三 13800138000")
	fs := []detect.Finding{{Type: detect.Person, Start: 0, End: 6}, {Type: detect.PhoneNumber, Start: 7, End: 18}}
	r := redactor(t, Operator{Kind: KindSurrogate})
	want, err := r.Document().Text(text, fs)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if got, err := r.Document().Text(text, fs); err != nil || string(got) != string(want) {
					t.Errorf("%s, %v, want %s", got, err, want)
				}
			}
		})
	}
	wg.Wait()
	if string(text) != "张三 13800138000" || fs[0].Start != 0 {
		t.Error("the input was changed")
	}
}

// Different people get different surrogates nearly always: of 2,000 mobile
// numbers with one prefix, whose surrogates have eight free digits, at most a
// few may meet (0.02 are expected).
func TestSurrogatesDiffer(t *testing.T) {
	r := redactor(t, Operator{Kind: KindSurrogate})
	seen := map[string]bool{}
	for i := range 2000 {
		seen[replaceOne(t, r, detect.PhoneNumber, "138"+padded(i, 8))] = true
	}
	if len(seen) < 1998 {
		t.Errorf("only %d different of 2000", len(seen))
	}
}

// A stream gives every number of its range about equally often, and another one
// for another purpose, type or value.
func TestStream(t *testing.T) {
	r := redactor(t, Operator{})
	counts := make([]int, 10)
	s := r.stream("a", "T", "v")
	for range 10000 {
		counts[s.below(10)]++
	}
	for d, n := range counts { // 1,000 ± 6 standard deviations of 30
		if n < 820 || n > 1180 {
			t.Errorf("%d came %d times of 10000", d, n)
		}
	}
	seen := map[string]bool{}
	for _, x := range []*stream{r.stream("a", "T", "v"), r.stream("b", "T", "v"), r.stream("a", "U", "v"), r.stream("a", "T", "w"), r.stream("aT", "", "v")} {
		seen[x.decimals(20)] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d different streams of 5", len(seen))
	}
	if got := r.stream("a", "T", "v").scramble("Ab-12京"); !matches(`^[A-Z][a-z]-\d\d京$`, got) {
		t.Errorf("scramble changed the shape: %s", got)
	}
}

// shapes builds a well-formed value of a type from a stream of digits.
var shapes = map[detect.Type]func(digits string) string{
	detect.PhoneNumber: func(d string) string { return "1" + string('3'+d[0]%7) + d[1:10] },
	detect.CreditCard:  func(d string) string { return "4" + d[:15] },
	detect.CNResidentID: func(d string) string {
		n, _ := strconv.Atoi(d[:9])
		s := "330106" + strconv.Itoa(1930+n%90) + padded(1+n%12, 2) + padded(1+n%28, 2) + d[9:12]
		return s + string(gb11643(s))
	},
	detect.HKIDCard:     func(d string) string { return string('A'+d[0]%26) + d[1:7] + "(" + d[7:8] + ")" },
	detect.TWNationalID: func(d string) string { return "A" + string('1'+d[0]%2) + d[1:9] },
	detect.USSSN:        func(d string) string { return d[:3] + "-" + d[3:5] + "-" + d[5:9] },
	detect.IBANCode:     func(d string) string { return "DE" + d[:20] },
	detect.CNUSCC:       func(d string) string { return "91" + d[:16] },
	detect.VIN:          func(d string) string { return "1M8" + d[:14] },
	detect.IMEI:         func(d string) string { return d[:15] },
	detect.MACAddress: func(d string) string {
		return d[:2] + ":" + d[2:4] + ":" + d[4:6] + ":" + d[6:8] + ":" + d[8:10] + ":" + d[10:12]
	},
	detect.IPAddress: func(d string) string { return "10." + d[:1] + "." + d[1:2] + ".1" + d[2:3] },
	detect.CNLicensePlate: func(d string) string {
		return "京" + string('A'+d[0]%8) + d[1:6]
	},
}

// For every well-formed value the surrogate is well-formed, valid and another.
func FuzzSurrogate(f *testing.F) {
	f.Add(uint64(11010519491231002), uint64(7))
	f.Add(uint64(0), uint64(0))
	f.Fuzz(func(t *testing.T, a, b uint64) {
		digits := padded(int(a%1e15), 15) + padded(int(b%1e15), 15)
		r := redactor(t, Operator{Kind: KindSurrogate})
		for typ, shape := range shapes {
			value := shape(digits)
			got := replaceOne(t, r, typ, value)
			_, was := treat(typ, "", value)
			_, is := treat(typ, "", got)
			if got == value || !valid[typ](is.plain, was.plain, got) {
				t.Errorf("%s %s: %s", typ, value, got)
			}
		}
	})
}
