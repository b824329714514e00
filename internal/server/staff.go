// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/account/passkey"
	"github.com/hulanhq/hulan/internal/account/sso"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
	"github.com/hulanhq/hulan/internal/web"
)

// providerTime bounds a question to the identity provider: whoever waits sees
// that it is away.
const providerTime = 10 * time.Second

// waysIn prepares what staff sign in with beside a password: passkeys where the
// pages have a name that one can be bound to, the identity provider where one is
// set.
func (s *Service) waysIn() (*passkey.Keys, *sso.Provider, error) {
	public := strings.TrimSuffix(s.Config.PublicURL, "/")
	var keys *passkey.Keys
	var err error
	if named(public) {
		if keys, err = passkey.New(passkey.Options{Register: s.Accounts, Origins: []string{public}, Name: s.Config.Platform.Name}); err != nil {
			return nil, nil, err
		}
	}
	o := s.Config.OIDC
	if o.Issuer == "" {
		return keys, nil, nil
	}
	p, err := sso.New(s.Accounts, sso.Config{
		Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: account.Secret(o.ClientSecret.Reveal()),
		RedirectURL: public + web.SSOPath, Client: &http.Client{Timeout: providerTime},
	})
	return keys, p, err
}

// named says whether an address has a name that browsers bind passkeys to: not
// an IP address, and over https unless it is this machine.
func named(public string) bool {
	u, err := url.Parse(public)
	if err != nil || u.Hostname() == "" {
		return false
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return false
	}
	return u.Scheme == "https" || u.Hostname() == "localhost"
}

// staffSealer lets accounts seal fields in the vault without knowing it.
type staffSealer struct{ v *vault.Vault }

func (s staffSealer) NewKey(ctx context.Context, tx *store.Tx, staffID string) (string, error) {
	k, err := s.v.NewKey(ctx, tx, vault.Owner{Kind: "staff", ID: staffID})
	if err != nil {
		return "", err
	}
	return k.ID(), nil
}

func (s staffSealer) Seal(ctx context.Context, tx *store.Tx, keyID, table, column, row string, plain []byte) ([]byte, error) {
	k, err := s.v.Key(ctx, tx, keyID)
	if err != nil {
		return nil, err
	}
	return k.SealPadded(vault.Cell{Table: table, Column: column, Row: row}, plain), nil
}

func (s staffSealer) Open(ctx context.Context, tx *store.Tx, keyID, table, column, row string, sealed []byte) ([]byte, error) {
	k, err := s.v.Key(ctx, tx, keyID)
	if err != nil {
		return nil, err
	}
	return k.Open(vault.Cell{Table: table, Column: column, Row: row}, sealed)
}

func (s staffSealer) Index(domain, value string) []byte { return s.v.Index(domain, value) }

func (s staffSealer) Erase(ctx context.Context, tx *store.Tx, keyID string) error {
	return s.v.Erase(ctx, tx, keyID)
}
