// SPDX-License-Identifier: Apache-2.0

// Package desk takes complaints and sees them through: the form and its
// receipt, the two-way channel under the receipt, what is joined with what, the
// outcome that each person is told, the appeal.
//
// A person needs no account and no e-mail address. The receipt opens the case
// again; the database holds only a keyed hash of it. Nothing here knows or
// keeps an IP address.
package desk

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
)

// Desk is the complaints of a database. It is safe for concurrent use.
type Desk struct {
	db     *store.DB
	docket *docket.Docket
	vault  *vault.Vault
	log    *ledger.Log
	pepper []byte
	hasher passwords
	opts   Options
}

// Options of a desk.
type Options struct {
	// Grade tells the level, 0 to 4, of what a text discloses. Optional.
	Grade func(text string) int
	// Acknowledgement is the text that a new complaint is answered with at once,
	// by language. Without it, staff acknowledge.
	Acknowledgement func(lang string, c *docket.Case) string
	// DuplicateText is what the person of a joined complaint is told together
	// with the outcome of the main one. Optional.
	DuplicateText func(lang string, outcome string) string
	// Notify is called in the transaction of a message to a person who left an
	// address; it arranges for a mail that says only that there is news. Optional.
	Notify func(ctx context.Context, tx *store.Tx, caseID string) error
	// Limits bound what a person writes and sends at once.
	Limits Limits
	// Log receives what goes wrong in scheduled work. nil discards it.
	Log *slog.Logger
}

// New makes a desk.
func New(db *store.DB, dk *docket.Docket, v *vault.Vault, l *ledger.Log, o Options) *Desk {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Limits = o.Limits.withDefaults()
	return &Desk{db: db, docket: dk, vault: v, log: l, pepper: v.Derive("receipt"), hasher: newPasswords(), opts: o}
}

// Limits are those that hold, defaults filled in.
func (d *Desk) Limits() Limits { return d.opts.Limits }

// Tables are those whose rows the ledger's leaves commit to.
func Tables() []ledger.Table {
	return []ledger.Table{{Name: "complaint", Key: "case_id", Columns: []string{
		"ref", "channel", "mode", "categories", "relation", "remedies", "details_c", "contact_c", "identity_key", "identity_c", "receipt_bi", "pass_salt", "pass_hash", "submission_bi",
	}}}
}

// hash is a keyed hash of a secret that a row is found by.
func (d *Desk) hash(purpose, secret string) []byte {
	h := hmac.New(sha256.New, d.pepper)
	h.Write([]byte(purpose + "\x00" + secret))
	return h.Sum(nil)
}

// tokenKey is the key that a token opens.
func (d *Desk) tokenKey(purpose, token string) []byte {
	k, err := hkdf.Key(sha256.New, []byte(token), d.pepper, purpose, 32)
	if err != nil {
		panic(err) // 32 octets are never too many
	}
	return k
}

// Submitted is what a person is given when a complaint is filed.
type Submitted struct {
	CaseID, Ref string
	Receipt     Receipt `json:"-"`
	// Leaf is the number of the ledger's leaf that proves the submission.
	Leaf int64
	At   time.Time
	// AckDue and OutcomeDue are when the person should have heard; zero when no
	// clock says so.
	AckDue, OutcomeDue time.Time
}

// ErrTwice is returned when the same submission comes again.
var ErrTwice = errors.New("this complaint was already filed")

// BadFormError lists what is wrong with a form.
type BadFormError struct{ Problems []Problem }

func (e *BadFormError) Error() string {
	return fmt.Sprintf("the form has %d problems, the first in %q: %s", len(e.Problems), e.Problems[0].Field, e.Problems[0].Code)
}

// details is what a complaint says, sealed as a whole.
type details struct {
	Places []string `json:"places"`
	What   string   `json:"what"`
}

// File files a complaint under a receipt that the person already holds. key
// names the submission: the same one twice is [ErrTwice], whatever the form
// says the second time.
func (d *Desk) File(ctx context.Context, f *Form, r Receipt, key string, actor docket.Actor) (*Submitted, error) {
	return d.fileAnd(ctx, f, r, key, actor, func(*store.Tx, *Submitted) error { return nil })
}

// fileAnd files a complaint and runs also in the same transaction.
func (d *Desk) fileAnd(ctx context.Context, f *Form, r Receipt, key string, actor docket.Actor, also func(*store.Tx, *Submitted) error) (*Submitted, error) {
	if p := f.Check(d.opts.Limits); len(p) > 0 {
		return nil, &BadFormError{p}
	}
	if r.In(string(f.What)) {
		return nil, &BadFormError{[]Problem{{"what", "receipt"}}}
	}
	row, err := d.hashPassphrase(ctx, f)
	if err != nil {
		return nil, err
	}
	row.receipt = d.hash("receipt", string(r))
	row.submission = d.hash("submission", key)
	severity := f.level()
	if d.opts.Grade != nil {
		severity = max(severity, min(4, d.opts.Grade(string(f.What))))
	}
	var out *Submitted
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if out, err = d.file(ctx, tx, f, row, severity, actor); err != nil {
			return err
		}
		out.Receipt = r
		return also(tx, out)
	})
	return out, err
}

// complaintRow is the columns that are made before the transaction begins.
type complaintRow struct {
	receipt, submission, passSalt, passHash []byte
}

func (d *Desk) file(ctx context.Context, tx *store.Tx, f *Form, row complaintRow, severity int, actor docket.Actor) (*Submitted, error) {
	var n int
	if err := tx.Get(ctx, "SELECT count(*) FROM complaint WHERE submission_bi = $1", []any{row.submission}, &n); err != nil {
		return nil, err
	}
	if n > 0 {
		return nil, ErrTwice
	}
	c, key, err := d.docket.Open(ctx, tx, docket.Opening{
		Kind: docket.Complaint, Lang: f.Lang, Severity: severity, Anonymous: f.Mode == Anonymous, Actor: actor, Facts: f.facts(),
	})
	if err != nil {
		return nil, err
	}
	if err := d.insert(ctx, tx, c, key, f, row); err != nil {
		return nil, err
	}
	if err := d.joinSame(ctx, tx, c, f); err != nil {
		return nil, err
	}
	leaf, err := d.log.Append(ctx, tx, ledger.Entry{
		Type: "complaint.filed", Object: "case:" + c.ID, Actor: actor.String(), At: c.Opened,
		Rows: []ledger.Row{{Table: "complaint", ID: c.ID}, {Table: "case_", ID: c.ID}},
	})
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "UPDATE complaint SET leaf = $1 WHERE case_id = $2", leaf, c.ID); err != nil {
		return nil, err
	}
	for _, file := range f.Files {
		if _, err := d.docket.Attach(ctx, tx, c, actor, file); err != nil {
			return nil, err
		}
	}
	out := &Submitted{CaseID: c.ID, Ref: c.Ref, Leaf: leaf, At: c.Opened}
	if out.AckDue, out.OutcomeDue, err = d.promised(ctx, tx, c); err != nil {
		return nil, err
	}
	return out, d.acknowledge(ctx, tx, c)
}

func (d *Desk) acknowledge(ctx context.Context, tx *store.Tx, c *docket.Case) error {
	if d.opts.Acknowledgement == nil {
		return nil
	}
	text := d.opts.Acknowledgement(c.Lang, c)
	_, err := d.docket.Do(ctx, tx, c.ID, docket.Doing{Event: docket.Acknowledge, Actor: docket.Actor{Kind: docket.System}, Text: text, Template: "acknowledge"})
	return err
}
