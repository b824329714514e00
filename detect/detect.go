// SPDX-License-Identifier: Apache-2.0

package detect

import "sync"

// Options selects what an [Engine] looks for. The zero value means every
// recogniser, findings that are at least [Possible], best finding where several
// overlap.
type Options struct {
	// Preset is a set of recognisers by law: "all" (the default), "cn-pipl",
	// "eu-gdpr", "us" or "core". See [Presets].
	Preset string
	// Types keeps only findings of these types; empty keeps all.
	Types []Type
	// MinScore drops findings with a lower score. Zero means
	// [DefaultMinScore]; a negative number keeps everything.
	MinScore float64
	// Overlaps says what happens to findings that share bytes.
	Overlaps Overlaps
	// NoModel leaves the trained models of names out: rules and word lists
	// decide alone. More names without a context word are missed then, and
	// scanning is a little faster.
	NoModel bool
	// Rules are the user's own recognisers. Their examples are tested.
	Rules []Rule
	// Clock returns nanoseconds from any fixed point. If it is given, the time
	// that each recogniser takes is added up, see [Engine.Timings]; scanning is
	// slower then.
	Clock func() int64
}

// Overlaps is a policy for findings that share bytes.
type Overlaps int

// The overlap policies. Best, the default, keeps the finding with the higher
// score, then the longer, then the one whose rule's ID is first. All keeps
// every finding except one that lies inside another of the same type.
const (
	OverlapBest Overlaps = iota
	OverlapAll
)

// Input is one text to look at.
type Input struct {
	// Text is the text, UTF-8. Bytes that are not are passed over.
	Text []byte
	// Field is the name of the field, column or key whose value Text is. It
	// counts like a context word in front of the text.
	Field string
	// FieldAt returns the field's name for the byte at off, where different
	// parts of Text have different names (a table). It is called only for
	// candidates that need context; nil if there is none.
	FieldAt func(off int) string
}

// Engine finds personal information in texts. It is immutable and safe for
// concurrent use. Make one with [New].
type Engine struct {
	opt  Options
	pool sync.Pool // of *scan
	plan plan
}

// Find returns the findings in text, ordered by start.
func (e *Engine) Find(text string) []Finding {
	return e.Append(nil, Input{Text: []byte(text)})
}
