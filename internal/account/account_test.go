// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// sealer is a small vault: AES-GCM with the place as bound data.
type sealer struct {
	mu   sync.Mutex
	keys map[string]cipher.AEAD
}

var errNoKey = errors.New("no such key")

func (s *sealer) NewKey(context.Context, *store.Tx, string) (string, error) {
	key := make([]byte, 32)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	id := store.NewID()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys[id] = gcm
	return id, err
}

func (s *sealer) key(id string) (cipher.AEAD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[id] == nil {
		return nil, errNoKey
	}
	return s.keys[id], nil
}

func (s *sealer) Seal(_ context.Context, _ *store.Tx, id, column, row string, plain []byte) ([]byte, error) {
	k, err := s.key(id)
	if err != nil {
		return nil, err
	}
	return k.Seal(nil, nil, plain, []byte(column+"/"+row)), nil
}

func (s *sealer) Open(_ context.Context, _ *store.Tx, id, column, row string, sealed []byte) ([]byte, error) {
	k, err := s.key(id)
	if err != nil {
		return nil, err
	}
	return k.Open(nil, nil, sealed, []byte(column+"/"+row))
}

func (s *sealer) Index(domain, value string) []byte {
	h := hmac.New(sha256.New, []byte("a key of the test"))
	h.Write([]byte(domain + "\x00" + value))
	return h.Sum(nil)[:16]
}

func (s *sealer) Erase(_ context.Context, _ *store.Tx, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, id)
	return nil
}

// house is the accounts of a database, with a clock that tests move.
type house struct {
	t   *testing.T
	db  *store.DB
	a   *account.Accounts
	log *ledger.Log
	now time.Time
	mu  sync.Mutex
}

func (h *house) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	run := func(t *testing.T, o store.Options) {
		h := &house{t: t, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
		o.Now = h.Now
		h.db = storetest.Open(t, o)
		var err error
		h.log, err = ledger.New(h.db, account.Tables()...)
		h.must(err)
		h.a = account.New(h.db, h.log, &sealer{keys: map[string]cipher.AEAD{}})
		f(t, h)
	}
	t.Run("sqlite", func(t *testing.T) { run(t, store.Options{Path: t.TempDir() + "/hulan.db"}) })
	t.Run("postgres", func(t *testing.T) { run(t, store.Options{Postgres: storetest.Postgres(t)}) })
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// somebody is a person who has joined.
type somebody struct{ id, email, password, secret string }

func (h *house) code(secret string) string {
	h.t.Helper()
	c, err := totp.GenerateCode(secret, h.Now())
	h.must(err)
	return c
}

// first sets the service up.
func (h *house) first() somebody {
	h.t.Helper()
	token, err := h.a.SetupToken(h.t.Context())
	h.must(err)
	p := somebody{email: "Admin@Clearbrook.example", password: "three brass lanterns", secret: account.NewSecret()}
	p.id, err = h.a.Join(h.t.Context(), token, account.Joining{Name: "Planted Admin", Email: account.Name(p.email), Lang: "en", Password: p.password, Secret: p.secret, Code: h.code(p.secret)})
	h.must(err)
	return p
}

func (h *house) invite(by somebody, email string, roles ...account.Role) somebody {
	h.t.Helper()
	p := somebody{email: email, password: "four copper kettles", secret: account.NewSecret()}
	id, token, err := h.a.Invite(h.t.Context(), account.NewPerson{Name: "Planted Person", Email: account.Name(email), Lang: "zh-CN", Roles: roles}, "staff:"+by.id)
	h.must(err)
	p.id, err = h.a.Join(h.t.Context(), token, account.Joining{Password: p.password, Secret: p.secret, Code: h.code(p.secret)})
	h.must(err)
	if p.id != id {
		h.t.Errorf("joined as %s, invited as %s", p.id, id)
	}
	return p
}

// signIn waits for the next code and signs in.
func (h *house) signIn(p somebody) string {
	h.t.Helper()
	h.pass(time.Minute)
	token, err := h.a.SignIn(h.t.Context(), p.email, p.password, h.code(p.secret))
	h.must(err)
	return token
}

func (h *house) actor(p somebody) *account.Actor {
	h.t.Helper()
	act, err := h.a.Session(h.t.Context(), h.signIn(p))
	h.must(err)
	return act
}

// A set-up link makes one admin, once, within a day; a newer one replaces it.
func TestSetUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		old, err := h.a.SetupToken(ctx)
		h.must(err)
		newer, err := h.a.SetupToken(ctx)
		h.must(err)
		secret := account.NewSecret()
		join := func(token, pass, code string) error {
			_, err := h.a.Join(ctx, token, account.Joining{Name: "A", Email: "a@clearbrook.example", Password: pass, Secret: secret, Code: code})
			return err
		}
		for name, tt := range map[string]struct{ got, want error }{
			"replaced link": {join(old, "three brass lanterns", h.code(secret)), account.ErrLink},
			"no link":       {join("nonsense", "three brass lanterns", h.code(secret)), account.ErrLink},
			"short":         {join(newer, "short", h.code(secret)), account.ErrPassword},
			"common":        {join(newer, "1234567890", h.code(secret)), account.ErrPassword},
			"repeated":      {join(newer, "abcabcabcabc", h.code(secret)), account.ErrPassword},
			"wrong code":    {join(newer, "three brass lanterns", "000000"), account.ErrCode},
		} {
			if !errors.Is(tt.got, tt.want) {
				t.Errorf("%s: %v, want %v", name, tt.got, tt.want)
			}
		}
		h.must(join(newer, "three brass lanterns", h.code(secret)))
		if err := join(newer, "three brass lanterns", h.code(secret)); !errors.Is(err, account.ErrLink) {
			t.Errorf("the link works twice: %v", err)
		}
		late, err := h.a.SetupToken(ctx)
		h.must(err)
		h.pass(24*time.Hour + time.Minute)
		if err := join(late, "three brass lanterns", h.code(secret)); !errors.Is(err, account.ErrLink) {
			t.Errorf("the link works after a day: %v", err)
		}
	})
}

// Address, password and code must all be right; a code is good once; five wrong
// tries make the account wait, and only for a while.
func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		p := h.first()
		try := func(email, pass, code string) error {
			_, err := h.a.SignIn(ctx, email, pass, code)
			return err
		}
		if err := try(p.email, p.password, h.code(p.secret)); !errors.Is(err, account.ErrSignIn) {
			t.Errorf("the code that was used to join works again: %v", err)
		}
		h.pass(time.Minute)
		for _, err := range []error{try("nobody@clearbrook.example", p.password, h.code(p.secret)), try(p.email, "wrong password", h.code(p.secret)), try(p.email, p.password, "000000"), try(p.email, p.password, "")} {
			if !errors.Is(err, account.ErrSignIn) {
				t.Errorf("error %v", err)
			}
		}
		code := h.code(p.secret)
		h.must(try(" admin@clearbrook.EXAMPLE", p.password, code))
		if err := try(p.email, p.password, code); !errors.Is(err, account.ErrSignIn) {
			t.Errorf("a code works twice: %v", err)
		}
		for range 5 {
			_ = try(p.email, "wrong password", "000000")
		}
		h.pass(500 * time.Millisecond)
		if _, waits := errors.AsType[*account.WaitError](try(p.email, p.password, h.code(p.secret))); !waits {
			t.Error("no waiting after five wrong tries")
		}
		h.pass(time.Hour)
		h.must(try(p.email, p.password, h.code(p.secret)))
	})
}

// A session ends after half an hour without use, after twelve hours in any case,
// when its owner signs out, and when its owner is suspended.
func TestSession(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.first()
		p := h.invite(admin, "mo@clearbrook.example", account.Moderator)
		gone := func(token, why string) {
			t.Helper()
			if _, err := h.a.Session(ctx, token); !errors.Is(err, account.ErrNoSession) {
				t.Errorf("%s: %v", why, err)
			}
		}
		gone("nonsense", "no token")
		token := h.signIn(p)
		act, err := h.a.Session(ctx, token)
		h.must(err)
		if !act.Can(account.CaseRead) || act.Can(account.CaseDecide) || act.Can(account.PeopleManage) || !act.SteppedUp() {
			t.Errorf("a moderator may %v", act)
		}
		h.pass(31 * time.Minute)
		gone(token, "idle")
		token = h.signIn(p)
		for range 12 * 3 {
			h.pass(20 * time.Minute)
			if _, err = h.a.Session(ctx, token); err != nil {
				break
			}
		}
		if err == nil {
			h.pass(20 * time.Minute)
		}
		gone(token, "after twelve hours")
		token = h.signIn(p)
		act, err = h.a.Session(ctx, h.signIn(p))
		h.must(err)
		h.must(h.a.SignOut(ctx, act, true))
		gone(token, "signed out everywhere")
		token = h.signIn(p)
		h.must(h.a.SetStatus(ctx, p.id, "suspended", h.actor(admin)))
		gone(token, "suspended")
		h.pass(time.Minute)
		if _, err := h.a.SignIn(ctx, p.email, p.password, h.code(p.secret)); !errors.Is(err, account.ErrSignIn) {
			t.Errorf("a suspended person signs in: %v", err)
		}
	})
}

// A fresh proof lasts five minutes.
func TestStepUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		p := h.first()
		token := h.signIn(p)
		h.pass(6 * time.Minute)
		act, err := h.a.Session(ctx, token)
		h.must(err)
		if act.SteppedUp() {
			t.Error("still proven after six minutes")
		}
		if err := h.a.StepUp(ctx, act, "000000"); !errors.Is(err, account.ErrCode) {
			t.Errorf("a wrong code: %v", err)
		}
		for range 4 {
			_ = h.a.StepUp(ctx, act, "000000")
		}
		h.pass(500 * time.Millisecond)
		if _, waits := errors.AsType[*account.WaitError](h.a.StepUp(ctx, act, h.code(p.secret))); !waits {
			t.Error("no waiting after five wrong codes")
		}
		h.pass(time.Minute)
		h.must(h.a.StepUp(ctx, act, h.code(p.secret)))
		if act, err = h.a.Session(ctx, token); err != nil || !act.SteppedUp() {
			t.Errorf("not proven: %v", err)
		}
	})
}

// Nobody gives themselves a role, the last admin stays one, and who left has no
// name, no session and no way back.
func TestRoles(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		first := h.first()
		admin := h.actor(first)
		if err := h.a.Grant(ctx, first.id, account.Officer, admin); !errors.Is(err, account.ErrSelfGrant) {
			t.Errorf("granted to oneself: %v", err)
		}
		if err := h.a.Revoke(ctx, first.id, account.Admin, admin); !errors.Is(err, account.ErrLastAdmin) {
			t.Errorf("the last admin went: %v", err)
		}
		if err := h.a.SetStatus(ctx, first.id, "left", admin); !errors.Is(err, account.ErrLastAdmin) {
			t.Errorf("the last admin left: %v", err)
		}
		p := h.invite(first, "of@clearbrook.example", account.Officer)
		if _, _, err := h.a.Invite(ctx, account.NewPerson{Name: "Twin", Email: "OF@clearbrook.example"}, "staff:"+first.id); !errors.Is(err, account.ErrTaken) {
			t.Errorf("one address twice: %v", err)
		}
		if err := h.a.Grant(ctx, p.id, "king", admin); err == nil {
			t.Error("an unknown role was granted")
		}
		h.must(h.a.Grant(ctx, p.id, account.Auditor, admin))
		h.must(h.a.Revoke(ctx, p.id, account.Officer, admin))
		if act := h.actor(p); act.Can(account.CaseRead) || !act.Can(account.LedgerRead) {
			t.Errorf("after the change: %v", act.Roles)
		}
		h.must(h.a.SetStatus(ctx, p.id, "left", admin))
		h.pass(time.Minute)
		if _, err := h.a.SignIn(ctx, p.email, p.password, h.code(p.secret)); !errors.Is(err, account.ErrSignIn) {
			t.Errorf("who left signs in: %v", err)
		}
		all, err := h.a.People(ctx)
		h.must(err)
		for _, x := range all {
			if x.ID == p.id && (x.Name != "" || x.Status != "left") {
				t.Errorf("who left is %s, with a name: %v", x.Status, x.Name != "")
			}
		}
		r, err := h.log.Verify(ctx, ledger.VerifyOptions{})
		h.must(err)
		for _, x := range r.Problems {
			t.Errorf("ledger: %s", x)
		}
	})
}

// A program's key has the rights it was given, none that only people have, and
// ends.
func TestPrograms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.actor(h.first())
		for _, r := range []account.Right{account.IdentityRead, account.PeopleManage, account.KeysManage, "case.everything"} {
			if _, err := h.a.NewAPIKey(ctx, "x", []account.Right{r}, 0, admin); err == nil {
				t.Errorf("a program got %s", r)
			}
		}
		if _, err := h.a.NewAPIKey(ctx, "x", []account.Right{account.CaseRead}, 400*24*time.Hour, admin); err == nil {
			t.Error("a key for more than a year")
		}
		secret, err := h.a.NewAPIKey(ctx, "forum plug-in", []account.Right{account.CaseEnter}, 0, admin)
		h.must(err)
		act, err := h.a.Program(ctx, secret)
		h.must(err)
		if !act.Can(account.CaseEnter) || act.Can(account.CaseRead) || !act.Program {
			t.Errorf("the program may %v", act)
		}
		h.pass(91 * 24 * time.Hour)
		if _, err := h.a.Program(ctx, secret); !errors.Is(err, account.ErrNoSession) {
			t.Errorf("an old key: %v", err)
		}
		secret, err = h.a.NewAPIKey(ctx, "another", []account.Right{account.CaseEnter}, 0, admin)
		h.must(err)
		keys, err := h.a.APIKeys(ctx)
		h.must(err)
		h.must(h.a.RevokeAPIKey(ctx, keys[0].ID, admin))
		if _, err := h.a.Program(ctx, secret); !errors.Is(err, account.ErrNoSession) {
			t.Errorf("a revoked key: %v", err)
		}
	})
}

// A stolen database has no name, address, password, secret or token in it.
func TestStolenDatabase(t *testing.T) {
	dir := t.TempDir()
	h := &house{t: t, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	h.db = storetest.Open(t, store.Options{Path: dir + "/hulan.db", Now: h.Now})
	var err error
	h.log, err = ledger.New(h.db, account.Tables()...)
	h.must(err)
	h.a = account.New(h.db, h.log, &sealer{keys: map[string]cipher.AEAD{}})
	p := h.first()
	token := h.signIn(p)
	act, err := h.a.Session(t.Context(), token)
	h.must(err)
	key, err := h.a.NewAPIKey(t.Context(), "plug-in", []account.Right{account.CaseEnter}, 0, act)
	h.must(err)
	files, err := os.ReadDir(dir)
	h.must(err)
	seen := 0
	for _, f := range files {
		data, err := os.ReadFile(dir + "/" + f.Name())
		h.must(err)
		seen += strings.Count(string(data), p.id)
		for _, secret := range []string{"Planted", "lanterns", "Clearbrook", "clearbrook", p.secret, token, key} {
			if strings.Contains(string(data), secret) {
				t.Errorf("%s holds %q", f.Name(), secret)
			}
		}
	}
	if seen == 0 {
		t.Error("not even the id is found: the search is blind")
	}
	for _, s := range []string{fmt.Sprintf("%v %+v %#v", act.Name, act.Name, act.Name)} {
		if strings.Contains(s, "lanted") {
			t.Errorf("a name prints itself: %s", s)
		}
	}
}
