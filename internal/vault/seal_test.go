// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func someKey() *Key {
	dek := make([]byte, keyLen)
	rand.Read(dek)
	return &Key{id: "K1", owner: Owner{"case", "C1"}, dek: NewSecret(dek)}
}

var someCell = Cell{"message", "body_c", "M1"}

// Every bit of a sealed value counts, and so does its length.
func TestEveryBitCounts(t *testing.T) {
	k := someKey()
	for _, sealed := range [][]byte{k.Seal(someCell, []byte("value")), k.Seal(someCell, nil), k.SealPadded(someCell, []byte("value"))} {
		if _, err := k.Open(someCell, sealed); err != nil {
			t.Fatal(err)
		}
		for bit := range len(sealed) * 8 {
			c := bytes.Clone(sealed)
			c[bit/8] ^= 1 << (bit % 8)
			if _, err := k.Open(someCell, c); !errors.Is(err, ErrSealed) {
				t.Fatalf("bit %d of %d turned: %v", bit, len(sealed)*8, err)
			}
		}
		for n := range sealed {
			if _, err := k.Open(someCell, sealed[:n]); !errors.Is(err, ErrSealed) {
				t.Fatalf("cut to %d octets: %v", n, err)
			}
		}
		if _, err := k.Open(someCell, append(bytes.Clone(sealed), 0)); !errors.Is(err, ErrSealed) {
			t.Fatalf("an octet more: %v", err)
		}
	}
}

// No nonce comes twice in 200,000 seals of one value under one key, and no two
// results are equal in any half of themselves.
func TestNoncesAreNotUsedTwice(t *testing.T) {
	k := someKey()
	b := k.box(someCell)
	place := k.cellPlace(someCell)
	nonces := make(map[[nonceLen]byte]bool, 200_000)
	commits := make(map[[commitLen]byte]bool, 200_000)
	for range 200_000 {
		sealed := b.seal(formatExact, place, []byte("value"))
		n, c := [nonceLen]byte(sealed[1+commitLen:]), [commitLen]byte(sealed[1:])
		if nonces[n] || commits[c] {
			t.Fatal("used a second time")
		}
		nonces[n], commits[c] = true, true
	}
}

// What is sealed opens as what it was, whatever it was; the padded form shows
// few lengths.
func TestSealRoundTrip(t *testing.T) {
	k := someKey()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(t, "value")
		c := Cell{rapid.String().Draw(t, "table"), rapid.String().Draw(t, "column"), rapid.String().Draw(t, "row")}
		for _, sealed := range [][]byte{k.Seal(c, value), k.SealPadded(c, value)} {
			got, err := k.Open(c, sealed)
			if err != nil || !bytes.Equal(got, value) {
				t.Fatalf("opened %x, %v", got, err)
			}
		}
	})
}

// Padded lengths: the examples of the algorithm, monotone, never shorter, at
// most 12 % longer; 1 MiB of lengths falls into few classes.
func TestPadme(t *testing.T) {
	for _, c := range [][2]int{{0, 0}, {1, 1}, {8, 8}, {9, 10}, {256, 256}, {257, 272}, {1000, 1024}, {65537, 67584}} {
		if got := padme(c[0]); got != c[1] {
			t.Errorf("padme(%d) = %d, want %d", c[0], got, c[1])
		}
	}
	classes := map[int]bool{}
	for n, last := 1, 0; n <= 1<<20; n++ {
		p := padme(n)
		if p < n || p < last || (p-n)*100 > n*12 {
			t.Fatalf("padme(%d) = %d after %d", n, p, last)
		}
		last = p
		classes[max(p, padFloor)] = true
	}
	if len(classes) > 300 {
		t.Errorf("%d classes of length up to 1 MiB", len(classes))
	}
}

// A ciphertext that opens under two keys can be made for AES-GCM; the
// commitment tells them apart: it differs for every other key.
func TestCommitment(t *testing.T) {
	k := someKey()
	sealed := k.Seal(someCell, []byte("value"))
	for range 1000 {
		other := someKey()
		place := append([]byte{formatExact}, other.cellPlace(someCell)...)
		if bytes.Equal(sealed[1:1+commitLen], other.box(someCell).committed(sealed[1+commitLen:][:nonceLen], place)) {
			t.Fatal("another key has the same commitment")
		}
	}
}

// Two lists of strings never give the same octets.
func TestJoinedIsInjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		strs := rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "ab", "\x00", "\x00\x00\x00\x01a", "b"}), 0, 5)
		a, b := strs.Draw(t, "a"), strs.Draw(t, "b")
		if bytes.Equal(joined(a...), joined(b...)) != slices.Equal(a, b) {
			t.Fatalf("%q and %q", a, b)
		}
	})
}

// Keys and secrets show nothing in any way of printing, as themselves, behind a
// pointer, in exported and unexported fields, in slices and maps.
func TestNothingPrintsAKey(t *testing.T) {
	raw := []byte("0123456789abcdefghijklmnopqrstuv")
	root := Root{NewSecret(raw)}
	secret := NewSecret(raw)
	k := &Key{id: "K1", owner: Owner{"case", "C1"}, dek: NewSecret(raw)}
	values := []any{
		root, &root, secret, &secret, k, *k,
		&Vault{root: root, derived: secret, indexes: []Secret{secret}, keks: map[string]wrapper{"a": newWrapper(secret)}},
		struct{ v *Vault }{&Vault{root: root, derived: secret}},
		struct{ R Root }{root},
		struct{ r Root }{root},
		struct{ R *Root }{&root},
		struct{ s Secret }{secret},
		struct{ k *Key }{k},
		struct{ K Key }{*k},
		[]Root{root},
		map[string]Secret{"a": secret},
		[]any{root, secret, k},
		fmt.Errorf("x: %v", root),
	}
	parts := []string{
		string(raw[:8]), hex.EncodeToString(raw[:8]), strings.ToUpper(hex.EncodeToString(raw[:8])),
		base64.StdEncoding.EncodeToString(raw[:9]), "48 49 50 51", "48,49,50,51", "0x30, 0x31, 0x32",
	}
	found := func(s string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
	}
	for _, leak := range []string{fmt.Sprint(raw), fmt.Sprintf("%#v", raw), fmt.Sprintf("%x", raw), string(raw)} {
		if !found(leak) {
			t.Fatalf("the test does not see %s", leak)
		}
	}
	for _, v := range values {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%o", "%t"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", v)
		if data, err := json.Marshal(v); err == nil {
			out.Write(data)
		}
		if found(out.String()) {
			t.Errorf("%T shows its key:\n%s", v, out.String())
		}
	}
}

// Steps of a key: only those of the table, and destroyed is the end.
func TestKeyStates(t *testing.T) {
	all := []string{preActivation, active, deactivated, compromised, destroyed}
	rapid.Check(t, func(t *rapid.T) {
		state, was := preActivation, map[string]bool{}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			was[state] = true
			next := edges[state]
			if state == destroyed && len(next) != 0 {
				t.Fatal("a destroyed key goes on")
			}
			if len(next) == 0 {
				return
			}
			state = rapid.SampledFrom(next).Draw(t, "next")
			if was[state] || !slices.Contains(all, state) {
				t.Fatalf("back to %s", state)
			}
		}
	})
}

// Open answers garbage with ErrSealed and never with a value.
func FuzzOpen(f *testing.F) {
	k := &Key{id: "K1", owner: Owner{"case", "C1"}, dek: NewSecret([]byte("0123456789abcdefghijklmnopqrstuv"))}
	f.Add(k.Seal(someCell, []byte("value")))
	f.Add(k.SealPadded(Cell{"other", "cell", "1"}, []byte("value")))
	f.Add([]byte{formatExact})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := k.Open(someCell, data)
		if err == nil && string(got) == "value" {
			return // the seed itself
		}
		if !errors.Is(err, ErrSealed) || got != nil {
			t.Errorf("opened %x: %x, %v", data, got, err)
		}
	})
}

// A root is 32 octets or refused, and no error repeats what was in the file.
func FuzzRoot(f *testing.F) {
	f.Add([]byte("MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=\n"))
	f.Add([]byte("0123456789abcdefghijklmnopqrstuv"))
	f.Add([]byte(""))
	f.Add(bytes.Repeat([]byte{0}, 32))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := parseRoot(data)
		if (err == nil) != r.valid() {
			t.Fatalf("%v, valid %v", err, r.valid())
		}
		if err == nil {
			again, err := parseRoot([]byte(r.text()))
			if err != nil || again.ID() != r.ID() {
				t.Errorf("written and read again: %v", err)
			}
		}
	})
}
