// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/account/accounttest"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// house is a register with words for what tests do.
type house struct {
	*account.Register
	t     testing.TB
	db    *store.DB
	clock clock
	path  string
	with  account.Options
}

type clock struct{ *accounttest.Clock }

func (c clock) add(d time.Duration) { c.Add(d) }

func open(t testing.TB, o store.Options) *house {
	t.Helper()
	return openCost(t, o, accounttest.Cheap)
}

func sqliteCost(t testing.TB, c account.Cost) *house {
	t.Helper()
	return openCost(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")}, c)
}

func openCost(t testing.TB, o store.Options, c account.Cost) *house {
	t.Helper()
	h := accounttest.OpenCost(t, o, c)
	return &house{Register: h.Register, t: t, db: h.DB, clock: clock{h.Clock}, path: o.Path, with: h.Options}
}

func sqlite(t testing.TB) *house {
	t.Helper()
	return open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})
}

// each runs f on SQLite and on PostgreSQL.
func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, sqlite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, open(t, store.Options{Postgres: storetest.Postgres(t)})) })
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// refused wants one error.
func (h *house) want(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("error %v, want %v", err, want)
	}
}

const password = accounttest.Password

// someone is a person who is signed in with a password and an app.
type someone struct {
	account.SignedIn
	h        *house
	email    account.Personal
	secret   account.Secret
	recovery []account.Secret
}

func (p *someone) id() string           { return p.Session.StaffID }
func (p *someone) actor() account.Actor { return p.Session.Actor }

// code is what the person's app shows now.
func (p *someone) code() account.Secret {
	p.h.t.Helper()
	c, err := totp.GenerateCode(p.secret.Clear(), p.h.clock.Now())
	p.h.ok(err)
	return account.Secret(c)
}

// addApp adds an authenticator app.
func (p *someone) addApp() {
	p.h.t.Helper()
	n, err := p.h.AddTOTP(p.h.t.Context(), p.actor())
	p.h.ok(err)
	p.secret = n.Secret
	p.SignedIn, p.recovery, err = p.h.ConfirmTOTP(p.h.t.Context(), p.actor(), n.ID, p.code())
	p.h.ok(err)
	p.h.clock.add(30 * time.Second) // the next code
}

// again signs the person in anew.
func (p *someone) again() {
	p.h.t.Helper()
	p.h.clock.add(30 * time.Second)
	in, err := p.h.SignIn(p.h.t.Context(), account.Attempt{Email: p.email, Password: password})
	p.h.ok(err)
	if in.NeedCode {
		in, err = p.h.SecondFactor(p.h.t.Context(), in.Token, p.code())
		p.h.ok(err)
	}
	p.SignedIn = in
}

// setUp makes the first administrator, with an app.
func (h *house) setUp() *someone {
	h.t.Helper()
	p := &someone{h: h, email: "root@example.com"}
	p.SignedIn = (&accounttest.House{Register: h.Register}).SetUp(h.t)
	p.addApp()
	return p
}

// join invites somebody, who accepts with the password, and gives the roles;
// the app is added where a role asks for it.
func (h *house) join(admin *someone, name string, roles ...account.Role) *someone {
	h.t.Helper()
	admin.again()
	p := &someone{h: h, email: account.Personal(strings.ToLower(name) + "@example.com")}
	who, link, err := h.Invite(h.t.Context(), admin.actor(), account.NewPerson{Name: account.Personal(name), Email: p.email, Locale: "en"})
	h.ok(err)
	p.SignedIn, err = h.Accept(h.t.Context(), link, password)
	h.ok(err)
	for _, role := range roles {
		g, err := h.Grant(h.t.Context(), admin.actor(), account.Grant{StaffID: who.ID, Role: role})
		h.ok(err)
		if g.Waiting() {
			h.ok(h.Approve(h.t.Context(), account.System(), g.ID))
		}
	}
	p.refresh()
	if p.actor().NeedsFactor() {
		p.addApp()
	}
	return p
}

// refresh reads the session anew.
func (p *someone) refresh() {
	p.h.t.Helper()
	var err error
	p.Session, err = p.h.Session(p.h.t.Context(), p.Token)
	p.h.ok(err)
}
