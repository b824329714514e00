// SPDX-License-Identifier: Apache-2.0

package sso_test

import (
	"encoding/base64"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/account/accounttest"
	"github.com/hulanhq/hulan/internal/account/sso"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

const redirect = "https://hulan.example.org/staff/sso"

type house struct {
	*accounttest.House
	t   *testing.T
	idp *accounttest.Provider
	cfg sso.Config
}

func open(t *testing.T, o store.Options) *house {
	t.Helper()
	h := accounttest.Open(t, o)
	idp := accounttest.NewProvider(t, h.Now)
	return &house{h, t, idp, sso.Config{
		Issuer: idp.URL, ClientID: "hulan", ClientSecret: "s3cret", RedirectURL: redirect, Client: idp.Client(),
	}}
}

func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})) })
	t.Run("postgres", func(t *testing.T) { f(t, open(t, store.Options{Postgres: storetest.Postgres(t)})) })
}

func (h *house) provider() *sso.Provider {
	h.t.Helper()
	p, err := sso.New(h.Register, h.cfg)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// signIn goes the whole way.
func (h *house) signIn() (account.SignedIn, error) {
	h.t.Helper()
	p := h.provider()
	to, cookie, err := p.Begin(h.t.Context(), sso.SignIn)
	if err != nil {
		h.t.Fatal(err)
	}
	return p.SignIn(h.t.Context(), cookie, h.idp.Authorize(to), "")
}

func (h *house) want(err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Errorf("error %v, want %v", err, want)
	}
}

func (h *house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// An invited person signs in by single sign-on and is active and bound; what
// the provider says of a second factor counts only where that is configured.
func TestSignOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_ = h.SetUp(t)
		p, link, err := h.Invite(ctx, account.System(), account.NewPerson{Name: "Ada", Email: "ada@example.com"})
		h.ok(err)
		h.idp.Claims = map[string]any{"sub": "ada-1", "email": "Ada@Example.com", "amr": []string{"pwd", "mfa"}}
		in, err := h.signIn()
		h.ok(err)
		if in.Session.StaffID != p.ID || in.Session.Level != 1 || in.Session.Method != "sso" {
			t.Errorf("session %+v", in.Session)
		}
		_, err = h.Accept(ctx, link, accounttest.Password)
		h.want(err, account.ErrRefused)
		h.cfg.SecondFactor = []string{"mfa"}
		in, err = h.signIn()
		h.ok(err)
		if in.Session.Level != 2 || in.Session.Method != "sso+mfa" {
			t.Errorf("level %d, %s", in.Session.Level, in.Session.Method)
		}
		// The address changes at the provider: still Ada. Somebody else gets it: not Ada.
		h.idp.Claims["email"] = "ada.new@example.com"
		in, err = h.signIn()
		h.ok(err)
		if in.Session.StaffID != p.ID {
			t.Error("a bound subject signs in as somebody else")
		}
		h.idp.Claims = map[string]any{"sub": "ada-2", "email": "ada@example.com"}
		_, err = h.signIn()
		h.want(err, account.ErrRefused)
		h.ok(h.Suspend(ctx, account.System(), p.ID))
		h.idp.Claims = map[string]any{"sub": "ada-1"}
		_, err = h.signIn()
		h.want(err, account.ErrRefused)
	})
}

// A person proves again who they are: the provider must have asked anew.
func TestStepUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_ = h.SetUp(t)
		in, err := h.signIn()
		h.ok(err)
		h.Clock.Add(10 * time.Minute)
		p := h.provider()
		step := func(claims map[string]any) (account.SignedIn, error) {
			h.idp.Claims = claims
			to, cookie, err := p.Begin(ctx, sso.StepUp)
			h.ok(err)
			if !strings.Contains(to, "max_age=0") || !strings.Contains(to, "prompt=login") {
				t.Errorf("request %q", to)
			}
			answer := h.idp.Authorize(to)
			_, err = p.SignIn(ctx, cookie, answer, "")
			h.want(err, account.ErrRefused)
			return p.StepUp(ctx, cookie, answer, in.Token)
		}
		_, err = step(map[string]any{"auth_time": h.Now().Add(-10 * time.Minute).Unix()})
		h.want(err, account.ErrRefused)
		_, err = step(map[string]any{"sub": "somebody else"})
		h.want(err, account.ErrRefused)
		up, err := step(nil)
		h.ok(err)
		if !up.Session.Actor.SteppedUp(h.Now()) || up.Token == in.Token {
			t.Error("not proved again")
		}
	})
}

// What does not hold is refused: another browser, an old or a spoiled answer, a
// token for somebody else, an address that nobody verified or that is unknown.
func TestRefused(t *testing.T) {
	h := open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})
	ctx := t.Context()
	_ = h.SetUp(t)
	for name, claims := range map[string]map[string]any{
		"nobody's address":   {"email": "nobody@example.com"},
		"no address":         {"email": ""},
		"not verified":       {"email_verified": false},
		"nothing said of it": {"email_verified": nil},
		"text false":         {"email_verified": "false"},
		"another audience":   {"aud": "other"},
		"another issuer":     {"iss": "https://id.example.net"},
		"another nonce":      {"nonce": "x"},
		"expired":            {"exp": h.Now().Add(-time.Hour).Unix()},
		"claims of a kind":   {"amr": 7},
	} {
		h.idp.Claims = claims
		if _, err := h.signIn(); !errors.Is(err, account.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.idp.Claims = nil
	for name, spoil := range map[string]func(string) string{
		"no token":     func(string) string { return "" },
		"no signature": func(s string) string { return s[:strings.LastIndex(s, ".")+1] },
		"unsigned": func(s string) string {
			return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + s[strings.Index(s, "."):strings.LastIndex(s, ".")+1]
		},
		"changed": func(s string) string { return s[:len(s)-4] + "AAAA" },
	} {
		h.idp.Spoil = spoil
		if _, err := h.signIn(); !errors.Is(err, account.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.idp.Spoil = nil
	p := h.provider()
	to, cookie, err := p.Begin(ctx, sso.SignIn)
	h.ok(err)
	_, others, err := p.Begin(ctx, sso.SignIn)
	h.ok(err)
	answer := h.idp.Authorize(to)
	for name, c := range map[string]account.Secret{"no cookie": "", "another browser": others, "garbage": "in.x.y", "longer": cookie + "x"} {
		if _, err := p.SignIn(ctx, c, answer, ""); !errors.Is(err, account.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, change := range []url.Values{{"iss": {"https://id.example.net"}}, {"error": {"access_denied"}}, {"code": {""}}, {"code": {"x"}}, {"state": {"x"}}} {
		bad := maps.Clone(answer)
		maps.Copy(bad, change)
		if _, err := p.SignIn(ctx, cookie, bad, ""); !errors.Is(err, account.ErrRefused) {
			t.Errorf("%v: %v", change, err)
		}
	}
	_, err = p.SignIn(ctx, cookie, answer, "")
	h.ok(err)
	_, err = p.SignIn(ctx, cookie, answer, "")
	h.want(err, account.ErrRefused)
	to, cookie, err = p.Begin(ctx, sso.SignIn)
	h.ok(err)
	h.Clock.Add(11 * time.Minute)
	_, err = p.SignIn(ctx, cookie, h.idp.Authorize(to), "")
	h.want(err, account.ErrRefused)
}

// A provider that is away is an error that may pass, not a refusal, and is
// asked again at the next sign-in.
func TestProviderAway(t *testing.T) {
	h := open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})
	_ = h.SetUp(t)
	away := true
	h.cfg.Client = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		if away {
			return nil, errors.New("no route")
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
	p := h.provider()
	if _, _, err := p.Begin(t.Context(), sso.SignIn); err == nil || errors.Is(err, account.ErrRefused) {
		t.Errorf("away: %v", err)
	}
	away = false
	to, cookie, err := p.Begin(t.Context(), sso.SignIn)
	h.ok(err)
	answer := h.idp.Authorize(to)
	away = true
	if _, err = p.SignIn(t.Context(), cookie, answer, ""); err == nil || errors.Is(err, account.ErrRefused) || strings.Contains(err.Error(), answer.Get("code")) {
		t.Errorf("away: %v", err)
	}
	away = false
	_, err = p.SignIn(t.Context(), cookie, answer, "")
	h.ok(err)
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A configuration that sends secrets in clear over the network is refused.
func TestConfig(t *testing.T) {
	h := open(t, store.Options{Path: filepath.Join(t.TempDir(), "hulan.db")})
	for name, change := range map[string]func(c *sso.Config){
		"issuer without TLS": func(c *sso.Config) { c.Issuer = "http://id.example.org" },
		"no issuer":          func(c *sso.Config) { c.Issuer = "" },
		"redirect":           func(c *sso.Config) { c.RedirectURL = "http://hulan.example.org/" },
		"no client id":       func(c *sso.Config) { c.ClientID = "" },
		"no client":          func(c *sso.Config) { c.Client = nil },
	} {
		cfg := h.cfg
		change(&cfg)
		if _, err := sso.New(h.Register, cfg); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
