// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// find makes a finding of the n-th (from 0) place where value stands in text.
func find(text, value string, typ detect.Type, score float64) detect.Finding {
	i := strings.Index(text, value)
	return detect.Finding{Type: typ, Start: i, End: i + len(value), Score: score}
}

// The same value gets the same number within a document, however it is written;
// another document counts anew.
func TestPlaceholderNumbers(t *testing.T) {
	const text = "张三 13800138000, 李四, 张 三, 138-0013-8000"
	fs := []detect.Finding{
		find(text, "李四", detect.Person, 1), find(text, "张 三", detect.Person, 1), find(text, "张三", detect.Person, 1),
		find(text, "138-0013-8000", detect.PhoneNumber, 1), find(text, "13800138000", detect.PhoneNumber, 1),
	}
	r := redactor(t, Operator{Kind: KindPlaceholder})
	for range 2 {
		got, err := r.Document().Text([]byte(text), fs)
		if want := "<PERSON_1> <PHONE_NUMBER_1>, <PERSON_2>, <PERSON_1>, <PHONE_NUMBER_1>"; err != nil || string(got) != want {
			t.Errorf("%s, %v\nwant %s", got, err, want)
		}
	}
}

// Overlapping findings become their union, and no byte of any stays.
func TestOverlaps(t *testing.T) {
	const text = "ab12345cd67890ef"
	own := Operator{KeepStart: OwnForm}
	at := func(typ detect.Type, start, end int, score float64) detect.Finding {
		return detect.Finding{Type: typ, Start: start, End: end, Score: score}
	}
	for _, c := range []struct {
		name string
		p    Policy
		fs   []detect.Finding
		want string
	}{
		{
			"the stronger names the union",
			Policy{Default: Operator{Kind: KindReplace}},
			[]detect.Finding{at("A", 2, 7, 0.6), at("B", 5, 12, 0.9)},
			"ab<B>90ef",
		},
		{
			"the longer on a tie",
			Policy{Default: Operator{Kind: KindReplace}},
			[]detect.Finding{at("A", 2, 9, 0.9), at("B", 5, 10, 0.9)},
			"ab<A>7890ef",
		},
		{
			"a chain is one",
			Policy{Default: Operator{Kind: KindReplace}},
			[]detect.Finding{at("C", 8, 14, 0.5), at("A", 0, 5, 0.7), at("B", 4, 9, 0.6)},
			"<A>ef",
		},
		{
			"neighbours stay two",
			Policy{Default: Operator{Kind: KindReplace}},
			[]detect.Finding{at("A", 2, 4, 1), at("A", 4, 7, 1)},
			"ab<A><A>cd67890ef",
		},
		{
			"a union of types shows nothing",
			Policy{Default: own},
			[]detect.Finding{at(detect.CNQQ, 2, 7, 1), at(detect.Person, 2, 4, 0.5)},
			"ab*****cd67890ef",
		},
		{
			"the same twice shows its form",
			Policy{Default: own},
			[]detect.Finding{at(detect.CNQQ, 2, 7, 1), at(detect.CNQQ, 2, 7, 0.5)},
			"ab1***5cd67890ef",
		},
		{
			"a longer union of one type shows nothing",
			Policy{Default: own},
			[]detect.Finding{at(detect.CNQQ, 2, 7, 1), at(detect.CNQQ, 3, 9, 0.5)},
			"ab*******67890ef",
		},
		{
			"keep does not protect what others cover",
			Policy{ByType: map[detect.Type]Operator{"KEPT": {Kind: KindKeep}}},
			[]detect.Finding{at("KEPT", 0, 16, 1), at("A", 2, 7, 0.5)},
			"ab*****cd67890ef",
		},
		{
			"no surrogate for a union",
			Policy{Default: Operator{Kind: KindGeneralise}},
			[]detect.Finding{at("AGE", 2, 4, 1), at("A", 3, 5, 0.5)},
			"ab<AGE>45cd67890ef",
		},
	} {
		r, err := New(c.p)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Document().Text([]byte(text), c.fs)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v, want %s", c.name, got, err, c.want)
		}
	}
}

// A finding that cuts a character takes it whole; the text stays UTF-8.
func TestCutCharacters(t *testing.T) {
	text := []byte("电话号码")
	got, err := redactor(t, Operator{}).Document().Text(text, []detect.Finding{{Type: "A", Start: 4, End: 7}})
	if err != nil || string(got) != "电**码" {
		t.Errorf("%q, %v", got, err)
	}
}

// Findings that are not inside the text are an error that names no value, and
// nothing is written.
func TestOutside(t *testing.T) {
	text := []byte("secret 13800138000")
	for _, f := range []detect.Finding{
		{Type: "A", Start: -1, End: 3}, {Type: "A", Start: 3, End: 19}, {Type: "A", Start: 5, End: 5}, {Type: "A", Start: 9, End: 5},
	} {
		dst := []byte("kept")
		got, err := redactor(t, Operator{}).Document().Append(dst, text, 0, []detect.Finding{{Type: "A", Start: 0, End: 6}, f})
		if err == nil || string(got) != "kept" || strings.Contains(err.Error(), "secret") {
			t.Errorf("%d to %d: %q, %v", f.Start, f.End, got, err)
		}
		if got, err = redactor(t, Operator{}).Document().Text(text, []detect.Finding{f}); err == nil || got != nil {
			t.Errorf("%d to %d: %q, %v", f.Start, f.End, got, err)
		}
	}
}

// Pieces appended one after the other give what the whole gives, with offsets
// counted from the document's start.
func TestAppendPieces(t *testing.T) {
	const text = "张三 13800138000, 李四 13900139000, 张三"
	fs := []detect.Finding{
		find(text, "张三", detect.Person, 1), find(text, "13800138000", detect.PhoneNumber, 1),
		find(text, "李四", detect.Person, 1), find(text, "13900139000", detect.PhoneNumber, 1),
		{Type: detect.Person, Start: len(text) - 6, End: len(text)},
	}
	r := redactor(t, Operator{Kind: KindPlaceholder})
	whole, err := r.Document().Text([]byte(text), fs)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(text) {
		inside, first := false, 0
		for _, f := range fs {
			inside = inside || f.Start < cut && cut < f.End
			if f.End <= cut {
				first++
			}
		}
		if inside {
			continue
		}
		d := r.Document()
		got, err := d.Append(nil, []byte(text[:cut]), 0, fs[:first])
		if err == nil {
			got, err = d.Append(got, []byte(text[cut:]), cut, fs[first:])
		}
		if err != nil || !bytes.Equal(got, whole) {
			t.Errorf("cut at %d: %s, %v", cut, got, err)
		}
	}
}

// With the zero policy the text keeps its characters outside findings, and
// inside there are only masks and separators, whatever the findings are.
func FuzzText(f *testing.F) {
	f.Add("电话13800138000，张三", []byte{6, 17, 20, 26, 8, 9})
	f.Add("\xe7\x94 broken \xff\xfe12", []byte{1, 3, 0, 14})
	f.Fuzz(func(t *testing.T, text string, cuts []byte) {
		covered := make([]bool, len(text))
		var fs []detect.Finding
		for i := 0; i+1 < len(cuts) && len(fs) < 50; i += 2 {
			start, end := int(cuts[i]), int(cuts[i])+int(cuts[i+1])%32+1
			if end > len(text) {
				continue
			}
			fs = append(fs, detect.Finding{Type: registeredTypes()[i%5], Start: start, End: end, Score: float64(i % 3)})
			for k := start; k < end; k++ {
				covered[k] = true
			}
		}
		got, err := redactor(t, Operator{}).Document().Text([]byte(text), fs)
		if err != nil {
			t.Fatal(err)
		}
		rest := string(got)
		for i := 0; i < len(text); {
			r, n := utf8.DecodeRuneInString(text[i:])
			hidden := false
			for k := i; k < i+n; k++ {
				hidden = hidden || covered[k]
			}
			char := text[i : i+n]
			i += n
			if !hidden || foldRune(r, true).kept && strings.HasPrefix(rest, char) {
				if !strings.HasPrefix(rest, char) {
					t.Fatalf("%q: %q lost %q", text, got, char)
				}
				rest = rest[n:]
				continue
			}
			if !strings.HasPrefix(rest, "*") {
				t.Fatalf("%q: %q shows %q", text, got, char)
			}
			rest = rest[1:]
		}
		if rest != "" {
			t.Fatalf("%q: %q has %q too much", text, got, rest)
		}
	})
}
