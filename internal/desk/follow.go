// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/ledger"
	"github.com/hulanhq/hulan/internal/store"
)

// ErrUnknownReceipt is returned when nothing is found under a receipt and
// passphrase: no such case, a wrong passphrase, a case that was erased. Which
// of them it is, is not told, and each takes the same work.
var ErrUnknownReceipt = errors.New("nothing is found under this receipt")

// followTime is how long a person's page stays open between two clicks: an
// hour, as for a form, because people write and think.
const followTime = time.Hour

// follow is what the draft of a person's page holds.
type follow struct {
	Case string `json:"case"`
	// Receipt lets a message that contains it be refused.
	Receipt string `json:"receipt"`
}

// Enter opens a case by its receipt and gives a token for the pages that
// follow. The visit is counted by day, nothing else is kept of it.
func (d *Desk) Enter(ctx context.Context, r Receipt, passphrase docket.Text) (Token, error) {
	var caseID string
	var salt, hash []byte
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		return tx.Get(ctx, `SELECT c.case_id, c.pass_salt, c.pass_hash FROM complaint c JOIN case_ k ON k.id = c.case_id
			WHERE c.receipt_bi = $1 AND NOT EXISTS (SELECT 1 FROM erased_case e WHERE e.id = k.id)`, []any{d.hash("receipt", string(r))}, &caseID, &salt, &hash)
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	ok, perr := d.checkPassphrase(ctx, salt, hash, passphrase)
	if perr != nil {
		return "", perr
	}
	if err != nil || !ok {
		return "", ErrUnknownReceipt
	}
	return d.enter(ctx, caseID, r)
}

func (d *Desk) enter(ctx context.Context, caseID string, r Receipt) (Token, error) {
	token := newToken()
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		day := tx.Now().Format(time.DateOnly)
		if _, err := tx.Exec(ctx, "UPDATE complaint SET returns = returns + 1, last_return = $1 WHERE case_id = $2 AND last_return <> $1", day, caseID); err != nil {
			return err
		}
		return d.putDraft(ctx, tx, token, "follow", follow{Case: caseID, Receipt: string(r)}, followTime)
	})
	return token, err
}

// View is a case as the person sees it.
type View struct {
	Case        *docket.Case
	Complaint   *Complaint
	Messages    []docket.Message
	Attachments []docket.Attachment
	Clocks      []docket.Clock
	// Can lists what the person may do now.
	Can []docket.Event
}

// View reads a person's case and marks the messages to them as read.
func (d *Desk) View(ctx context.Context, token Token) (*View, error) {
	var v *View
	err := d.person(ctx, token, func(tx *store.Tx, f follow) error {
		v = &View{}
		var err error
		if v.Complaint, err = d.Complaint(ctx, tx, f.Case); err != nil {
			return err
		}
		v.Case = v.Complaint.Case
		if v.Messages, err = d.docket.Messages(ctx, tx, v.Case, false); err != nil {
			return err
		}
		if v.Attachments, err = d.docket.Attachments(ctx, tx, v.Case); err != nil {
			return err
		}
		if v.Clocks, err = d.docket.Clocks(ctx, tx, v.Case); err != nil {
			return err
		}
		if v.Can, err = v.Case.Can(docket.Actor{Kind: docket.Person}); err != nil {
			return err
		}
		return d.docket.Seen(ctx, tx, v.Case, docket.Person)
	})
	return v, err
}

// person runs f for the case of a token, in one transaction.
func (d *Desk) person(ctx context.Context, token Token, f func(tx *store.Tx, fo follow) error) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		var fo follow
		if err := d.getDraft(ctx, tx, token, "follow", &fo); err != nil {
			return err
		}
		if err := d.keepDraft(ctx, tx, token, followTime); err != nil {
			return err
		}
		return f(tx, fo)
	})
}

var person = docket.Actor{Kind: docket.Person}

// ErrEmpty is returned for a message without words or files.
var ErrEmpty = errors.New("the message is empty")

// ErrReceiptInText is returned for a message that contains the receipt.
var ErrReceiptInText = errors.New("the message contains the receipt number")

// ErrTooLong is returned for a message of more characters than [Limits] allow.
var ErrTooLong = errors.New("the message is too long")

// ErrTooManyFiles is returned for a message with more files than [Limits] allow.
var ErrTooManyFiles = errors.New("the message has too many files")

// ErrNotText is returned for a message with control characters or broken UTF-8.
var ErrNotText = errors.New("the message is not text")

func (d *Desk) checkMessage(t docket.Text, r Receipt) error {
	switch {
	case strings.TrimSpace(string(t)) == "":
		return ErrEmpty
	case utf8.RuneCountInString(string(t)) > d.opts.Limits.Text:
		return ErrTooLong
	case !text(t):
		return ErrNotText
	case r.In(string(t)):
		return ErrReceiptInText
	}
	return nil
}

// Write adds a message of the person, with files. When a question is open it is
// the answer to it.
func (d *Desk) Write(ctx context.Context, token Token, t docket.Text, files []docket.File) error {
	return d.person(ctx, token, func(tx *store.Tx, f follow) error {
		if err := d.checkMessage(t, Receipt(f.Receipt)); err != nil {
			return err
		}
		if len(files) > max(0, d.opts.Limits.Files) {
			return ErrTooManyFiles
		}
		c, err := docket.Get(ctx, tx, f.Case)
		if err != nil {
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
		if c.State == docket.AwaitingComplainant {
			_, err = d.docket.Do(ctx, tx, c.ID, docket.Doing{Event: docket.Answer, Actor: person, Text: string(t), Files: ids})
		} else {
			_, err = d.docket.Say(ctx, tx, c.ID, docket.Draft{Direction: docket.In, Actor: person, Text: string(t), Files: ids})
		}
		return err
	})
}

// appealTime is how long an outcome can be appealed: six months, as article 20
// of the DSA asks of platforms.
const appealTime = 6 * 30 * 24 * time.Hour

// ErrTooLate is returned for an appeal after its time.
var ErrTooLate = errors.New("the time for an appeal has passed")

// Appeal asks that somebody else looks at the outcome again.
func (d *Desk) Appeal(ctx context.Context, token Token, why docket.Text) error {
	return d.person(ctx, token, func(tx *store.Tx, f follow) error {
		if err := d.checkMessage(why, Receipt(f.Receipt)); err != nil {
			return err
		}
		c, err := docket.Get(ctx, tx, f.Case)
		if err != nil {
			return err
		}
		if !c.FeedbackAt.IsZero() && tx.Now().After(c.FeedbackAt.Add(appealTime)) {
			return ErrTooLate
		}
		_, err = d.docket.Do(ctx, tx, f.Case, docket.Doing{Event: docket.Appeal, Actor: person, Text: string(why)})
		return err
	})
}

// Withdraw takes a complaint back. The person is still answered.
func (d *Desk) Withdraw(ctx context.Context, token Token) error {
	return d.person(ctx, token, func(tx *store.Tx, f follow) error {
		_, err := d.docket.Do(ctx, tx, f.Case, docket.Doing{Event: docket.Withdraw, Actor: person})
		return err
	})
}

// Rate keeps how content a person is with the way they were treated, 1 to 5.
func (d *Desk) Rate(ctx context.Context, token Token, stars int) error {
	if stars < 1 || stars > 5 {
		return fmt.Errorf("satisfaction %d: 1 to 5 are allowed", stars)
	}
	return d.person(ctx, token, func(tx *store.Tx, f follow) error {
		c, err := docket.Get(ctx, tx, f.Case)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE complaint SET satisfaction = $1 WHERE case_id = $2", stars, f.Case); err != nil {
			return err
		}
		_, err = d.log.Append(ctx, tx, ledger.Entry{Type: "complaint.rated", Object: "case:" + f.Case, Actor: person.String(), At: c.At(tx.Now())})
		return err
	})
}

// File reads a picture or file of the person's own case.
func (d *Desk) PersonFile(ctx context.Context, token Token, attachment string) (data []byte, a docket.Attachment, err error) {
	err = d.person(ctx, token, func(tx *store.Tx, f follow) error {
		c, err := docket.Get(ctx, tx, f.Case)
		if err != nil {
			return err
		}
		all, err := d.docket.Attachments(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.ID == attachment {
				a = x
			}
		}
		data, err = d.docket.Data(ctx, tx, c, attachment)
		return err
	})
	return data, a, err
}

// Leave closes a person's page: its token opens nothing any more.
func (d *Desk) Leave(ctx context.Context, token Token) error {
	return d.db.Write(ctx, func(tx *store.Tx) error { return d.dropDraft(ctx, tx, token) })
}
