// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strings"
)

// joined is a text made of several messages, and the way back.
type joined struct {
	text []byte
	from []place // one for each byte of text
	cuts []int   // offsets in text where a new piece begins
	odd  bool
}

// place is where a byte of a joined text comes from; message is -1 for what was
// put between.
type place struct{ message, start, end int }

func (j *joined) add(k *keptMessage) {
	for i := range len(k.text) {
		j.text = append(j.text, k.text[i])
		j.from = append(j.from, place{k.index, i, i + 1})
	}
}

func (j *joined) mark(s string) {
	for i := range len(s) {
		j.text = append(j.text, s[i])
		j.from = append(j.from, place{message: -1})
	}
}

func (j *joined) addDigits(k *keptMessage) {
	j.cuts = append(j.cuts, len(j.text))
	for _, d := range k.piece.digits {
		j.text = append(j.text, d.c)
		j.from = append(j.from, place{k.index, d.start, d.end})
	}
	j.odd = j.odd || k.piece.odd
}

// parts returns where [start, end) of the joined text comes from, a part for each
// message.
func (j *joined) parts(start, end int) []Part {
	var out []Part
	for _, p := range j.from[start:end] {
		switch n := len(out) - 1; {
		case p.message < 0:
		case n >= 0 && out[n].Message == p.message:
			out[n].Start, out[n].End = min(out[n].Start, p.start), max(out[n].End, p.end)
		default:
			out = append(out, Part{p.message, p.start, p.end})
		}
	}
	return out
}

// finding maps a finding in the joined text back. ok is false where nothing of
// it lies in a message, which cannot be, or it does not concern the message
// newest.
func (j *joined) finding(f Finding, newest int) (out ConversationFinding, ok bool) {
	out = ConversationFinding{Type: f.Type, Kind: f.Kind, Score: f.Score, Evidence: f.Evidence, Rule: f.Rule, Parts: j.parts(f.Start, f.End)}
	if f.CueEnd > f.CueStart {
		out.Cue = j.parts(f.CueStart, f.CueEnd)
	}
	if j.odd {
		out.Evidence |= WasNormalised
	}
	concerns := func(p Part) bool { return p.Message == newest }
	return out, len(out.Parts) > 0 && (slices.ContainsFunc(out.Parts, concerns) || slices.ContainsFunc(out.Cue, concerns))
}

// spread looks for what the newest message completes together with others.
func (c *Conversation) spread() []ConversationFinding {
	newest := len(c.kept) - 1
	if newest == 0 {
		return nil
	}
	switch c.kept[newest].piece.kind {
	case pieceDigits:
		if out := c.digitRuns(newest); len(out) > 0 {
			return out
		}
		return c.wordRuns(newest)
	case pieceWord:
		return c.wordRuns(newest)
	}
	return nil
}

// digitRuns joins the digits of the newest message with those before, the longest
// row first.
func (c *Conversation) digitRuns(newest int) []ConversationFinding {
	var starts []int
	for i, remarks := newest-1, 0; i >= 0; i-- {
		switch k := &c.kept[i]; {
		case k.piece.kind == pieceDigits && !k.spent:
			starts, remarks = append(starts, i), 0
			continue
		case k.piece.remark() && remarks == 0:
			remarks++
			continue
		}
		break
	}
	for n := len(starts) - 1; n >= 0; n-- {
		var j joined
		split := c.leadIn(&j, starts[n])
		for i := starts[n]; i <= newest; i++ {
			if k := &c.kept[i]; k.piece.kind == pieceDigits {
				j.addDigits(k)
				split = split || k.piece.saysSplit()
			}
		}
		for _, f := range c.e.Append(nil, Input{Text: j.text}) {
			if f.Start != j.cuts[0] || f.End != len(j.text) || !j.plausible(f, split) {
				continue
			}
			if out, ok := j.finding(f, c.kept[newest].index); ok {
				return []ConversationFinding{out}
			}
		}
	}
	return nil
}

// leadIn puts the words in front that may announce or explain the digits from
// the message at i on: up to two messages that are no digits, and the words of
// the first piece. It reports whether they say that a number comes in pieces.
func (c *Conversation) leadIn(j *joined, i int) (split bool) {
	from := i
	for from > 0 && i-from < 2 && c.kept[from-1].piece.kind != pieceDigits && len(c.kept[from-1].text) <= maxPiece {
		from--
	}
	for k := from; k < i; k++ {
		j.add(&c.kept[k])
		j.mark(" ")
	}
	if w := c.kept[i].piece.words; w != "" {
		d := c.kept[i].piece.digits
		for b := range d[0].start {
			j.text = append(j.text, c.kept[i].text[b])
			j.from = append(j.from, place{c.kept[i].index, b, b + 1})
		}
	}
	return c.kept[i].piece.saysSplit()
}

// plausible reports whether the pieces are cut as people cut such a number, or
// other evidence makes up for it: a context word, words such as 后四位, or a check
// digit that two further digits would have to match by chance.
func (j *joined) plausible(f Finding, split bool) bool {
	if f.Evidence&NotCue != 0 {
		return false
	}
	if f.Evidence&HasCue != 0 || split {
		return true
	}
	n := f.End - f.Start
	single := len(j.cuts) == n
	for _, cut := range j.cuts[1:] {
		at := cut - f.Start
		switch {
		case f.Type == PhoneNumber && n == 11:
			if at != 3 && at != 7 && !single {
				return false
			}
		case f.Type == CreditCard:
			if at%4 != 0 {
				return false
			}
		case f.Type == CNResidentID:
		default:
			return false
		}
	}
	return true
}

// wordRuns joins the newest message with the words in front: tightly, and with
// blanks between Latin words.
func (c *Conversation) wordRuns(newest int) []ConversationFinding {
	from := newest
	for from > 0 && newest-from < 8 {
		k := &c.kept[from-1]
		if k.piece.kind != pieceWord && k.piece.kind != pieceDigits && k.piece.kind != pieceRemark {
			break
		}
		from--
	}
	if from > 0 && len(c.kept[from-1].text) <= maxPiece && c.kept[from-1].piece.kind == pieceNone {
		from-- // 我的微信是下面这个
	}
	var out []ConversationFinding
	for _, blanks := range [...]blanksBetween{longBlanks, noBlanks, allBlanks} {
		for start := from; start < newest; start++ {
			out = append(out, c.joinWords(start, newest, blanks)...)
			if len(out) > 0 {
				return out[:1]
			}
		}
	}
	return nil
}

// blanksBetween says where a blank is put between Latin words that follow one
// another.
type blanksBetween uint8

const (
	noBlanks   blanksBetween = iota // abc, _12345
	allBlanks                       // my wechat, is, rabbit_2041
	longBlanks                      // V, X, abc12345
)

// joinWords joins the messages from start on and returns what is found in them
// together and in none alone.
func (c *Conversation) joinWords(start, newest int, blanks blanksBetween) (out []ConversationFinding) {
	var j joined
	for i := start; i <= newest; i++ {
		k := &c.kept[i]
		blank := blanks == allBlanks || blanks == longBlanks && len(k.text) > 3
		if i > start && (blank || c.kept[i-1].piece.kind == pieceNone) && len(k.text) > 0 && len(j.text) > 0 && isWord(k.text[0]) && isWord(j.text[len(j.text)-1]) {
			j.mark(" ")
		}
		if k.piece.kind == pieceWord {
			t := strings.TrimSpace(k.text)
			at := strings.Index(k.text, t)
			for b := range len(t) {
				j.text = append(j.text, t[b])
				j.from = append(j.from, place{k.index, at + b, at + b + 1})
			}
			continue
		}
		j.add(k)
	}
	for _, f := range c.e.Append(nil, Input{Text: j.text}) {
		g, ok := j.finding(f, c.kept[newest].index)
		if !ok || !g.Spread() || !spreads(f.Type) || f.Evidence&NotCue != 0 {
			continue
		}
		// A value may only go from one message into the next where a word of
		// context stands in front or its form leaves no doubt.
		if len(g.Parts) > 1 && f.Evidence&HasCue == 0 && f.Type != EmailAddress && f.Evidence&HasChecksum == 0 {
			continue
		}
		out = append(out, g)
	}
	return out
}

// spreads reports whether values of the type are given piece by piece. Names,
// addresses and facts join by accident in words that follow one another.
func spreads(t Type) bool {
	switch t {
	case PhoneNumber, CNQQ, CNWeChatID, SocialHandle, EmailAddress, CNResidentID, CreditCard, IBANCode, USSSN, UKNINO,
		CNPassport, HKIDCard, MOIDCard, TWNationalID, CNLicensePlate, CNHKMacauPermit, CNTaiwanPermit, Credential:
		return true
	}
	return false
}

// besideReach is how many messages back a name or an address may lie that the
// newest one makes plain.
const besideReach = 2

// beside looks for names and addresses that only the messages before make plain:
// 王铁柱, and then the address. Each lies in one message; the newest one is part
// of what speaks for it.
func (c *Conversation) beside() (out []ConversationFinding) {
	newest := len(c.kept) - 1
	from := newest
	for from > 0 && newest-from < besideReach && len(c.kept[from-1].text) <= maxBeside {
		from--
	}
	if from == newest || len(c.kept[newest].text) > maxBeside {
		return nil
	}
	var j joined
	for i := from; i <= newest; i++ {
		j.add(&c.kept[i])
		j.mark("\n")
	}
	for _, f := range c.e.Append(nil, Input{Text: j.text}) {
		if f.Type != Person && f.Type != Address {
			continue
		}
		g, _ := j.finding(f, c.kept[newest].index)
		if len(g.Parts) != 1 || c.knows(g) {
			continue
		}
		if g.Cue == nil {
			g.Cue = []Part{{c.kept[newest].index, 0, len(c.kept[newest].text)}}
		}
		out = append(out, g)
	}
	return out
}

// maxBeside is the longest message that is read together with its neighbours.
const maxBeside = 400

// knows reports whether a kept message has a finding there already.
func (c *Conversation) knows(g ConversationFinding) bool {
	for i := range c.kept {
		for _, f := range c.kept[i].found {
			for _, p := range f.Parts {
				if p.Message == g.Parts[0].Message && p.Start < g.Parts[0].End && g.Parts[0].Start < p.End {
					return true
				}
			}
		}
	}
	return false
}
