// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/hulanhq/hulan/internal/store"
)

// Actor is who does something: a person by a session, a program by an API key,
// or this program itself. The zero Actor may do nothing. It holds no personal
// data and tells what was true when it was read; a step that matters reads it
// anew in its transaction by [Register.Fresh].
type Actor struct {
	kind    string // "staff", "key", "system" or ""
	id      string
	session string
	level   int
	stepUp  time.Time
	grants  []Grant
	rights  []Right
	// queues limit a key's rights that show content; empty does not.
	queues []string
}

// System is this program: its background jobs, and its command line, which
// whoever holds the machine runs. It has the rights of [Admin].
func System() Actor {
	return Actor{kind: "system", level: 2, grants: []Grant{{Role: Admin}}}
}

// Fixed is a person with these roles everywhere whatever the rows say, proved
// by a passkey just now. It is for the demonstration and for tests of other
// packages.
func Fixed(staffID string, now time.Time, roles ...Role) Actor {
	a := Actor{kind: "staff", id: staffID, level: 2, stepUp: now}
	for _, x := range roles {
		a.grants = append(a.grants, Grant{StaffID: staffID, Role: x})
	}
	return a
}

// ID is the actor as the ledger writes it: "staff:ID", "key:ID" or "system".
func (a Actor) ID() string {
	if a.kind == "staff" || a.kind == "key" {
		return a.kind + ":" + a.id
	}
	if a.kind == "" {
		return "nobody"
	}
	return a.kind
}

// StaffID is the person's id, empty for a program.
func (a Actor) StaffID() string {
	if a.kind != "staff" {
		return ""
	}
	return a.id
}

// KeyID is the id of a program's key, empty for a person.
func (a Actor) KeyID() string {
	if a.kind != "key" {
		return ""
	}
	return a.id
}

// Can says whether the actor may do something there. It does not look at the
// step-up, see [Actor.Allow].
func (a Actor) Can(right Right, where Scope) bool {
	if slices.Contains(a.rights, right) {
		info, _ := right.info()
		return !info.Content || len(a.queues) == 0 || slices.Contains(a.queues, where.Queue())
	}
	return slices.ContainsFunc(a.grants, func(g Grant) bool {
		return g.Scope.covers(where) && g.Role.Has(right) && a.proved(g.Role)
	})
}

// proved says whether the session was proved well enough for a role.
func (a Actor) proved(role Role) bool {
	info, ok := role.info()
	return ok && a.level >= info.Level
}

// Allow is nil when the actor may do it there now; else [ErrForbidden], or
// [ErrStepUp] when the right needs a recent proof and there is none.
func (a Actor) Allow(right Right, where Scope, now time.Time) error {
	if !a.Can(right, where) {
		return ErrForbidden
	}
	if info, _ := right.info(); info.StepUp && !a.SteppedUp(now) {
		return ErrStepUp
	}
	return nil
}

// Queues says where the actor may do something: everywhere, or in the queues
// that are listed.
func (a Actor) Queues(right Right) (everywhere bool, ids []string) {
	if a.Can(right, All) {
		return true, nil
	}
	for _, id := range a.queues {
		if a.Can(right, InQueue(id)) {
			ids = append(ids, id)
		}
	}
	for _, g := range a.grants {
		if q := g.Scope.Queue(); q != "" && a.Can(right, g.Scope) && !slices.Contains(ids, q) {
			ids = append(ids, q)
		}
	}
	return false, ids
}

// NoQueue is the id of no queue: what a list is limited to where nothing may be
// seen. Ids are longer.
const NoQueue = "-"

// Limit takes from the queues that are asked for those in which the actor may
// do something; none asked for are all. Nothing back means everywhere.
func (a Actor) Limit(right Right, asked []string) []string {
	everywhere, ids := a.Queues(right)
	if everywhere {
		return asked
	}
	if len(asked) > 0 {
		ids = slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(asked, id) })
	}
	if len(ids) == 0 {
		return []string{NoQueue}
	}
	return ids
}

// May says whether the actor may do something everywhere or, where the right
// counts for one queue ([RightInfo.Queues]), in a queue.
func (a Actor) May(right Right) bool {
	everywhere, ids := a.Queues(right)
	info, _ := right.info()
	return everywhere || info.Queues && len(ids) > 0
}

// KeyRights lists the rights that an API key made by this actor may have.
func (a Actor) KeyRights() []Right {
	var all []Right
	for _, x := range Rights {
		if !x.StepUp && (x.Machine || a.Can(x.Right, All)) {
			all = append(all, x.Right)
		}
	}
	return all
}

// Roles lists the roles that count now, each once.
func (a Actor) Roles() []Role {
	var all []Role
	for _, g := range a.grants {
		if a.proved(g.Role) && !slices.Contains(all, g.Role) {
			all = append(all, g.Role)
		}
	}
	return all
}

// NeedsFactor says that a role of the person does not count because the session
// has no second factor: the page to add one is what they need.
func (a Actor) NeedsFactor() bool {
	return slices.ContainsFunc(a.grants, func(g Grant) bool { return !a.proved(g.Role) })
}

// SteppedUp says whether the person proved who they are within [StepUpFor].
// Programs have nothing to prove again.
func (a Actor) SteppedUp(now time.Time) bool {
	if a.kind == "system" || a.kind == "key" {
		return true
	}
	return !a.stepUp.IsZero() && now.Sub(a.stepUp) < StepUpFor
}

// Fresh reads the actor anew in a transaction. [ErrRefused] means that the
// session or key has ended since, or the person is not active any more.
func (r *Register) Fresh(ctx context.Context, tx *store.Tx, a Actor) (Actor, error) {
	switch {
	case a.kind == "staff" && a.session != "":
		s, err := r.sessionBy(ctx, tx, "s.id", a.session)
		if err != nil {
			return Actor{}, err
		}
		return s.Actor, nil
	case a.kind == "key":
		k, err := r.liveKey(ctx, tx, a.id)
		if err != nil {
			return Actor{}, err
		}
		return r.keyActor(ctx, tx, k)
	}
	return a, nil
}

// refusedIfMissing turns a row that is not there into [ErrRefused].
func refusedIfMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return ErrRefused
	}
	return err
}
