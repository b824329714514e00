// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/store"
)

// Passkey is what is kept of a passkey. The package passkey makes and checks
// them; here are their rows.
type Passkey struct {
	ID, StaffID string
	// CredentialID is the authenticator's own id of it.
	CredentialID []byte
	// Data is what the check needs, in the form of the package passkey.
	Data string
	// Counter is the authenticator's count of signatures; 0 where it keeps none.
	Counter int64
	Label   Personal
}

// Passkeys lists the passkeys of a person.
func (r *Register) Passkeys(ctx context.Context, staffID string) (all []Passkey, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		type sealed struct {
			p    Passkey
			data []byte
		}
		rows, err := store.Rows(ctx, tx, func(scan func(...any) error) (s sealed, err error) {
			return s, scan(&s.p.ID, &s.data, &s.p.Counter)
		}, "SELECT id, material, counter FROM credential WHERE staff_id = $1 AND kind = 'passkey' AND state = 'live' ORDER BY created_at, id", staffID)
		if err != nil {
			return err
		}
		all = nil
		for _, s := range rows {
			s.p.StaffID = staffID
			if s.p.Data, err = r.openMaterial(ctx, tx, staffID, s.p.ID, s.data); err != nil {
				return err
			}
			all = append(all, s.p)
		}
		return nil
	})
	return all, err
}

func (r *Register) passkeyIndex(credentialID []byte) []byte {
	return r.seal.Index("staff.passkey", string(credentialID))
}

// AddPasskey adds a passkey that the package passkey has checked to the person
// of a session, which is then proved by it: the answer has its new token. It
// needs a recent proof.
func (r *Register) AddPasskey(ctx context.Context, by Actor, p Passkey) (out SignedIn, err error) {
	if utf8.RuneCountInString(string(p.Label)) > maxName || !utf8.ValidString(string(p.Label)) {
		return SignedIn{}, fmt.Errorf("label: at most %d characters", maxName)
	}
	err = r.own(ctx, by, true, func(tx *store.Tx, s Session) error {
		c := newCredential{
			staffID: s.StaffID, id: store.NewID(), kind: "passkey", lookup: r.passkeyIndex(p.CredentialID),
			material: p.Data, label: p.Label, counter: p.Counter,
		}
		if err := r.putCredential(ctx, tx, s.Actor, c); err != nil {
			return err
		}
		out, err = r.rotate(ctx, tx, s, "session.raised", s.Method+"+passkey", 2, true)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// PasskeySignIn signs in the owner of a passkey whose signature the package
// passkey has checked, with the counter that came with it. Old is as in [Attempt].
func (r *Register) PasskeySignIn(ctx context.Context, p Passkey, old Secret) (SignedIn, error) {
	return r.passkey(ctx, p, func(tx *store.Tx) (SignedIn, error) {
		if err := r.dropOld(ctx, tx, old); err != nil {
			return SignedIn{}, err
		}
		return r.openSession(ctx, tx, p.StaffID, "passkey", 2)
	})
}

// PasskeyStepUp proves again who the person of a session is, by a passkey of
// theirs that was checked as for [Register.PasskeySignIn].
func (r *Register) PasskeyStepUp(ctx context.Context, token Secret, p Passkey) (SignedIn, error) {
	return r.passkey(ctx, p, func(tx *store.Tx) (SignedIn, error) {
		s, err := r.sessionBy(ctx, tx, "s.hash", r.index("session", token))
		if err != nil {
			return SignedIn{}, err
		}
		if s.StaffID != p.StaffID {
			return SignedIn{}, ErrRefused
		}
		method := s.Method
		if s.Level < 2 {
			method += "+passkey"
		}
		return r.rotate(ctx, tx, s, "session.stepped-up", method, 2, true)
	})
}

// passkey notes the use of a passkey and runs what follows. A counter that did
// not go up means that there are two of it (WebAuthn §6.1.1): refused.
func (r *Register) passkey(ctx context.Context, p Passkey, then func(tx *store.Tx) (SignedIn, error)) (out SignedIn, err error) {
	refused := false
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		refused = false
		var counter int64
		err := tx.Get(ctx, "SELECT counter FROM credential WHERE id = $1 AND staff_id = $2 AND kind = 'passkey' AND state = 'live'",
			[]any{p.ID, p.StaffID}, &counter)
		if err == nil && p.Counter <= counter && (p.Counter != 0 || counter != 0) {
			refused = true
			return count(ctx, tx, "passkey.cloned")
		}
		if err == nil {
			_, err = tx.Exec(ctx, "UPDATE credential SET counter = $2, used_day = $3 WHERE id = $1", p.ID, p.Counter, day(tx.Now()))
		}
		if err != nil {
			return refusedIfMissing(err)
		}
		out, err = then(tx)
		return err
	})
	if errors.Is(err, ErrRefused) {
		return SignedIn{}, r.Refuse(ctx, "passkey.failed")
	}
	if err == nil && refused {
		err = ErrRefused
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// ceremonyFor is the time to touch an authenticator, as long as browsers ask.
const ceremonyFor = 5 * time.Minute

// Begin keeps what a challenge was made of until the answer comes, and returns
// the token to find it by. staffID is empty where the person is not known yet.
func (r *Register) Begin(ctx context.Context, kind, staffID, data string) (token Secret, err error) {
	token = newToken()
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO ceremony (hash, kind, staff_id, data, expires_at) VALUES ($1, $2, $3, $4, $5)",
			r.index("ceremony."+kind, token), kind, staffID, data, store.Millis(tx.Now().Add(ceremonyFor)))
		return err
	})
	return token, err
}

// Finish gives back what [Register.Begin] kept, once, within five minutes; else
// [ErrRefused].
func (r *Register) Finish(ctx context.Context, kind string, token Secret) (staffID, data string, err error) {
	found := false
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		var expires int64
		index := r.index("ceremony."+kind, token)
		err := tx.Get(ctx, "SELECT staff_id, data, expires_at FROM ceremony WHERE hash = $1", []any{index}, &staffID, &data, &expires)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		found = tx.Now().Before(store.Time(expires))
		_, err = tx.Exec(ctx, "DELETE FROM ceremony WHERE hash = $1", index)
		return err
	})
	if err == nil && !found {
		err = ErrRefused
	}
	if err != nil {
		return "", "", err
	}
	return staffID, data, nil
}
