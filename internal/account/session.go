// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// How long sessions last (reference: OWASP ASVS 3.3 for a system of this kind).
const (
	// SessionIdle ends a session that nobody used.
	SessionIdle = 30 * time.Minute
	// SessionMax ends every session: a working day with its breaks.
	SessionMax = 12 * time.Hour
	// StepUpFor is how long a proof counts for what needs a recent one.
	StepUpFor = 5 * time.Minute
	// HalfFor is the time to type the code after the password.
	HalfFor = 5 * time.Minute
	// seenEvery keeps one visit from writing a row at each page.
	seenEvery = time.Minute
)

// levelHalf is a session that waits for the second factor and may do nothing.
const levelHalf = 0

// Session is one signed-in browser.
type Session struct {
	// ID names the session in lists; it is no secret and opens nothing.
	ID      string
	StaffID string
	// Method is how it was proved: "passkey", "password", "password+totp",
	// "password+recovery", "link", "sso", "sso+mfa", and "+passkey", "+totp" where
	// a factor was added in it.
	Method string
	// Level is 1 or 2, see [RoleInfo.Level].
	Level int
	// CreatedAt is when the person signed in, SeenAt the last use to the minute,
	// EndsAt when it ends at the latest, StepUpAt the last proof.
	CreatedAt, SeenAt, EndsAt, StepUpAt time.Time
	// Name is the person's, Locale the language of their pages.
	Name   Personal
	Locale string
	// Label is what the person called it, such as "office"; empty unless they did.
	Label Personal
	// Current marks the session that asks, in lists.
	Current bool
	// Actor is the person with what their grants allow now.
	Actor Actor
}

// SignedIn is the answer to a sign-in.
type SignedIn struct {
	// Token goes into the session's cookie. It replaces the one before.
	Token Secret
	// NeedCode says that a second factor is missing: show the page for the code and
	// call [Register.SecondFactor] with Token. Until then it opens nothing.
	NeedCode bool
	// Device goes into a cookie that stays, see [CookieDevice]; empty when NeedCode.
	Device  Secret
	Session Session
}

const sessionColumns = `s.id, s.staff_id, s.method, s.level, s.created_at, s.seen_at, s.ends_at, s.step_up_at, s.label_c, p.key_id, p.name_c, p.locale`

type sessionRow struct {
	s           Session
	label, name []byte
	key         string
}

func scanSession(scan func(...any) error) (row sessionRow, err error) {
	var created, seen, ends, step int64
	s := &row.s
	err = scan(&s.ID, &s.StaffID, &s.Method, &s.Level, &created, &seen, &ends, &step, &row.label, &row.key, &row.name, &s.Locale)
	s.CreatedAt, s.SeenAt, s.EndsAt, s.StepUpAt = store.Time(created), store.Time(seen), store.Time(ends), store.Time(step)
	return row, err
}

// alive are the conditions under which a session counts; $1 is free for the
// caller, $2 now, $3 the oldest last use.
const alive = ` FROM session s JOIN staff p ON p.id = s.staff_id
	WHERE p.status = 'active' AND s.ends_at > $2 AND s.seen_at > $3`

func aliveArgs(tx *store.Tx, first any) []any {
	now := tx.Now()
	return []any{first, store.Millis(now), store.Millis(now.Add(-SessionIdle))}
}

// sessionBy reads a living, whole session with its actor. column is "s.id" or
// "s.hash".
func (r *Register) sessionBy(ctx context.Context, tx *store.Tx, column string, v any) (Session, error) {
	row, err := scanSession(func(dest ...any) error {
		return tx.Get(ctx, "SELECT "+sessionColumns+alive+" AND s.level > 0 AND "+column+" = $1", aliveArgs(tx, v), dest...)
	})
	if err != nil {
		return Session{}, refusedIfMissing(err)
	}
	return r.fill(ctx, tx, row)
}

// fill opens what is sealed and reads the grants.
func (r *Register) fill(ctx context.Context, tx *store.Tx, row sessionRow) (Session, error) {
	s := row.s
	if row.label != nil && row.key != "" {
		plain, err := r.seal.Open(ctx, tx, row.key, "session", "label_c", s.ID, row.label)
		if err != nil {
			return Session{}, fmt.Errorf("open label of a session: %w", err)
		}
		s.Label = Personal(plain)
	}
	if row.name != nil && row.key != "" {
		plain, err := r.seal.Open(ctx, tx, row.key, "staff", "name_c", s.StaffID, row.name)
		if err != nil {
			return Session{}, fmt.Errorf("open name of a person: %w", err)
		}
		s.Name = Personal(plain)
	}
	grants, err := r.counting(ctx, tx, s.StaffID)
	if err != nil {
		return Session{}, err
	}
	s.Actor = Actor{kind: "staff", id: s.StaffID, session: s.ID, level: s.Level, stepUp: s.StepUpAt, grants: grants}
	return s, nil
}

// Session is what a cookie's token stands for. [ErrRefused] means: sign in.
func (r *Register) Session(ctx context.Context, token Secret) (s Session, err error) {
	if token == "" {
		return Session{}, ErrRefused
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		s, err = r.sessionBy(ctx, tx, "s.hash", r.index("session", token))
		return err
	})
	if err != nil || r.db.Now().Sub(s.SeenAt) < seenEvery {
		return s, err
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2", s.ID, store.Millis(tx.Now()))
		return err
	})
	// A full disk must not end the reading of pages; the session then goes idle.
	if store.IsUnavailable(err) {
		err = nil
	}
	return s, err
}

// openSession writes a new session of an active person. level levelHalf makes
// one that waits for its second factor.
func (r *Register) openSession(ctx context.Context, tx *store.Tx, staffID, method string, level int) (SignedIn, error) {
	now := tx.Now()
	p, err := standing(ctx, tx, staffID)
	if err != nil {
		return SignedIn{}, refusedIfMissing(err)
	}
	if p.Status != Active {
		return SignedIn{}, ErrRefused
	}
	id, token, ends, step := store.NewID(), newToken(), now.Add(SessionMax), now
	if level == levelHalf {
		ends, step = now.Add(HalfFor), time.Time{}
	}
	_, err = tx.Exec(ctx, `INSERT INTO session (id, hash, staff_id, method, level, created_at, seen_at, ends_at, step_up_at)
		VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)`,
		id, r.index("session", token), staffID, method, level, store.Millis(now), store.Millis(ends), store.Millis(step))
	if err != nil {
		return SignedIn{}, err
	}
	out := SignedIn{Token: token, NeedCode: level == levelHalf}
	if out.NeedCode {
		return out, nil
	}
	return r.signedIn(ctx, tx, out, id, staffID, "session.opened")
}

// signedIn completes the answer to a sign-in and writes its leaf.
func (r *Register) signedIn(ctx context.Context, tx *store.Tx, out SignedIn, id, staffID, kind string) (s SignedIn, err error) {
	if out.Session, err = r.sessionBy(ctx, tx, "s.id", id); err != nil {
		return SignedIn{}, err
	}
	out.Device = r.newDevice(staffID)
	return out, r.leaf(ctx, tx, out.Session.Actor, kind, "session:"+id)
}

// rotate gives a session a new token, how it is now proved and, when the person
// has just proved who they are, a new time of that.
func (r *Register) rotate(ctx context.Context, tx *store.Tx, s Session, kind, method string, level int, proved bool) (SignedIn, error) {
	now, token := tx.Now(), newToken()
	step := s.StepUpAt
	if proved {
		step = now
	}
	_, err := tx.Exec(ctx, `UPDATE session SET hash = $2, method = $3, level = $4, seen_at = $5, step_up_at = $6 WHERE id = $1`,
		s.ID, r.index("session", token), method, level, store.Millis(now), store.Millis(step))
	if err != nil {
		return SignedIn{}, err
	}
	return r.signedIn(ctx, tx, SignedIn{Token: token}, s.ID, s.StaffID, kind)
}

// endSessions ends every session of a person but one.
func (r *Register) endSessions(ctx context.Context, tx *store.Tx, by Actor, staffID, keep string) error {
	n, err := tx.Exec(ctx, "DELETE FROM session WHERE staff_id = $1 AND id <> $2", staffID, keep)
	if err != nil || n == 0 {
		return err
	}
	return r.leaf(ctx, tx, by, "session.ended-all", "staff:"+staffID)
}

// SignOut ends the session of a token. A token that opens nothing is no error.
func (r *Register) SignOut(ctx context.Context, token Secret) error {
	return r.db.Write(ctx, func(tx *store.Tx) error {
		s, err := r.sessionBy(ctx, tx, "s.hash", r.index("session", token))
		if err != nil && !errors.Is(err, ErrRefused) {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM session WHERE hash = $1", r.index("session", token)); err != nil || s.ID == "" {
			return err
		}
		return r.leaf(ctx, tx, s.Actor, "session.ended", "session:"+s.ID)
	})
}

// own runs a step of a person on their own account. recent asks for a step-up,
// as strong as the factors that the person has.
func (r *Register) own(ctx context.Context, by Actor, recent bool, f func(tx *store.Tx, s Session) error) error {
	if by.kind != "staff" || by.session == "" {
		return ErrForbidden
	}
	return r.db.Write(ctx, func(tx *store.Tx) error {
		s, err := r.sessionBy(ctx, tx, "s.id", by.session)
		if err != nil {
			return err
		}
		if recent {
			if !s.Actor.SteppedUp(tx.Now()) {
				return ErrStepUp
			}
			// Who knows the password alone shall not add a factor of their own
			// beside that of the owner.
			strong, err := hasSecondFactor(ctx, tx, s.StaffID)
			if err != nil {
				return err
			}
			if strong && s.Level < 2 {
				return ErrStepUp
			}
		}
		return f(tx, s)
	})
}

// Sessions lists where the person is signed in, the newest first.
func (r *Register) Sessions(ctx context.Context, by Actor) (all []Session, err error) {
	if by.StaffID() == "" {
		return nil, ErrForbidden
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		rows, err := store.Rows(ctx, tx, scanSession,
			"SELECT "+sessionColumns+alive+" AND s.level > 0 AND s.staff_id = $1", aliveArgs(tx, by.StaffID())...)
		if err != nil {
			return err
		}
		all = nil
		for _, row := range rows {
			s, err := r.fill(ctx, tx, row)
			if err != nil {
				return err
			}
			s.Current = s.ID == by.session
			all = append(all, s)
		}
		slices.SortFunc(all, func(a, b Session) int { return b.CreatedAt.Compare(a.CreatedAt) })
		return nil
	})
	return all, err
}

// EndSession ends one of the person's own sessions.
func (r *Register) EndSession(ctx context.Context, by Actor, id string) error {
	return r.own(ctx, by, false, func(tx *store.Tx, s Session) error {
		n, err := tx.Exec(ctx, "DELETE FROM session WHERE id = $1 AND staff_id = $2", id, s.StaffID)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrNotFound
		}
		return r.leaf(ctx, tx, s.Actor, "session.ended", "session:"+id)
	})
}

// EndOthers ends all of the person's sessions but the one that asks.
func (r *Register) EndOthers(ctx context.Context, by Actor) error {
	return r.own(ctx, by, false, func(tx *store.Tx, s Session) error {
		return r.endSessions(ctx, tx, s.Actor, s.StaffID, s.ID)
	})
}

// EndAll ends all sessions of a person, by who manages people.
func (r *Register) EndAll(ctx context.Context, by Actor, staffID string) error {
	return r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		return r.endSessions(ctx, tx, by, staffID, "")
	})
}

// Label names the session that asks, so that the person knows it in the list.
// It is sealed: people call things by names.
func (r *Register) Label(ctx context.Context, by Actor, label Personal) error {
	if utf8.RuneCountInString(string(label)) > maxName || !utf8.ValidString(string(label)) {
		return fmt.Errorf("label: at most %d characters", maxName)
	}
	return r.own(ctx, by, false, func(tx *store.Tx, s Session) error {
		sealed, err := r.sealLabel(ctx, tx, s.StaffID, "session", s.ID, label)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE session SET label_c = $2 WHERE id = $1", s.ID, sealed)
		return err
	})
}

// sealLabel seals a label under the person's key; nil for an empty one.
func (r *Register) sealLabel(ctx context.Context, tx *store.Tx, staffID, table, row string, label Personal) ([]byte, error) {
	if label == "" {
		return nil, nil
	}
	p, err := standing(ctx, tx, staffID)
	if err != nil {
		return nil, err
	}
	sealed, err := r.seal.Seal(ctx, tx, p.keyID, table, "label_c", row, []byte(label))
	if err != nil {
		return nil, fmt.Errorf("seal label: %w", err)
	}
	return sealed, nil
}

// row names a row of the ledger.
func row(table, id string) ledger.Row { return ledger.Row{Table: table, ID: id} }
