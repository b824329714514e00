// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/crypto/argon2"

	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// Argon2id with OWASP's least parameters: 0.1 s and 19 MiB for each.
const (
	argonTime, argonMemory, argonLanes, argonLen = 2, 19 << 10, 1, 32
	// minPassword follows NIST SP 800-63B-4 §3.1.1 for a password beside a second
	// factor, and some.
	minPassword, maxPassword = 10, 256
)

// ErrPassword is returned for a password that is too short, too long or among
// those that everybody tries first.
var ErrPassword = fmt.Errorf("a password has %d to %d characters and is not a common one", minPassword, maxPassword)

// hashPassword makes the PHC string of a password.
func (a *Accounts) hashPassword(ctx context.Context, pass string) (string, error) {
	n := utf8.RuneCountInString(pass)
	if n < minPassword || n > maxPassword || common(pass) {
		return "", ErrPassword
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	sum, err := a.argon(ctx, pass, salt)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

// common says whether a password is one of those tried first: one character or
// a run repeated, or a row of keys.
func common(pass string) bool {
	p := strings.ToLower(pass)
	for _, row := range []string{"01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz"} {
		if strings.Contains(row, p) {
			return true
		}
	}
	for n := 1; n <= len(p)/2; n++ {
		if strings.Repeat(p[:n], len(p)/n+1)[:len(p)] == p {
			return true
		}
	}
	return strings.HasPrefix(p, "password") || strings.HasPrefix(p, "hulan")
}

func (a *Accounts) argon(ctx context.Context, pass string, salt []byte) ([]byte, error) {
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(pass), salt, argonTime, argonMemory, argonLanes, argonLen), nil
}

// checkPassword compares a password with a PHC string. An empty string, of
// somebody unknown, takes the same work.
func (a *Accounts) checkPassword(ctx context.Context, phc, pass string) (bool, error) {
	if len(pass) > 4*maxPassword {
		pass = ""
	}
	salt, want := make([]byte, 16), make([]byte, argonLen)
	known := false
	if parts := strings.Split(phc, "$"); len(parts) == 6 {
		s, err1 := base64.RawStdEncoding.DecodeString(parts[4])
		w, err2 := base64.RawStdEncoding.DecodeString(parts[5])
		if err1 == nil && err2 == nil {
			salt, want, known = s, w, true
		}
	}
	got, err := a.argon(ctx, pass, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

// Joining is what somebody gives who opens a link to set up or to join.
type Joining struct {
	// Name and Email are asked of the first admin only.
	Name, Email Name
	Lang        string
	Password    string
	// Secret is the second factor that the page showed ([NewSecret]) and Code a
	// code of it, which proves that the app has it.
	Secret, Code string
}

// ErrCode is returned for a code that does not fit the secret.
var ErrCode = errors.New("the code does not fit")

// NewSecret makes the secret of a second factor, to be typed or scanned.
func NewSecret() string {
	b := make([]byte, 20) // 160 bits, RFC 4226 §4
	rand.Read(b)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// SecretURL is the address that an authenticator app scans.
func SecretURL(secret, platform, email string) (string, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return "", err
	}
	k, err := totp.Generate(totp.GenerateOpts{Issuer: platform, AccountName: email, Secret: raw})
	if err != nil {
		return "", err
	}
	return k.URL(), nil
}

// LinkFor says whom a link is for: the id of somebody invited, or "" for the
// first admin. A link that cannot be used is [ErrLink].
func (a *Accounts) LinkFor(ctx context.Context, token string) (staffID string, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, "SELECT staff_id FROM invitation WHERE token_hash = $1 AND expires > $2", []any{hash(token), store.Millis(tx.Now())}, &staffID)
	})
	if errors.Is(err, store.ErrNotFound) {
		err = ErrLink
	}
	return staffID, err
}

// Join uses a link: it sets the password and the second factor and makes the
// person active. The first one becomes admin.
func (a *Accounts) Join(ctx context.Context, token string, j Joining) (string, error) {
	step, ok := a.codeStep(j.Secret, j.Code, 0)
	if !ok {
		return "", ErrCode
	}
	phc, err := a.hashPassword(ctx, j.Password)
	if err != nil {
		return "", err
	}
	var id string
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		err := tx.Get(ctx, "SELECT staff_id FROM invitation WHERE token_hash = $1 AND expires > $2", []any{hash(token), store.Millis(tx.Now())}, &id)
		if errors.Is(err, store.ErrNotFound) {
			return ErrLink
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM invitation WHERE token_hash = $1", hash(token)); err != nil {
			return err
		}
		if id == "" {
			if id, err = a.insert(ctx, tx, NewPerson{Name: j.Name, Email: j.Email, Lang: j.Lang, Roles: []Role{Admin}}, "active", "system"); err != nil {
				return err
			}
		}
		return a.arm(ctx, tx, id, phc, j.Secret, step)
	})
	return id, err
}

func (a *Accounts) arm(ctx context.Context, tx *store.Tx, id, phc, secret string, step int64) error {
	var key string
	if err := tx.Get(ctx, "SELECT key_id FROM staff WHERE id = $1", []any{id}, &key); err != nil {
		return err
	}
	sealed, err := a.sealer.Seal(ctx, tx, key, "totp", id, []byte(secret))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE staff SET status = 'active', password = $1, totp_c = $2, totp_step = $3 WHERE id = $4", phc, sealed, step, id); err != nil {
		return err
	}
	return a.leaf(ctx, tx, "staff.joined", id, "staff:"+id, ledger.Row{Table: "staff", ID: id})
}

// codeStep says in which 30-second step a code is valid: now or one step to
// either side, and later than the last one used (RFC 6238 §5.2).
func (a *Accounts) codeStep(secret, code string, last int64) (int64, bool) {
	code = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, code)
	now := a.db.Now()
	for _, skew := range []int64{0, -1, 1} {
		step := now.Unix()/30 + skew
		want, err := totp.GenerateCodeCustom(secret, time.Unix(step*30, 0), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && step > last && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// SignIn opens a session with address, password and code, and returns its token.
func (a *Accounts) SignIn(ctx context.Context, email, password, code string) (string, error) {
	var id, phc, key, status string
	var sealed []byte
	var last, failures, wait int64
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, "SELECT id, password, key_id, status, totp_c, totp_step, failures, wait_until FROM staff WHERE email_bi = $1",
			[]any{a.sealer.Index("staff email", normalMail(email))}, &id, &phc, &key, &status, &sealed, &last, &failures, &wait)
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	if until := store.Time(wait); until.After(a.db.Now()) {
		return "", &WaitError{until}
	}
	ok, err := a.checkPassword(ctx, phc, password)
	if err != nil {
		return "", err
	}
	if id == "" {
		return "", ErrSignIn
	}
	var token string
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		step, fits := int64(0), false
		if ok && status == "active" {
			secret, err := a.sealer.Open(ctx, tx, key, "totp", id, sealed)
			if err != nil {
				return err
			}
			// Read again: the same code may be in use at this moment.
			if err := tx.Get(ctx, "SELECT totp_step FROM staff WHERE id = $1 AND status = 'active'", []any{id}, &last); err != nil {
				return err
			}
			step, fits = a.codeStep(string(secret), code, last)
		}
		if !fits {
			token = ""
			return a.failed(ctx, tx, id, failures+1)
		}
		token = newToken()
		return a.open(ctx, tx, id, token, step)
	})
	if err == nil && token == "" {
		err = ErrSignIn
	}
	return token, err
}

// failed makes an account rest after the fifth wrong attempt: a second, two,
// four … up to a quarter of an hour. The count is the account's, not an
// address's; a session that is open goes on.
func (a *Accounts) failed(ctx context.Context, tx *store.Tx, id string, failures int64) error {
	wait := time.Time{}
	if failures >= 5 {
		wait = tx.Now().Add(min(15*time.Minute, time.Second<<min(failures-5, 10)))
	}
	_, err := tx.Exec(ctx, "UPDATE staff SET failures = $1, wait_until = $2 WHERE id = $3", failures, store.Millis(wait), id)
	return err
}

func (a *Accounts) open(ctx context.Context, tx *store.Tx, id, token string, step int64) error {
	now := store.Millis(tx.Now())
	if _, err := tx.Exec(ctx, "UPDATE staff SET failures = 0, wait_until = 0, totp_step = $1 WHERE id = $2", step, id); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO session (token_hash, staff_id, made_at, seen_at, step_up_at) VALUES ($1, $2, $3, $3, $3)", hash(token), id, now); err != nil {
		return err
	}
	return a.leaf(ctx, tx, "staff.signed_in", id, "staff:"+id)
}

// Session gives who a token belongs to, with what they may do now.
func (a *Accounts) Session(ctx context.Context, token string) (*Actor, error) {
	act := &Actor{token: token}
	var seen int64
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		var key string
		var name []byte
		var up int64
		now := tx.Now()
		err := tx.Get(ctx, `SELECT s.id, s.key_id, s.name_c, s.lang, e.seen_at, e.step_up_at FROM session e JOIN staff s ON s.id = e.staff_id
			WHERE e.token_hash = $1 AND s.status = 'active' AND e.seen_at > $2 AND e.made_at > $3`,
			[]any{hash(token), store.Millis(now.Add(-idle)), store.Millis(now.Add(-absolute))}, &act.ID, &key, &name, &act.Lang, &seen, &up)
		if err != nil {
			return err
		}
		plain, err := a.sealer.Open(ctx, tx, key, "name", act.ID, name)
		if err != nil {
			return err
		}
		act.Name, act.stepUp = Name(plain), store.Time(up).Add(stepUp).After(now)
		act.Roles, err = roles(ctx, tx, act.ID)
		act.rights = rightsOf(act.Roles)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, err
	}
	// Once a minute is often enough to know whether somebody is idle.
	if now := a.db.Now(); now.Sub(store.Time(seen)) > time.Minute {
		err = a.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE session SET seen_at = $1 WHERE token_hash = $2", store.Millis(now), hash(token))
			return err
		})
	}
	return act, err
}

// StepUp proves again who somebody is, with a code. Wrong codes count like those
// of signing in: after five the account rests ([*WaitError]).
func (a *Accounts) StepUp(ctx context.Context, act *Actor, code string) error {
	wrong := false
	err := a.db.Write(ctx, func(tx *store.Tx) error {
		var key string
		var sealed []byte
		var last, failures, wait int64
		if err := tx.Get(ctx, "SELECT key_id, totp_c, totp_step, failures, wait_until FROM staff WHERE id = $1 AND status = 'active'", []any{act.ID},
			&key, &sealed, &last, &failures, &wait); err != nil {
			return err
		}
		if until := store.Time(wait); until.After(tx.Now()) {
			return &WaitError{until}
		}
		secret, err := a.sealer.Open(ctx, tx, key, "totp", act.ID, sealed)
		if err != nil {
			return err
		}
		step, ok := a.codeStep(string(secret), code, last)
		if wrong = !ok; wrong {
			return a.failed(ctx, tx, act.ID, failures+1)
		}
		if _, err := tx.Exec(ctx, "UPDATE staff SET totp_step = $1, failures = 0, wait_until = 0 WHERE id = $2", step, act.ID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE session SET step_up_at = $1 WHERE token_hash = $2", store.Millis(tx.Now()), hash(act.token))
		return err
	})
	if err == nil && wrong {
		err = ErrCode
	}
	return err
}

// SignOut ends a session, or all of somebody's.
func (a *Accounts) SignOut(ctx context.Context, act *Actor, everywhere bool) error {
	return a.db.Write(ctx, func(tx *store.Tx) error {
		q, arg := "DELETE FROM session WHERE token_hash = $1", any(hash(act.token))
		if everywhere {
			q, arg = "DELETE FROM session WHERE staff_id = $1", act.ID
		}
		if _, err := tx.Exec(ctx, q, arg); err != nil {
			return err
		}
		return a.leaf(ctx, tx, "staff.signed_out", act.ID, "staff:"+act.ID)
	})
}

// Sweep deletes sessions and links that are over.
func (a *Accounts) Sweep(ctx context.Context) error {
	return a.db.Write(ctx, func(tx *store.Tx) error {
		now := tx.Now()
		if _, err := tx.Exec(ctx, "DELETE FROM session WHERE seen_at <= $1 OR made_at <= $2", store.Millis(now.Add(-idle)), store.Millis(now.Add(-absolute))); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM invitation WHERE expires <= $1", store.Millis(now))
		return err
	})
}

// maxKeyLife bounds the life of a program's key: a year, so that forgotten ones end.
const maxKeyLife = 366 * 24 * time.Hour

// APIKey is the key of a program.
type APIKey struct {
	ID, Name string
	Rights   []Right
	Expires  time.Time
	Revoked  bool
	LastDay  string
}

// NewAPIKey makes a key for a program; the secret is returned once. life of 0
// means 90 days.
func (a *Accounts) NewAPIKey(ctx context.Context, name string, rights []Right, life time.Duration, by *Actor) (secret string, err error) {
	if life == 0 {
		life = 90 * 24 * time.Hour
	}
	if strings.TrimSpace(name) == "" || life < 0 || life > maxKeyLife || len(rights) == 0 {
		return "", errors.New("a key needs a name, rights, and a life of at most a year")
	}
	for _, r := range rights {
		if !slices.Contains(AllRights(), r) || r == IdentityRead || r == PeopleManage || r == KeysManage {
			return "", fmt.Errorf("a program cannot have the right %q", r)
		}
	}
	secret = "hulan_" + newToken()
	return secret, a.db.Write(ctx, func(tx *store.Tx) error {
		id := store.NewID()
		var words []string
		for _, r := range rights {
			words = append(words, string(r))
		}
		_, err := tx.Exec(ctx, "INSERT INTO api_key (id, name, token_hash, rights, made_by, made_at, expires, revoked_at, last_day) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '')",
			id, name, hash(secret), strings.Join(words, " "), "staff:"+by.ID, store.Millis(tx.Now()), store.Millis(tx.Now().Add(life)))
		if err != nil {
			return err
		}
		_, err = a.log.Append(ctx, tx, ledger.Entry{Type: "key.made", Object: "key:" + id, Actor: "staff:" + by.ID, Rows: []ledger.Row{{Table: "api_key", ID: id}}})
		return err
	})
}

// APIKeys lists the keys of programs, newest first.
func (a *Accounts) APIKeys(ctx context.Context) ([]APIKey, error) {
	var out []APIKey
	err := a.db.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = store.Rows(ctx, tx, func(scan func(...any) error) (k APIKey, err error) {
			var rights string
			var expires, revoked int64
			err = scan(&k.ID, &k.Name, &rights, &expires, &revoked, &k.LastDay)
			for w := range strings.FieldsSeq(rights) {
				k.Rights = append(k.Rights, Right(w))
			}
			k.Expires, k.Revoked = store.Time(expires), revoked > 0
			return k, err
		}, "SELECT id, name, rights, expires, revoked_at, last_day FROM api_key ORDER BY made_at DESC, id")
		return err
	})
	return out, err
}

// RevokeAPIKey ends a key.
func (a *Accounts) RevokeAPIKey(ctx context.Context, id string, by *Actor) error {
	return a.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE api_key SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0", store.Millis(tx.Now()), id)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrNotFound
		}
		_, err = a.log.Append(ctx, tx, ledger.Entry{Type: "key.revoked", Object: "key:" + id, Actor: "staff:" + by.ID, Rows: []ledger.Row{{Table: "api_key", ID: id}}})
		return err
	})
}

// Program gives who a program's key belongs to. Its use is kept by day.
func (a *Accounts) Program(ctx context.Context, secret string) (*Actor, error) {
	act := &Actor{Program: true, token: secret}
	var rights, last string
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, "SELECT id, rights, last_day FROM api_key WHERE token_hash = $1 AND revoked_at = 0 AND expires > $2",
			[]any{hash(secret), store.Millis(tx.Now())}, &act.ID, &rights, &last)
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, err
	}
	for w := range strings.FieldsSeq(rights) {
		act.rights = append(act.rights, Right(w))
	}
	if day := a.db.Now().Format(time.DateOnly); day != last {
		err = a.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE api_key SET last_day = $1 WHERE id = $2", day, act.ID)
			return err
		})
	}
	return act, err
}
