// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// What is in the baseline is not reported again: the same value in the same
// file, wherever it stands there. It holds no value and is read with its key only.
func TestBaseline(t *testing.T) {
	files := map[string]string{"a.txt": "电话 13812345678\nmail a.b@example.com\n", "b.txt": "电话 13912345678\n"}
	known := NewBaseline(key)
	r := runFiles(t, Options{Collect: known}, files)
	if len(r.hits) != 3 || known.Len() != 3 {
		t.Fatalf("%d hits, %d known", len(r.hits), known.Len())
	}
	var buf bytes.Buffer
	if _, err := known.WriteTo(&buf); err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"13812345678", "a.b@example.com", "a.txt"} {
		if strings.Contains(buf.String(), value) {
			t.Errorf("the baseline holds %s", value)
		}
	}
	read, err := ReadBaseline(bytes.NewReader(buf.Bytes()), key)
	must(t, err)
	files["a.txt"] = "a new line\n\n电话 13812345678\n"
	files["b.txt"] = "电话 13912345678 und 13712345678\n"
	files["c.txt"] = "电话 13812345678\n"
	r = runFiles(t, Options{Baseline: read}, files)
	equal(t, "new findings", r.hits, []string{"b.txt:1:20 PHONE_NUMBER 137****5678", "c.txt:1:4 PHONE_NUMBER 138****5678"})
	if r.report.Suppressed.Baseline != 2 {
		t.Errorf("%d known findings were met", r.report.Suppressed.Baseline)
	}
	if _, err := ReadBaseline(bytes.NewReader(buf.Bytes()), []byte("some other key")); !errors.Is(err, ErrOtherKey) {
		t.Errorf("read with another key: %v", err)
	}
}

// A file that is no baseline is refused with a reason, and does not panic.
func FuzzReadBaseline(f *testing.F) {
	var buf bytes.Buffer
	b := NewBaseline(key)
	b.add([idBytes]byte{1, 2, 3})
	b.WriteTo(&buf)
	f.Add(buf.Bytes())
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`{"version":1,"entries":["zz"]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ReadBaseline(bytes.NewReader(data), key)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if _, err := b.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		again, err := ReadBaseline(&out, key)
		if err != nil || again.Len() != b.Len() {
			t.Errorf("written and read again: %d entries instead of %d, %v", again.Len(), b.Len(), err)
		}
	})
}

// Ways of writing a value have one normal form; different values have not.
func TestNormal(t *testing.T) {
	for _, c := range []struct {
		typ  detect.Type
		a, b string
		same bool
	}{
		{detect.PhoneNumber, "13812345678", "+86 138-1234-5678", true},
		{detect.PhoneNumber, "13812345678", "１３８１２３４５６７８", true},
		{detect.CreditCard, "4111 1111 1111 1111", "4111111111111111", true},
		{detect.CNResidentID, "11010519491231002x", "11010519491231002X", true},
		{detect.Person, "Anna  Maria Roe", "anna maria roe", true},
		{detect.Person, "Anna Roe", "AnnaRoe", false},
		{detect.EmailAddress, "A.b@example.com", "a.b@example.com", true},
		{detect.EmailAddress, "a.b@example.com", "ab@example.com", false},
		{detect.Credential, "Secret", "secret", false},
	} {
		a, b := appendNormal(nil, c.typ, []byte(c.a)), appendNormal(nil, c.typ, []byte(c.b))
		if bytes.Equal(a, b) != c.same {
			t.Errorf("%s %q and %q: normal forms %q and %q", c.typ, c.a, c.b, a, b)
		}
	}
}
