// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// talk is one conversation of testdata/conversation.
type talk struct {
	file     string
	line     int
	spread   bool
	messages []string
	want     []string // type and stretches, as in the file
	reasons  []string
}

func readTalks(t testing.TB) (talks []talk) {
	t.Helper()
	files, err := filepath.Glob("testdata/conversation/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no conversations", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(data), "\n") {
			mark, rest, _ := strings.Cut(line, " ")
			switch {
			case mark == "+" || mark == "-":
				talks = append(talks, talk{file: file, line: n + 1, spread: mark == "+"})
			case mark == ">":
				talks[len(talks)-1].messages = append(talks[len(talks)-1].messages, rest)
			case mark == "=":
				talks[len(talks)-1].want = append(talks[len(talks)-1].want, rest)
			case mark == "!":
				talks[len(talks)-1].reasons = append(talks[len(talks)-1].reasons, rest)
			}
		}
	}
	return talks
}

// play adds the messages and returns the spread findings, the name of the type
// and the stretches.
func (k *talk) play(e *Engine) (got []string, a Assessment) {
	c := e.NewConversation(ConversationOptions{})
	for _, m := range k.messages {
		for _, f := range c.Add(Message{Text: m}) {
			if !f.Spread() {
				continue
			}
			var parts []string
			for _, p := range f.Parts {
				parts = append(parts, k.messages[p.Message][p.Start:p.End])
			}
			got = append(got, string(f.Type)+" "+strings.Join(parts, "|"))
		}
	}
	return got, c.Assess(AssessOptions{})
}

// Every conversation gives the spread findings that its block lists, and those
// that list none give none.
func TestConversations(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	plus, minus := 0, 0
	for _, k := range readTalks(t) {
		got, a := k.play(e)
		if k.spread {
			plus++
			if len(k.want) == 0 && len(k.reasons) == 0 {
				t.Errorf("%s:%d: + needs a line with = or !", k.file, k.line)
			}
		} else {
			minus++
		}
		if !slices.Equal(got, k.want) {
			t.Errorf("%s:%d: %q\n got %q\nwant %q", k.file, k.line, k.messages, got, k.want)
		}
		for _, r := range k.reasons {
			if !a.Has(r) {
				t.Errorf("%s:%d: %q: the assessment lacks %s: %+v", k.file, k.line, k.messages, r, a.Reasons)
			}
		}
	}
	if plus < 20 || minus < 20 {
		t.Errorf("%d conversations with something and %d without; at least 20 of each", plus, minus)
	}
}

// What is too old, or pushed out by others, is not joined.
func TestConversationForgets(t *testing.T) {
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		opt      ConversationOptions
		messages []Message
		found    bool
	}{
		{"in time", ConversationOptions{Age: 60}, []Message{{"138", 0}, {"1234", 30}, {"5678", 60}}, true},
		{"too late", ConversationOptions{Age: 60}, []Message{{"138", 0}, {"1234", 30}, {"5678", 61}}, false},
		{"no clock", ConversationOptions{}, []Message{{"138", 0}, {"1234", 0}, {"5678", 1 << 40}}, true},
		{"few messages", ConversationOptions{Messages: 2}, []Message{{"138", 0}, {"1234", 0}, {"5678", 0}}, false},
		{"few bytes", ConversationOptions{Bytes: 8}, []Message{{"138", 0}, {"1234", 0}, {"5678", 0}}, false},
		{"a long message between", ConversationOptions{Bytes: 12}, []Message{{"138", 0}, {"1234", 0}, {"a longer message", 0}, {"5678", 0}}, false},
	} {
		talk := e.NewConversation(c.opt)
		found := false
		for _, m := range c.messages {
			for _, f := range talk.Add(m) {
				found = found || f.Type == PhoneNumber
			}
		}
		if found != c.found {
			t.Errorf("%s: found %v, want %v", c.name, found, c.found)
		}
	}
}

// Whatever the messages are: parts lie inside them, memory stays bounded, and the
// same messages give the same findings.
func FuzzConversation(f *testing.F) {
	for _, k := range readTalks(f) {
		f.Add(strings.Join(k.messages, "\n"), uint16(0), int64(1))
	}
	f.Add("138\n1234\n\xff\n5678\n加我\n微", uint16(9), int64(-3))
	e, err := New(Options{MinScore: -1})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, bound uint16, age int64) {
		if len(text) > 2<<10 {
			t.Skip("more adds nothing")
		}
		opt := ConversationOptions{Messages: int(bound % 20), Bytes: int(bound), Age: age}
		messages := strings.Split(text, "\n")
		first, second := e.NewConversation(opt), e.NewConversation(opt)
		for i, m := range messages {
			got := first.Add(Message{m, int64(i)})
			if again := second.Add(Message{m, int64(i)}); !reflect.DeepEqual(got, again) {
				t.Fatalf("message %d: %v, then %v", i, got, again)
			}
			for _, f := range got {
				if len(f.Parts) == 0 {
					t.Fatalf("message %d: a finding without parts: %+v", i, f)
				}
				last := -1
				for _, p := range f.Parts {
					if p.Message <= last || p.Message > i || p.Start < 0 || p.Start >= p.End || p.End > len(messages[p.Message]) {
						t.Fatalf("message %d: %+v is not inside the messages %q", i, f, messages)
					}
					last = p.Message
				}
				for _, p := range f.Cue {
					if p.Message < 0 || p.Message > i || p.Start < 0 || p.Start > p.End || p.End > len(messages[p.Message]) {
						t.Fatalf("message %d: the cue of %+v is not inside the messages %q", i, f, messages)
					}
				}
			}
			if n := len(first.kept); n > 20 || first.held > max(first.opt.Bytes, 0) {
				t.Fatalf("%d messages and %d bytes are kept", n, first.held)
			}
		}
		first.Assess(AssessOptions{})
	})
}
