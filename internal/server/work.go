// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/jobs"
	"github.com/hulanhq/hulan/internal/mail"
	"github.com/hulanhq/hulan/internal/store"
	"github.com/hulanhq/hulan/internal/vault"
)

// kinds are what is done in the background. Each looks first whether there is
// anything to do, so that running twice does no harm.
func (s *Service) kinds() []jobs.Kind {
	plain := func(name string, f func(ctx context.Context) error) jobs.Kind {
		return jobs.Kind{Name: name, Attempts: 3, Run: jobs.Handle(func(ctx context.Context, _ struct{}) error {
			if err := f(ctx); err != nil {
				return jobs.Fail("failed", err)
			}
			return nil
		})}
	}
	all := []jobs.Kind{
		plain("clock.tick", func(ctx context.Context) error { _, err := s.Docket.Tick(ctx); return err }),
		plain("draft.sweep", func(ctx context.Context) error { _, err := s.Desk.Sweep(ctx); return err }),
		plain("ledger.checkpoint", func(ctx context.Context) error {
			_, err := s.Ledger.Checkpoint(ctx)
			if errors.Is(err, store.ErrNotFound) {
				return nil // an empty log
			}
			return err
		}),
		plain("session.sweep", s.Accounts.Purge),
		plain("case.erase", func(ctx context.Context) error { _, err := s.Desk.EraseExpired(ctx); return err }),
		plain("letter.sweep", s.Desk.SweepMail),
		plain("file.drop", func(ctx context.Context) error { _, err := s.Docket.DropOriginals(ctx); return err }),
		plain("mail.prune", func(ctx context.Context) error {
			keep := s.Config.Retention.Outbox.Duration()
			if keep < 0 {
				return nil // off
			}
			return s.DB.Write(ctx, func(tx *store.Tx) error {
				_, err := mail.Outbox{}.Prune(ctx, tx, tx.Now().Add(-keep))
				return err
			})
		}),
		{Name: "mail.send", Run: jobs.Handle(s.sendMail)},
	}
	if s.anchored {
		// A server of mail may be away for an hour.
		anchor := plain("ledger.anchor", func(ctx context.Context) error {
			_, err := s.Ledger.Anchor(ctx)
			if errors.Is(err, store.ErrNotFound) {
				return nil // an empty log
			}
			return err
		})
		anchor.Attempts = 10
		all = append(all, anchor)
	}
	return all
}

// schedules are those that come by themselves. A clock is due to the minute; a
// checkpoint each minute bounds what could be rewritten unseen.
func (s *Service) schedules() []jobs.Schedule {
	all := []jobs.Schedule{
		{Name: "clocks", Kind: "clock.tick", Every: 30 * time.Second},
		{Name: "drafts", Kind: "draft.sweep", Every: 5 * time.Minute},
		{Name: "checkpoints", Kind: "ledger.checkpoint", Every: time.Minute},
		{Name: "sessions", Kind: "session.sweep", Every: time.Hour},
		{Name: "retention", Kind: "case.erase", Every: time.Hour},
		{Name: "letters", Kind: "letter.sweep", Every: 24 * time.Hour},
		{Name: "originals", Kind: "file.drop", Every: 24 * time.Hour},
		{Name: "mails", Kind: "mail.prune", Every: 24 * time.Hour},
	}
	if every := s.Config.Anchors.Every.Duration(); s.anchored && every > 0 {
		all = append(all, jobs.Schedule{Name: "anchors", Kind: "ledger.anchor", Every: every})
	}
	return all
}

// mailArgs name a row of the outbox.
type mailArgs struct {
	Mail string `json:"mail"`
}

// notify arranges for a mail that says only that there is news: the address is
// sealed for the outbox, the text is a template.
func (s *Service) notify(ctx context.Context, tx *store.Tx, caseID string) error {
	if s.mailer == nil {
		return nil
	}
	to, err := s.Desk.Contact(ctx, tx, caseID)
	if err != nil {
		return err
	}
	var keyID, lang string
	if err := tx.Get(ctx, "SELECT key_id, lang FROM case_ WHERE id = $1", []any{caseID}, &keyID, &lang); err != nil {
		return err
	}
	key, err := s.Vault.Key(ctx, tx, keyID)
	if err != nil {
		return err
	}
	// The key's id goes before what it sealed, so that the job finds it.
	sealed := append([]byte(keyID), key.SealPadded(outboxCell(caseID), []byte(to))...)
	template, err := newsTemplate(ctx, tx, caseID)
	if err != nil {
		return err
	}
	id, err := mail.Outbox{}.Add(ctx, tx, mail.Queue{Template: template + caseID, Lang: lang, Recipient: sealed})
	if err != nil {
		return err
	}
	_, err = s.Jobs.Insert(ctx, tx, jobs.Job{Kind: "mail.send", Args: mailArgs{id}, Key: id})
	return err
}

// newsTemplate names the mail: the first one about a complaint that came by mail
// acknowledges it.
func newsTemplate(ctx context.Context, tx *store.Tx, caseID string) (string, error) {
	var claimable, before int
	err := tx.Get(ctx, "SELECT claimable, (SELECT count(*) FROM mail_outbox WHERE template IN ($2, $3)) FROM complaint WHERE case_id = $1",
		[]any{caseID, "complaint.ack." + caseID, "complaint.news." + caseID}, &claimable, &before)
	if claimable == 1 && before == 0 {
		return "complaint.ack.", err
	}
	return "complaint.news.", err
}

func outboxCell(caseID string) vault.Cell {
	return vault.Cell{Table: "mail_outbox", Column: "recipient", Row: caseID}
}

// idLen is how long an id is, see [store.NewID].
const idLen = 26

// sendMail sends a mail of the outbox. The database is not held while the
// server of the recipient is waited for.
func (s *Service) sendMail(ctx context.Context, a mailArgs) error {
	var m mail.Message
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		out, err := mail.Outbox{}.Get(ctx, tx, a.Mail)
		if err != nil {
			return err
		}
		if out.State != mail.Queued {
			return store.ErrNotFound
		}
		if len(out.Recipient) < idLen || len(out.Template) < idLen {
			return jobs.GiveUp("malformed", errors.New("outbox row is not one of ours"))
		}
		caseID := out.Template[len(out.Template)-idLen:]
		key, err := s.Vault.Key(ctx, tx, string(out.Recipient[:idLen]))
		if err != nil {
			return err
		}
		to, err := key.Open(outboxCell(caseID), out.Recipient[idLen:])
		if err != nil {
			return err
		}
		m, err = s.news(ctx, tx, out, caseID)
		m.ID, m.To = a.Mail, string(to)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, vault.ErrErased) {
		return nil // sent already, or erased meanwhile
	}
	if err != nil {
		return jobs.Fail("read", err)
	}
	sent := s.mailer.Send(ctx, m)
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if sent == nil {
			return mail.Outbox{}.Sent(ctx, tx, a.Mail)
		}
		return s.mailFailed(ctx, tx, a.Mail, sent)
	})
}

// news is the mail about a case. To somebody who wrote by mail and has no
// receipt yet it brings a code for one; it never says what anybody wrote.
func (s *Service) news(ctx context.Context, tx *store.Tx, out mail.Outgoing, caseID string) (mail.Message, error) {
	subject, text := newsText(out.Lang, s.Config.Platform.Name, s.Config.PublicURL)
	m := mail.Message{Subject: subject, Text: text, Lang: out.Lang}
	open, err := s.Desk.Claimable(ctx, tx, caseID)
	if err != nil || !open {
		return m, err
	}
	code, err := s.Desk.NewCode(ctx, tx, caseID)
	m.Code = code.Groups()
	m.Subject, m.Text = codeText(out.Lang, s.Config.Platform.Name, s.Config.PublicURL, strings.HasPrefix(out.Template, "complaint.ack."))
	return m, err
}

// mailFailed notes a failure and asks for another attempt, unless none mends it.
func (s *Service) mailFailed(ctx context.Context, tx *store.Tx, id string, cause error) error {
	retry := tx.Now().Add(10 * time.Minute)
	forever, err := mail.Outbox{}.Failed(ctx, tx, id, cause, retry)
	if err != nil || forever {
		return err
	}
	_, err = s.Jobs.Insert(ctx, tx, jobs.Job{Kind: "mail.send", Args: mailArgs{id}, At: retry})
	return err
}
