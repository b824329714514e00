// SPDX-License-Identifier: Apache-2.0

// Package letter reads a mail that somebody wrote: who from, what it says, what
// came with it, and whether a person sent it at all.
//
//	l, err := letter.Parse(data, letter.Limits{})
//
// A mail is input of strangers, so everything is bounded before it is read: its
// size, how deep its parts lie in each other, how many there are, the length of
// the text and of each file. What is over a bound is left out and counted; the
// rest is read. Text comes out as valid UTF-8 without control characters,
// whatever encoding it says it has: GB18030 and its older names, Big5,
// Shift-JIS and all others of the WHATWG list. Of HTML there is the text alone,
// with the addresses of its links; nothing is loaded. A mail within a mail is a
// file and not read.
//
// The package is pure. It judges nothing: what is done with a letter, and what
// pictures are turned into, the caller decides.
package letter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrMalformed is returned for what has no readable header or no sender.
var ErrMalformed = errors.New("not a mail that can be read")

// ErrTooLarge is returned for a mail above [Limits.Bytes].
var ErrTooLarge = errors.New("mail is too large")

// Limits bound a mail. The zero value works.
type Limits struct {
	// Bytes is the largest mail. 0 means 40 MB: some files of 10 MB, a third larger
	// in base64.
	Bytes int
	// Depth is how deep parts may lie in each other. 0 means 8: mail programs make
	// three or four.
	Depth int
	// Parts is how many parts are looked at. 0 means 100.
	Parts int
	// Text is how many characters of text are kept. 0 means 20,000.
	Text int
	// Files is how many files are kept. 0 means 10; below zero none.
	Files int
	// FileSize is the largest file, in octets. 0 means 10 MB.
	FileSize int
}

func (l Limits) withDefaults() Limits {
	set := func(v *int, to int) {
		if *v == 0 {
			*v = to
		}
	}
	set(&l.Bytes, 40e6)
	set(&l.Depth, 8)
	set(&l.Parts, 100)
	set(&l.Text, 20_000)
	set(&l.Files, 10)
	set(&l.FileSize, 10e6)
	return l
}

// Letter is a mail. It masks itself when it is printed.
type Letter struct {
	// From is the sender's address alone.
	From string
	// ID is the Message-ID without brackets; empty when there is none.
	ID string
	// Refs are the Message-IDs that it answers, the nearest first.
	Refs []string
	// Automatic says why no person seems to have sent it: a code such as
	// "auto-submitted"; empty when one did.
	Automatic string
	Subject   string
	// Text is what it says. Cut says that it went on.
	Text string
	Cut  bool
	// Files came with it. Left is how many more there were that no limit allows.
	Files []File
	Left  int
}

// File came with a mail.
type File struct {
	// Name as the sender gave it, at most 200 octets; it may be empty.
	Name string
	Data []byte
}

// Format masks it under every verb.
func (l *Letter) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "[letter]") }

func (l *Letter) LogValue() slog.Value { return slog.StringValue("[letter]") }

func (l *Letter) MarshalJSON() ([]byte, error) { return []byte(`"[letter]"`), nil }

// Format masks it under every verb.
func (f File) Format(s fmt.State, _ rune) { _, _ = fmt.Fprintf(s, "[file, %d octets]", len(f.Data)) }

func (f File) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(f)) }

func (f File) MarshalJSON() ([]byte, error) { return []byte(`"[file]"`), nil }

// Parse reads a mail. Errors are [ErrMalformed] and [ErrTooLarge] and repeat
// nothing of it. Parts that cannot be read are left out.
func Parse(data []byte, lim Limits) (*Letter, error) {
	lim = lim.withDefaults()
	if len(data) > lim.Bytes {
		return nil, ErrTooLarge
	}
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return nil, ErrMalformed
	}
	l := &Letter{ID: firstID(m.Header.Get("Message-Id"))}
	for _, name := range []string{"In-Reply-To", "References"} {
		ids := allIDs(m.Header.Get(name))
		slices.Reverse(ids) // the last of References is the nearest
		for _, id := range ids {
			if !slices.Contains(l.Refs, id) && len(l.Refs) < maxRefs {
				l.Refs = append(l.Refs, id)
			}
		}
	}
	l.Automatic = automatic(m.Header)
	from, err := (&mail.AddressParser{WordDecoder: words()}).ParseList(m.Header.Get("From"))
	if err != nil || len(from) != 1 || len(from[0].Address) > 254 || !utf8.ValidString(from[0].Address) {
		return l, ErrMalformed
	}
	l.From = from[0].Address
	l.Subject = line(header(m.Header.Get("Subject")), maxSubject)
	r := &reader{l: l, lim: lim}
	r.part(head(m.Header), m.Body, 0)
	l.Text, l.Cut = r.text()
	return l, nil
}

const (
	// maxRefs is far more than a thread needs to find one of our mails in it.
	maxRefs = 50
	// maxSubject and maxName are what pages show at most.
	maxSubject = 200
	maxName    = 200
)

// automatic says why a mail is one of a machine, by RFC 3834 §5 and what
// programs did before it.
func automatic(h mail.Header) string {
	if v, _, _ := strings.Cut(h.Get("Auto-Submitted"), ";"); v != "" && !strings.EqualFold(strings.TrimSpace(v), "no") {
		return "auto-submitted"
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "bulk", "list", "junk", "auto_reply":
		return "precedence"
	}
	for _, name := range []string{"List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "Feedback-Id"} {
		if h.Get(name) != "" {
			return "list"
		}
	}
	if strings.TrimSpace(h.Get("Return-Path")) == "<>" {
		return "bounce"
	}
	if t, _, _ := mime.ParseMediaType(h.Get("Content-Type")); t == "multipart/report" {
		return "report"
	}
	if a, err := mail.ParseAddress(h.Get("From")); err == nil {
		local, _, _ := strings.Cut(strings.ToLower(a.Address), "@")
		if local == "mailer-daemon" || local == "postmaster" {
			return "daemon"
		}
	}
	return ""
}

// allIDs are the Message-IDs of a header, in its order.
func allIDs(s string) []string {
	var out []string
	for len(out) < 200 {
		_, rest, ok := strings.Cut(s, "<")
		id, after, closed := strings.Cut(rest, ">")
		if !ok || !closed {
			return out
		}
		if s = after; len(id) > 0 && len(id) <= 300 && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '<' }) {
			out = append(out, id)
		}
	}
	return out
}

func firstID(s string) string {
	if ids := allIDs(s); len(ids) > 0 {
		return ids[0]
	}
	return ""
}
