// SPDX-License-Identifier: Apache-2.0

package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"time"

	"github.com/hulanhq/hulan/internal/store"
)

// State is where a mail of the outbox stands.
type State string

const (
	Queued State = "queued"
	Sent   State = "sent"
	Failed State = "failed"
)

// Queue is a mail of the outbox before it is written: a template instead of a
// text, so that nothing of a case is kept, and the recipient sealed by the
// caller, for whom this package has no key.
type Queue struct {
	// Template names what is sent, such as "complaint.news": letters, digits, dots,
	// dashes.
	Template string
	// Lang is the language it is sent in.
	Lang string
	// Recipient is the sealed address. It is erased when the mail is sent or has
	// failed for good.
	Recipient []byte
}

// Outgoing is a row of the outbox. It masks itself when it is printed.
type Outgoing struct {
	// ID is random; it makes the Message-ID.
	ID string
	Queue
	State State
	// Attempts is how often it was tried.
	Attempts int
	// Due is when it may be tried next.
	Due time.Time
	// Code is the kind of the last failure ([Error.Kind]), empty without one.
	Code string
}

func (o Outgoing) String() string   { return "[mail " + o.ID + " " + string(o.State) + "]" }
func (o Outgoing) GoString() string { return o.String() }

// Format masks it under every verb.
func (o Outgoing) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, o.String()) }

func (o Outgoing) LogValue() slog.Value { return slog.StringValue(o.String()) }

// MarshalText masks it in JSON and wherever else text is written.
func (o Outgoing) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Outbox is the record of mails in table mail_outbox. A row is no evidence that
// somebody was told: rows are deleted after a while, and the step that caused
// the mail has its leaf in the ledger. The zero value is ready.
type Outbox struct{}

var word = regexp.MustCompile(`^[A-Za-z0-9.-]{1,60}$`)

// Add writes a mail into the transaction of the step that causes it and returns
// its id, for the job that sends it.
func (Outbox) Add(ctx context.Context, tx *store.Tx, q Queue) (string, error) {
	if !word.MatchString(q.Template) || !word.MatchString(q.Lang) || len(q.Recipient) == 0 {
		return "", fmt.Errorf("outbox: %w: it needs a template, a language and a recipient", ErrMalformed)
	}
	id := store.NewID()
	now := store.Millis(tx.Now())
	_, err := tx.Exec(ctx, `INSERT INTO mail_outbox (id, template, lang, recipient, state, attempts, next_at, made_at, code)
		VALUES ($1, $2, $3, $4, $5, 0, $6, $6, '')`, id, q.Template, q.Lang, q.Recipient, string(Queued), now)
	return id, err
}

// Get reads a mail, or [store.ErrNotFound]. A job that finds it sent already has
// nothing to do.
func (Outbox) Get(ctx context.Context, tx *store.Tx, id string) (Outgoing, error) {
	o := Outgoing{ID: id}
	var state string
	var due int64
	err := tx.Get(ctx, "SELECT template, lang, recipient, state, attempts, next_at, code FROM mail_outbox WHERE id = $1", []any{id},
		&o.Template, &o.Lang, &o.Recipient, &state, &o.Attempts, &due, &o.Code)
	o.State, o.Due = State(state), store.Time(due)
	return o, err
}

// Sent notes that the server has taken a mail, and erases its recipient.
func (Outbox) Sent(ctx context.Context, tx *store.Tx, id string) error {
	return one(tx.Exec(ctx, "UPDATE mail_outbox SET state = $2, attempts = attempts + 1, recipient = $3, code = '' WHERE id = $1 AND state = $4",
		id, string(Sent), []byte{}, string(Queued)))
}

// Failed notes what [Sender.Send] returned. When nothing mends it, or retry is
// zero, the mail has failed for good and its recipient is erased; otherwise it
// is due again at retry. It says which.
func (Outbox) Failed(ctx context.Context, tx *store.Tx, id string, cause error, retry time.Time) (forever bool, err error) {
	code := "mail.error"
	e, ok := errors.AsType[*Error](cause)
	switch {
	case ok:
		code, forever = e.Kind(), e.Permanent()
	case errors.Is(cause, ErrDisclosure):
		code, forever = "mail.disclosure", true
	case errors.Is(cause, ErrMalformed):
		code, forever = "mail.malformed", true
	}
	if forever || retry.IsZero() {
		return true, one(tx.Exec(ctx, "UPDATE mail_outbox SET state = $2, attempts = attempts + 1, recipient = $3, code = $4 WHERE id = $1 AND state = $5",
			id, string(Failed), []byte{}, code, string(Queued)))
	}
	return false, one(tx.Exec(ctx, "UPDATE mail_outbox SET attempts = attempts + 1, next_at = $2, code = $3 WHERE id = $1 AND state = $4",
		id, store.Millis(retry), code, string(Queued)))
}

func one(n int64, err error) error {
	if err == nil && n != 1 {
		return fmt.Errorf("outbox: a mail that waits: %w", store.ErrNotFound)
	}
	return err
}

// Due lists mails that wait and are due, the oldest first, for a job that picks
// up what another one lost.
func (Outbox) Due(ctx context.Context, tx *store.Tx, limit int) ([]string, error) {
	return store.Rows(ctx, tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) },
		"SELECT id FROM mail_outbox WHERE state = $1 AND next_at <= $2 ORDER BY next_at, id LIMIT $3", string(Queued), store.Millis(tx.Now()), limit)
}

// Count says how many mails are in a state, for metrics and the jobs page.
func (Outbox) Count(ctx context.Context, tx *store.Tx, s State) (n int, err error) {
	err = tx.Get(ctx, "SELECT count(*) FROM mail_outbox WHERE state = $1", []any{string(s)}, &n)
	return n, err
}

// Prune deletes mails made before t that no longer wait, and says how many.
func (Outbox) Prune(ctx context.Context, tx *store.Tx, t time.Time) (int64, error) {
	return tx.Exec(ctx, "DELETE FROM mail_outbox WHERE state <> $1 AND made_at < $2", string(Queued), store.Millis(t))
}
