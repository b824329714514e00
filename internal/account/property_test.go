// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hulanhq/hulan/internal/account"
)

// model is what should be true of one person.
type model struct {
	status account.Status
	grants []account.Grant
	tokens []account.Secret
	p      *someone
	link   account.Secret
}

// No sequence of calls gives a session to a person who is not active, and no
// right without an unexpired, approved grant that the session is proved well
// enough for.
func TestNoSessionNoRight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.setUp()
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			m := &machine{t: rt, h: h, admin: admin, m: map[string]*model{}}
			for i := range 2 {
				m.invite(account.Personal(string(rune('a'+i))) + account.Personal(time.Duration(n).String()) + "@example.com")
			}
			rt.Repeat(map[string]func(*rapid.T){
				"":        m.check,
				"accept":  m.accept,
				"signIn":  m.signIn,
				"signOut": m.signOut,
				"grant":   m.grant,
				"end":     m.end,
				"suspend": m.suspend,
				"resume":  m.resume,
				"leave":   m.leave,
				"reset":   m.reset,
				"wait": func(rt *rapid.T) {
					h.clock.add(time.Duration(rapid.IntRange(1, 2000).Draw(rt, "seconds")) * time.Second)
				},
			})
		})
	})
}

type machine struct {
	t     *rapid.T
	h     *house
	admin *someone
	m     map[string]*model
	ids   []string
}

func (m *machine) any(rt *rapid.T) (string, *model) {
	id := rapid.SampledFrom(m.ids).Draw(rt, "person")
	return id, m.m[id]
}

func (m *machine) invite(email account.Personal) {
	p, link, err := m.h.Invite(m.h.t.Context(), account.System(), account.NewPerson{Name: "n", Email: email})
	if err != nil {
		m.t.Fatal(err)
	}
	m.m[p.ID] = &model{status: account.Invited, link: link, p: &someone{h: m.h, email: email}}
	m.ids = append(m.ids, p.ID)
}

// in takes the answer to a sign-in of whatever kind.
func (m *machine) in(rt *rapid.T, x *model, out account.SignedIn, err error) {
	if err != nil {
		return
	}
	if x.status != account.Active {
		rt.Fatalf("a person who is %s signed in", x.status)
	}
	x.tokens = append(x.tokens, out.Token)
}

func (m *machine) accept(rt *rapid.T) {
	_, x := m.any(rt)
	out, err := m.h.Accept(m.h.t.Context(), x.link, password)
	if err == nil && x.status == account.Invited {
		x.status = account.Active
	}
	m.in(rt, x, out, err)
}

func (m *machine) signIn(rt *rapid.T) {
	_, x := m.any(rt)
	out, err := m.h.SignIn(m.h.t.Context(), attempt(x.p.email, password))
	m.in(rt, x, out, err)
}

func (m *machine) reset(rt *rapid.T) {
	id, x := m.any(rt)
	link, err := m.h.Reset(m.h.t.Context(), account.System(), id)
	if err != nil {
		return
	}
	if rapid.Bool().Draw(rt, "suspended meanwhile") {
		m.set(id, x, m.h.Suspend(m.h.t.Context(), account.System(), id), account.Suspended)
	}
	out, err := m.h.CompleteReset(m.h.t.Context(), link, password+"2", "")
	m.in(rt, x, out, err)
	if err == nil {
		x.tokens = []account.Secret{out.Token}
		if err := m.h.SetPassword(m.h.t.Context(), out.Session.Actor, password); err != nil {
			rt.Fatal(err)
		}
	}
}

func (m *machine) signOut(rt *rapid.T) {
	_, x := m.any(rt)
	if len(x.tokens) > 0 {
		if err := m.h.SignOut(m.h.t.Context(), x.tokens[0]); err != nil {
			rt.Fatal(err)
		}
		x.tokens = x.tokens[1:]
	}
}

func (m *machine) grant(rt *rapid.T) {
	id, x := m.any(rt)
	g := account.Grant{
		StaffID: id, Role: rapid.SampledFrom(account.Roles).Draw(rt, "role").Role,
		To: m.h.clock.Now().Add(time.Duration(rapid.IntRange(1, 3000).Draw(rt, "for")) * time.Second),
	}
	g, err := m.h.Grant(m.h.t.Context(), account.System(), g)
	if err == nil {
		x.grants = append(x.grants, g)
	}
}

func (m *machine) end(rt *rapid.T) {
	_, x := m.any(rt)
	for i, g := range x.grants {
		if m.h.End(m.h.t.Context(), account.System(), g.ID) == nil {
			x.grants = append(x.grants[:i:i], x.grants[i+1:]...)
			return
		}
	}
}

func (m *machine) set(_ string, x *model, err error, to account.Status) {
	if err == nil {
		x.status = to
		if to != account.Active {
			x.tokens = nil
		}
	}
}

func (m *machine) suspend(rt *rapid.T) {
	id, x := m.any(rt)
	old := x.tokens
	m.set(id, x, m.h.Suspend(m.h.t.Context(), account.System(), id), account.Suspended)
	m.dead(rt, x, old)
}

func (m *machine) resume(rt *rapid.T) {
	id, x := m.any(rt)
	m.set(id, x, m.h.Resume(m.h.t.Context(), account.System(), id), account.Active)
}

func (m *machine) leave(rt *rapid.T) {
	if rapid.IntRange(0, 4).Draw(rt, "leaves") > 0 {
		return
	}
	id, x := m.any(rt)
	old := x.tokens
	m.set(id, x, m.h.Leave(m.h.t.Context(), account.System(), id), account.Left)
	m.dead(rt, x, old)
}

// dead wants that no token of before opens anything once the person is out.
func (m *machine) dead(rt *rapid.T, x *model, tokens []account.Secret) {
	if x.status == account.Active {
		return
	}
	for _, token := range tokens {
		if _, err := m.h.Session(m.h.t.Context(), token); !errors.Is(err, account.ErrRefused) {
			rt.Fatalf("a session of a person who is %s lives: %v", x.status, err)
		}
	}
}

// check compares what each session may do with the model.
func (m *machine) check(rt *rapid.T) {
	for _, x := range m.m {
		for _, token := range x.tokens {
			s, err := m.h.Session(m.h.t.Context(), token)
			if errors.Is(err, account.ErrRefused) {
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
			for _, info := range account.Rights {
				if s.Actor.Can(info.Right, account.All) && !m.granted(x, info.Right, s.Level) {
					rt.Fatalf("%s without a grant", info.Right)
				}
			}
		}
	}
}

func (m *machine) granted(x *model, right account.Right, level int) bool {
	for _, g := range x.grants {
		for _, role := range account.Roles {
			if role.Role == g.Role && role.Level <= level && !role.TwoPersons && role.Role.Has(right) && m.h.clock.Now().Before(g.To) {
				return true
			}
		}
	}
	return false
}
