// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// Every wrong digit and every swap of neighbours is noticed.
func TestReceiptCheckDigits(t *testing.T) {
	for range 200 {
		r := NewReceipt()
		if got, err := ParseReceipt(strings.Join(r.Groups(), " ")); err != nil || got != r {
			t.Fatalf("its own receipt is refused: %v", err)
		}
		for i := range receiptDigits {
			for d := byte('0'); d <= '9'; d++ {
				b := []byte(r)
				if b[i] == d {
					continue
				}
				b[i] = d
				if _, err := ParseReceipt(string(b)); err == nil {
					t.Fatalf("wrong digit at %d accepted", i)
				}
			}
			if i > 0 && r[i] != r[i-1] {
				b := []byte(r)
				b[i], b[i-1] = b[i-1], b[i]
				if _, err := ParseReceipt(string(b)); err == nil {
					t.Fatalf("swap at %d accepted", i)
				}
			}
		}
	}
}

// Receipts are read as people type them.
func TestReceiptTyped(t *testing.T) {
	r := NewReceipt()
	var wide strings.Builder
	for _, d := range string(r) {
		wide.WriteRune(d - '0' + '０')
	}
	for _, s := range []string{string(r), " " + string(r[:5]) + "-" + string(r[5:]), wide.String(), strings.Join(r.Groups(), "　")} {
		if got, err := ParseReceipt(s); err != nil || got != r {
			t.Errorf("%q refused", s)
		}
	}
	for _, s := range []string{"", "1", string(r) + "1", string(r[:21]), strings.Repeat("1", 1<<20), "x" + string(r[1:])} {
		if _, err := ParseReceipt(s); err == nil {
			t.Errorf("%.30q accepted", s)
		}
	}
}

// A receipt never prints itself.
func TestReceiptIsMasked(t *testing.T) {
	r := NewReceipt()
	j, err := json.Marshal(map[string]any{"r": r})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fmt.Sprintf("%v %+v %#v %s %q %x %d", r, r, r, r, r, r, r), string(j), r.LogValue().String()} {
		if strings.Contains(s, string(r[:6])) {
			t.Errorf("printed: %s", s)
		}
	}
}

// A text that holds the receipt is noticed however it is written.
func TestReceiptInText(t *testing.T) {
	r := NewReceipt()
	for _, s := range []string{"my number is " + string(r), "它是" + strings.Join(r.Groups(), "-") + "。", string(r[:20])} {
		if !r.In(s) {
			t.Errorf("not noticed in %q", s)
		}
	}
	if r.In("13800138000") {
		t.Error("noticed in a telephone number")
	}
}
