// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// sampleText has findings of many kinds, some of them hidden.
const sampleText = `收货人：梁松，电话19509201611，地址：启东市文化路971号5幢302室
我的卡号是6226 6684 3808 3866，预留手机号191 5091 6088；邮箱 zhou.rui_7@example.com
身份证号130284198012069464，护照E27125766，车牌浙F311R6，QQ 22539946
手机１３８１２３４５６７８ 电话一三八一二三四五六七八 138OO138OOO zhangsan(at)example.com
login 203.0.113.9 password=Kx9!mvTq2 https://u:s3cretpw@host.example.com/a dGVsOjEzODEyMzQ1Njc4
My name is Alice Johnson, call +1 415-555-2671, SSN 512-44-6789, IBAN DE44500105175407324931
`

// smallEngine returns an engine with small units, so that short texts have many.
func smallEngine(t testing.TB, o Options) *Engine {
	t.Helper()
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	e.plan.units = unitSizes{size: 256, before: 128, after: 128}
	return e
}

// stream feeds text in pieces of the lengths in cuts, over and over.
func stream(e *Engine, text []byte, cuts []byte) []Finding {
	var out []Finding
	s := e.NewStream(func(f Finding) { out = append(out, f) })
	for i := 0; len(text) > 0; i++ {
		n := len(text)
		if len(cuts) > 0 {
			n = min(n, 1+int(cuts[i%len(cuts)]))
		}
		s.Write(text[:n])
		text = text[n:]
	}
	s.Close()
	return out
}

// A stream finds what the whole text has, however it is cut.
func FuzzStreamEqualsBlock(f *testing.F) {
	f.Add(sampleText, []byte{1})
	f.Add(strings.Repeat(sampleText, 3), []byte{7, 130, 0})
	f.Add(strings.ReplaceAll(sampleText, "\n", " "), []byte{255, 3})
	e := smallEngine(f, Options{MinScore: -1})
	f.Fuzz(func(t *testing.T, text string, cuts []byte) {
		if len(text) > 8<<10 {
			t.Skip("units are 256 bytes here; longer texts add nothing")
		}
		block := e.Find(text)
		if got := stream(e, []byte(text), cuts); !reflect.DeepEqual(got, block) && len(got)+len(block) > 0 {
			t.Errorf("%q cut by %v\nstream %+v\nblock  %+v", text, cuts, got, block)
		}
	})
}

// With the sizes in use, pieces of 1 KB and 1 MB give the same.
func TestStreamEqualsBlock(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat(sampleText, 700) + strings.Repeat("字", 200<<10) + sampleText
	block := e.Find(text)
	if len(block) < 5000 {
		t.Fatalf("only %d findings: the text should be full of them", len(block))
	}
	for _, n := range []int{1000, 1 << 20} {
		var out []Finding
		s := e.NewStream(func(f Finding) { out = append(out, f) })
		for r := bytes.NewReader([]byte(text)); r.Len() > 0; {
			buf := make([]byte, n)
			k, _ := r.Read(buf)
			s.Write(buf[:k])
		}
		s.Close()
		if !reflect.DeepEqual(out, block) {
			t.Errorf("pieces of %d: %d findings, whole text %d", n, len(out), len(block))
		}
	}
}

// What a stream holds does not grow with the text.
func TestStreamMemoryIsBounded(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := e.NewStream(func(Finding) {})
	line := bytes.Repeat([]byte("1234567890 "), 1000) // no line end at all
	for range 1000 {
		s.Write(line)
		if cap(s.buf) > 512<<10 {
			t.Fatalf("the stream holds %d bytes", cap(s.buf))
		}
	}
	s.Close()
}

// Findings lie inside the text, on the borders of runes, in order, and their
// cues do as well.
func FuzzSpans(f *testing.F) {
	f.Add(sampleText)
	f.Add("手机138\xff1234\xe4\xb8 5678 \xf0\x9f\x98")
	e := smallEngine(f, Options{MinScore: -1, Overlaps: OverlapAll})
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 8<<10 {
			t.Skip("longer texts add nothing")
		}
		last := 0
		for _, x := range e.Find(text) {
			if x.Start < 0 || x.Start >= x.End || x.End > len(text) || x.CueStart < 0 || x.CueEnd > len(text) {
				t.Fatalf("%q: %+v lies outside", text, x)
			}
			if x.Start < last {
				t.Errorf("%q: %+v is out of order", text, x)
			}
			last = x.Start
			if utf8.ValidString(text) && (!utf8.RuneStart(text[x.Start]) || x.End < len(text) && !utf8.RuneStart(text[x.End])) {
				t.Errorf("%q: %+v cuts a character", text, x)
			}
			if x.Score < 0 || x.Score > 1 || x.Type == "" || x.Rule == "" {
				t.Errorf("%q: %+v has an impossible score, no type or no rule", text, x)
			}
		}
	})
}
