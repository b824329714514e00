// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How far a phrase reaches, in bytes.
const (
	nameReach    = 6  // 我叫 → the name: a blank, a colon, a quotation mark
	contactReach = 18 // "call me at" → the number: six Chinese characters
	behindReach  = 30 // the number → 是我的电话
	publicReach  = 40 // 客服热线 → the number, or from one such number to the next
)

// owner walks through items and hints in the order of the text and remembers
// of whom the text speaks.
type owner struct {
	s      *assessing
	of     whose // of whom the text speaks at the moment
	until  int   // end of the last own hint or item: the author is spoken of up to linkGap behind
	line   int   // end of the last public hint or item
	name   int   // end of the last hintOwnName, -1 if none
	reach  int   // end of the last hintReach, -1 if none
	values map[Type]string
}

// markWhose decides for every item whose it is.
func (s *assessing) markWhose() {
	author := authorKeys(s.opt.Author)
	w := owner{s: s, name: -1, reach: -1, values: map[Type]string{}}
	h := 0
	for i := range s.items {
		it := &s.items[i]
		for ; h < len(s.hints) && s.hints[h].start < it.start; h++ {
			w.hear(s.hints[h])
		}
		s.mailbox(it)
		if it.cleared {
			continue
		}
		switch {
		case isAuthor(author, it):
			w.speakOf(ofAuthor, it.end)
			it.whose, it.cleared = ofAuthor, true
		case w.isOwn(it) || w.ownBehind(i, h):
			it.whose = ofAuthor
		case w.isPublic(it):
			it.whose, w.line = ofPublic, it.end
		}
		if it.whose == ofAuthor {
			w.until = it.end
		}
	}
	for i := range s.passages {
		p := &s.passages[i]
		p.retract()
		p.unpublish()
		p.placeholders()
	}
}

// unpublish takes back that a name is meant for the public where the next way to
// reach somebody is not: "skip the hotline and ring Jane Roe on her own mobile".
func (p *passage) unpublish() {
	private := false // the next contact is
	for i := len(p.items) - 1; i >= 0; i-- {
		it := &p.items[i]
		switch {
		case it.class.part == partContact:
			private = it.whose == ofOther
		case private && it.whose == ofPublic && !it.cleared && it.class.part == partWho:
			it.whose = ofOther
		}
	}
}

// placeholderNames are the names that stand for nobody in examples.
var placeholderNames = []string{
	"张三", "李四", "王五", "赵六", "JOHNDOE", "JANEDOE", "JOEBLOGGS", "MAXMUSTERMANN",
	"FIRSTNAMELASTNAME", "FIRSTLAST", "YOURNAME", "FULLNAME",
}

// placeholders clears the names that stand for nobody where nothing that counts
// stands beside them. Beside a number such a name may hide a real person.
func (p *passage) placeholders() {
	for _, it := range p.items {
		if it.whose == ofOther && (it.class.part != partWho || !slices.Contains(placeholderNames, it.key)) {
			return
		}
	}
	for i := range p.items {
		if p.items[i].whose == ofOther {
			p.items[i].whose = ofTest
		}
	}
}

// roleMailboxes are local parts of addresses that belong to a function, not to a
// person: RFC 2142, and what shops and offices use.
var roleMailboxes = []string{
	"abuse", "accounts", "admin", "admissions", "billing", "booking", "bookings", "careers", "claims", "complaints", "contact",
	"customerservice", "enquiries", "feedback", "hello", "help", "helpdesk", "hr", "info", "inquiries", "invoice", "invoices",
	"jobs", "kefu", "lettings", "lostproperty", "marketing", "media", "news", "noc", "office", "orders", "press", "privacy",
	"reception", "recruitment", "returns", "sales", "security", "service", "support", "tousu", "warranty", "zhaopin",
}

// placeholderMailboxes are local parts that stand for whoever reads an example.
var placeholderMailboxes = []string{
	"you", "your_name", "your.name", "yourname", "your-name", "your_email", "youremail", "name", "username", "firstname.lastname",
	"first.last", "user", "someone", "somebody", "xxx",
}

// mailbox decides by the local part of an e-mail address, whatever the text says.
func (s *assessing) mailbox(it *disclosed) {
	local, _, _ := strings.Cut(it.key, "@")
	switch {
	case it.typ != EmailAddress || it.cleared:
	case slices.Contains(roleMailboxes, local):
		it.whose, it.cleared = ofPublic, true
	case slices.Contains(placeholderMailboxes, local):
		it.whose, it.cleared = ofTest, true
	}
}

// hear takes in what a phrase says.
func (w *owner) hear(h hint) {
	if h.kind&hintTarget != 0 {
		w.of = ofOther
	}
	if h.kind&hintPublic != 0 {
		w.of, w.line = ofPublic, h.end
	}
	if h.kind&hintOwn != 0 && w.namesAnother(h) {
		w.of = ofOther
	} else if h.kind&hintOwn != 0 {
		w.speakOf(ofAuthor, h.end)
	}
	if h.kind&hintOwnName != 0 {
		w.name = h.end
	}
	if h.kind&hintReach != 0 {
		w.reach = h.end
	}
}

// namesAnother reports that 本人 stands behind a name or a pronoun, as in
// 王铁柱本人电话: it is that person then.
func (w *owner) namesAnother(h hint) bool {
	if !bytes.HasPrefix(w.s.text[h.start:], []byte("本人")) {
		return false
	}
	r, _ := utf8.DecodeLastRune(w.s.text[:h.start])
	return unicode.IsLetter(r)
}

func (w *owner) speakOf(o whose, end int) {
	if w.of != o {
		clear(w.values)
	}
	w.of, w.until = o, end
}

// isOwn decides by what stands in front of the item. Names and official numbers
// are the author's only once: a second one is somebody else's, and so is all
// that follows.
func (w *owner) isOwn(it *disclosed) bool {
	introduced := w.name >= 0 && it.class.part == partWho && it.start-w.name <= nameReach && !w.possessive(it.end)
	if introduced {
		w.speakOf(ofAuthor, it.end)
	}
	w.name = -1
	if w.reach >= 0 && (it.class.part == partContact || it.class.part == partAccount) &&
		it.start-w.reach <= contactReach {
		return true
	}
	if w.of != ofAuthor || it.start-w.until > linkGap {
		return false
	}
	if it.class.part == partWho || it.class.part == partID {
		if first, ok := w.values[it.typ]; ok && first != it.key {
			w.of = ofOther
			return false
		}
		w.values[it.typ] = it.key
	}
	return true
}

// possessive reports that an 's or 的 follows: 我是张三的邻居 names somebody else.
func (w *owner) possessive(end int) bool {
	rest := w.s.text[end:]
	for _, mark := range []string{"'s", "’s", "的"} {
		if bytes.HasPrefix(rest, []byte(mark)) {
			return true
		}
	}
	return false
}

// ownBehind reports that the phrase behind the item claims it: "138… 是我的电话".
// Nothing may stand between them. Names are not claimed so: 王铁柱本人 is another.
func (w *owner) ownBehind(i, h int) bool {
	s := w.s
	it := &s.items[i]
	if w.of == ofPublic || it.class.part == partWho || h >= len(s.hints) || s.hints[h].kind&hintOwn == 0 {
		return false
	}
	gap := s.hints[h].start - it.end
	if gap < 0 || gap > behindReach || i+1 < len(s.items) && s.items[i+1].start < s.hints[h].start {
		return false
	}
	return !bytes.ContainsAny(s.text[it.end:s.hints[h].start], "\n.;!?") &&
		!bytes.Contains(s.text[it.end:s.hints[h].start], []byte("。"))
}

// isPublic decides by the line: a phrase such as 客服热线 speaks for the ways to
// reach somebody behind it, and for the name of whoever answers.
func (w *owner) isPublic(it *disclosed) bool {
	switch it.class.part {
	case partContact, partAccount, partPlace:
		if w.s.opt.Organisation {
			return true
		}
		if it.class.part == partPlace && isFlat(w.s.text[it.start:it.end]) {
			w.of = ofOther // and so is the name that goes with it
			return false
		}
	case partWho:
	default:
		return false
	}
	return w.of == ofPublic && it.start-w.line <= publicReach && bytes.IndexByte(w.s.text[w.line:it.start], '\n') < 0
}

// isFlat reports that an address names a flat in a house. Somebody lives there,
// also where it is called the address of a shop: a seller's 退货地址.
func isFlat(address []byte) bool {
	for _, mark := range []string{"单元", "單元", "Apt", "apt ", "Flat ", "Apartment"} {
		if bytes.Contains(address, []byte(mark)) {
			return true
		}
	}
	return false
}

// retract takes back what words of the text claimed where the same passage turns
// on a person: a hotline is not hounded by 打爆他电话, and whoever writes 我的电话
// there poses as the victim. What the platform knows of the author stands.
func (p *passage) retract() {
	if p.has()&hintAgainst == 0 {
		return
	}
	for i := range p.items {
		if !p.items[i].cleared && (p.items[i].whose == ofAuthor || p.items[i].whose == ofPublic) {
			p.items[i].whose = ofOther
		}
	}
}

// authorKeys returns the author's values in every form in which one may be
// found: names and numbers as valueKey folds them, and as they are.
func authorKeys(values []string) map[string]bool {
	keys := map[string]bool{}
	for _, v := range values {
		for _, t := range []Type{Person, PhoneNumber, EmailAddress} {
			keys[valueKey(t, []byte(v))] = true
		}
	}
	delete(keys, "")
	return keys
}

func isAuthor(keys map[string]bool, it *disclosed) bool { return keys[it.key] }
