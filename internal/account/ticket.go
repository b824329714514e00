// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hulanhq/hulan/internal/store"
)

// How long one-time links work.
const (
	// SetupFor is a day: long enough to come back to a terminal.
	SetupFor = 24 * time.Hour
	// InviteFor is three days: over a weekend.
	InviteFor = 72 * time.Hour
	// ResetFor is a day: who asked for it waits for it.
	ResetFor = 24 * time.Hour
)

// The kinds of one-time links, see [Register.Link].
const (
	LinkSetup  = "setup"
	LinkInvite = "invite"
	LinkReset  = "reset"
)

// newTicket makes a one-time link; those of the same kind for the same person
// stop working.
func (r *Register) newTicket(ctx context.Context, tx *store.Tx, by Actor, kind, staffID string, d time.Duration) (Secret, error) {
	if err := r.dropTickets(ctx, tx, by, staffID); err != nil {
		return "", err
	}
	now, token, id := tx.Now(), newToken(), store.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO ticket (id, hash, kind, staff_id, made_by, made_at, expires_at, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`, id, r.index("ticket."+kind, token), kind, staffID, by.ID(), store.Millis(now), store.Millis(now.Add(d)))
	if err != nil {
		return "", err
	}
	return token, r.leaf(ctx, tx, by, "link.made", "ticket:"+id, row("ticket", id))
}

// dropTickets ends the links of a person; of the installation where staffID is
// empty.
func (r *Register) dropTickets(ctx context.Context, tx *store.Tx, by Actor, staffID string) error {
	ids, err := store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) },
		"SELECT id FROM ticket WHERE staff_id = $1 AND used_at = 0 ORDER BY id", staffID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := r.useTicket(ctx, tx, by, id, "link.ended"); err != nil {
			return err
		}
	}
	return nil
}

func (r *Register) useTicket(ctx context.Context, tx *store.Tx, by Actor, id, kind string) error {
	if _, err := tx.Exec(ctx, "UPDATE ticket SET used_at = $2 WHERE id = $1", id, store.Millis(tx.Now())); err != nil {
		return err
	}
	return r.leaf(ctx, tx, by, kind, "ticket:"+id, row("ticket", id))
}

// ticket finds a link that works.
func (r *Register) ticket(ctx context.Context, tx *store.Tx, kind string, token Secret) (id, staffID string, err error) {
	err = tx.Get(ctx, "SELECT id, staff_id FROM ticket WHERE hash = $1 AND kind = $2 AND used_at = 0 AND expires_at > $3",
		[]any{r.index("ticket."+kind, token), kind, store.Millis(tx.Now())}, &id, &staffID)
	return id, staffID, refusedIfMissing(err)
}

// Link says whom a link is for, before it is used: what the page greets with.
// That of the set-up is for nobody yet. A link that does not work is [ErrRefused].
func (r *Register) Link(ctx context.Context, kind string, token Secret) (p Person, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		_, staffID, err := r.ticket(ctx, tx, kind, token)
		if err != nil || kind == LinkSetup {
			return err
		}
		p, err = r.person(ctx, tx, staffID)
		return refusedIfMissing(err)
	})
	return p, err
}

// needsSetup says whether nobody could manage this installation: no active
// person with a grant of [Admin] that counts and something to sign in with.
func (r *Register) needsSetup(ctx context.Context, tx *store.Tx) (bool, error) {
	all, err := store.Rows(ctx, tx, scanGrant, `SELECT `+grantColumns+` FROM role_grant WHERE role = $1 AND ended_at = 0
		AND staff_id IN (SELECT id FROM staff WHERE status = 'active')
		AND staff_id IN (SELECT staff_id FROM credential WHERE state = 'live' AND kind IN ('password', 'passkey', 'sso'))`, string(Admin))
	if err != nil {
		return false, err
	}
	for _, g := range all {
		if g.Counts(tx.Now()) {
			return false, nil
		}
	}
	return true, nil
}

// NeedsSetup says whether nobody can manage this installation yet.
func (r *Register) NeedsSetup(ctx context.Context) (need bool, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		need, err = r.needsSetup(ctx, tx)
		return err
	})
	return need, err
}

// SetupToken makes the secret of the link by which the first administrator is
// made. It works once, within [SetupFor]; one made before stops working. With
// an administrator there, it is [ErrSetUp].
func (r *Register) SetupToken(ctx context.Context) (token Secret, err error) {
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		need, err := r.needsSetup(ctx, tx)
		if err != nil {
			return err
		}
		if !need {
			return ErrSetUp
		}
		token, err = r.newTicket(ctx, tx, System(), LinkSetup, "", SetupFor)
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// SetUp says how the first administrator is made.
type SetUp struct {
	NewPerson
	// Password may be empty: then the person adds a passkey in the session that is
	// opened, or makes a new link.
	Password Secret
	// Officer gives the first person the role [Officer] too, for a platform of one
	// person. Later grants are made by somebody else.
	Officer bool
}

// CompleteSetup makes the first administrator, and signs them in at level 1:
// the page that follows asks for a second factor, without which the role does
// not count.
func (r *Register) CompleteSetup(ctx context.Context, token Secret, s SetUp) (out SignedIn, err error) {
	if s.NewPerson, err = s.clean(); err != nil {
		return SignedIn{}, err
	}
	stored, err := r.linkPassword(ctx, LinkSetup, token, s.Password, s.Name, s.Email)
	if err != nil {
		return SignedIn{}, err
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		id, _, err := r.ticket(ctx, tx, LinkSetup, token)
		if err != nil {
			return err
		}
		need, err := r.needsSetup(ctx, tx)
		if err != nil {
			return err
		}
		if !need {
			return ErrSetUp
		}
		if err := r.useTicket(ctx, tx, System(), id, "link.used"); err != nil {
			return err
		}
		out, err = r.firstAdmin(ctx, tx, s, stored)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

func (r *Register) firstAdmin(ctx context.Context, tx *store.Tx, s SetUp, stored string) (SignedIn, error) {
	// Who began before and chose nothing to sign in with is out.
	before, err := store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) },
		`SELECT DISTINCT staff_id FROM role_grant WHERE role = $1 AND ended_at = 0
			AND staff_id NOT IN (SELECT staff_id FROM credential WHERE state = 'live')`, string(Admin))
	if err != nil {
		return SignedIn{}, err
	}
	for _, id := range before {
		if err := r.abandon(ctx, tx, id); err != nil {
			return SignedIn{}, err
		}
	}
	p, err := r.add(ctx, tx, s.NewPerson, Active)
	if err != nil {
		return SignedIn{}, err
	}
	if err := r.leaf(ctx, tx, System(), "person.active", "staff:"+p.ID, row("staff", p.ID)); err != nil {
		return SignedIn{}, err
	}
	roles := []Role{Admin}
	if s.Officer {
		roles = append(roles, Officer)
	}
	for _, role := range roles {
		if _, err := r.grant(ctx, tx, System(), Grant{StaffID: p.ID, Role: role}); err != nil {
			return SignedIn{}, err
		}
	}
	return r.enter(ctx, tx, p.ID, stored)
}

// abandon ends a set-up that was begun and left, and frees its address.
func (r *Register) abandon(ctx context.Context, tx *store.Tx, id string) error {
	if err := r.endSessions(ctx, tx, System(), id, ""); err != nil {
		return err
	}
	grants, err := r.grantsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.EndedAt.IsZero() {
			if err := r.endGrant(ctx, tx, System(), g); err != nil {
				return err
			}
		}
	}
	return r.setStaff(ctx, tx, System(), id, "person.left", "status = $4, email_bi = NULL", string(Left))
}

// linkPassword checks a link and hashes the password that was chosen with it.
// The link is looked at first, so that nobody without one makes the machine
// work. Empty stays empty.
func (r *Register) linkPassword(ctx context.Context, kind string, token, p Secret, own ...Personal) (stored string, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		_, _, err := r.ticket(ctx, tx, kind, token)
		return err
	})
	if errors.Is(err, ErrRefused) {
		return "", r.Refuse(ctx, "link.failed")
	}
	if err != nil || p == "" {
		return "", err
	}
	if err := CheckPassword(p, own...); err != nil {
		return "", err
	}
	return r.hasher.hash(ctx, p)
}

// enter sets the password that was chosen, if any, and opens a session.
func (r *Register) enter(ctx context.Context, tx *store.Tx, staffID, stored string) (SignedIn, error) {
	method := "link"
	if stored != "" {
		if err := r.putPassword(ctx, tx, Actor{kind: "staff", id: staffID}, staffID, stored); err != nil {
			return SignedIn{}, err
		}
		method = "password"
	}
	return r.openSession(ctx, tx, staffID, method, 1)
}

// Accept uses an invitation: the person becomes active and is signed in at level
// 1. The password may be empty, as in [SetUp].
func (r *Register) Accept(ctx context.Context, token, password Secret) (out SignedIn, err error) {
	p, err := r.Link(ctx, LinkInvite, token)
	if err != nil && !errors.Is(err, ErrRefused) {
		return SignedIn{}, err
	}
	stored, err := r.linkPassword(ctx, LinkInvite, token, password, p.Name, p.Email)
	if err != nil {
		return SignedIn{}, err
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		id, staffID, err := r.ticket(ctx, tx, LinkInvite, token)
		if err != nil {
			return err
		}
		by := Actor{kind: "staff", id: staffID}
		if err := r.useTicket(ctx, tx, by, id, "link.used"); err != nil {
			return err
		}
		now, err := standing(ctx, tx, staffID)
		if err != nil {
			return err
		}
		if now.Status == Invited {
			if err := r.setStaff(ctx, tx, by, staffID, "person.active", "status = $4", string(Active)); err != nil {
				return err
			}
		}
		out, err = r.enter(ctx, tx, staffID, stored)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// Reset makes the link by which a person sets a new password. It replaces the
// password only: who has a second factor is asked for it.
func (r *Register) Reset(ctx context.Context, by Actor, staffID string) (link Secret, err error) {
	err = r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		p, err := standing(ctx, tx, staffID)
		if err != nil {
			return err
		}
		if p.Status != Active || by.StaffID() == staffID {
			return fmt.Errorf("somebody else's password, while they are active: %w", ErrForbidden)
		}
		link, err = r.newTicket(ctx, tx, by, LinkReset, staffID, ResetFor)
		return err
	})
	if err != nil {
		return "", err
	}
	return link, nil
}

// CompleteReset sets the new password; every session of the person ends. code
// is that of the authenticator app or a recovery code, where there is an app. A
// wrong code is [ErrRefused] and leaves the link as it is.
func (r *Register) CompleteReset(ctx context.Context, token, password, code Secret) (out SignedIn, err error) {
	p, err := r.Link(ctx, LinkReset, token)
	if err != nil && !errors.Is(err, ErrRefused) {
		return SignedIn{}, err
	}
	if password == "" && err == nil {
		return SignedIn{}, ErrPasswordShort
	}
	stored, err := r.linkPassword(ctx, LinkReset, token, password, p.Name, p.Email)
	if err != nil {
		return SignedIn{}, err
	}
	refused := false
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		out, err = r.reset(ctx, tx, token, stored, code)
		if refused = errors.Is(err, errWrongCode); refused {
			return count(ctx, tx, "code.failed")
		}
		return err
	})
	if err == nil && refused {
		err = ErrRefused
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// errWrongCode keeps the count of tries although the step did not happen.
var errWrongCode = errors.New("wrong code")

func (r *Register) reset(ctx context.Context, tx *store.Tx, token Secret, stored string, code Secret) (SignedIn, error) {
	id, staffID, err := r.ticket(ctx, tx, LinkReset, token)
	if err != nil {
		return SignedIn{}, err
	}
	has, err := hasCode(ctx, tx, staffID)
	if err != nil {
		return SignedIn{}, err
	}
	kind, level := "", 1
	if has {
		switch kind, err = r.checkCode(ctx, tx, staffID, code); {
		case errors.Is(err, ErrRefused):
			return SignedIn{}, errWrongCode
		case err != nil:
			return SignedIn{}, err
		}
		kind, level = "+"+kind, 2
	}
	by := Actor{kind: "staff", id: staffID}
	if err := r.useTicket(ctx, tx, by, id, "link.used"); err != nil {
		return SignedIn{}, err
	}
	if err := r.putPassword(ctx, tx, by, staffID, stored); err != nil {
		return SignedIn{}, err
	}
	if err := r.endSessions(ctx, tx, by, staffID, ""); err != nil {
		return SignedIn{}, err
	}
	return r.openSession(ctx, tx, staffID, "password"+kind, level)
}
