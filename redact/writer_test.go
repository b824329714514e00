// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/hulanhq/hulan/detect"
)

// A stream gives what the whole text gives, however it is cut, and counts what
// it replaced.
func TestWriterEqualsText(t *testing.T) {
	e, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(Policy{Default: Operator{Kind: KindPlaceholder}})
	if err != nil {
		t.Fatal(err)
	}
	line := "收货人手机13812345678，卡号6226 6684 3808 3866；mail alice@example.com 🙂\n"
	text := []byte(strings.Repeat(line, 6000)) // several units of the engine
	want, err := r.Document().Text(text, e.Find(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1013, 64 << 10, len(text)} {
		var out bytes.Buffer
		w := r.Document().Writer(&out, e)
		for rest := text; len(rest) > 0; rest = rest[min(n, len(rest)):] {
			if _, err := w.Write(rest[:min(n, len(rest))]); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(w.Close(), w.Close()); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), want) {
			t.Errorf("pieces of %d: the stream differs from the whole", n)
		}
		if w.Findings() != 3*6000 {
			t.Errorf("pieces of %d: %d values replaced, want %d", n, w.Findings(), 3*6000)
		}
		if _, err := w.Write([]byte("x")); err == nil {
			t.Error("a write after Close is taken")
		}
	}
}

// An error of the destination is returned and stays; nothing follows it.
func TestWriterError(t *testing.T) {
	e, err := detect.New(detect.Options{Preset: "core"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(Policy{})
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	w := r.Document().Writer(iotest.TruncateWriter(errWriter{full}, 10), e)
	if _, err := w.Write([]byte("手机13812345678")); err != nil {
		t.Fatal(err) // held back: nothing was written yet
	}
	if err := w.Close(); !errors.Is(err, full) {
		t.Errorf("Close says %v, want %v", err, full)
	}
	if _, err := w.Write([]byte("more")); !errors.Is(err, full) {
		t.Errorf("Write says %v, want %v", err, full)
	}
}

type errWriter struct{ err error }

func (w errWriter) Write([]byte) (int, error) { return 0, w.err }
