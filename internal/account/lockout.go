// SPDX-License-Identifier: Apache-2.0

package account

import (
	"context"
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/store"
)

// Wrong tries slow an account down, not an address: nothing of where a try
// comes from is kept. The first freeTries cost nothing; each further one
// doubles the wait, up to maxWait. Trying during a wait neither counts nor is
// looked at. At the bound that is 96 tries a day.
//
// So that a stranger who keeps an account waiting does not keep its owner out,
// a browser in which the owner signed in once has a count of its own (a device
// token, as OWASP describes it), and passkeys know no wait.
const (
	freeTries   = 5
	firstWait   = time.Second
	maxWait     = 15 * time.Minute
	forgetTries = 24 * time.Hour
)

// WaitError says when the next try will be looked at.
type WaitError struct{ Until time.Time }

func (e *WaitError) Error() string {
	return "too many wrong tries, wait until " + e.Until.UTC().Format(time.RFC3339)
}

// reserve counts a try before it is looked at, so that tries at the same time
// cannot share one count; a right one clears the count. A [*WaitError] means that
// it is not looked at.
func reserve(ctx context.Context, tx *store.Tx, key string) error {
	var fails, nextAt, seenAt int64
	err := tx.Get(ctx, "SELECT fails, next_at, seen_at FROM lockout WHERE k = $1", []any{key}, &fails, &nextAt, &seenAt)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	now := tx.Now()
	if now.Before(store.Time(nextAt)) {
		return &WaitError{store.Time(nextAt)}
	}
	if now.Sub(store.Time(seenAt)) >= forgetTries {
		fails = 0
	}
	fails++
	_, err = tx.Exec(ctx, `INSERT INTO lockout (k, fails, next_at, seen_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (k) DO UPDATE SET fails = $2, next_at = $3, seen_at = $4`,
		key, fails, store.Millis(now.Add(waitAfter(fails))), store.Millis(now))
	return err
}

// giveBack takes a reserved try back that was never looked at, because too many
// sign-ins waited or the browser went away.
func (r *Register) giveBack(ctx context.Context, key string, cause error) error {
	ctx = context.WithoutCancel(ctx)
	err := r.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE lockout SET fails = fails - 1, next_at = 0 WHERE k = $1 AND fails > 0", key)
		return err
	})
	return errors.Join(cause, err)
}

// waitAfter is the wait after that many wrong tries in a row.
func waitAfter(fails int64) time.Duration {
	n := fails - freeTries
	if n < 0 {
		return 0
	}
	if n > 10 { // 2^10 s is above the bound
		return maxWait
	}
	return min(firstWait<<n, maxWait)
}

// clearTries forgets the wrong tries after a right one.
func clearTries(ctx context.Context, tx *store.Tx, key string) error {
	_, err := tx.Exec(ctx, "DELETE FROM lockout WHERE k = $1", key)
	return err
}

// triesKey is the row that counts tries of a password. An address that nobody
// has shares one of 65,536 rows, so that unknown addresses wait like known ones
// and cannot fill the table.
func triesKey(staffID string, emailIndex []byte, device string) string {
	switch {
	case device != "":
		return "device:" + device
	case staffID != "":
		return "password:" + staffID
	}
	return "unknown:" + hex.EncodeToString(emailIndex[:2])
}

// newDevice makes the token by which a browser is known to be one in which
// this person signed in. It names nobody.
func (r *Register) newDevice(staffID string) Secret {
	n := store.NewID()
	return Secret(n + "." + r.deviceMAC(staffID, n))
}

func (r *Register) deviceMAC(staffID, n string) string {
	return hex.EncodeToString(r.seal.Index("staff.device", staffID+"."+n))
}

// device checks the token for this person; empty when it is none of theirs.
func (r *Register) device(staffID string, token Secret) string {
	n, mac, ok := strings.Cut(string(token), ".")
	if !ok || staffID == "" || len(n) != len(store.NewID()) || !hmac.Equal([]byte(mac), []byte(r.deviceMAC(staffID, n))) {
		return ""
	}
	return n
}

// Refuse counts something of the day that was not accepted, such as
// "passkey.failed", and answers it: [ErrRefused], or what the database says.
func (r *Register) Refuse(ctx context.Context, what string) error {
	err := r.db.Write(ctx, func(tx *store.Tx) error { return count(ctx, tx, what) })
	if err != nil {
		return fmt.Errorf("count a wrong try: %w", err)
	}
	return ErrRefused
}
