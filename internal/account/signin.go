// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"

	"github.com/hulanhq/hulan/internal/store"
)

// Attempt is what the sign-in page sends.
type Attempt struct {
	Email    Personal
	Password Secret
	// Device is the cookie of [CookieDevice], empty where there is none.
	Device Secret
	// Old is the token of the session cookie that came along; its session ends.
	Old Secret
}

// SignIn checks e-mail and password. Unknown address, wrong password, no
// password, suspended person: [ErrRefused], after the same work. A [*WaitError]
// says that it was not looked at. Where the person has a second factor, the
// answer asks for the code.
func (r *Register) SignIn(ctx context.Context, a Attempt) (SignedIn, error) {
	who, err := r.lookUp(ctx, a)
	if err != nil {
		return SignedIn{}, err
	}
	if err := r.db.Write(ctx, func(tx *store.Tx) error { return reserve(ctx, tx, who.tries) }); err != nil {
		return SignedIn{}, err
	}
	ok, weak, err := r.hasher.verify(ctx, who.stored, a.Password)
	if err != nil {
		return SignedIn{}, r.giveBack(ctx, who.tries, err)
	}
	if !ok {
		return SignedIn{}, r.Refuse(ctx, "password.failed")
	}
	again := ""
	if weak {
		if again, err = r.hasher.hash(ctx, a.Password); err != nil {
			return SignedIn{}, err
		}
	}
	var out SignedIn
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		out, err = r.passwordRight(ctx, tx, who, again, a.Old)
		return err
	})
	if errors.Is(err, ErrRefused) {
		return SignedIn{}, r.Refuse(ctx, "password.failed")
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// candidate is whom an attempt may be by.
type candidate struct {
	staffID, credential string
	// stored is the password's string, empty where there is none.
	stored string
	tries  string
}

// lookUp finds the person of an attempt; a person who is not there is no error.
func (r *Register) lookUp(ctx context.Context, a Attempt) (who candidate, err error) {
	email, bad := cleanEmail(a.Email)
	if bad != nil {
		// An address that cannot be is treated as one that nobody has. Its own text
		// is not indexed: it may be anything of any length.
		email = "-"
	}
	index := r.emailIndex(email)
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		who = candidate{}
		err := tx.Get(ctx, "SELECT id FROM staff WHERE email_bi = $1", []any{index}, &who.staffID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		who.credential, who.stored, err = r.passwordOf(ctx, tx, who.staffID)
		return err
	})
	who.tries = triesKey(who.staffID, index, r.device(who.staffID, a.Device))
	return who, err
}

// passwordOf reads the living password of a person; empty where there is none.
func (r *Register) passwordOf(ctx context.Context, tx *store.Tx, staffID string) (id, stored string, err error) {
	var sealed []byte
	err = tx.Get(ctx, "SELECT id, material FROM credential WHERE staff_id = $1 AND kind = 'password' AND state = 'live'", []any{staffID}, &id, &sealed)
	if errors.Is(err, store.ErrNotFound) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	stored, err = r.openMaterial(ctx, tx, staffID, id, sealed)
	return id, stored, err
}

// passwordRight opens the session after a right password, unless something
// changed while it was being hashed.
func (r *Register) passwordRight(ctx context.Context, tx *store.Tx, who candidate, again string, old Secret) (SignedIn, error) {
	_, stored, err := r.passwordOf(ctx, tx, who.staffID)
	if err != nil {
		return SignedIn{}, err
	}
	if stored == "" || stored != who.stored {
		return SignedIn{}, ErrRefused
	}
	if err := r.dropOld(ctx, tx, old); err != nil {
		return SignedIn{}, err
	}
	code, err := hasCode(ctx, tx, who.staffID)
	if err != nil {
		return SignedIn{}, err
	}
	level := 1
	if code {
		level = levelHalf
	}
	out, err := r.openSession(ctx, tx, who.staffID, "password", level)
	if err != nil {
		return SignedIn{}, err
	}
	if err := clearTries(ctx, tx, who.tries); err != nil {
		return SignedIn{}, err
	}
	by := Actor{kind: "staff", id: who.staffID}
	if again != "" {
		if err := r.putPassword(ctx, tx, by, who.staffID, again); err != nil {
			return SignedIn{}, err
		}
	}
	return out, r.used(ctx, tx, who.credential)
}

// dropOld ends the session that the browser had before it signed in.
func (r *Register) dropOld(ctx context.Context, tx *store.Tx, old Secret) error {
	if old == "" {
		return nil
	}
	_, err := tx.Exec(ctx, "DELETE FROM session WHERE hash = $1", r.index("session", old))
	return err
}

// used notes the day on which a credential was last used.
func (r *Register) used(ctx context.Context, tx *store.Tx, credential string) error {
	_, err := tx.Exec(ctx, "UPDATE credential SET used_day = $2 WHERE id = $1 AND used_day <> $2", credential, day(tx.Now()))
	return err
}

// SecondFactor completes a sign-in by the code of an authenticator app or a
// recovery code. token is that of the answer which asked for it.
func (r *Register) SecondFactor(ctx context.Context, token, code Secret) (out SignedIn, err error) {
	refused := false
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		refused = false
		row, err := scanSession(func(dest ...any) error {
			return tx.Get(ctx, "SELECT "+sessionColumns+alive+" AND s.level = 0 AND s.hash = $1", aliveArgs(tx, r.index("session", token)), dest...)
		})
		if errors.Is(err, store.ErrNotFound) {
			refused = true
			return count(ctx, tx, "code.failed")
		}
		if err != nil {
			return err
		}
		kind, err := r.checkCode(ctx, tx, row.s.StaffID, code)
		if errors.Is(err, ErrRefused) {
			refused = true
			return count(ctx, tx, "code.failed")
		}
		if err != nil {
			return err
		}
		// The whole session is a new one: its twelve hours begin now.
		if _, err := tx.Exec(ctx, "DELETE FROM session WHERE id = $1", row.s.ID); err != nil {
			return err
		}
		out, err = r.openSession(ctx, tx, row.s.StaffID, row.s.Method+"+"+kind, 2)
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

// Proof is what a person gives to prove again who they are.
type Proof struct{ Password, Code Secret }

// StepUp proves again who the person is, by password, code, or both: what they
// have of the two, and as much as the session itself was proved by. A session
// of a passkey is proved again by the passkey.
func (r *Register) StepUp(ctx context.Context, token Secret, p Proof) (out SignedIn, err error) {
	s, err := r.Session(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	who := candidate{staffID: s.StaffID}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		who.credential, who.stored, err = r.passwordOf(ctx, tx, s.StaffID)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	tries := "stepup:" + s.StaffID
	if err := r.db.Write(ctx, func(tx *store.Tx) error { return reserve(ctx, tx, tries) }); err != nil {
		return SignedIn{}, err
	}
	right, _, err := r.hasher.verify(ctx, who.stored, p.Password)
	if err != nil {
		return SignedIn{}, r.giveBack(ctx, tries, err)
	}
	refused := false
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		out, err = r.stepUp(ctx, tx, token, who, right, p.Code)
		if refused = errors.Is(err, ErrRefused); refused {
			return count(ctx, tx, "stepup.failed")
		}
		if err != nil {
			return err
		}
		return clearTries(ctx, tx, tries)
	})
	if err == nil && refused {
		err = ErrRefused
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

func (r *Register) stepUp(ctx context.Context, tx *store.Tx, token Secret, who candidate, right bool, code Secret) (SignedIn, error) {
	s, err := r.sessionBy(ctx, tx, "s.hash", r.index("session", token))
	if err != nil {
		return SignedIn{}, err
	}
	_, stored, err := r.passwordOf(ctx, tx, s.StaffID)
	if err != nil {
		return SignedIn{}, err
	}
	proved := 0
	if stored != "" {
		if !right || stored != who.stored {
			return SignedIn{}, ErrRefused
		}
		proved++
	}
	has, err := hasCode(ctx, tx, s.StaffID)
	if err != nil {
		return SignedIn{}, err
	}
	method := s.Method
	if has {
		if _, err := r.checkCode(ctx, tx, s.StaffID, code); err != nil {
			return SignedIn{}, err
		}
		proved++
		if s.Level < 2 {
			method += "+totp"
		}
	}
	// A code in a session of single sign-on is its second factor.
	if has && s.Level == 1 && s.Method != "link" {
		proved = 2
	}
	if proved < s.Level {
		return SignedIn{}, ErrRefused
	}
	return r.rotate(ctx, tx, s, "session.stepped-up", method, max(s.Level, proved), true)
}
