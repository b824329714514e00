// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/web"
)

const rightsHead = `# Who may do what

Made from the routes of the pages by ` + "`UPDATE=1 go test ./internal/web -run Rights`" + `; the same test asks a running service for every address in every role and compares. “all” is everybody, signed in or not.

Without a session only the addresses under “all” answer: any other page leads to the sign-in page, any other form is refused with 401.

## Addresses

`

// roles are all roles, in the order of pages.
func roles() (all []account.Role) {
	for _, r := range account.Roles {
		all = append(all, r.Role)
	}
	return all
}

// mayOpen says what the routes promise.
func mayOpen(rt web.Route, r account.Role) bool {
	return rt.Need == "" || rt.Need == "*" || r.Has(rt.Need)
}

// addresses is the first table of docs/rights.md.
func addresses() string {
	var b strings.Builder
	b.WriteString("| address | right | all |")
	for _, r := range roles() {
		fmt.Fprintf(&b, " %s |", r)
	}
	b.WriteString("\n|---|---|---" + strings.Repeat("|---", len(account.Roles)) + "|\n")
	for _, rt := range web.Routes() {
		need, all := string(rt.Need), "–"
		switch rt.Need {
		case "":
			need, all = "", "yes"
		case "*":
			need = "signed in"
		}
		fmt.Fprintf(&b, "| `%s %s` | %s | %s |", rt.Method, rt.Path, need, all)
		for _, r := range roles() {
			cell := "–"
			if mayOpen(rt, r) {
				cell = "yes"
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Every address answers exactly those roles that docs/rights.md says, and nobody
// without a session but the public ones.
func TestRightsOfAddresses(t *testing.T) {
	s := newSite(t, "")
	ref := s.file(nil).Ref
	ask := func(m *member, rt web.Route) answer {
		path := strings.NewReplacer("{ref}", ref, "{id}", store.NewID(), "{$}", "").Replace(rt.Path)
		if rt.Method == "POST" {
			return s.post(m, path, url.Values{"lang": {"en"}})
		}
		return s.do(m, httptest.NewRequestWithContext(t.Context(), rt.Method, path, nil))
	}
	for _, rt := range web.Routes() {
		a := ask(nil, rt)
		shut := a.status == http.StatusUnauthorized || a.status == http.StatusSeeOther && a.to == "/staff/signin"
		if shut != (rt.Need != "") {
			t.Errorf("%s %s without a session: %d %s", rt.Method, rt.Path, a.status, a.to)
		}
		for _, r := range roles() {
			m := s.people[r]
			a := ask(m, rt)
			if open := a.status != http.StatusForbidden && a.status != http.StatusUnauthorized; open != mayOpen(rt, r) {
				t.Errorf("%s %s as %s: %d, the matrix says %v", rt.Method, rt.Path, r, a.status, mayOpen(rt, r))
			}
			if a.status >= 500 {
				t.Errorf("%s %s as %s: %d", rt.Method, rt.Path, r, a.status)
			}
			if rt.Path == "/staff/signout" {
				s.signIn(m)
			}
		}
	}
	if s.log.Len() > 0 {
		t.Errorf("the service logged:\n%s", s.log.String())
	}
}

// deeds are what the buttons of a case's page do.
var deeds = []struct {
	name string
	form url.Values
}{
	{"claim, extend the hold", url.Values{"do": {"claim"}}},
	{"release", url.Values{"do": {"release"}}},
	{"hand over", url.Values{"do": {"hand"}}},
	{"note", url.Values{"do": {"note"}, "text": {"Looked at it."}}},
	{"tag", url.Values{"do": {"tag"}, "tag": {"market"}}},
	{"correct the level", url.Values{"do": {"level"}, "level": {"1"}}},
	{"move to a queue", url.Values{"do": {"move"}, "queue": {"main"}}},
	{"join", url.Values{"do": {"join"}}},
	{"extend a clock", url.Values{"do": {"extend"}}},
	{"step: start work", url.Values{"do": {"step"}, "event": {"investigate"}}},
	{"step: tell the outcome", url.Values{"do": {"step"}, "event": {"respond"}, "outcome": {"removed"}, "text": {"It is gone."}}},
	{"step: out of scope", url.Values{"do": {"step"}, "event": {"exit_scope"}}},
	{"legal hold", url.Values{"do": {"hold"}}},
}

// try does a deed on a new case that a colleague, the person or nobody holds.
func (s *site) try(m *member, form url.Values, holder string) string {
	sub := s.file(nil)
	colleague := s.people[account.Moderator]
	if m.role == account.Moderator {
		colleague = s.people[account.Officer]
	}
	if form.Get("do") == "extend" {
		s.read(func(tx *store.Tx) error {
			c, err := s.Docket.Clocks(s.t.Context(), tx, mustCase(s, tx, sub.Ref))
			for _, k := range c {
				if k.Rule.Extend != nil {
					form = url.Values{"do": {"extend"}, "clock": {k.ID}, "reason": {k.Rule.Extend.Reasons[0].Code}}
				}
			}
			return err
		})
	}
	if form.Get("do") == "hand" {
		form = url.Values{"do": {"hand"}, "to": {colleague.id}}
	}
	path := "/staff/cases/" + sub.Ref
	claim := url.Values{"do": {"claim"}}
	switch holder {
	case "self":
		s.post(m, path, claim)
	case "other":
		s.post(colleague, path, claim)
	}
	if form.Get("event") == "respond" { // it follows on work
		by := m
		if holder == "other" {
			by = colleague
		} else {
			s.post(m, path, claim)
		}
		s.post(by, path, url.Values{"do": {"step"}, "event": {"investigate"}})
		if holder == "nobody" {
			s.post(m, path, url.Values{"do": {"release"}})
		}
	}
	switch a := s.post(m, path, form); a.status {
	case http.StatusSeeOther:
		return "yes"
	case http.StatusForbidden:
		return "no right"
	case http.StatusConflict:
		return "held or not held"
	case http.StatusUnprocessableEntity:
		return "claim first"
	default:
		return fmt.Sprint(a.status)
	}
}

// holding is the second table of docs/rights.md, from a running service.
func holding(t *testing.T) string {
	s := newSite(t, "")
	var b strings.Builder
	b.WriteString("| deed |")
	working, holders := []account.Role{account.Officer, account.Moderator}, []string{"self", "nobody", "other"}
	for _, r := range working {
		for _, h := range holders {
			fmt.Fprintf(&b, " %s, held by %s |", r, h)
		}
	}
	b.WriteString("\n|---" + strings.Repeat("|---", len(working)*len(holders)) + "|\n")
	for _, d := range deeds {
		fmt.Fprintf(&b, "| %s |", d.name)
		for _, r := range working {
			for _, h := range holders {
				fmt.Fprintf(&b, " %s |", s.try(s.people[r], d.form, h))
			}
		}
		b.WriteString("\n")
	}
	for _, r := range roles() {
		if r == account.Officer || r == account.Moderator {
			continue
		}
		for _, d := range deeds {
			if got := s.try(s.people[r], d.form, "nobody"); got != "no right" {
				t.Errorf("%s by %s: %s", d.name, r, got)
			}
		}
	}
	return b.String()
}

// docs/rights.md says what the routes and a running service say.
func TestRightsDocument(t *testing.T) {
	want := rightsHead + addresses() + "\n## Deeds on a case\n\nNobody without `case.work` does any of them. “held or not held” is refused with 409: somebody else works on the case, or the reader does not.\n\n" + holding(t)
	const file = "../../docs/rights.md"
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("docs/rights.md is not what the service does; UPDATE=1 writes:\n%s", want)
	}
}
