// SPDX-License-Identifier: Apache-2.0

//go:build js

package main

import (
	"slices"

	"github.com/hulanhq/hulan/detect"
)

// place is a span in both units: bytes of UTF-8 and UTF-16 code units.
type place struct{ start, end, start16, end16 int }

// placed is a finding with its places.
type placed struct {
	detect.Finding
	at, cue place
}

// locate gives findings their places. They stand in text, which begins at byte
// base and code unit base16 of the whole; their offsets count from its start. A
// context word in front of text is left out.
func locate(text []byte, base, base16 int, fs []detect.Finding) []placed {
	out := make([]placed, len(fs))
	at := make([]*int, 0, 4*len(fs))
	for i, f := range fs {
		p := &out[i]
		p.Finding = f
		p.at = place{f.Start, f.End, f.Start - base, f.End - base}
		at = append(at, &p.at.start16, &p.at.end16)
		if f.CueEnd > 0 && f.CueStart >= base {
			p.cue = place{f.CueStart, f.CueEnd, f.CueStart - base, f.CueEnd - base}
			at = append(at, &p.cue.start16, &p.cue.end16)
		}
	}
	slices.SortFunc(at, func(a, b *int) int { return *a - *b })
	detect.ToUnit(text, detect.UTF16, at...)
	for _, p := range at {
		*p += base16
	}
	return out
}

func (o jsonText) place(p place) jsonText {
	o = o.key("start").int(p.start16).key("end").int(p.end16)
	return o.key("startByte").int(p.start).key("endByte").int(p.end)
}

// finding writes one finding up to the place, and leaves its object open.
func (o jsonText) finding(f detect.Finding) jsonText {
	o = o.open('{').key("type").str(string(f.Type)).key("kind").str(f.Kind)
	o = o.key("score").score(f.Score).key("likelihood").str(f.Likelihood().String())
	return o.key("evidence").strs(f.Evidence.Names()).key("rule").str(f.Rule)
}

func (o jsonText) findings(fs []placed) jsonText {
	o = o.key("findings").open('[')
	for _, f := range fs {
		o = o.finding(f.Finding).place(f.at).key("cue")
		if f.cue.end > 0 {
			o = o.open('{').place(f.cue).close('}')
		} else {
			o = append(o, "null"...)
		}
		o = o.close('}')
	}
	return o.close(']')
}
