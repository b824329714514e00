// SPDX-License-Identifier: Apache-2.0

// Package account is the people who work with the service, and the programs
// that call it: who they are, what they may do, how they prove it.
//
// Names and addresses are sealed under a key of the person; sessions, links and
// keys of programs are kept as hashes. What somebody may do follows from their
// roles at the moment they ask, so a role that ended gives nothing.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Sealer seals fields of a person under a key of theirs. The vault does it.
type Sealer interface {
	// NewKey makes a key for a person and returns its id.
	NewKey(ctx context.Context, tx *store.Tx, staffID string) (keyID string, err error)
	// Seal closes a field; Open fails for anything that was not sealed for this
	// very column and row.
	Seal(ctx context.Context, tx *store.Tx, keyID, column, row string, plain []byte) ([]byte, error)
	Open(ctx context.Context, tx *store.Tx, keyID, column, row string, sealed []byte) ([]byte, error)
	// Index is a keyed hash that equal values share.
	Index(domain, value string) []byte
	// Erase destroys a key, and with it what it sealed.
	Erase(ctx context.Context, tx *store.Tx, keyID string) error
}

// Name is somebody's name or address. It prints itself as its first letter.
type Name string

// String masks the name.
func (n Name) String() string {
	for _, r := range n {
		return string(r) + "…"
	}
	return ""
}

// Format masks the name for every verb.
func (n Name) Format(s fmt.State, _ rune) { fmt.Fprint(s, n.String()) }

// LogValue masks the name.
func (n Name) LogValue() slog.Value { return slog.StringValue(n.String()) }

// MarshalJSON masks the name.
func (n Name) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "%q", n.String()), nil }

// Limits of a session, as desk work needs them: away for lunch means signing in
// again, and nobody stays signed in overnight.
const (
	idle     = 30 * time.Minute
	absolute = 12 * time.Hour
	// stepUp is how long a fresh proof counts for sensitive steps.
	stepUp = 5 * time.Minute
	// inviteTime is how long a link to set up or to join is good.
	inviteTime = 24 * time.Hour
)

// Errors of this package that callers tell apart.
var (
	// ErrSignIn is returned for a wrong address, password or code; which of them,
	// is not told.
	ErrSignIn = errors.New("the address, the password or the code is wrong")
	// ErrWait is returned when an account was tried too often; see [WaitError].
	ErrNoSession = errors.New("not signed in")
	// ErrLink is returned for a link that was used, is too old, or never was one.
	ErrLink = errors.New("this link cannot be used any more")
	// ErrLastAdmin is returned for what would leave nobody to manage people.
	ErrLastAdmin = errors.New("somebody must stay who manages people")
	// ErrSelfGrant is returned when somebody gives a role to themselves.
	ErrSelfGrant = errors.New("a role is granted by somebody else")
	// ErrTaken is returned for an address that somebody has already.
	ErrTaken = errors.New("somebody has this address already")
)

// WaitError is returned while an account rests after wrong passwords.
type WaitError struct{ Until time.Time }

func (e *WaitError) Error() string {
	return "too many attempts: wait until " + e.Until.Format(time.RFC3339)
}

// Accounts is the people of a database. It is safe for concurrent use.
type Accounts struct {
	db     *store.DB
	log    *ledger.Log
	sealer Sealer
	slots  chan struct{}
}

// New makes the accounts.
func New(db *store.DB, l *ledger.Log, s Sealer) *Accounts {
	// Two passwords at once: each takes 19 MiB and a tenth of a second.
	return &Accounts{db: db, log: l, sealer: s, slots: make(chan struct{}, 2)}
}

// Tables are those whose rows the ledger's leaves commit to.
func Tables() []ledger.Table {
	return []ledger.Table{
		{Name: "staff", Key: "id", Columns: []string{"key_id", "name_c", "email_c", "email_bi", "status", "password", "totp_c"}},
		{Name: "role_grant", Key: "id", Columns: []string{"staff_id", "role", "from_at", "to_at", "granted_by"}},
		{Name: "api_key", Key: "id", Columns: []string{"name", "token_hash", "rights", "made_by", "expires", "revoked_at"}},
	}
}

// Person is a member of staff.
type Person struct {
	ID     string
	Name   Name
	Email  Name
	Status string // invited, active, suspended or left
	Lang   string
	Roles  []Role
	TOTP   bool
}

func hash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

func newToken() string { return rand.Text() + rand.Text()[:14] } // 200 bits

// normalMail is an address as it is compared: small letters, no spaces around.
func normalMail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Empty says whether nobody has been made yet.
func (a *Accounts) Empty(ctx context.Context) (bool, error) {
	var n int
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, "SELECT count(*) FROM staff WHERE status <> 'invited'", nil, &n)
	})
	return n == 0, err
}

// SetupToken makes the link that sets up an empty service: who opens it becomes
// the first admin. Earlier links stop working.
func (a *Accounts) SetupToken(ctx context.Context) (string, error) {
	token := newToken()
	err := a.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM invitation WHERE staff_id = ''"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO invitation (token_hash, staff_id, expires) VALUES ($1, '', $2)", hash(token), store.Millis(tx.Now().Add(inviteTime)))
		return err
	})
	return token, err
}

// NewPerson is somebody to be made.
type NewPerson struct {
	Name, Email Name
	Lang        string
	Roles       []Role
}

// Invite makes a person who has yet to choose a password, and the token of the
// link that lets them. by is the pseudonym of who invites.
func (a *Accounts) Invite(ctx context.Context, p NewPerson, by string) (id, token string, err error) {
	token = newToken()
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if id, err = a.insert(ctx, tx, p, "invited", by); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO invitation (token_hash, staff_id, expires) VALUES ($1, $2, $3)", hash(token), id, store.Millis(tx.Now().Add(inviteTime)))
		return err
	})
	return id, token, err
}

func (a *Accounts) insert(ctx context.Context, tx *store.Tx, p NewPerson, status, by string) (string, error) {
	if strings.TrimSpace(string(p.Name)) == "" || !strings.Contains(string(p.Email), "@") {
		return "", errors.New("a person needs a name and an e-mail address")
	}
	id := store.NewID()
	key, err := a.sealer.NewKey(ctx, tx, id)
	if err != nil {
		return "", err
	}
	name, err := a.sealer.Seal(ctx, tx, key, "name", id, []byte(p.Name))
	if err != nil {
		return "", err
	}
	mail, err := a.sealer.Seal(ctx, tx, key, "email", id, []byte(p.Email))
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO staff (id, key_id, name_c, email_c, email_bi, status, lang, password, totp_c, totp_step, failures, wait_until, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, 0, 0, 0, $9)`,
		id, key, name, mail, a.sealer.Index("staff email", normalMail(string(p.Email))), status, p.Lang, []byte{}, store.Millis(tx.Now()))
	if store.IsUnique(err) {
		return "", ErrTaken
	}
	if err != nil {
		return "", err
	}
	if err := a.leaf(ctx, tx, "staff."+status, id, by, ledger.Row{Table: "staff", ID: id}); err != nil {
		return "", err
	}
	for _, r := range p.Roles {
		if err := a.grant(ctx, tx, id, r, by); err != nil {
			return "", err
		}
	}
	return id, nil
}

func (a *Accounts) leaf(ctx context.Context, tx *store.Tx, typ, id, by string, rows ...ledger.Row) error {
	_, err := a.log.Append(ctx, tx, ledger.Entry{Type: typ, Object: "staff:" + id, Actor: by, Rows: rows})
	return err
}

// Grant gives a role to somebody else.
func (a *Accounts) Grant(ctx context.Context, id string, r Role, by *Actor) error {
	if by.ID == id {
		return ErrSelfGrant
	}
	return a.db.Write(ctx, func(tx *store.Tx) error { return a.grant(ctx, tx, id, r, "staff:"+by.ID) })
}

func (a *Accounts) grant(ctx context.Context, tx *store.Tx, id string, r Role, by string) error {
	if r.Rights() == nil {
		return fmt.Errorf("role %q is none of %v", r, Roles())
	}
	have, err := roles(ctx, tx, id)
	if err != nil {
		return err
	}
	if slices.Contains(have, r) {
		return nil
	}
	g := store.NewID()
	_, err = tx.Exec(ctx, "INSERT INTO role_grant (id, staff_id, role, from_at, to_at, granted_by) VALUES ($1, $2, $3, $4, 0, $5)", g, id, string(r), store.Millis(tx.Now()), by)
	if err != nil {
		return err
	}
	return a.leaf(ctx, tx, "role.granted", id, by, ledger.Row{Table: "role_grant", ID: g})
}

// Revoke ends a role. The last admin stays one.
func (a *Accounts) Revoke(ctx context.Context, id string, r Role, by *Actor) error {
	return a.db.Write(ctx, func(tx *store.Tx) error {
		ids, err := store.Rows(ctx, tx, func(scan func(...any) error) (s string, err error) { return s, scan(&s) },
			"SELECT id FROM role_grant WHERE staff_id = $1 AND role = $2 AND to_at = 0", id, string(r))
		if err != nil {
			return err
		}
		for _, g := range ids {
			if _, err := tx.Exec(ctx, "UPDATE role_grant SET to_at = $1 WHERE id = $2", store.Millis(tx.Now()), g); err != nil {
				return err
			}
			if err := a.leaf(ctx, tx, "role.revoked", id, "staff:"+by.ID, ledger.Row{Table: "role_grant", ID: g}); err != nil {
				return err
			}
		}
		return someAdmin(ctx, tx)
	})
}

func someAdmin(ctx context.Context, tx *store.Tx) error {
	var n int
	err := tx.Get(ctx, `SELECT count(*) FROM role_grant g JOIN staff s ON s.id = g.staff_id WHERE g.role = 'admin' AND g.to_at = 0 AND s.status = 'active'`, nil, &n)
	if err == nil && n == 0 {
		return ErrLastAdmin
	}
	return err
}

func roles(ctx context.Context, tx *store.Tx, id string) ([]Role, error) {
	now := store.Millis(tx.Now())
	return store.Rows(ctx, tx, func(scan func(...any) error) (r Role, err error) { return r, scan(&r) },
		"SELECT role FROM role_grant WHERE staff_id = $1 AND from_at <= $2 AND (to_at = 0 OR to_at > $2) ORDER BY from_at, id", id, now)
}

// SetStatus suspends somebody, lets them back in, or ends their time here. Who
// is not active has no session; who left keeps only an id.
func (a *Accounts) SetStatus(ctx context.Context, id, status string, by *Actor) error {
	if status != "active" && status != "suspended" && status != "left" {
		return fmt.Errorf("status %q is none of active, suspended, left", status)
	}
	return a.db.Write(ctx, func(tx *store.Tx) error {
		var key, now string
		if err := tx.Get(ctx, "SELECT key_id, status FROM staff WHERE id = $1", []any{id}, &key, &now); err != nil {
			return err
		}
		if now == "left" || now == "invited" && status == "active" {
			return fmt.Errorf("somebody who is %s cannot become %s", now, status)
		}
		if _, err := tx.Exec(ctx, "UPDATE staff SET status = $1 WHERE id = $2", status, id); err != nil {
			return err
		}
		if err := someAdmin(ctx, tx); err != nil {
			return err
		}
		if status != "active" {
			if _, err := tx.Exec(ctx, "DELETE FROM session WHERE staff_id = $1", id); err != nil {
				return err
			}
		}
		if status == "left" {
			if err := a.sealer.Erase(ctx, tx, key); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, "UPDATE staff SET password = '', totp_c = $1, email_bi = $2 WHERE id = $3", []byte{}, hash(newToken()), id); err != nil {
				return err
			}
		}
		return a.leaf(ctx, tx, "staff."+status, id, "staff:"+by.ID, ledger.Row{Table: "staff", ID: id})
	})
}

// People lists everybody, those who left without a name.
func (a *Accounts) People(ctx context.Context) ([]Person, error) {
	var out []Person
	err := a.db.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = a.people(ctx, tx)
		return err
	})
	return out, err
}

func (a *Accounts) people(ctx context.Context, tx *store.Tx) ([]Person, error) {
	type row struct {
		Person
		key        string
		name, mail []byte
		totp       int
	}
	rows, err := store.Rows(ctx, tx, func(scan func(...any) error) (r row, err error) {
		return r, scan(&r.ID, &r.Status, &r.Lang, &r.key, &r.name, &r.mail, &r.totp)
	}, "SELECT id, status, lang, key_id, name_c, email_c, length(totp_c) FROM staff ORDER BY at, id")
	if err != nil {
		return nil, err
	}
	var out []Person
	for _, r := range rows {
		r.TOTP = r.totp > 0
		if r.Status != "left" {
			name, err := a.sealer.Open(ctx, tx, r.key, "name", r.ID, r.name)
			if err != nil {
				return nil, err
			}
			mail, err := a.sealer.Open(ctx, tx, r.key, "email", r.ID, r.mail)
			if err != nil {
				return nil, err
			}
			r.Name, r.Email = Name(name), Name(mail)
		}
		if r.Roles, err = roles(ctx, tx, r.ID); err != nil {
			return nil, err
		}
		out = append(out, r.Person)
	}
	return out, nil
}
