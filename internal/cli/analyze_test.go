// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// Answers come in the order of the lines, however many workers there are.
func TestAnalyzeOrder(t *testing.T) {
	var in strings.Builder
	const n = 500
	for i := range n {
		text := strings.Repeat("文字 ", i%7*100) + "电话 13812345678"
		fmt.Fprintf(&in, `{"id":%d,"text":%q}`+"\n", i, text)
	}
	a, stdout, _ := newApp(english)
	a.stdin = strings.NewReader(in.String())
	must(t, a.runAnalyze(t.Context(), &analyzeFlags{engine: engineFlags{preset: "all", minScore: 0.5}, unit: "codepoint", workers: 4}))
	dec := json.NewDecoder(stdout)
	for i := range n {
		var got struct {
			ID       int
			Entities []struct{ Start, End int }
		}
		must(t, dec.Decode(&got))
		if got.ID != i || len(got.Entities) != 1 || got.Entities[0].Start != i%7*300+3 {
			t.Fatalf("answer %d: %+v", i, got)
		}
	}
}

// A program that asks line by line gets each answer before it asks again.
func TestAnalyzeAnswersAtOnce(t *testing.T) {
	a, _, _ := newApp(english)
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	a.stdin, a.stdout = inR, outW
	done := make(chan error, 1)
	go func() {
		done <- a.runAnalyze(t.Context(), &analyzeFlags{engine: engineFlags{preset: "all", minScore: 0.5}, unit: "byte"})
		outW.Close()
	}()
	answers := bufio.NewScanner(outR)
	for i := range 5 {
		fmt.Fprintf(inW, `{"id":%d,"text":"x"}`+"\n", i)
		if !answers.Scan() || answers.Text() != fmt.Sprintf(`{"id":%d,"entities":[]}`, i) {
			t.Fatalf("answer %d: %q", i, answers.Text())
		}
	}
	inW.Close()
	must(t, <-done)
}

// The units agree with the standard library's.
func FuzzOffsetUnits(f *testing.F) {
	f.Add("a 中 😀 \u0301 \U0010FFFF")
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return // JSON has no such text
		}
		for unit, want := range map[string]int{
			"byte": len(s), "codepoint": len([]rune(s)), "utf16": len(utf16.Encode([]rune(s))),
		} {
			if got := offsetUnits[unit]([]byte(s)); got != want {
				t.Errorf("%q has %d of unit %s, counted %d", s, want, unit, got)
			}
		}
	})
}

// Whatever the line, the answer is one line of JSON, and an error repeats
// nothing of it.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"id":1,"text":"电话 13812345678"}`))
	f.Add([]byte(`{"id":{"a":[1]},"text":13812345678}`))
	f.Add([]byte("{\"text\":\"\xff\\ud800\"}"))
	e, err := detect.New(detect.Options{})
	must(f, err)
	f.Fuzz(func(t *testing.T, line []byte) {
		w := answering{analyzer: &analyzer{engine: e, units: utf8.RuneCount, explain: true}}
		out := w.answer(&request{number: 1, line: line})
		if n := strings.Count(string(out), "\n"); n != 1 || !json.Valid(out) {
			t.Fatalf("answer to %q: %q", line, out)
		}
		var got struct{ Error string }
		must(t, json.Unmarshal(out, &got))
		if got.Error != "" && strings.Contains(got.Error, "13812345678") {
			t.Errorf("the error repeats a value: %s", got.Error)
		}
	})
}

// A line that is too long is passed over as a whole, and the next one is read.
func TestReadLine(t *testing.T) {
	long := io.MultiReader(io.LimitReader(zeros{}, maxRequest+10), strings.NewReader("\nnext\nlast"))
	in := bufio.NewReaderSize(long, 64<<10)
	if _, err := readLine(in); !errors.Is(err, errLongLine) {
		t.Fatalf("error %v", err)
	}
	if line, err := readLine(in); err != nil || string(line) != "next\n" {
		t.Errorf("next line %q, %v", line, err)
	}
	if line, err := readLine(in); !errors.Is(err, io.EOF) || string(line) != "last" {
		t.Errorf("last line %q, %v", line, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}
