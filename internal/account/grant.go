// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Grant gives a role to a person.
type Grant struct {
	ID      string
	StaffID string
	Role    Role
	Scope   Scope
	// From and To bound when it counts. A zero To means until it is ended.
	From, To time.Time
	// GrantedBy, ApprovedBy and EndedBy are actors as the ledger writes them.
	// ApprovedAt stays zero where one person is enough, see [RoleInfo.TwoPersons].
	GrantedBy, ApprovedBy, EndedBy string
	GrantedAt, ApprovedAt, EndedAt time.Time
}

// Errors of a grant; a page shows which it is.
var (
	ErrEverywhere = errors.New("scope: this role counts everywhere, not in one queue")
	ErrUntil      = errors.New("to: must be after from")
)

// Waiting says that a second person has to approve before the grant counts.
func (g Grant) Waiting() bool {
	info, _ := g.Role.info()
	return info.TwoPersons && g.ApprovedAt.IsZero() && g.EndedAt.IsZero()
}

// Counts says whether the grant counts at an instant.
func (g Grant) Counts(now time.Time) bool {
	return g.EndedAt.IsZero() && !g.Waiting() && !now.Before(g.From) && (g.To.IsZero() || now.Before(g.To))
}

// Open says whether the grant counts or may count later.
func (g Grant) Open(now time.Time) bool {
	return g.EndedAt.IsZero() && (g.To.IsZero() || now.Before(g.To))
}

const grantColumns = `id, staff_id, role, scope_id, from_at, to_at, granted_by, granted_at,
	approved_by, approved_at, ended_by, ended_at`

func scanGrant(scan func(...any) error) (g Grant, err error) {
	var queue string
	var from, to, granted, approved, ended int64
	err = scan(&g.ID, &g.StaffID, &g.Role, &queue, &from, &to, &g.GrantedBy, &granted, &g.ApprovedBy, &approved, &g.EndedBy, &ended)
	g.Scope = InQueue(queue)
	g.From, g.To, g.GrantedAt = store.Time(from), store.Time(to), store.Time(granted)
	g.ApprovedAt, g.EndedAt = store.Time(approved), store.Time(ended)
	return g, err
}

// grantsOf lists every grant of a person, ended ones too.
func (r *Register) grantsOf(ctx context.Context, tx *store.Tx, staffID string) ([]Grant, error) {
	return store.Rows(ctx, tx, scanGrant, "SELECT "+grantColumns+" FROM role_grant WHERE staff_id = $1 ORDER BY granted_at, id", staffID)
}

// counting lists the grants of a person that count now.
func (r *Register) counting(ctx context.Context, tx *store.Tx, staffID string) ([]Grant, error) {
	all, err := r.grantsOf(ctx, tx, staffID)
	now := tx.Now()
	return slices.DeleteFunc(all, func(g Grant) bool { return !g.Counts(now) }), err
}

// Grants lists every grant of a person, ended ones too. Everybody sees their
// own; others need [RolesGrant] or [LedgerRead].
func (r *Register) Grants(ctx context.Context, by Actor, staffID string) (all []Grant, err error) {
	if by.StaffID() != staffID && !by.Can(RolesGrant, All) && !by.Can(LedgerRead, All) {
		return nil, ErrForbidden
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		all, err = r.grantsOf(ctx, tx, staffID)
		return err
	})
	return all, err
}

// Waiting lists the grants that wait for a second person.
func (r *Register) Waiting(ctx context.Context, by Actor) (all []Grant, err error) {
	if !by.Can(RolesGrant, All) {
		return nil, ErrForbidden
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Rows(ctx, tx, scanGrant, "SELECT "+grantColumns+" FROM role_grant WHERE approved_at = 0 AND ended_at = 0 ORDER BY granted_at, id")
		return err
	})
	return slices.DeleteFunc(all, func(g Grant) bool { return !g.Waiting() }), err
}

// Grant gives a role. Set StaffID, Role, Scope, and From and To where it shall
// begin later or end by itself. Nobody grants a role to themselves, and some
// roles exclude each other (see [Roles]). A grant of a role for which two
// persons are needed waits for [Register.Approve].
func (r *Register) Grant(ctx context.Context, by Actor, g Grant) (out Grant, err error) {
	err = r.change(ctx, by, RolesGrant, func(tx *store.Tx, by Actor) error {
		out, err = r.grant(ctx, tx, by, g)
		return err
	})
	if err != nil {
		return Grant{}, err
	}
	return out, nil
}

func (r *Register) grant(ctx context.Context, tx *store.Tx, by Actor, g Grant) (Grant, error) {
	now := tx.Now()
	g = Grant{
		ID: store.NewID(), StaffID: g.StaffID, Role: g.Role, Scope: g.Scope, From: g.From, To: g.To,
		GrantedBy: by.ID(), GrantedAt: now,
	}
	if g.From.IsZero() {
		g.From = now
	}
	if err := r.mayGrant(ctx, tx, by, g); err != nil {
		return Grant{}, err
	}
	kind := "all"
	if g.Scope != All {
		kind = "queue"
	}
	_, err := tx.Exec(ctx, `INSERT INTO role_grant (id, staff_id, role, scope_kind, scope_id, from_at, to_at,
		granted_by, granted_at, approved_by, approved_at, ended_by, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, '', 0)`,
		g.ID, g.StaffID, string(g.Role), kind, g.Scope.Queue(), store.Millis(g.From), store.Millis(g.To), g.GrantedBy, store.Millis(now))
	if err != nil {
		return Grant{}, err
	}
	return g, r.leaf(ctx, tx, by, "grant.made", "staff:"+g.StaffID, ledger.Row{Table: "role_grant", ID: g.ID})
}

// mayGrant checks a new grant against the table of roles and against those
// that the person has.
func (r *Register) mayGrant(ctx context.Context, tx *store.Tx, by Actor, g Grant) error {
	info, ok := g.Role.info()
	if !ok {
		return errors.New("role: no such role")
	}
	if g.Scope != All && !info.Queues {
		return fmt.Errorf("%s: %w", g.Role, ErrEverywhere)
	}
	if !g.To.IsZero() && !g.To.After(g.From) {
		return ErrUntil
	}
	if by.StaffID() == g.StaffID {
		return ErrSelf
	}
	p, err := standing(ctx, tx, g.StaffID)
	if err != nil {
		return err
	}
	if p.Status != Invited && p.Status != Active {
		return fmt.Errorf("the person is %s: %w", p.Status, ErrForbidden)
	}
	have, err := r.grantsOf(ctx, tx, g.StaffID)
	if err != nil {
		return err
	}
	for _, h := range have {
		if !h.Open(tx.Now()) {
			continue
		}
		if slices.Contains(info.Not, h.Role) {
			return fmt.Errorf("%s and %s: %w", g.Role, h.Role, ErrTogether)
		}
		if h.Role == g.Role && h.Scope == g.Scope {
			return fmt.Errorf("the person has this role already: %w", ErrForbidden)
		}
	}
	return nil
}

// grantByID reads a grant.
func (r *Register) grantByID(ctx context.Context, tx *store.Tx, id string) (Grant, error) {
	return scanGrant(func(dest ...any) error {
		return tx.Get(ctx, "SELECT "+grantColumns+" FROM role_grant WHERE id = $1", []any{id}, dest...)
	})
}

// Approve makes a waiting grant count. Who approves is neither who granted nor
// who receives. Where there is one manager of roles only, the command line of
// the machine ([System]) is the second.
func (r *Register) Approve(ctx context.Context, by Actor, grantID string) error {
	return r.change(ctx, by, RolesGrant, func(tx *store.Tx, by Actor) error {
		g, err := r.grantByID(ctx, tx, grantID)
		if err != nil {
			return err
		}
		if !g.Waiting() || !g.Open(tx.Now()) {
			return fmt.Errorf("the grant does not wait: %w", ErrForbidden)
		}
		if by.ID() == g.GrantedBy || by.StaffID() == g.StaffID {
			return ErrSecond
		}
		if _, err := tx.Exec(ctx, "UPDATE role_grant SET approved_by = $2, approved_at = $3 WHERE id = $1", g.ID, by.ID(), store.Millis(tx.Now())); err != nil {
			return err
		}
		return r.leaf(ctx, tx, by, "grant.approved", "staff:"+g.StaffID, ledger.Row{Table: "role_grant", ID: g.ID})
	})
}

// End ends a grant now; also the way to refuse a waiting one. A person may end
// their own; the last administrator's stays.
func (r *Register) End(ctx context.Context, by Actor, grantID string) error {
	return r.change(ctx, by, RolesGrant, func(tx *store.Tx, by Actor) error {
		g, err := r.grantByID(ctx, tx, grantID)
		if err != nil {
			return err
		}
		if !g.EndedAt.IsZero() {
			return fmt.Errorf("the grant has ended: %w", ErrForbidden)
		}
		if g.Role == Admin {
			if err := r.othersGrant(ctx, tx, g.StaffID, g.ID); err != nil {
				return err
			}
		}
		return r.endGrant(ctx, tx, by, g)
	})
}

func (r *Register) endGrant(ctx context.Context, tx *store.Tx, by Actor, g Grant) error {
	if _, err := tx.Exec(ctx, "UPDATE role_grant SET ended_by = $2, ended_at = $3 WHERE id = $1", g.ID, by.ID(), store.Millis(tx.Now())); err != nil {
		return err
	}
	return r.leaf(ctx, tx, by, "grant.ended", "staff:"+g.StaffID, ledger.Row{Table: "role_grant", ID: g.ID})
}

// othersGrant fails with [ErrLastAdmin] when without this person, or without
// one grant of theirs, no active person would be left whose grant of [Admin]
// counts and does not run out by itself. A person who is no administrator can
// always go.
func (r *Register) othersGrant(ctx context.Context, tx *store.Tx, staffID, grantID string) error {
	all, err := store.Rows(ctx, tx, scanGrant, `SELECT `+grantColumns+` FROM role_grant
		WHERE role = $1 AND ended_at = 0 AND to_at = 0 AND staff_id IN (SELECT id FROM staff WHERE status = 'active')`, string(Admin))
	if err != nil {
		return err
	}
	loses, stays := false, false
	for _, g := range all {
		switch {
		case !g.Counts(tx.Now()):
		case g.StaffID == staffID && (grantID == "" || g.ID == grantID):
			loses = true
		default:
			stays = true
		}
	}
	if loses && !stays {
		return ErrLastAdmin
	}
	return nil
}
