// SPDX-License-Identifier: Apache-2.0

package account

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"image/png"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Credential is a way to sign in, as its owner sees it listed.
type Credential struct {
	ID string
	// Kind is "password", "totp", "recovery", "passkey" or "sso".
	Kind  string
	Label Personal
	// CreatedAt is when it was added, UsedDay the UTC day of the last use.
	CreatedAt, UsedDay time.Time
}

// Credentials lists a person's own; recovery codes once each, so that the page
// can say how many are left.
func (r *Register) Credentials(ctx context.Context, by Actor) (all []Credential, err error) {
	if by.StaffID() == "" {
		return nil, ErrForbidden
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		p, err := standing(ctx, tx, by.StaffID())
		if err != nil {
			return err
		}
		all, err = r.credentials(ctx, tx, p)
		return err
	})
	return all, err
}

func (r *Register) credentials(ctx context.Context, tx *store.Tx, p Person) ([]Credential, error) {
	type sealed struct {
		c     Credential
		label []byte
	}
	rows, err := store.Rows(ctx, tx, func(scan func(...any) error) (s sealed, err error) {
		var created, used int64
		err = scan(&s.c.ID, &s.c.Kind, &s.label, &created, &used)
		s.c.CreatedAt, s.c.UsedDay = store.Time(created), store.Time(used)
		return s, err
	}, "SELECT id, kind, label_c, created_at, used_day FROM credential WHERE staff_id = $1 AND state = 'live' ORDER BY created_at, id", p.ID)
	if err != nil {
		return nil, err
	}
	var all []Credential
	for _, s := range rows {
		if s.label != nil {
			plain, err := r.seal.Open(ctx, tx, p.keyID, "credential", "label_c", s.c.ID, s.label)
			if err != nil {
				return nil, fmt.Errorf("open label of a credential: %w", err)
			}
			s.c.Label = Personal(plain)
		}
		all = append(all, s.c)
	}
	return all, nil
}

func countLive(ctx context.Context, tx *store.Tx, staffID, kinds string) (n int, err error) {
	return n, tx.Get(ctx, "SELECT count(*) FROM credential WHERE staff_id = $1 AND state = 'live' AND kind IN ("+kinds+")", []any{staffID}, &n)
}

// countCredentials counts what a person can sign in with.
func countCredentials(ctx context.Context, tx *store.Tx, staffID string) (int, error) {
	return countLive(ctx, tx, staffID, "'password', 'passkey', 'sso'")
}

func hasCode(ctx context.Context, tx *store.Tx, staffID string) (bool, error) {
	n, err := countLive(ctx, tx, staffID, "'totp'")
	return n > 0, err
}

func hasSecondFactor(ctx context.Context, tx *store.Tx, staffID string) (bool, error) {
	n, err := countLive(ctx, tx, staffID, "'totp', 'passkey'")
	return n > 0, err
}

// newCredential is a credential to be written; material is sealed.
type newCredential struct {
	staffID, id, kind string
	lookup            []byte
	material          string
	label             Personal
	counter           int64
}

// putCredential writes a credential that counts, and its leaf.
func (r *Register) putCredential(ctx context.Context, tx *store.Tx, by Actor, c newCredential) error {
	var sealed []byte
	if c.material != "" {
		var err error
		if sealed, err = r.sealMaterial(ctx, tx, c.staffID, c.id, c.material); err != nil {
			return err
		}
	}
	label, err := r.sealLabel(ctx, tx, c.staffID, "credential", c.id, c.label)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO credential (id, staff_id, kind, state, lookup, material, label_c, counter, created_at, used_day)
		VALUES ($1, $2, $3, 'live', $4, $5, $6, $7, $8, 0)`, c.id, c.staffID, c.kind, c.lookup, sealed, label, c.counter, store.Millis(tx.Now()))
	if err != nil {
		return err
	}
	return r.leaf(ctx, tx, by, "credential.added", "staff:"+c.staffID, row("credential", c.id))
}

// sealMaterial seals what a credential is checked by, so that a stolen database
// allows no guessing, and a row of another person or of somebody's own making
// does not open.
func (r *Register) sealMaterial(ctx context.Context, tx *store.Tx, staffID, id, material string) ([]byte, error) {
	p, err := standing(ctx, tx, staffID)
	if err != nil {
		return nil, err
	}
	sealed, err := r.seal.Seal(ctx, tx, p.keyID, "credential", "material", id, []byte(material))
	if err != nil {
		return nil, fmt.Errorf("seal credential: %w", err)
	}
	return sealed, nil
}

func (r *Register) openMaterial(ctx context.Context, tx *store.Tx, staffID, id string, sealed []byte) (string, error) {
	p, err := standing(ctx, tx, staffID)
	if err != nil {
		return "", err
	}
	plain, err := r.seal.Open(ctx, tx, p.keyID, "credential", "material", id, sealed)
	if err != nil {
		return "", fmt.Errorf("open credential: %w", err)
	}
	return string(plain), nil
}

// putPassword sets or replaces a person's password.
func (r *Register) putPassword(ctx context.Context, tx *store.Tx, by Actor, staffID, stored string) error {
	id, _, err := r.passwordOf(ctx, tx, staffID)
	if err != nil {
		return err
	}
	if id == "" {
		id = store.NewID()
		return r.putCredential(ctx, tx, by, newCredential{staffID: staffID, id: id, kind: "password", material: stored})
	}
	sealed, err := r.sealMaterial(ctx, tx, staffID, id, stored)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE credential SET material = $2 WHERE id = $1", id, sealed); err != nil {
		return err
	}
	return r.leaf(ctx, tx, by, "credential.changed", "staff:"+staffID, row("credential", id))
}

// SetPassword sets or changes the person's own password; their other sessions
// end. It needs a recent proof. See [CheckPassword] for what is refused.
func (r *Register) SetPassword(ctx context.Context, by Actor, p Secret) error {
	me, err := r.Person(ctx, by, by.StaffID())
	if err != nil {
		return err
	}
	if err := CheckPassword(p, me.Name, me.Email); err != nil {
		return err
	}
	// Before the hash, so that nobody makes the machine work in vain.
	if err := r.own(ctx, by, true, func(*store.Tx, Session) error { return nil }); err != nil {
		return err
	}
	stored, err := r.hasher.hash(ctx, p)
	if err != nil {
		return err
	}
	return r.own(ctx, by, true, func(tx *store.Tx, s Session) error {
		if err := r.putPassword(ctx, tx, s.Actor, s.StaffID, stored); err != nil {
			return err
		}
		return r.endSessions(ctx, tx, s.Actor, s.StaffID, s.ID)
	})
}

// removeRows ends credentials: nothing of them stays but that they were.
func (r *Register) removeRows(ctx context.Context, tx *store.Tx, by Actor, staffID string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var rows []ledger.Row
	for _, id := range ids {
		if _, err := tx.Exec(ctx, "UPDATE credential SET state = 'removed', lookup = NULL, material = NULL, label_c = NULL WHERE id = $1", id); err != nil {
			return err
		}
		rows = append(rows, row("credential", id))
	}
	return r.leaf(ctx, tx, by, "credential.removed", "staff:"+staffID, rows...)
}

// idsOf lists the credentials of a person that are not removed; kinds is a list
// of SQL.
func idsOf(ctx context.Context, tx *store.Tx, staffID, kinds string) ([]string, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) },
		"SELECT id FROM credential WHERE staff_id = $1 AND state <> 'removed' AND kind IN ("+kinds+") ORDER BY id", staffID)
}

func (r *Register) removeCredentials(ctx context.Context, tx *store.Tx, by Actor, staffID string) error {
	ids, err := idsOf(ctx, tx, staffID, "'password', 'totp', 'recovery', 'passkey', 'sso'")
	if err != nil {
		return err
	}
	return r.removeRows(ctx, tx, by, staffID, ids)
}

// RemoveCredential removes one of the person's own, not the last to sign in
// with. It needs a recent proof. Recovery codes go with the authenticator app.
func (r *Register) RemoveCredential(ctx context.Context, by Actor, id string) error {
	return r.own(ctx, by, true, func(tx *store.Tx, s Session) error {
		var kind string
		err := tx.Get(ctx, "SELECT kind FROM credential WHERE id = $1 AND staff_id = $2 AND state = 'live'", []any{id, s.StaffID}, &kind)
		if err != nil {
			return err
		}
		n, err := countCredentials(ctx, tx, s.StaffID)
		if err != nil {
			return err
		}
		ids := []string{id}
		switch kind {
		case "password", "passkey", "sso":
			if n < 2 {
				return ErrLastWay
			}
		case "totp":
			more, err := idsOf(ctx, tx, s.StaffID, "'recovery'")
			if err != nil {
				return err
			}
			ids = append(ids, more...)
		}
		return r.removeRows(ctx, tx, s.Actor, s.StaffID, ids)
	})
}

// RemoveFactors takes a person's second factors away, for who lost them: their
// sessions end, and grants that two persons made end too, so that one manager
// of people cannot slip into the place of a custodian. The password stays;
// [Register.Reset] is the other half, and each is a leaf.
func (r *Register) RemoveFactors(ctx context.Context, by Actor, staffID string) error {
	return r.change(ctx, by, PeopleManage, func(tx *store.Tx, by Actor) error {
		if by.StaffID() == staffID {
			return ErrSelf
		}
		ids, err := idsOf(ctx, tx, staffID, "'totp', 'recovery', 'passkey'")
		if err != nil {
			return err
		}
		if err := r.removeRows(ctx, tx, by, staffID, ids); err != nil {
			return err
		}
		grants, err := r.grantsOf(ctx, tx, staffID)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if info, _ := g.Role.info(); info.TwoPersons && g.Open(tx.Now()) {
				if err := r.endGrant(ctx, tx, by, g); err != nil {
					return err
				}
			}
		}
		return r.endSessions(ctx, tx, by, staffID, "")
	})
}

// Time-based codes as every authenticator app makes them (RFC 6238): SHA-1, six
// digits, thirty seconds; one step before and after counts, for clocks that
// are wrong.
const (
	totpStep   = 30
	totpAround = 1
)

var totpOptions = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// NewTOTP is an authenticator app that is being added.
type NewTOTP struct {
	// ID is for [Register.ConfirmTOTP].
	ID string
	// URL is what the QR code holds, Secret the same to type in. They are shown
	// once. They name the installation, not the person.
	URL, Secret Secret
}

// QR is the URL as a PNG for the app's camera, 5 points to a module: 200 points
// are 4 cm on a screen.
func (n NewTOTP) QR() ([]byte, error) {
	key, err := otp.NewKeyFromURL(n.URL.Clear())
	if err != nil {
		return nil, errors.New("URL of an authenticator app is damaged")
	}
	img, err := key.Image(200, 200)
	if err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	return b.Bytes(), nil
}

// AddTOTP begins to add an authenticator app; it counts after [Register.ConfirmTOTP].
// It needs a recent proof. An earlier one goes when the new one is confirmed.
func (r *Register) AddTOTP(ctx context.Context, by Actor) (n NewTOTP, err error) {
	key := make([]byte, 20) // RFC 4226 §4 R6: 160 bits
	rand.Read(key)
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(key)
	id := store.NewID()
	err = r.own(ctx, by, true, func(tx *store.Tx, s Session) error {
		if _, err := tx.Exec(ctx, "DELETE FROM credential WHERE staff_id = $1 AND kind = 'totp' AND state = 'pending'", s.StaffID); err != nil {
			return err
		}
		sealed, err := r.sealMaterial(ctx, tx, s.StaffID, id, secret)
		if err != nil {
			return err
		}
		// No leaf yet: what is pending opens nothing.
		_, err = tx.Exec(ctx, `INSERT INTO credential (id, staff_id, kind, state, material, counter, created_at, used_day)
			VALUES ($1, $2, 'totp', 'pending', $3, 0, $4, 0)`, id, s.StaffID, sealed, store.Millis(tx.Now()))
		return err
	})
	if err != nil {
		return NewTOTP{}, err
	}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + r.issuer, RawQuery: url.Values{"secret": {secret}, "issuer": {r.issuer}}.Encode()}
	return NewTOTP{ID: id, URL: Secret(u.String()), Secret: Secret(secret)}, nil
}

// ConfirmTOTP makes the app count, by a code that it shows. The session is then
// proved by it; the answer has its new token, and ten recovery codes that are
// shown once.
func (r *Register) ConfirmTOTP(ctx context.Context, by Actor, id string, code Secret) (out SignedIn, recovery []Secret, err error) {
	refused := false
	err = r.own(ctx, by, true, func(tx *store.Tx, s Session) error {
		refused = false
		tries := "code:" + s.StaffID
		if err := reserve(ctx, tx, tries); err != nil {
			return err
		}
		ok, err := r.checkTOTP(ctx, tx, s.StaffID, id, "pending", code)
		if err != nil {
			return err
		}
		if refused = !ok; refused {
			return count(ctx, tx, "code.failed")
		}
		old, err := idsOf(ctx, tx, s.StaffID, "'recovery'")
		if err != nil {
			return err
		}
		before, err := store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) },
			"SELECT id FROM credential WHERE staff_id = $1 AND kind = 'totp' AND state = 'live'", s.StaffID)
		if err != nil {
			return err
		}
		if err := r.removeRows(ctx, tx, s.Actor, s.StaffID, append(old, before...)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE credential SET state = 'live' WHERE id = $1", id); err != nil {
			return err
		}
		if err := r.leaf(ctx, tx, s.Actor, "credential.added", "staff:"+s.StaffID, row("credential", id)); err != nil {
			return err
		}
		if recovery, err = r.newRecovery(ctx, tx, s.Actor, s.StaffID); err != nil {
			return err
		}
		if err := clearTries(ctx, tx, tries); err != nil {
			return err
		}
		out, err = r.rotate(ctx, tx, s, "session.raised", s.Method+"+totp", 2, true)
		return err
	})
	if err == nil && refused {
		err = ErrRefused
	}
	if err != nil {
		return SignedIn{}, nil, err
	}
	return out, recovery, nil
}

// checkCode checks a code of an app or a recovery code, and uses it up. It says
// which it was; a wrong or used one is [ErrRefused].
func (r *Register) checkCode(ctx context.Context, tx *store.Tx, staffID string, code Secret) (kind string, err error) {
	tries := "code:" + staffID
	if err := reserve(ctx, tx, tries); err != nil {
		return "", err
	}
	var id string
	err = tx.Get(ctx, "SELECT id FROM credential WHERE staff_id = $1 AND kind = 'totp' AND state = 'live'", []any{staffID}, &id)
	if err != nil {
		return "", refusedIfMissing(err)
	}
	ok, err := r.checkTOTP(ctx, tx, staffID, id, "live", code)
	if err != nil {
		return "", err
	}
	if ok {
		return "totp", errors.Join(r.used(ctx, tx, id), clearTries(ctx, tx, tries))
	}
	err = tx.Get(ctx, "SELECT id FROM credential WHERE lookup = $1 AND kind = 'recovery' AND state = 'live' AND staff_id = $2",
		[]any{r.recoveryIndex(staffID, code), staffID}, &id)
	if err != nil {
		return "", refusedIfMissing(err)
	}
	if err := r.removeRows(ctx, tx, Actor{kind: "staff", id: staffID}, staffID, []string{id}); err != nil {
		return "", err
	}
	return "recovery", clearTries(ctx, tx, tries)
}

// checkTOTP checks a code against one app. A code counts once: its time step
// must be after the last one that counted (RFC 6238 §5.2).
func (r *Register) checkTOTP(ctx context.Context, tx *store.Tx, staffID, id, state string, code Secret) (bool, error) {
	var sealed []byte
	var last int64
	err := tx.Get(ctx, "SELECT material, counter FROM credential WHERE id = $1 AND staff_id = $2 AND kind = 'totp' AND state = $3",
		[]any{id, staffID, state}, &sealed, &last)
	if err != nil {
		return false, refusedIfMissing(err)
	}
	secret, err := r.openMaterial(ctx, tx, staffID, id, sealed)
	if err != nil {
		return false, err
	}
	now := tx.Now().Unix() / totpStep
	found := int64(0)
	for step := now - totpAround; step <= now+totpAround; step++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(step), totpOptions)
		if err != nil {
			return false, errors.New("secret of an authenticator app is damaged")
		}
		if hmac.Equal([]byte(want), []byte(strings.ReplaceAll(string(code), " ", ""))) && step > last {
			found = step
		}
	}
	if found == 0 {
		return false, nil
	}
	_, err = tx.Exec(ctx, "UPDATE credential SET counter = $2 WHERE id = $1", id, found)
	return err == nil, err
}

// recoveryCodes are ten, as people know it; each has 50 random bits. They are
// found by a keyed hash, so a stolen database does not allow to try them out.
const recoveryCodes = 10

func (r *Register) recoveryIndex(staffID string, code Secret) []byte {
	s := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(string(code)))
	return r.seal.Index("staff.recovery", staffID+"."+s)
}

// newRecovery makes new recovery codes; those before are removed by the caller.
func (r *Register) newRecovery(ctx context.Context, tx *store.Tx, by Actor, staffID string) ([]Secret, error) {
	var codes []Secret
	var rows []ledger.Row
	for range recoveryCodes {
		t := rand.Text()
		code := Secret(t[:5] + "-" + t[5:10])
		id := store.NewID()
		_, err := tx.Exec(ctx, `INSERT INTO credential (id, staff_id, kind, state, lookup, counter, created_at, used_day)
			VALUES ($1, $2, 'recovery', 'live', $3, 0, $4, 0)`, id, staffID, r.recoveryIndex(staffID, code), store.Millis(tx.Now()))
		if err != nil {
			return nil, err
		}
		codes = append(codes, code)
		rows = append(rows, row("credential", id))
	}
	return codes, r.leaf(ctx, tx, by, "credential.added", "staff:"+staffID, rows...)
}

// NewRecovery makes ten new recovery codes, shown once; those before stop
// working. It needs a recent proof and an authenticator app.
func (r *Register) NewRecovery(ctx context.Context, by Actor) (codes []Secret, err error) {
	err = r.own(ctx, by, true, func(tx *store.Tx, s Session) error {
		has, err := hasCode(ctx, tx, s.StaffID)
		if err != nil {
			return err
		}
		if !has {
			return fmt.Errorf("recovery codes stand in for an authenticator app, add one first: %w", ErrForbidden)
		}
		old, err := idsOf(ctx, tx, s.StaffID, "'recovery'")
		if err != nil {
			return err
		}
		if err := r.removeRows(ctx, tx, s.Actor, s.StaffID, old); err != nil {
			return err
		}
		codes, err = r.newRecovery(ctx, tx, s.Actor, s.StaffID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}
