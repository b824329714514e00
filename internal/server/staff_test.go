// SPDX-License-Identifier: Apache-2.0

package server_test

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/account/accounttest"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/server"
)

// house is an empty service under the name localhost, on a clock that tests
// move.
type house struct {
	*server.Service
	base string
	late atomic.Int64
}

func newHouse(t *testing.T, flags map[string]string) *house {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{base: "http://localhost:" + port}
	all := map[string]string{"data": t.TempDir(), "public_url": h.base, "platform.name": "Clearbrook"}
	maps.Copy(all, flags)
	cfg, err := config.Load(config.Options{Env: []string{}, Flags: all})
	if err != nil {
		t.Fatal(err)
	}
	h.Service, err = server.Open(t.Context(), cfg, slog.New(slog.DiscardHandler), h.now)
	if err != nil {
		t.Fatal(err)
	}
	srv := &httptest.Server{Listener: l, Config: &http.Server{Handler: h.Handler()}}
	srv.Start()
	t.Cleanup(func() {
		srv.Close()
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h *house) now() time.Time { return time.Now().Add(time.Duration(h.late.Load())) }

// authenticator gives a browser a passkey authenticator of this machine, which
// says yes whenever it is asked.
func (r *reader) authenticator() {
	r.t.Helper()
	r.do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := cdp.Call(ctx, tab, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		}})
		return err
	}))
}

// In a real browser, the first admin is set up by the link, adds a passkey as
// second factor, signs in with it alone, and proves with it who they are. Its
// owner removes it; then it opens nothing. The ledger agrees throughout.
func TestPasskeyInABrowser(t *testing.T) {
	long(t)
	h := newHouse(t, nil)
	r := newReader(t, h.base, "passkey", pictures(t), look{lang: "en", width: 1280, script: true})
	r.authenticator()
	token, err := h.Accounts.SetupToken(t.Context())
	r.must(err)
	r.open("/staff/setup?lang=en&token=" + token.Clear())
	r.write("name", "Made-up Admin")
	r.write("email", "admin@clearbrook.example")
	r.write("password", "correct horse battery lantern")
	r.click("main form button.btn")
	r.sees("Your role counts with a second factor only")
	r.open("/staff/people")
	r.sees("Second factor") // and not the people
	r.open("/staff/factor")
	r.write("pk-label", "office computer")
	r.click("[data-passkey] button")
	r.sees("Overview")
	r.open("/staff/people")
	r.sees("Invite somebody", "Made-up Admin")

	r.click(`form[action="/staff/signout"] button`)
	r.sees("Sign in")
	r.click("[data-passkey] button")
	r.sees("Overview")
	r.open("/staff/me")
	r.sees("office computer", "last used")

	h.late.Add(int64(6 * time.Minute))
	r.open("/staff/people")
	r.sees("Before you change anything")
	r.click(`a[href^="/staff/stepup"]`)
	r.click("[data-passkey] button")
	r.sees("Invite somebody", "Make the link")

	r.open("/staff/me")
	r.click(`li:has(b):nth-of-type(2) button[value="remove"]`)
	r.sees("Saved")
	r.misses("office computer")
	r.click(`form[action="/staff/signout"]:not(.col form) button`)
	r.do(chromedp.Click(chromedp.CSS("[data-passkey] button")), chromedp.WaitVisible(chromedp.CSS(".err:not(:empty)")))
	r.sees("The passkey did not work")
	if got := r.elsewhere(); len(got) > 0 {
		t.Errorf("the browser asked elsewhere: %v", got)
	}
	if rep, err := h.Ledger.Verify(t.Context(), ledger.VerifyOptions{}); err != nil || !rep.OK() {
		t.Errorf("ledger: %v %v", rep.Problems, err)
	}
}

// Without JavaScript nobody is offered a passkey, and password and code do.
func TestSignInWithoutScript(t *testing.T) {
	long(t)
	h := newHouse(t, nil)
	p := server.DemoPerson{Roles: []account.Role{account.Officer}, Name: "Made-up", Email: "officer@clearbrook.example", Password: "four lanterns orchard", Locale: "en"}
	if err := h.Join(t.Context(), &p); err != nil {
		t.Fatal(err)
	}
	r := newReader(t, h.base, "noscript", pictures(t), look{lang: "en", width: 390})
	r.open("/staff/signin?lang=en")
	r.misses("Use a passkey")
	r.write("email", p.Email)
	r.write("password", p.Password)
	r.click("main form button.btn")
	code, err := totp.GenerateCode(p.Secret, h.now().Add(30*time.Second))
	r.must(err)
	r.write("code", code)
	r.click("main form button.btn")
	r.sees("Queue")
}

// With an identity provider in the settings, staff who were invited come in
// through it, are asked for the code of their app here, and nobody else comes
// in. The provider is one on this machine.
func TestSingleSignOn(t *testing.T) {
	var h *house
	idp := accounttest.NewProvider(t, func() time.Time { return h.now() })
	h = newHouse(t, map[string]string{"oidc.issuer": idp.URL, "oidc.client_id": "hulan", "oidc.client_secret": "s3cret"})
	p := server.DemoPerson{Roles: []account.Role{account.Officer}, Name: "Made-up", Email: "officer@clearbrook.example", Password: "four lanterns orchard", Locale: "en"}
	if err := h.Join(t.Context(), &p); err != nil {
		t.Fatal(err)
	}
	idp.Claims = map[string]any{"sub": "1", "email": p.Email}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	get := func(path string) (string, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Language", "en")
		res, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.Request.URL.Path, string(body)
	}
	if _, body := get("/staff/signin"); !strings.Contains(body, `href="/staff/sso/go"`) {
		t.Error("single sign-on is not offered")
	}
	if path, body := get("/staff/sso/go"); path != "/staff/signin/code" {
		t.Fatalf("led to %s: %s", path, body)
	}
	code, err := totp.GenerateCode(p.Secret, h.now().Add(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.PostForm(h.base+"/staff/signin/code", map[string][]string{"code": {code}})
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.Request.URL.Path != "/staff/queue" {
		t.Fatalf("after the code: %s %v", res.Request.URL.Path, err)
	}
	h.late.Add(int64(6 * time.Minute))
	// A session of two factors is not proved again by a provider that tells of one.
	if _, body := get("/staff/sso/go?why=up"); !strings.Contains(body, "Single sign-on did not work") {
		t.Error("one factor proved a session of two")
	}
	c.Jar, _ = cookiejar.New(nil)
	idp.Claims = map[string]any{"sub": "2", "email": "stranger@clearbrook.example"}
	if _, body := get("/staff/sso/go"); !strings.Contains(body, "Single sign-on did not work") {
		t.Error("a stranger came in")
	}
	if _, body := get("/staff/sso?code=x&state=y"); !strings.Contains(body, "Single sign-on did not work") {
		t.Error("an answer that nobody asked for was taken")
	}
	// A provider that is away is told, and the service starts without it.
	idp.Close()
	h = newHouse(t, map[string]string{"oidc.issuer": idp.URL, "oidc.client_id": "hulan", "oidc.client_secret": "s3cret"})
	if _, body := get("/staff/sso/go"); !strings.Contains(body, "does not answer") {
		t.Error("a provider that is away is not told")
	}
}
