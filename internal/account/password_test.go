// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var tiny = Cost{Time: 1, MemoryKiB: 8, Threads: 1}

// What is among the first guesses is refused, what is not is taken.
func TestCheckPassword(t *testing.T) {
	for _, bad := range []string{
		"password1234", "Password2026!", "P@ssw0rd1234", "123456789012", "qwertyuiop12", "1qaz2wsx3edc", "aaaaaaaaaaaa",
		"abcabcabcabc", "passwordpassword", "iloveyou5201314", "woaini5201314", "admin1234567", "zxcvbnmasdfghjkl", "hulanhulan2026",
		"我爱你我爱你我爱你我爱你", "ｐａｓｓｗｏｒｄ１２３４", "wangxiaoming1990", "Wang.Xiaoming.2026", "qwerty123456", "letmein12345",
		"000000000000", "20261124202611", "sunshinesummer99", "monkeydragon1!",
	} {
		if err := CheckPassword(Secret(bad), "Wang Xiaoming", "wangxiaoming@example.com"); !errors.Is(err, ErrPasswordCommon) {
			t.Errorf("%q: %v, want too easy", bad, err)
		}
	}
	for _, good := range []string{
		"correct horse battery staple", "竹子 otter basin 七", "tR4k9!mVz2qLw", "meandering-kiwi-forty", "她昨天在河边捡到三把旧伞",
	} {
		if err := CheckPassword(Secret(good), "Wang Xiaoming", "wangxiaoming@example.com"); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	if err := CheckPassword("三把旧伞在河边"); !errors.Is(err, ErrPasswordShort) {
		t.Errorf("seven characters: %v", err)
	}
	if err := CheckPassword(Secret(strings.Repeat("x9 ", 400))); !errors.Is(err, ErrPasswordLong) {
		t.Errorf("1,200 octets: %v", err)
	}
}

// Random passwords of a manager are never called common.
func TestRandomPasswordsPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Secret(newToken()[:16])
		if err := CheckPassword(p); err != nil {
			t.Fatalf("%s: %v", p.Clear(), err)
		}
	})
}

// A stored string verifies the password it was made of, in every composition of
// its characters, and no other.
func TestHash(t *testing.T) {
	h, err := newHasher(tiny)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := h.hash(t.Context(), "Ｃａｆｅ\u0301 au lait 12")
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[Secret]bool{
		"Ｃａｆｅ\u0301 au lait 12": true, "Caf\u00e9 au lait 12": true, "cafe au lait 12": false, "": false,
	} {
		if ok, weak, err := h.verify(t.Context(), stored, p); ok != want || weak || err != nil {
			t.Errorf("%q: %v %v %v", p.Clear(), ok, weak, err)
		}
	}
}

// A string of argon2's reference implementation is read, and one made with less
// work is marked as such. The vector: printf password | argon2 somesalt -id -t 2
// -m 16 -p 1 (its README).
func TestReferenceString(t *testing.T) {
	const ref = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	h, err := newHasher(Cost{Time: 3, MemoryKiB: 65536, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	ok, weak, err := h.verify(t.Context(), ref, "password")
	if !ok || !weak || err != nil {
		t.Errorf("ok %v, weak %v, error %v", ok, weak, err)
	}
}

// Whatever stands in a row, parsing ends, and what parses is what phc writes.
func FuzzPHC(f *testing.F) {
	f.Add(phc(DefaultCost, randomSalt(), make([]byte, keyLen)))
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=255$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5Q")
	f.Fuzz(func(t *testing.T, s string) {
		c, salt, key, err := parsePHC(s)
		if err != nil {
			return
		}
		if phc(c, salt, key) != s {
			t.Errorf("%q does not come back", s)
		}
		if c.MemoryKiB > maxMemory || c.Time > maxTime {
			t.Errorf("%q would eat the machine", s)
		}
	})
}

// An account without a password, or an unknown one, takes one hash as any
// other, with the same parameters.
func TestUnknownTakesAsLong(t *testing.T) {
	h, err := newHasher(tiny)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := h.hash(t.Context(), "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{stored, ""} {
		before := h.runs.Load()
		if ok, _, err := h.verify(t.Context(), s, "wrong"); ok || err != nil {
			t.Errorf("%v %v", ok, err)
		}
		if n := h.runs.Load() - before; n != 1 {
			t.Errorf("%d hashes for %q, want 1", n, s)
		}
	}
	c, salt, key, err := parsePHC(h.dummy)
	if err != nil || c != tiny || len(salt) != saltLen || len(key) != keyLen {
		t.Errorf("the stand-in has other parameters: %v %d %d %v", c, len(salt), len(key), err)
	}
	if ok, _, err := h.verify(t.Context(), "", ""); ok || err != nil {
		t.Errorf("no password and an empty one: %v %v", ok, err)
	}
}

// No more than two hashes run at a time, others wait for their turn or their
// context, and beyond a bound they are sent away.
func TestHashSlots(t *testing.T) {
	h, err := newHasher(tiny)
	if err != nil {
		t.Fatal(err)
	}
	for range cap(h.slots) {
		if err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range maxWaiting {
		wg.Go(func() {
			if _, err := h.hash(ctx, "x"); !errors.Is(err, context.Canceled) {
				t.Errorf("a third hash ran: %v", err)
			}
		})
	}
	deadline := time.Now().Add(10 * time.Second)
	for h.waiting.Load() < maxWaiting && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	if _, err := h.hash(t.Context(), "x"); !errors.Is(err, ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	cancel()
	wg.Wait()
	h.leave()
	if _, err := h.hash(t.Context(), "x"); err != nil {
		t.Errorf("a free slot is not used: %v", err)
	}
}

// BenchmarkHash is the cost of one password with the default parameters.
func BenchmarkHash(b *testing.B) {
	h, err := newHasher(DefaultCost)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := h.hash(b.Context(), "correct horse battery staple"); err != nil {
			b.Fatal(err)
		}
	}
}
