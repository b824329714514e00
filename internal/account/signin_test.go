// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/store"
)

func attempt(email account.Personal, p account.Secret) account.Attempt {
	return account.Attempt{Email: email, Password: p}
}

// With an app, the password alone opens nothing; a code counts once, and a
// recovery code too.
func TestCodes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		p := h.setUp()
		in := must[account.SignedIn](t)(h.SignIn(ctx, attempt(p.email, password)))
		if !in.NeedCode {
			t.Fatal("no code asked for")
		}
		_, err := h.Session(ctx, in.Token)
		h.want(err, account.ErrRefused)
		_, err = h.SecondFactor(ctx, in.Token, "000000")
		h.want(err, account.ErrRefused)
		code := p.code()
		full := must[account.SignedIn](t)(h.SecondFactor(ctx, in.Token, code))
		if full.Session.Level != 2 || full.Session.Method != "password+totp" || full.Token == in.Token {
			t.Errorf("session %d %q", full.Session.Level, full.Session.Method)
		}
		_, err = h.SecondFactor(ctx, in.Token, code)
		h.want(err, account.ErrRefused)
		in = must[account.SignedIn](t)(h.SignIn(ctx, attempt(p.email, password)))
		_, err = h.SecondFactor(ctx, in.Token, code)
		h.want(err, account.ErrRefused)
		_ = must[account.SignedIn](t)(h.SecondFactor(ctx, in.Token, p.recovery[3]))
		in = must[account.SignedIn](t)(h.SignIn(ctx, attempt(p.email, password)))
		_, err = h.SecondFactor(ctx, in.Token, p.recovery[3])
		h.want(err, account.ErrRefused)
		// The half session runs out.
		h.clock.add(account.HalfFor)
		_, err = h.SecondFactor(ctx, in.Token, p.recovery[4])
		h.want(err, account.ErrRefused)
	})
}

// A session ends when nobody uses it, after twelve hours at the latest, and
// when it is ended; sign-in and step-up give new tokens.
func TestSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		p := h.setUp()
		p.again()
		h.clock.add(account.SessionIdle - time.Second)
		p.refresh()
		h.clock.add(account.SessionIdle - time.Second)
		p.refresh()
		h.want(p.actor().Allow(account.PeopleManage, account.All, h.clock.Now()), account.ErrStepUp)
		old := p.Token
		p.SignedIn = must[account.SignedIn](t)(h.StepUp(ctx, old, account.Proof{Password: password, Code: p.code()}))
		_, err := h.Session(ctx, old)
		h.want(err, account.ErrRefused)
		h.ok(p.actor().Allow(account.PeopleManage, account.All, h.clock.Now()))
		h.want(p.actor().Allow(account.PeopleManage, account.All, h.clock.Now().Add(account.StepUpFor)), account.ErrStepUp)
		started := p.Session.CreatedAt
		for h.clock.Now().Sub(started) < account.SessionMax-20*time.Minute {
			h.clock.add(19 * time.Minute)
			p.refresh()
		}
		h.clock.add(20 * time.Minute)
		_, err = h.Session(ctx, p.Token)
		h.want(err, account.ErrRefused)
		h.ok(h.Purge(ctx))

		p.again()
		idle := p.Token
		h.clock.add(account.SessionIdle)
		_, err = h.Session(ctx, idle)
		h.want(err, account.ErrRefused)
	})
}

// A person sees where they are signed in by the names they gave, and ends one,
// the others, or this one.
func TestEndingSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		p := h.setUp()
		one := *p
		two, three := one, one
		two.again()
		three.again()
		h.ok(h.Label(ctx, two.actor(), "办公室"))
		all := must[[]account.Session](t)(h.Sessions(ctx, three.actor()))
		if len(all) != 3 || !all[0].Current || all[1].Label.Clear() != "办公室" || all[2].ID != one.Session.ID {
			t.Fatalf("sessions %+v", all)
		}
		h.ok(h.EndSession(ctx, three.actor(), one.Session.ID))
		_, err := h.Session(ctx, one.Token)
		h.want(err, account.ErrRefused)
		h.want(h.EndSession(ctx, three.actor(), one.Session.ID), store.ErrNotFound)
		h.ok(h.EndOthers(ctx, three.actor()))
		_, err = h.Session(ctx, two.Token)
		h.want(err, account.ErrRefused)
		h.ok(h.SignOut(ctx, three.Token))
		h.ok(h.SignOut(ctx, three.Token))
		_, err = h.Session(ctx, three.Token)
		h.want(err, account.ErrRefused)
		h.want(h.EndOthers(ctx, three.actor()), account.ErrRefused)

		// Signing in ends the session that the browser had.
		three.again()
		before := three.Token
		in := must[account.SignedIn](t)(h.SignIn(ctx, account.Attempt{Email: p.email, Password: password, Old: before}))
		_, err = h.Session(ctx, before)
		h.want(err, account.ErrRefused)
		if in.Token == before {
			t.Error("the token stayed the same")
		}
	})
}

// Wrong tries wait longer and longer, known and unknown addresses alike. A
// browser in which the person signed in before does not wait for the tries of
// others, nor does a right password reset those of nobody.
func TestLockOut(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		p := h.setUp()
		for _, email := range []account.Personal{p.email, "nobody@example.com", "no address"} {
			for range 5 {
				_, err := h.SignIn(ctx, attempt(email, "wrong password 123"))
				h.want(err, account.ErrRefused)
			}
			for _, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
				_, err := h.SignIn(ctx, attempt(email, password))
				if e, ok := errors.AsType[*account.WaitError](err); !ok || e.Until.Sub(h.clock.Now()) != wait {
					t.Fatalf("%s, wait %v: %v", email.Clear(), wait, err)
				}
				h.clock.add(wait)
				_, err = h.SignIn(ctx, attempt(email, "wrong password 123"))
				h.want(err, account.ErrRefused)
			}
		}
		_, err := h.SignIn(ctx, attempt(p.email, "wrong password 123"))
		h.want(err, account.ErrRefused)
		known := must[account.SignedIn](t)(h.SignIn(ctx, account.Attempt{Email: p.email, Password: password, Device: p.Device}))
		if !known.NeedCode {
			t.Error("no code asked for")
		}
		_, err = h.SignIn(ctx, account.Attempt{Email: p.email, Password: password, Device: p.Device + "x"})
		if _, ok := errors.AsType[*account.WaitError](err); !ok {
			t.Errorf("a made-up device token does not wait: %v", err)
		}
		h.clock.add(time.Minute)
		_ = must[account.SignedIn](t)(h.SignIn(ctx, attempt(p.email, password)))
		figures := must[[]account.Count](t)(h.Counts(ctx, h.clock.Now()))
		if len(figures) != 1 || figures[0].What != "password.failed" || figures[0].N < 20 {
			t.Errorf("counts %v", figures)
		}
	})
}

// Tries at the same time do not share a count.
func TestLockOutParallel(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.setUp()
		var mu sync.Mutex
		looked := 0
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				_, err := h.SignIn(context.WithoutCancel(t.Context()), attempt(p.email, "wrong password 123"))
				mu.Lock()
				defer mu.Unlock()
				if errors.Is(err, account.ErrRefused) {
					looked++
				}
			})
		}
		wg.Wait()
		if looked != 5 {
			t.Errorf("%d wrong tries were looked at, want 5", looked)
		}
	})
}

// An administrator's link sets a new password; who has an app is asked for a
// code, so the administrator cannot use it.
func TestReset(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.setUp()
		p := h.join(admin, "Ada", account.Officer)
		h.want2(h.Reset(ctx, p.actor(), admin.id()))(account.ErrForbidden)
		h.want2(h.Reset(ctx, admin.actor(), admin.id()))(account.ErrForbidden)
		link := must[account.Secret](t)(h.Reset(ctx, admin.actor(), p.id()))
		const fresh = "three unlike words: 竹 otter basin"
		_, err := h.CompleteReset(ctx, link, fresh, "")
		h.want(err, account.ErrRefused)
		_, err = h.CompleteReset(ctx, link, "short", p.code())
		h.want(err, account.ErrPasswordShort)
		in := must[account.SignedIn](t)(h.CompleteReset(ctx, link, fresh, p.code()))
		if in.Session.Level != 2 {
			t.Errorf("level %d", in.Session.Level)
		}
		_, err = h.Session(ctx, p.Token)
		h.want(err, account.ErrRefused)
		_, err = h.SignIn(ctx, attempt(p.email, password))
		h.want(err, account.ErrRefused)
		_, err = h.CompleteReset(ctx, link, fresh, p.recovery[0])
		h.want(err, account.ErrRefused)
	})
}

// want2 wants one error of a call with a value.
func (h *house) want2(_ account.Secret, err error) func(want error) {
	return func(want error) {
		h.t.Helper()
		h.want(err, want)
	}
}

// Who knows the password alone of a person with a second factor cannot add one
// of their own; a session proved by less does not step up.
func TestFactorsGuardFactors(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.setUp()
		p := h.join(admin, "Ada")
		weak := must[account.SignedIn](t)(h.SignIn(ctx, attempt(p.email, password)))
		if weak.NeedCode || weak.Session.Level != 1 {
			t.Fatal("a person without roles signs in by password")
		}
		p.addApp()
		_, err := h.AddTOTP(ctx, weak.Session.Actor)
		h.want(err, account.ErrStepUp)
		h.want(h.SetPassword(ctx, weak.Session.Actor, "three unlike words: 竹 otter basin"), account.ErrStepUp)
		_, err = h.StepUp(ctx, p.Token, account.Proof{Password: password})
		h.want(err, account.ErrRefused)
		_, err = h.StepUp(ctx, p.Token, account.Proof{Password: "wrong password 123", Code: p.code()})
		h.want(err, account.ErrRefused)
		up := must[account.SignedIn](t)(h.StepUp(ctx, weak.Token, account.Proof{Password: password, Code: p.code()}))
		if up.Session.Level != 2 {
			t.Errorf("level %d after password and code", up.Session.Level)
		}
		h.ok(h.SetPassword(ctx, up.Session.Actor, "three unlike words: 竹 otter basin"))
		_, err = h.Session(ctx, p.Token)
		h.want(err, account.ErrRefused)

		creds := must[[]account.Credential](t)(h.Credentials(ctx, up.Session.Actor))
		if len(creds) != 12 {
			t.Fatalf("%d credentials, want password, app, ten recovery codes", len(creds))
		}
		codes := must[[]account.Secret](t)(h.NewRecovery(ctx, up.Session.Actor))
		if len(codes) != 10 {
			t.Errorf("%d recovery codes", len(codes))
		}
		for _, c := range creds {
			switch c.Kind {
			case "password":
				h.want(h.RemoveCredential(ctx, up.Session.Actor, c.ID), account.ErrForbidden)
			case "totp":
				h.ok(h.RemoveCredential(ctx, up.Session.Actor, c.ID))
			}
		}
		if creds = must[[]account.Credential](t)(h.Credentials(ctx, up.Session.Actor)); len(creds) != 1 {
			t.Errorf("%d credentials are left, want the password", len(creds))
		}
	})
}

// A password that is changed, or a person who is suspended, on another node
// while the old password is being hashed: no session.
func TestChangedMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.setUp()
		p := h.join(admin, "Ada")
		other, err := account.New(h.with)
		h.ok(err)
		const second = "three unlike words: 竹 otter basin"
		for _, x := range []struct {
			now    account.Secret
			change func() error
		}{
			{password, func() error { return other.SetPassword(ctx, p.actor(), second) }},
			{second, func() error { return other.Suspend(ctx, account.System(), p.id()) }},
		} {
			waiting, release := h.HoldHashes()
			done := make(chan error)
			go func() {
				_, err := h.SignIn(ctx, attempt(p.email, x.now))
				done <- err
			}()
			for deadline := time.Now().Add(10 * time.Second); waiting() == 0 && time.Now().Before(deadline); {
				time.Sleep(time.Millisecond)
			}
			err := x.change()
			release()
			h.want(<-done, account.ErrRefused)
			h.ok(err)
		}
	})
}

// When the cost of passwords rises, each is hashed anew at its next right
// sign-in, once, and signs in as before.
func TestHashedAnew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		p := h.join(h.setUp(), "Ada")
		material := func() (b []byte) {
			h.ok(h.db.Read(ctx, func(tx *store.Tx) error {
				return tx.Get(ctx, "SELECT material FROM credential WHERE staff_id = $1 AND kind = 'password'", []any{p.id()}, &b)
			}))
			return b
		}
		h.with.Cost = account.Cost{Time: 2, MemoryKiB: 16, Threads: 1}
		dearer, err := account.New(h.with)
		h.ok(err)
		before := material()
		_, err = dearer.SignIn(ctx, attempt(p.email, "wrong password 123"))
		h.want(err, account.ErrRefused)
		if !bytes.Equal(before, material()) {
			t.Error("a wrong password was hashed anew")
		}
		_ = must[account.SignedIn](t)(dearer.SignIn(ctx, attempt(p.email, password)))
		after := material()
		if bytes.Equal(before, after) {
			t.Error("the password was not hashed anew")
		}
		_ = must[account.SignedIn](t)(dearer.SignIn(ctx, attempt(p.email, password)))
		if !bytes.Equal(after, material()) {
			t.Error("hashed anew again")
		}
	})
}
