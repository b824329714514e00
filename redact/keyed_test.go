// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"crypto/hmac"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/detect"
)

// SM3 gives the digests of the standard, however the message is cut.
func TestSM3(t *testing.T) {
	for _, row := range vectors(t, "sm3.txt") {
		n, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat(row[0], n)
		for _, step := range []int{1, 7, 64, 1000} {
			h := newSM3()
			for at := 0; at < len(text); at += step {
				h.Write([]byte(text[at:min(at+step, len(text))]))
				h.Sum(nil) // does not disturb
			}
			if got := hex.EncodeToString(h.Sum(nil)); got != row[2] {
				t.Errorf("%d × %q in steps of %d: %s, want %s", n, row[0], step, got, row[2])
			}
		}
	}
}

// HMAC over SM3 agrees with another implementation.
func TestHMACSM3(t *testing.T) {
	for _, row := range vectors(t, "hmac_sm3.txt") {
		m := hmac.New(newSM3, []byte(row[0]))
		m.Write([]byte(row[1]))
		if got := hex.EncodeToString(m.Sum(nil)); got != row[2] {
			t.Errorf("%q: %s, want %s", row[1], got, row[2])
		}
	}
}

// Keyed hashes are stable (these are pinned: a change would unlink everything
// that users have stored), differ by hash and key, and hide the value.
func TestHMACText(t *testing.T) {
	for hash, want := range map[string]string{
		"":       "<PHONE_NUMBER:HNZ3MTGTZZHJLC5K6XNAPOCHYM>",
		"sha256": "<PHONE_NUMBER:HNZ3MTGTZZHJLC5K6XNAPOCHYM>",
		"sm3":    "<PHONE_NUMBER:CAGLOPGTCFF2Q7GAIK4W7EIXZ4>",
	} {
		if got := replaceOne(t, redactor(t, Operator{Kind: KindHMAC, Hash: hash}), detect.PhoneNumber, "138-0013-8000"); got != want {
			t.Errorf("%q: %s, want %s", hash, got, want)
		}
	}
	other, err := New(Policy{Default: Operator{Kind: KindHMAC}, Key: []byte("another key of 16 or more")})
	if err != nil {
		t.Fatal(err)
	}
	if got := replaceOne(t, other, detect.PhoneNumber, "138-0013-8000"); got == "<PHONE_NUMBER:HNZ3MTGTZZHJLC5K6XNAPOCHYM>" {
		t.Error("two keys, one hash")
	}
}

// All ways of writing a value link; different values do not, and neither do the
// hashes of one value under two types.
func TestLink(t *testing.T) {
	for _, kind := range []Kind{KindHMAC, KindPlaceholder, KindPseudonym} {
		r := redactor(t, Operator{Kind: kind})
		d := r.Document()
		owner := map[string]string{}
		for _, row := range vectors(t, "link.txt") {
			f := detect.Finding{Type: detect.Type(row[0])}
			first, err := d.Replace(f, row[1])
			if err != nil {
				t.Fatal(err)
			}
			if was, ok := owner[first]; ok {
				t.Errorf("%v: %s %q and %q both become %s", kind, f.Type, was, row[1], first)
			}
			owner[first] = row[1]
			for _, value := range row[2:] {
				if got, _ := d.Replace(f, value); !strings.EqualFold(got, first) {
					t.Errorf("%v: %s %q becomes %s, but %q %s", kind, f.Type, value, got, row[1], first)
				}
			}
		}
	}
	r := redactor(t, Operator{Kind: KindHMAC})
	a, b := replaceOne(t, r, "A", "12345"), replaceOne(t, r, "B", "12345")
	if strings.TrimPrefix(a, "<A") == strings.TrimPrefix(b, "<B") {
		t.Error("hashes of two types link")
	}
}

// A pseudonym is a name in the value's script, always the same, never the value;
// for other types it is a token.
func TestPseudonym(t *testing.T) {
	r := redactor(t, Operator{Kind: KindPseudonym})
	for _, c := range []struct {
		typ         detect.Type
		value, want string
	}{
		{detect.Person, "张三丰", `^\p{Han}{3}$`},
		{detect.Person, "张三", `^\p{Han}{2}$`},
		{detect.Person, "John Smith", `^[A-Z][a-z]+ [A-Z][a-z]+$`},
		{detect.Person, "Madonna", `^[A-Z][a-z]+$`},
		{detect.Person, "JOHN SMITH", `^[A-Z]+ [A-Z]+$`},
		{detect.Person, "Иван Петров", `^<PERSON_[A-Z2-7]{10}>$`},
		{detect.PhoneNumber, "13800138000", `^<PHONE_NUMBER_[A-Z2-7]{10}>$`},
	} {
		got := replaceOne(t, r, c.typ, c.value)
		if !regexp.MustCompile(c.want).MatchString(got) || got == c.value || got != replaceOne(t, r, c.typ, c.value) {
			t.Errorf("%s becomes %s, want %s", c.value, got, c.want)
		}
	}
	for _, surname := range madeUpSurnames {
		for _, f := range madeUpFirst {
			name := string(surname) + string(f)
			if got := replaceOne(t, r, detect.Person, name); got == name {
				t.Fatalf("%s stays", name)
			}
		}
	}
}

// The lists of name parts hold what the code counts on.
func TestNameLists(t *testing.T) {
	for name, n := range map[string]int{
		"surnames": len([]rune(madeUpSurnames)), "first": len([]rune(madeUpFirst)), "second": len([]rune(madeUpSecond)),
		"forenames": len(strings.Fields(madeUpForenames)), "last names": len(strings.Fields(madeUpLastNames)),
	} {
		if n < 30 || n > 32 {
			t.Errorf("%s: %d", name, n)
		}
	}
}

// Stars and masks for a number with no digits fall back to its text, so that
// two unlike values never share a hash.
func TestEmptyPlain(t *testing.T) {
	r := redactor(t, Operator{Kind: KindHMAC})
	for _, typ := range registeredTypes() {
		if a, b := replaceOne(t, r, typ, "—…"), replaceOne(t, r, typ, "。。"); a == b {
			t.Errorf("%s: %s twice", typ, a)
		}
	}
}
