// SPDX-License-Identifier: Apache-2.0

// Package account holds the people who work with the service, what each of
// them may do, how they prove who they are, and the keys of programs.
//
// A person has roles; a role is a set of rights (the table [Roles]); a grant
// gives a role to a person for everything or for one queue, from a day to a
// day. Everything a person does goes through an [Actor], which is read from a
// session or an API key and can do what unexpired grants say, as far as the
// session was proved well enough for the role. Managers of people read no case.
//
// Kept of a secret is its hash, of a name or an address the sealed form and a
// keyed index, of where somebody came from nothing: there is no column for an
// IP address or a browser. Sign-ins, grants, new credentials and keys, and the
// end of each, are leaves of the ledger; wrong tries are counted per day.
//
// Passkeys and single sign-on are the packages passkey and sso below this one.
package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Errors that callers branch on.
var (
	// ErrRefused is the answer to every sign-in, code, token or link that does not
	// count, whatever the reason: unknown, wrong, used, expired, suspended.
	ErrRefused = errors.New("not accepted")
	// ErrForbidden means that no grant allows it.
	ErrForbidden = errors.New("not allowed")
	// ErrStepUp means that it is allowed after proving again who one is.
	ErrStepUp = errors.New("prove again who you are")
	// ErrBusy means that too many sign-ins wait already; try again in a moment.
	ErrBusy = errors.New("too many sign-ins at once")
	// ErrSetUp means that the installation has an administrator already.
	ErrSetUp = errors.New("already set up")
	// ErrEmailTaken means that a person with this address exists.
	ErrEmailTaken = errors.New("a person with this e-mail address exists")
	// ErrSelf means that somebody else has to do it: nobody grants a role to
	// themselves, or suspends themselves.
	ErrSelf = fmt.Errorf("somebody else does this: %w", ErrForbidden)
	// ErrTogether means that two roles are two persons, see [RoleInfo.Not].
	ErrTogether = fmt.Errorf("these roles are two persons: %w", ErrForbidden)
	// ErrSecond means that a second person has to approve.
	ErrSecond = fmt.Errorf("a second person approves: %w", ErrForbidden)
	// ErrLastWay means that nothing would be left to sign in with.
	ErrLastWay = fmt.Errorf("the last way to sign in stays: %w", ErrForbidden)
	// ErrLastAdmin means that nobody would be left who may grant roles.
	ErrLastAdmin = errors.New("the last administrator stays")
)

// Sealer seals a staff member's fields (given by the vault at wiring).
type Sealer interface {
	// NewKey makes the data key of a person.
	NewKey(ctx context.Context, tx *store.Tx, staffID string) (keyID string, err error)
	// Seal encrypts a value, bound to its table, column and row.
	Seal(ctx context.Context, tx *store.Tx, keyID, table, column, row string, plain []byte) ([]byte, error)
	// Open decrypts it; a value of another place does not open.
	Open(ctx context.Context, tx *store.Tx, keyID, table, column, row string, sealed []byte) ([]byte, error)
	// Index is a keyed hash of 16 octets, the same for the same domain and value.
	Index(domain, value string) []byte
	// Erase destroys the key: nothing sealed under it opens again.
	Erase(ctx context.Context, tx *store.Tx, keyID string) error
}

// Tables are those whose rows leaves commit to. Columns that change without a
// leaf (counters, days of last use) are not among them; sessions are not, as
// they are deleted when they end.
var Tables = []ledger.Table{
	{Name: "staff", Key: "id", Columns: []string{"key_id", "name_c", "email_c", "email_bi", "status", "locale", "created_at", "changed_at", "row_ver"}},
	{Name: "role_grant", Key: "id", Columns: []string{
		"staff_id", "role", "scope_kind", "scope_id", "from_at", "to_at", "granted_by", "granted_at",
		"approved_by", "approved_at", "ended_by", "ended_at",
	}},
	{Name: "credential", Key: "id", Columns: []string{"staff_id", "kind", "state", "lookup", "material", "label_c", "created_at"}},
	{Name: "ticket", Key: "id", Columns: []string{"hash", "kind", "staff_id", "made_by", "made_at", "expires_at", "used_at"}},
	{Name: "api_key", Key: "id", Columns: []string{"hash", "label", "rights", "queues", "ip_allow", "made_by", "made_at", "expires_at", "revoked_at"}},
}

// Options are what a register needs.
type Options struct {
	DB     *store.DB
	Ledger *ledger.Log
	Sealer Sealer
	// Issuer is the name that an authenticator app shows. Empty means "Hulan".
	Issuer string
	// Cost is the work of a password hash. Zero means [DefaultCost].
	Cost Cost
}

// Register is the register of staff. It is safe for concurrent use.
type Register struct {
	db     *store.DB
	log    *ledger.Log
	seal   Sealer
	issuer string
	hasher *hasher
}

// New makes the register. [Tables] must be known to the ledger.
func New(o Options) (*Register, error) {
	if o.DB == nil || o.Ledger == nil || o.Sealer == nil {
		return nil, errors.New("account: database, ledger and sealer are all needed")
	}
	if o.Issuer == "" {
		o.Issuer = "Hulan"
	}
	if o.Cost == (Cost{}) {
		o.Cost = DefaultCost
	}
	h, err := newHasher(o.Cost)
	if err != nil {
		return nil, err
	}
	return &Register{db: o.DB, log: o.Ledger, seal: o.Sealer, issuer: o.Issuer, hasher: h}, nil
}

// leaf writes the leaf of a step in its transaction.
func (r *Register) leaf(ctx context.Context, tx *store.Tx, by Actor, kind, object string, rows ...ledger.Row) error {
	_, err := r.log.Append(ctx, tx, ledger.Entry{Type: kind, Object: object, Actor: by.ID(), Rows: rows})
	return err
}

// change runs a step that needs a right everywhere. The actor is read anew in
// the transaction: a grant that ended a moment ago does not count.
func (r *Register) change(ctx context.Context, by Actor, need Right, f func(tx *store.Tx, by Actor) error) error {
	return r.db.Write(ctx, func(tx *store.Tx) error {
		now, err := r.Fresh(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := now.Allow(need, All, tx.Now()); err != nil {
			return err
		}
		return f(tx, now)
	})
}

// count adds one to a figure of the day. Figures name no person.
func count(ctx context.Context, tx *store.Tx, what string) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_count (day, what, n) VALUES ($1, $2, 1)
		ON CONFLICT (day, what) DO UPDATE SET n = account_count.n + 1`, day(tx.Now()), what)
	return err
}

// day is the beginning of a UTC day, as rows hold it.
func day(t time.Time) int64 { return store.Millis(t.UTC().Truncate(24 * time.Hour)) }

// Count is a figure of one UTC day, such as "password.failed".
type Count struct {
	Day  time.Time
	What string
	N    int
}

// Counts lists the figures of the days since from, oldest first.
func (r *Register) Counts(ctx context.Context, from time.Time) (all []Count, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Rows(ctx, tx, func(scan func(...any) error) (c Count, err error) {
			var ms int64
			err = scan(&ms, &c.What, &c.N)
			c.Day = store.Time(ms)
			return c, err
		}, "SELECT day, what, n FROM account_count WHERE day >= $1 ORDER BY day, what", day(from))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read counts: %w", err)
	}
	return all, nil
}

// Purge deletes what has run out: sessions, challenges, old counts of wrong
// tries. A job calls it once an hour.
func (r *Register) Purge(ctx context.Context) error {
	return r.db.Write(ctx, func(tx *store.Tx) error {
		now := store.Millis(tx.Now())
		for _, q := range []struct {
			sql    string
			before int64
		}{
			{"DELETE FROM session WHERE ends_at <= $1", now},
			{"DELETE FROM session WHERE seen_at <= $1", now - SessionIdle.Milliseconds()},
			{"DELETE FROM ceremony WHERE expires_at <= $1", now},
			{"DELETE FROM lockout WHERE seen_at <= $1", now - forgetTries.Milliseconds()},
		} {
			if _, err := tx.Exec(ctx, q.sql, q.before); err != nil {
				return err
			}
		}
		return nil
	})
}

// Now is the clock of the register, as its rows hold it.
func (r *Register) Now() time.Time { return r.db.Now() }
