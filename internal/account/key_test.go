// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/store"
)

var home = netip.MustParseAddr("192.0.2.7")

// A key does what it was made for, from where it may, until it ends or is
// revoked; it is shown once and has the form that scanners look for.
func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.setUp()
		admin.again()
		k, secret, err := h.NewKey(ctx, admin.actor(), account.Key{
			Label: "forum-plugin", Rights: []account.Right{account.CaseEnter}, From: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
		})
		h.ok(err)
		if !strings.HasPrefix(secret.Clear(), "hulan_"+k.ID+"_") || k.ExpiresAt.Sub(h.clock.Now()) != account.KeyFor {
			t.Errorf("key %q until %v", secret.Clear()[:8], k.ExpiresAt)
		}
		a := must[account.Actor](t)(h.Program(ctx, secret, netip.AddrFrom16(home.As16())))
		if !a.Can(account.CaseEnter, account.All) || a.Can(account.CaseRead, account.All) || a.ID() != "key:"+k.ID || a.StaffID() != "" {
			t.Error("the key has other rights than it was given")
		}
		for name, try := range map[string]struct {
			secret account.Secret
			from   string
		}{
			"from elsewhere": {secret, "198.51.100.1"}, "no address": {secret, ""}, "empty": {"", "192.0.2.7"}, "short": {"hulan_", "192.0.2.7"},
			"wrong": {secret + "x", "192.0.2.7"}, "unknown": {"hulan_abcdefghijkl_" + secret[19:], "192.0.2.7"},
			"long": {account.Secret(strings.Repeat("hulan_", 100)), "192.0.2.7"},
		} {
			from, _ := netip.ParseAddr(try.from)
			if _, err := h.Program(ctx, try.secret, from); err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
		h.clock.add(24 * time.Hour)
		_ = must[account.Actor](t)(h.Program(ctx, secret, home))
		admin.again()
		keys := must[[]account.Key](t)(h.Keys(ctx, admin.actor()))
		if len(keys) != 1 || !keys[0].UsedDay.Equal(h.clock.Now().Truncate(24*time.Hour)) {
			t.Errorf("keys %v", keys)
		}
		h.ok(h.RevokeKey(ctx, admin.actor(), k.ID))
		_, err = h.Program(ctx, secret, home)
		h.want(err, account.ErrRefused)
		h.want(h.RevokeKey(ctx, admin.actor(), k.ID), store.ErrNotFound)
		h.ok(h.db.Write(ctx, func(tx *store.Tx) error {
			_, err := h.Fresh(ctx, tx, a)
			h.want(err, account.ErrRefused)
			return nil
		}))
		_, secret, err = h.NewKey(ctx, admin.actor(), account.Key{Label: "a", Rights: []account.Right{account.CaseEnter}})
		h.ok(err)
		h.clock.add(account.KeyFor)
		_, err = h.Program(ctx, secret, home)
		h.want(err, account.ErrRefused)
	})
}

// A key has no right that its maker has not, and loses it with its maker.
func TestKeyOfItsMaker(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.setUp()
		second := h.join(admin, "Ben", account.Admin, account.Officer)
		admin.again()
		second.again()
		content := account.Key{Label: "reader", Rights: []account.Right{account.CaseRead, account.CaseEnter}}
		_, _, err := h.NewKey(ctx, admin.actor(), content)
		h.want(err, account.ErrForbidden)
		_, secret, err := h.NewKey(ctx, second.actor(), content)
		h.ok(err)
		if a := must[account.Actor](t)(h.Program(ctx, secret, home)); !a.Can(account.CaseRead, account.InQueue("q")) {
			t.Error("the key has not the right that its maker has")
		}
		h.ok(h.Suspend(ctx, admin.actor(), second.id()))
		a := must[account.Actor](t)(h.Program(ctx, secret, home))
		if a.Can(account.CaseRead, account.All) || !a.Can(account.CaseEnter, account.All) {
			t.Error("without its maker a key shows no content, and goes on with what is no content")
		}
		now := h.clock.Now()
		for name, bad := range map[string]account.Key{
			"no label":     {Rights: []account.Right{account.CaseEnter}},
			"a name":       {Label: "王伟的手机", Rights: []account.Right{account.CaseEnter}},
			"no rights":    {Label: "a"},
			"no such":      {Label: "a", Rights: []account.Right{"case.everything"}},
			"for a person": {Label: "a", Rights: []account.Right{account.RolesGrant}},
			"too long":     {Label: "a", Rights: []account.Right{account.CaseEnter}, ExpiresAt: now.Add(account.KeyMax + time.Hour)},
			"over":         {Label: "a", Rights: []account.Right{account.CaseEnter}, ExpiresAt: now},
			"no network":   {Label: "a", Rights: []account.Right{account.CaseEnter}, From: []netip.Prefix{{}}},
		} {
			if _, _, err := h.NewKey(ctx, admin.actor(), bad); err == nil {
				t.Errorf("%s: made", name)
			}
		}
		h.clock.add(account.StepUpFor)
		_, _, err = h.NewKey(ctx, admin.actor(), account.Key{Label: "a", Rights: []account.Right{account.CaseEnter}})
		h.want(err, account.ErrStepUp)
	})
}

// Cookies bind to the host over https and are out of reach of scripts.
func TestCookies(t *testing.T) {
	c := account.Cookie(account.CookieSession, true, "x")
	if c.Name != "__Host-hulan" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 {
		t.Errorf("cookie %v", c)
	}
	if c := account.Cookie(account.CookieSession, false, ""); c.Name != "hulan" || c.MaxAge >= 0 {
		t.Errorf("cookie %v", c)
	}
	if err := account.Cookie(account.CookieDevice, true, "a.b").Valid(); err != nil {
		t.Error(err)
	}
}
