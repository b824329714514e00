// SPDX-License-Identifier: Apache-2.0

package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/net/idna"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/redact"
)

// engine is the one that masks what staff see. It finds more than the default:
// a page shows no value because the engine was in doubt.
var engine = sync.OnceValues(func() (*detect.Engine, error) {
	return detect.New(detect.Options{MinScore: 0.3})
})

// span is a piece of a text: words to be shown, or a finding that is masked.
type span struct {
	Text string
	// N is the number of the finding's reason, 0 for plain words.
	N    int
	Type string
}

// Masked is a text with everything personal in it masked.
type Masked struct {
	Paragraphs [][]span
	Reasons    []reason
	Level      int
}

// reason is why a span is masked.
type reason struct {
	N          int
	Type       string
	Likelihood int // 1 very unlikely … 5 very likely
}

// mask finds what is personal in a text and masks it.
func (w *Web) mask(lang, text string) (*Masked, error) { return mask(lang, text) }

func mask(lang, text string) (*Masked, error) {
	e, err := engine()
	if err != nil {
		return nil, err
	}
	fs := e.Find(text)
	out := &Masked{Level: int(detect.Assess([]byte(text), fs, detect.AssessOptions{}).Level)}
	var para []span
	words := func(s string) {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				out.Paragraphs, para = append(out.Paragraphs, para), nil
			}
			if line = visible(line); line != "" {
				para = append(para, span{Text: line})
			}
		}
	}
	at := 0
	for _, f := range fs {
		if f.Start < at {
			continue // overlaps with one that is masked already
		}
		words(text[at:f.Start])
		n := len(out.Reasons) + 1
		name := typeName(lang, f.Type)
		para = append(para, span{Text: visible(redact.Mask(f.Type, f.Kind, text[f.Start:f.End])), N: n, Type: name})
		out.Reasons = append(out.Reasons, reason{n, name, int(f.Likelihood()) + 1})
		at = f.End
	}
	words(text[at:])
	out.Paragraphs = append(out.Paragraphs, para)
	return out, nil
}

// MaskText masks what is personal in a text, and tells the level, 0 to 4, of what
// it discloses, for programs that read cases.
func MaskText(text string) (string, int, error) {
	m, err := mask("en", text)
	if err != nil {
		return "", 0, err
	}
	var lines []string
	for _, p := range m.Paragraphs {
		var b strings.Builder
		for _, s := range p {
			b.WriteString(s.Text)
		}
		lines = append(lines, b.String())
	}
	return strings.Join(lines, "\n"), m.Level, nil
}

func typeName(lang string, t detect.Type) string {
	en, zh, ok := detect.TypeNames(t)
	switch {
	case !ok:
		return string(t)
	case lang == "en":
		return en
	}
	return zh
}

// visible shows characters that turn text around or cannot be seen as their
// code, so that nothing reads otherwise than it is.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0x200b && r <= 0x200f || r == 0xfeff || unicode.IsControl(r) && r != '\t' {
			fmt.Fprintf(&b, "‹U+%04X›", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// defang shows an address so that it cannot be clicked by accident and cannot
// pretend to be another: [.] for dots of the host, letters of other scripts in
// the host named, its real form beside it.
func (w *Web) defang(lang, s string) template.HTML {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" {
		m, merr := w.mask(lang, s)
		if merr != nil {
			return ""
		}
		var b strings.Builder
		for _, p := range m.Paragraphs {
			for _, x := range p {
				b.WriteString(x.Text)
			}
		}
		return template.HTML(template.HTMLEscapeString(b.String()))
	}
	host := u.Host
	rest := strings.TrimPrefix(strings.TrimPrefix(s, u.Scheme+"://"), host)
	out := template.HTMLEscapeString(visible(strings.ReplaceAll(host, ".", "[.]") + rest))
	if ascii, err := idna.Lookup.ToASCII(u.Hostname()); err == nil && ascii != strings.ToLower(u.Hostname()) {
		out += ` <span class="tag">` + template.HTMLEscapeString(ascii) + `</span>`
	}
	return template.HTML(out)
}
