// SPDX-License-Identifier: Apache-2.0

//go:build !race

// The race detector makes a sync.Pool drop what it holds, at random: counts of
// allocations mean nothing there.

package detect

import (
	"bytes"
	"strings"
	"testing"
)

// Scanning allocates nothing once the engine is warm and the result has room.
func TestNoAllocations(t *testing.T) {
	for name, sample := range map[string]string{
		"every kind": strings.Repeat(sampleText, 20),
		"prose":      strings.Repeat("当事人应当于收到通知之日起十五日内向人民法院提出申请，张三、李四和王五先生住在人民路88号。\n", 200),
	} {
		e, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		text := []byte(sample)
		found := e.Append(make([]Finding, 0, 4096), Input{Text: text})
		if len(found) == 0 {
			t.Fatalf("%s: nothing found", name)
		}
		if n := testing.AllocsPerRun(20, func() { found = e.Append(found[:0], Input{Text: text}) }); n > 0 {
			t.Errorf("%s: %v allocations for %d bytes", name, n, len(text))
		}
	}
}

// Scanning text full of categories allocates nothing once the engine is warm.
func TestSpecialAllocations(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(strings.Join(specialExamples(t), "\n"))
	found := e.Append(make([]Finding, 0, 8192), Input{Text: text})
	if n := testing.AllocsPerRun(5, func() { found = e.Append(found[:0], Input{Text: text}) }); n > 0 {
		t.Errorf("%v allocations for %d bytes", n, len(text))
	}
}

// Asking the models allocates nothing in steady state.
func TestModelAllocations(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for text := range modelTexts {
		in := Input{Text: bytes.Repeat([]byte(text+"\n"), 50)}
		found := e.Append(make([]Finding, 0, 4096), in)
		if n := testing.AllocsPerRun(10, func() { found = e.Append(found[:0], in) }); n > 0 {
			t.Errorf("%s: %v allocations", text, n)
		}
	}
}
