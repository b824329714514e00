// SPDX-License-Identifier: Apache-2.0

// Package passkey makes and checks passkeys (WebAuthn Level 3) for the people
// of an [account.Register]: to add one, to sign in without typing a name, and
// to prove again who one is.
//
// Each step is a pair: a Begin that gives a [Challenge] for the browser, and
// the call that takes the browser's answer, once, within five minutes. User
// verification is asked for and checked, so a passkey is two factors. No
// attestation is asked for, and nothing that tells the make of an
// authenticator is kept.
//
// The package stands apart from account because its library brings CBOR, the
// formats of TPMs and 2 MB; what stores them and opens sessions is there.
package passkey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/hulanhq/hulan/internal/account"
)

// Options say where the pages are.
type Options struct {
	Register *account.Register
	// Origins are the origins of the staff pages, such as "https://hulan.example.org".
	// All have the host of the first, which passkeys are bound to. A passkey is
	// never for an IP address: on loopback it is "http://localhost:8787".
	Origins []string
	// Name is what the browser shows. Empty means "Hulan".
	Name string
}

// Keys makes and checks passkeys. It is safe for concurrent use.
type Keys struct {
	reg *account.Register
	lib *webauthn.WebAuthn
}

// New checks the options.
func New(o Options) (*Keys, error) {
	if o.Register == nil || len(o.Origins) == 0 {
		return nil, errors.New("passkey: register and origins are needed")
	}
	if o.Name == "" {
		o.Name = "Hulan"
	}
	host := ""
	for _, s := range o.Origins {
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || u.Path != "" || (u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost")) {
			return nil, fmt.Errorf("passkey: origin %q: want https://host, or http://localhost:port", s)
		}
		if host == "" {
			host = u.Hostname()
		}
		if u.Hostname() != host {
			return nil, fmt.Errorf("passkey: origin %q: its host is not %q", s, host)
		}
	}
	yes := true
	lib, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: o.Name, RPOrigins: o.Origins, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: &yes, ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return &Keys{reg: o.Register, lib: lib}, nil
}

// Challenge is what a page needs to ask the browser for a passkey.
type Challenge struct {
	// Token comes back with the answer, in a form field.
	Token account.Secret
	// Options is JSON for PublicKeyCredential.parseCreationOptionsFromJSON or
	// parseRequestOptionsFromJSON. To add a passkey it holds the person's name.
	Options account.Personal
}

// maxAnswer bounds an answer in octets: an assertion has one or two thousand, a
// new key of a post-quantum kind some ten.
const maxAnswer = 64 << 10

// user is a person as the library wants to see them.
type user struct {
	id          string
	name, email account.Personal
	keys        []account.Passkey
	creds       []webauthn.Credential
}

func (u *user) WebAuthnID() []byte                         { return []byte(u.id) }
func (u *user) WebAuthnName() string                       { return u.email.Clear() }
func (u *user) WebAuthnDisplayName() string                { return u.name.Clear() }
func (u *user) WebAuthnCredentials() []webauthn.Credential { return u.creds }

// stored is what is kept of a credential: what a check needs.
type stored struct {
	ID        []byte   `json:"id"`
	PublicKey []byte   `json:"key"`
	Transport []string `json:"transport,omitempty"`
	// Synced is the flag "backup eligible", which never changes.
	Synced bool `json:"synced"`
}

// user reads the passkeys of a person.
func (k *Keys) user(ctx context.Context, id string) (*user, error) {
	keys, err := k.reg.Passkeys(ctx, id)
	if err != nil {
		return nil, err
	}
	u := &user{id: id, keys: keys}
	for _, p := range keys {
		var s stored
		if err := json.Unmarshal([]byte(p.Data), &s); err != nil {
			return nil, errors.New("a stored passkey is damaged")
		}
		c := webauthn.Credential{ID: s.ID, PublicKey: s.PublicKey}
		for _, t := range s.Transport {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
		}
		c.Flags.UserPresent, c.Flags.UserVerified, c.Flags.BackupEligible = true, true, s.Synced
		c.Authenticator.SignCount = uint32(p.Counter)
		u.creds = append(u.creds, c)
	}
	return u, nil
}

// begin keeps the state of a ceremony and gives the challenge.
func (k *Keys) begin(ctx context.Context, kind, staffID string, options any, state *webauthn.SessionData) (Challenge, error) {
	data, err := json.Marshal(state)
	if err != nil {
		return Challenge{}, fmt.Errorf("passkey: %w", err)
	}
	text, err := json.Marshal(options)
	if err != nil {
		return Challenge{}, fmt.Errorf("passkey: %w", err)
	}
	token, err := k.reg.Begin(ctx, kind, staffID, string(data))
	return Challenge{Token: token, Options: account.Personal(text)}, err
}

// finish gives the state of a ceremony back, once.
func (k *Keys) finish(ctx context.Context, kind string, token account.Secret) (staffID string, state webauthn.SessionData, err error) {
	staffID, data, err := k.reg.Finish(ctx, kind, token)
	if err != nil {
		return "", state, err
	}
	if err := json.Unmarshal([]byte(data), &state); err != nil {
		return "", state, errors.New("a kept challenge is damaged")
	}
	return staffID, state, nil
}

// refused counts an answer that does not hold and says why, in the words of
// the library, which name no value.
func (k *Keys) refused(ctx context.Context, cause error) error {
	err := k.reg.Refuse(ctx, "passkey.failed")
	if e, ok := errors.AsType[*protocol.Error](cause); ok && errors.Is(err, account.ErrRefused) {
		return fmt.Errorf("passkey: %s: %w", e.Type, err)
	}
	return err
}

// The kinds of ceremonies. An answer to one is none to another.
const (
	kindAdd    = "passkey.add"
	kindSignIn = "passkey.sign-in"
	kindStepUp = "passkey.step-up"
)

// BeginAdd begins to add a passkey to the person of a session. Those that they
// have are named to the browser, so that an authenticator is not added twice.
func (k *Keys) BeginAdd(ctx context.Context, by account.Actor) (Challenge, error) {
	p, err := k.reg.Person(ctx, by, by.StaffID())
	if err != nil {
		return Challenge{}, err
	}
	u, err := k.user(ctx, p.ID)
	if err != nil {
		return Challenge{}, err
	}
	u.name, u.email = p.Name, p.Email
	options, state, err := k.lib.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.creds).CredentialDescriptors()))
	if err != nil {
		return Challenge{}, fmt.Errorf("passkey: %w", err)
	}
	return k.begin(ctx, kindAdd, u.id, options.Response, state)
}

// Add checks the browser's answer to [Keys.BeginAdd] and adds the passkey. The
// session is then proved by it; the answer has its new token. It needs a recent
// proof ([account.ErrStepUp]).
func (k *Keys) Add(ctx context.Context, by account.Actor, token account.Secret, answer []byte, label account.Personal) (account.SignedIn, error) {
	staffID, state, err := k.finish(ctx, kindAdd, token)
	if err != nil {
		return account.SignedIn{}, err
	}
	if staffID != by.StaffID() {
		return account.SignedIn{}, account.ErrRefused
	}
	parsed, err := parseNew(answer)
	if err != nil {
		return account.SignedIn{}, k.refused(ctx, err)
	}
	c, err := k.lib.CreateCredential(&user{id: staffID}, state, parsed)
	if err != nil {
		return account.SignedIn{}, k.refused(ctx, err)
	}
	s := stored{ID: c.ID, PublicKey: c.PublicKey, Synced: c.Flags.BackupEligible}
	for _, t := range c.Transport {
		s.Transport = append(s.Transport, string(t))
	}
	data, err := json.Marshal(s)
	if err != nil {
		return account.SignedIn{}, fmt.Errorf("passkey: %w", err)
	}
	return k.reg.AddPasskey(ctx, by, account.Passkey{
		CredentialID: c.ID, Data: string(data), Counter: int64(c.Authenticator.SignCount), Label: label,
	})
}

// BeginSignIn begins a sign-in of somebody who is not known yet: the browser
// offers the passkeys that it has for this host.
func (k *Keys) BeginSignIn(ctx context.Context) (Challenge, error) {
	options, state, err := k.lib.BeginDiscoverableLogin()
	if err != nil {
		return Challenge{}, fmt.Errorf("passkey: %w", err)
	}
	return k.begin(ctx, kindSignIn, "", options.Response, state)
}

// SignIn checks the browser's answer to [Keys.BeginSignIn] and signs its owner
// in at level 2. old is as in [account.Attempt].
func (k *Keys) SignIn(ctx context.Context, token account.Secret, answer []byte, old account.Secret) (account.SignedIn, error) {
	p, err := k.check(ctx, kindSignIn, token, answer, "")
	if err != nil {
		return account.SignedIn{}, err
	}
	return k.reg.PasskeySignIn(ctx, p, old)
}

// BeginStepUp begins to prove again who the person of a session is.
func (k *Keys) BeginStepUp(ctx context.Context, by account.Actor) (Challenge, error) {
	if by.StaffID() == "" {
		return Challenge{}, account.ErrForbidden
	}
	u, err := k.user(ctx, by.StaffID())
	if err != nil {
		return Challenge{}, err
	}
	if len(u.creds) == 0 {
		return Challenge{}, fmt.Errorf("no passkey to prove it by: %w", account.ErrForbidden)
	}
	options, state, err := k.lib.BeginLogin(u)
	if err != nil {
		return Challenge{}, fmt.Errorf("passkey: %w", err)
	}
	return k.begin(ctx, kindStepUp, u.id, options.Response, state)
}

// StepUp checks the browser's answer to [Keys.BeginStepUp] for the session of
// the second token.
func (k *Keys) StepUp(ctx context.Context, token, session account.Secret, answer []byte) (account.SignedIn, error) {
	s, err := k.reg.Session(ctx, session)
	if err != nil {
		return account.SignedIn{}, err
	}
	p, err := k.check(ctx, kindStepUp, token, answer, s.StaffID)
	if err != nil {
		return account.SignedIn{}, err
	}
	return k.reg.PasskeyStepUp(ctx, session, p)
}

// check checks an assertion: of this person, or of whom it names where staffID
// is empty. The counter that came with it is in the result; what it must be
// greater than is looked at in the transaction that follows.
func (k *Keys) check(ctx context.Context, kind string, token account.Secret, answer []byte, staffID string) (account.Passkey, error) {
	begun, state, err := k.finish(ctx, kind, token)
	if errors.Is(err, account.ErrRefused) {
		return account.Passkey{}, k.refused(ctx, err)
	}
	if err != nil {
		return account.Passkey{}, err
	}
	parsed, err := parseUse(answer)
	if err != nil || begun != staffID {
		return account.Passkey{}, k.refused(ctx, err)
	}
	var u *user
	var broken error
	load := func(_, handle []byte) (webauthn.User, error) {
		u, broken = k.user(ctx, string(handle))
		return u, broken
	}
	if staffID == "" {
		_, _, err = k.lib.ValidatePasskeyLogin(load, state, parsed)
	} else if _, err = load(nil, []byte(staffID)); err == nil {
		_, err = k.lib.ValidateLogin(u, state, parsed)
	}
	if broken != nil {
		return account.Passkey{}, broken
	}
	if err != nil {
		return account.Passkey{}, k.refused(ctx, err)
	}
	for i, c := range u.creds {
		if string(c.ID) == string(parsed.RawID) {
			p := u.keys[i]
			p.Counter = int64(parsed.Response.AuthenticatorData.Counter)
			return p, nil
		}
	}
	return account.Passkey{}, k.refused(ctx, nil)
}

var errTooLong = protocol.ErrBadRequest.WithDetails("the answer is too long")

// parseNew reads the answer to a creation.
func parseNew(answer []byte) (*protocol.ParsedCredentialCreationData, error) {
	if len(answer) > maxAnswer {
		return nil, errTooLong
	}
	return protocol.ParseCredentialCreationResponseBytes(answer)
}

// parseUse reads the answer to a request.
func parseUse(answer []byte) (*protocol.ParsedCredentialAssertionData, error) {
	if len(answer) > maxAnswer {
		return nil, errTooLong
	}
	return protocol.ParseCredentialRequestResponseBytes(answer)
}
