// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// recorder is a plan whose recognisers note every anchor they are shown.
func recorder(wide bool) (*scan, *[]string) {
	var got []string
	note := func(name string) matchFunc {
		return func(_ *scan, start, end int) { got = append(got, fmt.Sprintf("%s %d-%d", name, start, end)) }
	}
	var lens, words []int
	for n := 7; n < 64; n++ {
		lens = append(lens, n)
	}
	for n := 1; n <= maxWord; n++ {
		words = append(words, n)
	}
	r := &recogniser{id: "recorder", typ: "X", on: []trigger{
		onRun(note("run"), lens...), onWord(note("word"), words...), onPlate(note("plate")), onGroups(note("groups")),
		onAt(note("at")), onURL(note("url")), onDots(note("dots")), onIBAN(note("iban")),
		onLong(note("long"), longWord, 100),
	}}
	for i := range r.on {
		r.on[i].rec = r
	}
	p := &plan{units: defaultUnits, wide: wide, charLists: make([][]*trigger, 1), cues: newCueTable(cueMask{})}
	p.add(r)
	return newScan(p), &got
}

// slowAnchors finds the same anchors one byte at a time, from what the
// constructors of triggers promise.
func slowAnchors(s *scan) []string {
	var out []string
	t := s.text
	add := func(name string, i, j int) { out = append(out, fmt.Sprintf("%s %d-%d", name, i, j)) }
	at := func(i int) byte {
		if i < 0 || i >= len(t) {
			return 0
		}
		return t[i]
	}
	groupsDone := 0
	for i := range t {
		if isDigit(t[i]) && !isDigit(at(i-1)) {
			j := i
			for isDigit(at(j)) {
				j++
			}
			if n := j - i; n >= 7 && n < 64 && s.alone(i, j) {
				add("run", i, j)
			}
		}
		if isAlnum(t[i]) && (!isAlnum(at(i-1)) || i > 0 && isEscapeLetter(t[i-1]) && at(i-2) == '\\') {
			slowWord(t, i, at, add)
		}
		if isAlnum(t[i]) && !isAlnum(at(i-1)) {
			j := i
			for isAlnum(at(j)) {
				j++
			}
			if n := j - i; s.plan.wide && n >= longWord && n <= 100 && hasLetter(t[i:j]) {
				add("long", i, j)
			}
		}
		if isUpper(t[i]) && at(i-1) >= 0x80 {
			add("plate", i, i+1)
		}
		if t[i] == '@' && i > 0 && i+1 < len(t) && t[i-1] > ' ' && t[i+1] > ' ' {
			add("at", i, i+1)
		}
		if strings.HasPrefix(string(t[i:]), "://") {
			add("url", i, i+3)
		}
		if isUpper(t[i]) && isUpper(at(i+1)) && isDigit(at(i+2)) && isDigit(at(i+3)) && !isWord(at(i-1)) {
			add("iban", i, i+4)
		}
		if slowDots(t, i, at) {
			add("dots", i, i+1)
		}
		if i >= groupsDone && isDigit(t[i]) {
			groupsDone = slowGroups(s, i, add)
		}
	}
	return out
}

// slowWord reports the word that begins at i: letters and digits, both, four
// digits in a row, whole.
func slowWord(t []byte, i int, at func(int) byte, add func(string, int, int)) {
	if isEscapeLetter(t[i]) && at(i-1) == '\\' {
		return // the escape itself; the word begins behind it
	}
	if i > 0 && isAlnum(t[i-1]) && !(isEscapeLetter(t[i-1]) && at(i-2) == '\\') {
		return
	}
	j, row, best, letters := i, 0, 0, false
	for ; isAlnum(at(j)); j++ {
		if isDigit(t[j]) {
			row++
		} else {
			row, letters = 0, true
		}
		best = max(best, row)
	}
	if letters && best >= 4 && j-i <= maxWord && at(i-1) != '_' && at(j) != '_' {
		add("word", i, j)
	}
}

// slowDots reports whether i is a dot between digits with two more gaps of one
// byte between digits in front, 2 to 4 bytes apart: what may be an IPv4 address.
func slowDots(t []byte, i int, at func(int) byte) bool {
	gap := func(k int) bool { return k > 0 && !isDigit(at(k)) && isDigit(at(k-1)) && isDigit(at(k+1)) }
	if t[i] != '.' || !gap(i) {
		return false
	}
	for a := 2; a <= 4; a++ {
		for b := 2; b <= 4; b++ {
			if gap(i-a) && gap(i-a-b) {
				return true
			}
		}
	}
	return false
}

// Dates and IPv4 addresses are no sequences of groups.
var (
	dateShape    = regexp.MustCompile(`^(19|20)[0-9]{2}[^0-9]{1,3}[0-9]{1,2}[^0-9]{1,3}[0-9]{1,2}$`)
	addressShape = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,3}){3}$`)
)

// slowGroups reports the sequence that begins at i and returns where it ends.
func slowGroups(s *scan, i int, add func(string, int, int)) int {
	n, digits, j := 0, 0, i
	for {
		k := j
		for k < len(s.text) && isDigit(s.text[k]) {
			k++
		}
		n, digits = n+1, digits+k-j
		sep := s.separatorAfter(k)
		if sep == 0 {
			j = k
			break
		}
		j = k + sep
	}
	if whole := s.text[i:j]; dateShape.Match(whole) || addressShape.Match(whole) {
		return j
	}
	if n >= 2 && n <= maxGroups && digits >= 7 && !s.wordBefore(i) && (!s.wordAfter(j) || s.loneX(j)) {
		add("groups", i, j)
	}
	return j
}

// The fast anchor scanner and the slow one agree on every anchor.
func FuzzAnchors(f *testing.F) {
	f.Add("手机13812345678，IBAN GB82WEST12345698765432 京A12345 192.168.1.1:80 a1234b\\n12345678")
	f.Add("2025-01-26 06:19:40 (021) 1234 5678 +86 138-1234-5678 x@y.cn http://a.b/c 1.2.3.4.5.6")
	f.Add(strings.Repeat("7", 130) + " " + strings.Repeat("12 ", 40))
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4<<10 {
			t.Skip("long inputs add nothing: windows are 64 bytes")
		}
		s, got := recorder(true)
		s.begin([]byte(text), 0, len(text))
		s.anchors()
		want := slowAnchors(s)
		slices.Sort(*got)
		slices.Sort(want)
		if !slices.Equal(*got, want) {
			t.Errorf("%q\n fast %q\n slow %q", text, *got, want)
		}
	})
}

// The same on texts that are made of the bytes that matter. A narrow plan finds
// what it looks for, too.
func TestAnchorsOnRandomText(t *testing.T) {
	narrowKinds := regexp.MustCompile(`^(run|plate|at|url|dots|iban) `)
	pieces := []string{"1", "2", "7", "12", "1234", "1234567", "A", "GB", "x", "_", ".", "-", " ", "/", ":", "@", "://", "\\n", "京", "，", "一二三四五六七八九十一二三四五六七八九十一二三", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzGB", "(", ")", "·", "+", "\n"}
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var b strings.Builder
		for range r.IntN(120) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		text := b.String()
		s, got := recorder(true)
		s.begin([]byte(text), 0, len(text))
		s.anchors()
		want := slowAnchors(s)
		slices.Sort(*got)
		slices.Sort(want)
		if !slices.Equal(*got, want) {
			t.Fatalf("%q\n fast %q\n slow %q", text, *got, want)
		}
		s, got = recorder(false)
		s.begin([]byte(text), 0, len(text))
		s.anchors()
		// Of plates only those count that have a digit.
		other := func(a string) bool {
			var i int
			plate, _ := fmt.Sscanf(a, "plate %d-", &i)
			return !narrowKinds.MatchString(a) || plate == 1 && !strings.ContainsAny(text[i:min(len(text), i+7)], "0123456789")
		}
		*got, want = slices.DeleteFunc(*got, other), slices.DeleteFunc(want, other)
		slices.Sort(*got)
		if !slices.Equal(*got, want) {
			t.Fatalf("narrow: %q\n fast %q\n slow %q", text, *got, want)
		}
	}
}

// Each class of bytes is told exactly, at every place of a window.
func TestClassify(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 1000 {
		var b [window]byte
		for i := range b {
			b[i] = byte(r.UintN(256))
			if n%2 == 1 && isDigit(b[i]) && r.UintN(10) > 0 {
				b[i] = 'x' // few digits
			}
		}
		var m masks
		classifyAll(&b, &m)
		if d := mergedDigits(&b); anyDigit(&b, 56) != (m.digit<<8 != 0) {
			t.Fatalf("a digit among the first 56 of %q is told wrongly", b)
		} else {
			core := masks{letter: 1, colon: 1, mark: 1}
			classifyCore(&b, d, &core)
			if core != (masks{digit: m.digit, upper: m.upper, high: m.high}) {
				t.Fatalf("%q has %+v, without letters and marks %+v", b, m, core)
			}
		}
		for i, c := range b {
			bit := func(x uint64) bool { return x>>i&1 == 1 }
			if bit(m.digit) != isDigit(c) || bit(m.upper) != isUpper(c) || bit(m.letter) != isLetter(c) ||
				bit(m.high) != (c >= 0x80) || bit(m.colon) != (c == ':') || bit(m.mark) != strings.ContainsRune("%&'([\\{|", rune(c)) {
				t.Fatalf("byte %#x at %d is classified wrongly: %+v", c, i, m)
			}
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	data := []byte(strings.Repeat("2025-07-07 20:49:25 WARN 短信发送失败 mobile=15145557931 ", 1000))
	b.SetBytes(int64(len(data) / window * window))
	var m masks
	for b.Loop() {
		for i := 0; i+window <= len(data); i += window {
			classifyAll((*[window]byte)(data[i:]), &m)
		}
	}
}
