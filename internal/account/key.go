// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/store"
)

// How long API keys work.
const (
	// KeyFor is the default, KeyMax the longest.
	KeyFor = 90 * 24 * time.Hour
	KeyMax = 366 * 24 * time.Hour
)

// keyPrefix marks a key, so that scanners of source code find one that leaked.
const keyPrefix = "hulan_"

// Key is an API key of a program.
type Key struct {
	ID string
	// Label says which program: letters, digits, dots, dashes; it is not sealed, so
	// it names no person.
	Label string
	// Rights are what it may do.
	Rights []Right
	// Queues are the ids of those whose cases it may see; empty means all.
	Queues []string
	// From are the networks that it may be used from; empty means any.
	From []netip.Prefix
	// MadeBy is an actor as the ledger writes it.
	MadeBy            string
	MadeAt, ExpiresAt time.Time
	// RevokedAt is zero while the key works, UsedDay the UTC day of the last use.
	RevokedAt, UsedDay time.Time
	hash               []byte
}

const keyColumns = "id, hash, label, rights, queues, ip_allow, made_by, made_at, expires_at, revoked_at, used_day"

func scanKey(scan func(...any) error) (k Key, err error) {
	var rights, queues, from string
	var made, expires, revoked, used int64
	if err := scan(&k.ID, &k.hash, &k.Label, &rights, &queues, &from, &k.MadeBy, &made, &expires, &revoked, &used); err != nil {
		return Key{}, err
	}
	k.MadeAt, k.ExpiresAt, k.RevokedAt, k.UsedDay = store.Time(made), store.Time(expires), store.Time(revoked), store.Time(used)
	if err := json.Unmarshal([]byte(rights), &k.Rights); err != nil {
		return Key{}, errors.New("rights of an API key are damaged")
	}
	if err := json.Unmarshal([]byte(queues), &k.Queues); err != nil {
		return Key{}, errors.New("queues of an API key are damaged")
	}
	if err := json.Unmarshal([]byte(from), &k.From); err != nil {
		return Key{}, errors.New("networks of an API key are damaged")
	}
	return k, nil
}

// NewKey makes an API key. Set Label, Rights, and Queues, From and ExpiresAt
// where the defaults will not do: all queues, any network, [KeyFor]. A key never has a right that
// its maker has not, apart from those that show no content of a case. The
// secret is shown once.
func (r *Register) NewKey(ctx context.Context, by Actor, k Key) (out Key, secret Secret, err error) {
	if err := k.check(); err != nil {
		return Key{}, "", err
	}
	id := strings.ToLower(store.NewID()[:12]) // 60 bits tell keys apart
	secret = Secret(keyPrefix + id + "_" + store.NewID())
	err = r.change(ctx, by, KeysManage, func(tx *store.Tx, by Actor) error {
		now := tx.Now()
		for _, x := range k.Rights {
			if info, _ := x.info(); !info.Machine && !by.Can(x, All) {
				return fmt.Errorf("%s, which you have not yourself: %w", x, ErrForbidden)
			}
		}
		out = Key{ID: id, Label: k.Label, Rights: k.Rights, Queues: k.Queues, From: k.From, MadeBy: by.ID(), MadeAt: now, ExpiresAt: k.ExpiresAt}
		if out.ExpiresAt.IsZero() {
			out.ExpiresAt = now.Add(KeyFor)
		}
		if d := out.ExpiresAt.Sub(now); d <= 0 || d > KeyMax {
			return errors.New("expires: from now to a year")
		}
		return r.insertKey(ctx, tx, by, out, secret)
	})
	if err != nil {
		return Key{}, "", err
	}
	return out, secret, nil
}

// maxKeyLabel fits a column of the list.
const maxKeyLabel = 40

// ErrBadLabel is the error of a key's label.
var ErrBadLabel = fmt.Errorf("label: the program's name, 1 to %d letters, digits, dots, dashes", maxKeyLabel)

func (k Key) check() error {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"
	if k.Label == "" || len(k.Label) > maxKeyLabel || strings.Trim(k.Label, allowed) != "" ||
		strings.ContainsFunc(k.Label, func(c rune) bool { return !strings.ContainsRune(allowed, c) }) {
		return ErrBadLabel
	}
	if len(k.Rights) == 0 {
		return errors.New("rights: at least one")
	}
	for _, x := range k.Rights {
		info, ok := x.info()
		if !ok {
			return errors.New("rights: no such right")
		}
		if info.StepUp {
			return fmt.Errorf("rights: %s needs a person", x)
		}
	}
	if slices.Contains(k.Queues, "") {
		return errors.New("queues: ids")
	}
	for _, p := range k.From {
		if !p.IsValid() {
			return errors.New("networks: as 192.0.2.0/24")
		}
	}
	return nil
}

func (r *Register) insertKey(ctx context.Context, tx *store.Tx, by Actor, k Key, secret Secret) error {
	rights, err := json.Marshal(k.Rights)
	if err != nil {
		return err
	}
	queues, err := json.Marshal(append([]string{}, k.Queues...))
	if err != nil {
		return err
	}
	from, err := json.Marshal(append([]netip.Prefix{}, k.From...))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO api_key (id, hash, label, rights, queues, ip_allow, made_by, made_at, expires_at, revoked_at, used_day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)`, k.ID, secret.hash(), k.Label, string(rights), string(queues), string(from), k.MadeBy,
		store.Millis(k.MadeAt), store.Millis(k.ExpiresAt))
	if err != nil {
		return err
	}
	return r.leaf(ctx, tx, by, "key.made", "key:"+k.ID, row("api_key", k.ID))
}

// Keys lists the keys that the actor made, with [PeopleManage] every key, the
// newest first.
func (r *Register) Keys(ctx context.Context, by Actor) (all []Key, err error) {
	if !by.Can(KeysManage, All) {
		return nil, ErrForbidden
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		all, err = store.Rows(ctx, tx, scanKey, "SELECT "+keyColumns+" FROM api_key ORDER BY made_at DESC, id")
		return err
	})
	if !by.Can(PeopleManage, All) {
		all = slices.DeleteFunc(all, func(k Key) bool { return k.MadeBy != by.ID() })
	}
	return all, err
}

// RevokeKey stops a key at once. One that the actor may not see ([Register.Keys])
// is [store.ErrNotFound].
func (r *Register) RevokeKey(ctx context.Context, by Actor, id string) error {
	return r.change(ctx, by, KeysManage, func(tx *store.Tx, by Actor) error {
		q, args := "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0", []any{id, store.Millis(tx.Now())}
		if !by.Can(PeopleManage, All) {
			q, args = q+" AND made_by = $3", append(args, by.ID())
		}
		n, err := tx.Exec(ctx, q, args...)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrNotFound
		}
		return r.leaf(ctx, tx, by, "key.revoked", "key:"+id, row("api_key", id))
	})
}

// liveKey reads a key that works.
func (r *Register) liveKey(ctx context.Context, tx *store.Tx, id string) (Key, error) {
	k, err := scanKey(func(dest ...any) error {
		return tx.Get(ctx, "SELECT "+keyColumns+" FROM api_key WHERE id = $1", []any{id}, dest...)
	})
	if err != nil {
		return Key{}, refusedIfMissing(err)
	}
	if !k.RevokedAt.IsZero() || !tx.Now().Before(k.ExpiresAt) {
		return Key{}, ErrRefused
	}
	return k, nil
}

// keyActor is what the key may do now. Rights that show content count as long
// as the key's maker has them, too.
func (r *Register) keyActor(ctx context.Context, tx *store.Tx, k Key) (Actor, error) {
	a := Actor{kind: "key", id: k.ID, rights: slices.Clone(k.Rights), queues: k.Queues}
	maker := Actor{}
	if staffID, ok := strings.CutPrefix(k.MadeBy, "staff:"); ok {
		p, err := standing(ctx, tx, staffID)
		if err != nil {
			return Actor{}, err
		}
		maker = Actor{kind: "staff", id: staffID, level: 2}
		if p.Status == Active {
			if maker.grants, err = r.counting(ctx, tx, staffID); err != nil {
				return Actor{}, err
			}
		}
	} else if k.MadeBy == System().ID() {
		maker = System()
	}
	a.rights = slices.DeleteFunc(a.rights, func(x Right) bool {
		info, ok := x.info()
		return !ok || info.StepUp || !info.Machine && !maker.Can(x, All)
	})
	return a, nil
}

// Program is the program that presents an API key. from is the address of the
// connection, of which nothing is kept. A key that is unknown, wrong, revoked,
// expired or used from elsewhere is [ErrRefused].
func (r *Register) Program(ctx context.Context, presented Secret, from netip.Addr) (a Actor, err error) {
	id, ok := keyID(presented)
	if !ok {
		return Actor{}, r.Refuse(ctx, "key.failed")
	}
	var k Key
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		if k, err = r.liveKey(ctx, tx, id); err != nil {
			return err
		}
		if subtle.ConstantTimeCompare(k.hash, presented.hash()) != 1 || !k.allows(from) {
			return ErrRefused
		}
		a, err = r.keyActor(ctx, tx, k)
		return err
	})
	if errors.Is(err, ErrRefused) {
		return Actor{}, r.Refuse(ctx, "key.failed")
	}
	if err != nil {
		return Actor{}, err
	}
	if today := day(r.db.Now()); store.Millis(k.UsedDay) != today {
		err = r.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE api_key SET used_day = $2 WHERE id = $1", k.ID, today)
			return err
		})
		if store.IsUnavailable(err) {
			err = nil
		}
	}
	return a, err
}

// keyID takes the id out of "hulan_ID_SECRET".
func keyID(s Secret) (string, bool) {
	rest, ok := strings.CutPrefix(string(s), keyPrefix)
	if !ok || len(s) > 100 {
		return "", false
	}
	id, _, ok := strings.Cut(rest, "_")
	return id, ok
}

// allows says whether the key may be used from an address. An IPv4 address
// written as IPv6 counts as IPv4.
func (k Key) allows(from netip.Addr) bool {
	from = from.Unmap()
	return len(k.From) == 0 || slices.ContainsFunc(k.From, func(p netip.Prefix) bool { return p.Contains(from) })
}
