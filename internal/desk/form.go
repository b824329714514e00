// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/docket"
)

// Category says what was disclosed. Level is what it is worth before anybody
// has looked, 0 to 4 for S0 to S4.
type Category struct {
	ID    string
	Level int
}

// Categories in the order of the form. The levels follow the grades that the
// engine gives such a thing beside a name: a number alone S2, a way to
// somebody's door or identity S3; children raise whatever it is.
func Categories() []Category {
	return []Category{
		{"contact", 2},   // telephone, e-mail, account names
		{"address", 3},   // where somebody lives or is
		{"id", 3},        // identity card, passport and other numbers of documents
		{"photo", 2},     // pictures and video of a person
		{"chat", 2},      // private messages
		{"health", 3},    // illness, treatment
		{"money", 3},     // bank cards, debts, income
		{"account", 3},   // passwords, codes
		{"minor", 4},     // about a child
		{"doxxing", 4},   // collected to make people find or harass somebody
		{"workplace", 1}, // school, employer
		{"other", 1},
	}
}

// Relation says whose information it is.
type Relation string

const (
	Self       Relation = "self"
	Guardian   Relation = "guardian"
	Agent      Relation = "agent"
	ThirdParty Relation = "third_party"
	// Unsaid is for complaints by mail, which answer no questions.
	Unsaid Relation = "unsaid"
)

// Mode says how the person can be reached.
type Mode string

const (
	// Anonymous: under the receipt only.
	Anonymous Mode = "anonymous"
	// Contactable: a mail says that there is news, nothing more.
	Contactable Mode = "contactable"
	// Identified: a name too, which only a custodian sees.
	Identified Mode = "identified"
)

// Channel says how a complaint came in.
type Channel string

const (
	Web    Channel = "web"
	API    Channel = "api"
	Mail   Channel = "mail"
	Phone  Channel = "phone"
	Letter Channel = "letter"
)

// Remedies that a person may ask for.
func Remedies() []string {
	return []string{"remove", "mask", "tell_author", "stop_spread", "explain"}
}

// Limits of a form. A person who has more to say writes it under the receipt.
const (
	MaxPlaces = 20
	// MaxPlace is longer than browsers' practical limit of an address.
	MaxPlace = 2048
	// MaxContact is the longest e-mail address by RFC 5321, and some.
	MaxContact = 320
)

// Limits of what a person writes and sends at once, which an operator sets.
type Limits struct {
	// Files is how many files a complaint or message may have. Defaults to 10;
	// below zero allows none.
	Files int
	// Text is how many characters a text may have. Defaults to 20,000, some ten
	// printed pages; at most [docket.MaxText].
	Text int
}

func (l Limits) withDefaults() Limits {
	if l.Files == 0 {
		l.Files = 10
	}
	if l.Text == 0 {
		l.Text = 20_000
	}
	l.Text = min(l.Text, docket.MaxText)
	return l
}

// Form is a complaint as it is filed. It holds what people wrote: the text
// fields mask themselves when printed.
type Form struct {
	Lang       string
	Channel    Channel
	Mode       Mode
	Categories []string
	Relation   Relation
	Remedies   []string
	// Places are addresses of pages, one each, or words that say where.
	Places []docket.Text
	// What happened, in the person's words. Optional.
	What docket.Text
	// Contact is an e-mail address, for [Contactable] and [Identified].
	Contact docket.Text
	// Name of the person, for [Identified].
	Name docket.Text
	// Passphrase is asked beside the receipt later. Optional.
	Passphrase docket.Text
	Files      []docket.File
}

// Problem is something in a form that a person can mend. Pages have words for
// each code.
type Problem struct {
	Field, Code string
}

// Check lists what is wrong with a form, in the order of its questions.
func (f *Form) Check(l Limits) []Problem {
	l = l.withDefaults()
	var out []Problem
	bad := func(wrong bool, field, code string) {
		if wrong && !slices.ContainsFunc(out, func(p Problem) bool { return p.Field == field }) {
			out = append(out, Problem{field, code})
		}
	}
	bad(f.Lang != "zh-CN" && f.Lang != "en", "lang", "unknown")
	bad(len(f.Places) == 0 && f.What == "" && len(f.Files) == 0, "places", "nothing")
	bad(len(f.Places) > MaxPlaces, "places", "too_many")
	for _, p := range f.Places {
		bad(len(p) > MaxPlace, "places", "too_long")
		bad(!text(p), "places", "not_text")
		bad(commaHost(string(p)), "places", "comma")
	}
	bad(len(f.Categories) == 0, "categories", "none")
	for _, c := range f.Categories {
		bad(!slices.ContainsFunc(Categories(), func(k Category) bool { return k.ID == c }), "categories", "unknown")
	}
	bad(utf8.RuneCountInString(string(f.What)) > l.Text, "what", "too_long")
	bad(!text(f.What), "what", "not_text")
	bad(!slices.Contains([]Relation{Self, Guardian, Agent, ThirdParty}, f.Relation) && (f.Channel != Mail || f.Relation != Unsaid), "relation", "none")
	for _, r := range f.Remedies {
		bad(!slices.Contains(Remedies(), r), "remedies", "unknown")
	}
	bad(len(f.Files) > max(0, l.Files), "files", "too_many")
	bad(!slices.Contains([]Mode{Anonymous, Contactable, Identified}, f.Mode), "mode", "none")
	if f.Mode == Contactable || f.Mode == Identified {
		bad(!mailbox(string(f.Contact)), "contact", "not_mail")
	}
	bad(f.Mode == Identified && strings.TrimSpace(string(f.Name)) == "", "name", "missing")
	bad(len(f.Name) > MaxContact, "name", "too_long")
	bad(len(f.Passphrase) > 200, "passphrase", "too_long")
	return out
}

// text says whether t is text: valid UTF-8 without control characters but line
// breaks and tabs.
func text(t docket.Text) bool {
	return utf8.ValidString(string(t)) && !strings.ContainsFunc(string(t), func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f
	})
}

// commaHost notices an address typed with a comma where a dot should be, the
// commonest slip on a telephone's keyboard.
func commaHost(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "http://"); !ok {
			return false
		}
	}
	host, _, _ := strings.Cut(rest, "/")
	return strings.ContainsAny(host, ",，")
}

// mailbox is a plain check: one @ with something on both sides and a dot in the
// domain. Whether it works, only a mail can tell.
func mailbox(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && len(s) <= MaxContact && strings.Contains(domain, ".") && !strings.ContainsAny(s, " \t\r\n<>,;\"") &&
		!strings.Contains(domain, "@") && !strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".")
}

// normalPlace brings the address of a page into one form, so that complaints
// about the same page are seen as such: scheme and "www." gone, host in small
// letters, no fragment, no tracking parameters, no slash at the end. Words that
// are no address give "".
func normalPlace(s string) string {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") && strings.Contains(s, ".") && !strings.ContainsAny(s, " \n，。") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	q := u.Query()
	for k := range q {
		if strings.HasPrefix(k, "utm_") || slices.Contains([]string{"from", "share", "spm", "fbclid", "gclid", "share_token"}, k) {
			q.Del(k)
		}
	}
	out := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") + strings.TrimRight(u.EscapedPath(), "/")
	if enc := q.Encode(); enc != "" {
		out += "?" + enc
	}
	return out
}

// level is what a form is worth before anybody has looked at it.
func (f *Form) level() int {
	level := 0
	for _, c := range Categories() {
		if slices.Contains(f.Categories, c.ID) {
			level = max(level, c.Level)
		}
	}
	return level
}
