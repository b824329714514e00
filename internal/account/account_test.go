// SPDX-License-Identifier: Apache-2.0

package account_test

import (
	"context"
	"testing"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/store"
)

// An empty installation is set up by a link that works once, within a day; then
// never again.
func TestSetUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		first := must[account.Secret](t)(h.SetupToken(ctx))
		second := must[account.Secret](t)(h.SetupToken(ctx))
		in := account.SetUp{NewPerson: account.NewPerson{Name: "钱一", Email: "Root@Example.com "}, Password: password}
		for _, bad := range []account.Secret{"", "x", first} {
			_, err := h.CompleteSetup(ctx, bad, in)
			h.want(err, account.ErrRefused)
		}
		h.clock.add(24*time.Hour + time.Second)
		_, err := h.CompleteSetup(ctx, second, in)
		h.want(err, account.ErrRefused)
		third := must[account.Secret](t)(h.SetupToken(ctx))
		out := must[account.SignedIn](t)(h.CompleteSetup(ctx, third, in))
		if out.Session.Actor.Can(account.PeopleManage, account.All) || !out.Session.Actor.NeedsFactor() {
			t.Error("the role of an administrator counts without a second factor")
		}
		_, err = h.CompleteSetup(ctx, third, in)
		h.want(err, account.ErrRefused)
		_, err = h.SetupToken(ctx)
		h.want(err, account.ErrSetUp)
		p := must[account.Person](t)(h.Person(ctx, out.Session.Actor, out.Session.StaffID))
		if p.Name.Clear() != "钱一" || p.Email.Clear() != "root@example.com" || p.Locale != "zh-CN" {
			t.Errorf("person %q %q %q", p.Name.Clear(), p.Email.Clear(), p.Locale)
		}
	})
}

// Who began the set-up and chose nothing to sign in with is replaced by the
// next link, and is out.
func TestSetUpAbandoned(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		in := account.SetUp{NewPerson: account.NewPerson{Name: "钱一", Email: "root@example.com"}}
		out := must[account.SignedIn](t)(h.CompleteSetup(ctx, must[account.Secret](t)(h.SetupToken(ctx)), in))
		in.Password = password
		_ = must[account.SignedIn](t)(h.CompleteSetup(ctx, must[account.Secret](t)(h.SetupToken(ctx)), in))
		_, err := h.Session(ctx, out.Token)
		h.want(err, account.ErrRefused)
		_, err = h.SetupToken(ctx)
		h.want(err, account.ErrSetUp)
	})
}

// A person is invited, accepts, gets a role, is suspended, comes back, leaves
// and is erased; the id stays and nothing opens any more.
func TestLifeOfAPerson(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.setUp()
		p := h.join(admin, "Ada", account.Officer)
		if !p.actor().Can(account.CaseDecide, account.InQueue("q1")) || p.actor().Can(account.PeopleManage, account.All) {
			t.Fatal("an officer decides cases and manages nobody")
		}
		_, _, err := h.Invite(ctx, admin.actor(), account.NewPerson{Name: "Other", Email: "ADA@example.com"})
		h.want(err, account.ErrEmailTaken)
		h.ok(h.Suspend(ctx, admin.actor(), p.id()))
		_, err = h.Session(ctx, p.Token)
		h.want(err, account.ErrRefused)
		_, err = h.SignIn(ctx, account.Attempt{Email: p.email, Password: password})
		h.want(err, account.ErrRefused)
		h.ok(h.Resume(ctx, admin.actor(), p.id()))
		_, err = h.Session(ctx, p.Token)
		h.want(err, account.ErrRefused)
		p.again()
		// A session that somehow outlived the suspension opens nothing either.
		set := func(status string) {
			h.ok(h.db.Write(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, "UPDATE staff SET status = $2 WHERE id = $1", p.id(), status)
				return err
			}))
		}
		set("suspended")
		_, err = h.Session(ctx, p.Token)
		h.want(err, account.ErrRefused)
		set("active")
		admin.again()
		h.want(h.Erase(ctx, admin.actor(), p.id()), account.ErrForbidden)
		h.ok(h.Leave(ctx, admin.actor(), p.id()))
		_, err = h.Session(ctx, p.Token)
		h.want(err, account.ErrRefused)
		if name := must[account.Personal](t)(h.Name(ctx, p.id())); name.Clear() != "Ada" {
			t.Errorf("name %q after leaving", name.Clear())
		}
		h.ok(h.Erase(ctx, admin.actor(), p.id()))
		if name := must[account.Personal](t)(h.Name(ctx, p.id())); name.Clear() != p.id() {
			t.Errorf("name %q after erasure, want the id", name.Clear())
		}
		_, _, err = h.Invite(ctx, admin.actor(), account.NewPerson{Name: "Ada", Email: "ada@example.com"})
		h.ok(err)
		all := must[[]account.Person](t)(h.People(ctx, admin.actor()))
		if len(all) != 3 {
			t.Errorf("%d people, want 3", len(all))
		}
	})
}

// Roles that exclude each other, grants to oneself, a custodian by one person
// alone, the last administrator: refused.
func TestFourEyes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.setUp()
		second := h.join(admin, "Ben", account.Admin)
		p := h.join(admin, "Ada")
		admin.again()
		second.again()
		grant := func(by *someone, to string, role account.Role) (account.Grant, error) {
			return h.Grant(ctx, by.actor(), account.Grant{StaffID: to, Role: role})
		}
		for _, role := range []account.Role{account.Officer, account.Custodian, account.Auditor} {
			_, err := grant(admin, admin.id(), role)
			h.want(err, account.ErrForbidden)
		}
		for _, role := range []account.Role{account.Custodian, account.Auditor, account.Admin} {
			_, err := grant(admin, second.id(), role)
			h.want(err, account.ErrForbidden)
		}
		g := must[account.Grant](t)(grant(admin, p.id(), account.Custodian))
		h.want(h.Approve(ctx, admin.actor(), g.ID), account.ErrForbidden)
		if waiting := must[[]account.Grant](t)(h.Waiting(ctx, second.actor())); len(waiting) != 1 || waiting[0].ID != g.ID {
			t.Errorf("waiting: %v", waiting)
		}
		p.addApp()
		if p.actor().Can(account.IdentityRead, account.All) {
			t.Error("a grant that waits counts")
		}
		h.ok(h.Approve(ctx, second.actor(), g.ID))
		p.refresh()
		if !p.actor().Can(account.IdentityRead, account.All) {
			t.Error("an approved grant does not count")
		}
		h.want(h.Approve(ctx, second.actor(), g.ID), account.ErrForbidden)
		// A custodian who loses the second factor is granted anew by two.
		h.ok(h.RemoveFactors(ctx, admin.actor(), p.id()))
		p.again()
		p.addApp()
		if p.actor().Can(account.IdentityRead, account.All) {
			t.Error("one manager of people took the factors away, and the grant of two still counts")
		}
		h.lastAdmin(ctx, admin, second)
	})
}

// A grant counts from its beginning to its end, in its queue.
func TestGrantBounds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		admin := h.setUp()
		p := h.join(admin, "Ada")
		p.addApp()
		admin.again()
		now := h.clock.Now()
		_, err := h.Grant(ctx, admin.actor(), account.Grant{
			StaffID: p.id(), Role: account.Officer, Scope: account.InQueue("q1"), From: now.Add(time.Minute), To: now.Add(3 * time.Minute),
		})
		h.ok(err)
		can := func(where account.Scope) bool {
			p.refresh()
			return p.actor().Can(account.CaseDecide, where)
		}
		if can(account.InQueue("q1")) {
			t.Error("counts before it begins")
		}
		h.clock.add(time.Minute)
		if !can(account.InQueue("q1")) || can(account.InQueue("q2")) || can(account.All) {
			t.Error("counts in its queue only")
		}
		if all, ids := p.actor().Queues(account.CaseDecide); all || len(ids) != 1 || ids[0] != "q1" {
			t.Errorf("queues %v %v", all, ids)
		}
		stale := p.actor()
		h.clock.add(2 * time.Minute)
		if can(account.InQueue("q1")) {
			t.Error("counts after its end")
		}
		h.ok(h.db.Write(ctx, func(tx *store.Tx) error {
			fresh, err := h.Fresh(ctx, tx, stale)
			if err == nil && fresh.Can(account.CaseDecide, account.InQueue("q1")) {
				t.Error("an actor read anew has the right of a grant that ended")
			}
			return err
		}))
		_, err = h.Grant(ctx, admin.actor(), account.Grant{StaffID: p.id(), Role: account.Trainer, Scope: account.InQueue("q1")})
		if err == nil {
			t.Error("a role without queues was granted for one")
		}
	})
}

// lastAdmin ends with one administrator, who stays whatever is tried.
func (h *house) lastAdmin(ctx context.Context, admin, second *someone) {
	h.t.Helper()
	h.want(h.Suspend(ctx, admin.actor(), admin.id()), account.ErrForbidden)
	grants := must[[]account.Grant](h.t)(h.Grants(ctx, admin.actor(), admin.id()))
	h.ok(h.End(ctx, second.actor(), grants[0].ID))
	own := must[[]account.Grant](h.t)(h.Grants(ctx, second.actor(), second.id()))
	h.want(h.End(ctx, second.actor(), own[0].ID), account.ErrLastAdmin)
	h.want(h.Suspend(ctx, account.System(), second.id()), account.ErrLastAdmin)
	h.want(h.Leave(ctx, account.System(), second.id()), account.ErrLastAdmin)
	_, err := h.Grant(ctx, second.actor(), account.Grant{StaffID: admin.id(), Role: account.Admin, To: h.clock.Now().Add(time.Hour)})
	h.ok(err)
	h.want(h.End(ctx, second.actor(), own[0].ID), account.ErrLastAdmin)
}
