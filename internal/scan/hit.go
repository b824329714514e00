// SPDX-License-Identifier: Apache-2.0

package scan

import (
	"strings"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/redact"
)

// Hit is one finding with everything a report says about it.
type Hit struct {
	Type     detect.Type
	Kind     string
	Level    detect.Level // of the disclosure that the finding is part of
	Score    float64
	Evidence detect.Evidence
	Rule     string
	// Reasons explain the level.
	Reasons []detect.Reason

	Masked string // the value as it may be shown
	Value  string // the value, only with Options.ShowValues
	Cue    string // the context word that counted
	Field  string // name of the field, column or key it stands in
	// Parts are those of an address, in their order.
	Parts []Part

	Line, Column       int // 1-based, code points
	EndLine, EndColumn int // behind the last character
	Path               string
	Start, End         int64 // bytes of the document decoded to UTF-8

	// ID is the same for all occurrences of the value, under one key.
	ID string
	// Fingerprint is made of type, value and column, for comparing runs.
	Fingerprint string
	// Expired is the date on which an inline ignore of this finding ended.
	Expired string

	entity string // the law's name of the kind, empty if it does not count
}

// Part is a part of an address: province, road, room.
type Part struct {
	Kind       detect.AddressKind
	Masked     string
	Value      string // only with Options.ShowValues
	Start, End int64  // bytes of the document decoded to UTF-8
}

// Likelihood returns the score in words.
func (h *Hit) Likelihood() detect.Likelihood { return detect.LikelihoodOf(h.Score) }

// Suppressed counts findings that are not reported.
type Suppressed struct {
	Inline   int // by a comment in the text
	Baseline int // known before
}

func (s *Suppressed) add(o Suppressed) {
	s.Inline += o.Inline
	s.Baseline += o.Baseline
}

// maxShown is the greatest number of characters of a mask, a cue, a field or a
// path that a report needs. A private key in PEM has thousands.
const maxShown = 80

// take turns findings into hits, or counts them. It is called by several
// goroutines.
func (d *reading) take(b block) batch {
	var out batch
	h := d.s.hashers.Get().(*hasher)
	defer d.s.hashers.Put(h)
	d.suppress(&b, &out, h)
	if len(b.fs) == 0 {
		return out
	}
	if d.s.opt.CountOnly {
		d.count(b, &out)
		return out
	}
	out.hits = make([]Hit, len(b.fs))
	out.grade = d.grade(b, out.hits)
	for i := range out.hits {
		d.describe(&out.hits[i], &b, b.fs[i], h)
	}
	return out
}

// suppress takes out the findings that are not to be reported.
func (d *reading) suppress(b *block, out *batch, h *hasher) {
	o := &d.s.opt
	keep := b.fs[:0:len(b.fs)]
	for _, f := range b.fs {
		if !o.NoInline {
			if ignored, _ := d.s.inlineIgnore(b.text, f); ignored {
				out.hidden.Inline++
				continue
			}
		}
		if o.Baseline != nil || o.Collect != nil {
			e := h.entry(f.Type, b.text[f.Start:f.End], d.name)
			o.Collect.add(e)
			if o.Baseline.has(e) {
				out.hidden.Baseline++
				continue
			}
		}
		keep = append(keep, f)
	}
	b.fs = keep
}

// count counts findings by type and level.
func (d *reading) count(b block, out *batch) {
	if d.s.tables != nil {
		hits := make([]Hit, len(b.fs))
		out.grade = d.grade(b, hits)
		for i, f := range b.fs {
			out.counts = out.counts.add(f.Type, hits[i].Level, 1)
		}
		return
	}
	for _, f := range b.fs {
		c := d.s.class(f)
		out.counts = out.counts.add(f.Type, c.level, 1)
		out.grade.Level = max(out.grade.Level, c.level)
	}
}

// Count is how many hits of a type have a level.
type Count struct {
	Type  detect.Type
	Level detect.Level
	N     int
}

// Counts are few: searching them is faster than hashing.
type Counts []Count

func (c Counts) add(t detect.Type, l detect.Level, n int) Counts {
	for i := range c {
		if c[i].Level == l && c[i].Type == t {
			c[i].N += n
			return c
		}
	}
	return append(c, Count{t, l, n})
}

func (c Counts) plus(o Counts) Counts {
	for _, x := range o {
		c = c.add(x.Type, x.Level, x.N)
	}
	return c
}

// describe fills in what a report shows besides the level.
func (d *reading) describe(hit *Hit, b *block, f detect.Finding, h *hasher) {
	value := b.text[f.Start:f.End]
	hit.Type, hit.Kind, hit.Rule, hit.Score, hit.Evidence = f.Type, f.Kind, f.Rule, f.Score, f.Evidence
	if !d.s.opt.NoInline {
		_, hit.Expired = d.s.inlineIgnore(b.text, f)
	}
	hit.Masked = masked(f, string(value))
	if d.s.opt.ShowValues {
		hit.Value = string(value)
	}
	if f.CueEnd > f.CueStart && f.CueEnd <= len(b.text) {
		hit.Cue = shorten(string(b.text[f.CueStart:f.CueEnd]))
	}
	var from, to spot
	from, to, hit.Path = b.loc.place(f.Start, f.End)
	hit.Line, hit.Column, hit.Start = from.line, from.column, from.doc
	hit.EndLine, hit.EndColumn, hit.End = to.line, to.column, to.doc
	hit.Path = d.clean(hit.Path)
	hit.Field = d.clean(b.loc.field(f.Start))
	if f.Type == detect.Address {
		hit.Parts = d.parts(b, f)
	}
	hit.ID, hit.Fingerprint = h.ids(f.Type, value, hit.Column)
}

// parts divides an address that was found.
func (d *reading) parts(b *block, f detect.Finding) []Part {
	if f.Evidence.Has(detect.WasDecoded) {
		return nil
	}
	out := AddressParts(string(b.text[f.Start:f.End]), d.s.opt.ShowValues)
	for i := range out {
		from, to, _ := b.loc.place(f.Start+int(out[i].Start), f.Start+int(out[i].End))
		out[i].Start, out[i].End = from.doc, to.doc
	}
	return out
}

// AddressParts divides an address; places are bytes of it. Of a part is shown what
// the mask of the whole address shows of it.
func AddressParts(address string, show bool) []Part {
	mask := redact.Mask(detect.Address, "", address)
	var out []Part
	for _, p := range detect.ParseAddress(address) {
		text := address[p.Start:p.End]
		part := Part{Kind: p.Kind, Masked: strings.Repeat("*", min(utf8.RuneCountInString(text), maxShown)), Start: int64(p.Start), End: int64(p.End)}
		if strings.HasPrefix(mask, address[:p.End]) {
			part.Masked = text
		}
		if show {
			part.Value = text
		}
		out = append(out, part)
	}
	return out
}

// masked returns the form of a value that may be shown.
func masked(f detect.Finding, value string) string {
	if f.Evidence.Has(detect.WasDecoded) { // its form is that of an encoding
		return strings.Repeat("*", min(utf8.RuneCountInString(value), maxShown))
	}
	return shorten(redact.Mask(f.Type, f.Kind, value))
}

// shorten cuts s to maxShown characters and makes one line of it.
func shorten(s string) string {
	if strings.ContainsAny(s, "\r\n\t") {
		s = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(s)
	}
	if utf8.RuneCountInString(s) > maxShown {
		r := []rune(s)
		s = string(r[:maxShown-1]) + "…"
	}
	return strings.ToValidUTF8(s, "?")
}

// clean masks what a path or a field's name discloses itself: keys of JSON may
// be telephone numbers.
func (d *reading) clean(name string) string {
	if name == "" {
		return ""
	}
	name = shorten(name)
	if d.s.opt.ShowValues {
		return name
	}
	return MaskAll(d.s.engine, name)
}

// MaskAll returns text with everything that the engine finds in it masked.
func MaskAll(e *detect.Engine, text string) string {
	fs := e.Find(text)
	if len(fs) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, f := range fs {
		if f.Start < at {
			continue // overlaps one that is masked
		}
		b.WriteString(text[at:f.Start])
		b.WriteString(masked(f, text[f.Start:f.End]))
		at = f.End
	}
	b.WriteString(text[at:])
	return b.String()
}
