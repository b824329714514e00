// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// claimTime is how long a code from a mail opens the page with the receipt: two
// weeks, since people are away and do not read mail every day. The next mail
// about the case brings a new one.
const claimTime = 14 * 24 * time.Hour

// seenTime is how long a message that was taken is known: servers of mail give
// up after five days (RFC 5321 §4.5.4.1).
const seenTime = 30 * 24 * time.Hour

// FileByMail files a complaint that came by mail. key names the message; the
// same one twice is [ErrTwice]. Nobody knows the receipt: the person gets one of
// their own with a code ([Desk.NewCode]) that the mail about it brings, and
// until then nothing opens the case but staff.
func (d *Desk) FileByMail(ctx context.Context, f *Form, key string) (*Submitted, error) {
	f.Channel, f.Relation = Mail, Unsaid
	return d.fileAnd(ctx, f, NewReceipt(), "mail\x00"+key, person, func(tx *store.Tx, s *Submitted) error {
		if err := d.see(ctx, tx, key); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE complaint SET claimable = 1 WHERE case_id = $1", s.CaseID); err != nil {
			return err
		}
		return d.notify(ctx, tx, s.CaseID)
	})
}

// see notes that a message was taken, or returns [ErrTwice].
func (d *Desk) see(ctx context.Context, tx *store.Tx, key string) error {
	n, err := tx.Exec(ctx, "INSERT INTO mail_seen (id_bi, at) VALUES ($1, $2) ON CONFLICT (id_bi) DO NOTHING", d.hash("mail", key), store.Millis(tx.Now()))
	if err == nil && n == 0 {
		err = ErrTwice
	}
	return err
}

// ErrNotTheirs is returned for a reply that does not come from the address that
// was left in the case, or to a case that takes none any more.
var ErrNotTheirs = errors.New("the reply belongs to no open case of this sender")

// ReplyByMail adds a message that answers one of our mails to its case. from
// must be the address that the person left. Nothing is decided by mail: when a
// question is open it is the answer, otherwise a message; an appeal or a
// withdrawal needs the receipt.
func (d *Desk) ReplyByMail(ctx context.Context, caseID, from string, t docket.Text, files []docket.File, key string) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if err := d.see(ctx, tx, key); err != nil {
			return err
		}
		c, err := docket.Get(ctx, tx, caseID)
		if err != nil {
			return err
		}
		contact, err := d.Contact(ctx, tx, caseID)
		if errors.Is(err, store.ErrNotFound) || err == nil && !strings.EqualFold(string(contact), from) || c.State == docket.Closed {
			return ErrNotTheirs
		}
		if err != nil {
			return err
		}
		if err := d.checkMessage(t, ""); err != nil {
			return err
		}
		var ids []string
		for _, file := range files {
			a, err := d.docket.Attach(ctx, tx, c, person, file)
			if err != nil {
				return err
			}
			ids = append(ids, a.ID)
		}
		// The template's name tells staff by which way it came.
		if c.State == docket.AwaitingComplainant {
			_, err = d.docket.Do(ctx, tx, c.ID, docket.Doing{Event: docket.Answer, Actor: person, Text: string(t), Template: "mail", Files: ids})
		} else {
			_, err = d.docket.Say(ctx, tx, c.ID, docket.Draft{Direction: docket.In, Actor: person, Text: string(t), Template: "mail", Files: ids})
		}
		return err
	})
}

// SweepMail forgets messages that no server delivers again.
func (d *Desk) SweepMail(ctx context.Context) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM mail_seen WHERE at < $1", store.Millis(tx.Now().Add(-seenTime)))
		return err
	})
}

// Claimable says whether a case waits for its person to fetch a receipt.
func (d *Desk) Claimable(ctx context.Context, tx *store.Tx, caseID string) (bool, error) {
	var n int
	err := tx.Get(ctx, "SELECT claimable FROM complaint WHERE case_id = $1", []any{caseID}, &n)
	return n == 1, err
}

// claim is what the draft under a code holds.
type claim struct {
	Case string `json:"case"`
	// Receipt is drawn with the code and holds once it was typed back.
	Receipt string `json:"receipt"`
}

// codeLetters are those of references: none is read for another.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// codeLength makes 79 bits: at sixty tries an hour from each of a million
// networks, nobody meets one of a million codes in a lifetime.
const codeLength = 16

// Code is what a mail brings so that its reader gets a receipt. It opens the
// case for who has it first, so it masks itself.
type Code = Token

// NewCode draws a code for a case that is claimable. Older ones of the case hold
// until their time is over or one of them was used.
func (d *Desk) NewCode(ctx context.Context, tx *store.Tx, caseID string) (Code, error) {
	b := make([]byte, 0, codeLength)
	for len(b) < codeLength {
		var r [1]byte
		rand.Read(r[:])
		if int(r[0]) < 256/len(codeLetters)*len(codeLetters) {
			b = append(b, codeLetters[int(r[0])%len(codeLetters)])
		}
	}
	c := Code(b)
	return c, d.putDraft(ctx, tx, c, "claim", claim{Case: caseID, Receipt: string(NewReceipt())}, claimTime)
}

// Groups is a code as people read it: four groups of four.
func (t Token) Groups() string {
	var parts []string
	for s := string(t); s != ""; s = s[min(4, len(s)):] {
		parts = append(parts, s[:min(4, len(s))])
	}
	return strings.Join(parts, "-")
}

// ParseCode reads a code as somebody types it.
func ParseCode(s string) Code {
	return Code(strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(s)))
}

// Claim is the receipt that a code brings, to be written down and typed back.
// [ErrExpired] for one that opens nothing, or nothing any more.
func (d *Desk) Claim(ctx context.Context, code Code) (Receipt, error) {
	var c claim
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = d.claim(ctx, tx, code)
		return err
	})
	return Receipt(c.Receipt), err
}

func (d *Desk) claim(ctx context.Context, tx *store.Tx, code Code) (claim, error) {
	var c claim
	if err := d.getDraft(ctx, tx, code, "claim", &c); err != nil {
		return c, err
	}
	open, err := d.Claimable(ctx, tx, c.Case)
	if err == nil && !open {
		err = ErrExpired
	}
	return c, err
}

// TakeReceipt gives the case the receipt that was typed back; from then on it
// opens the case and no code does. It returns the token of the person's page.
func (d *Desk) TakeReceipt(ctx context.Context, code Code, typed Receipt) (Token, error) {
	var c claim
	err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
		if c, err = d.claim(ctx, tx, code); err != nil {
			return err
		}
		if subtle.ConstantTimeCompare([]byte(c.Receipt), []byte(typed)) != 1 {
			return ErrUnknownReceipt
		}
		if _, err := tx.Exec(ctx, "UPDATE complaint SET receipt_bi = $1, claimable = 0 WHERE case_id = $2", d.hash("receipt", string(typed)), c.Case); err != nil {
			return err
		}
		if err := d.dropDraft(ctx, tx, code); err != nil {
			return err
		}
		_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "complaint.claimed", Object: "case:" + c.Case, Actor: person.String(), Rows: []ledger.Row{{Table: "complaint", ID: c.Case}}})
		return err
	})
	if err != nil {
		return "", err
	}
	return d.enter(ctx, c.Case, typed)
}
