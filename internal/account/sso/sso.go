// SPDX-License-Identifier: Apache-2.0

// Package sso signs people of an [account.Register] in through a provider of
// OpenID Connect (Core 1.0), by the code flow with PKCE (RFC 7636).
//
// What binds the way there and the way back together (state, nonce, PKCE's
// verifier) is derived from one random value in a cookie of the browser that
// began, so nothing is kept on the server, and an answer that another browser
// was led to is refused. Nobody is added by signing in: the address must be that
// of a person who was invited, and the subject is bound to them from then on.
package sso

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/hulanhq/hulan/internal/account"
)

// ErrAway means that the provider does not answer, or not as one.
var ErrAway = errors.New("sso: the identity provider cannot be reached")

// Config says which provider.
type Config struct {
	// Issuer is the provider's address, such as "https://id.example.org"; its
	// discovery document is read when somebody first signs in.
	Issuer string
	// ClientID and ClientSecret are what the provider gave for this installation.
	ClientID     string
	ClientSecret account.Secret
	// RedirectURL is the page that takes the answer, as the provider knows it.
	RedirectURL string
	// Scopes are asked for. Empty means "openid email".
	Scopes []string
	// SecondFactor are values of the claims acr and amr, such as "mfa" (RFC 8176),
	// that count as a second factor. Empty means that none does.
	SecondFactor []string
	// TrustEmail takes the address from a provider that does not say whether it
	// verified it. Set it only where people cannot choose their address there.
	TrustEmail bool
	// Client reaches the provider. It must be set: the program has one outgoing
	// client.
	Client *http.Client
}

// Provider signs people in. It is safe for concurrent use.
type Provider struct {
	reg *account.Register
	cfg Config

	mu sync.Mutex
	// found is the provider after discovery; nil until it succeeded once.
	found *oidc.Provider
}

// New checks the configuration. The provider is not asked yet: a service
// starts although its provider is away.
func New(reg *account.Register, cfg Config) (*Provider, error) {
	if reg == nil || cfg.Client == nil {
		return nil, errors.New("sso: register and client are needed")
	}
	for name, s := range map[string]string{"issuer": cfg.Issuer, "redirect URL": cfg.RedirectURL} {
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || (u.Scheme != "https" && !loopback(u)) {
			return nil, fmt.Errorf("sso: %s: want https://…", name)
		}
	}
	if cfg.ClientID == "" {
		return nil, errors.New("sso: client id is empty")
	}
	if len(cfg.Scopes) == 0 {
		cfg.Scopes = []string{oidc.ScopeOpenID, "email"}
	}
	return &Provider{reg: reg, cfg: cfg}, nil
}

// loopback says whether an address without TLS stays on this machine.
func loopback(u *url.URL) bool {
	h := u.Hostname()
	return u.Scheme == "http" && (h == "localhost" || h == "127.0.0.1" || h == "::1")
}

// discover reads the provider's document once; a failure is tried again at the
// next sign-in.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.cfg.Client), p.cfg.Issuer)
	if err != nil {
		// The text of the library's error may hold the provider's answer.
		return nil, fmt.Errorf("discovery: %w", ErrAway)
	}
	p.found = found
	return found, nil
}

func (p *Provider) oauth(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret.Clear(), Endpoint: found.Endpoint(),
		RedirectURL: p.cfg.RedirectURL, Scopes: p.cfg.Scopes,
	}
}

// Purpose is what a flow is for.
type Purpose string

const (
	// SignIn begins a session.
	SignIn Purpose = "in"
	// StepUp proves again who the person of a session is: the provider asks anew.
	StepUp Purpose = "up"
)

// flowFor is the time to sign in at the provider, as long as the flow's cookie
// lives.
const flowFor = 10 * time.Minute

// flow is the random value of the cookie, with its purpose and when it began.
type flow struct {
	purpose Purpose
	began   time.Time
	raw     string
}

func parseFlow(s account.Secret) (flow, bool) {
	part := strings.Split(s.Clear(), ".")
	if len(part) != 3 || len(part[2]) < 26 || len(s) > 100 {
		return flow{}, false
	}
	sec, err := strconv.ParseInt(part[1], 10, 64)
	return flow{Purpose(part[0]), time.Unix(sec, 0), s.Clear()}, err == nil
}

// derive makes a value that the browser's cookie stands for, 43 characters as
// PKCE asks for at least.
func (f flow) derive(what string) string {
	h := hmac.New(sha256.New, []byte(f.raw))
	h.Write([]byte("hulan sso " + what))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// Begin gives the address at the provider to send the browser to, and the value
// of its [account.CookieFlow].
func (p *Provider) Begin(ctx context.Context, why Purpose) (to string, cookie account.Secret, err error) {
	if why != SignIn && why != StepUp {
		return "", "", errors.New("sso: no such purpose")
	}
	found, err := p.discover(ctx)
	if err != nil {
		return "", "", err
	}
	cookie = account.Secret(fmt.Sprintf("%s.%d.%s", why, p.reg.Now().Unix(), rand.Text()))
	f, _ := parseFlow(cookie)
	opts := []oauth2.AuthCodeOption{oidc.Nonce(f.derive("nonce")), oauth2.S256ChallengeOption(f.derive("pkce"))}
	if why == StepUp {
		opts = append(opts, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return p.oauth(found).AuthCodeURL(f.derive("state"), opts...), cookie, nil
}

// SignIn takes the provider's answer and signs the person in. answer is the
// query of the page that it came to, cookie that of the browser, old as in
// [account.Attempt]. An answer that does not hold is [account.ErrRefused]; the
// error says which check it was, without a value.
func (p *Provider) SignIn(ctx context.Context, cookie account.Secret, answer url.Values, old account.Secret) (account.SignedIn, error) {
	sub, err := p.subject(ctx, SignIn, cookie, answer)
	if err != nil {
		return account.SignedIn{}, err
	}
	return p.reg.SubjectSignIn(ctx, sub, old)
}

// StepUp takes the provider's answer and proves again who the person of the
// session is.
func (p *Provider) StepUp(ctx context.Context, cookie account.Secret, answer url.Values, session account.Secret) (account.SignedIn, error) {
	sub, err := p.subject(ctx, StepUp, cookie, answer)
	if err != nil {
		return account.SignedIn{}, err
	}
	return p.reg.SubjectStepUp(ctx, session, sub)
}

// claims are what is read of an identity token.
type claims struct {
	Email    account.Personal `json:"email"`
	Verified any              `json:"email_verified"`
	Nonce    string           `json:"nonce"`
	ACR      string           `json:"acr"`
	AMR      []string         `json:"amr"`
	AuthTime int64            `json:"auth_time"`
}

// refused counts an answer that does not hold and says which check it was.
func (p *Provider) refused(ctx context.Context, check string) error {
	return fmt.Errorf("sso: %s: %w", check, p.reg.Refuse(ctx, "sso.failed"))
}

// subject checks the provider's answer and says who it names.
func (p *Provider) subject(ctx context.Context, why Purpose, cookie account.Secret, answer url.Values) (account.Subject, error) {
	f, ok := parseFlow(cookie)
	age := p.reg.Now().Sub(f.began)
	switch {
	case !ok || f.purpose != why || age < 0 || age > flowFor:
		return account.Subject{}, p.refused(ctx, "this browser did not begin, or too long ago")
	case !hmac.Equal([]byte(answer.Get("state")), []byte(f.derive("state"))):
		return account.Subject{}, p.refused(ctx, "state")
	case answer.Has("iss") && answer.Get("iss") != p.cfg.Issuer: // RFC 9207
		return account.Subject{}, p.refused(ctx, "issuer of the answer")
	case answer.Get("error") != "" || answer.Get("code") == "":
		return account.Subject{}, p.refused(ctx, "the provider sent no code")
	}
	found, err := p.discover(ctx)
	if err != nil {
		return account.Subject{}, err
	}
	ctx = oidc.ClientContext(ctx, p.cfg.Client)
	token, err := p.oauth(found).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(f.derive("pkce")))
	if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok && e.Response != nil && e.Response.StatusCode < 500 {
		return account.Subject{}, p.refused(ctx, "the provider did not take the code")
	}
	if err != nil {
		// The text of the library's error may hold the provider's answer.
		return account.Subject{}, fmt.Errorf("exchange: %w", ErrAway)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := found.VerifierContext(ctx, &oidc.Config{ClientID: p.cfg.ClientID, Now: p.reg.Now}).Verify(ctx, raw)
	if err != nil {
		return account.Subject{}, p.refused(ctx, "signature, audience or time of the token")
	}
	var c claims
	if err := id.Claims(&c); err != nil {
		return account.Subject{}, p.refused(ctx, "claims of the token")
	}
	return p.read(ctx, f, id, c)
}

// read checks the claims.
func (p *Provider) read(ctx context.Context, f flow, id *oidc.IDToken, c claims) (account.Subject, error) {
	if !hmac.Equal([]byte(c.Nonce), []byte(f.derive("nonce"))) {
		return account.Subject{}, p.refused(ctx, "nonce")
	}
	// A provider may ignore max_age; then its own time tells. A minute for clocks.
	if f.purpose == StepUp && time.Unix(c.AuthTime, 0).Before(f.began.Add(-time.Minute)) {
		return account.Subject{}, p.refused(ctx, "the provider did not ask anew")
	}
	sub := account.Subject{Issuer: id.Issuer, Subject: id.Subject}
	// Some providers send the flag as text.
	if c.Verified == true || c.Verified == "true" || (c.Verified == nil && p.cfg.TrustEmail) {
		sub.Email = c.Email
	}
	sub.Second = slices.ContainsFunc(p.cfg.SecondFactor, func(want string) bool {
		return want != "" && (want == c.ACR || slices.Contains(c.AMR, want))
	})
	return sub, nil
}
