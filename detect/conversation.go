// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"cmp"
	"slices"
)

// Conversation looks at the consecutive messages of one author. It finds what
// each message holds by itself, and what is spread over several so that no
// single one shows it: "138", "1234", "5678"; 加我, 微, 信, abc_12345; a name, and
// the address in the next message.
//
// It keeps the last messages, bounded in number, bytes and age, and nothing
// else. The same messages give the same findings. It is not safe for concurrent
// use: an author's messages have an order.
//
//	c := e.NewConversation(detect.ConversationOptions{})
//	for _, m := range messages {
//		for _, f := range c.Add(detect.Message{Text: m.Text, At: m.Unix}) { … }
//	}
//
// What is joined are short messages that hold nothing but a piece: digits, also
// written as numerals or words, or a single word. Numbers are joined only where
// the pieces are cut as people cut such a number, where a check digit is right,
// or where a context word announces them, so that scores, times and prices stay
// what they are. Not found: pieces in the wrong order, more than a short remark
// between two pieces, a piece inside a longer sentence.
type Conversation struct {
	e    *Engine
	opt  ConversationOptions
	next int // index of the next message
	kept []keptMessage
	held int // bytes kept
}

// ConversationOptions bounds what a [Conversation] remembers. The zero value has
// usable defaults.
type ConversationOptions struct {
	// Messages is how many messages are kept. Zero means 16, enough for a mobile
	// number one digit a message; at most 64.
	Messages int
	// Bytes is how much text is kept. Zero means 4096. A longer message is looked
	// at by itself and ends what came before.
	Bytes int
	// Age is how far back, in the unit of [Message.At], a message may lie that is
	// joined with a new one. Zero is no limit.
	Age int64
}

// Message is one message of the author.
type Message struct {
	Text string
	// At is when it was written, by the caller's clock or as a running number. It
	// must not go down; it is read only where [ConversationOptions.Age] is set.
	At int64
}

// Part is a stretch of one message.
type Part struct {
	Message    int // index of the message, from 0 for the first one added
	Start, End int // bytes in its text
}

// ConversationFinding is something found in one or several messages.
type ConversationFinding struct {
	Type     Type
	Kind     string
	Score    float64
	Evidence Evidence
	Rule     string
	// Parts are where it stands, in the order of the messages; never empty.
	Parts []Part
	// Cue are the words that spoke for it, if any.
	Cue []Part
}

// Spread reports whether no single message shows the finding: its value or the
// words that speak for it lie in several.
func (f *ConversationFinding) Spread() bool {
	first := f.Parts[0].Message
	other := func(p Part) bool { return p.Message != first }
	return slices.ContainsFunc(f.Parts, other) || slices.ContainsFunc(f.Cue, other)
}

// keptMessage is a message in memory.
type keptMessage struct {
	index int
	at    int64
	text  string
	piece piece
	spent bool // its digits are part of a number that was found
	found []ConversationFinding
}

// NewConversation makes an empty conversation.
func (e *Engine) NewConversation(o ConversationOptions) *Conversation {
	o.Messages = min(cmp.Or(max(o.Messages, 0), 16), 64)
	o.Bytes = cmp.Or(max(o.Bytes, 0), 4096)
	return &Conversation{e: e, opt: o}
}

// Add takes the author's next message and returns the findings that it completes:
// those of its own text, and those that need earlier messages as well.
func (c *Conversation) Add(m Message) []ConversationFinding {
	k := keptMessage{index: c.next, at: m.At, text: m.Text}
	c.next++
	for _, f := range c.e.Find(m.Text) {
		k.found = append(k.found, single(f, k.index))
	}
	if len(m.Text) > c.opt.Bytes {
		c.kept, c.held = nil, 0
		return slices.Clone(k.found)
	}
	k.piece = pieceOf(m.Text)
	c.forget(m)
	c.kept = append(c.kept, k)
	c.held += len(m.Text)
	last := &c.kept[len(c.kept)-1]
	for _, f := range c.spread() {
		if !last.covers(f) {
			last.found = append(last.found, f)
			c.spend(f)
		}
	}
	last.found = append(last.found, c.beside()...)
	return slices.Clone(last.found)
}

// forget drops messages that the new one leaves no room for, or that are too old.
func (c *Conversation) forget(m Message) {
	n := 0
	for n < len(c.kept) && (len(c.kept)-n >= c.opt.Messages || c.held+len(m.Text) > c.opt.Bytes ||
		c.opt.Age > 0 && m.At-c.kept[n].at > c.opt.Age) {
		c.held -= len(c.kept[n].text)
		n++
	}
	c.kept = slices.Delete(c.kept, 0, n)
}

// single turns a finding of one message into one of the conversation.
func single(f Finding, index int) ConversationFinding {
	out := ConversationFinding{Type: f.Type, Kind: f.Kind, Score: f.Score, Evidence: f.Evidence, Rule: f.Rule, Parts: []Part{{index, f.Start, f.End}}}
	if f.CueEnd > f.CueStart {
		out.Cue = []Part{{index, f.CueStart, f.CueEnd}}
	}
	return out
}

// covers reports whether a finding of the message has every byte of f already.
func (k *keptMessage) covers(f ConversationFinding) bool {
	return slices.ContainsFunc(k.found, func(o ConversationFinding) bool {
		return o.Score >= f.Score && !slices.ContainsFunc(f.Parts, func(p Part) bool {
			return !slices.ContainsFunc(o.Parts, func(q Part) bool { return q.Message == p.Message && q.Start <= p.Start && p.End <= q.End })
		})
	})
}

// spend marks the messages whose digits are part of f.
func (c *Conversation) spend(f ConversationFinding) {
	for _, p := range f.Parts {
		for i := range c.kept {
			if c.kept[i].index == p.Message {
				c.kept[i].spent = true
			}
		}
	}
}

// Assess grades what the kept messages disclose together, as if they were one
// text, a line each.
func (c *Conversation) Assess(o AssessOptions) Assessment {
	var text []byte
	at := map[int]int{}
	for i := range c.kept {
		at[c.kept[i].index] = len(text)
		text = append(append(text, c.kept[i].text...), '\n')
	}
	var fs []Finding
	for i := range c.kept {
		for _, f := range c.kept[i].found {
			first, last := f.Parts[0], f.Parts[len(f.Parts)-1]
			lo, ok := at[first.Message]
			if !ok { // its beginning is forgotten
				continue
			}
			fs = append(fs, Finding{
				Type: f.Type, Kind: f.Kind, Score: f.Score, Evidence: f.Evidence, Rule: f.Rule,
				Start: lo + first.Start, End: at[last.Message] + last.End,
			})
		}
	}
	return Assess(text, fs, o)
}
