// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Status is where a person stands: invited → active ⇄ suspended, and left from
// any of them, for good.
type Status string

const (
	Invited   Status = "invited"
	Active    Status = "active"
	Suspended Status = "suspended"
	Left      Status = "left"
)

// Person is a member of staff. Name and e-mail are empty once erased.
type Person struct {
	ID        string
	Name      Personal
	Email     Personal
	Status    Status
	Locale    string
	CreatedAt time.Time
	keyID     string
	ver       int64
}

// NewPerson is who shall be added.
type NewPerson struct {
	// Name is what colleagues see, 1 to 100 characters.
	Name Personal
	// Email is where the person can be reached, and what they sign in with.
	Email Personal
	// Locale is the language of pages: "zh-CN" or "en". Empty means "zh-CN".
	Locale string
	// Roles are granted everywhere along with it; [RolesGrant] is then needed too.
	Roles []Role
}

// Locales are the languages that staff pages have.
var Locales = []string{"zh-CN", "en"}

// maxName is the length of a name or label in characters: the longest that a
// page can show in one line.
const maxName = 100

// Errors of a new person; a page shows which it is.
var (
	ErrBadName  = fmt.Errorf("name: 1 to %d characters", maxName)
	ErrBadEmail = errors.New("e-mail: must look like name@example.com")
)

// clean checks a new person; the error names the field, never its value.
func (p NewPerson) clean() (NewPerson, error) {
	p.Name = Personal(strings.TrimSpace(string(p.Name)))
	if n := utf8.RuneCountInString(string(p.Name)); n < 1 || n > maxName || !utf8.ValidString(string(p.Name)) {
		return p, ErrBadName
	}
	email, err := cleanEmail(p.Email)
	if err != nil {
		return p, err
	}
	p.Email = email
	if p.Locale == "" {
		p.Locale = Locales[0]
	}
	if !slices.Contains(Locales, p.Locale) {
		return p, fmt.Errorf("locale: one of %s", strings.Join(Locales, ", "))
	}
	return p, nil
}

// maxEmail is the longest address that SMTP carries (RFC 5321 §4.5.3.1.3, less
// the brackets of the path).
const maxEmail = 254

// cleanEmail brings an address into the form that is looked up: NFKC, lower
// case, no spaces around. Full-width letters from an input method count alike.
func cleanEmail(e Personal) (Personal, error) {
	if len(e) > 4*maxEmail {
		return "", ErrBadEmail
	}
	s := strings.ToLower(strings.TrimSpace(norm.NFKC.String(string(e))))
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > maxEmail {
		return "", ErrBadEmail
	}
	return Personal(s), nil
}

// emailIndex is what the row of an address is found by.
func (r *Register) emailIndex(e Personal) []byte { return r.seal.Index("staff.email", string(e)) }

// add writes the row of a new person.
func (r *Register) add(ctx context.Context, tx *store.Tx, p NewPerson, st Status) (Person, error) {
	id := store.NewID()
	keyID, err := r.seal.NewKey(ctx, tx, id)
	if err != nil {
		return Person{}, fmt.Errorf("key of a person: %w", err)
	}
	name, err := r.seal.Seal(ctx, tx, keyID, "staff", "name_c", id, []byte(p.Name))
	if err != nil {
		return Person{}, fmt.Errorf("seal name: %w", err)
	}
	email, err := r.seal.Seal(ctx, tx, keyID, "staff", "email_c", id, []byte(p.Email))
	if err != nil {
		return Person{}, fmt.Errorf("seal e-mail: %w", err)
	}
	now := tx.Now()
	bi := r.emailIndex(p.Email)
	var taken int
	if err := tx.Get(ctx, "SELECT count(*) FROM staff WHERE email_bi = $1", []any{bi}, &taken); err != nil {
		return Person{}, err
	}
	if taken > 0 {
		return Person{}, ErrEmailTaken
	}
	_, err = tx.Exec(ctx, `INSERT INTO staff (id, key_id, name_c, email_c, email_bi, status, locale, created_at, changed_at, row_ver)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 1)`,
		id, keyID, name, email, bi, string(st), p.Locale, store.Millis(now))
	if err != nil {
		return Person{}, err
	}
	return Person{
		ID: id, Name: p.Name, Email: p.Email, Status: st, Locale: p.Locale, CreatedAt: now, keyID: keyID, ver: 1,
	}, nil
}

const personColumns = "id, key_id, name_c, email_c, status, locale, created_at, row_ver"

// person reads one person, with name and address opened.
func (r *Register) person(ctx context.Context, tx *store.Tx, id string) (Person, error) {
	row, err := rowOf(ctx, tx, id)
	if err != nil {
		return Person{}, err
	}
	return r.open(ctx, tx, row)
}

// rowOf reads one person, nothing opened.
func rowOf(ctx context.Context, tx *store.Tx, id string) (row personRow, err error) {
	err = row.scan(func(dest ...any) error {
		return tx.Get(ctx, "SELECT "+personColumns+" FROM staff WHERE id = $1", []any{id}, dest...)
	})
	return row, err
}

// standing reads what is not sealed of a person.
func standing(ctx context.Context, tx *store.Tx, id string) (Person, error) {
	row, err := rowOf(ctx, tx, id)
	return row.p, err
}

type personRow struct {
	p           Person
	name, email []byte
}

func (row *personRow) scan(scan func(...any) error) error {
	var at int64
	err := scan(&row.p.ID, &row.p.keyID, &row.name, &row.email, &row.p.Status, &row.p.Locale, &at, &row.p.ver)
	row.p.CreatedAt = store.Time(at)
	return err
}

func (r *Register) open(ctx context.Context, tx *store.Tx, row personRow) (Person, error) {
	p := row.p
	for _, f := range []struct {
		column string
		sealed []byte
		to     *Personal
	}{{"name_c", row.name, &p.Name}, {"email_c", row.email, &p.Email}} {
		if f.sealed == nil || p.keyID == "" {
			continue
		}
		plain, err := r.seal.Open(ctx, tx, p.keyID, "staff", f.column, p.ID, f.sealed)
		if err != nil {
			return Person{}, fmt.Errorf("open %s of a person: %w", f.column, err)
		}
		*f.to = Personal(plain)
	}
	return p, nil
}

// Person reads one person. Everybody sees their own row; others need
// [PeopleManage]. No such person is [store.ErrNotFound].
func (r *Register) Person(ctx context.Context, by Actor, id string) (p Person, err error) {
	if by.StaffID() != id && !by.Can(PeopleManage, All) {
		return Person{}, ErrForbidden
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		p, err = r.person(ctx, tx, id)
		return err
	})
	return p, err
}

// Name is what pages show beside a step of a person, for those who work with
// them. The id itself is given where the name is erased.
func (r *Register) Name(ctx context.Context, id string) (name Personal, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		p, err := r.person(ctx, tx, id)
		if name = p.Name; name == "" {
			name = Personal(id)
		}
		return err
	})
	return name, err
}

// People lists everybody, in the order in which they were added.
func (r *Register) People(ctx context.Context, by Actor) (all []Person, err error) {
	if !by.Can(PeopleManage, All) {
		return nil, ErrForbidden
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		rows, err := store.Rows(ctx, tx, func(scan func(...any) error) (row personRow, err error) {
			return row, row.scan(scan)
		}, "SELECT "+personColumns+" FROM staff ORDER BY created_at, id")
		if err != nil {
			return err
		}
		all = nil
		for _, row := range rows {
			p, err := r.open(ctx, tx, row)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	return all, err
}

// Colleague is somebody who works on what one works on oneself.
type Colleague struct {
	ID   string
	Name Personal
}

// Colleagues lists the other active people who may do something there, for who
// may do it too.
func (r *Register) Colleagues(ctx context.Context, by Actor, right Right, where Scope) (all []Colleague, err error) {
	if !by.Can(right, where) {
		return nil, ErrForbidden
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		all = nil
		grants, err := store.Rows(ctx, tx, scanGrant, `SELECT `+grantColumns+` FROM role_grant WHERE ended_at = 0 AND staff_id <> $1
			AND staff_id IN (SELECT id FROM staff WHERE status = 'active') ORDER BY staff_id`, by.StaffID())
		if err != nil {
			return err
		}
		for _, g := range grants {
			if !g.Counts(tx.Now()) || !g.Role.Has(right) || !g.Scope.covers(where) || len(all) > 0 && all[len(all)-1].ID == g.StaffID {
				continue
			}
			p, err := r.person(ctx, tx, g.StaffID)
			if err != nil {
				return err
			}
			all = append(all, Colleague{p.ID, p.Name})
		}
		return nil
	})
	return all, err
}

// Invite adds a person, and returns the secret of the link by which they
// choose how to sign in. The link works once, within [InviteFor].
func (r *Register) Invite(ctx context.Context, by Actor, n NewPerson) (p Person, link Secret, err error) {
	if n, err = n.clean(); err != nil {
		return Person{}, "", err
	}
	err = r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		if p, err = r.add(ctx, tx, n, Invited); err != nil {
			return err
		}
		if err = r.leaf(ctx, tx, by, "person.invited", "staff:"+p.ID, ledger.Row{Table: "staff", ID: p.ID}); err != nil {
			return err
		}
		for _, role := range n.Roles {
			if err := by.Allow(RolesGrant, All, tx.Now()); err != nil {
				return err
			}
			if _, err := r.grant(ctx, tx, by, Grant{StaffID: p.ID, Role: role}); err != nil {
				return err
			}
		}
		link, err = r.newTicket(ctx, tx, by, LinkInvite, p.ID, InviteFor)
		return err
	})
	if err != nil {
		return Person{}, "", err
	}
	return p, link, nil
}

// InviteAgain makes a new link for a person who has not signed in yet, or who
// lost the page before choosing how to sign in. Earlier links stop working.
func (r *Register) InviteAgain(ctx context.Context, by Actor, id string) (link Secret, err error) {
	err = r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		p, err := standing(ctx, tx, id)
		if err != nil {
			return err
		}
		n, err := countCredentials(ctx, tx, id)
		if err != nil {
			return err
		}
		if (p.Status != Invited && p.Status != Active) || n > 0 {
			return errors.New("this person signs in already, or may not")
		}
		link, err = r.newTicket(ctx, tx, by, LinkInvite, id, InviteFor)
		return err
	})
	return link, err
}

// SetLocale changes the language of the person's own pages.
func (r *Register) SetLocale(ctx context.Context, by Actor, locale string) error {
	if !slices.Contains(Locales, locale) {
		return fmt.Errorf("locale: one of %s", strings.Join(Locales, ", "))
	}
	return r.own(ctx, by, false, func(tx *store.Tx, s Session) error {
		return r.setStaff(ctx, tx, s.Actor, s.StaffID, "person.changed", "locale = $4", locale)
	})
}

// setStaff changes columns of a person's row and writes the leaf. set speaks
// of $4 and up.
func (r *Register) setStaff(ctx context.Context, tx *store.Tx, by Actor, id, kind, set string, args ...any) error {
	p, err := standing(ctx, tx, id)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, "UPDATE staff SET changed_at = $2, row_ver = row_ver + 1, "+set+" WHERE id = $1 AND row_ver = $3",
		append([]any{id, store.Millis(tx.Now()), p.ver}, args...)...)
	if err != nil {
		return err
	}
	if n != 1 {
		return store.ErrNotFound
	}
	return r.leaf(ctx, tx, by, kind, "staff:"+id, ledger.Row{Table: "staff", ID: id})
}

// Suspend keeps a person out until [Register.Resume]: their sessions end in the
// same transaction. Nobody suspends themselves.
func (r *Register) Suspend(ctx context.Context, by Actor, id string) error {
	return r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		if err := r.mayRemove(ctx, tx, by, id, Active); err != nil {
			return err
		}
		if err := r.endSessions(ctx, tx, by, id, ""); err != nil {
			return err
		}
		return r.setStaff(ctx, tx, by, id, "person.suspended", "status = $4", string(Suspended))
	})
}

// Resume lets a suspended person in again. What they were granted and has not
// run out counts again.
func (r *Register) Resume(ctx context.Context, by Actor, id string) error {
	return r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		p, err := standing(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.Status != Suspended || by.StaffID() == id {
			return fmt.Errorf("resume: %w", ErrForbidden)
		}
		return r.setStaff(ctx, tx, by, id, "person.resumed", "status = $4", string(Active))
	})
}

// mayRemove says whether a person in one of these states may be suspended or
// leave.
func (r *Register) mayRemove(ctx context.Context, tx *store.Tx, by Actor, id string, from ...Status) error {
	p, err := standing(ctx, tx, id)
	if err != nil {
		return err
	}
	if by.StaffID() == id {
		return ErrSelf
	}
	if !slices.Contains(from, p.Status) {
		return fmt.Errorf("the person is %s: %w", p.Status, ErrForbidden)
	}
	return r.othersGrant(ctx, tx, id, "")
}

// Leave ends everything of a person who works here no more: sessions, grants,
// credentials. The name stays readable beside what they did, until
// [Register.Erase]. API keys that they made go on, because programs use them:
// [Register.Keys] shows who made each.
func (r *Register) Leave(ctx context.Context, by Actor, id string) error {
	return r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		if err := r.mayRemove(ctx, tx, by, id, Invited, Active, Suspended); err != nil {
			return err
		}
		if err := r.endSessions(ctx, tx, by, id, ""); err != nil {
			return err
		}
		if err := r.removeCredentials(ctx, tx, by, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM ceremony WHERE staff_id = $1", id); err != nil {
			return err
		}
		if err := r.dropTickets(ctx, tx, by, id); err != nil {
			return err
		}
		grants, err := r.grantsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if g.EndedAt.IsZero() {
				if err := r.endGrant(ctx, tx, by, g); err != nil {
					return err
				}
			}
		}
		return r.setStaff(ctx, tx, by, id, "person.left", "status = $4", string(Left))
	})
}

// Erase destroys name, address and labels of a person who left, and the key
// they were sealed with; the id stays, so that the log stays readable.
func (r *Register) Erase(ctx context.Context, by Actor, id string) error {
	return r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		p, err := standing(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.Status != Left {
			return fmt.Errorf("only who left is erased: %w", ErrForbidden)
		}
		if p.keyID == "" {
			return nil
		}
		if err := r.seal.Erase(ctx, tx, p.keyID); err != nil {
			return fmt.Errorf("erase the key of a person: %w", err)
		}
		return r.setStaff(ctx, tx, by, id, "person.erased", "key_id = '', name_c = NULL, email_c = NULL, email_bi = NULL")
	})
}
