// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"

	"github.com/hulanhq/hulan/internal/store"
)

// Subject is a person as a provider of single sign-on names them. The package
// sso gets and checks them.
type Subject struct {
	// Issuer and Subject are the claims iss and sub, which never change.
	Issuer, Subject string
	// Email is the address, given only where the provider vouches for it.
	Email Personal
	// Second says that the provider asked for a second factor, and the operator
	// lets that count.
	Second bool
}

// SubjectSignIn signs in the person of a subject. The first time, it must have
// the address of somebody who was invited or is active, who is bound to the
// subject from then on: an address that the provider later gives to somebody
// else opens nothing. Nobody is added. Who has an authenticator app here is
// asked for its code, unless [Subject.Second].
func (r *Register) SubjectSignIn(ctx context.Context, sub Subject, old Secret) (out SignedIn, err error) {
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		id, err := r.bind(ctx, tx, sub)
		if err != nil {
			return err
		}
		if err := r.dropOld(ctx, tx, old); err != nil {
			return err
		}
		code, err := hasCode(ctx, tx, id)
		if err != nil {
			return err
		}
		method, level := "sso", 1
		switch {
		case sub.Second:
			method, level = "sso+mfa", 2
		case code:
			level = levelHalf
		}
		out, err = r.openSession(ctx, tx, id, method, level)
		return err
	})
	if errors.Is(err, ErrRefused) {
		return SignedIn{}, r.Refuse(ctx, "sso.failed")
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// SubjectStepUp proves again who the person of a session is, by a subject that
// has just signed in at the provider anew.
func (r *Register) SubjectStepUp(ctx context.Context, token Secret, sub Subject) (out SignedIn, err error) {
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		s, err := r.sessionBy(ctx, tx, "s.hash", r.index("session", token))
		if err != nil {
			return err
		}
		id, err := r.bound(ctx, tx, sub)
		if err != nil {
			return refusedIfMissing(err)
		}
		level := 1
		if sub.Second {
			level = 2
		}
		if id != s.StaffID || level < s.Level {
			return ErrRefused
		}
		out, err = r.rotate(ctx, tx, s, "session.stepped-up", s.Method, level, true)
		return err
	})
	if errors.Is(err, ErrRefused) {
		return SignedIn{}, r.Refuse(ctx, "sso.failed")
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

func (r *Register) subjectIndex(sub Subject) []byte {
	return r.seal.Index("staff.sso", sub.Issuer+"\x00"+sub.Subject)
}

// bound finds who is bound to a subject.
func (r *Register) bound(ctx context.Context, tx *store.Tx, sub Subject) (staffID string, err error) {
	var id string
	err = tx.Get(ctx, "SELECT id, staff_id FROM credential WHERE lookup = $1 AND kind = 'sso' AND state = 'live'", []any{r.subjectIndex(sub)}, &id, &staffID)
	if err != nil {
		return "", err
	}
	return staffID, r.used(ctx, tx, id)
}

// bind finds the person of a subject, or binds somebody who has none yet.
func (r *Register) bind(ctx context.Context, tx *store.Tx, sub Subject) (string, error) {
	id, err := r.bound(ctx, tx, sub)
	if !errors.Is(err, store.ErrNotFound) {
		return id, err
	}
	email, err := cleanEmail(sub.Email)
	if err != nil {
		return "", ErrRefused
	}
	var status Status
	err = tx.Get(ctx, "SELECT id, status FROM staff WHERE email_bi = $1", []any{r.emailIndex(email)}, &id, &status)
	if err != nil {
		return "", refusedIfMissing(err)
	}
	n, err := countLive(ctx, tx, id, "'sso'")
	if err != nil {
		return "", err
	}
	if n > 0 || (status != Invited && status != Active) {
		return "", ErrRefused
	}
	by := Actor{kind: "staff", id: id}
	if status == Invited {
		if err := r.dropTickets(ctx, tx, by, id); err != nil {
			return "", err
		}
		if err := r.setStaff(ctx, tx, by, id, "person.active", "status = $4", string(Active)); err != nil {
			return "", err
		}
	}
	return id, r.putCredential(ctx, tx, by, newCredential{staffID: id, id: store.NewID(), kind: "sso", lookup: r.subjectIndex(sub)})
}
